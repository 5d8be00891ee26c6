"""A site on this machine: vault, store and identity, founded or opened together."""

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from importlib import resources
from pathlib import Path

from core.audit.audit_log import enter as enter_in_audit
from core.audit.key_operations import KeyOperation
from core.desks.administration.key_ceremonies import CloseAccount
from core.desks.administration.officers import Account, Officer
from core.desks.sync.trust import Site, SiteStatus
from core.model.audit_event import Event
from core.model.progress import Progress, no_progress
from core.model.query import Is, Query
from core.office.build import build
from core.office.founding import Appointed, found
from core.office.office import Office
from core.results.founding import NewOfficer
from core.results.secrets import Papers, Secret
from core.values.ids import new_id
from core.values.refusal import Refusal
from core.values.sentence import N_
from data.identity.site_keys import SiteKeys
from data.site.key_changes import UnlockedStore, carry_out, epoch_of, finish_key_change, keep_header, knows
from data.store.sql_store import SqlStore, create
from data.system.disk import is_there
from data.system.holidays import chinese_workdays
from data.vault.folder import HEADER, IsBackup, remove_leavings
from data.vault.header import HeaderAltered
from data.vault.key_schedule import Unlocked
from data.vault.key_slots import Strength
from data.vault.recovery import RecoveryPaper, RecoverySet
from data.vault.vault import Vault

PACKS = ("cn", "generic")
COPIED = N_(
    "This store is a copy that was made while the store was open. It goes on as one that was put back from a backup. "
    "Work in one of the two only, and tell the system administrator."
)
"""What whoever signs in is told, and the audit."""
OPEN_MARK = "opened"
"""While a store is open its database keeps under this name where it is (vault 1.6)."""
BACKUP_MARK = "backup"
"""The database of a backup keeps under this name when it was made (backup §3.3)."""


class DatabaseOutdated(Refusal):
    """The database of this store is older than its vault.json: it was put back from an older copy. Put both back
    from the same backup."""


class FoundingUnfinished(Refusal):
    """The store in {folder} was not finished: the program ended while it was being made. There is nothing in it. Empty
    the folder and make the store again."""


class CopyUnsound(Refusal):
    """{folder} was copied while the store in it was open, and the copy is not whole: {what} Work with the store that it
    was copied from, or restore a backup."""


class HeaderOutdated(Refusal):
    """The file vault.json of this store is older than its database: it was put back from an older copy. Put both back
    from the same backup."""


def pack_text(name: str) -> str:
    """Return the text of a policy pack that is shipped: `cn` or `generic`."""
    return resources.files("data").joinpath("packs", f"{name}.toml").read_text("utf-8")


@dataclass
class OpenSite(UnlockedStore):
    """An unlocked site."""

    copied: bool = False
    """Whether it is a copy that was made while the store was open, opened for the first time."""
    _read_keys: tuple[str, SiteKeys] | None = field(default=None, init=False, repr=False)
    """What was last read as its keys, and the keys: each of them is tried when they are read, which takes a while."""

    @property
    def keys(self) -> SiteKeys:
        """The secret keys of the site."""
        kept = self.store.meta("keys")
        if self._read_keys is None or self._read_keys[0] != kept:
            self._read_keys = kept, SiteKeys.from_json(json.loads(kept))
        return self._read_keys[1].on(self.clock().date())

    def office(self, seat: int | None = None) -> Office:
        """Return the store as the officer of the seat that unlocked it sees it."""
        return Office(self.store, seat or self.unlocked.seat, self.clock, chinese_workdays)

    # Who can open the store, and with which keys. `deed` is what enters it; only tests and the demo do without.

    def add_seat(self, passphrase: str, key_file: Path | None = None, deed: KeyOperation | None = None) -> int:
        """Let one more passphrase open the store; returns its seat, to which an account can be opened."""
        seat = self.vault.next_seat
        carry_out(self, self.vault.with_new_seat(self.unlocked, passphrase, key_file=key_file), deed)
        return seat

    def renew_seat(
        self, seat: int, passphrase: str, key_file: Path | None = None, deed: KeyOperation | None = None
    ) -> None:
        """Give a seat another passphrase, or one again."""
        carry_out(self, self.vault.with_passphrase(self.unlocked, seat, passphrase, key_file=key_file), deed)

    def drop_seat(self, seat: int, deed: KeyOperation | None = None) -> None:
        """Take a passphrase away again."""
        carry_out(self, self.vault.without_seat(self.unlocked, seat), deed)

    def put_recovery(self, made: RecoverySet, deed: KeyOperation | None = None) -> None:
        """Let a recovery set open the store."""
        carry_out(self, self.vault.with_recovery(self.unlocked, made), deed)

    def rotate(
        self, secrets: Mapping[int, Secret], deed: KeyOperation | None = None, progress: Progress = no_progress
    ) -> None:
        """Give the store a new master key, which these seats open and nothing else does; it stays open.

        At every moment the folder holds one whole store, the old one or the new one.
        """
        carry_out(self, self.vault.with_new_keys(self.unlocked, secrets), deed, progress)

    def _keep_held(self) -> None:
        """Let the header know what the database holds (vault 3.6)."""
        finish_key_change(self, late=True)
        held = self.store.high_water_mark()
        if held and held != self.vault.held(self.unlocked.keys):
            self.store.sign_checkpoint()
            carry_out(self, self.vault.unchanged(self.unlocked))

    def close(self) -> None:
        """Close the store and let go of the vault."""
        try:
            with suppress(Refusal):  # on a full disk the header stays behind the database, which is no fault
                if not self.store.closed:
                    self._keep_held()
                    with self.store.transaction():
                        self.store.drop_meta(OPEN_MARK)
        finally:
            self.store.close()
            self.vault.close()


def found_site(
    folder: Path,
    name: str,
    passphrase: str,
    *,
    pack: str = "cn",
    officer: str = "Officer 1",
    strength: Strength | None = None,
    key_file: Path | None = None,
    roles: Iterable[str] | None = None,
    others: Sequence[NewOfficer] = (),
    papers: Papers | None = None,
    progress: Progress = no_progress,
) -> OpenSite:
    """Make a new store in an empty folder and open it; nothing is left behind when that fails.

    The first officer gets the roles that appoint others, if no `roles` are given. The `others` get the seats from 2 on,
    and the recovery `papers`, which were typed back in, open the store from the beginning.
    """
    text = pack_text(pack)
    existed = is_there(folder)
    vault, unlocked = Vault.create(
        folder,
        passphrase,
        strength=strength,
        key_file=key_file,
        others=[each.secret for each in others],
        papers=[RecoveryPaper.read(digits) for digits in papers.digits] if papers else (),
        progress=progress,
    )
    try:
        identifier = new_id()
        store = create(vault.database, unlocked.keys.database, identifier)
        try:
            _begin(store, vault, name, text, officer, roles, others, papers)
        except BaseException:
            store.close()
            raise
    except BaseException:
        vault.close()
        clear(folder, keep=existed)
        raise
    return OpenSite(vault, unlocked, store)


def _begin(
    store: SqlStore,
    vault: Vault,
    name: str,
    pack: str,
    officer: str,
    roles: Iterable[str] | None,
    others: Sequence[NewOfficer],
    papers: Papers | None,
) -> None:
    keys = SiteKeys.generate(store.site)
    card = keys.card(name)
    raw = card.dump().decode()
    site = build(Site, id=store.site, name=name, status=SiteStatus.OWN, fingerprint=card.spoken, card=raw)
    first, *rest = [build(Officer, name=each, site=store.site) for each in (officer, *(each.name for each in others))]
    appointed = [Appointed(*each) for each in zip(rest, vault.seats[1:], (each.roles for each in others), strict=True)]
    sheets = (papers.need, len(papers.digits)) if papers else None
    with store.transaction():
        store.set_meta("keys", json.dumps(keys.to_json()))
        keep_header(store, vault)
        store.set_meta(OPEN_MARK, vault.place)
        now, seat = datetime.now(), vault.seats[0]
        begun = found(site, pack, first, seat, now=now, roles=roles, others=appointed, papers=sheets)
        store.write(begun, officer=first.id, action="found_site")


def clear(folder: Path, *, keep: bool) -> None:
    """Remove what was begun in a folder, and unless it is to be kept, the folder."""
    with suppress(OSError):
        for entry in folder.iterdir():
            shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
        if not keep:
            shutil.rmtree(folder)


def open_site(
    folder: Path,
    passphrase: str,
    seat: int | None = None,
    progress: Progress = no_progress,
    *,
    key_file: Path | None = None,
) -> OpenSite:
    """Open a store with a passphrase; raises what `Vault.open`, `Vault.unlock` and `enter` refuse."""
    vault = Vault.open(folder)
    try:
        return enter(vault, vault.unlock(passphrase, seat, key_file), progress)
    except BaseException:
        vault.close()
        raise


def enter(vault: Vault, unlocked: Unlocked, progress: Progress = no_progress) -> OpenSite:
    """Open the store of a vault that is unlocked (vault 3.5); raises HeaderOutdated or DatabaseOutdated."""
    store = SqlStore(vault.database, unlocked.keys.database, progress)
    try:
        if store.meta(BACKUP_MARK):
            raise IsBackup(folder=vault.folder)
        site = OpenSite(vault, unlocked, store)
        _refuse_unsound_copy(site)
        refuse_unless_of_one_time(vault, unlocked, store)
        _tidy(site)
    except BaseException:
        store.close()
        raise
    return site


def refuse_unless_of_one_time(vault: Vault, unlocked: Unlocked, store: SqlStore) -> None:
    """Refuse a header and a database that do not belong together (vault 3.3, 3.4)."""
    if not epoch_of(store):
        raise FoundingUnfinished(folder=vault.folder)
    if vault.epoch < epoch_of(store):
        raise HeaderOutdated
    held = vault.held(unlocked.keys)
    if store.high_water_mark(held.changes) != held:
        raise DatabaseOutdated
    if not knows(store, vault):
        raise DatabaseOutdated if vault.epoch > epoch_of(store) else HeaderAltered(path=vault.folder / HEADER)


def _refuse_unsound_copy(site: OpenSite) -> None:
    """See whether the store is a copy made while it was open; before anything else is read of it, it must be whole."""
    store = site.store
    site.copied = store.meta(OPEN_MARK) not in ("", site.vault.place)
    if site.copied and (fault := store.check()):
        raise CopyUnsound(folder=site.vault.folder, what=fault.what)


def _tidy(site: OpenSite) -> None:
    """Finish what a killed program has begun: deeds with the keys, files that count no more, slots without account."""
    finish_key_change(site, late=True)
    _mark_as_open(site)
    with suppress(Refusal):
        site.store.sweep_papers()
    remove_leavings(site.vault.folder, site.vault.database)
    open_seats = {account.seat for account in site.store.find(Query("account", Is("closed", (False,))))}
    for seat in site.vault.seats:
        if seat not in open_seats and site.unlocked.seat in open_seats:
            site.drop_seat(seat, KeyOperation("", CloseAccount.verb(), Event.KEYS, {"of_kind": Account.kind}, ()))
    _destroy_former_keys(site)


def _mark_as_open(site: OpenSite) -> None:
    """Keep where the store is open; a copy that was made while it was begins another incarnation (vault 1.6).

    Raises:
        Refusal: What the disk says.
    """
    store, place = site.store, site.vault.place
    with store.transaction():
        if site.copied:
            store.begin_incarnation("put_back")
            enter_in_audit(store, "", site.clock().replace(microsecond=0), Event.BACKUP, note=COPIED)
        store.set_meta(OPEN_MARK, place)


def _destroy_former_keys(site: OpenSite) -> None:
    """Let go of replaced keys whose time to open old files is over (transfer §3.6.5)."""
    kept = json.dumps(site.keys.to_json())
    if kept != site.store.meta("keys"):
        with site.store.transaction():
            site.store.set_meta("keys", kept)
