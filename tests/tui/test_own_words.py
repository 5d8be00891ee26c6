"""The program understands its own words: what a list shows, in either language, is taken by its search."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.access import MASK
from core.demo.story import CAST, play
from core.office import Office
from core.query import Query
from core.record import RECORDS, columns
from core.refusal import Refusal
from core.searchline import STANDING, STATE, parse
from data.site import OpenSite
from tui.language import Language
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
    """Yield record, heading and value of each cell of the first and last rows of a list."""
    source = KindSource(office, Query(kind), language_=language)
    keys = source.keys()
    tried = [*keys[: ROWS // 2], *keys[-ROWS // 2 :]]
    for key, row in zip(tried, source.page(tried), strict=True):
        record = source.record(key)
        for column, cell in zip(source.columns, row.cells, strict=True):
            yield record, column.label, cell


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
    labels = [STATE, *((STANDING,) if RECORDS[kind].watches else ())]
    labels += [column.about.label for column in columns(RECORDS[kind]).values()]
    names: list[Any] = [language.translate(label) for label in labels]
    assert sorted({name for name in names if names.count(name) > 1}) == []
