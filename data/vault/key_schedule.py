"""The keys of an open vault, all derived from its master key (docs/formats/vault.md, section 5)."""

from dataclasses import dataclass, field
from functools import cached_property

from data.vault.key_slots import hkdf


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
        """The key of what the header says that the database held (3.4)."""
        return self.derive("witness")


@dataclass(frozen=True)
class Unlocked:
    """Who opened the vault, and with what it may be read."""

    seat: int
    keys: Keys
