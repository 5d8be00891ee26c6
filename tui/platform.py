"""What the interface asks of this machine before a store is open: founding, restoring, and which stores there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from core.model.progress import Progress, Steps
    from core.policy.pack import Policy
    from core.results.backup import BackupProved, OpensBackup
    from core.results.founding import Founding
    from core.results.secrets import Papers, Secret
    from tui.backend import Backend


class Platform(Protocol):
    """This machine; the entry point hands it in. Whatever goes wrong is raised as a `Refusal`."""

    def backend(self, folder: Path) -> Backend:
        """Return the backend of the store in a folder, closed."""

    def holds_store(self, folder: Path) -> bool:
        """Whether there is a store in a folder."""

    def stores(self) -> Sequence[Path]:
        """Return the folders with stores where one would look first: the working folder, home and removable media."""

    def removable_media(self) -> list[Path]:
        """Return where removable media are mounted."""

    def refuse_unless_empty(self, folder: Path) -> None:
        """Refuse a folder in which no store can be made, because something is there."""

    def policy(self, pack: str) -> Policy:
        """Return a policy pack that is shipped, by its name."""

    def draw_papers(self, need: int, of: int) -> Papers:
        """Draw recovery papers, so many of which are needed together; they open nothing before a store has them."""

    def compare_paper(self, papers: Papers, number: int, typed: str) -> None:
        """Return if that stands on this paper, counted from 1."""

    def found(self, folder: Path, founding: Founding, steps: Steps) -> None:
        """Make a new store in a new or empty folder, whole or not at all."""

    def make_key_file(self, path: Path) -> None:
        """Write a new key file."""

    def lines(self, path: Path, *, first_only: bool = False) -> list[str]:
        """Return the lines of a text file, or only the first."""

    def demo(self, folder: Path, people: int, grievances: int, seed: int, steps: Steps) -> None:
        """Make a demo store in a new or empty folder, whole or not at all."""

    def opens_backup(self, backup: Path) -> OpensBackup:
        """Return what is to be typed to open a backup."""

    def restore(self, backup: Path, folder: Path, secret: Secret, seat: int | None, progress: Progress) -> BackupProved:
        """Make a store of a backup, in a new or empty folder, whole or not at all."""

    def rehearse(self, backup: Path, secret: Secret, seat: int | None, progress: Progress) -> BackupProved:
        """Restore a backup aside, check everything, and remove it again."""

    def show(self, backend: Backend | None, seat: int | None, key_file: Path | None) -> None:
        """Open the screens on a store; without one, the first screen, which finds or makes one."""
