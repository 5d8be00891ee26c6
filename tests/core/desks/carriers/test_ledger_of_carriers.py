"""The ledger of carriers: numbers, movements that stay as they are, loans that stay in Today until they are back."""

from typing import Any

import pytest

from core.desks.carriers.leaving import (
    ArchiveCarrier,
    GiveBackCarrier,
    RecallCarriers,
    ReceiptCarrier,
    RepairCarrier,
    SendCarrier,
)
from core.desks.carriers.lending import CarryCarrier, HandOnCarrier, LendCarrier, ReturnCarrier, TakeBackMovement
from core.desks.carriers.missing import CountAsLeaked, FindCarrier, MissCarrier, ReportLeak
from core.desks.carriers.receiving import (
    AmendCarrier,
    ChangeCarrierLevel,
    CopyCarrier,
    PutCarrier,
    ReceiveCarrier,
    VoidCarrier,
)
from core.desks.carriers.records import Carrier, Movement
from core.desks.carriers.vocabulary import CarrierStage, Form, Move
from core.model.action import ACTIONS, actions_on
from core.model.context import Context
from core.rules import right_to_hold
from core.values.classification import Classification
from core.values.refusal import Refusal
from core.values.sentence import say
from tests.support.carrier_ledger import OTHER, PAPER, PERSON, THIRD, Ledger

TOP = Classification.TOP_SECRET
AREA = "9" * 32


def lend(ledger: Ledger, carrier: str, **given: Any) -> None:
    today = ledger.officers["clerk"].today
    ledger.do(LendCarrier, target=carrier, **{"taker": PERSON, "due": today, **PAPER, **given})


# Numbers


def test_numbers_follow_one_another_in_a_year_and_none_is_given_twice(ledger: Ledger) -> None:
    first, second = ledger.receive(), ledger.receive()
    assert [ledger.get(each).number for each in (first, second)] == ["ZT-2026-0001", "ZT-2026-0002"]
    ledger.do(VoidCarrier, target=second, note="重复登记", approver=ledger.id("second"), **PAPER)
    assert ledger.get(ledger.receive()).number == "ZT-2026-0003", "a voided number is never used again"
    assert "number ZT-2026-0001 already" in ledger.refused(
        ReceiveCarrier, name="x", level="secret", got=ledger.officers["clerk"].today, number="ZT-2026-0001"
    )


def test_copies_are_numbered_below_what_they_were_made_of(ledger: Ledger) -> None:
    paper = ledger.receive()
    ledger.do(CopyCarrier, target=paper, made=2, **PAPER)
    ledger.do(CopyCarrier, target=paper, made=1, **PAPER)
    copies = [ledger.numbered(f"ZT-2026-0001/0{place}") for place in (1, 2, 3)]
    assert {(each.parent, each.level, each.stage) for each in copies} == {
        (paper, Classification.SECRET, CarrierStage.STORED)
    }
    assert [each.move for each in ledger.movements(paper)].count(Move.COPY) == 2


def test_a_number_is_voided_by_two_and_only_while_nothing_has_moved(ledger: Ledger) -> None:
    paper = ledger.receive()
    assert "one person" in ledger.refused(VoidCarrier, target=paper, note="x", approver=ledger.id("clerk"), **PAPER)
    lend(ledger, paper)
    ledger.do(ReturnCarrier, target=paper, giver=PERSON, **PAPER)
    assert "has been moved" in ledger.refused(
        VoidCarrier, target=paper, note="x", approver=ledger.id("second"), **PAPER
    )


# C8: what was entered stays


def test_c8_no_action_edits_a_movement_and_none_says_when_it_was() -> None:
    assert actions_on("movement") == []
    moving = [action for action in ACTIONS.values() if action.on is Carrier and hasattr(action, "move")]
    assert len(moving) > 12
    assert not [action for action in moving if "at" in action.model_fields or action.undoable]


def test_c8_nobody_undoes_a_movement_and_a_counter_entry_takes_it_back(ledger: Ledger) -> None:
    paper = ledger.receive(place="柜1")
    lend(ledger, paper)
    with pytest.raises(Refusal):
        ledger.officers["clerk"].undo()
    ledger.later(minutes=5).do(TakeBackMovement, target=paper, note="借错人")
    now = ledger.get(paper)
    assert (now.stage, now.holder, now.place, now.due) == (CarrierStage.STORED, "", "柜1", None)
    counter, lent, _received = ledger.movements(paper)
    assert (counter.move, counter.takes_back, lent.move) == (Move.COUNTER, lent.id, Move.ISSUE)
    assert "none that a counter-entry takes back" in ledger.refused(TakeBackMovement, target=paper, note="x")


def test_a_counter_entry_is_not_for_what_was_taken_in(ledger: Ledger) -> None:
    paper = ledger.receive()
    assert "none that a counter-entry" in ledger.refused(TakeBackMovement, target=paper, note="x")


# Loans


def test_a_loan_stays_in_today_until_it_is_back(ledger: Ledger) -> None:
    paper = ledger.receive(keeper=OTHER)
    assert LendCarrier.suggest(ledger.get(paper), ledger.officers["clerk"].context())["due"].isoformat() == "2026-10-01"
    lend(ledger, paper, device="涉密机 03")
    assert ledger.due() == ["bring back, lent"]
    assert (ledger.get(paper).holder, ledger.get(paper).stage) == (PERSON, CarrierStage.LENT)
    ledger.later(days=3).do(ReturnCarrier, target=paper, giver=PERSON, **PAPER)
    assert ledger.due() == []
    assert (ledger.get(paper).holder, ledger.get(paper).keeper) == ("", OTHER)
    back, out, _received = ledger.movements(paper)
    assert (out.giver, out.taker, out.device) == (OTHER, PERSON, "涉密机 03")
    assert (back.giver, back.taker, back.paper) == (PERSON, OTHER, "签收单 12")


def test_whoever_brings_it_back_signs_for_it(ledger: Ledger) -> None:
    paper = ledger.receive()
    lend(ledger, paper)
    assert "who brings it back" in ledger.refused(ReturnCarrier, target=paper, **PAPER)


def test_what_is_lent_is_not_lent_again(ledger: Ledger) -> None:
    paper = ledger.receive()
    lend(ledger, paper)
    today = ledger.officers["clerk"].today
    assert "lent" in ledger.refused(LendCarrier, target=paper, taker=OTHER, due=today, **PAPER)


def test_it_is_handed_on_between_borrowers_and_between_custodians(ledger: Ledger) -> None:
    paper = ledger.receive(keeper=PERSON)
    ledger.do(HandOnCarrier, target=paper, giver=PERSON, taker=OTHER, **PAPER)
    assert (ledger.get(paper).keeper, ledger.get(paper).stage) == (OTHER, CarrierStage.STORED)
    lend(ledger, paper)
    assert "hands it on" in ledger.refused(HandOnCarrier, target=paper, taker=THIRD, **PAPER)
    ledger.do(HandOnCarrier, target=paper, giver=PERSON, taker=THIRD, **PAPER)
    assert (ledger.get(paper).holder, ledger.get(paper).keeper) == (THIRD, OTHER)


# C9 and C10: who may hold it, and where it may lie, as the desks that know it say


@pytest.fixture
def nobody_is_cleared(monkeypatch: pytest.MonkeyPatch) -> None:
    def uncleared(person: str, level: Classification, context: Context) -> Any:
        if person == PERSON:
            yield say("not cleared for {level}", level=say(level.label))

    def unprotected(area: str, level: Classification, context: Context) -> Any:
        if area == AREA:
            yield say("not protected")

    monkeypatch.setattr(right_to_hold, "HOLDER_RULES", [uncleared])
    monkeypatch.setattr(right_to_hold, "PLACE_RULES", [unprotected])


@pytest.mark.usefixtures("nobody_is_cleared")
def test_c9_who_is_not_cleared_holds_nothing_in_whatever_way(ledger: Ledger) -> None:
    paper, today = ledger.receive(), ledger.officers["clerk"].today
    out = {"whereto": "总部", "purpose": "开会", "approver": ledger.id("second"), "due": today}
    for action, arguments in (
        (LendCarrier, {"taker": PERSON, "due": today}),
        (HandOnCarrier, {"taker": PERSON}),
        (CarryCarrier, {"taker": PERSON, **out}),
        (CarryCarrier, {"taker": OTHER, "companion": PERSON, **out}),
        (CopyCarrier, {"taker": PERSON}),
    ):
        assert "not cleared for Secret" in ledger.refused(action, target=paper, **arguments, **PAPER)
    assert "not cleared" in ledger.refused(ReceiveCarrier, name="x", level="secret", got=today, keeper=PERSON), (
        "nor does he keep it in store"
    )


@pytest.mark.usefixtures("nobody_is_cleared")
def test_c10_it_does_not_lie_where_its_level_is_not_protected(ledger: Ledger) -> None:
    paper = ledger.receive()
    assert "not protected" in ledger.refused(PutCarrier, target=paper, place="走廊", area=AREA)
    lend(ledger, paper, taker=OTHER)
    assert "not protected" in ledger.refused(ReturnCarrier, target=paper, giver=OTHER, area=AREA, **PAPER)


# C11 and C12: top secret


def test_c11_top_secret_is_copied_with_the_consent_of_its_originator(ledger: Ledger) -> None:
    paper = ledger.receive(level=TOP)
    second = {"approver": ledger.id("second"), **PAPER}
    assert "consent of its originator" in ledger.refused(CopyCarrier, target=paper, **second)
    ledger.do(CopyCarrier, target=paper, consent="函〔2026〕5号", **second)


@pytest.mark.parametrize("level", [Classification.CONFIDENTIAL, TOP])
def test_copies_of_higher_levels_take_another_officer(ledger: Ledger, level: Classification) -> None:
    paper = ledger.receive(level=level)
    assert "approval of another officer" in ledger.refused(CopyCarrier, target=paper, consent="1", **PAPER)


def test_c12_top_secret_travels_with_two_and_never_abroad(ledger: Ledger) -> None:
    paper, today = ledger.receive(level=TOP), ledger.officers["clerk"].today
    out = {"target": paper, "whereto": "总部", "approver": ledger.id("second"), **PAPER}
    carry = {"taker": PERSON, "due": today, "purpose": "开会"}
    for action, arguments in ((CarryCarrier, carry), (SendCarrier, {"receipt": "H-1", "taker": PERSON})):
        assert "two persons" in ledger.refused(action, **out, **arguments)
        assert "abroad" in ledger.refused(action, **out, **arguments, companion=OTHER, abroad=True)
    ledger.do(CarryCarrier, **out, **carry, companion=OTHER)
    assert ledger.get(paper).stage is CarrierStage.CARRIED


# Outside and gone


def test_a_medium_that_was_outside_is_cleared_before_it_is_in_store_again(ledger: Ledger) -> None:
    stick, today = ledger.stick(), ledger.officers["clerk"].today
    out = {"whereto": "总部", "approver": ledger.id("second"), "taker": PERSON, "due": today, "purpose": "开会"}
    ledger.do(CarryCarrier, target=stick, **out, **PAPER)
    assert ledger.due() == ["bring back from outside"]
    assert "cleared" in ledger.refused(ReturnCarrier, target=stick, giver=PERSON, **PAPER)
    ledger.do(ReturnCarrier, target=stick, giver=PERSON, cleared=True, **PAPER)
    assert ledger.get(stick).whereto == ""


def test_what_is_sent_waits_for_its_receipt(ledger: Ledger) -> None:
    paper = ledger.receive(keeper=PERSON)
    ledger.do(SendCarrier, target=paper, whereto="总部", receipt="H-1", approver=ledger.id("second"), **PAPER)
    assert ledger.due() == ["enter the receipt"]
    assert ledger.get(paper).due
    assert str(ledger.get(paper).due) == "2026-09-16"
    ledger.do(ReceiptCarrier, target=paper, receipt="H-1")
    assert (ledger.get(paper).stage, ledger.get(paper).keeper, ledger.due()) == (CarrierStage.DELIVERED, "", [])


def test_copies_follow_the_recall_of_what_they_were_made_of(ledger: Ledger) -> None:
    paper = ledger.receive(originator="总部")
    ledger.do(CopyCarrier, target=paper, **PAPER)
    by = ledger.officers["clerk"].today.replace(day=30)
    ledger.do(RecallCarriers, target=paper, recall_by=by)
    assert ledger.numbered("ZT-2026-0001/01").recall_by == by
    assert ledger.due() == ["give back to originator"] * 2
    second = {"approver": ledger.id("second"), **PAPER}
    assert "is not ours" in ledger.refused(ArchiveCarrier, target=paper, receipt="1", **second)
    ledger.do(GiveBackCarrier, target=paper, receipt="1", **second)
    assert ledger.get(paper).stage is CarrierStage.RECALLED
    assert ledger.due() == ["give back to originator"], "its copy is still here"


def test_what_has_no_originator_is_not_given_back(ledger: Ledger) -> None:
    paper = ledger.receive()
    assert "no originator" in ledger.refused(
        GiveBackCarrier, target=paper, receipt="1", approver=ledger.id("second"), **PAPER
    )


def test_a_device_is_repaired_under_watch_and_comes_back(ledger: Ledger) -> None:
    machine, today = ledger.receive(form=Form.LAPTOP, serial="N-1"), ledger.officers["clerk"].today
    ledger.do(RepairCarrier, target=machine, whereto="某某公司", companion=PERSON, purpose="换屏", due=today)
    assert ledger.due() == ["bring back, under repair"]
    ledger.do(ReturnCarrier, target=machine, **PAPER)
    assert ledger.get(machine).stage is CarrierStage.STORED


def test_a_device_has_its_serial_number(ledger: Ledger) -> None:
    today = ledger.officers["clerk"].today
    given = {"name": "x", "level": "secret", "got": today, "form": Form.LAPTOP}
    assert "serial number" in ledger.refused(ReceiveCarrier, **given)
    machine = ledger.receive(form=Form.LAPTOP, serial="N-1")
    assert "serial number" in ledger.refused(AmendCarrier, target=machine, form=Form.LAPTOP, name="y")


# Missing


def test_what_is_missing_is_reported_within_a_day_and_found_or_counted_as_leaked(ledger: Ledger) -> None:
    paper = ledger.receive(keeper=PERSON, level=TOP)
    lend(ledger, paper)
    ledger.do(MissCarrier, target=paper, note="清点未见")
    assert sorted(ledger.due()) == ["find it or count as leaked", "report a possible leak"]
    now = ledger.get(paper)
    assert (str(now.report_by), str(now.leak_on), now.holder) == ("2026-09-02 09:00:00", "2026-09-11", PERSON)
    ledger.do(ReportLeak, target=paper, report="报〔2026〕1号")
    assert ledger.due() == ["find it or count as leaked"]
    second = {"approver": ledger.id("second"), **PAPER}
    ledger.do(FindCarrier, target=paper, place="柜2", note="夹在另一份里", **second)
    now = ledger.get(paper)
    assert (now.stage, now.place, now.holder, now.leak_on, ledger.due()) == (CarrierStage.STORED, "柜2", "", None, [])


def test_less_than_top_secret_counts_as_leaked_after_sixty_days(ledger: Ledger) -> None:
    paper = ledger.receive()
    ledger.do(MissCarrier, target=paper, note="清点未见")
    assert str(ledger.get(paper).leak_on) == "2026-10-31"
    ledger.do(CountAsLeaked, target=paper, note="调查结论", approver=ledger.id("second"), **PAPER)
    assert (ledger.get(paper).stage, ledger.due()) == (CarrierStage.LEAKED, [])


def test_a_level_is_changed_by_a_decision_that_two_sign(ledger: Ledger) -> None:
    paper = ledger.receive()
    second = {"approver": ledger.id("second"), **PAPER}
    assert "already" in ledger.refused(ChangeCarrierLevel, target=paper, level="secret", note="决定", **second)
    ledger.do(ChangeCarrierLevel, target=paper, level=TOP, note="变更〔2026〕3号", **second)
    assert ledger.get(paper).level is TOP
    assert "level" not in AmendCarrier.model_fields
    assert isinstance(ledger.movements(paper)[0], Movement)
