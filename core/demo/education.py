"""Two years of invented education: programmes that are kept up or forgotten, sessions, who was there, and make-ups."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any, NamedTuple

from core.demo.life_stories import Event, Events, Life, Setting, later
from core.desks.education.attendance import MakeUp, TakeAttendance, WaiveMakeUp
from core.desks.education.attendance_list import Roll, roll_of
from core.desks.education.attendance_record import Attendance
from core.desks.education.case_library import AddCase, without_names
from core.desks.education.programmes import PlanProgramme
from core.desks.education.sessions import CancelSession, HoldSession, NoteEffect, PlanMakeUp, PlanSession
from core.desks.education.vocabulary import Audience, Theme
from core.desks.people.records import Person
from core.model.action import Action
from core.model.query import Between, Is, Query, both
from core.office.office import Office
from core.values.cadence import Rhythm
from core.values.workdays import Workdays

EDUCATION_CLERK = "education clerk"
"""The part an officer plays."""
HALL = "礼堂"
_WEEK = Workdays()
_OFTEN_AWAY, _AWAY = 0.25, 0.03
"""How often those miss a session who are away a lot, and the others."""
_SHARE_AWAY = 0.04


class Course(NamedTuple):
    """A programme of the story."""

    name: str
    theme: Theme
    audience: Audience
    addressed: str
    rhythm: Rhythm
    every: int
    """About how many days lie between its sessions."""
    minutes: int
    lecturer: str
    place: str
    until: float = 1.0
    """In what part of the story it is forgotten."""


COURSES = (
    Course(
        "反间谍安全教育", Theme.COUNTER_ESPIONAGE, Audience.EVERYONE, "", Rhythm.QUARTERLY, 91, 90, "国安机关讲师", HALL
    ),
    Course("法纪警示教育", Theme.DISCIPLINE, Audience.UNITS, "01", Rhythm.MONTHLY, 30, 60, "", "机关会议室"),
    Course("普法课堂", Theme.RULE_OF_LAW, Audience.UNITS, "02", Rhythm.MONTHLY, 30, 90, "法律顾问", "二号教室"),
    Course("每周一案", Theme.CASE_OF_WEEK, Audience.POSTS, "科长", Rhythm.WEEKLY, 7, 30, "", "机关会议室"),
    Course("政治训练日", Theme.TRAINING_DAY, Audience.UNITS, "03", Rhythm.MONTHLY, 30, 180, "", HALL, 0.85),
    Course(
        "法律骨干集训", Theme.LEGAL_BACKBONE, Audience.POSTS, "班长", Rhythm.YEARLY, 300, 480, "法学院教授", "培训中心"
    ),
    Course("网格长业务培训", Theme.COUNTER_ESPIONAGE, Audience.LEADERS, "", Rhythm.QUARTERLY, 91, 120, "", "二号教室"),
)
CASES = (
    (
        "随手拍照泄密",
        "某职工在办公区拍照发到聊天群，照片背景有内部文件。",
        "保守国家秘密法第五十七条",
        "办公区不拍照，不发群。",
    ),
    (
        "废旧硬盘未清零",
        "报废电脑的硬盘未拆除即交回收站，数据被他人恢复。",
        "保密法实施条例",
        "报废先拆盘，登记再销毁。",
    ),
    (
        "冒充熟人索要资料",
        "对方自称上级单位人员，电话索要通讯录，险些得手。",
        "反间谍法",
        "先核实，再回电，不在电话里给资料。",
    ),
    (
        "酒后驾车",
        "某驾驶员聚餐后驾车被查，受到行政拘留和纪律处分。",
        "道路交通安全法第九十一条",
        "喝酒不开车，同桌要劝阻。",
    ),
    ("网贷陷阱", "某职工轻信无抵押贷款，利滚利欠下十余万元。", "民法典第六百八十条", "有困难先找组织，不碰高利贷。"),
    (
        "违规兼职",
        "某技术员私下为外单位做项目，使用了本单位的资料。",
        "劳动合同法第三十九条",
        "兼职要报告，资料不外带。",
    ),
)
REASONS = ("病假", "事假", "出差", "值班", "休假")
CAUSES = ("临时任务冲突", "讲师因故不能到场", "场地检修")


def education_lives(setting: Setting, start: datetime, end: datetime) -> Iterator[Life]:
    """Yield what becomes of each programme, in order of their beginnings."""
    story = _Story(setting, Random(f"{setting.rng.random()} education"), end)
    first = start + timedelta(hours=5)  # the staff is there, and the cells are led
    yield first, story.library(first)
    for course in COURSES:
        yield first + timedelta(hours=1), story.course(course, first + timedelta(hours=1))
    for year in range(start.year, end.year + 1):
        begins = datetime(year, 10, 20, 9)
        if start < begins < end:
            yield begins, story.campaign(begins)
    yield end - timedelta(days=3), story.next_week(end - timedelta(days=3))


@dataclass
class _Story:
    """Education, and what of it the story has to remember."""

    setting: Setting
    rng: Random
    end: datetime
    away: dict[str, bool] = field(default_factory=dict)
    """Of each staff number, whether that person is away a lot."""

    def _by_clerk(self, moment: datetime, action: Action | Callable[[], Action]) -> Event:
        return Event(moment, EDUCATION_CLERK, action)

    def _chance(self, share: float) -> bool:
        return self.rng.random() < share

    @property
    def _office(self) -> Office:
        return self.setting.offices[EDUCATION_CLERK]

    def _get(self, kind: str, identifier: str) -> Any:
        return self._office.get(kind, identifier)

    def library(self, moment: datetime) -> Events:
        """Fill the case library; should a word be somebody's name, it is taken out."""
        for texts in CASES:
            name, facts, law, lesson = (without_names(text, self._office) for text in texts)
            yield self._by_clerk(moment, AddCase(name=name, facts=facts, law=law, lesson=lesson))

    def campaign(self, moment: datetime) -> Events:
        """Proclaim the awareness month of a year."""
        window = {"start": date(moment.year, 11, 1), "end": date(moment.year, 11, 30)}
        name = f"{moment.year}年保密宣传月"
        yield self._by_clerk(
            moment, PlanProgramme(name=name, theme=Theme.AWARENESS_MONTH, rhythm=Rhythm.WINDOW, **window)
        )

    def course(self, course: Course, moment: datetime) -> Events:
        """Keep up a programme, session by session, until it is forgotten or the story ends."""
        fields = {name: getattr(course, name) for name in ("name", "theme", "audience", "addressed", "rhythm")}
        plan = PlanProgramme(start=moment.date(), minutes=course.minutes, lecturer=course.lecturer, **fields)
        yield self._by_clerk(moment, plan)
        forgotten = moment + (self.end - moment) * course.until
        while moment < min(forgotten, self.end):
            when = _morning(moment + timedelta(days=max(course.every + self.rng.randint(-3, 3), 5)))
            planned = PlanSession(programme=plan.target, when=when, place=course.place)
            yield self._by_clerk(max(moment, when - timedelta(days=6)), planned)
            moment = when + timedelta(minutes=course.minutes + 30)
            if self._chance(0.04):
                cancelled = CancelSession(
                    target=planned.target, reason=self.rng.choice(CAUSES), waived=self._chance(0.4)
                )
                yield self._by_clerk(when - timedelta(hours=1), cancelled)
            else:
                yield from self._held(course, planned.target, moment)

    def _held(self, course: Course, session: str, moment: datetime) -> Events:
        """Hold a session; the last ones still wait for their attendance."""
        if not self._roll(session).people or moment > self.end - timedelta(days=4):
            yield self._by_clerk(moment, HoldSession(target=session))
            return
        yield self._by_clerk(moment, partial(self._attendance, session))
        effect = NoteEffect(target=session, evidence="签到表、照片已存档", quiz=self.rng.randint(75, 98))
        yield self._by_clerk(moment + timedelta(minutes=10), effect)
        if course.every >= 28:
            yield from self._made_up(session, moment)

    def _roll(self, session: str) -> Roll:
        planned = self._get("session", session)
        return roll_of(planned, self._get("programme", planned.programme), self._office)

    def _attendance(self, session: str) -> TakeAttendance:
        """Call the roll as it is on the day."""
        missing = [person for person in self._roll(session).people if self._misses(person)]
        absent = [person.number for person in missing if self._chance(0.3)]
        excused = [f"{each.number}:{self.rng.choice(REASONS)}" for each in missing if each.number not in absent]
        return TakeAttendance(target=session, absent="\n".join(absent), excused="\n".join(excused))

    def _made_up_by(self, makeup: str) -> Action:
        expected = self._roll(makeup).people
        if not expected:  # they have left by now
            return CancelSession(target=makeup, reason=self.rng.choice(CAUSES))
        absent = [person.number for person in expected if self._chance(0.25)]
        return TakeAttendance(target=makeup, absent="\n".join(absent))

    def _misses(self, person: Person) -> bool:
        if person.number not in self.away:
            self.away[person.number] = self._chance(_SHARE_AWAY)
        return self._chance(_OFTEN_AWAY if self.away[person.number] else _AWAY)

    def _made_up(self, session: str, moment: datetime) -> Events:
        """Some make up for it together, some alone, one need not, and some owe it still."""
        again = later(self.rng, moment, 8, 12)
        if again < self.end and self._owing(session) and self._chance(0.7):
            plan = PlanMakeUp(target=session, when=again, place="二号教室")
            yield self._by_clerk(moment + timedelta(minutes=20), plan)
            (makeup,) = self._office.find(Query("session", Is("makes_up", (session,))))
            yield self._by_clerk(again + timedelta(hours=2), partial(self._made_up_by, makeup.id))
        alone = max(again + timedelta(days=1), moment)
        for each in self._owing(session):
            if self._chance(0.4) and alone < self.end:
                yield self._by_clerk(alone, MakeUp(target=each.id, made_up=alone.date()))
            elif self._chance(0.05) and alone < self.end:
                yield self._by_clerk(alone, WaiveMakeUp(target=each.id, reason="已参加上级同类培训"))

    def _owing(self, session: str) -> list[Attendance]:
        owed = Query("attendance", both(Is("session", (session,)), Between("due")))
        return sorted(self._office.find(owed), key=lambda each: self._number(each))

    def _number(self, attendance: Attendance) -> str:
        return str(self._get("person", attendance.person).number)

    def next_week(self, moment: datetime) -> Events:
        """Plan two sessions that want the hall at one time."""
        when = _morning(self.end + timedelta(days=3))
        for name in (COURSES[0].name, COURSES[4].name):
            for programme in self._office.find(Query("programme", Is("name", (name,)))):
                topic = f"{name}（专题）"
                planned = PlanSession(programme=programme.id, when=when, place=HALL, topic=topic)
                yield self._by_clerk(moment, planned)


def _morning(moment: datetime) -> datetime:
    """Return nine o'clock of a working day."""
    return datetime.combine(_WEEK.next_workday(moment.date()), time(9))
