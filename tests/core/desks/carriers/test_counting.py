"""Counting: number by number; what was not seen is found or missing before the stocktake is closed."""

from typing import Any

from core.desks.carriers.counting import CountCarrier, FinishCounting, OpenStocktake
from core.desks.carriers.lending import LendCarrier
from core.desks.carriers.settling import CloseStocktake, SettleLine, SettleMissing, SettlePlace, SettleSeen
from core.desks.carriers.vocabulary import CarrierStage, Counted, CountStage, Scope
from core.model.query import Is, Query
from tests.support.carrier_ledger import PAPER, PERSON, Ledger


def begin(ledger: Ledger, **given: Any) -> str:
    asked = {"name": "年度清点", "due": ledger.officers["clerk"].today, "counted_with": ledger.id("second")}
    return ledger.do(OpenStocktake, **{**asked, **PAPER, **given})


def lines(ledger: Ledger, stocktake: str) -> dict[str, Any]:
    found = ledger.officers["clerk"].find(Query("count_line", Is("stocktake", (stocktake,))))
    return {each.number: each for each in found}


def test_each_number_is_read_off_once_and_compared_with_the_ledger(ledger: Ledger) -> None:
    for _ in range(3):
        ledger.receive(place="柜1")
    stocktake = begin(ledger)
    assert ledger.officers["clerk"].get("stocktake", stocktake).expected == 3
    ledger.do(CountCarrier, target=stocktake, number="ZT-2026-0001")
    ledger.do(CountCarrier, target=stocktake, number="zt-2026-0002", seen_at="柜9")
    ledger.do(CountCarrier, target=stocktake, number="X-77")
    assert "counted already" in ledger.refused(CountCarrier, target=stocktake, number="ZT-2026-0001")
    ledger.do(FinishCounting, target=stocktake)
    found = {number: each.result for number, each in lines(ledger, stocktake).items()}
    assert found == {
        "ZT-2026-0001": Counted.FOUND,
        "ZT-2026-0002": Counted.ELSEWHERE,
        "X-77": Counted.NOT_IN_LEDGER,
        "ZT-2026-0003": Counted.NOT_FOUND,
    }
    now = ledger.officers["clerk"].get("stocktake", stocktake)
    assert (now.stage, now.found, now.elsewhere, now.surplus, now.not_found) == (CountStage.COUNTED, 1, 1, 1, 1)
    assert ledger.numbered("ZT-2026-0001").counted == ledger.officers["clerk"].today


def test_c21_it_is_not_closed_while_a_line_is_not_settled(ledger: Ledger) -> None:
    for _ in range(4):
        ledger.receive(place="柜1")
    stocktake = begin(ledger)
    ledger.do(CountCarrier, target=stocktake, number="ZT-2026-0001", seen_at="柜9")
    ledger.do(CountCarrier, target=stocktake, number="X-77")
    ledger.do(CountCarrier, target=stocktake, number="ZT-2026-0004")
    ledger.do(FinishCounting, target=stocktake)
    why = ledger.refused(CloseStocktake, target=stocktake)
    assert "ZT-2026-0002、ZT-2026-0003" in why
    assert "X-77" in why
    line = lines(ledger, stocktake)
    assert "settles nothing here" in ledger.refused(SettleLine, target=line["ZT-2026-0002"].id, settled="算了")
    ledger.do(SettleSeen, target=line["ZT-2026-0002"].id, seen_at="柜1", settled="复查在位")
    ledger.do(SettleMissing, target=line["ZT-2026-0003"].id, settled="复查未见")
    ledger.do(SettlePlace, target=line["ZT-2026-0001"].id, place="柜9", settled="已移柜")
    assert "X-77" in ledger.refused(CloseStocktake, target=stocktake)
    ledger.do(SettleLine, target=line["X-77"].id, settled="外单位物品，已归还")
    ledger.do(CloseStocktake, target=stocktake)
    assert ledger.numbered("ZT-2026-0003").stage is CarrierStage.MISSING
    assert ledger.numbered("ZT-2026-0001").place == "柜9"
    assert sorted(ledger.due()) == ["find it or count as leaked", "report a possible leak"]


def test_a_scope_asks_only_for_what_is_in_it(ledger: Ledger) -> None:
    kept, lent, other = ledger.receive(keeper=PERSON), ledger.receive(), ledger.receive(keeper=PERSON)
    today = ledger.officers["clerk"].today
    ledger.do(LendCarrier, target=lent, taker=PERSON, due=today, **PAPER)
    ledger.do(LendCarrier, target=other, taker="d" * 32, due=today, **PAPER)
    stocktake = begin(ledger, scope=Scope.HOLDER, holder=PERSON)
    assert ledger.officers["clerk"].get("stocktake", stocktake).expected == 2, (kept, lent)
    ledger.do(CountCarrier, target=stocktake, number=ledger.get(other).number)
    assert lines(ledger, stocktake)[ledger.get(other).number].result is Counted.ELSEWHERE, "it is not his to have"


def test_a_scope_is_said_and_holds_something(ledger: Ledger) -> None:
    ledger.receive(place="柜1")
    asked = {"name": "x", "due": ledger.officers["clerk"].today, "counted_with": ledger.id("second"), **PAPER}
    assert "Say which" in ledger.refused(OpenStocktake, scope=Scope.PLACE, **asked)
    assert "has no carrier" in ledger.refused(OpenStocktake, scope=Scope.PLACE, place="柜7", **asked)
    assert "one person" in ledger.refused(OpenStocktake, **{**asked, "counted_with": ledger.id("clerk")})
