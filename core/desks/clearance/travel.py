"""Journeys that were granted: the briefing before, the report and the passport after. A late report stays marked."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated, Any

from core.desks.clearance import fields
from core.desks.clearance.declaration_record import Declaration
from core.desks.clearance.rules import terms
from core.desks.clearance.vocabulary import KEEP, DeclarationStage, Matter
from core.model.action import Action
from core.model.context import Context
from core.model.field import Start
from core.values.bounds import LAST_DAY
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say

Stage = DeclarationStage
GRANTED, AWAY, REPORTED = (Stage.GRANTED,), (Stage.AWAY,), (Stage.REPORTED,)


def _after(returned: date, context: Context) -> dict[str, Any]:
    """Return by when a journey that ends on a day is reported, and the passport handed back."""
    figures = terms(context)
    return {
        "report_due": min(returned + timedelta(days=figures.report_days), LAST_DAY),
        "passport_due": min(returned + timedelta(days=figures.passport_days), LAST_DAY),
    }


class BriefTraveller(Action):
    """Note the briefing before a journey, and that the passport was taken for it."""

    on = Declaration
    duty = KEEP
    key = "s"
    stages = GRANTED
    leads_to = Stage.AWAY
    stamps = {"briefed_by": Start.ME}

    briefed: fields.Briefed
    passport_out: fields.PassportOut | None = None

    @classmethod
    def applies(cls, record: Declaration) -> bool:
        """It is a journey."""
        return super().applies(record) and record.matter == Matter.TRAVEL

    def refuse(self, record: Declaration, context: Context) -> Iterable[Sentence]:
        """Reject what is no journey, and a person who does not know of the decision."""
        if record.matter != Matter.TRAVEL:
            yield say(N_("This is no journey: there is nothing to brief for."))
        if record.told is None:
            yield say(N_("The person has not been told the decision. Tell it first: “Tell decision”."))

    def written(self, record: Declaration, context: Context) -> dict[str, Any]:
        """Add what is due after the planned return."""
        after = _after(record.returns, context) if record.returns else {}
        without = {} if self.passport_out else {"passport_due": None}
        return {**super().written(record, context), **after, **without}


class ReportReturn(Action):
    """Note that the person is back and reported: in one line. The report is late if its day has passed."""

    on = Declaration
    duty = KEEP
    key = "r"
    stages = AWAY
    leads_to = Stage.REPORTED
    transitions = ((AWAY, Stage.CLOSED),)

    returned: fields.Returned
    reported_on: fields.ReportedOn
    report: fields.Report

    def written(self, record: Declaration, context: Context) -> dict[str, Any]:
        """Count what is due from the real return; without a passport that is out, nothing is left to do."""
        after = _after(self.returned, context)
        if record.passport_out is None or record.passport_back:
            after |= {"stage": Stage.CLOSED, "passport_due": record.passport_due}
        return super().written(record, context) | after


class TakePassport(Action):
    """Note that the passport is back. After the report, nothing is left to do."""

    on = Declaration
    duty = KEEP
    key = "b"
    stages = (*AWAY, *REPORTED)
    once = "passport_back"
    transitions = ((REPORTED, Stage.CLOSED),)

    passport_back: fields.PassportBack

    @classmethod
    def applies(cls, record: Declaration) -> bool:
        """A passport was taken for the journey."""
        return super().applies(record) and record.passport_out is not None

    def refuse(self, record: Declaration, context: Context) -> Iterable[Sentence]:
        """Reject where no passport was taken."""
        if record.passport_out is None:
            yield say(N_("No passport was taken for this journey."))

    def written(self, record: Declaration, context: Context) -> dict[str, Any]:
        """End it after the report."""
        return super().written(record, context) | ({"stage": Stage.CLOSED} if record.stage == Stage.REPORTED else {})


class CancelJourney(Action):
    """Note that a granted journey is not made, with the reason."""

    on = Declaration
    duty = KEEP
    key = "c"
    stages = GRANTED
    leads_to = Stage.CLOSED

    withdrawn_because: Annotated[fields.Lapsed, REQUIRED]
