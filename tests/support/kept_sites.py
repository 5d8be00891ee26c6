"""Sites that are made once for a whole run and copied for each test: to open a copy takes a quarter of founding."""

import fcntl
import hashlib
import shutil
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from unittest.mock import patch

from data.site.open_site import OpenSite, enter
from data.vault import key_slots
from data.vault.key_schedule import Unlocked
from data.vault.vault import Vault

PASSPHRASE = "correct horse"
LIGHT = key_slots.Strength(memory_kib=8 * key_slots.MAXIMUM.lanes, passes=1, lanes=4)
"""What stretches a passphrase in a millisecond: Argon2 needs 8 KiB for each lane."""
Found = TypeVar("Found")
Make = Callable[[Sequence[Path]], Sequence[OpenSite]]
"""Makes a site in each of these folders, all to be opened with `PASSPHRASE`."""


@contextmanager
def light() -> Iterator[None]:
    """Let derivations take a millisecond; all else stays real."""
    with patch.object(key_slots, "MINIMUM", LIGHT):
        yield


@dataclass
class KeptSites:
    """A cupboard of closed sites in a folder that all workers of a run share; only their copies are ever worked in.

    Copies of one site are one site to all others: whoever needs two that differ asks by two keys.
    """

    folder: Path
    _kept: dict[Hashable, list[tuple[Path, Unlocked]]] = field(default_factory=dict)

    def copies(self, key: Hashable, folders: Sequence[Path], make: Make) -> list[OpenSite]:
        """Return, open in these folders, copies of what is made once for each key, which says all it is made from."""
        if key not in self._kept:
            self._kept[key] = self._found_or_made(key, len(folders), make)
        return [
            _opened(kept, unlocked, folder) for (kept, unlocked), folder in zip(self._kept[key], folders, strict=True)
        ]

    def _found_or_made(self, key: Hashable, how_many: int, make: Make) -> list[tuple[Path, Unlocked]]:
        def fill(folder: Path) -> None:
            for site in make([folder / str(number) for number in range(how_many)]):
                site.close()

        # a store is open at one place only
        return self.once(key, fill, lambda place: [(each, _unlocked(each)) for each in sorted(place.iterdir())])

    def once(self, key: Hashable, fill: Callable[[Path], None], read: Callable[[Path], Found]) -> Found:
        """Return what is read in a folder that is filled once for each key, by whichever worker comes first."""
        place = self.folder / hashlib.sha256(repr(key).encode()).hexdigest()[:16]
        with _alone(place.with_suffix(".lock")):
            if not place.exists():
                begun = place.with_suffix(".begun")
                shutil.rmtree(begun, ignore_errors=True)  # what another worker could not finish
                begun.mkdir()
                fill(begun)
                begun.rename(place)
            return read(place)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Let no other worker be here at the same time."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _unlocked(folder: Path) -> Unlocked:
    with light(), Vault.open(folder) as vault:
        return vault.unlock(PASSPHRASE)


def _opened(kept: Path, unlocked: Unlocked, folder: Path) -> OpenSite:
    """Copy a closed site into a folder, and open the copy."""
    shutil.copytree(kept, folder, dirs_exist_ok=True)
    with light():
        return enter(Vault.open(folder), unlocked)
