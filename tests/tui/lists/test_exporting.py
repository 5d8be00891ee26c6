"""A list to a file: the rows, the order, the words and the masks are those of the screen."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.desks.people.people import AmendPerson
from core.model.query import NOTHING, Is, Query
from core.office.office import Office
from core.values.mask import MASK
from data.documents.xlsx import read_sheets
from tests.support.command_line_driver import CommandLine
from tests.support.screen_stage import OpenBackend
from tui.language import set_language
from tui.lists.exporting import EmptyList, write_list
from tui.lists.grouped_source import GroupedSource
from tui.widgets.record_source import KindSource


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list.xlsx"


def table(path: Path) -> list[tuple[Any, ...]]:
    (sheet,) = read_sheets(path)
    return [tuple(cells) for _number, cells in sheet.rows]


def write(office: Office, query: Query, path: Path, *names: str) -> list[tuple[Any, ...]]:
    backend: Any = OpenBackend(office)
    write_list(office, backend, query.kind, KindSource(office, query, names), path)
    return table(path)


def test_a_list_has_its_headings_and_rows_in_their_order(furnished: Office, path: Path) -> None:
    assert write(furnished, Query("person"), path, "number", "name", "unit") == [
        ("Staff number", "Full name", "Unit"),
        ("1001", "张三", "第一车间"),
        ("1002", "李四", "后勤科"),
        ("1003", "[red]欧阳[/red]", "第一车间"),
    ]


def test_headings_and_words_are_in_the_language_of_the_screen(furnished: Office, path: Path) -> None:
    set_language("zh_CN")
    header, *rows = write(furnished, Query("grievance"), path, "number", "stage")
    assert header == ("时限", "编号", "办理阶段")
    assert {row[2] for row in rows} == {"已登记", "办理中"}


def test_only_what_was_searched_for_is_written(furnished: Office, path: Path) -> None:
    assert len(write(furnished, Query("person", Is("number", ("1002",))), path)) == 2


def test_what_is_masked_on_the_screen_is_masked_in_the_file(furnished: Office, only: Any, path: Path) -> None:
    person = only(furnished, "person", number="1001")
    furnished.do(
        AmendPerson(**AmendPerson.suggest(person, furnished.context()) | {"target": person.id, "phone": "139"})
    )
    furnished.viewer = type(furnished.viewer)(furnished.officer, furnished.viewer.duties - {"people.private"})
    assert write(furnished, Query("person"), path, "number", "phone")[1] == ("1001", MASK)


def test_an_empty_list_is_refused_and_not_entered(furnished: Office, path: Path) -> None:
    with pytest.raises(EmptyList):
        write(furnished, Query("person", NOTHING), path)
    assert furnished.count(Query("export")) == 0


def test_headings_between_rows_are_written_and_not_counted(furnished: Office, path: Path) -> None:
    backend: Any = OpenBackend(furnished)
    source = GroupedSource([("All of it", KindSource(furnished, Query("agenda")))])
    count = write_list(furnished, backend, "agenda", source, path)
    assert count == furnished.count(Query("agenda"))
    assert len(table(path)) == count + 2


def test_the_command_writes_what_its_search_line_finds(
    furnished: Office, path: Path, commands_of: Callable[[Office], CommandLine]
) -> None:
    said = commands_of(furnished)("export", "person", "--query", "李", "--out", str(path))
    assert [row[1] for row in table(path)] == ["Staff number", "1002"]
    assert said == f"1 rows were written to {path}.\n"
