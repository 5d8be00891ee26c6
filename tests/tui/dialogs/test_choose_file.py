"""Files are chosen from a list or by their path; a path that cannot be used is told, and what was typed stays."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.widgets import Input, Static

from core.values.refusal import Refusal
from core.values.sentence import say
from tests.support.screen_driver import driven
from tests.support.screen_stage import Stage
from tui.dialogs.choose_file import choose_file, choose_place
from tui.formatting import paths
from tui.formatting.paths import ending_in, free_name, typed_path
from tui.language import set_language
from tui.terminal.wrap import Prose


class Asking(Stage):
    """Asks one question."""

    def __init__(self, question: Callable[[App[Any]], Awaitable[Path | None]]) -> None:
        super().__init__()
        self._question = question
        self.answers: list[Path | None] = []

    def on_mount(self) -> None:
        self.run_worker(self._ask())

    async def _ask(self) -> None:
        self.answers.append(await self._question(self))


async def answered(question: Callable[[App[Any]], Awaitable[Path | None]], *typed: str) -> tuple[Any, list[str]]:
    """Return what was chosen after each line was typed over what stood there, and what was said meanwhile."""
    set_language("en")
    app = Asking(question)
    said: list[str] = []
    async with driven(app, (100, 30)) as officer:
        for text in typed:
            await officer.settle()
            if app.screen.query(Input):
                app.screen.query_one(Input).value = text
                await officer.settle()
            else:
                shown = app.screen.query(Static).first().content
                assert isinstance(shown, Prose)
                said.append(str(shown._lines))
            await officer.press("enter")
        return (app.answers[0] if app.answers else "still asking"), said


@pytest.fixture
def sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A spreadsheet, in the folder that the program was started in."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.xlsx").write_bytes(b"")
    return tmp_path / "a.xlsx"


def file(app: App[Any]) -> Awaitable[Path | None]:
    return choose_file(app, say("Which spreadsheet?"), [], ".xlsx")


def place(app: App[Any]) -> Awaitable[Path | None]:
    return choose_place(app, say("Where to?"), [], "list.xlsx")


async def test_a_pasted_path_is_taken_by_the_chooser(sheet: Path) -> None:
    assert await answered(file, str(sheet)) == (sheet, [])
    assert await answered(file, f"  {sheet} ") == (sheet, [])


async def test_a_relative_path_is_taken_from_where_the_program_was_started(sheet: Path) -> None:
    assert await answered(file, "./a.xlsx") == (sheet, [])


async def test_a_folder_that_is_typed_is_opened(sheet: Path) -> None:
    assert await answered(file, str(sheet.parent), "a.xlsx") == (sheet, [])


@pytest.mark.parametrize("wrong", ["~nosuch/a.xlsx", "gone/a.xlsx", "/" + "长" * 90, "/\ud800"], ids=ascii)
async def test_a_path_that_cannot_be_is_told_and_asked_for_again(sheet: Path, wrong: str) -> None:
    chosen, said = await answered(file, wrong, "", str(sheet))
    assert chosen == sheet
    assert len(said) == 1


@pytest.mark.parametrize(
    ("typed", "written"), [("b.xlsx", "b.xlsx"), ("b", "b.xlsx"), (".", "list.xlsx"), ("b.XLSX", "b.XLSX")]
)
async def test_a_place_gets_the_ending_of_the_file(sheet: Path, typed: str, written: str) -> None:
    assert await answered(place, typed) == (sheet.parent / written, [])


async def test_a_place_with_another_ending_is_told(sheet: Path) -> None:
    chosen, said = await answered(place, "b.csv", "", "b.xlsx")
    assert chosen == sheet.parent / "b.xlsx"
    assert "ends in .xlsx" in said[0]


async def test_what_is_proposed_is_called_like_nothing_that_is_there(sheet: Path) -> None:
    for taken in ("list.xlsx", "list-2.xlsx.001"):
        (sheet.parent / taken).write_bytes(b"")
    assert await answered(place, str(sheet.parent)) == (sheet.parent / "list-3.xlsx", [])


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("", paths.NoPath),
        (" \t", paths.NoPath),
        ("~nosuch", paths.NoSuchHome),
        ("a\0b", paths.UnusablePath),
        ("\ud800", paths.UnusablePath),
    ],
    ids=ascii,
)
def test_a_path_that_is_none_is_refused(typed: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        typed_path(typed)


def test_a_path_is_made_whole(sheet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/x")
    assert typed_path("a.xlsx") == sheet
    assert typed_path("~/a") == Path("/home/x/a")
    assert typed_path("a\udcff").name == "a\udcff"  # a name that is not UTF-8, as it stands on a disk


def test_a_folder_that_is_gone_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert typed_path("/a") == Path("/a")
    with pytest.raises(paths.NoWorkingFolder):
        typed_path("a")
    monkeypatch.chdir(tmp_path)


def test_a_name_with_a_dot_and_no_ending_gets_one(tmp_path: Path) -> None:
    assert ending_in(tmp_path / "2026.11 月计划", ".docx").name == "2026.11 月计划.docx"
    assert free_name(tmp_path / "a.docx") == tmp_path / "a.docx"
