"""The demo store: its ledger of exports has two years, and one file that was never completed."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from core.demo.lives import SECURITY
from core.demo.story import CAST, play
from core.office import Office
from core.query import Is, Query
from data.site import OpenSite


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, found_at: Callable[[Path, str], OpenSite]) -> Iterator[Office]:
    site = found_at(tmp_path_factory.mktemp("demo") / "store", "安台示范单位")
    play(site.store, range(1, len(CAST) + 2), people=60, grievances=20, seed=1, today=date(2026, 11, 23))
    yield site.office(2 + [part.part for part in CAST].index(SECURITY))  # who sees what everyone exported
    site.close()


def test_each_month_a_list_went_out(office: Office) -> None:
    months = {(entry.when.year, entry.when.month) for entry in office.find(Query("export"))}
    assert len(months) >= 20


def test_one_file_was_never_completed(office: Office) -> None:
    assert office.count(Query("export", Is("unfinished", (True,)))) == 1


def test_the_clerk_and_the_registrar_wrote_them(office: Office) -> None:
    assert {office.title("officer", entry.officer) for entry in office.find(Query("export"))} == {"安宁", "林静"}
