"""The audit, manipulated by hand by somebody who has the key: what finds each way of doing so.

`Forger` does what the program never does: it rewrites the journal and everything in the database that follows from it,
as well as somebody could who knows the format. What is left to find it with lies elsewhere: with other sites, on a
backup, on paper.
"""

import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.audit.audit_log import AUDIT
from core.desks.sync.contradictions import Why
from core.model.audit_event import Event
from core.model.change import LOCAL, PURGE, Stream, hash_body, header_bytes, identify_erased, new_salt
from core.model.query import Query
from core.model.store import IntegrityFault
from core.values.canonical_json import dump
from core.values.ids import new_id
from data.backups.backup import compare_with, make_backup
from data.peer_state.believed_statements import believed
from data.peer_state.checkpoint_store import Statements
from data.site.keyring import Keyring
from data.site.open_site import DatabaseOutdated, OpenSite, open_site
from data.store.sql_store import SqlStore
from data.transfer_file.segments import BadSegments, ForgedTip, Head, sign_tip
from data.vault import key_slots
from data.vault.high_water_mark import StoreDiffers, StoreOlder
from tests.conftest import LIGHT, PASSPHRASE

pytestmark = pytest.mark.usefixtures("light")


@dataclass
class Forger:
    """Somebody with the key, at the database itself."""

    store: SqlStore

    @property
    def db(self) -> Any:
        return self.store._writer

    @property
    def stream(self) -> Stream:
        return Stream(self.store.site, self.store.incarnation, LOCAL)

    @property
    def branch(self) -> int:
        found = self.db.execute(
            "SELECT n FROM stream WHERE (site, incarnation, compartment) = (?, ?, ?)", self.stream
        ).fetchone()
        return int(found[0])

    def places(self) -> list[int]:
        """The places of the entries of the audit in its stream."""
        return [
            row[0]
            for row in self.db.execute("SELECT seq FROM change WHERE stream = ? AND kind = 'audit'", [self.branch])
        ]

    def remove(self, seq: int) -> None:
        self.db.execute("DELETE FROM change WHERE stream = ? AND seq = ?", [self.branch, seq])
        self.db.execute("UPDATE change SET seq = -seq WHERE stream = ? AND seq > ?", [self.branch, seq])
        self.db.execute("UPDATE change SET seq = -seq - 1 WHERE stream = ? AND seq < 0", [self.branch])

    def alter(self, seq: int, **fields: Any) -> None:
        said = json.loads(self._body(seq))
        self._put(seq, dump({**said, "fields": {**said["fields"], **fields}}))

    def swap(self, one: int, other: int) -> None:
        """Exchange what two entries say, but for their numbers."""
        bodies = {seq: json.loads(self._body(seq)) for seq in (one, other)}
        for seq, from_seq in ((one, other), (other, one)):
            fields = {**bodies[from_seq]["fields"], "number": bodies[seq]["fields"]["number"]}
            self._put(seq, dump({**bodies[seq], "fields": fields}))

    def cut(self, seq: int) -> None:
        """Take the end of the stream away."""
        self.db.execute("DELETE FROM change WHERE stream = ? AND seq > ?", [self.branch, seq])

    def erase(self, seq: int) -> None:
        """Erase an entry, and name it in a purge, as nothing but purges of the access log may."""
        record, identifier = self.db.execute(
            "SELECT record, id FROM change WHERE stream = ? AND seq = ?", [self.branch, seq]
        ).fetchone()
        self.db.execute(
            "UPDATE change SET body_hash = ?, body = NULL, kind = NULL, record = NULL WHERE id = ?",
            [hash_body(self._body(seq)), identifier],
        )
        purge = {"of": record.hex(), "file_kind": "care_file", "part": True, "rule": "care", "day": "2026-11-23"}
        body = {"kind": PURGE, "record": new_id(), "fields": purge, "supersedes": [identifier.hex()]}
        raw = dump({**body, "officer": "a" * 32, "action": "purge_file", "salt": new_salt()})
        last = self.db.execute("SELECT max(seq), max(time) FROM change WHERE stream = ?", [self.branch]).fetchone()
        self.db.execute(
            "INSERT INTO change (stream, seq, time, id, record, kind, body, purges) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [self.branch, last[0] + 1, last[1] + 1, b"", bytes.fromhex(body["record"]), PURGE, raw, record],
        )

    def _body(self, seq: int) -> bytes:
        found = self.db.execute("SELECT body FROM change WHERE stream = ? AND seq = ?", [self.branch, seq])
        return bytes(found.fetchone()[0])

    def _put(self, seq: int, body: bytes) -> None:
        self.db.execute("UPDATE change SET body = ? WHERE stream = ? AND seq = ?", [body, self.branch, seq])

    # Fixing up what would give it away

    def renumber(self) -> None:
        """Number the entries without a gap."""
        for number, seq in enumerate(self.places(), 1):
            self.alter(seq, number=number)

    def rechain(self) -> None:
        """Work out every identifier of the stream anew, and how far it reaches."""
        parent, last = bytes(32), 0
        rows = self.db.execute(
            "SELECT n, seq, time, body, body_hash FROM change WHERE stream = ? ORDER BY seq", [self.branch]
        ).fetchall()
        for number, seq, moment, body, body_hash in rows:
            left = hash_body(body) if body is not None else body_hash
            parent, last = identify_erased(parent, header_bytes(self.stream, seq, moment), left), seq
            self.db.execute("UPDATE change SET id = ? WHERE n = ?", [parent, number])
        self.db.execute("UPDATE stream SET seq = ?, tip = ? WHERE n = ?", [last, parent, self.branch])

    def resign(self, site: OpenSite) -> None:
        """Throw the signatures of the stream away, and what others gave back; sign the new end with the site's key."""
        self.db.execute("DELETE FROM tip WHERE compartment = ?", [LOCAL])
        self.db.execute("DELETE FROM checkpoint WHERE site = ?", [self.store.site])
        seq, tip = self.db.execute("SELECT seq, tip FROM stream WHERE n = ?", [self.branch]).fetchone()
        held = Head(**self.stream._asdict(), seq=seq, id=tip.hex())
        row = [*self.stream, seq, held.id, sign_tip(held, site.keys.signing)]
        self.db.execute("INSERT INTO tip VALUES (?, ?, ?, ?, ?, ?)", row)

    def fix_up(self, site: OpenSite) -> None:
        """Do all of that, forget the ledger of backups, and make the tables fit."""
        self.renumber()
        for seq, body in self.db.execute(
            "SELECT seq, body FROM change WHERE stream = ? AND kind = 'backup'", [self.branch]
        ).fetchall():
            said = json.loads(body)
            self._put(seq, dump({**said, "fields": {**said["fields"], "last": ""}}))
        self.rechain()
        self.resign(site)
        self.store.rebuild()


def work(site: OpenSite, times: int = 6) -> None:
    """Leave something in the audit."""
    office = site.office()
    for event in (Event.SIGNED_IN, Event.REFUSED, Event.LOCKED) * (times // 3):
        office.note(event)


@pytest.fixture
def forger(site: OpenSite) -> Forger:
    work(site)
    site.store.sign_checkpoint()
    return Forger(site.store)


def says(fault: IntegrityFault | None, words: str) -> None:
    assert fault is not None
    assert words in str(fault.what), fault


NOT_WRITTEN, ENDS, MISSING = "not the one that was written", "ends earlier", "missing from the journal"
SIGNED, NUMBERED, ECHOED = "was signed", "entry of the audit", "signed count"

ATTACKS: dict[str, Callable[[Forger], None]] = {
    "remove": lambda forger: forger.remove(forger.places()[2]),
    "alter": lambda forger: forger.alter(forger.places()[2], event="unlocked"),
    "reorder": lambda forger: forger.swap(forger.places()[1], forger.places()[2]),
    "cut": lambda forger: forger.cut(forger.places()[2]),
    "erase": lambda forger: forger.erase(forger.places()[-1]),
}
each_attack = pytest.mark.parametrize("attack", ATTACKS)


# Found by what is in the store


@pytest.mark.parametrize(
    ("attack", "words"), [("remove", NOT_WRITTEN), ("alter", NOT_WRITTEN), ("reorder", NOT_WRITTEN), ("cut", ENDS)]
)
def test_the_chain_finds_what_was_simply_done(attack: str, words: str, forger: Forger) -> None:
    ATTACKS[attack](forger)
    says(forger.store.check(), words)


@pytest.mark.parametrize(
    ("attack", "words"), [("remove", SIGNED), ("alter", SIGNED), ("reorder", SIGNED), ("cut", SIGNED)]
)
def test_the_checkpoints_find_a_chain_that_was_worked_out_anew(attack: str, words: str, forger: Forger) -> None:
    ATTACKS[attack](forger)
    forger.rechain()
    says(forger.store.check(), words)


def test_the_numbers_find_an_entry_that_was_taken_out_and_everything_signed_again(
    forger: Forger, site: OpenSite
) -> None:
    ATTACKS["remove"](forger)
    forger.rechain()
    forger.resign(site)
    says(forger.store.check(), NUMBERED)


def test_an_entry_that_was_erased_by_a_purge_is_found_although_every_hash_is_right(
    forger: Forger, site: OpenSite
) -> None:
    work(site)
    ATTACKS["erase"](forger)
    forger.rechain()
    forger.store.rebuild()
    says(forger.store.check(), NUMBERED)
    forger.store.sign_checkpoint()
    site.office().note(Event.LOCKED)  # the program goes on from there, with the number that is free again
    says(forger.store.check(), NUMBERED)


def test_an_entry_that_a_later_change_amends_is_found(forger: Forger, site: OpenSite) -> None:
    from core.model.action import amend

    entry = site.store.find(Query(AUDIT, order=("number",)))[2]
    with site.store.transaction():
        site.store.write([amend(entry, officer="b" * 32)], officer="a" * 32, action="test")
    says(site.store.check(), NUMBERED)


def test_an_entry_that_was_put_in_between_is_found(forger: Forger, site: OpenSite) -> None:
    from core.audit.audit_log import AuditEntry
    from core.model.action import create

    entry = site.store.find(Query(AUDIT, order=("number",)))[2]
    twice = AuditEntry(number=entry.number, when=entry.when, event=Event.LOCKED)
    with site.store.transaction():
        site.store.write([create(twice)], officer="a" * 32, action=AUDIT)
    says(site.store.check(), NUMBERED)


def test_the_ledger_of_backups_finds_a_change_before_the_last_one(
    forger: Forger, site: OpenSite, tmp_path: Path
) -> None:
    from core.desks.administration.backups import RecordBackup

    (tmp_path / "backups").mkdir()
    made = make_backup(site, tmp_path / "backups", 3)
    site.office().do(RecordBackup(name=made.path.name, place="there", count=made.changes, last=made.last))
    ATTACKS["alter"](forger)
    forger.rechain()
    forger.resign(site)
    says(site.store.check(), "when this backup was made")


# Found by what lies elsewhere, though everything in the store was fixed up


@each_attack
def test_everything_fixed_up_looks_sound_to_the_store_alone(attack: str, forger: Forger, site: OpenSite) -> None:
    """What the tests below find, they find by what lies elsewhere; but an erased entry is never hidden."""
    ATTACKS[attack](forger)
    forger.fix_up(site)
    fault = site.store.check()
    if attack == "erase":
        says(fault, NUMBERED)
    else:
        assert fault is None


@each_attack
def test_the_header_finds_it(attack: str, site: OpenSite, tmp_path: Path) -> None:
    folder = site.vault.folder
    work(site)
    site.close()
    open_ = open_site(folder, PASSPHRASE)
    forger = Forger(open_.store)
    ATTACKS[attack](forger)
    forger.fix_up(open_)
    open_.store.close()  # as a program that is not this one does
    open_.vault.close()
    if attack == "erase":  # every hash is right: `check` finds it, not the header
        return
    with pytest.raises(DatabaseOutdated):
        open_site(folder, PASSPHRASE)


@pytest.mark.parametrize("attack", ["remove", "alter", "reorder", "cut"])
def test_the_witness_line_finds_it(attack: str, forger: Forger, site: OpenSite) -> None:
    line = Keyring(site).witness(site.office())
    ATTACKS[attack](forger)
    forger.fix_up(site)
    with pytest.raises((StoreDiffers, StoreOlder)):
        Keyring(site).compare_witness(site.office(), line)


@pytest.mark.parametrize("attack", ["remove", "alter", "reorder", "cut"])
def test_a_backup_that_it_is_compared_with_finds_it(
    attack: str, forger: Forger, site: OpenSite, tmp_path: Path
) -> None:
    (tmp_path / "backups").mkdir()
    made = make_backup(site, tmp_path / "backups", 3)
    work(site)
    assert compare_with(site, made.path) is None
    ATTACKS[attack](forger)
    forger.fix_up(site)
    says(compare_with(site, made.path), "when this backup was made")


# Other sites


def exchange(one: Any, other: Any) -> Any:
    """Let two sites hear of each other; return what the second transfer said to the first site."""
    other.receive(one.send(other))
    return one.receive(other.send(one))


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


# Random cuts


@pytest.fixture(scope="module")
def cupboard(tmp_path_factory: pytest.TempPathFactory, hands_in: Callable[..., Any]) -> Any:
    """A store of which another site holds echoes, with a witness line and a backup; and a transfer from that site."""
    folder = tmp_path_factory.mktemp("cupboard")
    with patch.object(key_slots, "MINIMUM", LIGHT):
        a, b = hands_in(folder, "甲站", "乙站")
        work(a.site, 30)
        exchange(a, b)
        work(a.site, 30)
        (folder / "backups").mkdir()
        backup = make_backup(a.site, folder / "backups", 3)
        line = Keyring(a.site).witness(a.office)
        b.receive(a.send(b))
        sealed = b.send(a)
    return a, sealed, backup.path, line


@given(data=st.data())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_wherever_it_is_cut_every_anchor_beyond_finds_it(data: st.DataObject, cupboard: Any) -> None:
    """Cut at random, and all fixed up: the other site, the backup and the line each find it by themselves."""
    a, sealed, backup, line = cupboard
    forger = Forger(a.store)
    place = data.draw(st.sampled_from(forger.places()[:-8]))
    with suppress(Undone), a.store.transaction():
        forger.cut(place)
        forger.fix_up(a.site)
        a.store.journal.branches.read()
        assert a.exchange.inspect(sealed).preview.audit_cut
        says(compare_with(a.site, backup), "when this backup was made")
        with pytest.raises((StoreOlder, StoreDiffers)):
            Keyring(a.site).compare_witness(a.office, line)
        raise Undone
    assert a.store.check() is None


class Undone(BaseException):
    """Rolls everything back."""
