"""The last weeks of an invented gate: visits of every kind and fate, badges, standing permissions, days closed; some
are inside when the story ends, one of them for too long.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any

from core.demo.areas import AREA_KEEPER, GATE
from core.demo.cleared_people import CONFIDENTIALITY_CLERK
from core.demo.life_stories import NO_SUCH_REGION, SUPERVISOR, Event, Events, Life, Setting, chosen, whatever_may_be
from core.demo.names import person_name
from core.desks.areas.records import Area
from core.desks.areas.vocabulary import AreaStage
from core.desks.visits.asking import AmendVisit, AskVisit, CancelVisit
from core.desks.visits.badge_keeping import AddBadge, FindBadge, ReportBadgeLost
from core.desks.visits.coming_unasked import AdmitOfficials, RegisterWalkIn
from core.desks.visits.days import CloseDay
from core.desks.visits.gate import LetIn, LetOut, NoteNoShow, TakeBadgeBack
from core.desks.visits.past import EnterPastVisit
from core.desks.visits.reviewing import ApproveSecond, ApproveVisit, RefuseVisit, ReturnVisit, ReviewAfterwards
from core.desks.visits.standing import AdmitByPermission, ApprovePermission, AskPermission, EndPermission
from core.desks.visits.vocabulary import BadgeColour, BadgeStage, Purpose, VisitType
from core.model.action import Action
from core.model.query import Blank, Is, Query
from core.values.classification import Classification
from core.values.ids import new_id
from core.values.workdays import Workdays

SECOND_GATE, HOST = "second gate officer", "host"
"""The parts that officers play."""
PEOPLE_PER_VISIT = 50
"""How many people there are on the staff for each visit of a week."""
LEAST, WEEKS = 6, 5
OLD = timedelta(days=100)
"""How long ago visits were whose document numbers are to be erased by now."""
BADGES = tuple((f"L{number:02}", colour) for number, colour in enumerate([*BadgeColour] * 5, 1))
BODIES = (
    "市测绘院",
    "远望设备公司",
    "区档案局",
    "方正信息公司",
    "省质检所",
    "宏图建筑公司",
    "市消防支队",
    "清源水务公司",
)
REASONS = {
    VisitType.PERSON: (Purpose.MEETING, ("商谈合作事项", "送交资料", "参加方案讨论")),
    VisitType.GROUP: (Purpose.WORK, ("参加联合调试", "参加工作会议", "现场踏勘")),
    VisitType.VEHICLE: (Purpose.DELIVERY, ("运送办公用品", "搬运设备", "清运废旧物品")),
    VisitType.REPAIR: (Purpose.REPAIR, ("空调检修", "更换门锁", "打印机维修", "线路改造")),
}
_TYPES = {VisitType.PERSON: 50, VisitType.GROUP: 20, VisitType.REPAIR: 20, VisitType.VEHICLE: 10}
_FATES = {
    "came": 66,
    "came in parts": 6,
    "refused": 5,
    "returned": 6,
    "cancelled": 4,
    "did not come": 5,
    "walk-in": 8,
    "officials": 4,
    "badge late": 3,
}
RETURNED, REFUSED, CANCELLED = "请写明来访事由和随身设备。", "该时段区域内有涉密会议。", "接待人出差，改期。"
_WEEK = Workdays()


def visits_lives(setting: Setting, people: int, start: datetime, end: datetime) -> Iterator[Life]:
    """Yield what becomes of the gate, in order of its beginnings."""
    story = _Story(setting, Random(f"{setting.rng.getstate()[1][:4]} visits"), end)
    weekly = max(LEAST, people // PEOPLE_PER_VISIT)
    first = end - timedelta(weeks=WEEKS)
    lives = [(max(start + timedelta(hours=8), end - OLD - timedelta(days=1)), story.furnished(end - OLD))]
    lives += [(moment, story.visit(moment)) for moment in story.moments(end - OLD, end - OLD + timedelta(days=2), 4)]
    lives += [(moment, story.visit(moment)) for moment in story.moments(first, end, weekly * WEEKS)]
    lives += [(first, story.standing(first)), (first + timedelta(hours=1), story.days(first))]
    lives += story.lately()
    return iter(sorted(lives, key=lambda life: life[0]))


@dataclass
class _Story:
    """The gate, and who works there."""

    setting: Setting
    rng: Random
    end: datetime
    fates: list[str] = field(default_factory=lambda: [each for each in _FATES if each != "came"])
    """What the first visits come to, so that a small story has each of them once."""

    # What is looked up

    def _find(self, query: Query) -> list[Any]:
        return self.setting.offices[CONFIDENTIALITY_CLERK].find(query)

    def _chance(self, share: float) -> bool:
        return self.rng.random() < share

    def _areas(self, *, top: bool) -> list[Area]:
        """Return the areas that are visited; those of the highest level seldom are."""
        found: list[Area] = self._find(Query("area", Is("stage", (AreaStage.IN_FORCE,)), ("number", "id")))
        return [each for each in found if top or each.level != Classification.TOP_SECRET] or found

    def _person(self) -> str:
        """Return somebody on the staff."""
        staff = self.setting.offices[HOST].keys(Query("person", Blank("left"), ("number",), limit=60))
        ((person,),) = self.setting.offices[HOST].page("person", (self.rng.choice(staff),), ("id",))
        return str(person)

    def _badge(self) -> str:
        found = self._find(Query("badge", Is("stage", (BadgeStage.IN,)), ("number",), limit=8))
        return str(self.rng.choice(found).id) if found else ""

    def _document(self) -> str:
        born = f"{self.rng.randint(1960, 2004)}{self.rng.randint(1, 12):02}{self.rng.randint(1, 28):02}"
        return f"{NO_SUCH_REGION}{born}{self.rng.randrange(10_000):04}"

    def moments(self, first: datetime, last: datetime, count: int) -> list[datetime]:
        """Return hours of working days at which visits are planned."""
        found = []
        for _ in range(count):
            day = _WEEK.next_workday((first + (last - first) * self.rng.random()).date())
            found.append(datetime.combine(day, time(self.rng.choice((8, 9, 9, 10, 10, 13, 14, 14, 15)), 30)))
        return sorted(each - timedelta(days=2) for each in found)

    # What is there from the beginning

    def furnished(self, moment: datetime) -> Events:
        """Enter the badges, and the last pages of the paper book."""
        for number, colour in BADGES:
            yield Event(moment, CONFIDENTIALITY_CLERK, AddBadge(number=number, colour=colour))
        for days in (745, 742, 700, 420):
            came = datetime.combine(moment.date() - timedelta(days=days), time(9, 20))
            past = EnterPastVisit(
                entered=came, gone=came + timedelta(minutes=50), name=person_name(self.rng),
                body=self.rng.choice(BODIES), purpose_text="送交资料", note="据纸质登记簿补录",
            )  # fmt: skip
            yield Event(moment, CONFIDENTIALITY_CLERK, past)
        (badge, *_others) = self._find(Query("badge", order=("-number",)))
        lost = ReportBadgeLost(target=badge.id, how="换岗清点时未见")
        yield Event(moment + timedelta(days=3), GATE, lost)
        found = FindBadge(target=badge.id, how="在值班室抽屉内找到")
        yield Event(moment + timedelta(days=4), SECOND_GATE, found)

    def standing(self, moment: datetime) -> Events:
        """Ask for standing permissions: one is used, one is ended, one waits."""
        areas = self._areas(top=False)
        day = moment.date()
        for who, why, kind in (("洁净物业公司", "日常保洁", "used"), ("安达电梯公司", "电梯维保", "ended")):
            asked = AskPermission(
                who=who, areas=(areas[-1].id,), since=day, until=day + timedelta(days=330), host=self._person(), why=why
            )
            yield Event(moment, HOST, asked)
            moment += timedelta(hours=2)
            yield Event(moment, CONFIDENTIALITY_CLERK, ApprovePermission(target=asked.target))
            if kind == "ended":
                ended = EndPermission(target=asked.target, ended_why="合同到期")
                yield Event(moment + timedelta(days=9), CONFIDENTIALITY_CLERK, ended)
            else:
                came = datetime.combine(_WEEK.next_workday(day + timedelta(days=6)), time(8, 10))
                yield from whatever_may_be(self._by_permission(asked.target, areas[-1], came))
                moment = came + timedelta(hours=4)
        waits = AskPermission(
            who="联通线路班组", areas=(areas[0].id,), since=self.end.date(),
            until=self.end.date() + timedelta(days=180),
            host=self._person(), why="通信线路维护",
        )  # fmt: skip
        yield Event(self.end - timedelta(hours=20), HOST, waits)

    def _by_permission(self, permission: str, area: Area, came: datetime) -> Events:
        entry = AdmitByPermission(
            target=permission, area=area.id, name=person_name(self.rng), planned_out=came + timedelta(hours=3),
            document_number=self._document(), badge=self._badge(), escort=self._person(),
        )  # fmt: skip
        yield Event(came, GATE, entry)
        (visit,) = self._find(Query("visit", Is("permission", (permission,)), ("-number",), limit=1))
        yield Event(came + timedelta(hours=2), GATE, LetOut(target=visit.id, left=1))

    def days(self, moment: datetime) -> Events:
        """Close each working day in the evening, but the last: somebody is inside then."""
        day = moment.date()
        while day < self.end.date() - timedelta(days=1):
            if _WEEK.is_workday(day):
                at = datetime.combine(day, time(19, 30))
                yield from whatever_may_be(_one(Event(at, GATE, CloseDay(day=day))))
            day += timedelta(days=1)

    # One visit

    def visit(self, asked: datetime) -> Events:
        """Ask for a visit two days before it, and tell what becomes of it."""
        fate = self.fates.pop() if self.fates else chosen(self.rng, _FATES)
        comes = asked + timedelta(days=2)
        if fate == "walk-in":
            yield from self._walk_in(comes)
        elif fate == "officials":
            yield from self._officials(comes)
        else:
            yield from self._asked_for(asked, comes, fate)

    def _wanted(self, comes: datetime, hours: int) -> dict[str, Any]:
        type_ = chosen(self.rng, _TYPES)
        area = self.rng.choice(self._areas(top=self._chance(0.1)))
        purpose, texts = REASONS[type_]
        vehicle = {"plate": f"测A{self.rng.randrange(100_000):05}", "driver": person_name(self.rng)}
        return {
            "type": type_, "area": area.id, "name": person_name(self.rng), "body": self.rng.choice(BODIES),
            "people": self.rng.randint(3, 9) if type_ == VisitType.GROUP else 1, "host": self._person(),
            "planned_in": comes, "planned_out": comes + timedelta(hours=hours), "purpose": purpose,
            "escort": self._person() if area.escort or self._chance(0.5) else "", "foreign": self._chance(0.02),
            "purpose_text": self.rng.choice(texts), **(vehicle if type_ == VisitType.VEHICLE else {}),
        }  # fmt: skip

    def _asked_for(self, asked: datetime, comes: datetime, fate: str) -> Events:
        wanted = self._wanted(comes, self.rng.choice((1, 2, 2, 3)))
        request = AskVisit(**wanted)
        visit = request.target
        yield Event(asked, HOST, request)
        moment = asked + timedelta(hours=self.rng.randint(2, 8))
        reviewer = AREA_KEEPER if self._chance(0.5) else CONFIDENTIALITY_CLERK
        if fate == "refused":
            yield Event(moment, reviewer, RefuseVisit(target=visit, reason=REFUSED))
            return
        if fate == "returned":
            yield Event(moment, reviewer, ReturnVisit(target=visit, reason=RETURNED))
            moment += timedelta(hours=1)
            yield Event(moment, HOST, AmendVisit(target=visit, **wanted, note="已补充"))
            moment += timedelta(hours=1)
        yield Event(moment, reviewer, partial(ApproveVisit, target=visit))
        if self._find(Query("visit", Is("id", (visit,))))[0].stage == "reviewed":
            moment += timedelta(hours=1)
            yield Event(moment, SUPERVISOR, ApproveSecond(target=visit))
        if fate == "cancelled":
            yield Event(moment + timedelta(hours=2), HOST, CancelVisit(target=visit, reason=CANCELLED))
        elif fate == "did not come":
            yield Event(wanted["planned_out"] + timedelta(hours=1), GATE, NoteNoShow(target=visit))
        else:
            yield from self._came(visit, comes + timedelta(minutes=self.rng.randint(0, 15)), wanted, fate)

    def _came(self, visit: str, moment: datetime, wanted: Mapping[str, Any], fate: str) -> Events:
        """Let a visit in and out again, all at once or one after another; a badge may come back a day later."""
        people = wanted["people"]

        def let_in() -> Action:
            return LetIn(target=visit, document_number=self._document(), badge=self._badge(), came=people)

        yield Event(moment, self._gate(), let_in)
        leaves = wanted["planned_out"] + timedelta(minutes=self.rng.randint(-40, 20))
        leaves = max(leaves, moment + timedelta(minutes=20))
        if fate == "came in parts" and people > 1:
            yield Event(leaves - timedelta(minutes=15), GATE, LetOut(target=visit, left=1))
            people -= 1
        returned = fate != "badge late"
        yield Event(leaves, self._gate(), LetOut(target=visit, left=people, badge_returned=returned))
        if not returned:
            yield Event(leaves + timedelta(hours=21), GATE, TakeBadgeBack(target=visit))

    def _gate(self) -> str:
        return GATE if self._chance(0.6) else SECOND_GATE

    def _walk_in(self, moment: datetime) -> Events:
        wanted = self._wanted(moment, 2)
        given = {name: value for name, value in wanted.items() if name != "planned_in"}
        came = RegisterWalkIn(**given)
        yield Event(moment, GATE, came)
        moment += timedelta(minutes=12)
        yield Event(moment, CONFIDENTIALITY_CLERK, partial(ApproveVisit, target=came.target))
        if self._find(Query("visit", Is("id", (came.target,))))[0].stage == "approved":
            yield from self._came(came.target, moment + timedelta(minutes=5), wanted, "came")

    def _officials(self, moment: datetime) -> Events:
        area = self.rng.choice(self._areas(top=False))

        def admit() -> Action:
            return AdmitOfficials(
                target=visit, area=area.id, name=person_name(self.rng), body="市保密行政管理部门", people=2,
                planned_out=moment + timedelta(hours=2), purpose_text="保密检查", document_number=self._document(),
                badge=self._badge(), host=self._person(), escort=self._person(),
            )  # fmt: skip

        visit = new_id()
        yield Event(moment, GATE, admit)
        yield Event(moment + timedelta(minutes=90), GATE, LetOut(target=visit, left=2))
        yield Event(moment + timedelta(hours=3), CONFIDENTIALITY_CLERK, ReviewAfterwards(target=visit))

    # The end of the story

    def lately(self) -> Iterator[Life]:
        """Yield visits that have come just so far: inside, overdue, expected, to be decided."""
        end = self.end
        yesterday = end.replace(hour=8, minute=0) - timedelta(days=1)
        for comes, hours, people, state in (
            (yesterday, 3, 1, "overstay"),
            *(
                (end - timedelta(minutes=minutes), 3, people, "inside")
                for minutes, people in ((26, 1), (21, 6), (11, 2))
            ),
            (end - timedelta(hours=17), 1, 1, "badge out"),
            *((end + timedelta(hours=hours), 2, 1, "expected") for hours in (2, 5)),
            *((end + timedelta(hours=hours), 2, 1, "asked") for hours in (26, 28)),
            (end + timedelta(hours=30), 2, 1, "second"),
            (end + timedelta(hours=31), 2, 1, "returned"),
        ):
            asked = min(end - timedelta(hours=18), comes - timedelta(hours=2))
            yield asked, self._so_far(asked, comes, hours, people, state)
        yield end - timedelta(minutes=1), self._waits(end - timedelta(minutes=1))

    def _waits(self, moment: datetime) -> Events:
        """Let a walk-in wait at the gate."""
        wanted = self._wanted(moment, 2)
        yield Event(moment, GATE, RegisterWalkIn(**{name: wanted[name] for name in wanted if name != "planned_in"}))

    def _so_far(self, asked: datetime, comes: datetime, hours: int, people: int, state: str) -> Events:
        """Bring a visit as far as its state."""
        wanted = self._wanted(comes, hours) | {"people": people, "foreign": state == "second"}
        wanted["type"] = VisitType.GROUP if people > 1 else VisitType.PERSON
        request = AskVisit(**wanted)
        visit = request.target
        yield Event(asked, HOST, request)
        if state == "asked":
            return
        moment = asked + timedelta(minutes=30)
        if state == "returned":
            yield Event(moment, CONFIDENTIALITY_CLERK, ReturnVisit(target=visit, reason=RETURNED))
            return
        yield Event(moment, CONFIDENTIALITY_CLERK, partial(ApproveVisit, target=visit))
        if state != "second" and self._find(Query("visit", Is("id", (visit,))))[0].stage == "reviewed":
            yield Event(moment, SUPERVISOR, ApproveSecond(target=visit))
        if state in ("overstay", "inside", "badge out"):
            yield Event(comes, GATE, self._entry(visit, people))
        if state == "badge out":
            left = LetOut(target=visit, left=people, badge_returned=False)
            yield Event(comes + timedelta(minutes=50), GATE, left)

    def _entry(self, visit: str, people: int) -> Callable[[], Action]:
        return lambda: LetIn(target=visit, document_number=self._document(), badge=self._badge(), came=people)


def _one(event: Event) -> Events:
    yield event
