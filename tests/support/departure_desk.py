"""A desk with a checklist, as a test of checklists declares it: who leaves a post hands over first."""

from datetime import date
from typing import Annotated

from core.model.action import Action
from core.model.field import About, Start
from core.model.record import Record
from core.rules.checklist import Answer, AnswerItem
from core.rules.record_printout import record_printout
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_

READ, KEEP = "people.read", "people.keep"


class DepartureStage(LabelledEnum):
    """How far a departure is."""

    CLEARING = "clearing", N_("clearing")
    APPROVED = "approved", N_("approved")


class Departure(Record):
    """Somebody leaves a post."""

    kind = "departure"
    label = N_("Departure")
    plural = N_("Departures")
    duty = READ
    ends = (DepartureStage.APPROVED,)

    who: Annotated[str, About(N_("Who leaves"), column=20)]
    stage: Annotated[DepartureStage, About(N_("Stage"), column=10)] = DepartureStage.CLEARING
    approved: Annotated[date | None, About(N_("Approved"), column=10)] = None

    @property
    def title(self) -> str:
        """Who leaves."""
        return self.who


class DepartureAnswer(Answer):
    """What was found of one item of the handover."""

    kind = "departure_answer"
    label = N_("Item of the handover")
    plural = N_("Handover list")
    duty = READ
    checklist = "departure"

    departure: Annotated[str, About(N_("Departure"), refers="departure", owner=True)]


class AskDeparture(Action):
    """Enter that somebody leaves."""

    on = Departure
    creates = True
    duty = KEEP
    key = "n"

    who: Annotated[str, About(N_("Who leaves"))]


class AnswerDeparture(AnswerItem):
    """Say of each item of the handover list whether it is met."""

    on, adds, duty, key = Departure, DepartureAnswer, KEEP, "l"
    stages = (DepartureStage.CLEARING,)


class ApproveDeparture(Action):
    """Approve that somebody leaves, once everything is handed over."""

    on = Departure
    duty = KEEP
    key = "a"
    stages = (DepartureStage.CLEARING,)
    leads_to = DepartureStage.APPROVED
    stamps = {"approved": Start.TODAY}
    demands = (DepartureAnswer.all_met,)


record_printout("departure_sheet", N_("Handover sheet"), Departure)
