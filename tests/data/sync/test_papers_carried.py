"""Attached papers go where their records go, once; what is missing is asked for (changes §13)."""

from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from core.desks.grievances import RegisterGrievance
from core.desks.people.people import AddPerson
from core.model.query import Query
from data.sync import papers_carried
from data.sync.known_sites import KnownSites
from data.transfer_file.sealed_file import open_sealed
from tests.conftest import NOW
from tests.support.papers import attached, house_of, papers_of, png, sealed_file
from tests.support.site_driver import Found, SiteDriver

Two = tuple[SiteDriver, SiteDriver]


@pytest.fixture
def two(found: Found) -> Two:
    one, other = found("甲站", "乙站")
    one.trust(other)
    other.trust(one)
    one.office.do(AddPerson(name="张三"))
    return one, other


def person_of(hand: SiteDriver) -> Any:
    return hand.store.find(Query("person"))[0]


def blobs_in(path: Path, at: SiteDriver) -> int:
    opened = open_sealed(path, at.keys, KnownSites(at.store, without=at.id))
    return len(opened.manifest.blobs)


def content_at(hand: SiteDriver) -> list[bytes]:
    house, office = house_of(hand.site), hand.site.office()
    return [house._content(office, paper) for paper in papers_of(hand.site, person_of(hand))]


def test_a_paper_comes_with_its_record(two: Two, tmp_path: Path) -> None:
    one, other = two
    paper = attached(one.site, person_of(one), tmp_path, png())
    other.receive(one.send(other))
    assert papers_of(other.site, person_of(other)) == [paper]
    assert content_at(other) == [png()]
    assert house_of(other.site).check(other.office) is None


def test_what_was_confirmed_is_not_sent_again(two: Two, tmp_path: Path) -> None:
    one, other = two
    attached(one.site, person_of(one), tmp_path, png())
    other.receive(one.send(other))
    one.receive(other.send(one))
    attached(one.site, person_of(one), tmp_path, png(lines=2), name="另一份")
    path = one.send(other)
    assert blobs_in(path, other) == 1
    other.receive(path)
    assert sorted(content_at(other)) == sorted([png(), png(lines=2)])


def test_only_what_is_shared_goes(two: Two, tmp_path: Path, found: Found) -> None:
    one, _ = two
    (third,) = found("丙站")
    one.trust(third, shares=("common",))
    third.trust(one, shares=("common",))
    one.office.do(RegisterGrievance(received=NOW, subject="食堂"))
    (grievance,) = one.store.find(Query("grievance"))
    attached(one.site, grievance, tmp_path, png())
    path = one.send(third)
    assert blobs_in(path, third) == 0
    third.receive(path)
    assert third.store.papers.names() == []


def test_what_is_missing_is_asked_for_and_comes_with_the_next(two: Two, tmp_path: Path) -> None:
    one, other = two
    paper = attached(one.site, person_of(one), tmp_path, png())
    other.receive(one.send(other))
    sealed_file(other.site, paper).unlink()
    one.receive(other.send(one))
    path = one.send(other)
    assert blobs_in(path, other) == 1
    other.receive(path)
    assert content_at(other) == [png()]
    one.receive(other.send(one))
    assert blobs_in(one.send(other), other) == 0


def test_nobody_gets_by_asking_what_is_not_shared_with_him(two: Two, tmp_path: Path, found: Found) -> None:
    one, _ = two
    (third,) = found("丙站")
    one.trust(third, shares=("common",))
    third.trust(one, shares=("common",))
    one.office.do(RegisterGrievance(received=NOW, subject="食堂"))
    (grievance,) = one.store.find(Query("grievance"))
    paper = attached(one.site, grievance, tmp_path, png())
    with patch("data.sync.packing.wanted", lambda store, site: [paper.content]):
        one.receive(third.send(one))
    assert blobs_in(one.send(third), third) == 0


def test_a_site_that_lacks_a_paper_passes_the_record_on_without(two: Two, tmp_path: Path, found: Found) -> None:
    one, other = two
    (third,) = found("丙站")
    for a, b in ((other, third), (third, other)):
        a.trust(b)
    third.trust(one)
    paper = attached(one.site, person_of(one), tmp_path, png())
    other.receive(one.send(other))
    sealed_file(other.site, paper).unlink()
    third.receive(other.send(third))
    assert papers_of(third.site, person_of(third)) == [paper]
    assert third.store.papers_missing(("common",)) == [paper.content]
    one.trust(third)
    one.receive(third.send(one))
    third.receive(one.send(third))
    assert content_at(third) == [png()]


def test_a_damaged_one_keeps_nothing_from_going(two: Two, tmp_path: Path) -> None:
    one, other = two
    paper = attached(one.site, person_of(one), tmp_path, png())
    attached(one.site, person_of(one), tmp_path, png(lines=2))
    sealed_file(one.site, paper).write_bytes(b"rot")
    path = one.send(other)
    assert blobs_in(path, other) == 1
    other.receive(path)
    assert other.store.papers_missing(("common",)) == [paper.content]


def test_more_than_one_file_takes_go_with_the_next(two: Two, tmp_path: Path) -> None:
    one, other = two
    for number in range(3):
        attached(one.site, person_of(one), tmp_path, png(lines=number + 1), name=f"第{number}份")
    with patch.object(papers_carried, "MOST_CARRIED", 2):
        other.receive(one.send(other))
        assert len(other.store.papers.names()) == 2
        one.receive(other.send(one))
        other.receive(one.send(other))
    assert len(content_at(other)) == 3


def test_a_transfer_that_fails_leaves_no_paper_behind_for_good(two: Two, tmp_path: Path) -> None:
    one, other = two
    attached(one.site, person_of(one), tmp_path, png())
    path = one.send(other)
    with patch("data.sync.receiving.keep_wanted", side_effect=RuntimeError), pytest.raises(RuntimeError):
        other.receive(path)
    other.store.sweep_papers()
    assert other.store.papers.names() == []
    other.receive(path)
    assert content_at(other) == [png()]


def test_a_purge_that_comes_takes_the_file(two: Two, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.model.record import RECORDS
    from core.rules.purge import purge

    monkeypatch.setattr(RECORDS["person"], "retention", "test.retention")
    one, other = two
    attached(one.site, person_of(one), tmp_path, png())
    other.receive(one.send(other))
    with one.store.transaction():
        drafts = list(purge([person_of(one)], one.office.context()))
        one.store.write(drafts, officer=one.office.officer, action="test")
    assert one.store.papers.names() == []
    other.receive(one.send(other))
    assert other.store.papers.names() == []
