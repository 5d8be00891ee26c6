"""What a site is given of another: the compartments that are shared, and no byte more."""

from datetime import datetime
from typing import Any

import pytest

from core.desks.grievances import RegisterGrievance
from core.desks.people.people import AddPerson
from core.desks.sync.trust import ChangeShares, TrustSite
from core.model.change import ROOT, Stream
from core.model.query import Query
from data.sync.fitting import NotShared
from tests.data.sync.conftest import Found
from tests.support.disk_forensics import unsealed
from tests.support.station import Station
from tests.support.stolen_keys import Theft, crafted


def test_a_site_that_is_given_less_holds_no_byte_of_the_rest(found_stations: Found) -> None:
    a, b, c = found_stations("甲站", "乙站", "丙站")
    a.trust(b, shares=("common",))
    b.trust(a, shares=("common", "grievance", "care"))
    a.trust(c)
    c.trust(a)
    a.add("张三")
    a.office.do(RegisterGrievance(received=datetime(2026, 11, 1), subject="拖欠工资", petitioner="李四"))
    a.exchange.renew(a.office)
    path = a.send(b)
    assert "grievance" not in unsealed(path, b.site.keys).decode(errors="replace")
    b.receive(path)
    assert b.office.count(Query("grievance")) == 0
    assert [stream.compartment for stream, _ in branches(b) if stream.site == a.id] == ["common"]
    c.receive(a.send(c))
    assert c.office.count(Query("grievance")) == 1


def branches(site: Station) -> list[Any]:
    with site.store.transaction():
        return list(site.store.journal.branches)


@pytest.mark.parametrize("written", [1, 40])
def test_a_new_card_does_not_tell_how_many_streams_there_are(couple: Any, written: int) -> None:
    a, _ = couple
    with a.store.transaction():
        for _ in range(written):
            a.store.begin_incarnation("put_back")
            a.office.do(AddPerson(name="张三"))
    card = a.exchange.renew(a.office)
    assert len(card.places) == (16 if written == 1 else 64)


def test_a_compartment_that_is_taken_away_stops_and_comes_whole_when_it_is_given_again(couple: Any) -> None:
    a, b = couple
    for number in range(3):
        a.office.do(RegisterGrievance(received=datetime(2026, 11, 1), subject=f"第{number}件"))
    for site, other in ((a, b), (b, a)):
        site.office.do(ChangeShares(target=other.id, shares=("common",)))
    b.receive(a.send(b))
    a.receive(b.send(a))
    assert b.office.count(Query("grievance")) == 0
    a.office.do(ChangeShares(target=b.id, shares=("common", "grievance")))
    b.untouched_by(NotShared, a.send(b))
    b.office.do(ChangeShares(target=a.id, shares=("common", "grievance")))
    b.receive(a.send(b))
    assert b.office.count(Query("grievance")) == 3
    assert b.sound()


def test_trusting_a_card_starts_from_what_everybody_gets(couple: Any) -> None:
    a, _ = couple
    assert TrustSite.suggest(None, a.office.context())["shares"] == ("common", "grievance")


def test_a_compartment_that_nobody_here_knows_is_not_taken(couple: Any) -> None:
    a, b = couple
    unknown = Theft(a.site.keys, a.card, Stream(a.id, a.store.incarnation, "secret"), 0, ROOT, ROOT)
    b.untouched_by(NotShared, crafted(a, b, unknown.run("王五", kind="inspection")))
    b.untouched_by(NotShared, crafted(a, b, unknown.run("王五")))
