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
from tui import screens  # noqa: F401 - declares the desks
from tui.generic.column_mapping import MappingScreen
from tui.generic.desk import desks
from tui.language import set_language

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


@pytest.fixture
def importing_it(settle: Any) -> Callable[..., Any]:
    """Go to the people, choose the file on the medium, and press further keys."""
    desk = next(desk.key for desk in desks() if "person" in desk.kinds)

    async def press(pilot: Any, *keys: str) -> None:
        for key in (desk, "i", "enter", "down", "enter", *keys):
            await pilot.press(key)
            await settle(pilot)

    return press


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_headings_that_are_not_known_are_asked_for(
    code: str, file: Any, importing_it: Any, opened: Any, looks_like: Any
) -> None:
    set_language(code)
    file("胸牌", "职工", "班组")
    async with opened() as pilot:
        await importing_it(pilot)
        assert isinstance(pilot.app.screen, MappingScreen)
        looks_like(pilot.app, f"mapping-80-{code}")


async def test_what_a_column_is_said_to_be_is_read_and_remembered(
    file: Any, importing_it: Any, opened: Any, furnished: Office, picture: Any
) -> None:
    file("胸牌", "职工", "班组")
    name, number = ("down", "enter", *"姓名", "enter"), ("up", "enter", *"工号", "enter")
    async with opened() as pilot:
        set_language("zh_CN")
        await importing_it(pilot, *name, *number, "f10")
        assert "钱七" not in {person.name for person in furnished.find(Query("person"))}
        await pilot.press("f10")
        await pilot.pause()
        assert "钱七" in {person.name for person in furnished.find(Query("person"))}
    assert remembered(furnished, IMPORTS["staff_list"]) == {"胸牌": "number", "职工": "name"}


async def test_the_next_file_with_these_headings_is_not_asked_about(
    file: Any, importing_it: Any, opened: Any, furnished: Office
) -> None:
    importing.remember(furnished, IMPORTS["staff_list"], {"胸牌": "number", "职工": "name"})
    file("胸牌", "职工", "班组")
    async with opened() as pilot:
        await importing_it(pilot)
        assert not isinstance(pilot.app.screen, MappingScreen)
        await pilot.press("escape")


async def test_columns_that_were_understood_wrongly_are_changed_from_the_preview(
    file: Any, importing_it: Any, opened: Any, furnished: Office, picture: Any
) -> None:
    file("工号", "姓名", "部门")
    async with opened() as pilot:
        await importing_it(pilot, "c", "end", "enter", *"left", "space", *"out", "enter", "f10")
        assert "部门" in picture(pilot.app)
        assert remembered(furnished, IMPORTS["staff_list"]) == {"部门": ""}
        await pilot.press("escape")


async def test_a_private_column_is_refused_whatever_it_is_said_to_be(
    file: Any, importing_it: Any, opened: Any, picture: Any
) -> None:
    file("工号", "姓名", "民族")
    async with opened() as pilot:
        await importing_it(pilot, "c", "end", "enter", *"post", "enter", "f10")
        assert isinstance(pilot.app.screen, MappingScreen)
        assert "private sphere" in " ".join(picture(pilot.app).split())


async def test_nothing_is_remembered_or_read_when_the_officer_goes_back(
    file: Any, importing_it: Any, opened: Any, furnished: Office
) -> None:
    file("胸牌", "职工", "班组")
    async with opened() as pilot:
        await importing_it(pilot, "enter", "down", "enter", "escape")
    assert remembered(furnished, IMPORTS["staff_list"]) == {}
