"""Two years of invented secure areas: on their way into force, checked month by month, surveyed, changed and revoked,
with controls that fail and are mended or not, a list of who may go in, and secret meetings.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any, NamedTuple

from core.demo.cleared_people import CONFIDENTIALITY_CLERK
from core.demo.grid import GRID_CLERK
from core.demo.life_stories import SUPERVISOR, Event, Events, Life, Setting, later, whatever_may_be
from core.desks.areas.allowed import AllowPerson, ApproveAccess, DeclineAccess, EndAccess
from core.desks.areas.changing import ApproveRevocation, AskAreaChange, AskRevocation
from core.desks.areas.controls import AddControl, MendControl
from core.desks.areas.meetings import AnswerMeeting, ApproveMeeting, CloseMeeting, HoldMeeting, PlanMeeting
from core.desks.areas.proposing import ApproveArea, ConfirmArea, ExamineArea, ProposeArea, PutInForce
from core.desks.areas.reviewing import NoteExposure, ReviewAllowedList, ReviewArea, SeeToExposure, SurveySurroundings
from core.desks.areas.rounds import CheckArea
from core.desks.areas.vocabulary import (
    AMISS,
    AreaKind,
    AreaStage,
    ControlType,
    Direction,
    Exposing,
    ReviewOf,
    Rounds,
    Severity,
)
from core.desks.grid import AcknowledgeWarning, CloseWarning, Level
from core.model.action import Action
from core.model.query import Blank, Is, Query, both
from core.rules.checklist import Result
from core.values.classification import Classification
from core.values.workdays import Workdays

AREA_KEEPER, GATE = "area keeper", "gate officer"
"""The parts that officers play."""
_WEEK = Workdays()
TOP, MIDDLE, LOW = Classification.TOP_SECRET, Classification.CONFIDENTIAL, Classification.SECRET
KEY_DEPARTMENT, KEY_PLACE, OTHER = AreaKind
WARDED = (
    (ControlType.CAMERA, "门口走廊"),
    (ControlType.ACCESS, "正门"),
    (ControlType.SAFE, "室内东墙"),
    (ControlType.PHONE_LOCKER, "门外"),
    (ControlType.WARNING_SIGN, "门上"),
    (ControlType.ALARM, "室内"),
)
ALWAYS = "定密、保管和制作国家秘密载体的专门场所"


class Plan(NamedTuple):
    """An area of the story, and how far it comes."""

    name: str
    type: AreaKind
    level: Classification
    place: str
    reaches: AreaStage
    rounds: Rounds = Rounds.MONTHLY
    controls: int = 4
    forgotten: float = 1.0
    """In what part of the story its rounds are forgotten."""


IN_FORCE = AreaStage.IN_FORCE
PLANS = (
    Plan("机要室", KEY_PLACE, TOP, "主楼三层302室", IN_FORCE, controls=6),
    Plan("档案室", KEY_PLACE, MIDDLE, "主楼一层105室", IN_FORCE, controls=5),
    Plan("信息中心机房", KEY_PLACE, MIDDLE, "附楼二层201室", IN_FORCE, Rounds.WEEKLY),
    Plan("总体设计部", KEY_DEPARTMENT, MIDDLE, "科研楼四层", IN_FORCE, forgotten=0.9),
    Plan("涉密会议室", OTHER, MIDDLE, "主楼二层208室", IN_FORCE),
    Plan("旧文印室", OTHER, LOW, "附楼一层103室", AreaStage.REVOKED, controls=2),
    Plan("载体库房", KEY_PLACE, MIDDLE, "附楼地下一层", AreaStage.APPROVED),
    Plan("图纸室", KEY_PLACE, LOW, "科研楼二层212室", AreaStage.EXAMINED),
    Plan("涉密计算机室", OTHER, LOW, "主楼四层401室", AreaStage.PROPOSED),
)
MEETING_ROOM = "涉密会议室"
FAULTS = ("摄像头黑屏，已报修", "门禁刷卡无反应", "警示牌脱落", "报警器误报后未复位", "手机柜锁具损坏")
TOLD = ("防护设备异常，请留意并协助值守", "请注意有无无关人员靠近", "维修期间请加强巡视")
AROUND = (
    ("北侧高层建筑十层以上", Exposing.SIGHT, Severity.HIGH, Direction.NORTH, 120, "朝北窗户加装防窥膜，常闭窗帘"),
    ("东侧道路停车区", Exposing.RADIO, Severity.MIDDLE, Direction.EAST, 40, "与物业协商取消停车位，增加巡视"),
    ("南侧施工工地", Exposing.DIGGING, Severity.MIDDLE, Direction.SOUTH, 80, "每周查看围墙和管井"),
    ("西侧消防通道", Exposing.ACCESS, Severity.LOW, Direction.WEST, 15, "通道门加装报警器"),
    ("楼下报告厅", Exposing.SOUND, Severity.LOW, Direction.SOUTH, 10, "会议期间清空报告厅"),
)
MEETINGS = ("专项工作部署会", "密件传达学习", "方案评审会", "年度计划审议会")


def areas_lives(setting: Setting, start: datetime, end: datetime) -> Iterator[Life]:
    """Yield what becomes of each area, in order of their beginnings."""
    story = _Story(setting, Random(f"{setting.rng.getstate()[1][:4]} areas"), end)
    first = start + timedelta(hours=6)  # the staff is there, and so are the cells
    for plan in PLANS:
        moment = first if plan.reaches in (IN_FORCE, AreaStage.REVOKED) else end - timedelta(days=75)
        if moment == first:
            yield moment, story.area(plan, moment)
    yield first + timedelta(days=60), story.meetings(first + timedelta(days=60))
    for plan in PLANS:
        if plan.reaches not in (IN_FORCE, AreaStage.REVOKED):
            moment = end - timedelta(days=75)
            yield moment, story.area(plan, moment)


@dataclass
class _Story:
    """The areas, and what of them the story has to remember."""

    setting: Setting
    rng: Random
    end: datetime

    def _clerk(self, moment: datetime, action: Action | Callable[[], Action]) -> Event:
        return Event(moment, CONFIDENTIALITY_CLERK, action)

    def _chance(self, share: float) -> bool:
        return self.rng.random() < share

    def _find(self, query: Query) -> list[Any]:
        return self.setting.offices[CONFIDENTIALITY_CLERK].find(query)

    def _request(self, kind: str, area: str) -> str:
        """Return the request of a kind that waits on an area."""
        (found,) = self._find(Query(kind, both(Is("area", (area,)), Is("stage", ("waits",)))))
        return str(found.id)

    def area(self, plan: Plan, moment: datetime) -> Events:
        """Bring an area as far as its plan says, and tell what becomes of it then."""
        proposed = self._proposal(plan)
        yield Event(moment, AREA_KEEPER, proposed)
        area = proposed.target
        for type_, spot in WARDED[: plan.controls]:
            bought = moment.date() - timedelta(days=self.rng.randint(100, 900))
            ends = bought + timedelta(days=1460) if type_ in (ControlType.CAMERA, ControlType.SAFE) else None
            control = AddControl(target=area, type=type_, spot=spot, installed=bought, valid_until=ends)
            yield self._clerk(moment, control)
        if plan.reaches == AreaStage.PROPOSED:
            return
        moment = later(self.rng, moment, 2, 4)
        yield self._clerk(moment, ExamineArea(target=area))
        if plan.reaches == AreaStage.EXAMINED:
            return
        moment = later(self.rng, moment, 1, 3)
        yield Event(moment, SUPERVISOR, ApproveArea(target=area, fixed=moment.date(), document="保密委〔2024〕3号"))
        if plan.reaches == AreaStage.APPROVED:
            return
        if plan.type != OTHER:
            moment = later(self.rng, moment, 10, 20)
            confirmed = ConfirmArea(target=area, confirmed=moment.date(), confirmed_with="密局函〔2024〕18号")
            yield self._clerk(moment, confirmed)
        moment = later(self.rng, moment, 1, 2)
        yield self._clerk(moment, PutInForce(target=area, in_force=moment.date()))
        yield from self._in_force(plan, area, moment)

    def _proposal(self, plan: Plan) -> ProposeArea:
        offices, units = self.setting.offices, self.setting.units
        cells = self._find(Query("cell", Is("open", (True,)), ("code",)))
        given = {name: getattr(plan, name) for name in ("name", "type", "level", "place", "rounds")}
        return ProposeArea(
            **given,
            unit=self.rng.choice(units).id,
            cell=self.rng.choice(cells).id if cells else "",
            keeper=offices[AREA_KEEPER].officer,
            deputy=offices[CONFIDENTIALITY_CLERK].officer,
            phone=f"8{self.rng.randint(100, 999)}",
            staff=self.rng.randint(3, 12),
            outline=ALWAYS,
            escort=plan.level != LOW,
            no_phones=plan.type == KEY_PLACE,
            no_devices=plan.level == TOP,
        )

    def _in_force(self, plan: Plan, area: str, moment: datetime) -> Events:
        """Check the area in its rhythm; beside that, its list, its surroundings and its reviews."""
        yield from whatever_may_be(self._let_in(area, moment))
        until = moment + (self.end - moment) * (0.6 if plan.reaches == AreaStage.REVOKED else plan.forgotten)
        number, begun = 0, moment
        yield from whatever_may_be(self._round(area, later(self.rng, moment, 1, 3), last=False))
        while moment < min(until, self.end):
            number += 1
            moment = (
                later(self.rng, moment.replace(hour=8), 7, 7) if plan.rounds == Rounds.WEEKLY else _next_month(moment)
            )
            if moment >= min(until, self.end):
                break
            yield from whatever_may_be(self._round(area, moment, last=moment > self.end - timedelta(days=40)))
            yearly = number % (50 if plan.rounds == Rounds.WEEKLY else 11) == 0
            if yearly and moment < self.end - timedelta(days=30):
                yield from whatever_may_be(self._year(plan, area, moment + timedelta(minutes=40)))
        if plan.reaches == AreaStage.REVOKED:
            yield from whatever_may_be(self._revoked(area, until))
        elif plan.name == "档案室" and begun < self.end - timedelta(days=200):
            yield from whatever_may_be(self._changed(area, self.end - timedelta(days=12)))

    def _round(self, area: str, moment: datetime, *, last: bool) -> Events:
        who = AREA_KEEPER if self._chance(0.6) else CONFIDENTIALITY_CLERK
        controls = self._find(Query("control", both(Is("area", (area,)), Blank("removed")), ("number", "id")))
        amiss = [each for each in controls if each.state in AMISS]
        for each in amiss:
            if self._chance(0.7) and not last:
                since = max(each.state_since, moment.date() - timedelta(days=2))
                yield self._clerk(moment, MendControl(target=each.id, state_since=since))
                amiss = [other for other in amiss if other is not each]
        broken = [each.number for each in amiss]
        fine = [each.number for each in controls if each not in amiss]
        if fine and self._chance(0.35 if last else 0.07):
            broken.append(self.rng.choice(fine))
        round_ = CheckArea(
            target=area,
            at=moment,
            faulty_ones=" ".join(broken),
            findings=self.rng.choice(FAULTS) if broken else "",
            warning=self.rng.choice(TOLD) if broken else "",
            level=Level.YELLOW,
        )
        yield Event(moment + timedelta(minutes=20), who, round_)
        if not last:
            yield from self._answered([each.id for each in controls], moment + timedelta(hours=1))

    def _answered(self, controls: list[str], moment: datetime) -> Events:
        """Take over the warnings about controls, and close them two days later."""
        raised = self._find(Query("warning", both(Is("open", (True,)), Is("about", tuple(controls))), ("id",)))
        for each in raised:
            yield Event(moment, GRID_CLERK, AcknowledgeWarning(target=each.id))
        for each in raised:
            closed = CloseWarning(target=each.id, done="已到现场协助值守，设备已报修。")
            yield Event(moment + timedelta(days=2), GRID_CLERK, closed)

    def _year(self, plan: Plan, area: str, moment: datetime) -> Events:
        """Do what is due every year: review, list, technical inspection, surroundings."""
        day = moment.date()
        yield self._clerk(moment, ReviewArea(target=area, day=day, text="定级准确，防护措施有效。"))
        inspected = ReviewArea(target=area, day=day, what=ReviewOf.INSPECTION, text="技术检查合格。")
        yield self._clerk(moment, inspected)
        if plan.forgotten == 1:
            reviewed = ReviewAllowedList(target=area, day=day, text="名单逐人核对，无变化。")
            yield Event(moment, AREA_KEEPER, reviewed)
        yield self._clerk(
            moment, SurveySurroundings(target=area, day=day, found="周边建筑、道路无新变化，已逐点查看。")
        )
        for place, by, severity, direction, metres, measures in self.rng.sample(AROUND, 2):
            due = (moment + timedelta(days=self.rng.randint(20, 200))).date()
            noted = NoteExposure(
                target=area, place=place, exposed_by=by, severity=severity, direction=direction, metres=metres,
                measures=measures, due=due,
            )  # fmt: skip
            yield self._clerk(moment, noted)
        for each in self._find(Query("exposure", both(Is("area", (area,)), Blank("done"), Blank("lapsed")), ("id",))):
            if each.found < day:
                yield self._clerk(moment, SeeToExposure(target=each.id, done=day, done_as="措施已落实，现场复查。"))

    def _let_in(self, area: str, moment: datetime) -> Events:
        """Put some people on the list; one is declined, one leaves it, one still waits."""
        officers = {each.person for each in self._find(Query("officer"))}
        known = self._find(Query("person", Blank("left"), ("number",), limit=60))
        staff = [each for each in known if each.id not in officers]
        for place, person in enumerate(self.rng.sample(staff, min(4, len(staff)))):
            asked = AllowPerson(target=area, person=person.id, reason="在该部位工作")
            yield Event(moment, AREA_KEEPER, asked)
            request = self._request("area_access", area)
            if place == 2:
                declined = DeclineAccess(target=request, remark="不在定编人员范围内")
                yield self._clerk(moment + timedelta(hours=1), declined)
                continue
            yield self._clerk(moment + timedelta(hours=1), ApproveAccess(target=request))
            if place == 3:
                ended = EndAccess(target=request, ended=moment.date(), ended_because="岗位调整")
                yield self._clerk(moment + timedelta(hours=2), ended)

    def _changed(self, area: str, moment: datetime) -> Events:
        """Ask for a change; it still waits for the supervisor."""
        (stands,) = self._find(Query("area", Is("id", (area,))))
        given = AskAreaChange.suggest(stands, self._context())
        asked = AskAreaChange(target=area, **given | {"escort": True, "no_devices": True, "reason": "新增绝密件存放柜"})
        yield self._clerk(moment, asked)

    def _context(self) -> Any:
        return self.setting.offices[CONFIDENTIALITY_CLERK].context()

    def _revoked(self, area: str, moment: datetime) -> Events:
        yield self._clerk(moment, AskRevocation(target=area, reason="文印业务并入机要室"))
        request = self._request("area_revocation", area)
        yield Event(moment + timedelta(days=1), SUPERVISOR, ApproveRevocation(target=request))

    def meetings(self, moment: datetime) -> Events:
        """Hold a secret meeting every quarter; the last is held and not closed, one is approved, one waits."""
        while moment < self.end - timedelta(days=14):
            yield from whatever_may_be(self._meeting(moment, close=moment < self.end - timedelta(days=110)))
            moment += timedelta(days=91)
        for days, approved in ((3, True), (9, False)):
            planned = self._planned(self.end + timedelta(days=days))
            if planned:
                yield self._clerk(self.end - timedelta(days=2), planned)
                if approved:
                    yield Event(self.end - timedelta(days=1), SUPERVISOR, ApproveMeeting(target=planned.target))

    def _planned(self, moment: datetime) -> PlanMeeting | None:
        rooms = self._find(Query("area", both(Is("name", (MEETING_ROOM,)), Is("stage", (IN_FORCE,)))))
        when = datetime.combine(_WEEK.next_workday(moment.date()), time(9))
        return PlanMeeting(
            name=self.rng.choice(MEETINGS),
            level=self.rng.choice((LOW, MIDDLE)),
            at=when,
            area=rooms[0].id,
            organiser=self.rng.choice(self.setting.units).id,
            lead=self.setting.offices[CONFIDENTIALITY_CLERK].officer,
            attending="各部门负责人和经办人员，不得委托他人参加",
            plan=f"会议保密方案〔{when.year}〕{when.month}号",
        ) if rooms else None  # fmt: skip

    def _meeting(self, moment: datetime, *, close: bool) -> Events:
        planned = self._planned(moment + timedelta(days=10))
        if planned is None:
            return
        yield self._clerk(moment, planned)
        yield Event(moment + timedelta(days=1), SUPERVISOR, ApproveMeeting(target=planned.target))
        over = planned.at + timedelta(hours=3)
        papers = self.rng.randint(5, 30)
        held = HoldMeeting(
            target=planned.target, held=over.date(), printed=papers + 2, given=papers,
            back=papers if close else papers - 1,
            papers_with=self.setting.offices[CONFIDENTIALITY_CLERK].officer,
        )  # fmt: skip
        yield self._clerk(over, held)
        for item in self.setting.offices[CONFIDENTIALITY_CLERK].policy.checklist("secret_meeting"):
            answer = partial(AnswerMeeting, target=planned.target, item=item, result=Result.MET)
            yield self._clerk(over + timedelta(minutes=10), answer)
        if close:
            yield Event(over + timedelta(days=2), SUPERVISOR, CloseMeeting(target=planned.target))


def _next_month(moment: datetime) -> datetime:
    """Return an hour of work in the second week of the month after a moment."""
    first = (moment.replace(day=1) + timedelta(days=32)).replace(day=8)
    return datetime.combine(_WEEK.next_workday(first.date()), time(9, 30))
