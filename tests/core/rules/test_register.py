"""A register: what stands below its headings, for whom, in which period, and what stands around them."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from core.desks.care.records import CareFile
from core.desks.people.people import AddPerson, AddUnit
from core.desks.people.records import Person
from core.desks.visits.children import VisitDocument
from core.model.action import create
from core.model.query import Is
from core.office.office import Office
from core.rules import register as registers
from core.rules.register import REGISTERS, Drawn, Extent, Register, registers_of
from core.rules.register_row import NUMBERED, Heading, Row, day_of, hour_of
from core.values.cadence import period_named
from core.values.mask import MASK
from tests.support.site_driver import write
from tui.language import Language

CHINESE = Language("zh_CN").translate


@pytest.fixture(autouse=True)
def declared(monkeypatch: pytest.MonkeyPatch) -> None:
    """The registers of the desks, to be added to."""
    monkeypatch.setattr(registers, "REGISTERS", dict(REGISTERS))


@pytest.fixture
def people(office: Office) -> tuple[str, str]:
    unit = AddUnit(name="一部", code="01")
    first = AddPerson(name="张三", number="7", phone="1390000", unit=unit.target, joined="2020-02-03")
    second = AddPerson(name="李四", number="8", joined="2026-05-06")
    office.do_all((unit, first, second))
    return first.target, unit.target


STAFF = (
    NUMBERED,
    Heading("姓名", "Name", "name"),
    Heading("部门", "Department", "unit.name"),
    Heading("签字", "Signed"),
)


def staff(**given: object) -> Register:
    return Register("staff", "People", Person, STAFF, order=("number",), **given)  # type: ignore[arg-type]


def drawn(office: Office, register: Register, period: str = "", of: str = "") -> Drawn:
    return register.draw(office, Extent(period_named(period), of), str)


def test_it_has_its_headings_in_their_order_and_fields_of_what_is_referred_to(
    office: Office, people: tuple[str, str]
) -> None:
    made = drawn(office, staff())
    assert made.header == ("No.", "Name", "Department", "Signed")
    assert made.rows == (("1", "张三", "一部", ""), ("2", "李四", "", ""))


def test_headings_are_those_of_the_form_in_chinese(office: Office, people: tuple[str, str]) -> None:
    assert staff().draw(office, Extent(), CHINESE).header == ("序号", "姓名", "部门", "签字")


def test_above_it_stand_level_title_unit_and_period_and_on_each_page_who_wrote_it(
    office: Office, people: tuple[str, str]
) -> None:
    frame = drawn(office, staff(period=("joined",)), "2026").frame
    assert (frame.mark, frame.title) == ("Internal", "People")
    assert frame.above == ("Unit: 甲站", "Period: 2026-01-01 to 2026-12-31")
    assert frame.written == "Written by 安宁, 2026-11-23"


@pytest.mark.parametrize(
    ("period", "names"),
    [("", 2), ("2026", 1), ("2026-Q2", 1), ("2026-05", 1), ("2026-04", 0), ("2026-05-06/2026-05-06", 1)],
)
def test_only_what_lies_in_the_period_stands_in_it(
    office: Office, people: tuple[str, str], period: str, names: int
) -> None:
    assert len(drawn(office, staff(period=("joined",)), period).rows) == names


def test_a_part_of_it_names_what_it_is_written_for(office: Office, people: tuple[str, str]) -> None:
    part = staff(within=("unit",), head=(Heading("编码", "Code", "code"),))
    made = drawn(office, part, of=people[1])
    assert [row[1] for row in made.rows] == ["张三"]
    assert made.frame.above == ("Unit: 甲站", "Code: 01")


def test_without_a_head_a_part_says_what_it_is_of(office: Office, people: tuple[str, str]) -> None:
    assert drawn(office, staff(within=("unit",)), of=people[1]).frame.above == ("Unit: 甲站", "一部")


def test_a_form_is_about_one_record_and_stands_upright_on_paper(office: Office, people: tuple[str, str]) -> None:
    paper = drawn(office, staff(form=True), of=people[0]).as_paper(str)
    (table,) = paper.sections[0].tables
    assert table.rows == (("No.", "1"), ("Name", "张三"), ("Department", "一部"), ("Signed", ""))
    assert not paper.across


def test_a_list_stands_across_the_page_with_its_level_and_its_sums(office: Office, people: tuple[str, str]) -> None:
    paper = drawn(office, staff(below=lambda found, book: (f"{len(found)} in all",))).as_paper(str)
    assert (paper.across, paper.mark, paper.title) == (True, "Internal", "People")
    assert paper.sections[-1].paragraphs == ("2 in all",)


def test_what_an_officer_need_not_see_is_masked(
    office: Office, people: tuple[str, str], colleague: Callable[..., Office]
) -> None:
    phones = Register(
        "phones", "People", Person, (Heading("电话", "Phone", "phone"),), where=lambda _: Is("number", ("7",))
    )
    worked_out = Register("worked", "People", Person, (Heading("电话", "Phone", lambda row: row.at("phone")),))
    assert drawn(office, phones).rows == (("1390000",),)
    clerk = colleague("李明", "clerk")
    assert drawn(clerk, phones).rows == ((MASK,),)
    assert (MASK,) in drawn(clerk, worked_out).rows


def test_what_stays_on_the_screen_is_masked_for_everybody(office: Office) -> None:
    seen = VisitDocument(visit="f" * 32, number="990101", ending="0101", erase_on=date(2027, 1, 1))
    write(office, create(seen))
    headings = (
        Heading("证件号", "Number", "number"),
        Heading("同", "Same", lambda row: row.at("number")),
    )
    made = drawn(office, Register("seen", "Documents seen", VisitDocument, headings))
    assert all(row == (MASK, MASK) for row in made.rows)


def test_who_reads_nothing_of_its_kind_is_offered_none_and_reads_none(
    office: Office, people: tuple[str, str], colleague: Callable[..., Office]
) -> None:
    files = Register("files", "Care files", CareFile, (Heading("编号", "Number", "number"),))
    auditor = colleague("方正", "auditor")
    assert files not in registers_of(["care_file"], auditor)
    assert drawn(auditor, files).rows == ()


def test_moments_are_said_as_days_and_hours() -> None:
    class At:
        def at(self, path: str) -> datetime:
            return datetime(2026, 11, 23, 14, 5)

    row: Row = At()  # type: ignore[assignment]
    day: Any = day_of("when")
    hour: Any = hour_of("when")
    assert (day(row), hour(row)) == (date(2026, 11, 23), "14:05")


@pytest.mark.parametrize("key", ["", "2026-13", "2026-Q5", "2026-W54", "0000", "2026-02-30/2026-03-01", "gestern"])
def test_what_names_no_period_is_none(key: str) -> None:
    assert period_named(key) is None
