"""Destroying: listed, approved by another, destroyed and supervised by others again; all of a batch or none."""

from typing import Any

from core.desks.carriers.destroying import (
    ApproveDestruction,
    AskDestruction,
    DeclineDestruction,
    DestroyCarriers,
    ListCarrier,
    PlanDestruction,
    UnlistCarrier,
    WithdrawDestruction,
)
from core.desks.carriers.leaving import RecallCarriers
from core.desks.carriers.lending import LendCarrier
from core.desks.carriers.missing import MissCarrier
from core.desks.carriers.vocabulary import BatchStage, CarrierStage, Move, WhereDestroyed
from core.model.action import create
from core.rules.legal_hold import Hold
from tests.support.carrier_ledger import OTHER, PAPER, PERSON, Ledger
from tests.support.site_driver import write

ESCORTS: dict[str, Any] = {"escort": PERSON, "second_escort": OTHER, "signed_record": "销〔2026〕1号"}


def test_a_batch_is_destroyed_whole_and_its_records_stay(ledger: Ledger) -> None:
    carriers = [ledger.receive(keeper=PERSON), ledger.stick()]
    batch = ledger.approved_batch(*carriers)
    assert ledger.due(kind="destruction") == ["destroy what was approved"]
    ledger.do(DestroyCarriers, target=batch, supervisor=ledger.id("second"), **ESCORTS, **PAPER)
    for each in carriers:
        assert (ledger.get(each).stage, ledger.get(each).bill, ledger.get(each).keeper) == (
            CarrierStage.DESTROYED, "", "",
        )  # fmt: skip
        gone = ledger.movements(each)[0]
        assert (gone.move, gone.batch, gone.approver, gone.receipt) == (
            Move.DESTROY, batch, ledger.id("supervisor"), "销〔2026〕1号",
        )  # fmt: skip
    done = ledger.officers["clerk"].get("destruction", batch)
    assert (done.stage, done.items, done.destroyer) == (BatchStage.DONE, 2, ledger.id("clerk"))
    assert ledger.due(kind="destruction") == []


# C13: what is not ours to destroy


def test_c13_what_is_lent_on_hold_or_to_be_given_back_is_not_destroyed(ledger: Ledger) -> None:
    today = ledger.officers["clerk"].today
    lent, held, recalled = ledger.receive(), ledger.receive(), ledger.receive(originator="总部")
    ledger.do(LendCarrier, target=lent, taker=PERSON, due=today, **PAPER)
    write(ledger.officers["clerk"], create(Hold(of=held, file_kind="carrier", day=today)))
    ledger.do(RecallCarriers, target=recalled, recall_by=today)
    batch = ledger.do(PlanDestruction)
    for carrier, why in ((lent, "lent"), (held, "on hold"), (recalled, "is not ours")):
        assert why in ledger.refused(ListCarrier, target=carrier, bill=batch)


def test_c13_what_came_to_be_on_hold_since_stops_the_batch(ledger: Ledger) -> None:
    carrier = ledger.receive()
    batch = ledger.approved_batch(carrier)
    write(ledger.officers["clerk"], create(Hold(of=carrier, file_kind="carrier", day=ledger.officers["clerk"].today)))
    given = {"target": batch, "supervisor": ledger.id("second"), **ESCORTS, **PAPER}
    assert "on hold" in ledger.refused(DestroyCarriers, **given)


# C14 and C16: three different persons


def test_c14_destroyer_supervisor_and_approver_are_three(ledger: Ledger) -> None:
    batch = ledger.approved_batch(ledger.receive())
    given = {"target": batch, **ESCORTS, **PAPER}
    assert "one person" in ledger.refused(DestroyCarriers, supervisor=ledger.id("clerk"), **given)
    assert "a third person" in ledger.refused(DestroyCarriers, supervisor=ledger.id("supervisor"), **given)
    office = ledger.officers["first"]
    own = ledger.receive()
    another = ledger.do(PlanDestruction)
    ledger.do(ListCarrier, target=own, bill=another)
    ledger.do(AskDestruction, target=another, counter=ledger.id("second"), **PAPER)
    ledger.do(ApproveDestruction, by="first", target=another)
    assert office.get("destruction", another).decided_by == office.officer
    why = ledger.refused(
        DestroyCarriers, by="first", target=another, supervisor=ledger.id("second"), **ESCORTS, **PAPER
    )
    assert "second officer" in why, "who approved it does not destroy it"


def test_c16_nobody_approves_what_he_asked_for(ledger: Ledger) -> None:
    carrier, batch = ledger.receive(), ledger.do(PlanDestruction, by="first")
    ledger.do(ListCarrier, target=carrier, bill=batch)
    ledger.do(AskDestruction, by="first", target=batch, counter=ledger.id("second"), **PAPER)
    assert "second officer" in ledger.refused(ApproveDestruction, by="first", target=batch)
    ledger.do(ApproveDestruction, by="supervisor", target=batch)


# C15: only few at an own machine


def test_c15_more_than_a_few_go_to_the_designated_unit(ledger: Ledger) -> None:
    batch = ledger.do(PlanDestruction, destroyed_at=WhereDestroyed.OWN)
    for _ in range(11):
        ledger.do(ListCarrier, target=ledger.receive(), bill=batch)
    asked = {"target": batch, "counter": ledger.id("second"), **PAPER}
    assert "at most 10, and here are 11" in ledger.refused(AskDestruction, **asked)


def test_an_empty_list_is_not_laid_before_anybody(ledger: Ledger) -> None:
    batch = ledger.do(PlanDestruction)
    assert "Nothing stands on the list" in ledger.refused(
        AskDestruction, target=batch, counter=ledger.id("second"), **PAPER
    )


def test_two_take_it_to_the_designated_unit(ledger: Ledger) -> None:
    batch = ledger.approved_batch(ledger.receive())
    given = {"target": batch, "supervisor": ledger.id("second"), "signed_record": "x", **PAPER}
    assert "name both" in ledger.refused(DestroyCarriers, **given, escort=PERSON, second_escort=PERSON)


# C20: one truth about one carrier


def test_c20_a_carrier_stands_on_one_list_and_goes_nowhere_else(ledger: Ledger) -> None:
    carrier, today = ledger.receive(), ledger.officers["clerk"].today
    first, second = ledger.do(PlanDestruction), ledger.do(PlanDestruction)
    ledger.do(ListCarrier, target=carrier, bill=first)
    assert "stands on the list of batch XH-2026-0001" in ledger.refused(ListCarrier, target=carrier, bill=second)
    assert "Take it off" in ledger.refused(LendCarrier, target=carrier, taker=PERSON, due=today, **PAPER)
    ledger.do(UnlistCarrier, target=carrier)
    assert ledger.officers["clerk"].get("destruction", first).items == 0
    ledger.do(ListCarrier, target=carrier, bill=second)


def test_declined_and_withdrawn_lists_free_what_stands_on_them(ledger: Ledger) -> None:
    carrier = ledger.receive()
    for end in ("decline", "withdraw"):
        batch = ledger.do(PlanDestruction)
        ledger.do(ListCarrier, target=carrier, bill=batch)
        ledger.do(AskDestruction, target=batch, counter=ledger.id("second"), **PAPER)
        if end == "decline":
            ledger.do(DeclineDestruction, by="supervisor", target=batch, remark="先归档")
        else:
            ledger.do(WithdrawDestruction, target=batch)
        assert ledger.get(carrier).bill == ""


def test_what_went_missing_since_is_taken_off_before_the_others_are_destroyed(ledger: Ledger) -> None:
    there, gone = ledger.receive(), ledger.receive()
    batch = ledger.approved_batch(there, gone)
    ledger.do(MissCarrier, target=gone, note="未见")
    given = {"target": batch, "supervisor": ledger.id("second"), **ESCORTS, **PAPER}
    assert "missing. Take it off the list" in ledger.refused(DestroyCarriers, **given)
    ledger.do(UnlistCarrier, target=gone)
    ledger.do(DestroyCarriers, **given)
    assert (ledger.get(there).stage, ledger.get(gone).stage) == (CarrierStage.DESTROYED, CarrierStage.MISSING)
