"""The words and figures of carriers: what they are, where they are, what was done with them, and terms of the pack."""

from pydantic import Field

from core.policy.pack import Settings
from core.values.classification import Classification
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_

READ = "carriers.read"
KEEP = "carriers.keep"
APPROVE = "carriers.approve"
COMPARTMENT = "carriers"

SECRET = (Classification.SECRET, Classification.CONFIDENTIAL, Classification.TOP_SECRET)
"""The levels of what is a state secret; what is internal is none."""


class CarrierSettings(Settings):
    """The figures of section `[carriers]`."""

    section = "carriers"
    label = N_("Carriers")

    loan_days: int = Field(30, ge=1, le=366, title=N_("Days until what is lent is due back"))
    """How long a carrier is lent if nothing else is said."""
    own_machine_most: int = Field(10, ge=0, le=1000, title=N_("Most carriers that are destroyed at an own machine"))
    """More than these go to the designated unit."""
    leak_days_top: int = Field(10, ge=1, le=366, title=N_("Days until a missing top secret counts as leaked"))
    leak_days: int = Field(60, ge=1, le=366, title=N_("Days until another missing carrier counts as leaked"))
    receipt_days: int = Field(15, ge=1, le=366, title=N_("Days until a receipt for what was sent is due"))
    repair_days: int = Field(30, ge=1, le=366, title=N_("Days until what is under repair is due back"))
    soon_days: int = Field(7, ge=1, le=366, title=N_("Days ahead that count as due soon"))


class Form(LabelledEnum):
    """What a carrier is."""

    PAPER = "paper", N_("paper document")
    DISC = "disc", N_("compact disc")
    STICK = "stick", N_("flash drive")
    PORTABLE = "portable", N_("portable disk")
    DRIVE = "drive", N_("hard disk")
    COMPUTER = "computer", N_("desktop computer")
    LAPTOP = "laptop", N_("laptop computer")
    MACHINE = "machine", N_("printer, copier, fax, scanner or burner")
    PRODUCT = "product", N_("secret product")
    OTHER = "other", N_("other carrier")


SERIAL = (Form.STICK, Form.PORTABLE, Form.DRIVE, Form.COMPUTER, Form.LAPTOP, Form.MACHINE)
"""What bears a serial number of its maker."""
MEDIA = (Form.DISC, Form.STICK, Form.PORTABLE, Form.DRIVE)
"""What information can be cleared off."""


class Origin(LabelledEnum):
    """How a carrier came to be here."""

    RECEIVED = "received", N_("received from outside")
    MADE = "made", N_("made here")
    BOUGHT = "bought", N_("bought")
    COPIED = "copied", N_("copied")
    EXTRACTED = "extracted", N_("extracted")
    PRINTED = "printed", N_("printed")
    FOUND = "found", N_("found when counting")


class CarrierStage(LabelledEnum):
    """Where a carrier is."""

    STORED = "stored", N_("in store")
    LENT = "lent", N_("lent")
    CARRIED = "carried", N_("carried outside")
    REPAIR = "repair", N_("under repair")
    SENT = "sent", N_("sent, receipt awaited")
    MISSING = "missing", N_("gone missing")
    DELIVERED = "delivered", N_("delivered")
    RECALLED = "recalled", N_("given back to its originator")
    ARCHIVED = "archived", N_("handed to the archive")
    DESTROYED = "destroyed", N_("carrier destroyed")
    LEAKED = "leaked", N_("counts as leaked")
    VOID = "void", N_("number void")


AWAY = (CarrierStage.LENT, CarrierStage.CARRIED, CarrierStage.REPAIR)
"""Out of the store, and to come back."""
HELD = (CarrierStage.STORED, *AWAY)
"""Known to be where the ledger says."""
ANSWERED = (*HELD, CarrierStage.SENT, CarrierStage.MISSING)
"""What somebody here still answers for."""


class Move(LabelledEnum):
    """What was done with a carrier."""

    RECEIVE = "receive", N_("taken in")
    ISSUE = "issue", N_("lent out")
    RETURN = "return", N_("brought back")
    HAND_OVER = "hand_over", N_("handed on")
    PUT = "put", N_("put in another place")
    LEVEL = "level", N_("given another level")
    COPY = "copy", N_("copies were made")
    CARRY = "carry", N_("taken along outside")
    SEND = "send", N_("sent off")
    RECEIPT = "receipt", N_("receipt came back")
    RECALL = "recall", N_("went back to its originator")
    REPAIR = "repair", N_("given to be repaired")
    ARCHIVE = "archive", N_("went to the archive")
    DESTROY = "destroy", N_("was destroyed")
    MISSING = "missing", N_("found missing")
    FOUND = "found", N_("found again")
    LEAK = "leak", N_("came to count as leaked")
    VOID = "void", N_("its number was voided")
    COUNTER = "counter", N_("counter-entry")


class Method(LabelledEnum):
    """How carriers are destroyed."""

    SHRED = "shred", N_("shredding")
    PULP = "pulp", N_("pulping")
    BURN = "burn", N_("burning")
    DEGAUSS = "degauss", N_("degaussing")
    CRUSH = "crush", N_("crushing")


class WhereDestroyed(LabelledEnum):
    """Where carriers are destroyed."""

    DESIGNATED = "designated", N_("at the designated unit")
    OWN = "own", N_("at an own machine")


class BatchStage(LabelledEnum):
    """How far a batch to be destroyed is."""

    LISTED = "listed", N_("being listed")
    ASKED = "asked", N_("to be approved")
    APPROVED = "approved", N_("approved, to be destroyed")
    DONE = "done", N_("all destroyed")
    DECLINED = "declined", N_("list declined")
    WITHDRAWN = "withdrawn", N_("list withdrawn")


OPEN_BATCH = (BatchStage.LISTED, BatchStage.ASKED, BatchStage.APPROVED)


class Scope(LabelledEnum):
    """Which carriers a stocktake asks for."""

    ALL = "all", N_("all carriers")
    UNIT = "unit", N_("those of a unit")
    PLACE = "place", N_("those of a place")
    HOLDER = "holder", N_("those of a holder")
    LEVEL = "level", N_("those of a level")


class CountStage(LabelledEnum):
    """How far a stocktake is."""

    COUNTING = "counting", N_("being counted")
    COUNTED = "counted", N_("counted, to be settled")
    CLOSED = "closed", N_("stocktake closed")


class Counted(LabelledEnum):
    """What was found of a carrier when counting."""

    FOUND = "found", N_("in its place")
    ELSEWHERE = "elsewhere", N_("in another place")
    NOT_FOUND = "not_found", N_("not seen")
    NOT_IN_LEDGER = "not_in_ledger", N_("not in the ledger")
