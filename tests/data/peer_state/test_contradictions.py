"""Checkpoints that a site has shown go forward only; whoever sees one go back says so (docs/formats/changes.md §12.7).

The attacker is the administrator of a site, or a thief with its keys: he puts an old copy back or alters the database,
and goes on as if nothing had been.
"""

from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from core.desks.sync.contradictions import Why
from core.results.secrets import Secret
from data.backups.backup import make_backup, restore
from data.journal.journal import new_incarnation
from data.peer_state.checkpoint_store import Statements
from tests.conftest import PASSPHRASE
from tests.support.shown_checkpoints import at, copy_of, due, kept, whys, work

pytestmark = pytest.mark.usefixtures("light")


def restored(hand: Any, backup: Path, folder: Path) -> None:
    """Restore a backup as an officer does, and go on with it."""
    restore(backup, folder, Secret(PASSPHRASE))
    at(hand, folder)


def backup_of(hand: Any, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return make_backup(hand.site, folder, 9).path


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
