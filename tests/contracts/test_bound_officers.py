"""An officer who is bound to a part of the house learns of that part and of no other."""

from collections.abc import Callable
from typing import Any

import pytest

from core.model.change import HOME, PURGE, Change
from core.model.query import Query
from core.model.record import Record, columns, owner_field
from core.office.office import Office
from core.policy.pack import Policy
from data.site.open_site import OpenSite, pack_text
from tests.support.permissions import DECIDED, KEPT, Sample, followed, is_shown, keep, otherwise, surfaces
from tests.support.site_driver import appoint, impose

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("refusals_not_noted")]
UNITS, CELLS = ("1" * 32, "2" * 32), ("3" * 32, "4" * 32)
BOUND = {"unit": {"unit": UNITS[0]}, "cell": {"cell": CELLS[0]}, "both": {"unit": UNITS[0], "cell": CELLS[0]}}


@pytest.fixture(scope="module")
def parts(module_site: OpenSite, sample: Sample, from_elsewhere: Callable[..., Change]) -> list[dict[str, Record]]:
    """Two parts of the house with a record of each kind that can belong to one: the first is inside, the second not."""
    made: list[dict[str, Record]] = []
    for unit, cell in zip(UNITS, CELLS, strict=True):
        part: dict[str, Record] = {}
        for kind in sorted(KEPT, key=lambda kind: (owner_field(KEPT[kind]) is not None, kind in ("recusal", "doubt"))):
            if DECIDED.kinds[kind].bound != "-":
                part[kind] = sample(KEPT[kind], **placed(kind, part, unit, cell))
        keep(module_site, *part.values())
        for record in part.values():
            if record.compartment not in HOME and record.kind not in (PURGE, "hold", "cell", "membership"):
                from_elsewhere(module_site.store, record, **otherwise(record))
        made.append(part)
    return made


def placed(kind: str, part: dict[str, Record], unit: str, cell: str) -> dict[str, Any]:
    """Return what puts a record into a part of the house."""
    person = f"{unit[:-1]}a"
    known = {"unit": unit, "cell": cell, "person": person, "grievance": getattr(part.get("grievance"), "id", "")}
    known["area"] = getattr(part.get("area"), "id", "")
    owner = owner_field(KEPT[kind])
    given = {name: value for name, value in known.items() if name in columns(KEPT[kind])}
    given |= {owner.name: part[owner.about.refers].id} if owner and owner.about.refers in part else {}
    ids = {"person": {"id": person}, "cell": {"id": cell}, "membership": {"until": None}, "handover": {"to": person}}
    return given | ids.get(kind, {}) | ({"of_kind": "person", "of": person} if kind == "doubt" else {})


@pytest.mark.parametrize("role", Policy(pack_text("cn")).roles)
@pytest.mark.parametrize("bound", BOUND)
def test_a_bound_officer_learns_of_his_part_and_of_no_other(
    role: str, bound: str, parts: list[dict[str, Record]], module_site: OpenSite
) -> None:
    office, wrong = bound_to(module_site, role, **BOUND[bound]), dict[str, Any]()
    told = followed(office)
    for kind, (inside, outside) in ((kind, (record, parts[1][kind])) for kind, record in parts[0].items()):
        hidden = role not in DECIDED.kinds[kind].all or not within(kind, bound)
        shown = {name for name, shows in surfaces(office, outside, told).items() if shows}
        if shown or is_shown(office, inside) == hidden:
            wrong[kind] = shown or "inside"
    assert wrong == {}


def within(kind: str, bound: str) -> bool:
    """Whether an officer who is bound so reads what is inside."""
    readers = DECIDED.kinds[kind]
    if readers.bound == "whole":
        owner = owner_field(KEPT[kind])
        return owner is not None and within(owner.about.refers, bound)
    return readers.bound != "nothing" and (bound != "cell" or readers.bound != "unit")


def bound_to(site: OpenSite, role: str, **bound: str) -> Office:
    """Sign in an officer with this role, bound so."""
    office = site.office()
    if office.policy.text != pack_text("cn"):
        impose(office, pack_text("cn"))
    seat = 1 + max(account.seat for account in office._store.find(Query("account")))
    appoint(office, role, seat, role, **bound)
    return site.office(seat)
