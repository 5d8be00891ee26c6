"""Attendance 参训: who was there, taken for hundreds at once, and what becomes of those who were not."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import Field

from core.desks.education import fields
from core.desks.education.attendance_list import Roll, roll_of
from core.desks.education.attendance_record import Attendance
from core.desks.education.audience import people_by_id, primary_cells
from core.desks.education.case_library import case_used
from core.desks.education.records import Session
from core.desks.education.sessions import not_yet, programme_of
from core.desks.education.vocabulary import KEEP, MISSED, EducationSettings, Presence, SessionStage
from core.desks.people.records import Person
from core.desks.people.service import placements, service_ended
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.field import About
from core.model.query import Is, Query
from core.model.reader import Finder
from core.model.record import Transitions
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say

Names = Annotated[str, Field(max_length=1_000_000)]
Marks = Mapping[str, tuple[Presence, str]]
"""For each person the mark, and the reason."""

ATTENDED = (Presence.PRESENT, Presence.LATE)
NOT_MADE_UP: dict[str, Any] = {"made_up": None, "made_up_in": "", "missed_as": None, "was_due": None, "ended": None}
NAMED = (Presence.PRESENT, Presence.LATE, Presence.EXCUSED, Presence.ABSENT)
MARKED: Transitions = tuple((tuple(Presence), stage) for stage in NAMED)
"""Any mark may be corrected to one of these."""


class TakeAttendance(Action):
    """Note who was there: everyone present but these. Names or staff numbers, with a reason behind a colon.

    Taking it again corrects what was noted before, of nobody else. Who missed it has to make up for it.
    """

    on = Session
    duty = KEEP
    key = "a"
    single = True
    stages = (SessionStage.PLANNED, SessionStage.HELD)
    leads_to = SessionStage.HELD
    transitions = (*MARKED, (MISSED, Presence.MADE_UP))

    absent: Annotated[Names, About(N_("Absent"), lines=4)] = ""
    excused: Annotated[Names, About(N_("Excused"), lines=4)] = ""
    late: Annotated[Names, About(N_("Came late"), lines=2)] = ""
    present: Annotated[Names, About(N_("Present"), lines=2, help=N_("Also guests who were not expected."))] = ""
    others: Annotated[
        Presence | None, About(N_("Everyone else"), help=N_("Empty: the others are left as they are."))
    ] = Presence.PRESENT

    @classmethod
    def suggest(cls, record: Session, context: Context) -> dict[str, Any]:
        """Start from everyone being present, or from leaving what was noted before."""
        return {"others": None if record.taken else Presence.PRESENT}

    def refuse(self, record: Session, context: Context) -> Iterable[Sentence]:
        """Reject a session still to come, a name that is nobody's or several people's, and one in two lists."""
        yield from not_yet(record, context)
        roll = _roll(record, context)
        if not roll.people and not any(getattr(self, stage.value) for stage in NAMED):
            yield _nobody(roll)
        if self.others == Presence.MADE_UP:
            yield say(N_("Everyone else was present, late, excused or absent."))
        seen = set[str]()
        for stage in NAMED:
            read = roll.read(getattr(self, stage.value), context if stage in ATTENDED else None)
            yield from read.faults
            for twice in seen.intersection(read.found):
                person = roll.by_id.get(twice)
                yield say(N_("{name} stands in two lists."), name=person.name if person else twice[:8])
            seen |= read.found.keys()

    def changes(self, record: Session, context: Context) -> Iterable[Draft]:
        """Write one attendance for each person that differs, and that the session was held."""
        roll = _roll(record, context)
        marks = self._marks(roll, context)
        if record.makes_up:
            yield from _made_up(record, marks, context)
        else:
            yield from _noted(record, roll, marks, context)
        people = {person.id for person in roll.people}
        complete = self.others is not None or people <= marks_of(record, context).keys() | marks.keys()
        taken = record.taken or (context.today if complete else None)
        yield amend(record, **self.written(record, context), taken=taken)
        if record.stage == SessionStage.PLANNED:
            yield from case_used(record, context)

    def _marks(self, roll: Roll, context: Context) -> Marks:
        marks: dict[str, tuple[Presence, str]] = {}
        if self.others is not None:
            marks |= dict.fromkeys((person.id for person in roll.people), (self.others, ""))
        for stage in NAMED:
            read = roll.read(getattr(self, stage.value), context if stage in ATTENDED else None)
            marks |= {person: (stage, reason) for person, reason in read.found.items()}
        return marks


def _roll(session: Session, context: Context) -> Roll:
    programme = programme_of(context, session.programme)
    return roll_of(session, programme, context) if programme else Roll(())


def _of_session(session: str, context: Context) -> dict[str, Attendance]:
    found = context.find(Query("attendance", Is("session", (session,))))
    return {attendance.person: attendance for attendance in found}


def _nobody(roll: Roll) -> Sentence:
    """Return that nobody is expected, and why that may be."""
    if not roll.unmarked:
        return say(N_("Nobody is expected at this session. Look at whom its programme is for."))
    return say(
        N_(
            "It is not known who worked here on that day: {count} people have no day of joining and were entered"
            " later. Write who was there, or enter the days of joining."
        ),
        count=len(roll.unmarked),
    )


def marks_of(session: Session, reader: Finder) -> Marks:
    """Return what was noted of a session; of a make-up, who made up in it, and who did not once it was taken."""
    if not session.makes_up:
        noted = reader.find(Query("attendance", Is("session", (session.id,))))
        return {each.person: (each.stage, each.reason) for each in noted}
    missed = reader.find(Query("attendance", Is("session", (session.makes_up,))))
    came = {each.person: (Presence.PRESENT, "") for each in missed if each.made_up_in == session.id}
    absent = {each.person: (Presence.ABSENT, "") for each in missed if each.owed and session.taken}
    return came | absent


def _noted(session: Session, roll: Roll, marks: Marks, context: Context) -> Iterator[Draft]:
    """Draft an attendance for each person, or the correction of the one there is."""
    known = _of_session(session.id, context)
    guests = people_by_id(context, marks.keys() - roll.by_id.keys(), session.when.date())
    people = roll.by_id | {person.id: person for person in guests}
    cells = primary_cells(context, marks.keys() - known.keys(), session.when.date())
    for person, (stage, reason) in marks.items():
        if person in known:
            yield _corrected(known[person], stage, reason, context)
        elif person in people:
            noted = _attendance(session, people[person], cells.get(person, ""), stage, reason, context)
            yield create(noted.model_copy(update=_in_service(noted, people[person], context)))


def _attendance(
    session: Session, person: Person, cell: str, stage: Presence, reason: str, context: Context
) -> Attendance:
    day = session.when.date()
    return Attendance(
        session=session.id,
        person=person.id,
        name=person.name,
        stage=stage,
        reason=reason,
        due=makeup_due(stage, day, context),
        unit=person.unit,
        cell=cell,
        programme=session.programme,
        day=day,
        minutes=session.minutes,
        officer=session.officer,
    )


def makeup_due(stage: Presence, day: date, context: Context) -> date | None:
    """Return until when a session that was missed on a day is to be made up."""
    return day + timedelta(days=context.policy.settings(EducationSettings).makeup_days) if stage in MISSED else None


def _in_service(attendance: Attendance, person: Person, context: Context) -> dict[str, Any]:
    """Return what becomes of an attendance because its person has left since, or come only later."""
    if attendance.stage not in MISSED:
        return {}
    return attendance.with_service(service_ended(person, placements(person.id, context), attendance.day))


def _amended(attendance: Attendance, context: Context, **fields: Any) -> Draft:
    """Draft other values of an attendance, of which nothing stays to be made up by who has left."""
    person = context.get("person", attendance.person)
    after = attendance.model_copy(update=fields)
    return amend(attendance, **fields | (_in_service(after, person, context) if isinstance(person, Person) else {}))


def _corrected(attendance: Attendance, stage: Presence, reason: str, context: Context) -> Draft:
    """Draft another mark; what was made up since, put off or waived stays so if it was missed all the same."""
    if stage in MISSED and attendance.stage == Presence.MADE_UP:
        return amend(attendance)
    if stage == attendance.stage or (stage in MISSED and attendance.stage in MISSED):
        return amend(attendance, stage=stage, reason=reason or attendance.reason)
    due = makeup_due(stage, attendance.day, context)
    return _amended(attendance, context, stage=stage, reason=reason, due=due, **NOT_MADE_UP)


def _made_up(session: Session, marks: Marks, context: Context) -> Iterator[Draft]:
    """Draft for each who came that what was missed is made up; the others owe it still, or again."""
    missed = _of_session(session.makes_up, context)
    for person, (stage, _reason) in marks.items():
        attendance = missed.get(person)
        if attendance is None:
            continue
        if stage in ATTENDED and attendance.stage in MISSED:
            yield make_up(attendance, session.when.date(), session.id)
        elif stage in MISSED and attendance.made_up_in == session.id:
            yield owed_again(attendance, context)


def make_up(attendance: Attendance, day: date, session: str = "") -> Draft:
    """Draft that a missed session was made up on a day, perhaps in another session."""
    was = {"missed_as": attendance.stage, "was_due": attendance.due or attendance.was_due}
    return amend(attendance, stage=Presence.MADE_UP, due=None, made_up=day, made_up_in=session, ended=None, **was)


def owed_again(attendance: Attendance, context: Context) -> Draft:
    """Draft that a make-up is taken back: the mark and the day it was due are as they were before."""
    return _amended(attendance, context, stage=attendance.missed_as, due=attendance.was_due, **NOT_MADE_UP)


class CorrectAttendance(Action):
    """Correct the mark of one person."""

    on = Attendance
    duty = KEEP
    key = "e"
    amends = True
    transitions = MARKED

    stage: fields.Presence
    reason: fields.Reason = ""

    def refuse(self, record: Attendance, context: Context) -> Iterable[Sentence]:
        """Reject a make-up, which has its own action."""
        if self.stage == Presence.MADE_UP and record.stage != Presence.MADE_UP:
            yield say(N_("A make-up is noted with “Make up”, so that its day stands there too."))

    def changes(self, record: Attendance, context: Context) -> Iterable[Draft]:
        """Write the mark, and what is due by it."""
        if self.stage == record.stage:
            yield amend(record, reason=self.reason)
            return
        due = record.due or record.was_due or makeup_due(self.stage, record.day, context)
        due = due if self.stage in MISSED else None
        yield _amended(record, context, stage=self.stage, reason=self.reason, due=due, **NOT_MADE_UP)


class ExcuseAbsence(Action):
    """Excuse an absence afterwards, with its reason. It is still to be made up."""

    on = Attendance
    duty = KEEP
    key = "x"
    stages = (Presence.ABSENT,)
    leads_to = Presence.EXCUSED

    reason: Annotated[fields.Reason, REQUIRED]


class MakeUp(Action):
    """Note that a missed session was made up, by oneself or in another session."""

    on = Attendance
    duty = KEEP
    key = "m"
    stages = MISSED
    leads_to = Presence.MADE_UP

    made_up: fields.MadeUp
    made_up_in: fields.MadeUpIn = ""

    def refuse(self, record: Attendance, context: Context) -> Iterable[Sentence]:
        """Reject the session that was missed."""
        if self.made_up_in == record.session:
            yield say(N_("This is the session that was missed. Choose the one in which it was made up."))

    def changes(self, record: Attendance, context: Context) -> Iterable[Draft]:
        """Write the day."""
        yield make_up(record, self.made_up, self.made_up_in)


class PutOffMakeUp(Action):
    """Give a make-up another day, with the reason."""

    on = Attendance
    duty = KEEP
    key = "d"
    stages = MISSED
    amends = True

    due: fields.MakeUpDue
    reason: Annotated[fields.Reason, REQUIRED]

    def refuse(self, record: Attendance, context: Context) -> Iterable[Sentence]:
        """Reject what a person has missed whose time here has ended since."""
        person = context.get("person", record.person)
        ended = isinstance(person, Person) and service_ended(person, placements(person.id, context), record.day)
        if ended:
            yield say(
                N_("The time here in which {name} missed it ended on {day}, and the make-up with it."),
                name=record.name,
                day=ended,
            )


class WaiveMakeUp(Action):
    """Decide that this person need not make up for the session, with the reason. It still counts as missed."""

    on = Attendance
    duty = KEEP
    key = "w"
    stages = MISSED
    leads_to = Presence.EXCUSED
    stamps = {"due": None}

    reason: Annotated[fields.Reason, REQUIRED]

    def refuse(self, record: Attendance, context: Context) -> Iterable[Sentence]:
        """Reject what is not owed."""
        if record.due is None:
            yield say(N_("Nothing is to be made up here."))
