"""The header of a vault, `vault.json`: read with suspicion, written whole (docs/formats/vault.md, 2, 3, 5.3)."""

import hmac
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator

from core.model.progress import Progress
from core.results.secrets import Secret
from core.values import canonical_json
from core.values.refusal import Refusal
from data.system.disk import file_refusals, open_ordinary, replace_file
from data.vault.high_water_mark import HELD_BYTES, HighWaterMark
from data.vault.key_schedule import Keys
from data.vault.key_slots import HeaderPart, Slot, Strength, calibrate, seal_slot, sized
from data.vault.recovery import RecoveryPaper, RecoverySet, seal_recovery

VERSION = 1  # the newest that is understood
BYTES_AT_MOST = 65_536
SLOTS_AT_MOST = 32


class HeaderUnreadable(Refusal):
    """{path} is damaged, and nothing can be opened without it. Put back a copy from a backup of the store."""


class HeaderNewer(Refusal):
    """This store was made by a newer Sealdesk (format {version}). Install that Sealdesk on this computer."""


class StrengthRefused(Refusal):
    """{path} protects its passphrases too weakly or too heavily: something else than Sealdesk has changed it.

    Put back a copy from a backup of the store, and find out who had access to the file.
    """


class HeaderAltered(Refusal):
    """{path} was changed by something else than Sealdesk. Do not work with this store.

    Put back a copy of the file from a backup of the store, and find out who had access to it.
    """


class Cipher(HeaderPart):
    """The parameters of the database (6.1): just one set is allowed."""

    name: Literal["sqlcipher"] = "sqlcipher"
    version: Literal[4] = 4
    page_size: Literal[4096] = 4096


class Header(HeaderPart):
    """What `vault.json` says (section 3)."""

    format: Literal["sealdesk-vault"] = "sealdesk-vault"
    version: Literal[1] = 1
    vault: Annotated[bytes, sized(16)]
    epoch: Annotated[int, Field(ge=1, lt=2**53)] = 1
    cipher: Cipher = Cipher()
    database: Annotated[int, Field(ge=1, lt=2**53)] = 1
    held: Annotated[bytes, sized(HELD_BYTES)]
    next_seat: Annotated[int, Field(lt=2**53)] = 2
    slots: Annotated[tuple[Slot, ...], Field(min_length=1, max_length=SLOTS_AT_MOST)]
    recovery: Annotated[tuple[RecoverySet, ...], Field(max_length=2)] = ()
    mac: Annotated[bytes, sized(32)] = bytes(32)

    @model_validator(mode="after")
    def _seats_ascend(self) -> Self:
        seats = [slot.seat for slot in self.slots]
        if seats != sorted(set(seats)) or seats[-1] >= self.next_seat:
            raise ValueError("seats do not ascend below next_seat")
        return self

    @model_validator(mode="after")
    def _recovery_sets_are_possible(self) -> Self:
        sorts = [each.sort for each in self.recovery]
        if sorts not in ([], ["code"], ["shares"], ["code", "shares"]) or not all(e.possible for e in self.recovery):
            raise ValueError("no such recovery sets")
        return self

    @classmethod
    def read(cls, path: Path) -> "Header":
        """Read and check all that can be checked without a key.

        Raises:
            Refusal: HeaderUnreadable, HeaderNewer, StrengthRefused, or what the disk says.
        """
        with file_refusals(path), open_ordinary(path) as file:
            contents = file.read(BYTES_AT_MOST + 1)
        header = cls._parse(contents, path)
        if not all(slot.kdf.acceptable for slot in header.slots):
            raise StrengthRefused(path=path)
        return header

    @classmethod
    def _parse(cls, contents: bytes, path: Path) -> "Header":
        try:
            said = canonical_json.load(contents, max_bytes=BYTES_AT_MOST)  # 2.2
            version = said.get("version") if isinstance(said, dict) else None
            if isinstance(version, int) and version > VERSION:
                raise HeaderNewer(version=version)
            header = cls.model_validate_json(contents)
        except (canonical_json.BadJson, ValidationError) as error:
            raise HeaderUnreadable(path=path) from error
        if header.contents() != contents:  # hexadecimal has two spellings
            raise HeaderUnreadable(path=path)
        return header

    def with_slot(self, slot: Slot) -> "Header":
        """Return the header with this slot, in the place of what its seat had."""
        slots = (*(each for each in self.slots if each.seat != slot.seat), slot)
        changed = {"slots": tuple(sorted(slots, key=lambda each: each.seat))}
        return self.model_copy(update=changed | {"next_seat": max(self.next_seat, slot.seat + 1)})

    def without_seat(self, seat: int) -> "Header":
        """Return the header without the slot of a seat."""
        return self.model_copy(update={"slots": tuple(each for each in self.slots if each.seat != seat)})

    def with_recovery(self, made: RecoverySet) -> "Header":
        """Return the header with this recovery set, in the place of the one of its sort."""
        sets = (*(each for each in self.recovery if each.sort != made.sort), made)
        return self.model_copy(update={"recovery": tuple(sorted(sets, key=lambda each: each.sort))})

    def contents(self) -> bytes:
        """Return the bytes of the file."""
        return canonical_json.dump(self.model_dump(mode="json"))

    def write(self, path: Path) -> None:
        """Replace the file (3.2)."""
        with file_refusals(path):
            replace_file(path, self.contents())

    def signed(self, key: bytes) -> "Header":
        """Return this header with its MAC (5.3)."""
        return self.model_copy(update={"mac": self._mac(key)})

    def signed_by(self, key: bytes) -> bool:
        """Whether the MAC was made with this key over this very header."""
        return hmac.compare_digest(self.mac, self._mac(key))

    def _mac(self, key: bytes) -> bytes:
        return hmac.digest(key, canonical_json.dump(self.model_dump(mode="json", exclude={"mac"})), "sha256")


def first_header(
    keys: Keys,
    secrets: Sequence[Secret],
    papers: Sequence[RecoveryPaper],
    strength: Strength | None,
    progress: Progress,
) -> Header:
    """Return the header of a new vault: a slot for each of these, at the seats from 1 on, and the recovery papers."""
    strength = strength or calibrate()
    slots = []
    for seat, secret in enumerate(secrets, 1):
        progress(seat - 1, len(secrets))
        sealed = (keys.master, keys.vault, seat, secret.passphrase)
        slots.append(seal_slot(*sealed, strength=strength, key_file=secret.key_file))
    header = Header(
        vault=keys.vault,
        slots=tuple(slots),
        next_seat=len(slots) + 1,
        recovery=(seal_recovery(keys.master, keys.vault, papers),) if papers else (),
        held=HighWaterMark().sealed(keys.witness),
    )
    return header.signed(keys.header)
