"""A care file at two sites: who sees it there, whose readings stay where, and that it is forgotten at both."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from core.desks.administration import OpenAccount
from core.desks.care.deciding import CloseFile
from core.desks.care.opening import OpenCareFile
from core.desks.care.purging import PurgeFile
from core.desks.care.words import Basis
from core.desks.people import AddPerson
from core.desks.transfers import TrustSite
from core.ids import new_id
from core.query import Query, Words
from data.exchange import Exchange
from data.site import OpenSite

PERSON, FILE = "b" * 32, "a" * 32
SHARED = ("common", "care")

Carry = Callable[[OpenSite, OpenSite], None]


@pytest.fixture
def sites(new_site: Callable[[str], OpenSite]) -> tuple[OpenSite, OpenSite]:
    """Two sites that share care files; a clerk, a helper and a supervisor at the first."""
    here, there = new_site("甲站"), new_site("乙站")
    for one, other in ((here, there), (there, here)):
        card = Exchange(other.store, other.keys).card()
        trusted = {"target": card.site, "name": card.name, "fingerprint": card.fingerprint, "shares": SHARED}
        one.office().do(TrustSite(**trusted, card=card.dump().decode()))
    office = here.office()
    office.do(AddPerson(target=PERSON, name="张三"))
    for seat, role in ((2, "helper"), (3, "supervisor")):
        office.do(OpenAccount(name=role, seat=seat, roles=(role,)))
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
    there.office().do(OpenAccount(name="旁人", seat=2, roles=("helper",)))
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
    here.office().do(CloseFile(target=FILE, reason="已解决"))
    here.clock = lambda: datetime(2028, 11, 24, 9)
    here.office().do(PurgeFile(target=FILE))
    carry(here, there)
    for site in sites:
        for kind in ("care_file", "care_review", "care_reading"):
            assert site.store.count(Query(kind)) == 0
        assert site.office().count(Query("care_file", Words("张三"))) == 0
        assert {left.rule for left in site.office().find(Query("purge"))} == {"care.retention_months"}
        assert site.store.check() is None
