"""What invented people on secret posts declare: second jobs, gifts, journeys that end well, late or not at all."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from core.demo.cleared_people import ClearedPeople
from core.demo.life_stories import REGISTRAR, SUPERVISOR, Events, Life
from core.desks.clearance.declaring import (
    DecideDeclaration,
    GivePersonnelOpinion,
    GiveSecrecyOpinion,
    ReceiveDeclaration,
    TellDecision,
    WithdrawDeclaration,
)
from core.desks.clearance.travel import BriefTraveller, CancelJourney, ReportReturn, TakePassport
from core.desks.clearance.vocabulary import Matter, Purpose, Ruling

FACTS = {
    Matter.SECOND_JOB: "拟周末在夜校授课。",
    Matter.GIFT: "收到合作单位纪念品一件，已上交。",
    Matter.CONFLICT: "本人负责的项目与原工作单位有业务往来。",
    Matter.PASSPORT_LOST: "因私护照遗失，已登报并报案。",
    Matter.LEAK: "误将工作电脑连接互联网，随即断开并报告。",
    Matter.APPROACHED: "陌生人网上以约稿为名索要资料，未予理会。",
    Matter.FOREIGN_MONEY: "收到境外期刊稿费一笔。",
}
PLACES = ("新加坡", "泰国", "日本", "法国、意大利", "马来西亚")
SHARE = 6
"""How many declarations there are in two years for every ten posts."""


def declaration_lives(story: ClearedPeople, posts: int, start: datetime, end: datetime) -> Iterator[Life]:
    """Yield what becomes of each declaration, in order of their days."""
    first, last = start + timedelta(days=20), end - timedelta(days=1)
    count = max(10, posts * SHARE // 5)
    for place, share in enumerate(sorted(story.rng.random() for _ in range(count))):
        moment = story.later(first + (last - first) * share, 0, 1)
        yield first + (last - first) * share, _declared(story, place, moment)


def _declared(story: ClearedPeople, place: int, moment: datetime) -> Events:
    """Receive a declaration and decide it, as far as the story goes."""
    held = [each for each in story.find("appointment", holds=True) if story.works_here(each.person)]
    if not held:
        return
    person = held[place % len(held)].person
    travels = place % 3 == 0
    matter = Matter.TRAVEL if travels else tuple(FACTS)[place % len(FACTS)]
    given: dict[str, Any] = {"person": person, "matter": matter, "happened": moment.date()}
    given["fact"] = "因私出国（境）。" if travels else FACTS[matter]
    if travels:
        leaves = moment.date() + timedelta(days=12 if place % 4 == 1 else 35)
        given |= {"leaves": leaves, "returns": leaves + timedelta(days=4 + place % 9), "happened": leaves}
        given |= {"places": PLACES[place % len(PLACES)], "purpose": tuple(Purpose)[place % len(Purpose)]}
    received = ReceiveDeclaration(**given)
    yield story.event(moment, received)
    if place % 17 == 8:
        lapsed = WithdrawDeclaration(target=received.target, withdrawn_because="本人撤回")
        yield story.event(story.later(moment, 1, 3), lapsed)
        return
    moment = story.later(moment, 1, 3)
    yield story.event(moment, GivePersonnelOpinion(target=received.target, personnel_opinion="拟同意。"), REGISTRAR)
    yield story.event(moment, GiveSecrecyOpinion(target=received.target, secrecy_opinion="拟同意，行前谈话提醒。"))
    moment = story.later(moment, 1, 6)
    refused = place % 12 == 6
    ruling = Ruling.REFUSED if refused else Ruling.GRANTED if travels else Ruling.NOTED
    why = "任务期间，暂不批准。" if refused else ""
    yield story.event(moment, DecideDeclaration(target=received.target, ruling=ruling, ruling_reasons=why), SUPERVISOR)
    yield story.event(story.later(moment, 1, 2), TellDecision(target=received.target))
    if travels and not refused:
        yield from _travelled(story, received, place)


def _travelled(story: ClearedPeople, journey: ReceiveDeclaration, place: int) -> Events:
    """Brief the traveller; the report comes in time, late, or is still awaited."""
    assert journey.leaves is not None
    assert journey.returns is not None

    def on(day: date) -> datetime:
        return story.later(datetime.combine(day, datetime.min.time()), 0, 0)

    if place % 15 == 9:
        cancelled = CancelJourney(target=journey.target, withdrawn_because="行程取消")
        yield story.event(on(journey.leaves - timedelta(days=3)), cancelled)
        return
    briefed = on(journey.leaves - timedelta(days=4))
    yield story.event(
        briefed, BriefTraveller(target=journey.target, briefed=briefed.date(), passport_out=briefed.date())
    )
    if place % 10 == 3:
        return  # nobody asks after it
    back = on(journey.returns + timedelta(days=16 if place % 4 == 0 else 4))
    reported = ReportReturn(
        target=journey.target, returned=journey.returns, reported_on=back.date(), report="行程如常，无异常情况。"
    )
    yield story.event(back, reported)
    yield story.event(back + timedelta(days=1), TakePassport(target=journey.target, passport_back=back.date()))
