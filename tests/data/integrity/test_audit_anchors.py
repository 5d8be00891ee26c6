"""What other sites were shown of an audit finds what was done to it at home."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from core.audit.audit_log import AUDIT
from core.desks.sync.contradictions import Why
from core.model.audit_event import Event
from core.model.change import LOCAL
from core.model.query import Query
from data.backups.backup import make_backup
from data.peer_state.believed_statements import believed
from data.peer_state.checkpoint_store import Statements
from data.site.open_site import OpenSite, open_site
from data.transfer_file.segments import BadSegments, ForgedTip
from tests.conftest import PASSPHRASE
from tests.support.forger import ATTACKS, ECHOED, Forger, exchange, says, work

pytestmark = pytest.mark.usefixtures("light")


# Other sites


@pytest.fixture
def known(hands: tuple[Any, ...]) -> tuple[Any, Any, Forger]:
    """Two sites, of which the second one was given checkpoints of the first."""
    a, b, _ = hands
    work(a.site)
    exchange(a, b)
    return a, b, Forger(a.store)


@pytest.mark.parametrize("attack", ["remove", "alter", "reorder", "cut"])
def test_another_site_finds_it(attack: str, known: tuple[Any, Any, Forger]) -> None:
    a, b, forger = known
    sealed = b.send(a)
    assert a.exchange.inspect(sealed).preview.audit_cut is False
    ATTACKS[attack](forger)
    forger.fix_up(a.site)
    preview = a.exchange.inspect(sealed).preview
    assert preview.audit_cut
    assert "cut or altered" in " ".join(map(str, preview.warnings()))


def test_what_another_site_gave_back_is_kept_and_finds_it_without_a_transfer(known: tuple[Any, Any, Forger]) -> None:
    a, _, forger = known
    ATTACKS["alter"](forger)
    forger.rechain()
    forger.db.execute("DELETE FROM tip WHERE compartment = ?", [LOCAL])
    says(a.store.check(), ECHOED)


def test_it_is_said_once_stands_in_the_audit_and_a_new_life_begins(known: tuple[Any, Any, Forger]) -> None:
    a, b, forger = known
    forger.cut(forger.places()[2])
    forger.fix_up(a.site)
    a.office.refresh()
    life = a.store.incarnation
    assert a.receive(b.send(a)).audit_cut
    assert a.store.incarnation != life
    (entry,) = [each for each in a.store.find(Query(AUDIT)) if each.event is Event.PUT_BACK]
    assert entry.count > 0
    assert a.store.check() is None
    work(a.site, 60)
    assert exchange(a, b).audit_cut is False
    assert a.store.check() is None


def test_an_older_copy_of_the_whole_folder_is_found_too(known: tuple[Any, Any, Forger], tmp_path: Path) -> None:
    a, b, _ = known
    folder = a.site.vault.folder
    a.site.close()
    shutil.copytree(folder, tmp_path / "copy")
    a.site = open_site(folder, PASSPHRASE)
    work(a.site)
    a.office = a.site.office()
    b.receive(a.send(b))
    a.site.close()
    a.site = open_site(tmp_path / "copy", PASSPHRASE)
    a.office = a.site.office()
    assert a.exchange.inspect(b.send(a)).preview.audit_cut


def test_a_store_that_was_restored_says_so_itself_and_raises_no_alarm(
    known: tuple[Any, Any, Forger], tmp_path: Path
) -> None:
    from core.results.secrets import Secret
    from data.backups.backup import restore

    a, b, _ = known
    (tmp_path / "backups").mkdir()
    made = make_backup(a.site, tmp_path / "backups", 3)
    work(a.site)
    b.receive(a.send(b))
    a.site.close()
    restore(made.path, tmp_path / "restored", Secret(PASSPHRASE))
    a.site = open_site(tmp_path / "restored", PASSPHRASE)
    a.office = a.site.office()
    for _ in range(2):
        preview = a.receive(b.send(a))
        assert preview.audit_cut is False
        b.receive(a.send(b))
    assert a.store.check() is None
    assert Event.BACKUP in {entry.event for entry in a.store.find(Query(AUDIT))}


def test_two_machines_of_one_image_are_found_by_their_checkpoints_alone(
    known: tuple[Any, Any, Forger], tmp_path: Path
) -> None:
    a, b, _ = known
    a.site.close()
    shutil.copytree(a.site.vault.folder, tmp_path / "duplicate")
    duplicates = [open_site(folder, PASSPHRASE) for folder in (a.site.vault.folder, tmp_path / "duplicate")]
    for duplicate in duplicates:
        work(duplicate)  # nothing that travels: only the audits part ways
        a.site, a.office = duplicate, duplicate.office()
        preview = b.exchange.inspect(sealed := a.send(b)).preview
        b.receive(sealed)
    assert {each.why for each in preview.findings} >= {Why.TWO_HISTORIES}
    assert a.receive(b.send(a)).audit_cut
    duplicates[0].close()


# What an anchor may be


def test_a_statement_that_is_forged_for_somebody_else_or_twice_is_refused(known: tuple[Any, Any, Forger]) -> None:
    a, b, _ = known
    sites = a.exchange.known_sites().sites
    with b.store.transaction():
        (*_, own, echo), beginnings = b.store.checkpoints.to_give(a.store.site, b.store.incarnation)
    begun = next(each for each in beginnings if each.site == b.store.site)

    def read(checkpoints: list[Any], beginnings: list[Any] | None = None) -> Statements:
        return believed(Statements(checkpoints, beginnings or []), sites[b.store.site], sites, a.store.site)

    assert read([own, echo], [begun]) == ([own, echo], [begun])
    for forged in (
        own.model_copy(update={"seq": own.seq + 1}),
        own.model_copy(update={"before": own.before + 1}),
        echo.model_copy(update={"id": "0" * 64}),
        echo.model_copy(update={"signature": own.signature}),
    ):
        with pytest.raises(ForgedTip):
            read([forged])
    with pytest.raises(ForgedTip):
        read([], [begun.model_copy(update={"seq": 7})])
    for strange in ([own, own], [own.model_copy(update={"to": "c" * 32})]):
        with pytest.raises(BadSegments):
            read(strange)
    assert read([own.model_copy(update={"site": "c" * 32})]) == ([], []), "a stranger is passed over"


def test_an_older_disc_does_not_put_back_what_is_known_of_a_site(known: tuple[Any, Any, Forger]) -> None:
    a, b, _ = known
    older = a.send(b)
    work(a.site)
    newer = a.send(b)
    b.receive(newer)
    b.receive(older)
    life = "SELECT seq FROM checkpoint WHERE site = ?"
    kept = max(row[0] for row in b.store._writer.execute(life, [a.store.site]).fetchall())
    assert kept == max(
        row[0] for row in a.store._writer.execute("SELECT seq FROM tip WHERE compartment = 'local'").fetchall()
    )


# Checkpoints


def test_what_was_signed_with_keys_that_were_replaced_still_counts(known: tuple[Any, Any, Forger]) -> None:
    a, b, forger = known
    a.exchange.renew(a.office)
    work(a.site)
    for _ in range(2):
        assert exchange(a, b).audit_cut is False
    assert (a.store.check(), b.store.check()) == (None, None)
    sealed = b.send(a)
    forger.cut(forger.places()[-6])
    forger.fix_up(a.site)
    assert a.exchange.inspect(sealed).preview.audit_cut


def test_a_checkpoint_is_signed_after_every_hundred_changes_and_at_the_end(site: OpenSite) -> None:
    work(site, 330)
    signed = [row[0] for row in site.store._writer.execute("SELECT seq FROM tip WHERE compartment = 'local'")]
    assert len(signed) == 1, "it proves those before it, which need not be kept"
    assert signed[0] >= 300
    folder = site.vault.folder
    site.close()
    again = open_site(folder, PASSPHRASE)
    signed = [row[0] for row in again.store._writer.execute("SELECT seq FROM tip WHERE compartment = 'local'")]
    reached = again.store._writer.execute("SELECT seq FROM stream WHERE compartment = 'local'").fetchone()[0]
    assert signed[-1] == reached
    assert again.store.check() is None
    again.close()
