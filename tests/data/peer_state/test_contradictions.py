"""Checkpoints that a site has shown go forward only; whoever sees one go back says so (docs/formats/changes.md §12.7).

The attacker is the administrator of a site, or a thief with its keys: he puts an old copy back or alters the database,
and goes on as if nothing had been.
"""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from core.audit.audit_log import AUDIT
from core.desks.sync.contradictions import ClearUpFinding, Finding, Why
from core.model.audit_event import Event
from core.model.query import Query
from core.results.secrets import Secret
from data.backups.backup import make_backup, restore
from data.journal.journal import new_incarnation
from data.peer_state.checkpoint_store import Statements
from data.site.open_site import open_site
from tests.conftest import PASSPHRASE

pytestmark = pytest.mark.usefixtures("light")


def work(hand: Any, times: int = 4) -> None:
    """Do what nobody else hears of: the audit grows."""
    for _ in range(times):
        hand.office.note(Event.LOCKED)


def whys(preview: Any) -> set[Why]:
    return {each.why for each in preview.findings}


def kept(hand: Any) -> set[tuple[str, Why]]:
    """Return of which sites what has been entered."""
    return {(each.of, each.why) for each in hand.find("finding")}


def due(hand: Any) -> list[str]:
    """Return what stands in Today of findings."""
    found = [each for each in hand.office.find(Query("agenda")) if each.of_kind == Finding.kind]
    return [str(each.what) for each in found]


def copy_of(hand: Any, folder: Path) -> Path:
    """Return a copy of the whole folder of a closed store, which goes on."""
    whole = hand.site.vault.folder
    hand.site.close()
    shutil.copytree(whole, folder)
    at(hand, whole)
    return folder


def at(hand: Any, folder: Path) -> None:
    """Let a hand go on with the store in another folder, as if nothing had been."""
    hand.site.close()
    hand.site = open_site(folder, PASSPHRASE)
    hand.office = hand.site.office()


def restored(hand: Any, backup: Path, folder: Path) -> None:
    """Restore a backup as an officer does, and go on with it."""
    restore(backup, folder, Secret(PASSPHRASE))
    at(hand, folder)


def backup_of(hand: Any, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return make_backup(hand.site, folder, 9).path


@pytest.fixture
def sites(hands: tuple[Any, ...]) -> tuple[Any, Any, Any]:
    """Three sites, each of which has shown each other a checkpoint."""
    for one in hands:
        work(one)
        for other in hands:
            if one is not other:
                other.receive(one.send(other))
    return hands


# Put back behind the program's back


@pytest.mark.parametrize("further", [0, 3, 20], ids=["less than shown", "about as much", "more than shown"])
def test_a_store_put_back_from_a_copy_is_named_by_the_next_file_however_much_it_has_written_since(
    sites: Any, tmp_path: Path, further: int
) -> None:
    a, b, _ = sites
    old = copy_of(a, tmp_path / "old")
    work(a, 6)
    b.receive(a.send(b))
    at(a, old)
    work(a, further)
    preview = b.exchange.inspect(sealed := a.send(b)).preview
    assert Why.WENT_BACK in whys(preview)
    assert any("put back from an old copy" in str(warning) for warning in preview.warnings())
    b.receive(sealed)
    assert (a.store.site, Why.WENT_BACK) in kept(b)
    assert b.store.check() is None


def test_an_older_file_that_comes_late_accuses_nobody(sites: Any) -> None:
    a, b, _ = sites
    files = []
    for _ in range(4):
        work(a)
        files.append(a.send(b))
    for late in reversed(files):
        assert whys(b.receive(late)) == set()
    assert kept(b) == set()


def test_the_order_of_two_files_does_not_matter(sites: Any, tmp_path: Path) -> None:
    a, b, _ = sites
    old = copy_of(a, tmp_path / "old")
    work(a, 6)
    shown = a.send(b)
    at(a, old)
    work(a, 30)
    assert whys(b.receive(a.send(b))) == set()
    assert Why.WENT_BACK in whys(b.receive(shown))


def test_files_between_that_never_came_hide_nothing(sites: Any, tmp_path: Path) -> None:
    a, b, _ = sites
    old = copy_of(a, tmp_path / "old")
    work(a, 6)
    b.receive(a.send(b))
    at(a, old)
    for _ in range(5):
        work(a)
        a.send(b)  # burnt
    assert Why.WENT_BACK in whys(b.receive(a.send(b)))


def test_two_machines_that_go_on_from_one_image_are_named(sites: Any, tmp_path: Path) -> None:
    a, b, _ = sites
    own, duplicate = a.site.vault.folder, copy_of(a, tmp_path / "duplicate")
    work(a)
    b.receive(a.send(b))
    at(a, duplicate)
    work(a)
    assert {Why.TWO_HISTORIES, Why.WENT_BACK} & whys(b.receive(a.send(b)))
    at(a, own)
    work(a)
    b.receive(a.send(b))
    assert {site for site, _ in kept(b)} == {a.store.site}


def test_a_third_site_learns_of_it_by_what_is_passed_on_and_so_does_the_site_itself(sites: Any, tmp_path: Path) -> None:
    a, b, c = sites
    old = copy_of(a, tmp_path / "old")
    work(a, 6)
    b.receive(a.send(b))
    at(a, old)
    work(a, 20)
    b.receive(a.send(b))
    assert Why.WENT_BACK in whys(c.receive(b.send(c)))
    assert (a.store.site, Why.WENT_BACK) in kept(c)
    preview = a.receive(b.send(a))
    assert preview.audit_cut
    assert (a.store.site, Why.WENT_BACK) in kept(a)
    assert not any(each.name for each in preview.findings)


def test_what_one_peer_was_shown_and_what_another_was_meet_at_a_third(sites: Any, tmp_path: Path) -> None:
    a, b, c = sites
    old = copy_of(a, tmp_path / "old")
    work(a, 6)
    b.receive(a.send(b))
    at(a, old)
    work(a, 1)
    assert whys(c.receive(a.send(c))) == set()
    assert Why.WENT_BACK in whys(b.receive(c.send(b)))
    assert Why.WENT_BACK in whys(c.receive(b.send(c)))


# Cut and altered


def test_a_new_incarnation_that_nobody_vouches_for_is_named(sites: Any) -> None:
    a, b, _ = sites
    with a.store.transaction():
        a.store.set_meta("incarnation", new_incarnation())
    work(a)
    preview = b.receive(a.send(b))
    assert whys(preview) == {Why.NOT_VOUCHED}
    fault = a.store.check()
    assert fault is not None
    assert "how this incarnation" in str(fault.what)


def test_a_beginning_that_is_told_in_two_ways_is_named(sites: Any, tmp_path: Path) -> None:
    a, b, _ = sites
    backup = backup_of(a, tmp_path / "backups")
    work(a)
    b.receive(a.send(b))
    restored(a, backup, tmp_path / "again")
    b.receive(a.send(b))
    with a.store.transaction():
        a.store._writer.execute("UPDATE beginning SET seq = seq - 2, digest = 'x' WHERE why = 'restored'")
    work(a)
    assert Why.NOT_VOUCHED in whys(b.receive(a.send(b)))


def test_a_restoration_of_a_state_that_already_held_what_was_shown_is_no_restoration(
    sites: Any, tmp_path: Path
) -> None:
    a, b, _ = sites
    backup = backup_of(a, tmp_path / "backups")
    work(a, 9)
    b.receive(a.send(b))
    restored(a, backup, tmp_path / "again")
    with a.store.transaction():
        a.store._writer.execute(
            "UPDATE beginning SET state = state + 86400000, digest = 'x' WHERE why = 'restored' AND signature = ''"
        )
    assert Why.WENT_BACK in whys(b.receive(a.send(b)))


def test_a_file_that_shows_nothing_of_the_audit_is_named(sites: Any) -> None:
    a, b, _ = sites
    with patch("data.peer_state.checkpoint_store.CheckpointStore.to_give", lambda *_, **__: Statements([], [])):
        sealed = a.send(b)
    preview = b.receive(sealed)
    assert whys(preview) == {Why.SILENT}
    assert kept(b) == {(a.store.site, Why.SILENT)}


def test_a_store_noticed_to_be_put_back_says_so_of_itself_and_the_others_are_told(sites: Any, tmp_path: Path) -> None:
    a, b, c = sites
    old = copy_of(a, tmp_path / "old")
    work(a, 6)
    b.receive(a.send(b))
    at(a, old)
    life = a.store.incarnation
    a.receive(b.send(a))
    assert a.store.incarnation != life
    assert Why.PUT_BACK in whys(c.receive(a.send(c)))
    (told,) = [each for each in b.receive(a.send(b)).findings if each.why is Why.PUT_BACK]
    assert told.shown > 0
    assert "without a restoration by an officer" in str(told.sentence())


# Restored, and said so


def test_a_restoration_that_was_declared_is_shown_as_what_it_is_and_asks_for_nothing(
    sites: Any, tmp_path: Path
) -> None:
    a, b, c = sites
    backup = backup_of(a, tmp_path / "backups")
    work(a, 6)
    b.receive(a.send(b))
    restored(a, backup, tmp_path / "again")
    preview = b.receive(a.send(b))
    (told,) = preview.findings
    assert (told.why, told.shown > 0) == (Why.RESTORED, True)
    assert "restored from a backup of" in str(told.sentence())
    for one, other in ((b, a), (a, b), (b, c), (c, b), (a, c), (c, a)):
        work(one)
        preview = other.receive(one.send(other))
        assert whys(preview) <= {Why.RESTORED}
        assert not preview.audit_cut
    assert [due(hand) for hand in (a, b, c)] == [[], [], []]
    assert {why for hand in (a, b, c) for _, why in kept(hand)} == {Why.RESTORED}
    assert [hand.store.check() for hand in (a, b, c)] == [None] * 3


def test_the_old_machine_that_goes_on_beside_the_restored_one_is_named(sites: Any, tmp_path: Path) -> None:
    a, b, _ = sites
    own, backup = a.site.vault.folder, backup_of(a, tmp_path / "backups")
    restored(a, backup, tmp_path / "again")
    b.receive(a.send(b))
    at(a, own)
    work(a)
    assert Why.TWO_AT_ONCE in whys(b.receive(a.send(b)))


def test_the_same_backup_restored_on_two_machines_that_both_go_on_is_named(sites: Any, tmp_path: Path) -> None:
    a, b, _ = sites
    backup = backup_of(a, tmp_path / "backups")
    restored(a, backup, tmp_path / "one")
    restored(a, backup, tmp_path / "other")
    b.receive(a.send(b))
    at(a, tmp_path / "one")
    work(a)
    assert Why.TWO_AT_ONCE in whys(b.receive(a.send(b)))


# Until it is cleared up


@pytest.fixture
def found(sites: Any, tmp_path: Path) -> tuple[Any, Any, Any]:
    """Three sites, of which the second has found that the first one's store was put back."""
    a, b, _ = sites
    old = copy_of(a, tmp_path / "old")
    work(a, 6)
    b.receive(a.send(b))
    at(a, old)
    b.receive(a.send(b))
    return sites  # type: ignore[no-any-return]


def test_it_stands_in_today_and_in_the_audit_until_an_officer_has_cleared_it_up(found: Any) -> None:
    a, b, _ = found
    (open_,) = [each for each in b.find("finding") if each.why is Why.WENT_BACK]
    assert len(due(b)) == len(b.find("finding"))
    assert Event.CONTRADICTED in {entry.event for entry in b.store.find(Query(AUDIT))}
    for each in b.find("finding"):
        b.office.do(ClearUpFinding(target=each.id, note="电话核实：误用旧盘"))
    assert due(b) == []
    assert b.get(open_).note == "电话核实：误用旧盘"
    assert whys(b.receive(b_file := a.send(b))) == set() or b_file


def test_more_of_it_is_to_be_cleared_up_again(found: Any, tmp_path: Path) -> None:
    a, b, _ = found
    for each in b.find("finding"):
        b.office.do(ClearUpFinding(target=each.id, note="核实"))
    old = copy_of(a, tmp_path / "older")
    work(a, 30)
    b.receive(a.send(b))
    at(a, old)
    work(a, 40)
    assert Why.WENT_BACK in whys(b.receive(a.send(b)))
    assert due(b)


def test_at_the_site_itself_it_is_said_to_whoever_signs_on(found: Any) -> None:
    from data.site.sign_in import SignIn

    a, b, _ = found
    a.receive(b.send(a))
    a.receive(b.send(a))
    gate = SignIn(a.site.vault.folder)
    assert any("This site has signed" in str(notice) for notice in gate.enter(a.site).notices)


# What is believed


def test_what_a_made_up_key_signed_accuses_nobody(sites: Any) -> None:
    from data.identity.site_keys import SiteKeys

    a, b, c = sites
    thief = SiteKeys.generate(a.store.site).signing
    with b.store.transaction():
        checkpoints, _ = b.store.checkpoints.to_give(c.store.site, b.store.incarnation)
    false = [
        each.model_copy(update={"id": "0" * 64, "beginning": ""}).signed(thief)
        for each in checkpoints
        if each.site == a.store.site
    ]
    assert false
    genuine: Callable[..., Statements] = b.store.checkpoints.to_give

    def lying(*args: Any, **options: Any) -> Statements:
        given = genuine(*args, **options)
        return Statements([*given.checkpoints, *false], given.beginnings)

    with patch.object(b.store.checkpoints, "to_give", lying):
        sealed = b.send(c)
    assert whys(c.receive(sealed)) == set()
    assert kept(c) == set()


def test_the_keys_of_a_revoked_site_accuse_nobody_by_way_of_others(found: Any) -> None:
    from core.desks.sync.trust import RevokeSite

    a, b, c = found
    c.office.do(RevokeSite(target=a.store.site))
    assert whys(c.receive(b.send(c))) == set()


def test_renewed_keys_go_on_where_the_old_ones_ended(sites: Any) -> None:
    a, b, c = sites
    a.exchange.renew(a.office)
    for one, other in ((a, b), (b, a), (a, b), (b, c), (a, c), (c, a), (b, c)):
        work(one)
        assert whys(other.receive(one.send(other))) == set()
