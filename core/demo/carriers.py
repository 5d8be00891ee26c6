"""Two years of an invented ledger of carriers: taken in, lent, carried outside, sent, missing, counted, destroyed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any, NamedTuple

from core.demo.carrier_holders import holders
from core.demo.carrier_lists import batch_lives, stocktake_lives
from core.demo.cleared_people import CONFIDENTIALITY_CLERK, SECOND_CONFIDENTIALITY_CLERK
from core.demo.life_stories import Event, Events, Life, Setting, chosen, later
from core.desks.carriers.leaving import GiveBackCarrier, RecallCarriers, ReceiptCarrier, RepairCarrier, SendCarrier
from core.desks.carriers.lending import CarryCarrier, HandOnCarrier, LendCarrier, ReturnCarrier, TakeBackMovement
from core.desks.carriers.missing import CountAsLeaked, FindCarrier, MissCarrier, ReportLeak
from core.desks.carriers.receiving import CopyCarrier, ReceiveCarrier, VoidCarrier
from core.desks.carriers.records import Carrier
from core.desks.carriers.vocabulary import CarrierStage, Form, Origin
from core.model.action import Action
from core.model.query import Is, Query, both
from core.office.office import Office
from core.rights.signing import Witnessing
from core.values.classification import Classification

PER_HUNDRED_PEOPLE = 45
"""How many carriers there are: 900 where 2,000 people work."""
FEWEST = 12
SECRET, CONFIDENTIAL, TOP = Classification.SECRET, Classification.CONFIDENTIAL, Classification.TOP_SECRET
LEVELS = {SECRET: 66, CONFIDENTIAL: 29, TOP: 5}
ORIGINATORS = ("上级机关", "省保密局", "集团公司办公室", "科研主管部门", "机要局")
PLACES = ("保密室甲柜", "保密室乙柜", "机要室一号柜", "机要室二号柜", "档案库涉密区", "科研楼保密柜")
"""Where carriers lie; the first is counted each year."""
ELSEWHERE = ("上级机关", "外地分部", "协作单位会议室")


class Thing(NamedTuple):
    """What a carrier of the story is."""

    form: Form
    names: tuple[str, ...]
    size: str
    serial: str = ""


THINGS = {
    Thing(
        Form.PAPER,
        (
            "年度科研计划",
            "专项工作方案",
            "会议纪要",
            "技术指标汇编",
            "预算批复",
            "应急预案",
            "人员编制方案",
            "试验总结",
        ),
        "12页",
    ): 70,
    Thing(Form.DISC, ("试验数据光盘", "设计图纸光盘", "会议资料光盘"), "4.7GB"): 10,
    Thing(Form.STICK, ("红盘", "工作用U盘"), "64GB", "YP"): 7,
    Thing(Form.PORTABLE, ("数据备份盘",), "2TB", "YD"): 4,
    Thing(Form.LAPTOP, ("涉密便携机",), "512GB", "BX"): 4,
    Thing(Form.COMPUTER, ("涉密计算机",), "1TB", "JS"): 3,
    Thing(Form.MACHINE, ("涉密打印机",), "", "DY"): 2,
}
PURPOSES = ("起草方案", "参加评审", "查阅资料", "课题研究", "汇报工作")


def carrier_lives(setting: Setting, people: int, start: datetime, end: datetime) -> Iterator[Life]:
    """Yield what becomes of each carrier, batch and stocktake, in order of their beginnings."""
    rng = Random(f"{setting.rng.getstate()[1][0]} carriers")  # and nobody else's chance is changed
    story = Ledger(setting, rng, end)
    count = max(FEWEST, people * PER_HUNDRED_PEOPLE // 100)
    first = start + timedelta(hours=6)  # the staff is there
    moments = [first + timedelta(minutes=place) for place in range(count // 2)]
    moments += [first + timedelta(days=1) + (end - first - timedelta(days=2)) * rng.random() for _ in moments[::1]]
    lives = [(moment, story.carrier(moment, place)) for place, moment in enumerate(sorted(moments))]
    lives += batch_lives(setting, rng, first, end)
    lives += stocktake_lives(setting, rng, PLACES[0], first, end)
    yield from sorted(lives, key=lambda life: life[0])


@dataclass
class Ledger:
    """The ledger, and what of it the story has to remember."""

    setting: Setting
    rng: Random
    end: datetime

    @property
    def _office(self) -> Office:
        return self.setting.offices[CONFIDENTIALITY_CLERK]

    def _do(self, moment: datetime, action: Action | Callable[[], Action]) -> Event:
        return Event(moment, CONFIDENTIALITY_CLERK, action)

    def _chance(self, share: float) -> bool:
        return self.rng.random() < share

    def _signed(self, moment: datetime) -> dict[str, Any]:
        """Return that those who sign have signed on paper."""
        return {"way": Witnessing.PAPER, "paper": f"签收单〔{moment.year}〕{self.rng.randint(1, 999)}号"}

    def _second(self, moment: datetime) -> dict[str, Any]:
        return {"approver": self.setting.offices[SECOND_CONFIDENTIALITY_CLERK].officer, **self._signed(moment)}

    def _somebody(self, level: Classification, but: str = "") -> str:
        """Return somebody who may hold what is of a level, other than one; empty if there is none."""
        others = [each for each in holders(self._office, level) if each != but]
        return self.rng.choice(others) if others else ""

    def _unit(self, person: str) -> str:
        return str(self._office.get("person", person).unit) if person else ""

    def _now(self, carrier: str) -> Carrier:
        found: Carrier = self._office.get("carrier", carrier)
        return found

    def carrier(self, moment: datetime, place: int) -> Events:
        """Take one in, and let it go its way until it is gone or the story ends."""
        thing: Thing = chosen(self.rng, THINGS)
        level = chosen(self.rng, LEVELS)
        keeper = self._somebody(level)
        received = self.rng.random() < 0.6
        taken_in = ReceiveCarrier(
            form=thing.form, name=self.rng.choice(thing.names), level=level, size=thing.size,
            originator=self.rng.choice(ORIGINATORS) if received else "", got=moment.date(),
            document=f"〔{moment.year}〕{place + 1}号" if thing.form is Form.PAPER else "", term="10年", copies=1,
            how=Origin.RECEIVED if received else Origin.MADE, keeper=keeper, place=self.rng.choice(PLACES),
            unit=self._unit(keeper), serial=f"{thing.serial}{place + 1001}" if thing.serial else "",
            transfer=thing.form is Form.STICK and self._chance(0.3),
        )  # fmt: skip
        yield self._do(moment, taken_in)
        ways = {
            self._lent: 55, self._carried: 8, self._handed_on: 10, self._copied: 6, self._sent: 4, self._recalled: 4,
            self._repaired: 3, self._lost: 2, self._mistaken: 1, None: 45,
        }  # fmt: skip
        while (way := chosen(self.rng, ways)) is not None:
            moment = later(self.rng, moment, 5, 240)
            if moment > self.end:
                return
            if self._now(taken_in.target).stage is not CarrierStage.STORED or self._now(taken_in.target).bill:
                return
            before = moment
            for event in way(taken_in.target, moment):
                moment = max(moment, event.moment)
                yield event
            moment = max(moment, before)
        yield from self._out_at_the_end(taken_in.target, moment)

    def _out_at_the_end(self, carrier: str, moment: datetime) -> Events:
        """Lend some in the last months, so that what is out is out for days, weeks or months."""
        lent = self.end - timedelta(days=self.rng.choice((2, 5, 9, 16, 24, 40, 70, 120)))
        now = self._now(carrier)
        taker = self._somebody(now.level, now.keeper)
        if not self._chance(0.14) or lent < moment or not taker or now.stage is not CarrierStage.STORED:
            return
        due = lent.date() + timedelta(days=self.rng.choice((14, 30, 30, 60)))
        given = {"due": due, "purpose": self.rng.choice(PURPOSES), **self._signed(lent)}
        if now.level is not TOP and self._chance(0.2):
            given |= {"whereto": self.rng.choice(ELSEWHERE), **self._second(lent)}
            yield self._do(lent, partial(self._to_somebody, CarryCarrier, carrier, taker, given))
        else:
            yield self._do(lent, partial(self._to_somebody, LendCarrier, carrier, taker, given))

    def _to_somebody(self, action: type[Action], carrier: str, taker: str, given: dict[str, Any]) -> Action:
        """Hand it to whom was thought of, or to another if he may not hold it any more."""
        fit = holders(self._office, self._now(carrier).level)
        taker = taker if taker in fit or not fit else fit[0]
        return action.model_validate({"target": carrier, "taker": taker, **given})

    def _lent(self, carrier: str, moment: datetime) -> Events:
        """Lend it; a few are not brought back in time, or at all."""
        taker = self._somebody(self._now(carrier).level, self._now(carrier).keeper)
        if not taker:
            return
        due = moment.date() + timedelta(days=self.rng.choice((7, 14, 30)))
        purpose = self.rng.choice(PURPOSES)
        signed = self._signed(moment)
        yield self._do(moment, LendCarrier(target=carrier, taker=taker, due=due, purpose=purpose, **signed))
        if self._chance(0.02):
            yield self._do(moment + timedelta(minutes=3), TakeBackMovement(target=carrier, note="借用人登记有误"))
            return
        back = later(self.rng, moment, 2, 45 if self._chance(0.1) else 12)
        yield self._do(back, partial(self._return, carrier, back))

    def _return(self, carrier: str, moment: datetime) -> Action:
        now = self._now(carrier)
        return ReturnCarrier(target=carrier, giver=now.holder, cleared=True, **self._signed(moment))

    def _carried(self, carrier: str, moment: datetime) -> Events:
        """Take it along outside, with a companion where it is top secret."""
        level = self._now(carrier).level
        taker = self._somebody(level)
        companion = self._somebody(level, taker)
        if not companion:
            return
        where, purpose = self.rng.choice(ELSEWHERE), self.rng.choice(PURPOSES)
        due = moment.date() + timedelta(days=self.rng.randint(2, 6))
        yield self._do(
            moment,
            CarryCarrier(
                target=carrier, taker=taker, companion=companion, whereto=where, due=due, purpose=purpose,
                **self._second(moment),
            ),
        )  # fmt: skip
        back = later(self.rng, moment, 2, 6)
        yield self._do(back, partial(self._return, carrier, back))

    def _handed_on(self, carrier: str, moment: datetime) -> Events:
        keeper = self._now(carrier).keeper
        if taker := self._somebody(self._now(carrier).level, keeper):
            signed = self._signed(moment)
            yield self._do(moment, HandOnCarrier(target=carrier, giver=keeper, taker=taker, **signed))

    def _copied(self, carrier: str, moment: datetime) -> Events:
        """Copy a paper, with consent where it is top secret."""
        now = self._now(carrier)
        if now.form is Form.PAPER and not now.parent:
            consent = f"复函〔{moment.year}〕{self.rng.randint(1, 99)}号" if now.level is TOP else ""
            made, second = self.rng.randint(1, 3), self._second(moment)
            yield self._do(moment, CopyCarrier(target=carrier, made=made, consent=consent, **second))

    def _sent(self, carrier: str, moment: datetime) -> Events:
        level = self._now(carrier).level
        couriers = {"taker": self._somebody(level)}
        couriers["companion"] = self._somebody(level, couriers["taker"])
        if not couriers["companion"]:
            return
        receipt = f"JY{moment:%y%m}{self.rng.randint(100, 999)}"
        where = self.rng.choice(ORIGINATORS)
        sent = SendCarrier(target=carrier, whereto=where, receipt=receipt, **couriers, **self._second(moment))
        yield self._do(moment, sent)
        if self._chance(0.85):
            yield self._do(later(self.rng, moment, 4, 14), ReceiptCarrier(target=carrier, receipt=receipt))

    def _recalled(self, carrier: str, moment: datetime) -> Events:
        if self._now(carrier).originator:
            by = moment.date() + timedelta(days=self.rng.randint(30, 90))
            yield self._do(moment, RecallCarriers(target=carrier, recall_by=by))
            back = later(self.rng, moment, 5, 25)
            if self._chance(0.8):
                receipt = f"QT{back:%y%m}{self.rng.randint(100, 999)}"
                yield self._do(back, GiveBackCarrier(target=carrier, receipt=receipt, **self._second(back)))

    def _repaired(self, carrier: str, moment: datetime) -> Events:
        watcher = self._somebody(self._now(carrier).level)
        if self._now(carrier).form in (Form.LAPTOP, Form.COMPUTER, Form.MACHINE) and watcher:
            due = moment.date() + timedelta(days=20)
            yield self._do(
                moment,
                RepairCarrier(target=carrier, whereto="定点维修单位", companion=watcher, purpose="硬件故障", due=due),
            )
            back = later(self.rng, moment, 5, 15)
            yield self._do(back, partial(self._return, carrier, back))

    def _lost(self, carrier: str, moment: datetime) -> Events:
        """Miss it; most are found, and of the others some count as leaked."""
        yield self._do(moment, MissCarrier(target=carrier, note="取用时未见"))
        if self._chance(0.9):
            report = f"报告〔{moment.year}〕{self.rng.randint(1, 20)}号"
            yield self._do(moment + timedelta(hours=5), ReportLeak(target=carrier, report=report))
        found = later(self.rng, moment, 1, 8)
        if self._chance(0.7):
            where, second = self.rng.choice(PLACES), self._second(found)
            yield self._do(found, FindCarrier(target=carrier, place=where, note="夹放在其他文件中", **second))
        elif self._chance(0.5):
            leaked = later(self.rng, moment, 61, 80)
            yield self._do(leaked, CountAsLeaked(target=carrier, note="查无下落", **self._second(leaked)))

    def _mistaken(self, carrier: str, moment: datetime) -> Events:
        """Void a number, if nothing has happened to what bears it."""
        moved = Query("movement", both(Is("carrier", (carrier,)), Is("move", ("receive",))))
        if self._office.count(Query("movement", Is("carrier", (carrier,)))) == self._office.count(moved):
            yield self._do(moment, VoidCarrier(target=carrier, note="重复登记", **self._second(moment)))
