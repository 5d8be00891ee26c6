"""Whatever another site sends at random, it opens nothing and frees nobody here."""

import random
from pathlib import Path
from typing import Any

import pytest

from core.desks.grid import Cell, Membership
from core.desks.grievances.recusal import Recusal
from core.desks.people.records import Person, Unit
from core.model.action import create
from core.model.change import Draft
from core.model.query import Query
from core.rights.four_eyes import same_person
from data.site.open_site import OpenSite
from tests.support.site_driver import appoint
from tests.support.widened_rights import DAY, Pair, carry, complaint, put

UNITS = ["1" * 32, "2" * 32, "3" * 32, "4" * 32, ""]
CELLS = ["5" * 32, "6" * 32, "7" * 31 + "0", ""]
PEOPLE = ["a" * 32, "b" * 32, "c" * 31 + "0", ""]


def hostile(chance: random.Random, officers: list[str]) -> Draft:
    """Return anything that another site may write of what rights rest on."""
    unit, cell, person = chance.choice(UNITS), chance.choice(CELLS), chance.choice(PEOPLE)
    kinds: dict[str, tuple[list[str], dict[str, Any]]] = {
        "unit": (UNITS[:-1], {"parent": unit, "same_as": unit, "deleted": chance.random() < 0.5}),
        "cell": (CELLS[:-1], {"parent": cell, "unit": unit, "same_as": cell, "deleted": chance.random() < 0.5}),
        "person": (PEOPLE[:-1], {"unit": unit, "same_as": person, "deleted": chance.random() < 0.3}),
        "officer": (officers, {"person": person, "deleted": chance.random() < 0.3}),
        "membership": ([f"{n:032x}" for n in range(4)], {"cell": cell, "person": person, "until": None}),
        "grievance": ([f"{n:032x}" for n in range(10, 13)], {"unit": unit}),
        "recusal": ([f"{n:032x}" for n in range(20, 22)], {"ended": chance.choice([None, "2026-11-20"])}),
    }
    kind = chance.choice(list(kinds))
    records, fields = kinds[kind]
    name = chance.choice(list(fields))
    return Draft(kind, chance.choice(records), {name: fields[name]})


def sight(site: OpenSite) -> dict[tuple[int, str], set[str]]:
    """Return what every officer here reads of every kind."""
    seats = [account.seat for account in site.office().find(Query("account"))]
    return {
        (seat, kind): {each.id for each in office.find(Query(kind))}
        for seat in seats
        for office in [site.office(seat)]
        for kind in ("unit", "cell", "person", "membership", "grievance", "recusal", "officer")
    }


def eyes(site: OpenSite, officers: list[str]) -> set[tuple[str, ...]]:
    """Return which officers are one person, and who is kept from which grievance."""
    context = site.office().context()
    one = {("same", each, other) for each in officers for other in same_person(each, context)}
    matters = [each for n in range(10, 13) if (each := context.get("grievance", f"{n:032x}"))]
    return one | {
        ("barred", each, matter.id) for each in officers for matter in matters if list(matter.bars(each, context))
    }


@pytest.mark.parametrize("seed", range(6))
def test_at_random_no_receipt_opens_or_frees_anything(pair: Pair, tmp_path: Path, seed: int) -> None:
    here, there = pair
    chance = random.Random(seed)
    put(
        here,
        *(create(Unit(id=each, name=each[:2])) for each in UNITS[:-1]),
        *(create(Cell(id=each, code=each[-2:], name=each[:2])) for each in CELLS[:-1]),
        *(create(Person(id=each, name=each[:2], unit=UNITS[n])) for n, each in enumerate(PEOPLE[:-1])),
        *(create(Membership(id=f"{n:032x}", person=PEOPLE[n % 3], cell=CELLS[n % 3], since=DAY)) for n in range(4)),
        *(complaint(f"{10 + n:032x}", unit=UNITS[n], person=PEOPLE[n]) for n in range(3)),
    )
    first = here.office()
    officers = [
        appoint(first, "一", 2, "clerk", "registrar", unit=UNITS[0], person=PEOPLE[0]),
        appoint(first, "二", 3, "grid_clerk", "clerk", cell=CELLS[0], person=PEOPLE[0]),
        appoint(
            first, "三", 4, "grid_clerk", "registrar", "supervisor", unit=UNITS[1], cell=CELLS[1], person=PEOPLE[1]
        ),
    ]
    put(
        here,
        *(
            create(Recusal(id=f"{20 + n:032x}", officer=officers[n], grievance=f"{10 + n:032x}", day=DAY))
            for n in range(2)
        ),
    )
    carry(here, there, tmp_path)
    for _ in range(12):
        put(there, *(hostile(chance, officers) for _ in range(chance.randint(1, 4))))
        read, kept = sight(here), eyes(here, officers)
        known = set().union(*read.values())
        carry(there, here, tmp_path)
        for place, records in sight(here).items():
            assert records & known <= read[place], place
        assert kept <= eyes(here, officers)
    assert here.store.check() is None
