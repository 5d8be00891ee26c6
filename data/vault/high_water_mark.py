"""The high-water mark: what a database held, kept where the database cannot be put back with it (docs/formats/vault.md,
3.4 and 3.7)."""

import hashlib
import os
import re
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from core.values.refusal import Refusal
from data.formats.check_digits import in_groups, read_groups

HELD_BYTES: Final = 68
_GROUPS: Final = 4
_LINE = re.compile(r"\s*(\d{1,16})\s+(\d{1,16})\s+(.+)", re.DOTALL)


class NotAWitnessLine(Refusal):
    """This is no witness line. It has two numbers and four groups of six digits, as `sealdesk witness` prints them."""


class StoreOlder(Refusal):
    """This store is older than the line: it was put back from an old copy. Do not write in it; find the newer one."""


class StoreDiffers(Refusal):
    """This store did not hold then what the line says: it is another store, or was put back and written on since."""


class StoreRestored(Refusal):
    """This store stands before that line: it was restored on {restored} from a backup of {made}. The {missing} changes
    after that are missing. What other sites had received of them comes back with their transfers."""


@dataclass(frozen=True)
class HighWaterMark:
    """How many changes a journal holds, and the identifier of the last one."""

    changes: int = 0
    last: bytes = bytes(32)

    def sealed(self, key: bytes) -> bytes:
        """Return it encrypted under the key `witness`: how much an office writes is nobody's business."""
        nonce = os.urandom(12)
        return nonce + AESGCMSIV(key).encrypt(nonce, self.changes.to_bytes(8) + self.last, None)

    @classmethod
    def opened(cls, sealed: bytes, key: bytes) -> "HighWaterMark":
        """Return what `sealed` encrypted; the MAC of the header has been checked."""
        plain = AESGCMSIV(key).decrypt(sealed[:12], sealed[12:], None)
        return cls(int.from_bytes(plain[:8]), plain[8:])


@dataclass(frozen=True)
class WitnessLine:
    """The witness line: what a store had come to, in a form that fits on paper."""

    epoch: int
    changes: int
    proof: int

    @classmethod
    def of(cls, vault: bytes, epoch: int, held: HighWaterMark) -> "WitnessLine":
        """Return the line of a store."""
        parts = (b"sealdesk vault 1: witness line", vault, epoch.to_bytes(8), held.changes.to_bytes(8), held.last)
        proof = int.from_bytes(hashlib.sha256(b"".join(parts)).digest()[:8])
        return cls(epoch, held.changes, proof % 10 ** (_GROUPS * 5))

    @classmethod
    def read(cls, text: str) -> "WitnessLine":
        """Read a line; raises `NotAWitnessLine` or what `read_groups` refuses."""
        found = _LINE.fullmatch(text)
        if not found:
            raise NotAWitnessLine
        return cls(int(found[1]), int(found[2]), read_groups(found[3], _GROUPS))

    def __str__(self) -> str:
        return f"{self.epoch} {self.changes} {in_groups(self.proof, _GROUPS)}"
