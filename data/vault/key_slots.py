"""Key slots: a passphrase, and a key file if wanted, that opens the master key (docs/formats/vault.md, section 4)."""

import hashlib
import hmac
import os
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import BaseModel, ConfigDict, Field

from core.values import canonical_json
from core.values.passphrase import refuse_unfit
from core.values.refusal import Refusal
from data.media.verified_write import write_bytes
from data.system.disk import file_refusals, open_ordinary

KEY_FILE_BYTES = range(32, 2**20 + 1)
MADE_KEY_FILE_BYTES = 64
CALIBRATED_KIB_AT_MOST = 2**19


class KeyFileUnusable(Refusal):
    """{path} cannot serve as a key file. Choose a file of 32 bytes to 1 MiB that never changes."""


class NotEnoughMemory(Refusal):
    """Checking the passphrase takes {mib} MiB of memory, more than is free here. Close other programs and try again."""


class HeaderPart(BaseModel):
    """A part of the header: unchangeable, nothing converted, nothing unknown let in (2.2)."""

    model_config = ConfigDict(
        frozen=True,
        strict=True,
        extra="forbid",
        hide_input_in_errors=True,
        ser_json_bytes="hex",
        val_json_bytes="hex",
    )


def sized(size: int) -> Any:
    """Declare a byte string of exactly `size` bytes."""
    return Field(min_length=size, max_length=size)


class Strength(HeaderPart):
    """How much work one guess of a passphrase costs (4.1)."""

    memory_kib: int
    passes: int
    lanes: int

    @property
    def acceptable(self) -> bool:
        """Whether this is neither weaker nor heavier than a vault may ask for."""
        return (
            MINIMUM.memory_kib <= self.memory_kib <= MAXIMUM.memory_kib
            and MINIMUM.passes <= self.passes <= MAXIMUM.passes
            and MINIMUM.lanes <= self.lanes <= MAXIMUM.lanes
        )


MINIMUM = Strength(memory_kib=2**16, passes=3, lanes=4)
MAXIMUM = Strength(memory_kib=2**20, passes=16, lanes=16)


class Kdf(Strength):
    """The derivation of one slot: strength and salt."""

    name: Literal["argon2id"] = "argon2id"
    salt: Annotated[bytes, sized(16)] = Field(default_factory=lambda: os.urandom(16))


class Slot(HeaderPart):
    """One slot as it stands in the header."""

    seat: Annotated[int, Field(ge=1)]
    kdf: Kdf
    key_file: bool
    tag: Annotated[bytes, sized(32)]
    nonce: Annotated[bytes, sized(12)]
    wrap: Annotated[bytes, sized(48)]


def stretch(kdf: Kdf, passphrase: str, key_file: Path | None) -> bytes:
    """Return the slot's secret `S` (4.2): slow on purpose."""
    secret = _key_file_digest(key_file) if key_file else None
    # NFKC: what is typed is not shown, so that nobody sees whether the input method is set to full width.
    # `surrogatepass`: a terminal may hand over bytes that are no text; they are a wrong passphrase, not an accident.
    message = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    try:
        return Argon2id(
            salt=kdf.salt,
            length=32,
            iterations=kdf.passes,
            lanes=kdf.lanes,
            memory_cost=kdf.memory_kib,
            secret=secret,
        ).derive(message)
    except MemoryError as error:
        raise NotEnoughMemory(mib=kdf.memory_kib // 1024) from error


def _key_file_digest(path: Path) -> bytes:
    with file_refusals(path), open_ordinary(path) as file:
        contents = file.read(KEY_FILE_BYTES.stop)
    if len(contents) not in KEY_FILE_BYTES:
        raise KeyFileUnusable(path=path)
    return hashlib.sha256(contents).digest()


def make_key_file(path: Path) -> None:
    """Write a key file of random bytes, and read it back."""
    write_bytes(path, os.urandom(MADE_KEY_FILE_BYTES))


def hkdf(secret: bytes, label: str, salt: bytes | None = None) -> bytes:
    """Derive the 32-byte key of that label (4.4, 4.5, 5.2)."""
    return HKDF(SHA256(), 32, salt, f"sealdesk vault 1: {label}".encode()).derive(secret)


def seal_slot(
    master: bytes, vault: bytes, seat: int, passphrase: str, *, strength: Strength, key_file: Path | None = None
) -> Slot:
    """Make a slot in which this passphrase opens the master key."""
    refuse_unfit(passphrase)
    if not strength.acceptable:
        raise ValueError(f"{strength!r} is outside of MINIMUM and MAXIMUM")
    kdf = Kdf(memory_kib=strength.memory_kib, passes=strength.passes, lanes=strength.lanes)
    secret, nonce = stretch(kdf, passphrase, key_file), os.urandom(12)
    described = _described(vault, seat, kdf, key_file is not None)
    wrap = AESGCMSIV(hkdf(secret, "slot wrap")).encrypt(nonce, master, described)
    tag = hkdf(secret, "slot tag")
    return Slot(seat=seat, kdf=kdf, key_file=key_file is not None, tag=tag, nonce=nonce, wrap=wrap)


def open_slot(slot: Slot, vault: bytes, passphrase: str, key_file: Path | None = None) -> bytes | None:
    """Return the master key, or None if the passphrase or the key file is wrong.

    Raises:
        cryptography.exceptions.InvalidTag: they are right, and yet the slot does not open: it was altered (4.5).
    """
    secret = stretch(slot.kdf, passphrase, key_file if slot.key_file else None)
    if not hmac.compare_digest(hkdf(secret, "slot tag"), slot.tag):
        return None
    described = _described(vault, slot.seat, slot.kdf, slot.key_file)
    return AESGCMSIV(hkdf(secret, "slot wrap")).decrypt(slot.nonce, slot.wrap, described)


def _described(vault: bytes, seat: int, kdf: Kdf, key_file: bool) -> bytes:
    """Return the associated data of a slot (4.5)."""
    bound = {"format": "sealdesk-vault", "version": 1, "vault": vault.hex(), "seat": seat, "key_file": key_file}
    return canonical_json.dump(bound | {"kdf": kdf.model_dump(mode="json")})


def _seconds(strength: Strength) -> float:
    began = time.perf_counter()
    stretch(Kdf(**strength.model_dump()), "how long does this take", None)
    return time.perf_counter() - began


def calibrate(target: float = 1.0, seconds: Callable[[Strength], float] = _seconds) -> Strength:
    """Return a strength that takes this machine about `target` seconds: the memory is doubled until it does (4.1)."""
    strength = MINIMUM
    while seconds(strength) < target * 0.7 and strength.memory_kib * 2 <= CALIBRATED_KIB_AT_MOST:
        strength = strength.model_copy(update={"memory_kib": strength.memory_kib * 2})
    return strength
