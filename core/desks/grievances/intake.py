"""Registration, and what is decided first: accepted, redirected, or not accepted."""

from collections.abc import Collection, Iterable
from typing import Annotated, Any

from core.desks.grievances import fields
from core.desks.grievances.children import Step
from core.desks.grievances.conflicts_of_interest import turned_away_by_second
from core.desks.grievances.records import Grievance
from core.desks.grievances.rules import category_faults, pause_ended, supervisor_waits, work_follows
from core.desks.grievances.vocabulary import (
    OPEN,
    Channel,
    GrievanceSettings,
    Petitioner,
    Stage,
    StepKind,
    Urgency,
)
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.field import Start
from core.rules.numbering import known_bearers, next_number
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say


class RegisterGrievance(Action):
    """Register a grievance that has come in. The term to accept it starts with the day it was received."""

    on = Grievance
    creates = True
    duty = "grievances.register"
    reported = N_("Registered as {record}")
    key = "n"
    anyone = "whoever is told of a grievance registers it, even one that complains of himself"

    subject: fields.Subject
    text: fields.Text = ""
    category: fields.Category = ""
    channel: fields.Channel = Channel.WALK_IN
    received: fields.Received
    petitioner_is: fields.PetitionerIs = Petitioner.STAFF
    petitioner: fields.Petitioner = ""
    urgency: fields.Urgency = Urgency.ORDINARY
    unit: fields.Unit = ""
    cell: fields.Cell = ""
    person: fields.ComplainedOf = ""
    number: fields.Number = ""

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject a category that is not on the tree, and a number that is given already."""
        yield from category_faults(self.category, context)
        if known_bearers("grievance", self.number, context):
            yield say(N_("There is a grievance with the number {number} already."), number=self.number)

    def written(self, record: Any, context: Context) -> dict[str, Any]:
        """Add the number, the site that gives it, and the term to accept that is in force today."""
        return super().written(record, context) | {
            "number": self.number or self._next_number(context),
            "site": context.site,
            "accept_days": context.policy.settings(GrievanceSettings).accept_days,
        }

    def _next_number(self, context: Context) -> str:
        return next_number("grievance", f"{self.received.year}-", 6, context.site, context)


class AmendGrievance(Action):
    """Correct or complete the registration. History keeps what stood before."""

    on = Grievance
    duty = "grievances.register"
    key = "e"
    stages = OPEN
    amends = True

    subject: fields.Subject
    text: fields.Text = ""
    category: fields.Category = ""
    urgency: fields.Urgency = Urgency.ORDINARY
    unit: fields.Unit = ""
    cell: fields.Cell = ""
    person: fields.ComplainedOf = ""

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """Reject a category that is not on the tree, and a person complained of who handles it."""
        yield from category_faults(self.category, context)
        if self.person != record.person and record.handler:
            yield from record.model_copy(update={"person": self.person}).bars(record.handler, context)


class AcceptGrievance(Action):
    """Accept it: from today the term for handling runs. Naming the handler assigns it at once."""

    on = Grievance
    duty = "grievances.register"
    key = "a"
    stages = (Stage.REGISTERED,)
    leads_to = Stage.ACCEPTED
    amends = True

    accepted: fields.Accepted
    handler: fields.Handler = ""

    def written(self, record: Grievance, context: Context) -> dict[str, Any]:
        """Add the term that is in force today; whoever handles it keeps it unless another is named."""
        term = context.policy.settings(GrievanceSettings).term_days
        return super().written(record, context) | {"term": term, "handler": self.handler or record.handler}

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """Start the clock, and give what is waited for to the handler."""
        yield from super().changes(record, context)
        yield from work_follows(record, self.handler or record.handler, context)


class _Ending(Action):
    """What redirecting and not accepting have in common: a reason the petitioner is told."""

    stamps = {"closed": Start.TODAY, "closed_by": Start.ME}

    told: Annotated[fields.Told, REQUIRED]

    def involved(self, record: Grievance, context: Context) -> Iterable[tuple[Collection[str], Sentence]]:
        """Who registered or handled what is urgent, where the policy pack says so."""
        return turned_away_by_second(record, context)

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """Reject while a supervisor waits for an answer."""
        return supervisor_waits(record, context)


class RedirectGrievance(_Ending):
    """Send it to who is competent: write to whom, and what the petitioner was told."""

    on = Grievance
    duty = "grievances.register"
    key = "t"
    stages = (Stage.REGISTERED,)
    leads_to = Stage.REDIRECTED

    redirected_to: Annotated[fields.RedirectedTo, REQUIRED]


class DeclineGrievance(_Ending):
    """Do not accept it, with the reason the petitioner was told."""

    on = Grievance
    duty = "grievances.register"
    key = "d"
    stages = (Stage.REGISTERED,)
    leads_to = Stage.DECLINED


class RecordPastReply(Action):
    """Note a reply that was given before the grievance came into this program, as an imported mailbox tells it.

    A grievance that was not accepted counts as accepted on the day it was received.
    """

    on = Grievance
    duty = "grievances.register"
    stages = OPEN
    leads_to = Stage.REPLIED

    day: fields.StepDay
    text: fields.Reply

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """Add the reply as a step, with the acceptance it implies; a running pause ends with it."""
        yield create(Step(grievance=record.id, step=StepKind.REPLY, day=self.day, by=context.officer, text=self.text))
        yield amend(
            record,
            stage=self.leads_to,
            accepted=record.accepted or record.received.date(),
            term=record.term or context.policy.settings(GrievanceSettings).term_days,
            replied=max(self.day, record.replied or self.day),
            replied_by=context.officer,
            **pause_ended(record, self.day),
        )
