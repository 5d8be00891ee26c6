"""Attendance 参训: a sign-in list 签到表 or a list of those absent, for one session or for several."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from core.desks.education.attendance import NAMED, TakeAttendance
from core.desks.education.attendance_list import Roll, roll_of, written
from core.desks.education.attendance_record import Attendance
from core.desks.education.records import Session
from core.desks.education.vocabulary import Presence, SessionStage
from core.desks.people.staff_list import NAME, NUMBER
from core.model.action import Action
from core.model.query import Between, Is, Query, both
from core.spreadsheets.cells import Row, code, legible, legible_code, line, when
from core.spreadsheets.columns import ColumnMapping, SheetColumn
from core.spreadsheets.declaration import Import, Outcome, Register, Verdict
from core.spreadsheets.table_import import SEVERAL
from core.values.cleaning import folded
from core.values.day_rules import day_of
from core.values.refusal import Refusal
from core.values.sentence import N_, say

WORDS = {
    Presence.PRESENT: ("", "到", "到课", "出席", "参加", "参训", "已到", "present", "yes", "√", "1"),
    Presence.LATE: ("迟到", "came late", "late"),
    Presence.EXCUSED: ("请假", "事假", "病假", "公差", "休假", "出差", "on leave", "excused", "leave"),
    Presence.ABSENT: ("缺席", "缺勤", "未到", "旷课", "absent", "no", "×"),
    Presence.MADE_UP: ("已补课", "made up"),
}
"""What lists write for each mark, among it whatever this program writes (`Presence`) and recommends."""


class NoSuchSession(Refusal):
    """There is no session on {day} that fits. Plan it first, or correct date and topic."""


class SeveralSessions(Refusal):
    """There are {count} sessions on {day} that fit. Add a column with the topic."""


@dataclass
class _Sheet:
    """A session that rows speak of: who is expected, and the marks so far."""

    session: Session
    roll: Roll
    noted: dict[str, Attendance]
    """What is noted already, for each person."""
    marks: dict[str, Presence] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)

    def noted_as(self, name: str) -> list[str]:
        """Return whoever of this name is noted without being expected, or no longer."""
        return [person for person, noted in self.noted.items() if folded(noted.name) == folded(name)]

    def says_the_same(self, person: str) -> bool:
        """Whether the file says of a person what is noted already."""
        noted = self.noted.get(person)
        read = (self.marks[person], folded(self.reasons[person]))
        return noted is not None and (noted.stage, folded(noted.reason)) == read


class AttendanceList(Import):
    """Who was there, row by row. Whoever no row names is told, and left as he is."""

    name = "attendance"
    on = "attendance"
    label = N_("Import of attendance")
    duty = "education.keep"
    titled = ("number", "name")
    columns = (
        SheetColumn("number", NUMBER),
        SheetColumn("name", NAME, required=True),
        SheetColumn("when", ("日期", "时间", "签到时间", "打卡时间", "活动日期", "date", "time", "signed in")),
        SheetColumn("topic", ("活动", "主题", "课题", "教育内容", "session", "topic")),
        SheetColumn("stage", ("参训情况", "出勤", "出勤情况", "到课情况", "presence", "attendance", "mark")),
        SheetColumn("reason", ("原因", "理由", "事由", "备注", "reason", "remark")),
    )

    def __init__(self, office: Register, rows: Sequence[Row], mapping: ColumnMapping) -> None:
        """Begin a file; sessions are looked up as rows name them."""
        super().__init__(office, rows, mapping)
        self._sheets: dict[str, _Sheet] = {}
        self._found: dict[tuple[date, str], Session] = {}

    def judge(self, row: Row) -> Verdict:
        """Find session and person, then the mark."""
        self.required(row, "name")
        moment = self._when(row)
        sheet = self._sheet(self._session(day_of(moment), line(row, "topic")))
        name = line(row, "name")
        people = sheet.roll.matching(code(row, "number")) or sheet.roll.matching(name) or sheet.noted_as(name)
        if len(people) != 1:
            doubt = say(SEVERAL, name=name) if people else say(N_("This person was not expected at the session."))
            return self.verdict(row, Outcome.DOUBTFUL, doubt)
        mark = self._mark(row, moment, sheet.session)
        before = sheet.marks.setdefault(people[0], mark)
        if before != mark:
            return self.verdict(row, Outcome.DOUBTFUL, say(N_("An earlier row gives this person another mark.")))
        sheet.reasons[people[0]] = line(row, "reason")
        known = sheet.roll.by_id.get(people[0])
        if sheet.says_the_same(people[0]):
            return self.verdict(row, Outcome.SAME, known=known)
        if mark == Presence.MADE_UP:
            return self.verdict(row, Outcome.DOUBTFUL, say(N_("That it was made up is noted at the session missed.")))
        return self.verdict(row, Outcome.NEW, known=known)

    def _when(self, row: Row) -> datetime | date:
        return when(row, "when", self.context.today) if line(row, "when") else self.context.today

    def _session(self, day: date, topic: str) -> Session:
        """Return the session of a day and topic; a day with only one needs no topic."""
        if (day, topic) not in self._found:
            of_day = self.office.find(Query("session", both(Between("when", day, day), Is("stage", OPEN))))
            # Lists of this program write day and topic, the title of a session.
            fitting = [each for each in of_day if folded(topic) in folded(each.title)] if topic else of_day
            if not fitting:
                raise NoSuchSession(day=day)
            if len(fitting) > 1:
                raise SeveralSessions(day=day, count=len(fitting))
            self._found[day, topic] = fitting[0]
        return self._found[day, topic]

    def _sheet(self, session: Session) -> _Sheet:
        if session.id not in self._sheets:
            programme = self.office.get("programme", session.programme)
            taken = self.office.find(Query("attendance", Is("session", (session.id,))))
            noted = {each.person: each for each in taken}
            self._sheets[session.id] = _Sheet(session, roll_of(session, programme, self.office), noted)
        return self._sheets[session.id]

    def _mark(self, row: Row, when: datetime | date, session: Session) -> Presence:
        """Return the mark that is written, or else what the hour of signing in says."""
        mark = self.word(row, "stage", WORDS)
        late = not line(row, "stage") and isinstance(when, datetime) and when > session.when
        return Presence.LATE if late else mark

    def about(self, row: Row) -> Iterator[str]:
        """Yield everybody of this number or of this name who is expected, at whichever session the row speaks of."""
        for sheet in self._sheets.values():
            yield from sheet.roll.matching(legible_code(row, "number"))
            yield from sheet.roll.matching(legible(row, "name"))

    def missing(self, met: Collection[str]) -> Iterator[Verdict]:
        """Yield who is expected and stands in no row."""
        for sheet in self._sheets.values():
            for person in sheet.roll.people:
                if person.id not in sheet.marks and person.id not in met:
                    yield Verdict(None, person.title, Outcome.MISSING, known=person)

    def whole(self, verdicts: Sequence[Verdict]) -> Iterable[Action]:
        """Yield one taking of attendance for each session of which the file says anything new."""
        for sheet in self._sheets.values():
            news = {person: mark for person, mark in sheet.marks.items() if not sheet.says_the_same(person)}
            lists = {
                stage.value: written((person for person, mark in news.items() if mark == stage), sheet.reasons)
                for stage in NAMED
            }
            if any(lists.values()):
                yield TakeAttendance(target=sheet.session.id, others=None, **lists)


OPEN = (SessionStage.PLANNED, SessionStage.HELD)
