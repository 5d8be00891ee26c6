"""Two years of invented matters: proposed, fixed, known, reviewed or forgotten, lifted, and followed up afterwards."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush
from random import Random
from typing import Any

from core.demo.cleared_people import CONFIDENTIALITY_CLERK
from core.demo.life_stories import SUPERVISOR, Event, Events, Life, Setting, chosen, later, whatever_may_be
from core.desks.matters.children import KnowledgeRequest, MarkChange
from core.desks.matters.fixing import DeclineMatter, FixMatter, LiftMatter, ProposeMatter, ReviewMatter
from core.desks.matters.following_up import DropFollowUp, NoteNotReached, RecordFollowUp
from core.desks.matters.knowing import (
    ApproveLettingIn,
    AskToLetIn,
    DeclineLettingIn,
    EndKnowledge,
    RecordKnowledge,
)
from core.desks.matters.marking import ApproveMarkChange, AskForMarkChange
from core.desks.matters.participations import FollowUp, Participation
from core.desks.matters.records import Matter
from core.desks.matters.rules import in_scope
from core.desks.matters.scope import AddToScope, NameReader
from core.desks.matters.taking_part import CloseParticipation, EndParticipation, RecordParticipation
from core.desks.matters.vocabulary import (
    Contact,
    FollowUpStage,
    MatterStage,
    Outcome,
    ParticipationStage,
    Reached,
    Way,
)
from core.model.action import Action
from core.model.query import Blank, Is, Query, both
from core.values.classification import Classification
from core.values.ids import new_id

FIXER = "fixing officer"
"""The part an officer plays."""
PEOPLE_PER_MATTER = 33
FEWEST = 6
_LEVELS = {Classification.SECRET: 60, Classification.CONFIDENTIAL: 28, Classification.TOP_SECRET: 12}
_YEARS = {Classification.SECRET: 10, Classification.CONFIDENTIAL: 20, Classification.TOP_SECRET: 30}
_PLACES = ("松岭", "青石", "北塘", "白杨", "临江", "长坪", "金沙", "云台", "望海", "石桥", "南屏", "清河")
_BASES = ("保密事项目录第三项", "保密事项目录第七项", "保密事项目录第十二项", "行业保密事项范围第五条")
_BODIES = ("", "", "", "省主管局", "集团总部")
_WORK = ("方案起草", "数据整理", "现场保障", "设备调试", "文稿校核", "会议服务")
_WHY = ("评审需要", "临时抽调参加论证", "接替离岗人员工作", "配合上级检查")
_WISHES = ("希望协助解决子女入学材料。", "希望近期少安排夜班。", "希望了解体检安排。")
_LIFTED = ("保密期限届满。", "内容已依法公开。", "工程竣工，不再需要保密。")


def matters_lives(setting: Setting, people: int, start: datetime, end: datetime) -> Iterator[Life]:
    """Yield the beginning and the events of each matter."""
    rng = Random(f"{start} {people} matters")  # what is told here changes nothing in the lives of others
    first, last = start + timedelta(hours=3), end - timedelta(days=3)
    moments = sorted(
        first + (last - first) * rng.random() ** 1.5 for _ in range(max(FEWEST, people // PEOPLE_PER_MATTER))
    )
    for place, moment in enumerate(moments):
        yield moment, _Life(setting, Random(f"{rng.random()}"), place, moment, end).events()


class _Life:
    """One matter, and what is to happen to it."""

    def __init__(self, setting: Setting, rng: Random, place: int, moment: datetime, end: datetime) -> None:
        self._setting, self._rng, self._place, self._end = setting, rng, place, end
        self._moment = moment.replace(second=0, microsecond=0)
        self._target = new_id()
        self._level = chosen(rng, _LEVELS)
        self._forgotten = rng.random() < 0.15
        self._old = rng.random() < 0.06  # one whose term ends while the story runs
        self._todo: list[tuple[datetime, int, Callable[[], Events]]] = []
        self._steps = 0

    def events(self) -> Events:
        """Yield what happens, in order of time; what is refused does not end the life of the matter."""
        self._then(0, 0, self._proposed)
        while self._todo:
            self._moment, _, step = heappop(self._todo)
            if self._moment > self._end:
                return
            yield from whatever_may_be(step())

    def _then(self, least: int, most: int, step: Callable[[], Events]) -> None:
        self._at(later(self._rng, self._moment, least, most) if most else self._moment, step)

    def _on(self, day: date, step: Callable[[], Events]) -> None:
        self._at(max(self._moment, datetime.combine(day, time(9, self._rng.randrange(60)))), step)

    def _at(self, moment: datetime, step: Callable[[], Events]) -> None:
        self._steps += 1
        heappush(self._todo, (moment, self._steps, step))

    def _chance(self, share: float) -> bool:
        return self._rng.random() < share

    def _event(self, who: str, action: type[Action], **arguments: Any) -> Event:
        return Event(self._moment, who, action(**{"target": self._target, **arguments}))

    def _officer(self, part: str) -> str:
        return self._setting.offices[part].officer

    def _find(self, kind: str, field: str, of: str) -> list[Any]:
        return self._setting.offices[CONFIDENTIALITY_CLERK].find(Query(kind, Is(field, (of,)), ("id",)))

    def _now(self) -> Matter:
        (found,) = self._find(Matter.kind, "id", self._target)
        assert isinstance(found, Matter)
        return found

    def _in_force(self) -> bool:
        return self._now().stage == MatterStage.FIXED

    def _somebody(self) -> str:
        """Return somebody who works here; nobody where all have left."""
        office = self._setting.offices[CONFIDENTIALITY_CLERK]
        keys = office.keys(Query("person", Blank("left"), ("number", "id")))
        if not keys:
            return ""
        ((person,),) = office.page("person", (self._rng.choice(keys),), ("id",))
        return str(person)

    # Of the matter

    def _proposed(self) -> Events:
        old = self._old
        years = _YEARS[self._level]
        today = self._moment.date()
        made = today - timedelta(days=365 * years - self._rng.randint(200, 500)) if old else today
        yield self._event(
            CONFIDENTIALITY_CLERK,
            ProposeMatter,
            alias=f"{_PLACES[self._place % len(_PLACES)]}-{self._place + 1:02}",
            level=self._level,
            years=years if old or self._chance(0.8) else years // 2,
            since=made,
            basis=self._rng.choice(_BASES),
            originator=self._rng.choice(_BODIES),
            unit=self._rng.choice(self._setting.units).id,
            fixer=self._officer(FIXER),
        )
        if self._chance(0.07):
            self._then(2, 9, self._declined)
        else:
            self._then(1, 9, self._fixed)

    def _declined(self) -> Events:
        yield self._event(FIXER, DeclineMatter, declined_why="不在保密事项范围内。")

    def _fixed(self) -> Events:
        yield self._event(FIXER, FixMatter)
        if self._chance(0.92):
            self._then(0, 2, self._scoped)
        self._on(self._moment.date() + timedelta(days=self._rng.randint(340, 375)), self._reviewed)
        if self._level == Classification.TOP_SECRET and self._chance(0.6):
            self._then(1, 20, self._reader_named)
        if self._chance(0.18):
            self._then(60, 500, self._let_in)
        if self._chance(0.1) and not self._old:
            self._then(90, 500, self._marked_anew)
        if self._chance(0.14):
            self._then(150, 600, self._lifted)

    def _scoped(self) -> Events:
        if not self._in_force():
            return
        found = (self._somebody() for _ in range(self._rng.randint(2, 7)))
        people = [each for each in dict.fromkeys(found) if each]
        for person in people:
            yield self._event(FIXER, AddToScope, person=person)
        if self._chance(0.3):
            yield self._event(FIXER, AddToScope, unit=self._rng.choice(self._setting.units).id)
        for person in people:
            if self._chance(0.85):
                self._then(1, 120, lambda person=person: self._known(person))  # type: ignore[misc]

    def _known(self, person: str) -> Events:
        if not self._in_force():
            return
        way, day = self._rng.choice(tuple(Way)), self._moment.date()
        contact = self._rng.choice(tuple(Contact))
        document = f"保发〔{day.year}〕{self._rng.randint(1, 90)}号" if way == Way.READ else ""
        said = {"person": person, "contact": contact, "way": way, "since": day, "document": document}
        yield self._event(CONFIDENTIALITY_CLERK, RecordKnowledge, **said)
        if self._chance(0.5):
            self._then(2, 30, lambda: self._takes_part(person))
        if self._chance(0.1):
            self._then(100, 400, lambda: self._knows_no_more(person))

    def _knows_no_more(self, person: str) -> Events:
        for each in self._find("knowledge", "person", person):
            if each.matter == self._target and each.until is None:
                yield self._event(CONFIDENTIALITY_CLERK, EndKnowledge, target=each.id, until=self._moment.date())

    def _reader_named(self) -> Events:
        yield self._event(FIXER, NameReader, officer=self._officer(SUPERVISOR))

    def _let_in(self) -> Events:
        person, context = self._somebody(), self._setting.offices[CONFIDENTIALITY_CLERK].context()
        if not person or not self._in_force() or in_scope(person, self._target, context):
            return
        asked = {"person": person, "way": Way.TOLD, "reason": self._rng.choice(_WHY)}
        yield self._event(CONFIDENTIALITY_CLERK, AskToLetIn, asked_of=self._officer(SUPERVISOR), **asked)
        if not self._forgotten:
            self._then(1, 4, self._decided)

    def _decided(self) -> Events:
        for each in self._find(KnowledgeRequest.kind, "matter", self._target):
            if each.stage == "waits" and self._chance(0.8):
                yield self._event(SUPERVISOR, ApproveLettingIn, target=each.id)
            elif each.stage == "waits":
                yield self._event(SUPERVISOR, DeclineLettingIn, target=each.id, remark="无工作需要。")

    def _marked_anew(self) -> Events:
        if not self._in_force():
            return
        now = self._now()
        mark = {"level": now.level, "years": max(now.years // 2, 1), "reason": "阶段性任务已完成。"}
        asked = {"decision": "定密单位第12号通知", "asked_of": self._officer(SUPERVISOR)}
        yield self._event(CONFIDENTIALITY_CLERK, AskForMarkChange, **mark, **asked)
        self._then(1, 6, self._mark_approved)

    def _mark_approved(self) -> Events:
        for each in self._find(MarkChange.kind, "matter", self._target):
            if each.stage == "waits":
                yield self._event(SUPERVISOR, ApproveMarkChange, target=each.id)

    def _reviewed(self) -> Events:
        if self._forgotten or not self._in_force():
            return
        day = self._moment.date()
        outcome = Outcome.STAYS if self._chance(0.9) else Outcome.CHANGE
        yield self._event(FIXER, ReviewMatter, day=day, outcome=outcome, grounds="范围和期限适当。")
        self._on(day + timedelta(days=self._rng.randint(345, 370)), self._reviewed)

    def _lifted(self) -> Events:
        if not self._in_force():
            return
        decided = {"decision": "定密单位第21号通知", "lifted_why": self._rng.choice(_LIFTED)}
        yield self._event(FIXER, LiftMatter, lifted=self._moment.date(), **decided)

    # Of who takes part

    def _takes_part(self, person: str) -> Events:
        if not self._in_force():
            return
        work = {"person": person, "work": self._rng.choice(_WORK), "since": self._moment.date()}
        yield self._event(
            CONFIDENTIALITY_CLERK, RecordParticipation, owner=self._officer(CONFIDENTIALITY_CLERK), **work
        )
        self._then(20, 260, lambda: self._part_ended(person))

    def _part_ended(self, person: str) -> Events:
        mine = both(Is("matter", (self._target,)), Is("person", (person,)), Is("stage", ("running",)))
        for each in self._setting.offices[CONFIDENTIALITY_CLERK].find(Query(Participation.kind, mine)):
            yield self._event(CONFIDENTIALITY_CLERK, EndParticipation, target=each.id, until=self._moment.date())
            for owed in self._find(FollowUp.kind, "subject", each.id):
                late = self._rng.randint(10, 60) if self._chance(0.12) else -self._rng.randint(0, 6)
                if not self._forgotten or self._chance(0.3):
                    self._on(owed.due + timedelta(days=late), lambda owed=owed: self._followed_up(owed))  # type: ignore[misc]
            if self._chance(0.08):
                self._then(200, 400, lambda each=each: self._closed(each.id))  # type: ignore[misc]

    def _followed_up(self, owed: FollowUp) -> Events:
        if not any(each.stage == FollowUpStage.OPEN for each in self._find(FollowUp.kind, "id", owed.id)):
            return
        if self._chance(0.1):
            yield self._event(CONFIDENTIALITY_CLERK, NoteNotReached, target=owed.id, not_reached="电话两次未接。")
        elif self._chance(0.04):
            yield self._event(CONFIDENTIALITY_CLERK, DropFollowUp, target=owed.id, dropped_why="与年度谈话合并。")
        else:
            reminders = self._setting.offices[CONFIDENTIALITY_CLERK].policy.options("reminders")
            wishes = {"wishes": self._rng.choice(_WISHES), "consent": True} if self._chance(0.2) else {}
            yield self._event(
                CONFIDENTIALITY_CLERK,
                RecordFollowUp,
                target=owed.id,
                done=self._moment.date(),
                how=self._rng.choice(tuple(Reached)),
                reminded=tuple(self._rng.sample(reminders, min(2, len(reminders)))),
                **wishes,
            )

    def _closed(self, participation: str) -> Events:
        followed = self._find(Participation.kind, "id", participation)
        if not any(each.stage == ParticipationStage.FOLLOWED for each in followed):
            return
        yield self._event(
            CONFIDENTIALITY_CLERK, CloseParticipation, target=participation, closed_why="已调往外单位，由其管理。"
        )
