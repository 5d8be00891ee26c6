"""Which column of a spreadsheet is which: asked where it is not known, remembered for the next file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.importing import plan as importing
from core.importing.plan import plan, remembered
from core.model.query import Query
from core.office.office import Office
from core.spreadsheets.declaration import IMPORTS
from core.values.sentence import say
from data.documents.xlsx import guess_headings, open_table, write_rows
from tests.support.screen_driver import Opened, ScreenDriver
from tui import screens  # noqa: F401 - declares the desks
from tui.language import set_language
from tui.lists.column_mapping import MappingScreen

ROSTER = [["1001", "张三", "一车间"], ["1009", "钱七", "后勤科"]]


def read(office: Office, what: str, path: Path, progress: Any) -> Any:
    importer = IMPORTS[what]
    table = open_table(path, importer.columns, remembered(office, importer))
    return plan(office, importer, table.rows, table.mapping, progress)


@pytest.fixture
def file(backend: Any, tmp_path: Path) -> Callable[..., None]:
    """Put a roster with these headings on the medium."""
    backend.media = [tmp_path]
    backend.read_import = read
    backend.headings = lambda office, what, path: guess_headings(
        path, IMPORTS[what].columns, remembered(office, IMPORTS[what])
    )
    backend.import_rows = lambda office, plan, progress: say("{n} rows.", n=importing.apply(office, plan, progress))

    def write(*headings: str) -> None:
        write_rows(tmp_path / "roster.xlsx", headings, ROSTER)

    return write


async def importing_it(officer: ScreenDriver, *keys: str) -> None:
    """Go to the people, choose the file on the medium, and press further keys."""
    await officer.open_list("person", "i", "enter", *keys)


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_headings_that_are_not_known_are_asked_for(code: str, file: Any, opened: Opened) -> None:
    set_language(code)
    file("胸牌", "职工", "班组")
    async with opened() as officer:
        await importing_it(officer)
        assert isinstance(officer.top, MappingScreen)
        officer.looks_like(f"mapping-80-{code}")


async def test_what_a_column_is_said_to_be_is_read_and_remembered(file: Any, opened: Opened, furnished: Office) -> None:
    file("胸牌", "职工", "班组")
    name, number = ("down", "enter", *"姓名", "enter"), ("up", "enter", *"工号", "enter")
    async with opened() as officer:
        set_language("zh_CN")
        await importing_it(officer, *name, *number, "f10")
        assert "钱七" not in {person.name for person in furnished.find(Query("person"))}
        await officer.press("f10")
        assert "钱七" in {person.name for person in furnished.find(Query("person"))}
    assert remembered(furnished, IMPORTS["staff_list"]) == {"胸牌": "number", "职工": "name"}


async def test_the_next_file_with_these_headings_is_not_asked_about(
    file: Any, opened: Opened, furnished: Office
) -> None:
    importing.remember(furnished, IMPORTS["staff_list"], {"胸牌": "number", "职工": "name"})
    file("胸牌", "职工", "班组")
    async with opened() as officer:
        await importing_it(officer)
        assert not isinstance(officer.top, MappingScreen)
        await officer.press("escape")


async def test_columns_that_were_understood_wrongly_are_changed_from_the_preview(
    file: Any, opened: Opened, furnished: Office
) -> None:
    file("工号", "姓名", "部门")
    async with opened() as officer:
        await importing_it(officer, "c", "end", "enter", *"left", "space", *"out", "enter", "f10")
        assert "部门" in officer.picture
        assert remembered(furnished, IMPORTS["staff_list"]) == {"部门": ""}
        await officer.press("escape")


async def test_a_private_column_is_refused_whatever_it_is_said_to_be(file: Any, opened: Opened) -> None:
    file("工号", "姓名", "民族")
    async with opened() as officer:
        await importing_it(officer, "c", "end", "enter", *"post", "enter", "f10")
        assert isinstance(officer.top, MappingScreen)
        assert "private sphere" in officer.words


async def test_nothing_is_remembered_or_read_when_the_officer_goes_back(
    file: Any, opened: Opened, furnished: Office
) -> None:
    file("胸牌", "职工", "班组")
    async with opened() as officer:
        await importing_it(officer, "enter", "down", "enter", "escape")
    assert remembered(furnished, IMPORTS["staff_list"]) == {}
