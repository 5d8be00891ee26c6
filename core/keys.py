"""What opens a store, as screens and commands hand it on (how it opens is `data.vault`'s work)."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Secret:
    """A passphrase, with the key file that goes with it."""

    passphrase: str = field(repr=False)
    key_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Papers:
    """A recovery code or shares that were drawn and do not count until they have been typed back in."""

    need: int
    digits: tuple[str, ...] = field(repr=False)
    """What is to be written on each paper."""


@dataclass(frozen=True, slots=True)
class SeatOf:
    """A seat that an officer's passphrase opens."""

    seat: int
    name: str
    key_file: bool
