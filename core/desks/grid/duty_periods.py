"""Periods of duties: done with the evidence, excused with the reason, and taken back where that was a mistake."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from core.desks.grid import fields
from core.desks.grid.duty_cards import DutyCard
from core.desks.grid.vocabulary import COMPLETE, KEEP, READ
from core.model.action import Action
from core.model.context import Context
from core.model.field import About, Role, Start
from core.model.occurrence import Occurrence
from core.model.record import Record
from core.model.rule import Unique
from core.rules.obligation import PeriodOutcome
from core.rules.period_action import AboutPeriod, PeriodKey
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say


class DutyDone(Record):
    """A period of a duty that was done, or excused with a reason. What was noted by mistake is taken back and stays."""

    kind = "duty_done"
    label = N_("Period of a duty")
    plural = N_("Periods of a duty")
    duty = READ
    order = ("-period", "-id")
    occurrence = Occurrence(("day",), by="by", what="outcome")
    unique = (
        Unique(("card", "period"), N_("{period} is done or excused already."), among=lambda done: not done.taken_back),
    )

    card: Annotated[str, About(N_("Duty card"), refers="duty_card", owner=True, index=True)]
    period: PeriodKey
    outcome: Annotated[PeriodOutcome, About(N_("Outcome"), column=10)] = PeriodOutcome.DONE
    day: fields.DoneOn
    by: Annotated[str, About(N_("By"), column=12, refers="officer", says=Role.DOER)]
    text: Annotated[str, About(N_("Evidence or reason"), column=40, lines=3, search=True)] = ""
    taken_back: Annotated[date | None, About(N_("Taken back"), column=10, index=True)] = None
    """When it was found to be a mistake: then it does not count, and the period is owed again."""
    taken_back_by: Annotated[str, About(N_("Taken back by"), refers="officer", says=Role.DOER)] = ""
    mistake: fields.Mistake = ""

    @property
    def title(self) -> str:
        """The period."""
        return self.period


class DoDuty(AboutPeriod):
    """Note that a period of this duty was done, with the evidence asked for."""

    on = DutyCard
    adds = DutyDone
    duty = COMPLETE
    key = "d"
    stamps = {"by": Start.ME}

    day: fields.DoneOn
    text: Annotated[str, About(N_("Evidence"), lines=3)] = ""

    def refuse(self, record: DutyCard, context: Context) -> Iterable[Sentence]:
        """Reject also a day before the period, and a lack of the evidence that is asked for."""
        yield from super().refuse(record, context)
        period = self.asked_period(record, context)
        if period and self.day < period.first:
            yield say(N_("{period} began on {day} only. What was done before that belongs to an earlier period."),
                      period=period.key, day=period.first)  # fmt: skip
        if record.evidence and not self.text.strip():
            yield say(N_("Evidence is asked for: {evidence}"), evidence=record.evidence)

    def written(self, record: DutyCard, context: Context) -> dict[str, Any]:
        """Add that it is late if it was done after its period."""
        period = self.asked_period(record, context)
        outcome = PeriodOutcome.LATE if period and period.last < self.day else PeriodOutcome.DONE
        return super().written(record, context) | {"outcome": outcome}


class ExcuseDuty(AboutPeriod):
    """Excuse a period of this duty, with the reason: it is owed no longer."""

    on = DutyCard
    adds = DutyDone
    duty = KEEP
    key = "x"
    stamps = {"outcome": PeriodOutcome.EXCUSED, "day": Start.TODAY, "by": Start.ME}

    text: Annotated[str, REQUIRED, About(N_("Reason"), lines=3)]


class TakeBackPeriod(Action):
    """Take back that this period was done or excused: it was noted by mistake. The period is owed again."""

    on = DutyDone
    duty = COMPLETE
    once = "taken_back"
    stamps = {"taken_back": Start.TODAY, "taken_back_by": Start.ME}

    mistake: Annotated[fields.Mistake, REQUIRED]
