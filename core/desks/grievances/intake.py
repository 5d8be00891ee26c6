"""Registration, and what is decided first: accepted, redirected, or not accepted."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Annotated, Any, ClassVar

from pydantic import Field

from core.desks.grievances.children import Step
from core.desks.grievances.conflicts_of_interest import turned_away_by_second
from core.desks.grievances.records import Grievance
from core.desks.grievances.rules import category_faults, date_faults, pause_ended, supervisor_waits, work_follows
from core.desks.grievances.vocabulary import (
    OPEN,
    Channel,
    GrievanceSettings,
    Line,
    Petitioner,
    PetitionerName,
    Prose,
    Stage,
    StepKind,
    Urgency,
)
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.record import About
from core.rules.numbering import known_bearers, next_number
from core.values.field_types import AS_CODE
from core.values.sentence import N_, Sentence, say

COMPLAINED_OF = About(N_("Complained of"), refers="person", help=N_("If it complains of a member of staff."))

MatterNumber = Annotated[str, Field(max_length=40), AS_CODE]


class RegisterGrievance(Action):
    """Register a grievance that has come in. The term to accept it starts with the day it was received."""

    on = Grievance
    creates = True
    duty = "grievances.register"
    key = "n"
    anyone = "whoever is told of a grievance registers it, even one that complains of himself"

    channel: Annotated[Channel, About(N_("Channel"))] = Channel.WALK_IN
    received: Annotated[datetime, About(N_("Received"))]
    subject: Annotated[Line, About(N_("Subject"))]
    text: Annotated[str, Field(max_length=100_000), About(N_("Text"), lines=8)] = ""
    category: Annotated[str, About(N_("Category"), options="categories")] = ""
    petitioner_is: Annotated[Petitioner, About(N_("Petitioner status"))] = Petitioner.STAFF
    petitioner: Annotated[PetitionerName, About(N_("Petitioner"), help=N_("Empty if anonymous."))] = ""
    urgency: Annotated[Urgency, About(N_("Urgency"))] = Urgency.ORDINARY
    unit: Annotated[str, About(N_("Unit"), refers="unit")] = ""
    cell: Annotated[str, About(N_("Cell"), refers="cell")] = ""
    person: Annotated[str, COMPLAINED_OF] = ""
    number: Annotated[MatterNumber, About(N_("Number"), help=N_("Empty: the next of this year."))] = ""

    @classmethod
    def suggest(cls, record: Any, context: Context) -> dict[str, Any]:
        """Start with the present hour."""
        return {"received": context.now}

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Nothing comes in tomorrow; a category stands on the tree; a number is given once."""
        if self.received.date() > context.today:
            yield say(N_("It cannot have been received on {day}, which is still to come."), day=self.received.date())
        yield from category_faults(self.category, context)
        if known_bearers("grievance", self.number, context):
            yield say(N_("There is a grievance with the number {number} already."), number=self.number)

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Make the grievance, with the term to accept that is in force today."""
        given = {
            name: getattr(self, name) for name in RegisterGrievance.model_fields if name not in ("target", "number")
        }
        yield create(
            Grievance(
                id=self.target,
                number=self.number or self._next_number(context),
                site=context.site,
                accept_days=context.policy.settings(GrievanceSettings).accept_days,
                **given,
            )
        )

    def _next_number(self, context: Context) -> str:
        return next_number("grievance", f"{self.received.year}-", 6, context.site, context)


class AmendGrievance(Action):
    """Correct or complete the registration. History keeps what stood before."""

    on = Grievance
    duty = "grievances.register"
    key = "e"
    stages = OPEN

    subject: Annotated[Line, About(N_("Subject"))]
    text: Annotated[str, Field(max_length=100_000), About(N_("Text"), lines=8)] = ""
    category: Annotated[str, About(N_("Category"), options="categories")] = ""
    urgency: Annotated[Urgency, About(N_("Urgency"))] = Urgency.ORDINARY
    unit: Annotated[str, About(N_("Unit"), refers="unit")] = ""
    cell: Annotated[str, About(N_("Cell"), refers="cell")] = ""
    person: Annotated[str, COMPLAINED_OF] = ""

    @classmethod
    def suggest(cls, record: Grievance, context: Context) -> dict[str, Any]:
        """Start from what stands."""
        return {name: getattr(record, name) for name in cls.model_fields if name != "target"}

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """A category stands on the tree; who is complained of does not handle it."""
        yield from category_faults(self.category, context)
        if self.person != record.person and record.handler:
            yield from record.model_copy(update={"person": self.person}).bars(record.handler, context)

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """Write what differs."""
        yield amend(record, **{name: getattr(self, name) for name in AmendGrievance.model_fields if name != "target"})


class AcceptGrievance(Action):
    """Accept it: from today the term for handling runs. Naming the handler assigns it at once."""

    on = Grievance
    duty = "grievances.register"
    key = "a"
    stages = (Stage.REGISTERED,)

    accepted: Annotated[date, About(N_("Accepted"))]
    handler: Annotated[str, About(N_("Handler"), refers="officer")] = ""

    @classmethod
    def suggest(cls, record: Grievance, context: Context) -> dict[str, Any]:
        """Start from today."""
        return {"accepted": context.today, "handler": record.handler}

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """It is accepted between the day it came in and today."""
        return date_faults(self.accepted, record.received.date(), context.today)

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """Start the clock with the term that is in force today."""
        term = context.policy.settings(GrievanceSettings).term_days
        handler = self.handler or record.handler
        yield amend(record, stage=Stage.ACCEPTED, accepted=self.accepted, term=term, handler=handler)
        yield from work_follows(record, handler, context)


class _Ending(Action):
    """What redirecting and not accepting have in common: a reason the petitioner is told."""

    ends_as: ClassVar[Stage]

    told: Annotated[Prose, About(N_("What the petitioner was told"), lines=3)]

    def involved(self, record: Grievance, context: Context) -> Iterable[tuple[Collection[str], Sentence]]:
        """Who registered or handled what is urgent, where the policy pack says so."""
        return turned_away_by_second(record, context)

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """Whoever supervises it is answered first."""
        return supervisor_waits(record, context)

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """End it with the reason."""
        yield amend(record, stage=self.ends_as, told=self.told, closed=context.today, closed_by=context.officer)


class RedirectGrievance(_Ending):
    """Send it to those who are competent, and tell the petitioner whom."""

    on = Grievance
    duty = "grievances.register"
    key = "t"
    stages = (Stage.REGISTERED,)
    ends_as = Stage.REDIRECTED


class DeclineGrievance(_Ending):
    """Do not accept it, with the reason the petitioner was told."""

    on = Grievance
    duty = "grievances.register"
    key = "d"
    stages = (Stage.REGISTERED,)
    ends_as = Stage.DECLINED


class RecordPastReply(Action):
    """Note a reply that was given before the grievance came into this program, as an imported mailbox tells it.

    A grievance that was not accepted counts as accepted on the day it was received.
    """

    on = Grievance
    duty = "grievances.register"
    stages = OPEN

    day: Annotated[date, About(N_("Date"))]
    text: Annotated[Prose, About(N_("Reply"), lines=10)]

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """A reply comes after what it answers."""
        yield from date_faults(self.day, record.received.date(), context.today)

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """Add the reply as a step, with the acceptance it implies; a running pause ends with it."""
        yield create(Step(grievance=record.id, step=StepKind.REPLY, day=self.day, by=context.officer, text=self.text))
        yield amend(
            record,
            stage=Stage.REPLIED,
            accepted=record.accepted or record.received.date(),
            term=record.term or context.policy.settings(GrievanceSettings).term_days,
            replied=max(self.day, record.replied or self.day),
            replied_by=context.officer,
            **pause_ended(record, self.day),
        )
