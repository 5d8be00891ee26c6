"""The values of fields in words: nothing raw is shown, whatever an officer may read."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from core.desks.grid.cells import AddCell
from core.desks.people.people import AddPerson
from core.model.field import Names
from core.model.query import Query
from core.model.record import RECORDS, Record, columns
from core.office.office import Office
from core.wording.values import Values
from tests.support.every_case import every
from tui.language import Language

RAW = re.compile("[0-9a-f]{8}")
CHINESE = Language("zh_CN").translate


@every("kind", sorted(RECORDS))
def test_a_record_that_is_not_here_or_not_to_be_read_is_shown_by_no_identifier(
    kind: str, office: Office, sample: Callable[..., Any]
) -> None:
    record: Record = sample(RECORDS[kind])
    values = Values(office, CHINESE)
    for column in columns(RECORDS[kind]).values():
        if column.about.refers and column.about.refers != "site" and not column.derived:
            assert not RAW.search(values.of(record, column)), column.name


def test_who_may_not_read_people_reads_that_they_are_not_shown(
    office: Office, colleague: Callable[..., Office], sample: Callable[..., Any]
) -> None:
    lead = AddPerson(name="张三", number="7")
    cell = AddCell(code="01", name="一号网格", lead=lead.target, start=office.today)
    office.do_all((lead, cell))
    column = columns(RECORDS["cell"])["lead"]
    assert Values(office, CHINESE).of(office.get("cell", cell.target), column) == "张三 7"
    auditor = colleague("李明", "auditor")
    assert Values(auditor, CHINESE).text(column, lead.target) == "（不可查看）"


@pytest.mark.parametrize(
    ("kind", "field", "value", "shown"),
    [
        ("audit", "seat", 1, "{name}（席位 1）"),
        ("audit", "seat", 77, "席位 77"),
        ("ceremony", "seats", "1, 2", "{name}（席位 1）、李明（席位 2）"),
        ("ceremony", "seats", "–", "–"),
    ],
)
def test_a_seat_is_told_by_its_officer_also_to_who_reads_no_accounts(
    kind: str, field: str, value: Any, shown: str, office: Office, colleague: Callable[..., Office]
) -> None:
    auditor = colleague("李明", "auditor")
    assert not auditor.reads("account")
    told = Values(auditor, CHINESE).text(columns(RECORDS[kind])[field], value)
    assert told == shown.format(name=office.title("officer", office.officer))


@every("kind", sorted(RECORDS))
def test_no_field_tells_a_seat_by_its_number_alone(kind: str) -> None:
    """But for the account itself, which says whose it is beside."""
    seats = [column for name, column in columns(RECORDS[kind]).items() if name in ("seat", "seats")]
    assert kind == "account" or all(column.about.names is Names.SEATS for column in seats)


def test_an_account_is_called_by_its_officer_and_seat(office: Office) -> None:
    (account,) = office.find(Query("account"))
    name = office.title("officer", office.officer)
    assert office.called(account, CHINESE) == f"{name}（席位 1）"
    assert office.called(account) == f"{name} (seat 1)"
