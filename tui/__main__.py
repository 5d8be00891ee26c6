"""The entry point: the one place where screens, store and command line are joined."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from data.backend.backend import LocalBackend
from data.system.disk import is_there
from data.system.mounts import removable_media
from data.system.process import harden_process
from data.vault.folder import HEADER, stores_in
from tui.cli.parser import run
from tui.terminal.crash_report import report_crashes_only
from tui.terminal.output import refuse_without_terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.model.progress import Progress, Steps
    from core.policy.pack import Policy
    from core.results.backup import BackupProved, OpensBackup
    from core.results.founding import Founding
    from core.results.secrets import Papers, Secret
    from tui.backend import Backend


class LocalPlatform:
    """The machine this runs on (`tui.platform.Platform`)."""

    def backend(self, folder: Path) -> "Backend":
        """Return the backend of the store in a folder, closed."""
        return LocalBackend(folder)

    # Which stores there are

    def holds_store(self, folder: Path) -> bool:
        """Whether there is a store in a folder."""
        return is_there(folder / HEADER)

    def stores(self) -> "Sequence[Path]":
        """Return the folders with stores where one would look first: the working folder, home and removable media."""
        return stores_in([Path.cwd(), Path.home(), *self.removable_media()])

    def removable_media(self) -> list[Path]:
        """Return where removable media are mounted."""
        return removable_media()

    # Founding

    def refuse_unless_empty(self, folder: Path) -> None:
        """Refuse a folder in which no store can be made, because something is there."""
        from data.vault.folder import refuse_unless_empty

        refuse_unless_empty(folder)

    def policy(self, pack: str) -> "Policy":
        """Return a policy pack that is shipped, by its name."""
        from core.policy.pack import Policy
        from data.site.open_site import pack_text

        return Policy(pack_text(pack))

    def draw_papers(self, need: int, of: int) -> "Papers":
        """Draw recovery papers, so many of which are needed together; they open nothing before a store has them."""
        from data.site.keyring import papers_of

        return papers_of(need, of)

    def compare_paper(self, papers: "Papers", number: int, typed: str) -> None:
        """Return if that stands on this paper, counted from 1."""
        from data.site.keyring import compare_paper

        compare_paper(papers, number, typed)

    def found(self, folder: Path, founding: "Founding", steps: "Steps") -> None:
        """Make a new store in a new or empty folder, whole or not at all."""
        from data.site.founding import found_office

        found_office(folder, founding, steps)

    def make_key_file(self, path: Path) -> None:
        """Write a new key file."""
        from data.vault.key_slots import make_key_file

        make_key_file(path)

    def lines(self, path: Path, *, first_only: bool = False) -> list[str]:
        """Return the lines of a text file, or only the first."""
        from data.system.text_lines import read_lines

        return read_lines(path, first_only=first_only)

    def demo(self, folder: Path, people: int, grievances: int, seed: int, steps: "Steps") -> None:
        """Make a demo store in a new or empty folder, whole or not at all."""
        from data.site.demo_store import CLOSING, make_demo
        from data.site.founding import whole_in

        with whole_in(folder) as place:
            made = make_demo(place, people=people, grievances=grievances, seed=seed, steps=steps)
            steps(CLOSING)
            made.close()

    # Backups

    def opens_backup(self, backup: Path) -> "OpensBackup":
        """Return what is to be typed to open a backup."""
        from data.backups.backup import opens

        return opens(backup)

    def restore(
        self, backup: Path, folder: Path, secret: "Secret", seat: int | None, progress: "Progress"
    ) -> "BackupProved":
        """Make a store of a backup, in a new or empty folder, whole or not at all."""
        from data.backups.backup import restore
        from data.site.founding import whole_in

        with whole_in(folder) as place:
            return restore(backup, place, secret, seat, progress)

    def rehearse(self, backup: Path, secret: "Secret", seat: int | None, progress: "Progress") -> "BackupProved":
        """Restore a backup aside, check everything, and remove it again."""
        from data.backups.backup import rehearse

        return rehearse(backup, secret, seat, progress)

    # The screens

    def show(self, backend: "Backend | None", seat: int | None, key_file: Path | None) -> None:
        """Open the screens on a store, at a seat; a folder that is none is refused before the screen changes.

        Without a store the first screen finds or makes one.
        """
        refuse_without_terminal()
        # Textual draws at the next of so many moments in a second, and only then what a key has changed.
        os.environ.setdefault("TEXTUAL_FPS", "200")
        from tui.app.app import SealdeskApp
        from tui.terminal.glyphs import ambiguous_is_wide, use_ascii

        if backend is not None:
            backend.look()
        use_ascii(ambiguous_is_wide())
        app = SealdeskApp(backend, seat=seat, key_file=key_file, platform=self)
        try:
            app.run(mouse=False)
        finally:
            app.close_store()
        if app.return_code:
            sys.exit(app.return_code)


def main() -> None:
    """Run the command line and exit with its status."""
    harden_process()
    report_crashes_only()
    sys.exit(run(sys.argv[1:], LocalPlatform()))


if __name__ == "__main__":
    main()
