"""What two sites break together is listed at both, whatever came first: as if every record were judged anew."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta
from itertools import combinations, zip_longest
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.desks.administration.officers import Officer
from core.desks.care.opening import OpenCareFile
from core.desks.care.vocabulary import Basis
from core.desks.grid.appointments import AppointDeputy, AppointLead
from core.desks.grid.cells import AddCell
from core.desks.grid.members import LeaveCell, PutInCell
from core.desks.grid.records import Cell, Membership
from core.desks.grievances.handling import AssignGrievance
from core.desks.grievances.intake import AmendGrievance, RegisterGrievance
from core.desks.grievances.recusal import DeclareRecusal
from core.desks.grievances.supervision import SuperviseGrievance
from core.desks.partners.register import AddPartner
from core.desks.people.people import AddPerson, AddUnit
from core.model.action import Action, create
from core.model.change import HOME, Change, Draft
from core.model.progress import no_progress
from core.model.query import EVERYTHING, Query
from core.model.record import RECORDS
from core.office.office import Office
from core.rules.breaches import Breach
from core.values.ids import new_id
from core.values.refusal import Refusal
from data.store import sql_store
from data.store.sql_store import SqlStore
from data.tables.breaches import Breaches
from tests.conftest import EVERY_ROLE, NOW, sending_alone
from tests.support.memory_site import MemorySite, found_in_memory
from tests.support.memory_store import MemoryStore

pytestmark = pytest.mark.database

PEOPLE, CELLS, OFFICERS = [each * 32 for each in "012"], [each * 32 for each in "345"], [each * 32 for each in "678"]
CASE = "9" * 32
TODAY = NOW.date()

Deed = tuple[int, str, int, int]
"""At which of two sites, what, and two numbers of whom and where."""


def actions(office: Office, what: str, one: int, other: int) -> Action:
    """Return what an officer of either site does."""
    day = TODAY - timedelta(days=10 * other)
    match what:
        case "put in cell":
            return PutInCell(person=PEOPLE[one], cell=CELLS[other], since=TODAY - timedelta(days=5 * one))
        case "leave cell":
            own = office.find(Query("membership", order=("id",)))
            return LeaveCell(target=own[one % len(own)].id if own else new_id(), day=day)
        case "lead":
            return AppointLead(target=CELLS[other], person=PEOPLE[one], day=TODAY)
        case "deputy":
            return AppointDeputy(target=CELLS[other], person=PEOPLE[one], day=TODAY)
        case "open care file":
            return OpenCareFile(
                person=PEOPLE[one], basis=Basis.ILLNESS, facts="透析", attention_reason="每周", told=TODAY,
                helper=OFFICERS[other], supervisor=OFFICERS[(other + 1) % 3],
            )  # fmt: skip
        case "add unit":
            return AddUnit(name=f"科{one}{other}{office.site[:4]}", code=f"U{one}")
        case "add partner":
            return AddPartner(name=f"律所{one}")
        case "assign":
            return AssignGrievance(target=CASE, handler=OFFICERS[one])
        case "complain of":
            case = office.find(Query("grievance"))[0]
            return AmendGrievance(target=CASE, subject=case.subject, person=PEOPLE[one])
        case "recuse":
            return DeclareRecusal(person=PEOPLE[one])
    return SuperviseGrievance(target=CASE, instruction="抓紧", due=TODAY)


WHAT = (
    "put in cell", "leave cell", "lead", "deputy", "open care file", "add unit", "add partner", "assign",
    "complain of", "recuse", "supervise",
)  # fmt: skip
deeds = st.lists(st.tuples(st.integers(0, 1), st.sampled_from(WHAT), st.integers(0, 2), st.integers(0, 2)), max_size=14)


def travelling(store: MemoryStore, done: int = 0) -> list[Change]:
    """Return what a site has written since and what other sites are told."""
    written = store._state.changes[done:]
    own = [each for each in written if each.stream.site == store.site and each.stream.compartment not in HOME]
    return [each for each in own if isinstance(each, Change)]


def take(store: Any, changes: Sequence[Change], at_once: int = 1000) -> None:
    for start in range(0, len(changes), at_once):
        with store.transaction():
            store.accept(((each, each.body.to_bytes()) for each in changes[start : start + at_once]), no_progress)


def listed(store: Any) -> list[Breach]:
    """Return what a store lists of records that travel."""
    found = store.find(Query(Breach.kind, order=("id",)))
    return [each for each in found if RECORDS[each.of_kind].compartment not in HOME]


def two_sites() -> tuple[MemorySite, MemorySite, list[Change]]:
    """Return two sites that know the same people, cells, officers and one grievance, and the changes that say so."""
    one, other = (found_in_memory(name, sending_alone("cn"), "安宁", EVERY_ROLE, NOW) for name in ("甲站", "乙站"))
    other.store.site = new_id()
    founded, office = len(one.store._state.changes), one.office()
    office.do_all([AddPerson(target=each, name=f"人{each[0]}", number=f"P{each[0]}") for each in PEOPLE])
    office.do_all(
        [
            AddCell(target=each, name=f"网格{each[0]}", code=f"0{each[0]}", start=TODAY - timedelta(days=90))
            for each in CELLS
        ]
    )
    officers = zip(OFFICERS, PEOPLE, strict=True)
    with one.store.transaction():
        known = (create(Officer(id=officer, name=f"官{officer[0]}", person=person)) for officer, person in officers)
        one.store.write(known, officer=office.officer, action="test")
    office.do(RegisterGrievance(target=CASE, subject="欠薪", received=NOW))
    base = travelling(one.store, founded)
    take(other.store, base)
    return one, other, base


# Each rule in plain words, over all records; it shares nothing with the program but the records


def expected(store: Any) -> set[tuple[str, frozenset[str]]]:
    return set(_memberships(store)) | set(_twice(store)) | set(_of_the_case(store))


def _memberships(store: Any) -> Iterator[tuple[str, frozenset[str]]]:
    for one, other in combinations(store.find(Query("membership")), 2):
        days = {one.since + timedelta(days=n) for n in range((_last(one) - one.since).days)}
        common = {day for day in days if other.since <= day < _last(other)}
        if common and one.person == other.person and (one.cell == other.cell or (one.primary and other.primary)):
            yield "one_membership_at_a_time", frozenset({one.id, other.id})
    for cell in store.find(Query("cell")):
        if cell.lead and cell.lead == cell.deputy:
            yield "lead_and_deputy", frozenset({cell.id})


def _last(membership: Membership) -> date:
    return membership.until or TODAY + timedelta(days=1)


def _twice(store: Any) -> Iterator[tuple[str, frozenset[str]]]:
    for kind, rule, told in (
        ("unit", "unit_unique_key", lambda unit: unit.code),
        ("partner", "partner_unique_name", lambda partner: partner.name),
        ("care_file", "care_file_unique_person", lambda file: file.person),
    ):
        for one, other in combinations(store.find(Query(kind)), 2):
            if told(one) == told(other):
                yield rule, frozenset({one.id, other.id})


def _of_the_case(store: Any) -> Iterator[tuple[str, frozenset[str]]]:
    case = store.get("grievance", CASE, EVERYTHING)
    themselves = dict(zip(OFFICERS, PEOPLE, strict=True))
    if case.handler and themselves[case.handler] == case.person:
        yield "grievance_handler_is_the_subject", frozenset({CASE})
        waiting = (each for each in store.find(Query("supervision")) if each.to == case.handler)
        yield from (("supervision_to_is_the_subject", frozenset({each.id, CASE})) for each in waiting)
    for file in store.find(Query("care_file")):
        for field in ("helper", "supervisor"):
            if themselves[getattr(file, field)] == file.person:
                yield f"care_file_{field}_is_the_subject", frozenset({file.id})


def found(store: Any) -> set[tuple[str, frozenset[str]]]:
    return {(each.rule, frozenset({each.of, each.beside} - {""})) for each in listed(store)}


def done_at(sites: Sequence[MemorySite], deeds: Sequence[Deed]) -> None:
    for at, what, one, other in deeds:
        office = sites[at].office()
        with suppress(Refusal):
            office.do(actions(office, what, one, other))


BROKEN = given(deeds=deeds, at_once=st.sampled_from([1, 3, 1000]))
ONE_FOLDER = [HealthCheck.function_scoped_fixture]


@settings(max_examples=10, derandomize=True, suppress_health_check=ONE_FOLDER)
@BROKEN
def test_what_two_sites_break_together_is_the_same_at_both_in_either_order(
    tmp_path: Path, deeds: list[Deed], at_once: int
) -> None:
    broken_together(tmp_path, deeds, at_once)


@pytest.mark.soak
@settings(max_examples=100, suppress_health_check=ONE_FOLDER)
@BROKEN
def test_whatever_two_sites_break_together_is_the_same_at_both(tmp_path: Path, deeds: list[Deed], at_once: int) -> None:
    broken_together(tmp_path, deeds, at_once)


def broken_together(tmp_path: Path, deeds: list[Deed], at_once: int) -> None:
    """Let two sites do deeds apart, bring them together in several orders, and compare what is listed."""
    *sites, base = two_sites()
    done = [len(each.store._state.changes) for each in sites]
    done_at(sites, deeds)
    for site in sites:
        assert found(site.store) == expected(site.store) == set(), "no action breaks a rule at one site"
    brought = [travelling(site.store, before) for site, before in zip(sites, done, strict=True)]
    stores: list[Any] = [sql_store.create(tmp_path / f"{new_id()}.db", bytes(32), new_id()) for _ in range(2)]
    try:
        take(sites[0].store, brought[1], at_once)
        take(sites[1].store, brought[0], at_once)
        take(stores[0], [*base, *brought[0], *brought[1]], at_once)
        mixed = [each for pair in zip_longest(*reversed(brought)) for each in pair if each]
        take(stores[1], [*base, *mixed], at_once)
        everywhere = [listed(each.store) for each in sites] + [listed(each) for each in stores]
        assert everywhere == [everywhere[0]] * 4
        assert found(stores[0]) == expected(stores[0])
        _put_right(stores[0])
        assert listed(stores[0]) == []
        for store in stores:
            again = listed(store)
            store.rebuild()
            assert listed(store) == again
    finally:
        for store in stores:
            store.close()


def _put_right(store: SqlStore) -> None:
    """Delete what breaks a rule, one record after the other."""
    while listing := listed(store):
        with store.transaction():
            store.write(
                [Draft(listing[0].of_kind, listing[0].of, {"deleted": True})], officer=OFFICERS[0], action="test"
            )


def _read_to_take_in(folder: Path, size: int) -> int:
    """Return how many rows are read to judge ten memberships that arrive where there are so many."""
    store = sql_store.create(folder / f"{size}.db", bytes(32), new_id())
    elsewhere = MemoryStore()
    for where, first, count in ((store, 0, size), (elsewhere, size - 5, 10)):
        members = [Membership(person=f"{n:032x}", cell=CELLS[0], since=TODAY) for n in range(first, first + count)]
        cell = [Cell(id=CELLS[0], code="01", name="格")] if where is store else []
        with where.transaction():
            where.write(map(create, [*cell, *members]), officer=OFFICERS[0], action="test")
    read = 0
    rows = Breaches._rows

    def counted(*asked: Any) -> Iterator[Any]:
        nonlocal read
        for row in rows(*asked):
            read += 1
            yield row

    with patch.object(Breaches, "_rows", counted):
        take(store, travelling(elsewhere))
    assert len(listed(store)) == 5
    store.close()
    return read


def test_what_is_read_to_judge_a_transfer_does_not_grow_with_the_store(tmp_path: Path) -> None:
    few, many = (_read_to_take_in(tmp_path, size) for size in (20, 400))
    assert few == many
