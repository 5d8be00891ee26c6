"""Sessions 活动: planning, moving, cancelling and holding them, and what came of them."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Annotated, Any

from pydantic import Field

from core.desks.education.case_library import CasesInTurn, case_used
from core.desks.education.obligations import earlier_rhythms, move_due, without_session
from core.desks.education.records import Attendance, Programme, Session
from core.desks.education.vocabulary import KEEP, Chosen, EducationSettings, Line, Name, SessionStage, Theme
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.query import Between, Is, Query, both
from core.model.record import About
from core.values.bounds import Minutes, Percent
from core.values.cadence import Period, called
from core.values.sentence import N_, Sentence, say
from core.values.workdays import WEEKDAYS

Text = Annotated[str, Field(max_length=10_000)]
MOST_AHEAD = timedelta(days=400)
"""How far ahead sessions are planned at once."""


def programme_of(context: Context, identifier: str) -> Programme | None:
    """Return a programme."""
    found = context.get("programme", identifier)
    return found if isinstance(found, Programme) else None


def held(session: Session, context: Context) -> Iterator[Draft]:
    """Draft what follows from a session having been held, but for the session itself."""
    if session.stage != SessionStage.PLANNED:
        return
    yield from case_used(session, context)
    programme = programme_of(context, session.programme)
    if programme and not session.makes_up:
        yield from move_due(programme, context, session.when.date())


def not_yet(session: Session, context: Context) -> Iterator[Sentence]:
    """Yield that a session is still to come, if it is."""
    if session.when.date() > context.today:
        yield say(N_("The session is on {day}, which is still to come."), day=session.when.date())


def _too_late(programme: Programme, when: datetime) -> Iterator[Sentence]:
    """Yield that a programme does not run any more at a time, if so."""
    if programme.last_day and when.date() > programme.last_day:
        yield say(N_("The last day of this programme is {day}. Choose an earlier day."), day=programme.last_day)


class PlanSession(Action):
    """Plan a session of a programme. What is left empty is as the programme says."""

    on = Session
    creates = True
    duty = KEEP
    key = "n"

    programme: Annotated[Chosen, About(N_("Programme"), refers="programme")]
    when: Annotated[datetime, About(N_("When"), help=N_("Day and time, such as 2026-11-30 09:00."), workday=True)]
    minutes: Annotated[Minutes, About(N_("Minutes"))] = 0
    topic: Annotated[str, Field(max_length=200), About(N_("Topic"))] = ""
    place: Annotated[str, Field(max_length=100), About(N_("Place"))] = ""
    lecturer: Annotated[Name, About(N_("Lecturer"))] = ""
    case: Annotated[
        str, About(N_("Case used"), refers="case_story", help=N_("Empty: for a case of the week, the next one."))
    ] = ""

    @classmethod
    def suggest(cls, record: Any, context: Context) -> dict[str, Any]:
        """Start from nine o'clock of the next working day."""
        day = context.workdays.next_workday(context.today + timedelta(days=1))
        return {"when": datetime(day.year, day.month, day.day, 9)}

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """It belongs to a programme that runs."""
        programme = programme_of(context, self.programme)
        if programme is None or programme.ended:
            yield say(N_("This programme has ended or is not known. Choose one that runs."))
        else:
            yield from _too_late(programme, self.when)

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Make the session, kept by who keeps the programme."""
        given = {
            name: value for name in PlanSession.model_fields if name != "target" and (value := getattr(self, name))
        }
        programme, usual = programme_of(context, self.programme), {}
        if programme:
            usual = usual_for(programme, context, cases_for(programme, context), self.when.date())
        yield create(Session(**{**usual, **given, "id": self.target}))


def cases_for(programme: Programme, context: Context) -> CasesInTurn | None:
    """Return the cases that the sessions of a programme take in turn, if it is one of cases of the week."""
    return CasesInTurn(context) if programme.theme == Theme.CASE_OF_WEEK else None


def usual_for(programme: Programme, context: Context, cases: CasesInTurn | None, day: date) -> dict[str, Any]:
    """Return the fields of a session of a programme on a day as the programme says."""
    of_week = cases.take(day) if cases else None
    return {
        "programme": programme.id,
        "minutes": programme.minutes,
        "topic": of_week.name if of_week else programme.name,
        "lecturer": programme.lecturer,
        "case": of_week.id if of_week else "",
        "officer": programme.officer or context.officer,
    }


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
    place: Annotated[str, Field(max_length=100), About(N_("Place"))] = ""

    @classmethod
    def suggest(cls, record: Programme, context: Context) -> dict[str, Any]:
        """Start from tomorrow, for a quarter."""
        day = context.workdays.next_workday(context.today + timedelta(days=1))
        return {"first": datetime(day.year, day.month, day.day, 9), "until": context.today + timedelta(days=91)}

    def refuse(self, record: Programme, context: Context) -> Iterable[Sentence]:
        """Only a running programme with a cadence, and not for ever."""
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
        for period in without_session(record, taken, self.until, earlier_rhythms(context, record.id)):
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


class AmendSession(Action):
    """Move a session, or correct what is planned for it."""

    on = Session
    duty = KEEP
    key = "e"
    stages = (SessionStage.PLANNED,)

    when: Annotated[datetime, About(N_("When"), workday=True)]
    minutes: Annotated[Minutes, About(N_("Minutes"))]
    topic: Annotated[Line, About(N_("Topic"))]
    place: Annotated[str, Field(max_length=100), About(N_("Place"))] = ""
    lecturer: Annotated[Name, About(N_("Lecturer"))] = ""
    case: Annotated[str, About(N_("Case used"), refers="case_story")] = ""

    @classmethod
    def suggest(cls, record: Session, context: Context) -> dict[str, Any]:
        """Start from what stands."""
        return {name: getattr(record, name) for name in cls.model_fields if name != "target"}

    def refuse(self, record: Session, context: Context) -> Iterable[Sentence]:
        """It stays within the days of its programme, unless it makes up for another one."""
        programme = programme_of(context, record.programme)
        if programme and not record.makes_up and self.when != record.when:
            yield from _too_late(programme, self.when)

    def changes(self, record: Session, context: Context) -> Iterable[Draft]:
        """Write what differs."""
        yield amend(record, **{name: getattr(self, name) for name in AmendSession.model_fields if name != "target"})


class CancelSession(Action):
    """Cancel a session. Its period stays owed, unless it is excused."""

    on = Session
    duty = KEEP
    key = "x"
    stages = (SessionStage.PLANNED,)

    reason: Annotated[Line, About(N_("Reason"))]
    waived: Annotated[bool, About(N_("Its period is excused"), help=N_("No other session is owed for it."))] = False

    def changes(self, record: Session, context: Context) -> Iterable[Draft]:
        """Cancel it, and move on what the programme owes."""
        yield amend(record, stage=SessionStage.CANCELLED, reason=self.reason, waived=self.waived)
        programme = programme_of(context, record.programme)
        if self.waived and programme and not record.makes_up:
            yield from move_due(programme, context, record.when.date())


class HoldSession(Action):
    """Note that a session was held. Who was there is still to be noted."""

    on = Session
    duty = KEEP
    key = "d"
    stages = (SessionStage.PLANNED,)

    def refuse(self, record: Session, context: Context) -> Iterable[Sentence]:
        """Nothing was held that is still to come."""
        return not_yet(record, context)

    def changes(self, record: Session, context: Context) -> Iterable[Draft]:
        """Mark it held, and move on what the programme owes."""
        yield amend(record, stage=SessionStage.HELD)
        yield from held(record, context)


class NoteEffect(Action):
    """Note what came of a session: evidence, questions that were asked, the result of a quiz."""

    on = Session
    duty = KEEP
    key = "r"
    stages = (SessionStage.HELD,)

    evidence: Annotated[Text, About(N_("Evidence"), lines=3)] = ""
    questions: Annotated[Text, About(N_("Questions asked"), lines=3)] = ""
    quiz: Annotated[Percent, About(N_("Quiz result, %"))] = 0

    @classmethod
    def suggest(cls, record: Session, context: Context) -> dict[str, Any]:
        """Start from what stands."""
        return {name: getattr(record, name) for name in cls.model_fields if name != "target"}

    def changes(self, record: Session, context: Context) -> Iterable[Draft]:
        """Write what differs."""
        yield amend(record, evidence=self.evidence, questions=self.questions, quiz=self.quiz)


class PlanMakeUp(Action):
    """Plan a session in which those who missed this one make up for it."""

    on = Session
    duty = KEEP
    key = "m"
    stages = (SessionStage.HELD,)

    when: Annotated[datetime, About(N_("When"), workday=True)]
    place: Annotated[str, Field(max_length=100), About(N_("Place"))] = ""
    lecturer: Annotated[Name, About(N_("Lecturer"))] = ""

    @classmethod
    def suggest(cls, record: Session, context: Context) -> dict[str, Any]:
        """Start from the last working day on which it is in time."""
        due = record.when.date() + timedelta(days=context.policy.settings(EducationSettings).makeup_days)
        day = context.workdays.add_workdays(max(due, context.today) + timedelta(days=1), -1)
        return {"when": datetime.combine(day, record.when.time()), "place": record.place, "lecturer": record.lecturer}

    def refuse(self, record: Session, context: Context) -> Iterable[Sentence]:
        """It comes after what it makes up for, and somebody owes it."""
        if self.when <= record.when:
            yield say(N_("A make-up comes after the session that was missed."))
        if not owing(record.makes_up or record.id, context):
            yield say(N_("Nobody has to make up for this session."))

    def changes(self, record: Session, context: Context) -> Iterable[Draft]:
        """Make the session, with its link to the one that was missed."""
        given = {"when": self.when, "place": self.place, "lecturer": self.lecturer}
        copied = {name: getattr(record, name) for name in ("minutes", "topic", "programme", "case", "officer")}
        yield create(Session(makes_up=record.makes_up or record.id, **copied, **given))


def owing(session: str, context: Context) -> list[Attendance]:
    """Return who still has to make up for a session."""
    return context.find(Query("attendance", both(Is("session", (session,)), Between("due"))))
