"""What opens a store, as screens and commands hand it on (how it opens is `data.vault.vault`'s work)."""

from dataclasses import dataclass, field
from pathlib import Path

from core.values.sentence import N_, Sentence, say


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

    def told(self, number: int) -> Sentence:
        """Return which paper this one is, counted from 1, how many are needed to open the store, and what to do."""
        of = len(self.digits)
        if of == 1:
            return say(N_("This is the only paper, and it opens the store by itself. Write it down by hand:"))
        told = N_("Paper {number} of {of}; {need} needed. Write it down by hand, with these two figures:")
        return say(told, number=number, of=of, need=self.need)


@dataclass(frozen=True, slots=True)
class SeatOf:
    """A seat that an officer's passphrase opens."""

    seat: int
    name: str
    key_file: bool
