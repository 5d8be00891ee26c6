"""Planning ahead: a session in every period of a programme that has none, days off giving way to working days."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Annotated, Any

from core.desks.education import fields
from core.desks.education.records import Programme, Session
from core.desks.education.sessions import cases_for, usual_for
from core.desks.education.vocabulary import KEEP, SessionStage
from core.model.action import Action, create
from core.model.change import Draft
from core.model.context import Context
from core.model.field import About
from core.model.query import Is, Query
from core.rules.obligation import without
from core.values.cadence import Period, called
from core.values.sentence import N_, Sentence, say
from core.values.workdays import WEEKDAYS

MOST_AHEAD = timedelta(days=400)
"""How far ahead sessions are planned at once."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What planning ahead makes of a period: a session, or none because no working day is left in it."""

    period: Period
    wanted: date
    """The day it would be on if every day were worked."""
    session: Session | None = None


class PlanAhead(Action):
    """Plan a session in every period of a programme that has none, up to a day; days off give way to working days.

    It stays in its period: where no working day follows in it, the one before is taken.
    """

    on = Programme
    duty = KEEP
    key = "p"

    first: Annotated[
        datetime,
        About(N_("First session"), help=N_("The others follow on the same day of their period."), workday=True),
    ]
    until: Annotated[date, About(N_("Until"))]
    place: fields.Place = ""

    @classmethod
    def suggest(cls, record: Programme, context: Context) -> dict[str, Any]:
        """Start from tomorrow, for a quarter."""
        day = context.workdays.next_workday(context.today + timedelta(days=1))
        return {"first": datetime(day.year, day.month, day.day, 9), "until": context.today + timedelta(days=91)}

    def refuse(self, record: Programme, context: Context) -> Iterable[Sentence]:
        """Reject a programme that has ended or has no cadence, and days that are past or too far ahead."""
        if record.ended:
            yield say(N_("The programme ended on {day}."), day=record.ended)
        if record.cadence is None:
            yield say(N_("The programme has no cadence. Plan its sessions one by one."))
        if self.first.date() < context.today:
            yield say(N_("The first session cannot lie before today, {today}."), today=context.today)
        if self.until < self.first.date():
            yield say(N_("The last day cannot be before the first."))
        if self.until - context.today > MOST_AHEAD:
            yield say(N_("Plan at most {days} days ahead."), days=MOST_AHEAD.days)

    def foresee(self, record: Programme, context: Context) -> Iterable[Sentence]:
        """Say when each session would be, what gave way to what, and what is not known of the holidays."""
        foreseen = list(self._foreseen(record, context))
        if not foreseen:
            yield say(N_("Every period up to {day} has its session. Nothing is to be planned."), day=self.until)
        for each in foreseen:
            yield _told(each, context)
        days = [each.session.when.date() for each in foreseen if each.session]
        caveat = context.workdays.caveat(max(days)) if days else None
        if caveat:
            yield caveat

    def changes(self, record: Programme, context: Context) -> Iterable[Draft]:
        """Make the sessions."""
        return (create(each.session) for each in self._foreseen(record, context) if each.session)

    def _foreseen(self, record: Programme, context: Context) -> Iterator[Foreseen]:
        """Yield each period without a session that ends after the first one begins, with what is planned for it."""
        assert record.cadence is not None  # refused otherwise
        cadence, first = record.cadence, self.first.date()
        known = context.find(Query("session", Is("programme", (record.id,))))
        taken = {each.when.date() for each in known if _fills(each)}
        busy = {each.when for each in known if each.stage != SessionStage.CANCELLED}
        cases = cases_for(record, context)
        for period in without(record.asked(context, self.until), (), taken):
            wanted = cadence.same_day(first, period)
            if period.last < first or wanted > self.until or any(day in period for day in taken):
                continue
            day = self._day(max(wanted, first), period, busy, context)
            if day is None:
                yield Foreseen(period, wanted)
                continue
            taken.add(day)
            busy.add(datetime.combine(day, self.first.time()))
            usual = usual_for(record, context, cases, day)
            session = Session(**{**usual, "when": datetime.combine(day, self.first.time()), "place": self.place})
            yield Foreseen(period, wanted, session)

    def _day(self, wanted: date, period: Period, busy: Collection[datetime], context: Context) -> date | None:
        """Return the working day for a session: the wanted one or one after it, else one before it, in its period."""
        earliest, latest = max(period.first, context.today), min(period.last, self.until)
        after = (wanted + timedelta(days=days) for days in range((latest - wanted).days + 1))
        before = (wanted - timedelta(days=days) for days in range(1, (wanted - earliest).days + 1))
        for day in chain(after, before):
            if context.workdays.is_workday(day) and datetime.combine(day, self.first.time()) not in busy:
                return day
        return None


def _fills(session: Session) -> bool:
    """Whether the period of a session needs no other one."""
    return not session.makes_up and (session.stage != SessionStage.CANCELLED or session.waived)


def _told(foreseen: Foreseen, context: Context) -> Sentence:
    period, wanted, session = foreseen.period, foreseen.wanted, foreseen.session
    if session is None:
        return say(N_("{period}: no working day is left in it; nothing is planned."), period=called(period.key))
    when = session.when
    facts = {"period": called(period.key), "day": when.date(), "weekday": say(WEEKDAYS[when.weekday()])}
    facts |= {"time": f"{when:%H:%M}", "topic": session.topic, "wanted": wanted, "why": day_off(wanted, context)}
    if context.workdays.is_workday(wanted) or wanted == when.date():
        return say(N_("{period}: {day} {weekday} {time} {topic}"), **facts)
    return say(N_("{period}: {day} {weekday} {time} {topic} (instead of {wanted}: {why})"), **facts)


def day_off(day: date, context: Context) -> Sentence:
    """Return why a day is off: the holiday, or that it is a weekend."""
    name = context.workdays.name(day) or ""
    return say(name.replace("{", "{{").replace("}", "}}"))
