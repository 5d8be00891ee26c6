"""What comes from another site never widens what a local officer reads or passes, until one here accepts it."""

from pathlib import Path
from typing import Any

import pytest

from core.desks.administration.rights_widenings import AcceptWidening, LeaveWidening, Widening
from core.desks.care.records import CareFile
from core.desks.care.vocabulary import Basis
from core.desks.grid import Cell, Membership
from core.desks.grievances.recusal import EndRecusal, Recusal
from core.desks.people.people import AddPerson
from core.desks.people.records import Person, Unit
from core.model.action import amend, create
from core.model.audit_event import Event
from core.model.change import Draft
from core.model.query import Is, Query
from core.model.record import Record, encode
from core.office.refusals import Refused
from core.rights.four_eyes import entries_of, eyes_faults, same_person
from data.site.open_site import OpenSite
from tests.support.site_driver import appoint
from tests.support.widened_rights import DAY, Pair, carry, complaint, put


def change(site: OpenSite, kind: str, record: str, **fields: Any) -> None:
    """Change a record at a site."""
    put(site, Draft(kind, record, {name: encode(value) for name, value in fields.items()}))


def a_file(helper: str) -> CareFile:
    """Return a care file."""
    days = dict.fromkeys(("opened", "checked", "reviewed"), DAY)
    return CareFile(
        id="9" * 32, name="张三", person="a" * 32, helper=helper, basis=Basis.ILLNESS, facts="透析费用", **days
    )


def reads(site: OpenSite, seat: int, kind: str) -> set[str]:
    """Return what an officer reads of a kind."""
    return {each.id for each in site.office(seat).find(Query(kind))}


def waiting(site: OpenSite) -> list[Widening]:
    return site.office().find(Query("widening", Is("stage", ("open",))))


def accept_all(site: OpenSite) -> None:
    site.office().do_all([AcceptWidening(target=each.id) for each in waiting(site)])


@pytest.fixture
def sites(pair: Pair, tmp_path: Path) -> Pair:
    """Two units with a person and a grievance each, known at both sites; an officer here is bound to one of them."""
    here, there = pair
    put(
        here,
        create(Unit(id="1" * 32, name="机关")),
        create(Unit(id="2" * 32, name="车间")),
        create(Person(id="a" * 32, name="张三", unit="1" * 32)),
        create(Person(id="b" * 32, name="李四", unit="2" * 32)),
        complaint("c" * 32, unit="1" * 32),
        complaint("d" * 32, unit="2" * 32),
        create(Cell(id="5" * 32, code="01", name="一", unit="1" * 32)),
        create(Cell(id="6" * 32, code="02", name="二", unit="2" * 32)),
        create(Membership(id="7" * 32, person="b" * 32, cell="6" * 32, since=DAY)),
    )
    appoint(here.office(), "机关干事", 2, "clerk", "registrar", unit="1" * 32)
    appoint(here.office(), "一格", 3, "grid_clerk", cell="5" * 32)
    carry(here, there, tmp_path)
    return here, there


MOVES: dict[str, tuple[Draft, int, str, str]] = {
    "a unit is put under his": (Draft("unit", "2" * 32, {"parent": "1" * 32}), 2, "grievance", "d" * 32),
    "a unit is made the same as his": (Draft("unit", "2" * 32, {"same_as": "1" * 32}), 2, "grievance", "d" * 32),
    "his unit is made the same as another": (Draft("unit", "1" * 32, {"same_as": "2" * 32}), 2, "grievance", "d" * 32),
    "a person is put into his unit": (Draft("person", "b" * 32, {"unit": "1" * 32}), 2, "person", "b" * 32),
    "a grievance is put into his unit": (Draft("grievance", "d" * 32, {"unit": "1" * 32}), 2, "grievance", "d" * 32),
    "a cell is put under his": (Draft("cell", "6" * 32, {"parent": "5" * 32}), 3, "person", "b" * 32),
    "a cell is made the same as his": (Draft("cell", "6" * 32, {"same_as": "5" * 32}), 3, "person", "b" * 32),
    "his cell is made the same as another": (Draft("cell", "5" * 32, {"same_as": "6" * 32}), 3, "person", "b" * 32),
    "somebody's membership is changed": (Draft("membership", "7" * 32, {"cell": "5" * 32}), 3, "person", "b" * 32),
    "somebody is entered in his cell": (
        create(Membership(id="8" * 32, person="b" * 32, cell="5" * 32, since=DAY)), 3, "person", "b" * 32,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", MOVES)
def test_what_another_site_writes_opens_nothing_until_it_is_accepted(sites: Pair, tmp_path: Path, case: str) -> None:
    here, there = sites
    draft, seat, kind, record = MOVES[case]
    before = reads(here, seat, kind)
    assert record not in before
    put(there, draft)
    carry(there, here, tmp_path)
    assert reads(here, seat, kind) <= before
    assert waiting(here)
    accept_all(here)
    assert record in reads(here, seat, kind)
    assert here.store.check() is None


def test_what_was_left_opens_nothing_and_is_due_no_more(sites: Pair, tmp_path: Path) -> None:
    here, there = sites
    change(there, "unit", "2" * 32, parent="1" * 32)
    carry(there, here, tmp_path)
    (waits,) = waiting(here)
    assert (waits.field, waits.before, waits.after, waits.site) == ("parent", "", "1" * 32, there.store.site)
    due = Query("agenda", Is("of", (waits.id,)))
    assert here.office().count(due) == 1
    here.office().do(LeaveWidening(target=waits.id))
    assert here.office().count(due) == 0
    assert "d" * 32 not in reads(here, 2, "grievance")
    assert here.office().get("unit", "2" * 32).parent == "1" * 32  # the record shows what it says
    here.office().do(AcceptWidening(target=waits.id))
    assert "d" * 32 in reads(here, 2, "grievance")


def test_a_decision_stands_in_the_audit_as_a_change_of_rights(sites: Pair, tmp_path: Path) -> None:
    here, there = sites
    change(there, "unit", "2" * 32, parent="1" * 32)
    carry(there, here, tmp_path)
    accept_all(here)
    entry = here.office().find(Query("audit", limit=1))[0]
    assert (entry.event, entry.action) == (Event.RIGHTS, "accept_widening")


def test_narrowing_holds_at_once_and_taking_it_back_waits(sites: Pair, tmp_path: Path) -> None:
    here, there = sites
    put(here, create(Unit(id="3" * 32, name="科室", parent="1" * 32)), amend(there_of(here, "d"), unit="3" * 32))
    carry(here, there, tmp_path)
    assert "d" * 32 in reads(here, 2, "grievance")
    change(there, "unit", "3" * 32, parent="2" * 32)
    carry(there, here, tmp_path)
    assert "d" * 32 not in reads(here, 2, "grievance")
    assert not waiting(here)
    change(there, "unit", "3" * 32, parent="1" * 32)
    carry(there, here, tmp_path)
    assert "d" * 32 not in reads(here, 2, "grievance")
    assert len(waiting(here)) == 1


def there_of(site: OpenSite, letter: str) -> Record:
    found: Record = site.office().get("grievance", letter * 32)
    return found


def test_a_new_unit_opens_what_named_it_before_and_nothing_else_waits(sites: Pair, tmp_path: Path) -> None:
    here, there = sites
    change(here, "grievance", "d" * 32, unit="9" * 32)
    put(there, create(Unit(id="9" * 32, name="新科", parent="1" * 32)))
    put(there, create(Unit(id="8" * 32, name="空科", parent="1" * 32)))
    put(there, create(Person(id="e" * 32, name="新人", unit="8" * 32)))
    carry(there, here, tmp_path)
    assert "d" * 32 not in reads(here, 2, "grievance")
    assert "e" * 32 in reads(here, 2, "person")  # what is new with its unit is content of its own
    assert [each.records for each in waiting(here)] == [("9" * 32,)]


def test_nobody_accepts_for_himself(sites: Pair, tmp_path: Path) -> None:
    here, there = sites
    appoint(here.office(), "周安", 4, "security_officer", "clerk", unit="1" * 32)
    change(there, "unit", "2" * 32, parent="1" * 32)
    carry(there, here, tmp_path)
    own = here.office(4)
    (mine,) = (each for each in waiting(here) if each.officer == own.officer)
    with pytest.raises(Refused):
        own.do(AcceptWidening(target=mine.id))


@pytest.mark.parametrize("fields", [{"person": ""}, {"person": "b" * 32}, {"deleted": True}])
def test_a_person_behind_two_seats_stays_one_until_it_is_accepted(
    sites: Pair, tmp_path: Path, fields: dict[str, Any]
) -> None:
    here, there = sites
    one = appoint(here.office(), "王敏", 5, "clerk", person="a" * 32)
    other = appoint(here.office(), "王敏二", 6, "clerk", person="a" * 32)
    carry(here, there, tmp_path)
    change(there, "officer", other, **fields)
    carry(there, here, tmp_path)
    context = here.office().context()
    assert same_person(one, context) == same_person(other, context) == {one, other}
    accept_all(here)
    assert other not in same_person(one, here.office().context())


def test_taking_apart_what_was_one_person_frees_nobody(sites: Pair, tmp_path: Path) -> None:
    here, there = sites
    change(here, "person", "b" * 32, same_as="a" * 32)
    one = appoint(here.office(), "王敏", 5, "clerk", person="a" * 32)
    carry(here, there, tmp_path)
    change(there, "person", "b" * 32, same_as="")
    carry(there, here, tmp_path)
    assert entries_of(one, here.office().context()) == {"a" * 32, "b" * 32}


def test_a_recusal_that_another_site_ends_holds_until_it_is_accepted(sites: Pair, tmp_path: Path) -> None:
    here, there = sites
    clerk = here.office(2)
    put(here, create(Recusal(id="0" * 32, officer=clerk.officer, grievance="c" * 32, day=DAY)))
    carry(here, there, tmp_path)
    change(there, "recusal", "0" * 32, ended=DAY)
    carry(there, here, tmp_path)
    matter = here.office().get("grievance", "c" * 32)
    assert list(matter.bars(clerk.officer, clerk.context()))
    accept_all(here)
    assert not list(matter.bars(clerk.officer, clerk.context()))


def test_who_asked_stays_who_asked_when_another_site_writes_over_it(sites: Pair, tmp_path: Path) -> None:
    here, there = sites
    office, clerk = here.office(), here.office(2)
    recusal = Recusal(id="0" * 32, officer=clerk.officer, grievance="c" * 32, day=DAY)
    put(here, create(recusal))
    carry(here, there, tmp_path)
    change(there, "recusal", "0" * 32, officer="f" * 32)
    carry(there, here, tmp_path)
    now = office.context().get("recusal", "0" * 32)
    assert now is not None
    assert list(eyes_faults(EndRecusal(target=now.id, ended_why="了"), now, (), clerk.context()))


def test_a_care_file_that_another_site_gives_to_an_officer_waits_without_a_name(sites: Pair, tmp_path: Path) -> None:
    here, there = sites
    shares = ("common", "grievance", "care")
    change(here, "site", there.store.site, shares=shares)
    change(there, "site", here.store.site, shares=shares)
    helper = appoint(here.office(), "专人", 4, "helper")
    put(here, create(a_file("f" * 32)))
    carry(here, there, tmp_path)
    change(there, "care_file", "9" * 32, helper=helper)
    carry(there, here, tmp_path)
    assert not reads(here, 4, "care_file")
    (waits,) = waiting(here)
    assert (waits.records_kind, waits.field, waits.before, waits.after) == ("", "", "", "")
    accept_all(here)
    assert reads(here, 4, "care_file") == {"9" * 32}


def test_history_calls_an_officer_as_he_was_called_then(sites: Pair, tmp_path: Path) -> None:
    here, there = sites
    office = here.office(2)
    office.do(AddPerson(target="e" * 32, name="赵五", unit="1" * 32))
    name = office.title("officer", office.officer)
    carry(here, there, tmp_path)
    change(there, "officer", office.officer, name="李鬼")
    carry(there, here, tmp_path)
    entry = office.history(office.get("person", "e" * 32))[0]
    said = here.office().officer_then(entry.change.body.officer, "e" * 32, entry.change.id)
    assert said.startswith(f"{name} (")
    assert "李鬼" in said
    assert "乙站" in said


def test_tables_made_again_hold_back_the_same(sites: Pair, tmp_path: Path) -> None:
    here, there = sites
    change(there, "unit", "2" * 32, parent="1" * 32)
    carry(there, here, tmp_path)
    before = reads(here, 2, "grievance"), waiting(here)
    here.store.rebuild()
    assert (reads(here, 2, "grievance"), waiting(here)) == before
