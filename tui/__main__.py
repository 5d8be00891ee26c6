"""The entry point: the one place where screens, store and command line are joined."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from data.house import House
from data.process import keep_to_itself
from tui.cli import run
from tui.crash import report_crashes_only
from tui.output import refuse_without_terminal

if TYPE_CHECKING:
    from core.backup import BackupProved
    from core.keys import Secret
    from core.store import Progress
    from tui.doors import Doors


class ThisMachine:
    """The machine this runs on (`tui.cli.Machine`)."""

    def doors(self, folder: Path) -> "Doors":
        """Return the doors of the store in a folder, closed."""
        return House(folder)

    def found(
        self, folder: Path, name: str, passphrase: str, pack: str, officer: str, key_file: Path | None = None
    ) -> None:
        """Make a new store in an empty folder."""
        from data.site import found_site

        found_site(folder, name, passphrase, pack=pack, officer=officer, key_file=key_file).close()

    def make_key_file(self, path: Path) -> None:
        """Write a new key file."""
        from data.slots import make_key_file

        make_key_file(path)

    def lines(self, path: Path, *, first_only: bool = False) -> list[str]:
        """Return the lines of a text file, or only the first."""
        from data.lines import read_lines

        return read_lines(path, first_only=first_only)

    def demo(self, folder: Path, people: int, grievances: int, seed: int, progress: "Progress") -> None:
        """Make a demo store in an empty folder."""
        from data.demo import make_demo

        make_demo(folder, people=people, grievances=grievances, seed=seed, progress=progress).close()

    def restore(
        self, backup: Path, folder: Path, secret: "Secret", seat: int | None, progress: "Progress"
    ) -> "BackupProved":
        """Make a store of a backup, in a new or empty folder."""
        from data.backup import restore

        return restore(backup, folder, secret, seat, progress)

    def rehearse(self, backup: Path, secret: "Secret", seat: int | None, progress: "Progress") -> "BackupProved":
        """Restore a backup aside, check everything, and remove it again."""
        from data.backup import rehearse

        return rehearse(backup, secret, seat, progress)

    def show(self, doors: "Doors", seat: int | None, key_file: Path | None) -> None:
        """Open the screens on a store, at a seat; a folder that is none is refused before the screen changes."""
        refuse_without_terminal()
        from tui.app import SealdeskApp
        from tui.glyphs import ambiguous_is_wide, use_ascii

        doors.look()
        use_ascii(ambiguous_is_wide())
        app = SealdeskApp(doors, seat=seat, key_file=key_file)
        try:
            app.run(mouse=False)
        finally:
            doors.close()
        if app.return_code:
            sys.exit(app.return_code)


def main() -> None:
    """Run the command line and exit with its status."""
    keep_to_itself()
    report_crashes_only()
    sys.exit(run(sys.argv[1:], ThisMachine()))


if __name__ == "__main__":
    main()
