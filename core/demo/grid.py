"""Two years of an invented grid: cells that follow the units, people who come, go and change, duties done, excused or
owed, warnings that are answered in time or escalate, a merger and a move, and gaps that nobody has mended yet.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any, NamedTuple

from core.demo.life_stories import (
    CLERK,
    HANDLER,
    SUPERVISOR,
    Event,
    Events,
    Life,
    Setting,
    chosen,
    later,
    whatever_may_be,
)
from core.desks.grid import (
    AcknowledgeWarning,
    AddCell,
    AddDutyCard,
    AppointDeputy,
    Cell,
    CloseWarning,
    DoDuty,
    DutyCard,
    ExcuseDuty,
    HandOver,
    LeaveCell,
    Level,
    Membership,
    MergeCell,
    MoveCell,
    MovePerson,
    Part,
    PutInCell,
    RaiseWarning,
)
from core.desks.grid.cells import next_code
from core.desks.grid.vocabulary import LEADING, OPEN
from core.desks.people.records import Person, Unit
from core.desks.people.service import gone
from core.model.action import Action
from core.model.query import AnyOf, Between, Blank, Condition, Having, Is, Query, StartsWith, Via, both
from core.values.cadence import Period, Rhythm
from core.values.ids import new_id

GRID_CLERK, GRID_LEAD = "grid clerk", "grid lead"
"""The parts that officers play."""
PEOPLE_PER_WARNING = 12
LAST = timedelta(days=20)
"""Before the end of the story: who comes after that is in no cell yet, who left then is in one still."""
LATELY = timedelta(days=35)
"""Within how many days the grid follows what the register says."""
RECENT = timedelta(days=2)
STILL_OPEN = (
    (Level.BLUE, 46),
    (Level.YELLOW, 40),
    (Level.ORANGE, 20),
    (Level.RED, 5),
    (Level.YELLOW, 2),
    (Level.BLUE, 1),
)
"""The warnings that are open when the story ends, and how many hours before it they were raised: some escalated."""
CHECK, TALK = "每月保密自查：检查计算机、移动存储介质和涉密文件保管情况。", "每季度与网格内每名人员谈心一次。"
CHECK_EVIDENCE = "自查登记表"
DONE = ("自查登记表已存档，无异常。", "自查登记表已存档，发现并当场整改一项。", "登记表已交，人员均已签字。")
EXCUSED = ("本期网格人员全部外出执行任务。", "办公场所搬迁，自查并入下期。")
WARNINGS = {
    Level.BLUE: (
        ("会议室白板写有会议内容，未擦除", "三楼会议室"),
        ("警示牌脱落", "库房门口"),
        ("废纸未粉碎即丢弃", "打印间"),
    ),
    Level.YELLOW: (
        ("办公室无人，门未锁", "二楼东侧"),
        ("外来维修人员未登记即进入", "机房外间"),
        ("手机带入会议室", "第二会议室"),
    ),
    Level.ORANGE: (("移动存储介质去向不明，正在查找", "资料室"), ("监控录像中断超过一天", "北侧围墙")),
    Level.RED: (("门禁系统失灵，重点区域可任意进入", "机要室"), ("涉密文件清点时缺少一份", "档案室")),
}
_LEVELS = {Level.BLUE: 50, Level.YELLOW: 30, Level.ORANGE: 14, Level.RED: 6}
_ANSWERED = {(0, 1): 80, (1, 4): 20}
"""After how many times its hours a warning is acknowledged."""
CLOSINGS = ("已现场处置，重申规定。", "已维修，恢复正常。", "已查明情况，对当事人提醒教育。", "已找到，登记手续补齐。")


class Place(NamedTuple):
    """A cell that is to be, and the unit it follows."""

    id: str
    unit: Unit
    parent: str


def grid_lives(setting: Setting, people: int, start: datetime, end: datetime) -> Iterator[Life]:
    """Yield what becomes of the grid, in order of its beginnings."""
    story = _Story(setting, Random(f"{setting.rng.random()} grid"), end)
    first = start + timedelta(hours=3)  # the staff is there
    yield first, story.begins(first)
    yield first + timedelta(hours=1), story.months(first + timedelta(hours=1))
    span = end - first - timedelta(days=1)
    moments = sorted(first + timedelta(days=1) + span * story.rng.random() for _ in range(people // PEOPLE_PER_WARNING))
    for moment in moments:
        yield moment, story.warning(moment)
    yield end - RECENT, story.recent()


class _Story:
    """The grid, and what of it the story has to remember."""

    def __init__(self, setting: Setting, rng: Random, end: datetime) -> None:
        self.rng = rng
        self._offices = setting.offices
        self._end = end
        self._placed = ""
        """The highest staff number of those who were put in a cell."""
        self._careless: set[str] = set()
        """The cells that do not care for their duties."""
        self._seen_off: dict[str, bool] = {}
        """Of those who left, whether anybody thinks of their place in the grid."""

    def _find(self, query: Query) -> list[Any]:
        return self._offices[GRID_CLERK].find(query)

    def _chance(self, share: float) -> bool:
        return self.rng.random() < share

    # The beginning

    def begins(self, moment: datetime) -> Events:
        """Make a cell for every unit, choose who leads it, put the staff in, and write down the duties."""
        places = list(self._places())
        for place in places:
            yield self._by_clerk(moment, self._cell(place, moment.date()))
        yield from self._put_in(moment)
        for place in places:
            yield from self._deputy(place, moment)
        for root in (place for place in places if not place.parent):
            duty = {"cell": root.id, "below": True, "start": moment.date()}
            monthly = {"text": CHECK, "rhythm": Rhythm.MONTHLY, "evidence": CHECK_EVIDENCE}
            yield self._by_clerk(moment, AddDutyCard(**duty, **monthly))
            yield self._by_clerk(moment, AddDutyCard(text=TALK, rhythm=Rhythm.QUARTERLY, **duty))

    def _places(self) -> Iterator[Place]:
        ids: dict[str, str] = {}
        for unit in self._find(Query("unit", order=("code",))):
            ids[unit.id] = new_id()
            if self._chance(0.12):
                self._careless.add(ids[unit.id])
            yield Place(ids[unit.id], unit, ids.get(unit.parent, ""))

    def _cell(self, place: Place, day: date) -> AddCell:
        staff = self._staff(place.unit)
        lead = self.rng.choice(staff).id if staff and self._chance(0.92) else ""
        return AddCell(
            target=place.id,
            code=place.unit.code,
            name=place.unit.name,
            parent=place.parent,
            unit=place.unit.id,
            lead=lead,
            start=day,
        )

    def _staff(self, unit: Unit) -> list[Person]:
        """Return some of the staff of a unit and of those below it."""
        below = Via("unit", "unit", StartsWith("code", f"{unit.code}-"))
        theirs = AnyOf((Is("unit", (unit.id,)), below))
        return self._find(Query("person", both(theirs, Blank("left")), ("number",), limit=40))

    def _deputy(self, place: Place, moment: datetime) -> Events:
        cell = self._offices[GRID_CLERK].get("cell", place.id)
        staff = [person for person in self._staff(place.unit) if person.id != cell.lead]
        if staff and self._chance(0.5):
            person = self.rng.choice(staff).id
            yield self._by_clerk(moment, AppointDeputy(target=place.id, person=person, day=moment.date()))

    def _put_in(self, moment: datetime) -> Events:
        """Put those who came since the last time in the cells of their units."""
        cells = {cell.unit: cell for cell in self._cells()}
        leads = {cell.lead for cell in cells.values()}
        newcomers = Query("person", both(Between("number", f"{self._placed} "), Blank("left")), ("number",))
        for person in self._find(newcomers):
            self._placed = person.number
            cell = cells.get(person.unit)
            if cell is None or person.id in leads or self._chance(0.01):
                continue  # a lead was put in with the cell; somebody is always forgotten
            parts = {Part.MEMBER: 88, Part.CADRE: 6, Part.TECHNICAL: 6}
            given = {"person": person.id, "cell": cell.id, "since": moment.date(), "part": chosen(self.rng, parts)}
            yield self._by_clerk(moment, PutInCell(**given))

    def _cells(self) -> list[Cell]:
        return self._find(Query("cell", OPEN, ("code",)))

    @staticmethod
    def _by_clerk(moment: datetime, action: Action) -> Event:
        return Event(moment, GRID_CLERK, action)

    # Month by month

    def months(self, moment: datetime) -> Events:
        """Do what every month asks for; half way, merge two cells."""
        number = 0
        while moment < self._end:
            moment = later(self.rng, moment.replace(hour=8), 28, 30)
            number += 1
            if moment < self._end - LAST:
                yield from whatever_may_be(self._put_in(moment))
                yield from whatever_may_be(self._handed_over(moment))
                yield from whatever_may_be(self._followed(moment))
            if number == 12:
                yield from whatever_may_be(self._merged(moment))
            if number == 18:
                yield from whatever_may_be(self._moved(moment))
            yield from whatever_may_be(self._duties(moment))

    def _handed_over(self, moment: datetime) -> Events:
        """See to those who have left: leads hand over, the others leave their cells; some are overlooked."""
        departed = both(OPEN, Via("person", "person", gone(moment.date())))
        people = dict.fromkeys(each.person for each in self._memberships(departed))
        for person in sorted(people, key=self._number):
            own = self._memberships(both(OPEN, Is("person", (person,))))
            if not self._seen_off.setdefault(person, self._chance(0.85)):
                continue
            led = sorted(each.cell for each in own if each.part in LEADING)
            if led:
                yield from self._succeeded(person, led[0], moment)
            else:
                for each in own:
                    yield self._by_clerk(moment, LeaveCell(target=each.id, day=moment.date()))

    def _succeeded(self, person: str, cell: str, moment: datetime) -> Events:
        """Let somebody of the same cell take over."""
        others = self._memberships(both(OPEN, Is("cell", (cell,)), Via("person", "person", Blank("left"))))
        others = [each for each in others if each.part not in LEADING]
        if others:
            heir = self.rng.choice(sorted(others, key=lambda each: self._number(each.person))).person
            yield Event(moment, SUPERVISOR, HandOver(target=person, to=heir, day=moment.date()))

    def _memberships(self, where: Condition) -> list[Membership]:
        return self._find(Query("membership", where))

    def _number(self, person: str) -> str:
        found: Person = self._offices[GRID_CLERK].get("person", person)
        return found.number

    def _duties(self, moment: datetime) -> Events:
        """Do what has fallen due, card by card in the order of the cells; the careless let it lie."""
        codes = {cell.id: cell.code for cell in self._cells()}
        cards: list[DutyCard] = self._find(Query("duty_card", Between("due", None, moment.date() - timedelta(days=1))))
        for card in sorted(cards, key=lambda card: (codes.get(card.cell, ""), card.text)):
            owed = card.overdue(moment.date())[:2]
            for period in owed if not self._chance(0.8 if card.cell in self._careless else 0.07) else ():
                moment += timedelta(minutes=1)
                yield self._completed(card, period, moment)

    def _completed(self, card: DutyCard, period: Period, moment: datetime) -> Event:
        """Note what became of a period afterwards; the careless did it late."""
        of = {"target": card.id, "period": period.key}
        if self._chance(0.03):
            return self._by_clerk(moment, ExcuseDuty(**of, text=self.rng.choice(EXCUSED)))
        day = moment.date() if card.cell in self._careless else period.last
        return Event(moment, GRID_LEAD, DoDuty(**of, day=day, text=self.rng.choice(DONE)))

    def _merged(self, moment: datetime) -> Events:
        """Merge a cell that has none below it into the one beside it, or else into the one above."""
        cells = self._cells()
        parents = {cell.parent for cell in cells}
        leaves = [cell for cell in cells if cell.id not in parents and cell.parent]
        pairs = ((two, one.id) for one, two in pairwise(leaves) if one.parent == two.parent)
        merged, into = next(pairs, (leaves[-1], leaves[-1].parent))
        yield self._by_clerk(moment, MergeCell(target=merged.id, into=into, day=moment.date()))

    def _moved(self, moment: datetime) -> Events:
        """Put a cell that has none below it under another one on top: the branches are drawn anew."""
        cells = self._cells()
        parents = {cell.parent for cell in cells}
        leaf = next((cell for cell in cells if cell.parent and cell.id not in parents), None)
        tops = [cell for cell in cells if not cell.parent and leaf and not leaf.code.startswith(f"{cell.code}-")]
        if leaf and tops:
            code = next_code(tops[-1].id, self._offices[GRID_CLERK].context())
            yield self._by_clerk(moment, MoveCell(target=leaf.id, parent=tops[-1].id, code=code))

    def _followed(self, moment: datetime) -> Events:
        """Let those who changed their unit or came back follow into its cell from that day on, but for leads."""
        cells = {cell.unit: cell.id for cell in self._cells()}
        lately = Between("until", moment.date() - LATELY, moment.date())
        changed = both(Blank("left"), Having("placement", "person", lately))
        for person in self._find(Query("person", changed, ("number",))):
            own = self._memberships(both(OPEN, Is("person", (person.id,))))
            cell = cells.get(person.unit)
            if cell is None or any(each.cell == cell or each.part in LEADING for each in own):
                continue
            for each in own:
                (last,) = self._find(Query("placement", Is("person", (person.id,)), ("-until",), limit=1))
                day = max(last.until + timedelta(days=1), each.since)
                yield self._by_clerk(moment, MovePerson(target=each.id, cell=cell, day=day))
            if not own:
                yield self._by_clerk(moment, PutInCell(person=person.id, cell=cell, since=moment.date()))

    # Warnings

    def warning(self, moment: datetime) -> Events:
        """Raise a warning, answer it in time or late, and close it."""
        moment = later(self.rng, moment, 0, 1)
        if moment > self._end - timedelta(days=8):
            return  # what is open in the end is told of by `recent`
        raised = self._raised(chosen(self.rng, _LEVELS))
        yield Event(moment, self.rng.choice((CLERK, HANDLER, GRID_LEAD)), raised)
        hours = self._offices[GRID_CLERK].get("warning", raised.target).hours
        least, most = chosen(self.rng, _ANSWERED)
        moment += timedelta(hours=hours) * self.rng.uniform(least, most)
        yield Event(moment, GRID_LEAD, AcknowledgeWarning(target=raised.target))
        moment = later(self.rng, moment, 1, 12)
        yield Event(moment, GRID_LEAD, CloseWarning(target=raised.target, done=self.rng.choice(CLOSINGS)))

    def _raised(self, level: Level) -> RaiseWarning:
        what, place = self.rng.choice(WARNINGS[level])
        return RaiseWarning(level=level, what=what, place=place, cell=self.rng.choice(self._cells()).id)

    def recent(self) -> Events:
        """Raise the last warnings; the first of them alone is acknowledged."""
        for number, (level, hours) in enumerate(STILL_OPEN):
            raised = self._raised(level)
            moment = self._end - timedelta(hours=hours)
            yield Event(moment, GRID_LEAD, raised)
            if number == 0:
                yield Event(moment + timedelta(minutes=30), GRID_LEAD, AcknowledgeWarning(target=raised.target))
