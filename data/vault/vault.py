"""The vault: a folder with the header and the database, opened by a passphrase (docs/formats/vault.md).

Nothing here imports the database, so that the unlock screen can be shown before sqlite-utils is loaded.
"""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from cryptography.exceptions import InvalidTag

from core.model.progress import Progress, no_progress
from core.results.secrets import Secret
from core.values.refusal import Refusal
from data.system.disk import DiskFails, file_refusals, hold
from data.vault.folder import (
    HEADER,
    LOCK,
    database_of,
    refuse_unless_database,
    refuse_unless_empty,
    refuse_unless_header,
)
from data.vault.header import SLOTS_AT_MOST, Header, HeaderAltered, first_header
from data.vault.high_water_mark import HighWaterMark
from data.vault.key_schedule import Keys, Unlocked
from data.vault.key_slots import Slot, Strength, open_slot, seal_slot
from data.vault.recovery import RecoveryPaper, RecoverySet, open_recovery


class WrongPassphrase(Refusal):
    """That passphrase does not open this store. Check Caps Lock, the input method, and your key file if you use one."""


class KeyFileNeeded(Refusal):
    """This passphrase goes with a key file. Plug in the medium that holds it and name the file."""


class NoSuchSeat(Refusal):
    """Nobody can sign in at seat {seat} at present. Ask the system administrator to open it."""


class LastSeat(Refusal):
    """Seat {seat} is the only one, and without it nobody could open the store. Add another seat first."""


class WrongPassphraseOf(Refusal):
    """That is not the passphrase of seat {seat}, or not its key file. Nothing was changed; try again."""

    def __init__(self, seat: int) -> None:
        """Keep the seat, for the audit."""
        super().__init__(seat=seat)
        self.seat = seat


class NoSeatLeft(Refusal):
    """All {most} seats of this store are taken. Remove one that is not used any more."""


@dataclass(frozen=True)
class Changed:
    """What is to become of a header, and the keys that go with it; nothing counts until it is written."""

    header: Header
    unlocked: Unlocked
    database: Path
    """The database that it is for: another one only with another master key."""


class Vault:
    """A vault that this program holds: nobody else can open it until it is closed."""

    def __init__(self, folder: Path, header: Header, lock: IO[bytes]) -> None:
        """Keep what `open` and `create` have made sure of."""
        self.folder = folder
        self._header = header
        self._lock = lock

    @classmethod
    def create(
        cls,
        folder: Path,
        passphrase: str,
        *,
        strength: Strength | None = None,
        key_file: Path | None = None,
        others: Sequence[Secret] = (),
        papers: Sequence[RecoveryPaper] = (),
        progress: Progress = no_progress,
    ) -> "tuple[Vault, Unlocked]":
        """Make a vault in a new or empty folder, which this passphrase opens at seat 1, `others` at the seats from 2
        on, and the recovery papers. The database is made by who first connects to it.

        Raises:
            Refusal: FolderNotEmpty, PassphraseTooShort, PassphraseUnseen, KeyFileUnusable, or what the disk says.
        """
        refuse_unless_empty(folder)
        keys = Keys(vault=os.urandom(16), master=os.urandom(32))
        header = first_header(keys, (Secret(passphrase, key_file), *others), papers, strength, progress)
        with file_refusals(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = hold(folder / LOCK)
        try:
            header.write(folder / HEADER)
        except BaseException:
            lock.close()
            with suppress(OSError):  # the header may be there, and not yet for good
                for made in (LOCK, HEADER):
                    (folder / made).unlink(missing_ok=True)
            raise
        return cls(folder, header, lock), Unlocked(seat=1, keys=keys)

    @classmethod
    def open(cls, folder: Path) -> "Vault":
        """Take hold of a vault and read its header; no key is needed yet.

        Raises:
            Refusal: NoStore, StoreInUse, DatabaseMissing, what `Header.read` refuses, or what the disk says.
        """
        refuse_unless_header(folder)
        with file_refusals(folder):
            lock = hold(folder / LOCK)
        try:
            header = Header.read(folder / HEADER)
            refuse_unless_database(database_of(folder, header.database))
        except BaseException:
            lock.close()
            raise
        return cls(folder, header, lock)

    def close(self) -> None:
        """Let go of the vault."""
        self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def id(self) -> str:
        """The vault id."""
        return self._header.vault.hex()

    @property
    def epoch(self) -> int:
        """How often the header was written: the database remembers it, and refuses an older header (3.3)."""
        return self._header.epoch

    @property
    def place(self) -> str:
        """What the file system calls the file `lock`: a copy of the folder has another one (1.6)."""
        return str(os.fstat(self._lock.fileno()).st_ino)

    @property
    def mac(self) -> bytes:
        """The MAC of the header, by which the database tells it from every other one (3.3)."""
        return self._header.mac

    @property
    def database(self) -> Path:
        """Where the database is."""
        return database_of(self.folder, self._header.database)

    @property
    def seats(self) -> tuple[int, ...]:
        """The seats that can open this vault."""
        return tuple(slot.seat for slot in self._header.slots)

    @property
    def next_seat(self) -> int:
        """The number that the next seat gets."""
        return self._header.next_seat

    @property
    def key_file_seats(self) -> frozenset[int]:
        """The seats whose passphrases go with a key file."""
        return frozenset(slot.seat for slot in self._header.slots if slot.key_file)

    @property
    def recovery(self) -> tuple[RecoverySet, ...]:
        """The recovery sets in force."""
        return self._header.recovery

    # Opening

    def unlock(self, passphrase: str, seat: int | None = None, key_file: Path | None = None) -> Unlocked:
        """Open the keys with the passphrase of this seat, or of whichever seat it fits (5.4).

        Raises:
            Refusal: WrongPassphrase, KeyFileNeeded, KeyFileUnusable, NoSuchSeat or HeaderAltered.
        """
        slots = self._header.slots if seat is None else (self._slot(seat),)
        slots = tuple(slot for slot in slots if key_file or not slot.key_file)
        if not slots:
            raise KeyFileNeeded
        for slot in slots:
            if master := self._master(slot, passphrase, key_file):
                return Unlocked(slot.seat, self._keys(master))
        raise WrongPassphrase

    def recover(self, papers: Sequence[RecoveryPaper], seat: int) -> Unlocked:
        """Open the keys with a recovery code or shares (7.7), on behalf of a seat.

        Raises:
            Refusal: what `open_recovery` refuses, or HeaderAltered.
        """
        try:
            return Unlocked(seat, self._keys(open_recovery(self._header.recovery, self._header.vault, papers)))
        except InvalidTag as error:
            raise HeaderAltered(path=self.folder / HEADER) from error

    def held(self, keys: Keys) -> HighWaterMark:
        """Return what the header says that the database held (3.4)."""
        return HighWaterMark.opened(self._header.held, keys.witness)

    def _slot(self, seat: int) -> Slot:
        for slot in self._header.slots:
            if slot.seat == seat:
                return slot
        raise NoSuchSeat(seat=seat)

    def _master(self, slot: Slot, passphrase: str, key_file: Path | None) -> bytes | None:
        try:
            return open_slot(slot, self._header.vault, passphrase, key_file)
        except InvalidTag as error:
            raise HeaderAltered(path=self.folder / HEADER) from error

    def _keys(self, master: bytes) -> Keys:
        """Return the keys; refused if they have not signed this header (5.3)."""
        keys = Keys(vault=self._header.vault, master=master)
        self._refuse_unless_signed(keys)
        return keys

    def _refuse_unless_signed(self, keys: Keys) -> None:
        if not self._header.signed_by(keys.header):
            raise HeaderAltered(path=self.folder / HEADER)

    # What may become of the header; each may raise HeaderAltered. `data.site.key_changes` has it written

    def with_new_seat(
        self, unlocked: Unlocked, passphrase: str, *, key_file: Path | None = None, strength: Strength | None = None
    ) -> Changed:
        """Let one more passphrase open the vault, at `next_seat`, as strongly as its first one.

        Raises:
            Refusal: NoSeatLeft, PassphraseTooShort or KeyFileUnusable.
        """
        return self._sealed(unlocked, self._header.next_seat, passphrase, key_file, strength)

    def with_passphrase(
        self, unlocked: Unlocked, seat: int, passphrase: str, *, key_file: Path | None = None
    ) -> Changed:
        """Give a seat another passphrase, or one again if it has lost its slot.

        Raises:
            Refusal: NoSuchSeat for a number that was never given, or what `with_new_seat` raises.
        """
        if not 1 <= seat < self._header.next_seat:
            self._slot(seat)
        return self._sealed(unlocked, seat, passphrase, key_file)

    def without_seat(self, unlocked: Unlocked, seat: int) -> Changed:
        """Take a passphrase away; raises NoSuchSeat or LastSeat."""
        self._slot(seat)
        if len(self._header.slots) == 1:
            raise LastSeat(seat=seat)
        return self._changed(unlocked, self._header.without_seat(seat))

    def with_recovery(self, unlocked: Unlocked, made: RecoverySet) -> Changed:
        """Let a recovery set open the vault, in the place of the one of its sort."""
        return self._changed(unlocked, self._header.with_recovery(made))

    def unchanged(self, unlocked: Unlocked) -> Changed:
        """Leave everything as it is: only what the database holds is written anew (3.6)."""
        return self._changed(unlocked, self._header)

    def with_new_keys(self, unlocked: Unlocked, secrets: Mapping[int, Secret]) -> Changed:
        """Draw a new master key for these seats, each of which proves its passphrase (8.1).

        Raises:
            Refusal: NoSuchSeat, WrongPassphraseOf, KeyFileNeeded or KeyFileUnusable.
        """
        self._refuse_unless_signed(unlocked.keys)
        keys = Keys(self._header.vault, os.urandom(32))
        slots = tuple(self._resealed(keys, seat, secret) for seat, secret in sorted(secrets.items()))
        generation = self._header.database + 1
        header = self._header.model_copy(update={"slots": slots, "recovery": (), "database": generation})
        return Changed(header, Unlocked(unlocked.seat, keys), database_of(self.folder, generation))

    def _changed(self, unlocked: Unlocked, header: Header) -> Changed:
        self._refuse_unless_signed(unlocked.keys)
        return Changed(header, unlocked, self.database)

    def _sealed(
        self, unlocked: Unlocked, seat: int, passphrase: str, key_file: Path | None, strength: Strength | None = None
    ) -> Changed:
        if len(self._header.slots) >= SLOTS_AT_MOST and seat not in self.seats:
            raise NoSeatLeft(most=SLOTS_AT_MOST)
        keys, strength = unlocked.keys, strength or self._header.slots[0].kdf
        slot = seal_slot(keys.master, keys.vault, seat, passphrase, strength=strength, key_file=key_file)
        return self._changed(unlocked, self._header.with_slot(slot))

    def _resealed(self, keys: Keys, seat: int, secret: Secret) -> Slot:
        before = self._slot(seat)
        key_file = secret.key_file if before.key_file else None
        try:
            self.unlock(secret.passphrase, seat, key_file)
        except WrongPassphrase:
            raise WrongPassphraseOf(seat=seat) from None
        return seal_slot(keys.master, keys.vault, seat, secret.passphrase, strength=before.kdf, key_file=key_file)

    # Writing it

    def signed(self, changed: Changed, held: HighWaterMark) -> Header:
        """Return the header that makes a change true: of the next epoch, and saying what the database holds (3.4)."""
        keys = changed.unlocked.keys
        update = {"epoch": self.epoch + 1, "held": held.sealed(keys.witness)}
        return changed.header.model_copy(update=update).signed(keys.header)

    def replace(self, header: Header) -> None:
        """Put a header in the place of the one in force; at a refusal that one stands."""
        try:
            header.write(self.folder / HEADER)
        except Refusal:  # renamed, but the folder could not be flushed: everybody sees the new one
            if Header.read(self.folder / HEADER) != header:
                raise
        self._header = header

    def refuse_unless_in_place(self) -> None:
        """Refuse to judge by a header that is not surely the one on the disk; raises DiskFails or what reading says."""
        if Header.read(self.folder / HEADER) != self._header:
            raise DiskFails(path=self.folder / HEADER)
