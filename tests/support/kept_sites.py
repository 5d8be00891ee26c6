"""Sites that are made once and copied for each test: to open a copy takes a quarter of what founding takes."""

import shutil
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from data.site.open_site import OpenSite, enter
from data.vault import key_slots
from data.vault.key_schedule import Unlocked
from data.vault.vault import Vault

LIGHT = key_slots.Strength(memory_kib=8 * key_slots.MAXIMUM.lanes, passes=1, lanes=4)
"""What stretches a passphrase in a millisecond: Argon2 needs 8 KiB for each lane."""
Make = Callable[[Sequence[Path]], Sequence[OpenSite]]
"""Makes a site in each of these folders."""


@dataclass
class KeptSites:
    """A cupboard of closed sites in a folder of its own; nobody works in them, only in their copies.

    Copies of one site are one site to all others: whoever needs two that differ asks by two keys.
    """

    folder: Path
    _kept: dict[Hashable, list[tuple[Path, Unlocked]]] = field(default_factory=dict)

    def copies(self, key: Hashable, folders: Sequence[Path], make: Make) -> list[OpenSite]:
        """Return, open in these folders, copies of what is made once for each key."""
        if key not in self._kept:
            self._kept[key] = self._made(len(folders), make)
        return [
            opened(kept, unlocked, folder) for (kept, unlocked), folder in zip(self._kept[key], folders, strict=True)
        ]

    def _made(self, how_many: int, make: Make) -> list[tuple[Path, Unlocked]]:
        sites = make([self.folder / f"{len(self._kept)}-{number}" for number in range(how_many)])
        for site in sites:
            site.close()
        return [(site.vault.folder, site.unlocked) for site in sites]


def opened(kept: Path, unlocked: Unlocked, folder: Path) -> OpenSite:
    """Copy a closed site into a folder, and open the copy."""
    shutil.copytree(kept, folder, dirs_exist_ok=True)
    with patch.object(key_slots, "MINIMUM", LIGHT):
        return enter(Vault.open(folder), unlocked)
