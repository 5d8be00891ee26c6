"""Leaving secret posts: the list, what is still held, the talk and the commitment; then the approval of another."""

from collections.abc import Iterable
from typing import Annotated, Any

from core.desks.clearance import fields
from core.desks.clearance.leaving_record import CLEARING, READY, CoolingOff, Departure, DepartureAnswer
from core.desks.clearance.of_person import known_of
from core.desks.clearance.rules import cooling_faults, held_appointments, terms
from core.desks.clearance.vocabulary import APPROVE, HOLDING, KEEP, AppointmentStage, DepartureStage, Level
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.field import Start
from core.model.query import Is, Query, both
from core.rights.four_eyes import entries_of
from core.rules.checklist import AnswerItem
from core.rules.holdings import held_by
from core.values.dates import months_later
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say


class AskDeparture(Action):
    """Enter that somebody leaves the secret posts that he holds: what is to be cleared is listed."""

    on = Departure
    creates = True
    duty = KEEP
    key = "n"
    stamps = {"asked_by": Start.ME}

    person: Annotated[fields.Person, REQUIRED]
    leaves_because: fields.LeavingReason
    asked: fields.Asked
    destination: fields.Destination = ""

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject who holds no secret post, a second departure beside one that runs, and oneself."""
        if not held_appointments(self.person, context):
            yield say(N_("This person holds no secret post. Choose somebody who does."))
        running = both(Is("person", (self.person,)), Is("stage", (*CLEARING, *READY)))
        for each in context.find(Query("departure", running, limit=1)):
            yield say(
                N_("A departure of {name} runs since {day} already. Work in that one."), name=each.name, day=each.asked
            )
        if self.person in entries_of(context.officer, context):
            yield say(N_("This is about yourself. Another officer enters it."))

    def written(self, record: Any, context: Context) -> dict[str, Any]:
        """Add which posts are left, and the highest of their levels."""
        held = held_appointments(self.person, context)
        posts = {"appointments": tuple(each.id for each in held), "level": held[0].level if held else Level.GENERAL}
        return {**super().written(record, context), **known_of(self.person, context), **posts}


class AnswerDeparture(AnswerItem):
    """Say of each item of the list on leaving whether it is met."""

    on = Departure
    adds = DepartureAnswer
    duty = KEEP
    key = "l"
    stages = CLEARING


class RecordExitTalk(Action):
    """Note the reminder talk, and the commitment that the person signed on leaving."""

    on = Departure
    duty = KEEP
    key = "t"
    stages = CLEARING
    amends = True

    talk: fields.Talk
    talk_by: Annotated[fields.TalkBy, REQUIRED]
    exit_commitment: fields.ExitCommitment
    paper: fields.Paper = ""


def clearing_faults(record: Departure, context: Context) -> Iterable[Sentence]:
    """Yield each thing that is still open before somebody leaves, besides the list."""
    if record.talk is None:
        yield say(N_("The reminder talk was not held. Hold it, then note it: “Record exit talk”."))
    if record.exit_commitment is None:
        yield say(N_("The commitment on leaving is not signed. Let it be signed, then note it: “Record exit talk”."))
    for each in held_by(record.person, context):
        yield each.said


class SubmitDeparture(Action):
    """Lay a departure before a supervisor, once everything is cleared, with the length of the cooling-off."""

    on = Departure
    duty = KEEP
    key = "s"
    stages = CLEARING
    leads_to = DepartureStage.READY
    demands = (DepartureAnswer.all_met,)
    stamps = {"submitted": Start.TODAY, "submitted_by": Start.ME, "returned_because": ""}

    months: fields.MonthsChosen
    why_longer: fields.WhyLonger = ""
    managed_by: fields.ManagedBy = ""

    @classmethod
    def suggest(cls, record: Departure, context: Context) -> dict[str, Any]:
        """Start from the shortest of the level."""
        least, _most = terms(context).cooling_months(record.level)
        return super().suggest(record, context) | {"months": record.months or least}

    def refuse(self, record: Departure, context: Context) -> Iterable[Sentence]:
        """Reject while anything is open, and a cooling-off that is too short, or too long without a reason."""
        yield from clearing_faults(record, context)
        yield from cooling_faults(record.level, self.months, self.why_longer, context)


class ReturnDeparture(Action):
    """Send a departure back to be cleared, with what is missing."""

    on = Departure
    duty = APPROVE
    key = "b"
    stages = READY
    leads_to = DepartureStage.CLEARING
    other_than = ("submitted_by",)

    returned_because: Annotated[fields.ReturnedBecause, REQUIRED]


class ApproveDeparture(Action):
    """Approve the departure that another officer cleared: the person is off post, and the cooling-off begins."""

    on = Departure
    duty = APPROVE
    key = "a"
    stages = READY
    leads_to = DepartureStage.APPROVED
    other_than = ("submitted_by", "asked_by")
    approves = ("person", "appointments", "level", "months", "why_longer", "talk", "exit_commitment")
    demands = (DepartureAnswer.all_met,)
    transitions = ((HOLDING, AppointmentStage.ENDED),)
    stamps = {"approved": Start.TODAY, "approved_by": Start.ME}

    def refuse(self, record: Departure, context: Context) -> Iterable[Sentence]:
        """Reject while anything is open, or has come back since."""
        yield from clearing_faults(record, context)
        yield from cooling_faults(record.level, record.months, record.why_longer, context)

    def changes(self, record: Departure, context: Context) -> Iterable[Draft]:
        """Approve it, end the appointments, and let the cooling-off begin today."""
        yield from super().changes(record, context)
        for identifier in record.appointments:
            held = context.get("appointment", identifier)
            if held is not None and held.stage in HOLDING:
                yield amend(held, stage=AppointmentStage.ENDED, until=context.today)
        yield create(
            CoolingOff(
                person=record.person, name=record.name, unit=record.unit, departure=record.id, level=record.level,
                since=context.today, months=record.months, until=months_later(context.today, record.months),
                why_longer=record.why_longer, managed_by=record.managed_by,
            )
        )  # fmt: skip


class WithdrawDeparture(Action):
    """Withdraw a departure: the person stays on the post after all."""

    on = Departure
    duty = KEEP
    key = "x"
    stages = (*CLEARING, *READY)
    leads_to = DepartureStage.WITHDRAWN
