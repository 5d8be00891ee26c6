"""A desk that was added has its place on the screens, in the grid, on the card and on the command line."""

from datetime import date, timedelta

import pytest

from core.desks.grid import AddCell
from core.desks.grid.figures import figures, grid
from core.desks.people.people import AddPerson, AddUnit
from core.importing.plan import apply, plan
from core.model.card_section import card_sections
from core.model.on_calendar import OnCalendar
from core.model.printout import papers_of
from core.model.query import Is, Query
from core.model.record import RECORDS
from core.office.office import Office
from core.office.person_card import threads
from core.spreadsheets.columns import read_table, recognise
from core.spreadsheets.declaration import IMPORTS, Outcome
from core.values.section import Section
from tests.support.contractors import add, check
from tests.support.screen_driver import Opened
from tests.support.screen_stage import OpenBackend
from tui.cli.parser import parser
from tui.frame.desk import desks, letters, sections
from tui.language import set_language
from tui.lists.importing import imports_of
from tui.screens.grid.tree_commands import ShowCounted

pytestmark = pytest.mark.database  # which makes its tables when it is opened


def test_it_stands_in_the_section_that_its_first_kind_names(office: Office) -> None:
    *_others, desk = sections(desks(office))[Section.SECRETS]
    assert (desk.label, desk.kinds) == ("Contractors", ("contractor",))
    assert letters()["n"] == desk
    assert all("contractor" not in each.kinds for each in desks(office) if each != desk)


@pytest.fixture
def backend(office: Office) -> OpenBackend:
    return OpenBackend(office)


async def test_its_desk_is_opened_and_used_from_the_keyboard(office: Office, opened: Opened) -> None:
    set_language("en")
    add(office, "海天")
    async with opened((120, 36)) as officer:
        assert "2 Secrets" in officer.words
        await officer.press("g", "n")
        assert "海天" in officer.words
        assert "i Import" in officer.words
        await officer.press("n")
        assert "Add contractor" in officer.words


async def test_what_says_where_it_stands_on_a_calendar_has_one(
    office: Office, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RECORDS["contractor"], "on_calendar", OnCalendar("next_check", "name"))
    set_language("en")
    add(office, "海天", next_check=office.today)
    async with opened() as officer:
        await officer.press("g", "n")
        month = officer.words.split("Next check")[0]
        assert "Mon Tue Wed" in month
        assert "海天" in month
        await officer.press("left", "n")
        assert str(office.today - timedelta(days=1)) in officer.words


def test_its_figure_stands_in_the_grid(office: Office) -> None:
    cell = AddCell(name="综合办公室", code="01", start=date(2026, 1, 1))
    office.do(cell)
    add(office, cell=cell.target, next_check=date(2026, 11, 1))
    add(office, "中院", cell=cell.target, next_check=date(2027, 11, 1))
    assert grid(office).total["checks_due"] == 1
    (command,) = (each for each in map(ShowCounted, figures()) if each.label == "Checks due")
    assert command.key == "v"


def test_it_stands_on_the_card_of_the_person_responsible(office: Office) -> None:
    unit = AddUnit(name="机关", code="01")
    person = AddPerson(name="张三", unit=unit.target)
    office.do_all((unit, person))
    add(office, responsible=person.target, next_check=date(2026, 11, 1))
    named = {thread.record_type.kind: office.count(thread.query) for thread in threads(office, person.target)}
    assert named["contractor"] == 1
    (section,) = card_sections(office, person.target)
    assert (str(section.heading), [str(line) for line in section.lines]) == ("Contractors", ["Checks due 1"])


async def test_its_dashboard_is_shown_by_its_key_and_leads_to_its_records(office: Office, opened: Opened) -> None:
    add(office, "海天", next_check=date(2026, 11, 1))
    check(office, add(office, "中院"), date(2027, 11, 1))
    async with opened() as officer:
        await officer.press("g", "n", "z")
        for line in ("Checks due", "up to 90 days"):
            assert line in officer.picture
        await officer.press("down", "enter")
        assert "海天" in officer.picture
        assert "中院" not in officer.picture


def test_its_sheet_says_what_stands_in_the_record(office: Office) -> None:
    firm = add(office, "海天", contact="王律师", phone="1390000", next_check=date(2027, 1, 5))
    (sheet,) = papers_of("contractor")
    made = sheet.draw(office, firm, str)
    (table,) = made.sections[0].tables
    assert (made.title, table.rows) == (
        "Contractor's sheet",
        (("Name", "海天"), ("Contact", "王律师"), ("Next check", "2027-01-05")),
    )


def test_its_list_is_imported_from_the_command_line_and_on_its_desk(office: Office) -> None:
    assert parser().parse_args(["import", "contractors", "list.xlsx"]).what == "contractors"
    (command,) = imports_of(("contractor",))
    assert command.is_allowed(office)


def test_its_rows_become_actions(office: Office) -> None:
    """A firm that is here stays as it is; whom a row names is looked up, and one who is not here is told."""
    unit = AddUnit(name="机关", code="01")
    person = AddPerson(name="张三", unit=unit.target)
    office.do_all((unit, person))
    add(office, "中院")
    rows = list(
        enumerate(
            (("单位名称", "联系人", "负责人"), ("海天", "王律师", "张三"), ("中院", "", ""), ("金盾", "", "李四")), 1
        )
    )
    importer = IMPORTS["contractors"]
    mapping = recognise(rows, importer.columns)
    found = plan(office, importer, read_table(rows, mapping), mapping)
    assert [verdict.outcome for verdict in found.verdicts] == [Outcome.NEW, Outcome.SAME, Outcome.BAD]
    assert str(found.verdicts[2].remarks[0]).startswith("“负责人”: nothing here is called “李四”.")
    apply(office, found)
    (firm,) = office.find(Query("contractor", Is("name", ("海天",))))
    assert (firm.contact, firm.responsible) == ("王律师", person.target)
