"""Follow-ups after something that the clearance desk keeps: through a cooling-off, and after a journey."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Annotated, Any

from core.desks.clearance.declaration_record import Declaration
from core.desks.clearance.leaving_record import CoolingOff
from core.desks.clearance.vocabulary import CoolingStage, DeclarationStage
from core.desks.matters import fields
from core.desks.matters.participations import FollowUp, open_after
from core.desks.matters.rules import may_act
from core.desks.matters.vocabulary import FOLLOW_UP, KEEP, FollowUpKind, MatterSettings
from core.model.action import Action, create
from core.model.change import Draft
from core.model.context import Context
from core.values.dates import months_later
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say


class _Follows(Action):
    """What is owed to the person whom a record is about: by whom, and when by `plan`."""

    duty = KEEP

    owner: Annotated[fields.FollowedBy, REQUIRED]

    def plan(self, record: Any, context: Context) -> Iterable[tuple[date, FollowUpKind]]:
        """Yield what is due when."""
        raise NotImplementedError

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject an officer who cannot follow up."""
        return may_act(self.owner, FOLLOW_UP, context)

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Add what is owed."""
        for due, what in self.plan(record, context):
            yield create(FollowUp(subject=record.id, person=record.person, owner=self.owner, due=due, what=what))


class StartFollowUps(_Follows):
    """Plan the follow-ups of a cooling-off: one soon, then by its level, and the last talk before the end."""

    on = CoolingOff
    key = "f"
    stages = (CoolingStage.RUNNING,)

    @classmethod
    def obstacles(cls, record: Any, context: Context) -> Iterable[Sentence]:
        """Yield that they are planned already."""
        if open_after(record.id, context):
            yield say(N_("Its follow-ups are planned already: hand over, or drop, those that stand."))

    def refuse(self, record: CoolingOff, context: Context) -> Iterable[Sentence]:
        """Reject what is planned already, and an officer who cannot follow up."""
        yield from self.obstacles(record, context)
        yield from super().refuse(record, context)

    def plan(self, record: CoolingOff, context: Context) -> Iterator[tuple[date, FollowUpKind]]:
        """Yield a talk soon, visits every so many months by the level, and the last talk before the end."""
        terms = context.policy.settings(MatterSettings)
        first = context.today + timedelta(days=terms.follow_up_days)
        ends = record.until or months_later(record.since, record.months)
        last = max(ends - timedelta(days=terms.last_talk_days), context.today)
        if first < last:
            yield first, FollowUpKind.TALK
        months = step = terms.cooling_months(record.level)
        while (day := months_later(record.since, months)) < last:
            if day > first:
                yield day, FollowUpKind.VISIT
            months += step
        yield last, FollowUpKind.TALK


class PlanTalkAfterJourney(_Follows):
    """Plan a talk with a person who has returned from a journey."""

    on = Declaration
    key = "f"
    stages = (DeclarationStage.AWAY, DeclarationStage.REPORTED)

    talk_on: fields.DueThen

    def plan(self, record: Declaration, context: Context) -> Iterator[tuple[date, FollowUpKind]]:
        """Yield the talk."""
        yield self.talk_on, FollowUpKind.TALK
