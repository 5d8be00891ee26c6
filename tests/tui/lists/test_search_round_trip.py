"""The program understands its own words: what a list shows, in either language, is taken by its search."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.demo.story import CAST, play
from core.desks.education import Presence
from core.desks.education.attendance_import import WORDS
from core.importing.plan import plan
from core.model.query import Is, Query
from core.model.record import RECORDS, columns
from core.office.office import Office
from core.office.search_line import STANDING, STATE, parse
from core.spreadsheets.declaration import IMPORTS, Outcome, Verdict
from core.values.cadence import called, key_of
from core.values.cleaning import folded
from core.values.mask import MASK
from core.values.refusal import Refusal
from core.wording.record_text import deadline_status_of
from data.documents.xlsx import open_table
from data.site.open_site import OpenSite
from tests.support.screen_stage import OpenBackend
from tui.language import Language
from tui.lists.exporting import write_list
from tui.widgets.record_source import STANDING as STATUS
from tui.widgets.record_source import KindSource

LANGUAGES = (Language("en"), Language("zh_CN"))
ROWS = 12
"""How many rows of a list are tried."""
LISTED = [kind for kind, declared in RECORDS.items() if any(each.about.column for each in columns(declared).values())]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory, found_at: Callable[[Path, str], OpenSite]) -> Iterator[Office]:
    """The office of somebody who may read everything, after a year."""
    site = found_at(tmp_path_factory.mktemp("words") / "store", "安台示范单位")
    play(site.store, range(1, len(CAST) + 2), people=40, grievances=60, seed=3, today=date(2026, 11, 23))
    yield site.office(1)
    site.close()


def shown(office: Office, kind: str, language: Language) -> Iterator[tuple[str, str, str]]:
    """Yield record, heading and value of each cell of a list's first and last rows, but for what is never sought."""
    source = KindSource(office, Query(kind), language_=language)
    unsought = {name for name, column in columns(RECORDS[kind]).items() if column.about.unsought}
    keys = source.keys()
    tried = [*keys[: ROWS // 2], *keys[-ROWS // 2 :]]
    for key, row in zip(tried, source.page(tried), strict=True):
        record = source.record(key)
        for column, cell in zip(source.columns, row.cells, strict=True):
            if column.name in unsought:
                continue
            yield record, column.label, status(office, kind, record, language) if column.name == STATUS else cell


def status(office: Office, kind: str, record: str, language: Language) -> str:
    """Return the word by which a record is found whose days are told in its list; empty if nothing is due of it."""
    declared = RECORDS[kind]
    (values,) = office.page(kind, list(office.keys(Query(kind, Is("id", (record,))))), declared.status_columns)
    found = deadline_status_of(declared, dict(zip(declared.status_columns, values, strict=True)), office.context())
    return language.label(found) if found else ""


def unfound(office: Office, kind: str, language: Language) -> Iterator[str]:
    """Yield each value that the search of its own list does not take back."""
    lines = dict.fromkeys(
        (record, label, f'{label}:"{cell or language.translate("none")}"')
        for record, label, cell in shown(office, kind, language)
        if MASK not in cell and '"' not in cell
    )
    found: dict[str, set[str]] = {}
    for record, _label, line in lines:
        if line not in found:
            try:
                where = parse(line, RECORDS[kind], office.context(), language.translate)
                found[line] = {each.id for each in office.find(Query(kind, where))}
            except Refusal as refusal:
                found[line] = set()
                yield f"{line}: {refusal}"
                continue
        if record not in found[line]:
            yield line


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
@pytest.mark.parametrize("kind", LISTED)
def test_every_value_a_list_shows_is_found_by_its_search(story: Office, kind: str, language: Language) -> None:
    assert list(unfound(story, kind, language)) == []


def test_the_story_fills_most_lists(story: Office) -> None:
    assert len([kind for kind in LISTED if story.count(Query(kind))]) > len(LISTED) // 2


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
@pytest.mark.parametrize("kind", RECORDS)
def test_no_two_fields_of_a_kind_have_one_name(kind: str, language: Language) -> None:
    labels = [STATE, *((STANDING,) if RECORDS[kind].status_columns else ())]
    labels += [column.about.label for column in columns(RECORDS[kind]).values()]
    names: list[Any] = [language.translate(label) for label in labels]
    assert sorted({name for name in names if names.count(name) > 1}) == []


IMPORTED = {name: importer.on for name, importer in IMPORTS.items() if importer.on}
"""The list of this program that each import reads."""
OF_OTHERS = {"controls", "secret_posts", "cleared_people", "visit_book"}
"""Imports of what other programs wrote: they ask for columns that stand in the record here, and not in its list."""


def read_again(office: Office, name: str, language: Language, folder: Path) -> list[Verdict]:
    """Write the list that an import reads, read it, and return what is said of each row."""
    backend: Any = OpenBackend(office)
    kind, path = IMPORTED[name], folder / "list.xlsx"
    write_list(office, backend, kind, KindSource(office, Query(kind), language_=language), path)
    table = open_table(path, IMPORTS[name].columns, {})
    told = plan(office, IMPORTS[name], table.rows, table.mapping).verdicts
    return [each for each in told if each.outcome != Outcome.MISSING]  # who was expected and never noted


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
@pytest.mark.parametrize("name", sorted(IMPORTED.keys() - OF_OTHERS))
def test_every_list_that_is_written_is_read_again_and_says_nothing_new(
    story: Office, name: str, language: Language, tmp_path: Path
) -> None:
    verdicts = read_again(story, name, language, tmp_path)
    assert len(verdicts) == story.count(Query(IMPORTED[name])) > 0
    assert [(each.title, *map(str, each.remarks)) for each in verdicts if each.outcome != Outcome.SAME] == []


@pytest.mark.parametrize("name", sorted(OF_OTHERS))
def test_an_import_is_excepted_only_as_long_as_it_does_not_read_its_list(
    story: Office, name: str, tmp_path: Path
) -> None:
    with suppress(Refusal):
        assert {each.outcome for each in read_again(story, name, LANGUAGES[0], tmp_path)} != {Outcome.SAME}


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
@pytest.mark.parametrize("name", IMPORTED)
def test_every_import_knows_what_the_lists_call_its_columns(name: str, language: Language) -> None:
    fields = columns(RECORDS[IMPORTED[name]])
    unknown = [
        label
        for column in IMPORTS[name].columns
        if column.name in fields
        for label in [language.translate(fields[column.name].about.label)]
        if folded(label) not in map(folded, column.headers)
    ]
    assert unknown == []


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_attendance_is_taken_in_the_words_that_lists_write(language: Language) -> None:
    taken = {folded(word): mark for mark, words in WORDS.items() for word in words}
    assert {mark: taken.get(folded(language.label(mark))) for mark in Presence} == {mark: mark for mark in Presence}


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
@pytest.mark.parametrize(
    ("key", "english", "chinese"),
    [
        ("2026-W47", "week 47 of 2026", "2026年第47周"),
        ("2026-W07", "week 7 of 2026", "2026年第7周"),
        ("2026-11", "November 2026", "2026年11月"),
        ("2026-Q4", "quarter 4 of 2026", "2026年第4季度"),
        ("2026", "year 2026", "2026年"),
        ("2025-11-01/2025-11-30", "2025-11-01 to 2025-11-30", "2025-11-01至2025-11-30"),
        ("2025-11-01", "from 2025-11-01", "2025-11-01起"),
    ],
)
def test_a_period_is_called_in_words_and_read_back(key: str, english: str, chinese: str, language: Language) -> None:
    words = language.say(called(key))
    assert words == (chinese if language.code == "zh_CN" else english)
    assert key_of(words, language.translate) == key_of(key, language.translate) == key
    assert key_of(f" {words.upper()} ", language.translate) == key
