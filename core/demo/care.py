"""What may become of one invented care file: met early or late, helped, forgotten, handed on, closed and kept."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any, NamedTuple

from core.demo.life_stories import REGISTRAR, SECURITY, SUPERVISOR, Event, Events, Life, Setting, chosen, later
from core.desks.administration.officers import ChangeRoles
from core.desks.care.deciding import CloseFile, PlaceHold, ReviewFile
from core.desks.care.helping import FinishSupport, PlanSupport, RecordCheckIn
from core.desks.care.objecting import AnswerObjection, RecordObjection
from core.desks.care.opening import ChangeAttention, OpenCareFile, RecordTold
from core.desks.care.personal_copy import GiveCopy
from core.desks.care.records import CareFile
from core.desks.care.vocabulary import Attention, Basis, Measure, Source, Way
from core.model.action import Action
from core.model.query import Blank, Is, Query
from core.values.ids import new_id

CARE_CLERK, HELPER, SECOND_HELPER, LEAVING_HELPER = "care clerk", "helper", "second helper", "leaving helper"
"""The parts that officers play."""
PEOPLE_PER_FILE = 50
MOST_TRIED = 20
"""How many people are thought of when somebody without a file is looked for."""
LEAVES = timedelta(days=25)
"""How long before the end of the story one helper gets other work, and the files are left without."""


class Trouble(NamedTuple):
    """What a file is about, and what helps."""

    basis: Basis
    facts: str
    plan: str
    measure: Measure
    support: str
    result: str


TROUBLES = (
    Trouble(
        Basis.ILLNESS,
        "爱人确诊慢性肾病，每周透析三次，自付部分每月约四千元；本人两班倒，陪护困难。",
        "申请大病救助和互助金；协调调整班次；每月上门一次。",
        Measure.RELIEF,
        "代办职工大病互助金申请。",
        "互助金八千元已到账。",
    ),
    Trouble(
        Basis.HARDSHIP,
        "老家房屋因暴雨受损，父母暂住亲戚家，修缮费用缺口约三万元。",
        "协助申报困难补助；联系当地有关部门核实补贴政策。",
        Measure.RELIEF,
        "申报节日困难补助。",
        "补助三千元已发放，当地修缮补贴已批。",
    ),
    Trouble(
        Basis.BEREAVEMENT,
        "父亲病故，本人处理后事期间连续请假，返岗后提出暂不参加外出任务。",
        "保证休假；由同班组骨干陪伴；征求本人意见后安排谈心。",
        Measure.LEAVE,
        "安排补休七天，任务由二班代替。",
        "补休已用完，本人表示可以正常上岗。",
    ),
    Trouble(
        Basis.RELATIONSHIP,
        "与爱人协议离婚，孩子由本人抚养，接送与值班时间冲突。",
        "调整值班；介绍单位亲子托管；需要时联系心理咨询。",
        Measure.COUNSELLING,
        "预约心理咨询师三次。",
        "已咨询三次，本人认为有帮助，不再续约。",
    ),
    Trouble(
        Basis.DEBT,
        "为亲友借款担保，对方失联，银行已发催收通知，涉及金额十二万元。",
        "联系法律骨干了解担保责任；协助与银行协商分期。",
        Measure.MEDIATION,
        "陪同与银行协商还款计划。",
        "银行同意分三十六期，每月三千四百元。",
    ),
    Trouble(
        Basis.DISPUTE,
        "租住房屋漏水与房东发生纠纷，对方起诉要求赔偿，已收到开庭传票。",
        "提供法律咨询，协助准备证据，开庭当日准假。",
        Measure.MEDIATION,
        "请街道调解委员会主持调解一次。",
        "双方达成调解，对方撤诉。",
    ),
    Trouble(
        Basis.STRESS,
        "连续加班两个月，本人提出睡眠不好，希望暂时减少夜班。",
        "一个月内不排夜班；了解工作量；介绍心理咨询热线。",
        Measure.COUNSELLING,
        "介绍心理咨询热线，并调整夜班。",
        "夜班已减半，本人反映睡眠好转。",
    ),
)
NEEDS = (
    "希望近期不安排外出任务。",
    "希望了解互助金的办理进度。",
    "希望与家人多些时间，其余没有要求。",
    "希望有人帮忙看材料是否齐全。",
    "目前没有别的需要，愿意下月再谈。",
)
AGREED = ("下周由专人陪同办理。", "调整本月排班，由班长落实。", "材料补齐后再联系。", "按计划继续，随时可来电。", "")
REASONS = (
    "家中情况稳定，按原计划继续。",
    "补助已到位，压力减轻。",
    "开庭在即，需要更多联系。",
    "本人要求减少谈话次数。",
)
CLOSINGS = (
    "困难已经解决，本人同意结束。",
    "家庭情况稳定，本人表示不再需要专门联系。",
    "本人调往外地，经本人同意结束。",
)
OBJECTIONS = ("借款金额写错，应为八万元。", "我没有请求减少夜班，请更正。", "不希望在档案里写孩子的事。")
ANSWERS = ("已核实并更正事实部分。", "已按本人意见删改，原记录留在历史中。", "情况属实，已向本人说明理由。")
ATTENTION_REASONS = ("困难刚刚出现，先按月联系。", "近一个月变化较大，需要多联系。", "手术在即，家中无人照应。")
HOLD = "相关诉讼尚未审结，档案暂不清除。"
UNTOLD = "本人正在住院，待病情稳定后告知。"
_FATES = {"helped": 50, "going on": 30, "neglected": 20}
_ATTENTION = {Attention.ROUTINE: 55, Attention.CLOSER: 30, Attention.URGENT: 15}


def care_lives(setting: Setting, people: int, start: datetime, end: datetime) -> Iterator[Life]:
    """Yield the beginning and the events of each file, and of the helper who gets other work."""
    rng = Random(f"{setting.rng.random()} care")
    first, left = start + timedelta(hours=2), end - LEAVES  # the staff is there
    files = max(5, people // PEOPLE_PER_FILE)
    for moment in sorted(first + (left - first) * rng.random() for _ in range(files)):
        yield moment, _until_left(_Life(setting, rng, moment), left)
    yield left, _helper_leaves(setting, left)


def _helper_leaves(setting: Setting, moment: datetime) -> Events:
    """Give one helper other work; the clerk finds the files that are left without."""
    office = setting.offices[REGISTRAR]
    leaving = Is("officer", (setting.offices[LEAVING_HELPER].officer,))
    (account,) = office.find(Query("account", leaving))
    yield Event(moment, SECURITY, ChangeRoles(target=account.id, roles=("handler",)))


def _until_left(life: "_Life", left: datetime) -> Events:
    """Yield what happens to a file, up to the day when its helper got other work."""
    for event in life.events():
        if life.helper == LEAVING_HELPER and event.moment >= left:
            break
        yield event


class _Life:
    """One file, and how far in time it has come."""

    def __init__(self, setting: Setting, rng: Random, moment: datetime) -> None:
        self._setting, self._rng, self._moment = setting, rng, moment.replace(second=0, microsecond=0)
        self._target = new_id()
        self._trouble = rng.choice(TROUBLES)
        self._fate = chosen(rng, _FATES)
        self.helper = rng.choice((HELPER, HELPER, SECOND_HELPER, LEAVING_HELPER))

    def _chance(self, share: float) -> bool:
        return self._rng.random() < share

    def _pass(self, least: int, most: int) -> date:
        """Let some days pass; return what day it is then."""
        self._moment = later(self._rng, self._moment, least, most)
        return self._moment.date()

    def _event(self, who: str, action: type[Action], **arguments: Any) -> Event:
        return Event(self._moment, who, action(**{"target": self._target, **arguments}))

    def _officer(self, part: str) -> str:
        return self._setting.offices[part].officer

    def _now(self) -> CareFile:
        """Return the file as it stands; a glance leaves no trace."""
        found = self._setting.offices[CARE_CLERK].get_listed(CareFile.kind, self._target)
        assert isinstance(found, CareFile)
        return found

    def events(self) -> Events:
        """Yield what happens to it: until it is closed, or until the helper thinks of it no more."""
        person = self._somebody()
        if person is None:
            return
        told = self._chance(0.85)
        yield self._opened(person, told)
        if not told and self._chance(0.7):
            yield self._event(self.helper, RecordTold, told=self._pass(5, 15))
        if self._chance(0.6):
            yield from self._supported()
        most = self._rng.randint(2, 9)
        for visit in count(1):
            yield self._visited()
            yield from self._happened()
            if self._fate != "going on" and visit >= most:
                break
        if self._fate == "helped" and self._now().told:
            yield from self._closed()

    def _opened(self, person: str, told: bool) -> Event:
        today = self._pass(0, 1)
        until = today + timedelta(days=self._rng.randint(10, 28))
        untold = {"untold_reason": UNTOLD, "untold_by": self._officer(SUPERVISOR), "untold_until": until}
        return self._event(
            CARE_CLERK,
            OpenCareFile,
            person=person,
            basis=self._trouble.basis,
            facts=self._trouble.facts,
            source=self._rng.choice(tuple(Source)),
            attention=chosen(self._rng, _ATTENTION),
            attention_reason=self._rng.choice(ATTENTION_REASONS),
            helper=self._officer(self.helper),
            supervisor=self._officer(SUPERVISOR),
            plan=self._trouble.plan,
            **({"told": today} if told else untold),
        )

    def _somebody(self) -> str | None:
        """Return a member of staff who has no file; None if everybody tried has one."""
        office = self._setting.offices[CARE_CLERK]
        staff = office.keys(Query("person", Blank("left")))
        for key in self._rng.sample(staff, min(len(staff), MOST_TRIED)):
            ((person,),) = office.page("person", (key,), ("id",))
            if not office.count(Query(CareFile.kind, Is("person", (person,)))):
                return str(person)
        return None

    def _visited(self) -> Event:
        """Check in when it is due; some check-ins come late."""
        due = self._now().next_checkin
        if due is not None and due > self._moment.date():
            self._moment = datetime.combine(due - timedelta(days=self._rng.randint(0, 2)), time(8))
        late = self._chance(0.12)
        return self._event(
            self.helper,
            RecordCheckIn,
            day=self._pass(3, 20) if late else self._pass(0, 0),
            way=self._rng.choice(tuple(Way)),
            needs=self._rng.choice(NEEDS),
            agreed=self._rng.choice(AGREED),
        )

    def _happened(self) -> Events:
        """Yield what comes up now and then: the review, other attention, support, an objection, a copy."""
        file = self._setting.offices[self.helper].get(CareFile.kind, self._target)  # which leaves a trace
        if file.next_review and file.next_review - timedelta(days=12) <= self._moment.date() and self._chance(0.9):
            self._pass(0, 3)
            yield self._event(self.helper, ReviewFile, attention=file.attention, reasons=self._rng.choice(REASONS))
        if self._chance(0.15):
            other = self._rng.choice([each for each in Attention if each != file.attention])
            yield self._event(self.helper, ChangeAttention, attention=other, attention_reason=self._rng.choice(REASONS))
        if self._chance(0.15):
            yield from self._supported()
        if self._chance(0.06):
            yield from self._objected()
        if self._chance(0.05):
            yield self._event(self.helper, GiveCopy, copied=self._moment.date())

    def _supported(self) -> Events:
        """Plan a measure and finish it; of a neglected file not always."""
        due = self._pass(0, 3) + timedelta(days=self._rng.randint(5, 30))
        what = {"measure": self._trouble.measure, "what": self._trouble.support}
        yield self._event(self.helper, PlanSupport, helper=self._officer(self.helper), due=due, **what)
        if self._fate != "neglected" or self._chance(0.5):
            planned = self._part("care_support")
            day = self._pass(3, 25)
            yield self._event(self.helper, FinishSupport, target=planned, result=self._trouble.result, finished=day)

    def _objected(self) -> Events:
        yield self._event(self.helper, RecordObjection, day=self._pass(0, 5), text=self._rng.choice(OBJECTIONS))
        if self._fate != "neglected":
            raised = self._part("care_objection")
            self._pass(1, 12)
            yield self._event(SUPERVISOR, AnswerObjection, target=raised, answer=self._rng.choice(ANSWERS))

    def _part(self, kind: str) -> str:
        """Return the part of a kind that was added last."""
        office = self._setting.offices[CARE_CLERK]
        added = office.keys(Query(kind, Is("file", (self._target,)), ("-id",), limit=1))
        ((part,),) = office.page(kind, added, ("id",))
        return str(part)

    def _closed(self) -> Events:
        self._pass(2, 10)
        yield self._event(CARE_CLERK, CloseFile, closed_reason=self._rng.choice(CLOSINGS))
        if self._chance(0.15):
            self._pass(5, 40)
            yield self._event(SUPERVISOR, PlaceHold, hold_reason=HOLD)
