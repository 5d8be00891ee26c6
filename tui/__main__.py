"""The entry point: the one place where screens, store and command line are joined."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from data.backend.backend import LocalBackend
from data.system.process import harden_process
from tui.cli.parser import run
from tui.terminal.crash_report import report_crashes_only
from tui.terminal.output import refuse_without_terminal

if TYPE_CHECKING:
    from core.model.store import Progress
    from core.results.backup import BackupProved
    from core.results.secrets import Secret
    from tui.backend import Backend


class LocalPlatform:
    """The machine this runs on (`tui.cli.parser.Platform`)."""

    def backend(self, folder: Path) -> "Backend":
        """Return the backend of the store in a folder, closed."""
        return LocalBackend(folder)

    def found(
        self, folder: Path, name: str, passphrase: str, pack: str, officer: str, key_file: Path | None = None
    ) -> None:
        """Make a new store in an empty folder."""
        from data.site.open_site import found_site

        found_site(folder, name, passphrase, pack=pack, officer=officer, key_file=key_file).close()

    def make_key_file(self, path: Path) -> None:
        """Write a new key file."""
        from data.vault.key_slots import make_key_file

        make_key_file(path)

    def lines(self, path: Path, *, first_only: bool = False) -> list[str]:
        """Return the lines of a text file, or only the first."""
        from data.system.text_lines import read_lines

        return read_lines(path, first_only=first_only)

    def demo(self, folder: Path, people: int, grievances: int, seed: int, progress: "Progress") -> None:
        """Make a demo store in an empty folder."""
        from data.site.demo_store import make_demo

        make_demo(folder, people=people, grievances=grievances, seed=seed, progress=progress).close()

    def restore(
        self, backup: Path, folder: Path, secret: "Secret", seat: int | None, progress: "Progress"
    ) -> "BackupProved":
        """Make a store of a backup, in a new or empty folder."""
        from data.backups.backup import restore

        return restore(backup, folder, secret, seat, progress)

    def rehearse(self, backup: Path, secret: "Secret", seat: int | None, progress: "Progress") -> "BackupProved":
        """Restore a backup aside, check everything, and remove it again."""
        from data.backups.backup import rehearse

        return rehearse(backup, secret, seat, progress)

    def show(self, backend: "Backend", seat: int | None, key_file: Path | None) -> None:
        """Open the screens on a store, at a seat; a folder that is none is refused before the screen changes."""
        refuse_without_terminal()
        from tui.app.app import SealdeskApp
        from tui.terminal.glyphs import ambiguous_is_wide, use_ascii

        backend.look()
        use_ascii(ambiguous_is_wide())
        app = SealdeskApp(backend, seat=seat, key_file=key_file)
        try:
            app.run(mouse=False)
        finally:
            backend.close()
        if app.return_code:
            sys.exit(app.return_code)


def main() -> None:
    """Run the command line and exit with its status."""
    harden_process()
    report_crashes_only()
    sys.exit(run(sys.argv[1:], LocalPlatform()))


if __name__ == "__main__":
    main()
