"""Where carriers are, and the figures, are those of a second calculation from the movements alone."""

from datetime import date, timedelta
from random import Random
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
from core.desks.carriers.missing import CountAsLeaked, FindCarrier, MissCarrier
from core.desks.carriers.receiving import CopyCarrier, PutCarrier, VoidCarrier
from core.model.figure import FIGURES
from core.office.refusals import Refused
from tests.support.carrier_ledger import OTHER, PAPER, PERSON, THIRD, Ledger
from tests.support.oracle_of_carriers import BooksOfCarriers

DAYS, DEEDS_A_DAY = 240, 3


def deeds(ledger: Ledger, rng: Random, today: date) -> list[tuple[Any, dict[str, Any]]]:
    """Return what may be done to a carrier, with its arguments; most of it only at some stages."""
    second = {"approver": ledger.id("second"), **PAPER}
    who, due = rng.choice((PERSON, OTHER, THIRD)), today + timedelta(days=rng.randint(1, 40))
    return [
        (LendCarrier, {"taker": who, "due": due, **PAPER}),
        (LendCarrier, {"taker": who, "due": due, **PAPER}),
        (ReturnCarrier, {"giver": who, "cleared": True, **PAPER}),
        (HandOnCarrier, {"giver": PERSON, "taker": OTHER, **PAPER}),
        (CarryCarrier, {"taker": who, "whereto": "总部", "purpose": "x", "due": due, **second}),
        (TakeBackMovement, {"note": "误登"}),
        (PutCarrier, {"place": "柜2"}),
        (CopyCarrier, {"made": 2, **PAPER}),
        (SendCarrier, {"whereto": "总部", "receipt": "1", **second}),
        (ReceiptCarrier, {"receipt": "1"}),
        (RecallCarriers, {"recall_by": due}),
        (GiveBackCarrier, {"receipt": "1", **second}),
        (ArchiveCarrier, {"receipt": "1", **second}),
        (RepairCarrier, {"whereto": "公司", "companion": OTHER, "purpose": "x", "due": due}),
        (MissCarrier, {"note": "未见"}),
        (FindCarrier, {"place": "柜1", "note": "x", **second}),
        (CountAsLeaked, {"note": "x", **second}),
        (VoidCarrier, {"note": "x", **second}),
    ]


def differences(ledger: Ledger) -> list[str]:
    """Return where the program says something else than the movements."""
    office = ledger.officers["clerk"]
    books = BooksOfCarriers(office.find, office.today)
    found = []
    for carrier, where in books.where.items():
        here = books.carriers[carrier]
        says = (str(here.stage), here.since, here.holder, here.due)
        if says != tuple(where):
            found.append(f"{here.title}: {says} here, {tuple(where)} by its movements")
    for name, by_hand in books.figures().items():
        if (says_it := FIGURES[name].number(office).count) != by_hand:
            found.append(f"{name}: {says_it} here, {by_hand} by hand")
    for name in ("carriers", "carriers_out"):
        by_unit = {unit: number.count for unit, number in FIGURES[name].numbers(office, "unit").items()}
        if by_unit != dict(books.by_unit(name)):
            found.append(f"{name} by unit: {by_unit} here, {dict(books.by_unit(name))} by hand")
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_they_are_those_of_a_second_calculation(ledger: Ledger, seed: int) -> None:
    rng, done = Random(seed), set[str]()
    carriers = [ledger.receive(originator="总部", unit="c" * 32 if rng.random() < 0.5 else "") for _ in range(6)]
    for day in range(DAYS):
        ledger.later(days=1)
        for _ in range(DEEDS_A_DAY):
            carrier = rng.choice(carriers)
            action, given = rng.choice(deeds(ledger, rng, ledger.officers["clerk"].today))
            if tried(ledger, action, target=carrier, **given):
                done.add(action.__name__)
        if day % 12 == 0:
            carriers.append(ledger.receive(originator="总部"))
        if day % 20 == 0:
            assert differences(ledger) == []
    assert differences(ledger) == []
    assert len(done) > 12, "the story is about most of what is done to carriers"


def tried(ledger: Ledger, action: Any, **given: Any) -> bool:
    """Whether something was done, and not refused."""
    try:
        ledger.do(action, **given)
    except Refused:
        return False
    return True
