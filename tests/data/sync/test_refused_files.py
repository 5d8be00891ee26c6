"""Files of honest sites that are not taken: each refusal by its own name, and the store as it was before."""

from datetime import datetime
from unittest.mock import patch

import pytest

from core.desks.grievances import RegisterGrievance
from core.desks.people.people import AddPerson
from core.desks.sync.trust import ChangeShares, RevokeSite
from core.office.refusals import Refused
from data.formats import age
from data.sync.fitting import NotShared
from data.sync.receiving import FileChanged
from data.transfer_file.manifest import OtherRecipient, RevokedSender, UnknownSender
from tests.support.crafted_chains import changes_in, crafted, opened
from tests.support.station import Station, Stations


def test_the_same_file_again(stations: Stations) -> None:
    a, b = stations
    a.office.do(AddPerson(name="张三"))
    path = a.send(b)
    b.receive(path)
    before = b.tables()
    with pytest.raises(Refused, match="received on 2026-11-23 09:30:00 already"):
        b.receive(path)
    assert b.tables() == before


def test_another_file_than_the_one_that_was_previewed(stations: Stations) -> None:
    a, b = stations
    previewed = b.exchange.inspect(a.send(b)).preview
    before = b.tables()
    with pytest.raises(FileChanged):
        b.exchange.apply(b.office, a.send(b), previewed.digest)
    assert b.tables() == before


def test_another_file_under_the_identifier_of_the_one_that_was_previewed(stations: Stations) -> None:
    a, b = stations
    with patch("data.sync.sending.new_id", lambda: "ab" * 16):
        one = a.send(b)
        a.office.do(AddPerson(name="张三"))
        two = a.send(b)
    previewed = b.exchange.inspect(one).preview
    assert previewed.transfer == b.exchange.inspect(two).preview.transfer
    one.write_bytes(two.read_bytes())  # the medium gives something else the second time
    before = b.tables()
    with pytest.raises(FileChanged):
        b.exchange.apply(b.office, one, previewed.digest)
    assert b.tables() == before


def test_an_earlier_file_is_missing(stations: Stations) -> None:
    a, b = stations
    b.receive(a.send(b))
    a.office.do(AddPerson(name="张三"))
    lost = a.send(b)
    claim_receipt(a, b)
    a.office.do(AddPerson(name="李四"))
    late = a.send(b)
    (missing,) = b.receive(late).missing
    assert "changes 2 of “Shared registers”, written by 甲站" in str(missing.sentence())
    assert b.names() == set()
    assert b.receive(lost).joined == 1
    assert b.names() == {"张三", "李四"}
    assert a.store.check() is b.store.check() is None


def claim_receipt(a: Station, b: Station) -> None:
    """Let `a` believe that `b` has everything."""
    with a.store.transaction():
        held = [(stream, tip.seq, tip.id) for stream, tip in a.store.journal.branches]
        a.store.acknowledgements.keep(b.id, held)


def test_a_site_that_lost_everything_is_sent_everything_once_it_says_so(stations: Stations) -> None:
    """What it does not list any more it does not have."""
    a, b = stations
    a.office.do(AddPerson(name="张三"))
    b.receive(a.send(b))
    claim_receipt(a, b)
    assert changes_in(a.send(b), b) == 0
    path = crafted(b, a, have=[])
    a.receive(path)
    assert changes_in(a.send(b), b) == 2


def test_a_file_for_another_site(stations: Stations, third: Station) -> None:
    a, b = stations
    third.trust(a)
    path = a.send(b)
    third.untouched_by(age.NoMatch, path)
    b.office.do(AddPerson(name="张三"))
    passed_on = crafted(a, b, sealed_for=[third])
    third.untouched_by(OtherRecipient, passed_on, "甲站")


def test_a_file_of_a_site_that_is_not_trusted(stations: Stations, third: Station) -> None:
    a, _ = stations
    third.trust(a)
    a.untouched_by(UnknownSender, third.send(a), "丙站")


def test_a_file_of_a_site_that_is_revoked(stations: Stations) -> None:
    a, b = stations
    path = a.send(b)
    b.office.do(RevokeSite(target=a.id))
    b.untouched_by(RevokedSender, path, "甲站")
    with pytest.raises(Refused, match="revoked"):
        b.send(a)


def test_nothing_is_sent_to_oneself_or_to_strangers(stations: Stations) -> None:
    a, _ = stations
    for to in (a.id, "f" * 32):
        with pytest.raises(Refused, match="trusted site"):
            a.exchange.send(a.office, to, a.files / "x.sealed")
    assert not (a.files / "x.sealed").exists()


def test_a_compartment_that_is_not_shared(stations: Stations) -> None:
    a, b = stations
    a.office.do(RegisterGrievance(received=datetime(2026, 11, 1), subject="x"))
    b.office.do(ChangeShares(target=a.id, shares=("common",)))
    b.untouched_by(NotShared, a.send(b), "“grievance”.*甲站")


def test_a_compartment_that_is_not_shared_is_not_sent(stations: Stations) -> None:
    a, b = stations
    a.office.do_all([RegisterGrievance(received=datetime(2026, 11, 1), subject="x"), AddPerson(name="张三")])
    a.office.do(ChangeShares(target=b.id, shares=("common",)))
    payload = opened(a.send(b), b)["payload"]
    assert {each["compartment"] for each in (*payload["segments"], *payload["heads"])} == {"common"}
