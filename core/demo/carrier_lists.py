"""What is done with many carriers at once in the story: batches that are destroyed, and places that are counted."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from core.demo.cleared_people import CONFIDENTIALITY_CLERK, SECOND_CONFIDENTIALITY_CLERK
from core.demo.life_stories import SUPERVISOR, Event, Events, Life, Setting
from core.desks.carriers.counting import CountCarrier, FinishCounting, OpenStocktake
from core.desks.carriers.destroying import (
    ApproveDestruction,
    AskDestruction,
    DestroyCarriers,
    ListCarrier,
    PlanDestruction,
)
from core.desks.carriers.settling import CloseStocktake, SettleLine, SettleMissing, SettlePlace, SettleSeen
from core.desks.carriers.vocabulary import CarrierStage, Counted, Method, Scope
from core.model.action import Action
from core.model.query import Blank, Is, Query, both
from core.office.office import Office
from core.rights.signing import Witnessing
from core.values.workdays import Workdays

MOST_LISTED, MOST_COUNTED = 20, 40
"""How many carriers of the story stand on one list, or are counted, at most."""
UNTIL: tuple[tuple[int, str], ...] = ((500, "done"), (150, "done"), (6, "asked"), (1, "listed"))
"""How many days before the end each list is begun, and how far it comes."""
COUNTS: tuple[tuple[int, bool], ...] = ((330, True), (4, False))
"""How many days before the end each stocktake is begun, and whether it is closed."""
_WEEK = Workdays()


def _morning(moment: datetime) -> datetime:
    return datetime.combine(_WEEK.next_workday(moment.date()), moment.time().replace(hour=9, minute=10))


def _paper(moment: datetime, number: int) -> dict[str, Any]:
    return {"way": Witnessing.PAPER, "paper": f"签字件〔{moment.year}〕{number}号"}


def _clerk(moment: datetime, action: Action | Callable[[], Action]) -> Event:
    return Event(moment, CONFIDENTIALITY_CLERK, action)


def _second(setting: Setting) -> str:
    return setting.offices[SECOND_CONFIDENTIALITY_CLERK].officer


def batch_lives(setting: Setting, rng: Random, first: datetime, end: datetime) -> Iterator[Life]:
    """Yield the batches, from lists that are still being made to those that were destroyed."""
    for number, (ago, until) in enumerate(UNTIL, 1):
        begun = _morning(end - timedelta(days=ago))
        if first + timedelta(days=30) < begun < end:
            yield begun, _batch(setting, rng, begun, number, until)


def _batch(setting: Setting, rng: Random, moment: datetime, number: int, until: str) -> Events:
    """List what is no longer needed, and bring the list as far as it comes."""
    office = setting.offices[CONFIDENTIALITY_CLERK]
    plan = PlanDestruction(method=rng.choice((Method.SHRED, Method.PULP, Method.BURN)))
    yield _clerk(moment, plan)
    free = both(Is("stage", (CarrierStage.STORED,)), Is("bill", ("",)), Blank("recall_by"), Is("transfer", (False,)))
    old = office.find(Query("carrier", free, ("got", "number")))
    listed = rng.sample(old[: len(old) // 2], min(MOST_LISTED, len(old) // 8))
    for place, each in enumerate(listed):
        yield _clerk(moment + timedelta(minutes=5 + place), ListCarrier(target=each.id, bill=plan.target))
    if not listed or until == "listed":
        return
    asked = moment + timedelta(hours=2)
    yield _clerk(asked, AskDestruction(target=plan.target, counter=_second(setting), **_paper(asked, number)))
    if until == "asked":
        return
    decided = _morning(moment + timedelta(days=3))
    yield Event(decided, SUPERVISOR, ApproveDestruction(target=plan.target))
    done = _morning(decided + timedelta(days=5))
    escorts = [each.id for each in office.find(Query("person", Blank("left"), ("number", "id"), limit=2))]
    if len(escorts) == 2:
        yield _clerk(
            done,
            DestroyCarriers(
                target=plan.target, supervisor=_second(setting), escort=escorts[0], second_escort=escorts[1],
                receiver="国家秘密载体销毁中心", signed_record=f"销毁记录〔{done.year}〕{number}号",
                **_paper(done, number),
            ),
        )  # fmt: skip


def stocktake_lives(setting: Setting, rng: Random, place: str, first: datetime, end: datetime) -> Iterator[Life]:
    """Yield the stocktakes: one that was closed, and one that is being counted."""
    for ago, closed in COUNTS:
        begun = _morning(end - timedelta(days=ago))
        if first + timedelta(days=1) < begun < end:
            yield begun, _stocktake(setting, rng, begun, place, closed=closed)


def _stocktake(setting: Setting, rng: Random, moment: datetime, place: str, *, closed: bool) -> Events:
    """Count a place: nearly all is there, one lies elsewhere, one number is not in the ledger."""
    office = setting.offices[CONFIDENTIALITY_CLERK]
    here = both(Is("place", (place,)), Is("stage", (CarrierStage.STORED,)))
    there = office.find(Query("carrier", here, ("number",), limit=MOST_COUNTED))
    if not there:
        return
    begun = OpenStocktake(
        name=f"{moment.year}年度清点（{place}）", scope=Scope.PLACE, place=place, counted_with=_second(setting),
        due=(moment + timedelta(days=20)).date(), **_paper(moment, 1),
    )  # fmt: skip
    yield _clerk(moment, begun)
    read = there if closed else there[: len(there) * 2 // 3]
    for count, each in enumerate(read):
        if closed and count and rng.random() < 0.04:
            continue
        seen_at = "保密室丙柜" if count == len(there) // 2 else ""
        at = moment + timedelta(minutes=5, seconds=20 * count)
        yield _clerk(at, CountCarrier(target=begun.target, number=each.number, seen_at=seen_at))
    strange = CountCarrier(target=begun.target, number=f"旧-{rng.randint(10, 99)}")
    yield _clerk(moment + timedelta(hours=1), strange)
    if not closed:
        return
    yield _clerk(moment + timedelta(hours=2), FinishCounting(target=begun.target))
    settled = moment + timedelta(days=1)
    for line in office.find(Query("count_line", both(Is("stocktake", (begun.target,)), Is("unsettled", (True,))))):
        yield _clerk(settled, partial(_settled, office, line.id, rng.random()))
        settled += timedelta(minutes=3)
    yield _clerk(settled + timedelta(hours=1), CloseStocktake(target=begun.target))


def _settled(office: Office, line: str, chance: float) -> Action:
    """Say what became of a line."""
    now = office.get("count_line", line)
    if now.result is Counted.ELSEWHERE:
        return SettlePlace(target=line, place=now.seen_at or "保密室丙柜", settled="已按实际位置更正")
    if now.result is Counted.NOT_IN_LEDGER:
        return SettleLine(target=line, settled="旧编号，已补登")
    on_list = office.get("carrier", now.carrier).bill
    if chance < 0.9 or on_list:
        return SettleSeen(target=line, seen_at="借阅登记台", settled="复查在位")
    return SettleMissing(target=line, settled="复查仍未见")
