"""Periods of duties: done with the evidence, excused with the reason, and taken back where that was a mistake."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Any

from core.desks.grid import fields
from core.desks.grid.duty_cards import DutyCard, advanced, settled_periods
from core.desks.grid.vocabulary import KEEP, READ, SETTLE, Settled
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.field import About, Role, Start
from core.model.record import Record
from core.model.rule import Unique
from core.values.cadence import Period, called
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say


class DutyDone(Record):
    """A period of a duty that was done, or excused with a reason. What was noted by mistake is taken back and stays."""

    kind = "duty_done"
    label = N_("Settled period")
    plural = N_("Settled periods")
    duty = READ
    order = ("-period", "-id")
    unique = (Unique(("card", "period"), N_("{period} is settled already."), among=lambda done: not done.taken_back),)

    card: Annotated[str, About(N_("Duty card"), refers="duty_card", owner=True, index=True)]
    period: fields.Period
    settled: Annotated[Settled, About(N_("Settled"), column=10)] = Settled.DONE
    day: fields.DoneOn
    by: Annotated[str, About(N_("By"), column=12, refers="officer", says=Role.DOER)]
    text: Annotated[str, About(N_("Evidence or reason"), column=40, lines=3, search=True)] = ""
    taken_back: Annotated[date | None, About(N_("Taken back"), column=10, index=True)] = None
    """When it was found to be a mistake: then it settles nothing, and the period is owed again."""
    taken_back_by: Annotated[str, About(N_("Taken back by"), refers="officer", says=Role.DOER)] = ""
    mistake: fields.Mistake = ""

    @property
    def title(self) -> str:
        """The period."""
        return self.period


class _Settling(Action):
    """What doing a period and excusing it have in common."""

    period: fields.Period

    @classmethod
    def applies(cls, record: DutyCard) -> bool:
        """A period is left to settle."""
        return record.due is not None

    @classmethod
    def suggest(cls, record: DutyCard, context: Context) -> dict[str, Any]:
        """Start also from the oldest period that waits."""
        waiting = record.cadence.period_of(record.due).key if record.due else ""
        return super().suggest(record, context) | {"period": waiting}

    def refuse(self, record: DutyCard, context: Context) -> Iterable[Sentence]:
        """Reject what is no period of this duty, or has not begun."""
        if self.period not in {period.key for period in record.cadence.periods(context.today)}:
            yield say(N_("{period} is no period of this duty that has begun."), period=called(self.period))

    def settle(self, record: DutyCard, context: Context, **told: Any) -> Iterator[Draft]:
        """Write what became of the period, and move the card on to the next that waits."""
        yield create(DutyDone(card=record.id, period=self.period, by=context.officer, **told))
        moved = amend(record, **advanced(record, {*settled_periods(record.id, context), self.period}))
        if moved.fields:
            yield moved


class DoDuty(_Settling):
    """Note that a period of this duty was done, with the evidence asked for."""

    on = DutyCard
    duty = SETTLE
    key = "d"

    day: fields.DoneOn
    text: Annotated[str, About(N_("Evidence"), lines=3)] = ""

    def _of(self, record: DutyCard, context: Context) -> Period | None:
        return next((each for each in record.cadence.periods(context.today) if each.key == self.period), None)

    def refuse(self, record: DutyCard, context: Context) -> Iterable[Sentence]:
        """Reject also a day before the period, and a lack of the evidence that is asked for."""
        yield from super().refuse(record, context)
        period = self._of(record, context)
        if period and self.day < period.first:
            yield say(N_("{period} began on {day} only. What was done before that belongs to an earlier period."),
                      period=period.key, day=period.first)  # fmt: skip
        if record.evidence and not self.text.strip():
            yield say(N_("Evidence is asked for: {evidence}"), evidence=record.evidence)

    def changes(self, record: DutyCard, context: Context) -> Iterable[Draft]:
        """Write it down, as late if it was done after its period."""
        period = self._of(record, context)
        settled = Settled.LATE if period and period.last < self.day else Settled.DONE
        return self.settle(record, context, settled=settled, day=self.day, text=self.text)


class ExcuseDuty(_Settling):
    """Excuse a period of this duty, with the reason: it is owed no longer."""

    on = DutyCard
    duty = KEEP
    key = "x"

    reason: Annotated[str, REQUIRED, About(N_("Reason"), lines=3)]

    def changes(self, record: DutyCard, context: Context) -> Iterable[Draft]:
        """Write it down."""
        return self.settle(record, context, settled=Settled.EXCUSED, day=context.today, text=self.reason)


class TakeBackSettled(Action):
    """Take back that this period was done or excused: it was noted by mistake. The period is owed again."""

    on = DutyDone
    duty = SETTLE
    once = "taken_back"
    stamps = {"taken_back": Start.TODAY, "taken_back_by": Start.ME}

    mistake: Annotated[fields.Mistake, REQUIRED]

    def changes(self, record: DutyDone, context: Context) -> Iterable[Draft]:
        """Write who and why, and let the card wait for the period again."""
        yield from super().changes(record, context)
        card = context.get("duty_card", record.card)
        if isinstance(card, DutyCard):
            yield amend(card, **advanced(card, settled_periods(card.id, context, besides=record.id)))
