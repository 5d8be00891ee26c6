"""Taking part in a matter: recorded, ended, which starts the follow-ups by the plan, and closed."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Annotated

from core.desks.matters import fields
from core.desks.matters.children import Knowledge
from core.desks.matters.participations import FollowUp, Participation, closed, open_after
from core.desks.matters.records import FIXED, Matter
from core.desks.matters.rules import may_act
from core.desks.matters.vocabulary import FOLLOW_UP, KEEP, FollowUpKind, MatterSettings, ParticipationStage
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.query import Is, Query, both
from core.values.dates import months_later
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say


class RecordParticipation(Action):
    """Record that a person who knows a matter takes part in it: with which work, and who follows up afterwards."""

    on = Matter
    duty = KEEP
    key = "p"
    stages = FIXED
    adds = Participation

    person: Annotated[fields.Person, REQUIRED]
    work: fields.WorkIn
    since: fields.From
    owner: Annotated[fields.FollowedBy, REQUIRED]

    def refuse(self, record: Matter, context: Context) -> Iterable[Sentence]:
        """Reject a person who is not entered as knowing the matter, and an officer who cannot follow up."""
        known = both(Is("matter", (record.id,)), Is("person", (self.person,)))
        if not context.find(Query(Knowledge.kind, known, limit=1)):
            yield say(N_("Who takes part knows the matter: choose “Record knowledge” first."))
        yield from may_act(self.owner, FOLLOW_UP, context)


def plan(ended: date, context: Context) -> Iterator[tuple[date, FollowUpKind]]:
    """Yield when what is owed after a participation that ended on a day: a talk at its close, then visits.

    An end that is entered late brings no follow-up that lies in the past.
    """
    terms = context.policy.settings(MatterSettings)
    first = context.today + timedelta(days=terms.follow_up_days)
    yield first, FollowUpKind.TALK
    for months in range(terms.follow_up_months, terms.follow_up_until_months + 1, terms.follow_up_months):
        if (day := months_later(ended, months)) > first:
            yield day, FollowUpKind.VISIT


class EndParticipation(Action):
    """Note when a person's part in a matter ended. The follow-ups begin: a talk now, and visits by the plan."""

    on = Participation
    duty = KEEP
    key = "f"
    stages = (ParticipationStage.RUNNING,)
    leads_to = ParticipationStage.FOLLOWED

    until: fields.Until

    def changes(self, record: Participation, context: Context) -> Iterable[Draft]:
        """End it, and plan what is owed to the person, whatever the person's job is then."""
        yield from super().changes(record, context)
        for due, what in plan(self.until, context):
            yield create(FollowUp(subject=record.id, person=record.person, owner=record.owner, due=due, what=what))

    def foresee(self, record: Participation, context: Context) -> Iterable[Sentence]:
        """Say what will be owed."""
        days = [due for due, _what in plan(self.until, context)]
        yield say(N_("Follow-ups: {count}, the last on {day}."), count=len(days), day=max(days))


class HandParticipationOver(Action):
    """Have another officer follow up a participation: what is still owed after it is his from now on."""

    on = Participation
    duty = KEEP
    key = "o"
    stages = (ParticipationStage.RUNNING, ParticipationStage.FOLLOWED)
    amends = True

    owner: Annotated[fields.FollowedBy, REQUIRED]

    def refuse(self, record: Participation, context: Context) -> Iterable[Sentence]:
        """Reject an officer who cannot follow up."""
        return may_act(self.owner, FOLLOW_UP, context)

    def changes(self, record: Participation, context: Context) -> Iterable[Draft]:
        """Hand over the open follow-ups too."""
        yield from super().changes(record, context)
        yield from (amend(each, owner=self.owner) for each in open_after(record.id, context))


class CloseParticipation(Action):
    """Close the following up of a participation before the plan is through, with the reason."""

    on = Participation
    duty = KEEP
    key = "c"
    stages = (ParticipationStage.FOLLOWED,)
    transitions = (((ParticipationStage.FOLLOWED,), ParticipationStage.CLOSED),)

    closed_why: Annotated[fields.ClosedWhy, REQUIRED]

    def changes(self, record: Participation, context: Context) -> Iterable[Draft]:
        """Close it; nothing more is owed after it."""
        return closed(record, self.closed_why, context)


class PlanFollowUp(Action):
    """Plan another follow-up after a participation, beside those of the plan."""

    on = Participation
    duty = KEEP
    single = True
    key = "s"
    stages = (ParticipationStage.FOLLOWED,)

    what: fields.FollowUpKind = FollowUpKind.REMINDER
    due: fields.DueThen
    owner: Annotated[fields.FollowedBy, REQUIRED]

    def refuse(self, record: Participation, context: Context) -> Iterable[Sentence]:
        """Reject an officer who cannot follow up."""
        return may_act(self.owner, FOLLOW_UP, context)

    def changes(self, record: Participation, context: Context) -> Iterable[Draft]:
        """Add it."""
        planned = {"what": self.what, "due": self.due, "owner": self.owner}
        yield create(FollowUp(subject=record.id, person=record.person, **planned))
