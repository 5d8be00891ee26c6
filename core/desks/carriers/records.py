"""The ledger of carriers 载体台账, and the movements 流转 of each, which nobody edits.

A movement tells what was done, between whom, at which moment, and where the carrier was before and after. One that was
entered by mistake is taken back by a counter-entry, which stands beside it.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated

from core.desks.carriers import fields
from core.desks.carriers.vocabulary import (
    ANSWERED,
    AWAY,
    COMPARTMENT,
    KEEP,
    READ,
    CarrierSettings,
    CarrierStage,
    Form,
    Origin,
)
from core.model.context import Context
from core.model.deadline import Deadline
from core.model.field import About, Role
from core.model.occurrence import Occurrence
from core.model.query import Between, Condition, Is
from core.model.record import Record, derived
from core.model.rule import Unique
from core.rights.signing import Paper, Way, Witnessing
from core.values.classification import Classification
from core.values.cleaning import code_key
from core.values.section import Section
from core.values.sentence import N_


class Carrier(Record):
    """A thing that bears secrets: a document, a medium, a machine."""

    kind = "carrier"
    label = N_("Carrier")
    plural = N_("Carriers")
    compartment = COMPARTMENT
    section = Section.SECRETS
    duty = READ
    order = ("number", "id")
    issued = ("number", "site")
    unique = (Unique(("key", "site"), N_("{number} is in the ledger of carriers already. Give it another number.")),)
    path = (CarrierStage.STORED, CarrierStage.DESTROYED)
    ends = (
        CarrierStage.DELIVERED, CarrierStage.RECALLED, CarrierStage.ARCHIVED, CarrierStage.DESTROYED,
        CarrierStage.LEAKED, CarrierStage.VOID,
    )  # fmt: skip
    indexes = (("stage", "number"), ("unit", "stage"), ("holder", "stage"), ("keeper", "stage"))
    deadlines = (
        Deadline(
            N_("bring back, lent"), on="due", stages=(CarrierStage.LENT,), duty=KEEP, soon=CarrierSettings,
            since="since", counted=N_("lent on {day}"),
        ),
        Deadline(
            N_("bring back from outside"), on="due", stages=(CarrierStage.CARRIED,), duty=KEEP,
            soon=CarrierSettings, since="since", counted=N_("carried outside on {day}"),
        ),
        Deadline(
            N_("bring back, under repair"), on="due", stages=(CarrierStage.REPAIR,), duty=KEEP, soon=CarrierSettings,
            since="since", counted=N_("given to be repaired on {day}"),
        ),
        Deadline(
            N_("enter the receipt"), on="due", stages=(CarrierStage.SENT,), duty=KEEP, soon=CarrierSettings,
            since="since", counted=N_("sent on {day}"), action="receipt_carrier",
        ),
        Deadline(
            N_("give back to originator"), on="recall_by", stages=(CarrierStage.STORED, *AWAY), duty=KEEP,
            soon=CarrierSettings, why=N_("Due {day}: the originator asked for it back by that day."),
        ),
        Deadline(
            N_("report a possible leak"), on="report_by", until=("reported",), stages=(CarrierStage.MISSING,),
            duty=KEEP, pressing=True, timed=True,
            why=N_("Due {day}: a possible leak is reported within 24 hours, by law."), action="report_leak",
        ),
        Deadline(
            N_("find it or count as leaked"), on="leak_on", stages=(CarrierStage.MISSING,), duty=KEEP,
            soon=CarrierSettings, why=N_("Due {day}: what is missing longer counts as leaked."),
        ),
    )  # fmt: skip

    number: fields.Number
    name: fields.Name
    level: fields.Level = Classification.SECRET
    stage: Annotated[CarrierStage, About(N_("Where it is"), column=8, index=True)] = CarrierStage.STORED
    keeper: fields.Keeper = ""
    holder: fields.Holder = ""
    """Who has it while it is out."""
    due: fields.Due | None = None
    form: fields.Form = Form.PAPER
    site: Annotated[str, About(N_("Site"), refers="site", index=True)] = ""
    since: Annotated[date | None, About(N_("Since"), column=10, index=True)] = None
    unit: fields.Unit = ""
    area: fields.Area = ""
    place: fields.Place = ""
    whereto: fields.To = ""
    originator: fields.Originator = ""
    document: fields.Document = ""
    term: fields.Term = ""
    copies: fields.Copies = 0
    size: fields.Size = ""
    serial: fields.Serial = ""
    got: fields.Got | None = None
    how: fields.How = Origin.RECEIVED
    parent: fields.Parent = ""
    use: fields.Use = ""
    recall_by: fields.RecallBy | None = None
    transfer: fields.Transfer = False
    remark: fields.Remark = ""
    bill: fields.OnBatch = ""
    """The open batch that it stands on, to be destroyed."""
    counted: Annotated[date | None, About(N_("Last counted"), index=True)] = None
    report_by: Annotated[datetime | None, About(N_("Possible leak to be reported by"))] = None
    reported: Annotated[date | None, About(N_("Possible leak reported"))] = None
    report: fields.Report = ""
    leak_on: Annotated[date | None, About(N_("Counts as leaked on"))] = None

    @derived(About(N_("Compared as"), index=True))
    def key(self) -> str:
        """What the number is compared by."""
        return code_key(self.number)

    @derived(About(N_("Answered for"), index=True))
    def open(self) -> bool:
        """Whether somebody here still answers for it."""
        return self.stage in ANSWERED

    @property
    def title(self) -> str:
        """Number and name."""
        return f"{self.number} {self.name}"

    @classmethod
    def open_ones(cls, context: Context) -> Condition:
        """What somebody here answers for."""
        return Is("open", (True,))

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        return {
            **super().filters(context),
            N_("on the books"): Is("open", (True,)),
            N_("out"): Is("stage", AWAY),
            N_("gone missing"): Is("stage", (CarrierStage.MISSING,)),
            N_("to give back"): Between("recall_by"),
        }


class Movement(Record):
    """What was done with a carrier once. It stays as it was entered."""

    kind = "movement"
    label = N_("Movement")
    plural = N_("Movements")
    compartment = COMPARTMENT
    duty = READ
    order = ("-at", "-id")
    occurrence = Occurrence(("at",), by="by", what="move")
    indexes = (("carrier", "at"),)

    carrier: Annotated[str, replace(fields.CARRIER, owner=True)]
    move: fields.MoveKind
    at: fields.At
    by: Annotated[str, About(N_("By"), column=10, refers="officer", says=Role.DOER)]
    giver: fields.Giver = ""
    taker: fields.Taker = ""
    approver: fields.Approver = ""
    companion: fields.Companion = ""
    whereto: fields.To = ""
    area: fields.Area = ""
    purpose: fields.Purpose = ""
    due: fields.Due | None = None
    way: Way = Witnessing.SIGNED
    paper: Paper = ""
    receipt: fields.Receipt = ""
    consent: fields.Consent = ""
    device: fields.Device = ""
    cleared: fields.Cleared = False
    note: fields.Note = ""
    batch: Annotated[str, replace(fields.BATCH, column=0)] = ""
    stocktake: Annotated[str, replace(fields.STOCKTAKE, column=0)] = ""
    before: Annotated[CarrierStage, About(N_("Where it was before"))] = CarrierStage.STORED
    after: Annotated[CarrierStage, About(N_("Where it was afterwards"))] = CarrierStage.STORED
    holder_before: Annotated[str, About(N_("Who had it before"), refers="person", says=Role.DOER, index=True)] = ""
    keeper_before: Annotated[str, About(N_("Custodian before"), refers="person", says=Role.DOER, index=True)] = ""
    whereto_before: Annotated[str, About(N_("To whom or where before"))] = ""
    place_before: Annotated[str, About(N_("Place before"))] = ""
    due_before: Annotated[date | None, About(N_("Due before"))] = None
    since_before: Annotated[date | None, About(N_("Since before"))] = None
    takes_back: Annotated[str, About(N_("Takes back"), refers="movement", index=True)] = ""
    """The movement that this one is the counter-entry to."""

    @property
    def title(self) -> str:
        """When it was."""
        return f"{self.at:%Y-%m-%d %H:%M}"
