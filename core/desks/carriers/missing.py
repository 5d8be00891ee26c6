"""Carriers that are missing: reported as a possible leak within a day, and found again or counted as leaked."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated, Any

from core.desks.carriers import fields
from core.desks.carriers.moving import BACK_IN_STORE, NOT_MISSING, Moving, in_days, settings
from core.desks.carriers.records import Carrier
from core.desks.carriers.vocabulary import HELD, KEEP, CarrierStage, Move
from core.model.action import Action
from core.model.context import Context
from core.model.field import About, Start
from core.rights.signing import Countersigned
from core.rules.right_to_hold import place_faults
from core.values.classification import Classification
from core.values.field_types import REQUIRED, Line
from core.values.sentence import N_, Sentence

REPORT_WITHIN = timedelta(hours=24)
"""How soon a possible leak is reported, from when it was found; by law, through nights and holidays."""


class MissCarrier(Moving):
    """Enter that a carrier is missing. It takes one name: whoever finds out tells it at once."""

    on = Carrier
    duty = KEEP
    key = "m"
    stages = (*HELD, CarrierStage.SENT)
    leads_to = CarrierStage.MISSING
    move = Move.MISSING
    free = False

    note: Annotated[Line, REQUIRED, About(N_("How it was noticed"))]

    def becomes(self, record: Carrier, context: Context) -> dict[str, Any]:
        """Whoever had it last still stands there; the clock of the report runs."""
        return missing_now(record, context)


def missing_now(carrier: Carrier, context: Context) -> dict[str, Any]:
    """Return what is so of a carrier that is missing from now on."""
    terms = settings(context)
    top = carrier.level is Classification.TOP_SECRET
    leak_on = in_days(terms.leak_days_top if top else terms.leak_days, context)
    return {"report_by": context.now + REPORT_WITHIN, "reported": None, "leak_on": leak_on, "due": None}


class ReportLeak(Action):
    """Enter that a possible leak was reported to the secrecy authority."""

    on = Carrier
    duty = KEEP
    key = "v"
    stages = (CarrierStage.MISSING,)
    once = "reported"
    stamps = {"reported": Start.TODAY}
    undoable = False

    report: Annotated[fields.Report, REQUIRED]


class FindCarrier(Countersigned, Moving):
    """Enter that a missing carrier was found, where, and how. Another officer signs with you."""

    on = Carrier
    duty = KEEP
    key = "f"
    stages = (CarrierStage.MISSING,)
    leads_to = CarrierStage.STORED
    move = Move.FOUND
    signers = ("approver",)

    area: fields.Area = ""
    place: Annotated[fields.Place, REQUIRED]
    note: Annotated[fields.Reason, REQUIRED]
    approver: Annotated[fields.Approver, REQUIRED]

    def refuse(self, record: Carrier, context: Context) -> Iterable[Sentence]:
        """Reject a place that is not protected for its level."""
        yield from place_faults(self.area, record.level, context)

    def becomes(self, record: Carrier, context: Context) -> dict[str, Any]:
        """It is in store."""
        return BACK_IN_STORE | NOT_MISSING | {"place": self.place, "area": self.area}


class CountAsLeaked(Countersigned, Moving):
    """Enter that a missing carrier counts as leaked, as the inquiry found. Another officer signs with you."""

    on = Carrier
    duty = KEEP
    key = "L"
    stages = (CarrierStage.MISSING,)
    leads_to = CarrierStage.LEAKED
    move = Move.LEAK
    signers = ("approver",)

    note: Annotated[fields.Reason, REQUIRED]
    approver: Annotated[fields.Approver, REQUIRED]

    def becomes(self, record: Carrier, context: Context) -> dict[str, Any]:
        """Nothing more is waited for here; who had it last still stands there."""
        return {"due": None}
