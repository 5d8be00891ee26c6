"""Numbers the program gives, and how numbers typed by hand are compared: a key is asked for before it is trusted."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from core.desks.grid import AddCell, EndCell, MergeCell, MoveCell
from core.desks.grid.cells import next_code as next_cell
from core.desks.grievances import Grievance, RegisterGrievance
from core.desks.people.people import AddPerson, AddUnit, AmendPerson
from core.desks.sync.media import RegisterMedium
from core.model.action import create
from core.model.query import Counted, Is, Query, both
from core.office.office import Office
from core.office.refusals import Refused
from core.rules.numbering import next_code
from core.values.cleaning import code_key, whole_number
from data.database.sql import select

WHEN = datetime(2026, 11, 1, 9)


def keep(office: Office, *numbers: str, site: str | None = None) -> None:
    """Let grievances with these numbers stand here, however they came."""
    here = office.site if site is None else site
    made = [Grievance(number=each, site=here, received=WHEN, subject="x", accept_days=15) for each in numbers]
    with office._store.transaction():
        office._store.write(map(create, made), officer=office.officer, action="test")


def register(office: Office, number: str = "") -> str:
    new = RegisterGrievance(received=WHEN, subject="y", number=number)
    office.do(new)
    return str(office.get("grievance", new.target).number)


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        ((), "2026-000001"),
        (("2026-000007",), "2026-000008"),
        (("2026-000099", "2026-000100"), "2026-000101"),
        (("2026-000003", "2026-11-001", "2026-11-002"), "2026-000004"),
        (("2026-7",), "2026-000001"),
        (("2026-1130", "2026-9x"), "2026-000001"),
        (("2026-①",), "2026-000001"),
        (("2026-²²²²²²",), "2026-222223"),  # kept in its plain form, which is six plain digits
        (("2026-٣٣٣٣٣٣", "2026-000002"), "2026-000003"),
        (("2025-000044", "12026-000001"), "2026-000001"),
        (("2026-999999",), "2026-1000000"),
        (("2026-1000000", "2026-999999"), "2026-1000001"),
        (("２０２６－００００１２", "2026-000011"), "2026-000013"),  # taken, though it is written in another way
        (("[2026]-000009", "*-000009"), "2026-000001"),
    ],
)
def test_the_next_number_is_the_next_that_is_free(office: Office, standing: tuple[str, ...], expected: str) -> None:
    keep(office, *standing)
    assert register(office) == expected


def test_several_in_a_row_are_all_different(office: Office) -> None:
    keep(office, "2026-11-001", "2026-11-002", "2026-7", "2026-①")
    assert [register(office) for _ in range(3)] == ["2026-000001", "2026-000002", "2026-000003"]


def test_numbers_of_another_site_are_counted_there_and_never_given_twice(office: Office) -> None:
    keep(office, "2026-000002", "2026-000500", site="e" * 32)
    assert [register(office), register(office)] == ["2026-000001", "2026-000003"]


@pytest.mark.parametrize("duplicate", ["2026-a1", "２０２６－Ａ１", "2026 - A1", " 2026-A1 ", "2026–A1", "2026—a1"])
def test_a_number_typed_again_in_another_way_is_refused(office: Office, duplicate: str) -> None:
    register(office, "2026-A1")
    with pytest.raises(Refused, match="already"):
        register(office, duplicate)


@pytest.mark.parametrize("duplicate", ["Ｐ１", "p1", "P 1", "\tP1\n"])
def test_twins_of_staff_unit_and_medium_numbers_are_refused(office: Office, duplicate: str) -> None:
    office.do_all([AddPerson(name="甲", number="P1"), AddUnit(name="一部", code="P1"), RegisterMedium(number="P1")])
    for again in (AddPerson(name="乙", number=duplicate), AddUnit(name="二部", code=duplicate)):
        with pytest.raises(Refused, match="already"):
            office.do(again)
    if " " not in duplicate:
        with pytest.raises(Refused, match="already"):
            office.do(RegisterMedium(number=duplicate))


def test_an_identity_number_stands_with_one_person(office: Office) -> None:
    number = "11010519491231002X"
    office.do(AddPerson(name="甲", number="1", id_number=number))
    with pytest.raises(Refused, match="甲 1"):
        office.do(AddPerson(name="乙", number="2", id_number="11010519491231002x"))
    person = office.find(Query("person"))[0]
    office.do(AmendPerson(target=person.id, **{**AmendPerson.suggest(person, office.context()), "phone": "1"}))


def cell(office: Office, code: str, parent: str = "") -> str:
    new = AddCell(code=code, name=code, parent=parent, start=date(2026, 11, 1))
    office.do(new)
    return new.target


def code_of(office: Office, target: str) -> str:
    return str(office.get("cell", target).code)


@pytest.mark.parametrize("freed_by", ["end", "merge", "move"])
def test_the_code_of_a_cell_that_ended_or_went_is_not_proposed_again(office: Office, freed_by: str) -> None:
    top, other = cell(office, "01"), cell(office, "02")
    cell(office, "01-01", top)
    last = cell(office, "01-02", top)
    deeds: dict[str, Callable[[], Any]] = {
        "end": lambda: EndCell(target=last, day=office.today),
        "merge": lambda: MergeCell(target=last, into=other, day=office.today),
        "move": lambda: MoveCell(target=last, parent=other, code="02-01"),
    }
    office.do(deeds[freed_by]())
    assert next_cell(top, office.context()) == "01-03"


def test_codes_below_a_cell_that_moved_are_not_proposed_again(office: Office) -> None:
    top, other = cell(office, "01"), cell(office, "02")
    middle = cell(office, "01-05", top)
    below = cell(office, "01-05-07", middle)
    office.do(MoveCell(target=middle, parent=other, code="02-01"))
    assert code_of(office, below) == "02-01-07"
    assert next_cell(top, office.context()) == "01-06"
    assert office.find(Query("cell", Is("id", (below,))))[0].former == ("01-05-07",)


@pytest.mark.parametrize(
    ("stem", "taken", "expected"),
    [
        ("", (), "01"),
        ("", ("01", "02", "0x"), "03"),
        ("01-", ("01-1", "01-②", "01-٣", "01-x"), "01-3"),
        ("01-", ("01-009", "01-02"), "01-010"),
        ("A-", ("a-03", "Ａ－０４"), "A-05"),
        ("01-", ("01-" + "9" * 40,), "01-01"),
    ],
)
def test_next_code(stem: str, taken: tuple[str, ...], expected: str) -> None:
    assert next_code(stem, taken) == expected


@pytest.mark.parametrize(
    ("text", "number"),
    [("3", 3), (" 12 ", 12), ("１２", 12), ("٣", 3), ("①", None), ("²", None), ("", None), ("-1", None),
     ("1.5", None), ("9" * 5000, None)],
)  # fmt: skip
def test_whole_number(text: str, number: int | None) -> None:
    assert whole_number(text) == number


def test_what_codes_are_compared_by() -> None:
    assert code_key("Ａ－01 b") == code_key("a-01B") == "a-01b"
    assert code_key("①") == "1"


@pytest.mark.database
def test_the_highest_number_is_found_without_going_through_all_of_them(office: Office) -> None:
    office.do(RegisterGrievance(subject="欠薪", received=office.now))
    asked = Query("grievance", both(Counted("number", "2026-", 6), Is("site", (office.site,))), ("-number",), limit=1)
    sql, values = select(asked, "id")
    with office._store._reads() as db:  # type: ignore[attr-defined]
        assert len(db.execute(sql, values).fetchall()) == 1  # to explain does not see that indexes were made meanwhile
        plan = " ".join(row[-1] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", values))
    assert "site=? AND number>?" in plan
    assert "TEMP B-TREE" not in plan
