"""A care file at two sites: who sees it there, whose readings stay where, and that it is forgotten at both."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from core.desks.care.deciding import CloseFile, LiftHold, PlaceHold
from core.desks.care.opening import OpenCareFile
from core.desks.care.purging import PurgeFile
from core.desks.care.vocabulary import Basis
from core.desks.people.people import AddPerson
from core.model.query import FullText, Query
from core.office.refusals import Refused
from core.values.ids import new_id
from data.site.open_site import OpenSite
from data.sync.exchange import Exchange
from tests.support.site_driver import appoint, card_of, looked, trust

PERSON, FILE = "b" * 32, "a" * 32
SHARED = ("common", "care")

Carry = Callable[[OpenSite, OpenSite], None]


@pytest.fixture
def sites(new_site: Callable[[str], OpenSite]) -> tuple[OpenSite, OpenSite]:
    """Two sites that share care files; a clerk, a helper and a supervisor at the first."""
    here, there = new_site("甲站"), new_site("乙站")
    for one, other in ((here, there), (there, here)):
        trust(one.office(), card_of(other), SHARED)
    office = here.office()
    office.do(AddPerson(target=PERSON, name="张三"))
    for seat, role in ((2, "helper"), (3, "supervisor")):
        appoint(office, role, seat, role)
    office.do(
        OpenCareFile(
            target=FILE,
            person=PERSON,
            basis=Basis.ILLNESS,
            facts="透析费用",
            attention_reason="每周三次",
            helper=here.office(2).officer,
            supervisor=here.office(3).officer,
            told=office.today,
        )
    )
    return here, there


@pytest.fixture
def carry(tmp_path: Path) -> Carry:
    """Carry a transfer from one site to another."""

    def take(one: OpenSite, other: OpenSite) -> None:
        path = tmp_path / f"{new_id()}.sealed"
        Exchange(one.store, one.keys).send(one.office(), other.store.site, path)
        Exchange(other.store, other.keys).apply(other.office(), path)

    return take


def test_it_is_seen_there_by_the_care_clerk_alone_and_each_site_keeps_its_own_readers(
    sites: tuple[OpenSite, OpenSite], carry: Carry
) -> None:
    here, there = sites
    here.office(2).get("care_file", FILE)
    carry(here, there)
    appoint(there.office(), "旁人", 2, "helper")
    assert there.office(2).count(Query("care_file")) == 0
    assert there.office().count(Query("care_reading")) == 0
    assert there.office().get("care_file", FILE).facts == "透析费用"
    assert there.office().count(Query("care_reading")) == 1
    carry(there, here)
    assert {reading.officer for reading in here.office().find(Query("care_reading"))} == {here.office(2).officer}


def test_a_purge_takes_it_from_both_sites_with_their_readings(sites: tuple[OpenSite, OpenSite], carry: Carry) -> None:
    here, there = sites
    carry(here, there)
    there.office().get("care_file", FILE)
    here.office().do(CloseFile(target=FILE, closed_reason="已解决"))
    here.clock = lambda: datetime(2028, 11, 24, 9)
    here.office().do(PurgeFile(target=FILE))
    carry(here, there)
    for site in sites:
        for kind in ("care_file", "care_review", "care_reading"):
            assert site.store.count(Query(kind)) == 0
        assert site.office().count(Query("care_file", FullText("张三"))) == 0
        assert {left.rule for left in site.office().find(Query("purge"))} == {"care.retention_months"}
        assert site.store.check() is None


def test_a_hold_placed_there_keeps_the_file_there_until_it_is_lifted(
    sites: tuple[OpenSite, OpenSite], carry: Carry
) -> None:
    here, there = sites
    here.office().do(CloseFile(target=FILE, closed_reason="已解决"))
    carry(here, there)
    there.office().do(PlaceHold(target=FILE, hold_reason="诉讼中"))
    for site in sites:
        site.clock = lambda: datetime(2028, 11, 24, 9)
    here.office().do(PurgeFile(target=FILE))
    carry(here, there)
    assert there.office().get("care_file", FILE).hold_reason == "诉讼中"
    with pytest.raises(Refused, match="legal hold"):
        there.office().do(PurgeFile(target=FILE))
    carry(there, here)
    assert here.store.count(Query("care_file")) == 0
    assert [hold.site for hold in here.office().find(Query("hold"))] == [there.store.site]
    appoint(there.office(), "另一人", 2, "care_clerk")
    there.office(2).do(looked(there.office(2), LiftHold(target=FILE)))
    carry(there, here)
    for site in sites:
        assert site.store.count(Query("care_file")) == 0
        assert [hold.lifted for hold in site.office().find(Query("hold"))] == [date(2028, 11, 24)]
        assert site.store.check() is None
