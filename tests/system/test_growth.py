"""What grows with the years: it is counted, never timed. `make bench` measures the same store."""

from pathlib import Path
from typing import Any

import pytest

from core.desks.people.people import AddPerson
from core.desks.sync.key_renewal import NewKeys, renew
from core.desks.sync.trust import MOST_OF_FORMER, MOST_PLACES, RevokeSite, Site, SiteStatus
from core.model.change import Stream
from core.model.query import EVERYTHING, Is, Query
from data.peer_state import acknowledged
from data.site.open_site import OpenSite
from data.sync import outgoing_changes
from data.transfer_file.sealed_file import open_sealed
from data.transfer_file.segments import Head, read_payload, sign_tip
from data.vault.throttle import APART_AT_MOST, BYTES_AT_MOST, LoginThrottle
from tests.conftest import EVERY_ROLE, sending_alone
from tests.support.site_driver import SiteDriver, give_roles, impose
from tests.support.store_of_many_years import NOW, SHARED, Years, a_change, believe, know, live_through, rows

FEW = Years(peers=6, replaced=2, lives=2, renewed=2, restores=3, transfers=2)
MORE = Years(peers=18, replaced=6, lives=4, renewed=6, restores=9, transfers=2)


class Desk(SiteDriver):
    """One of two sites that exchange, where one officer decides everything."""

    def __post_init__(self) -> None:
        """Sit down."""
        super().__post_init__()
        give_roles(self.office, 1, *EVERY_ROLE)
        impose(self.office, sending_alone("cn"))

    def said(self, path: Path, reader: "Desk") -> Any:
        """Return the payload of a file of ours."""
        opened = open_sealed(path, reader.site.keys, reader.exchange.known_sites().sites)
        return read_payload(opened.manifest.payload)


@pytest.fixture
def desks(pair: tuple[OpenSite, OpenSite], tmp_path: Path) -> tuple[Desk, Desk]:
    here, there = pair
    return Desk(here, tmp_path), Desk(there, tmp_path)


def grown(desks: tuple[Desk, Desk], years: Years) -> tuple[dict[str, int], list[int], list[int]]:
    """Let the first site grow old and exchange; return its rows, the sizes of empty files, and what they tell."""
    a, b = desks
    live_through(a.site, years)
    know(b.site, a.site)
    sizes, told = [], []
    for _ in range(4):
        there = a.send(b)
        b.receive(there)
        back = b.send(a)
        a.receive(back)
        sizes.append(there.stat().st_size)
        told.append(len(a.said(there, b).heads))
    return rows(a.site.store), sizes, told


@pytest.mark.parametrize("years", [FEW, MORE], ids=["few", "more"])
def test_the_bookkeeping_grows_with_streams_and_with_peers_and_not_with_their_product(
    desks: tuple[Desk, Desk], years: Years
) -> None:
    """Every peer has every stream. What is kept of that is as of when it has all, not each of them for each."""
    counted, sizes, told = grown(desks, years)
    peers = years.peers + years.replaced + 1
    branches = counted["stream"]
    assert counted["acknowledged_besides"] + counted["acknowledged_lacks"] <= 4 * peers
    assert counted["acknowledged_upto"] == peers
    assert counted["announced"] <= 2 * peers
    assert counted["tip"] <= branches, "of each branch one signature, for it proves those below"
    assert counted["checkpoint"] <= peers * (years.lives + 1), "as many as there are lives"
    assert (counted["sent_upto"], counted["content"], counted["pending_segment"]) == (0, 0, 0), (
        "what was answered is forgotten"
    )
    assert told[0] >= peers * years.lives, "the first file tells all"
    assert told[-1] <= 4, "the next ones what has grown, and the receiver's own"
    assert sizes[-1] == sizes[-2] < 12_000, "an empty file is as large as ever"
    for desk in desks:
        assert desk.site.store.check() is None


def test_an_empty_file_is_no_larger_from_a_store_three_times_as_old(new_site: Any, tmp_path: Path) -> None:
    last = []
    for number, years in enumerate((FEW, MORE)):
        desks = tuple(Desk(new_site(f"{name}{number}"), tmp_path) for name in ("甲站", "乙站"))
        for one, other in (desks, desks[::-1]):
            one.trust(other)
        last.append(grown(desks, years)[1][-1])  # type: ignore[arg-type]
    assert abs(last[0] - last[1]) < 200


def test_a_deed_writes_the_streams_that_it_makes_longer_and_reads_none_again(site: OpenSite) -> None:
    live_through(site, FEW)
    office, statements = site.office(), list[str]()
    office.do(AddPerson(name="张三"))
    site.store._writer.conn.set_trace_callback(statements.append)
    office.do(AddPerson(name="李四"))
    site.store._writer.conn.set_trace_callback(None)
    assert len([each for each in statements if each.startswith("UPDATE stream")]) <= 2, "the person's, and our own"
    assert [
        each for each in statements if "FROM stream s CROSS JOIN" in each or "parent, seq, tip FROM stream" in each
    ] == []


# What a peer has is told by what has grown


def test_what_a_peer_has_is_kept_exactly_however_little_of_it_is_written_down(site: OpenSite) -> None:
    peers = live_through(site, FEW)
    store = site.store
    tips = [
        (stream, branch.seq, branch.id) for stream, branch in store.journal.branches if stream.compartment == "common"
    ]
    ahead = (Stream(peers[0], "f" * 16, "common"), 7, bytes(32))
    for said in (tips, tips[:1], tips[:-1], [*tips, ahead], [], [ahead]):
        with store.transaction():
            store.acknowledgements.keep(peers[0], said)
        site.office().do(AddPerson(name="张三"))  # what comes later changes nothing of it
        with store.transaction():
            assert sorted(store.acknowledgements.tips(peers[0])) == sorted(said)


def test_a_lost_file_hides_nothing_from_the_next(desks: tuple[Desk, Desk]) -> None:
    a, b = desks
    b.receive(a.send(b))
    a.receive(b.send(a))
    for name in ("张三", "李四"):
        b.office.do(AddPerson(name=name))
        b.send(a).unlink()
    a.receive(b.send(a))
    b.receive(a.send(b))
    assert b.site.store.count(Query("dispatch", Is("receipt", (None,)))) <= 2
    a.office.do(AddPerson(name="王五"))
    b.receive(a.send(b))
    a.receive(b.send(a))
    assert all(each.receipt for each in a.office.find(Query("dispatch")) if each.changes_sent)


def test_files_in_another_order_than_they_were_written(desks: tuple[Desk, Desk]) -> None:
    a, b = desks
    b.receive(a.send(b))
    a.receive(b.send(a))
    a.office.do(AddPerson(name="张三"))
    first = a.send(b)
    a.office.do(AddPerson(name="李四"))
    second = a.send(b)
    b.receive(second)
    b.receive(first)
    a.receive(b.send(a))
    assert all(each.receipt for each in a.office.find(Query("dispatch")) if each.changes_sent)
    a.office.do(AddPerson(name="王五"))
    assert len(a.said(a.send(b), b).heads) <= 3


def test_a_site_that_knows_nothing_of_what_it_was_told_is_told_all_again(desks: tuple[Desk, Desk]) -> None:
    a, b = desks
    live_through(a.site, FEW)
    know(b.site, a.site)
    for _ in range(2):
        b.receive(a.send(b))
        a.receive(b.send(a))
    with b.site.store.transaction():  # as a backup of before would have it
        b.site.store.acknowledgements.keep(a.site.store.site, [])
    a.receive(b.send(a))
    whole = a.said(a.send(b), b)
    assert (whole.since, len(whole.heads) > 20) == ("", True)


def test_a_site_that_begins_another_life_tells_all_again(desks: tuple[Desk, Desk]) -> None:
    """What another life of it had told may be missing in this one."""
    a, b = desks
    live_through(a.site, FEW)
    know(b.site, a.site)
    for _ in range(2):
        b.receive(a.send(b))
        a.receive(b.send(a))
    assert a.said(a.send(b), b).since
    with a.site.store.transaction():
        a.site.store.begin_incarnation("put_back")
    whole = a.said(a.send(b), b)
    assert (whole.since, len(whole.heads) > 20) == ("", True)


def test_more_tips_than_a_file_holds_are_told_one_file_after_the_other(
    desks: tuple[Desk, Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acknowledged, "MOST_HEADS", 10)
    a, b = desks
    live_through(a.site, FEW)
    know(b.site, a.site)
    told = set()
    for _ in range(8):
        path = a.send(b)
        said = a.said(path, b).heads
        assert len(said) <= 10
        told |= {each.id for each in said}
        b.receive(path)
        a.receive(b.send(a))
    ours = {tip.id.hex() for stream, tip in a.site.store.journal.branches if stream.compartment in SHARED}
    assert ours <= told
    with b.site.store.transaction():
        assert ours <= {identifier.hex() for _, _, identifier in b.site.store.acknowledgements.tips(a.site.store.site)}


# What is more than a file holds goes with the next


def test_more_runs_than_go_with_one_file_go_with_files_one_after_the_other(
    desks: tuple[Desk, Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without waiting for an answer: what no file holds yet goes first."""
    monkeypatch.setattr(outgoing_changes, "MOST_SENT", 9)
    a, b = desks
    live_through(a.site, FEW)
    know(b.site, a.site)
    branches = sum(stream.compartment in SHARED for stream, _ in a.site.store.journal.branches)
    files, left = [], []
    for _ in range(-(-branches // 9)):
        files.append(a.send(b))
        with a.site.store.transaction():
            left.append(a.exchange._has_more(a.exchange.site_of(b.site.store.site)))
    assert (left[0], left[-1]) == (True, False), "the report says whether more goes with the next"
    assert all(len(a.said(path, b).segments) <= 9 for path in files)
    for path in files[::-1]:
        b.receive(path)
    ours = {tip.id for stream, tip in a.site.store.journal.branches if stream.compartment in SHARED}
    assert ours <= {tip.id for _, tip in b.site.store.journal.branches}
    a.receive(b.send(a))
    assert all(each.receipt for each in a.office.find(Query("dispatch")) if each.changes_sent)


# Signatures


def test_the_last_signature_of_a_branch_proves_those_below_and_check_still_finds_each_change(site: OpenSite) -> None:
    live_through(site, FEW)
    store = site.store
    office = site.office()
    for number in range(5):
        office.do(AddPerson(name=f"张{number}"))
        with store.transaction():
            stream = Stream(store.site, store.incarnation, "common")
            (branch,) = store.journal.branches.of(stream)
            held = Head(**stream._asdict(), seq=branch.seq, id=branch.id.hex())
            store.keep_tip(stream, branch.seq, held.id, sign_tip(held, site.keys.signing))
    with store._reads() as db:
        kept = db.execute("SELECT seq FROM tip WHERE (site, incarnation, compartment) = (?, ?, ?)", stream).fetchall()
    assert kept == [(branch.seq,)]
    assert store.check() is None
    change = store._writer.execute("SELECT n FROM change WHERE stream = ? AND seq = 2", [branch.n]).fetchone()[0]
    store._writer.execute("UPDATE change SET time = time + 1 WHERE n = ?", [change])
    fault = store.check()
    assert fault is not None
    assert "#2" in fault.where


# Wrong passphrases


def test_the_file_of_wrong_passphrases_stays_small_and_the_wait_goes_on(tmp_path: Path) -> None:
    """Past what a reader takes of the file the last try would not be seen, and nobody would wait."""
    attempts = LoginThrottle(tmp_path)
    for _ in range(5 * APART_AT_MOST):
        attempts.add(NOW, 12)
    again = LoginThrottle(tmp_path)
    assert (tmp_path / "attempts").stat().st_size < BYTES_AT_MOST
    assert again.older + len(again.tries) == 5 * APART_AT_MOST
    with pytest.raises(Exception, match=r"2,?500"):
        again.refuse_too_soon(NOW)


# Revoking


def test_a_peer_of_an_old_store_is_revoked_and_what_it_takes_is_bounded(site: OpenSite) -> None:
    peers = live_through(site, FEW)
    with site.store.transaction():
        for number in range(MOST_PLACES + 200):
            from random import Random

            stream = Stream(peers[0], f"{number:016x}", "common")
            site.store.accept([a_change(stream, Random(number))], lambda *_: None)
        believe(site.store, peers[0])
    before = site.store.journal.last()
    site.office().do(RevokeSite(target=peers[0]))
    assert site.store.get("site", peers[0], EVERYTHING).status is SiteStatus.REVOKED  # type: ignore[union-attr]
    with site.store._reads() as db:
        largest = db.execute("SELECT max(length(body)) FROM change WHERE n > ?", [before]).fetchone()[0]
    assert largest < 100_000


def test_a_site_that_renews_its_keys_every_month_with_cards_as_long_as_may_be_is_still_followed_and_revoked(
    site: OpenSite,
) -> None:
    peer = live_through(site, FEW)[0]
    store, office = site.store, site.office()
    for number in range(14):
        places = tuple(f"{number:02x}{place:062x}" for place in range(1024))
        with store.transaction():
            known = store.get("site", peer, EVERYTHING)
            assert isinstance(known, Site)
            keys = NewKeys(
                site=peer, card="x" * 84_000, fingerprint=f"{number}", generation=known.renewals + 2, places=places
            )
            store.write(renew(known, keys, office.context()), officer="a" * 32, action="test")
        known = store.get("site", peer, EVERYTHING)
        assert isinstance(known, Site)
        assert set(known.cutoff) <= set(places), "the newest places stand for all before them"
        assert sum(map(len, known.former)) <= MOST_OF_FORMER
    office.do(RevokeSite(target=peer))
    assert store.get("site", peer, EVERYTHING).status is SiteStatus.REVOKED  # type: ignore[union-attr]
