"""The demo store: its ledger of exports has two years, and one file that was never completed."""

from collections.abc import Callable, Iterator

import pytest

from core.demo.life_stories import SECURITY
from core.demo.story import CAST
from core.model.query import Is, Query
from data.site.open_site import OpenSite


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, demo_at: Callable[..., OpenSite]) -> Iterator[OpenSite]:
    site = demo_at(tmp_path_factory.mktemp("demo") / "store", 150, 400)
    yield site
    site.close()


def test_each_month_a_list_went_out(demo: OpenSite) -> None:
    months = {(entry.when.year, entry.when.month) for entry in demo.store.find(Query("export"))}
    assert len(months) >= 20


def test_one_file_was_never_completed(demo: OpenSite) -> None:
    assert demo.store.count(Query("export", Is("unfinished", (True,)))) == 1


def test_the_clerk_and_the_registrar_wrote_them_and_see_them(demo: OpenSite) -> None:
    wrote = [seat for seat in range(1, len(CAST) + 2) if demo.office(seat).count(Query("export"))]
    assert [demo.office(seat).title("officer", demo.office(seat).officer) for seat in wrote] == ["安宁", "林静"]


def test_who_answers_for_the_ledger_reads_no_list_of_cases_and_sees_none_of_it(demo: OpenSite) -> None:
    security = demo.office(2 + [part.part for part in CAST].index(SECURITY))
    assert security.reads("export")
    assert not security.count(Query("export"))
