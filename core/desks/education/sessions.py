"""Sessions 活动: planning, moving, cancelling and holding them, and what came of them."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from core.desks.education import fields
from core.desks.education.attendance_record import Attendance
from core.desks.education.case_library import CasesInTurn, case_used
from core.desks.education.records import Programme, Session
from core.desks.education.vocabulary import KEEP, EducationSettings, SessionStage, Theme
from core.model.action import Action, create
from core.model.change import Draft
from core.model.context import Context
from core.model.query import Between, Is, Query, both
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say


def programme_of(context: Context, identifier: str) -> Programme | None:
    """Return a programme."""
    found = context.get("programme", identifier)
    return found if isinstance(found, Programme) else None


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

    programme: Annotated[fields.OfProgramme, REQUIRED]
    when: fields.When
    minutes: fields.Minutes = 0
    topic: fields.Topic = ""
    place: fields.Place = ""
    lecturer: fields.SessionLecturer = ""
    case: fields.CaseOrNext = ""

    @classmethod
    def suggest(cls, record: Any, context: Context) -> dict[str, Any]:
        """Start from nine o'clock of the next working day."""
        day = context.workdays.next_workday(context.today + timedelta(days=1))
        return {"when": datetime(day.year, day.month, day.day, 9)}

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject a programme that does not run, or not any more on that day."""
        programme = programme_of(context, self.programme)
        if programme is None or programme.ended:
            yield say(N_("This programme has ended or is not known. Choose one that runs."))
        else:
            yield from _too_late(programme, self.when)

    def written(self, record: Any, context: Context) -> dict[str, Any]:
        """Let what was left empty be as the programme says, and who keeps that keep the session."""
        given = {name: value for name, value in super().written(record, context).items() if value}
        programme = programme_of(context, self.programme)
        if programme is None:
            return given
        return usual_for(programme, context, cases_for(programme, context), self.when.date()) | given


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


class AmendSession(Action):
    """Move a session, or correct what is planned for it."""

    on = Session
    duty = KEEP
    key = "e"
    stages = (SessionStage.PLANNED,)
    amends = True

    when: fields.When
    minutes: fields.Minutes
    topic: Annotated[fields.Topic, REQUIRED]
    place: fields.Place = ""
    lecturer: fields.SessionLecturer = ""
    case: fields.Case = ""

    def refuse(self, record: Session, context: Context) -> Iterable[Sentence]:
        """Reject a day after the last of its programme, unless it makes up for another session."""
        programme = programme_of(context, record.programme)
        if programme and not record.makes_up and self.when != record.when:
            yield from _too_late(programme, self.when)


class CancelSession(Action):
    """Cancel a session. Its period stays owed, unless it is excused."""

    on = Session
    duty = KEEP
    key = "x"
    stages = (SessionStage.PLANNED,)
    leads_to = SessionStage.CANCELLED

    reason: Annotated[fields.WhyCancelled, REQUIRED]
    waived: fields.Waived = False


class HoldSession(Action):
    """Note that a session was held. Who was there is still to be noted."""

    on = Session
    duty = KEEP
    key = "d"
    stages = (SessionStage.PLANNED,)
    leads_to = SessionStage.HELD

    def refuse(self, record: Session, context: Context) -> Iterable[Sentence]:
        """Reject a session that is still to come."""
        return not_yet(record, context)

    def changes(self, record: Session, context: Context) -> Iterable[Draft]:
        """Mark it held, and its case used."""
        yield from super().changes(record, context)
        yield from case_used(record, context)


class NoteEffect(Action):
    """Note what came of a session: evidence, questions that were asked, the result of a quiz."""

    on = Session
    duty = KEEP
    key = "r"
    stages = (SessionStage.HELD,)
    amends = True

    evidence: fields.Evidence = ""
    questions: fields.Questions = ""
    quiz: fields.Quiz = 0


class PlanMakeUp(Action):
    """Plan a session in which those who missed this one make up for it."""

    on = Session
    duty = KEEP
    key = "m"
    stages = (SessionStage.HELD,)

    when: fields.When
    place: fields.Place = ""
    lecturer: fields.SessionLecturer = ""

    @classmethod
    def suggest(cls, record: Session, context: Context) -> dict[str, Any]:
        """Start from the last working day on which it is in time."""
        due = record.when.date() + timedelta(days=context.policy.settings(EducationSettings).makeup_days)
        day = context.workdays.add_workdays(max(due, context.today) + timedelta(days=1), -1)
        return {"when": datetime.combine(day, record.when.time()), "place": record.place, "lecturer": record.lecturer}

    def refuse(self, record: Session, context: Context) -> Iterable[Sentence]:
        """Reject a time before what it makes up for, and a session that nobody has to make up for."""
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
