"""The vault: a folder with the header and the database, opened by a passphrase (docs/formats/vault.md).

Nothing here imports the database, so that the unlock screen can be shown before sqlite-utils is loaded.
"""

import os
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO, Self

from cryptography.exceptions import InvalidTag

from core.refusal import Refusal
from data.disk import file_refusals, hold
from data.folder import DATABASE, HEADER, LOCK, refuse_unless_database, refuse_unless_header
from data.header import SLOTS_AT_MOST, Header, HeaderAltered
from data.slots import Slot, Strength, calibrate, hkdf, open_slot, seal_slot


class FolderNotEmpty(Refusal):
    """{folder} is not empty. A new store needs an empty folder, or the name of a folder that is not there yet."""


class WrongPassphrase(Refusal):
    """That passphrase does not open this store. Check Caps Lock, the input method, and your key file if you use one."""


class KeyFileNeeded(Refusal):
    """This passphrase goes with a key file. Plug in the medium that holds it and name the file."""


class NoSuchSeat(Refusal):
    """This store has no seat {seat}. Its seats are {seats}."""


class LastSeat(Refusal):
    """Seat {seat} is the only one, and without it nobody could open the store. Add another seat first."""


class NoSeatLeft(Refusal):
    """All {most} seats of this store are taken. Remove one that is not used any more."""


@dataclass(frozen=True)
class Keys:
    """The keys of an open vault, all derived from its master key (section 5)."""

    vault: bytes
    master: bytes = field(repr=False)

    def derive(self, label: str) -> bytes:
        """Return the 32-byte key of that label."""
        return hkdf(self.master, label, salt=self.vault)

    @cached_property
    def database(self) -> bytes:
        """The raw key of the database."""
        return self.derive("database")

    @cached_property
    def header(self) -> bytes:
        """The key of the header's MAC."""
        return self.derive("header")

    @cached_property
    def witness(self) -> bytes:
        """The key of the record, kept outside of the store, of what it last held."""
        return self.derive("witness")


@dataclass(frozen=True)
class Unlocked:
    """Who opened the vault, and with what it may be read."""

    seat: int
    keys: Keys


class Vault:
    """A vault that this program holds: nobody else can open it until it is closed."""

    def __init__(self, folder: Path, header: Header, lock: IO[bytes]) -> None:
        """Keep what `open` and `create` have made sure of."""
        self.folder = folder
        self._header = header
        self._lock = lock

    @classmethod
    def create(
        cls, folder: Path, passphrase: str, *, strength: Strength | None = None, key_file: Path | None = None
    ) -> "tuple[Vault, Unlocked]":
        """Make a vault with one seat in a new or empty folder. The database is made by who first connects to it.

        Raises:
            Refusal: FolderNotEmpty, PassphraseTooShort, KeyFileUnusable, or what the disk says.
        """
        _refuse_unless_empty(folder)
        keys = Keys(vault=os.urandom(16), master=os.urandom(32))
        slot = seal_slot(keys.master, keys.vault, 1, passphrase, strength=strength or calibrate(), key_file=key_file)
        header = Header(vault=keys.vault, slots=(slot,)).signed(keys.header)
        with file_refusals(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = hold(folder / LOCK)
        try:
            header.write(folder / HEADER)
        except Refusal:
            lock.close()
            with suppress(OSError):
                (folder / LOCK).unlink()
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
            refuse_unless_database(folder)
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
    def database(self) -> Path:
        """Where the database is."""
        return self.folder / DATABASE

    @property
    def seats(self) -> tuple[int, ...]:
        """The seats that can open this vault."""
        return tuple(slot.seat for slot in self._header.slots)

    @property
    def next_seat(self) -> int:
        """The number that the next seat gets."""
        return self._header.next_seat

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
                keys = Keys(vault=self._header.vault, master=master)
                self._refuse_unless_signed(keys)
                return Unlocked(seat=slot.seat, keys=keys)
        raise WrongPassphrase

    def add_seat(
        self, unlocked: Unlocked, passphrase: str, *, key_file: Path | None = None, strength: Strength | None = None
    ) -> int:
        """Let one more passphrase open the vault, as strongly as its first one, and return its seat.

        Raises:
            Refusal: NoSeatLeft, PassphraseTooShort, KeyFileUnusable, HeaderAltered, or what the disk says.
        """
        if len(self._header.slots) >= SLOTS_AT_MOST:
            raise NoSeatLeft(most=SLOTS_AT_MOST)
        seat = self._header.next_seat
        strength = strength or self._header.slots[0].kdf
        slot = seal_slot(
            unlocked.keys.master, self._header.vault, seat, passphrase, strength=strength, key_file=key_file
        )
        self._rewrite(unlocked.keys, (*self._header.slots, slot), next_seat=seat + 1)
        return seat

    def change_passphrase(self, seat: int, old: str, new: str, *, key_file: Path | None = None) -> None:
        """Replace the passphrase of a seat; its key file, if it has one, stays the same.

        Raises:
            Refusal: what `unlock` refuses, PassphraseTooShort, or what the disk says.
        """
        keys = self.unlock(old, seat, key_file).keys
        before = self._slot(seat)
        kept_file = key_file if before.key_file else None
        after = seal_slot(keys.master, keys.vault, seat, new, strength=before.kdf, key_file=kept_file)
        self._rewrite(keys, tuple(after if slot is before else slot for slot in self._header.slots))

    def drop_seat(self, unlocked: Unlocked, seat: int) -> None:
        """Take a passphrase away. Its number is never given again.

        Raises:
            Refusal: NoSuchSeat, LastSeat, HeaderAltered, or what the disk says.
        """
        dropped = self._slot(seat)
        if len(self._header.slots) == 1:
            raise LastSeat(seat=seat)
        self._rewrite(unlocked.keys, tuple(slot for slot in self._header.slots if slot is not dropped))

    def _slot(self, seat: int) -> Slot:
        for slot in self._header.slots:
            if slot.seat == seat:
                return slot
        raise NoSuchSeat(seat=seat, seats=", ".join(map(str, self.seats)))

    def _master(self, slot: Slot, passphrase: str, key_file: Path | None) -> bytes | None:
        try:
            return open_slot(slot, self._header.vault, passphrase, key_file)
        except InvalidTag as error:
            raise HeaderAltered(path=self.folder / HEADER) from error

    def _refuse_unless_signed(self, keys: Keys) -> None:
        if not self._header.signed_by(keys.header):
            raise HeaderAltered(path=self.folder / HEADER)

    def _rewrite(self, keys: Keys, slots: tuple[Slot, ...], *, next_seat: int | None = None) -> None:
        """Write the header with these slots and the next epoch; refused if the present one was altered."""
        self._refuse_unless_signed(keys)
        changed = {"slots": slots, "epoch": self.epoch + 1, "next_seat": next_seat or self._header.next_seat}
        header = self._header.model_copy(update=changed).signed(keys.header)
        header.write(self.folder / HEADER)
        self._header = header


def _refuse_unless_empty(folder: Path) -> None:
    with file_refusals(folder):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise FolderNotEmpty(folder=folder)
