"""The demo store: its ledger of exports has two years, and one file that was never completed."""

from core.demo.life_stories import SECURITY
from core.demo.story import CAST
from core.model.query import Is, Query
from data.site.open_site import OpenSite


def test_each_month_a_list_went_out(site: OpenSite) -> None:
    months = {(entry.when.year, entry.when.month) for entry in site.store.find(Query("export"))}
    assert len(months) >= 20


def test_one_file_was_never_completed(site: OpenSite) -> None:
    assert site.store.count(Query("export", Is("unfinished", (True,)))) == 1


def test_the_clerk_and_the_registrar_wrote_them_and_see_them(site: OpenSite) -> None:
    wrote = [seat for seat in range(1, len(CAST) + 2) if site.office(seat).count(Query("export"))]
    assert [site.office(seat).title("officer", site.office(seat).officer) for seat in wrote] == ["安宁", "林静"]


def test_who_answers_for_the_ledger_reads_no_list_of_cases_and_sees_none_of_it(site: OpenSite) -> None:
    security = site.office(2 + [part.part for part in CAST].index(SECURITY))
    assert security.reads("export")
    assert not security.count(Query("export"))
