"""What an officer waits for at the screens: from a key to the last that it writes, on a terminal of its own.

The program runs as it is installed, in a pseudo-terminal, first on a demo store and then on the same with so many
grievances and so many entries of the agenda that are the officer's own. Beside each time stands what the program itself
computed meanwhile (`cpu`): a machine that is busy with other things makes only the other one longer. A bare Textual
program with a list is measured in the same run.

`python -m tests.bench.screens [--size N] [--against PYTHON]`; the second measures start and unlocking with another
installation of the program too, by its interpreter, each in turn.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from data.site.demo_store import PASSPHRASE
from tests.bench.timing import shown, wide
from tests.support.grown_store import grow
from tests.support.pseudo_terminal import Terminal, Waited, running

SIZE = 100_000
TIMES = 40
"""How often a quick key is pressed."""
VISITS = 5
"""How often a desk is opened."""
STARTS = 7
"""How often the program is started."""
DOWN, UP = "\x1b[B", "\x1b[A"
DESKS = (
    ("1", "Today", "To do"),
    ("gg", "grid", "Cells"),
    ("gc", "care files", "Care files"),
    ("ge", "education calendar", "Sessions"),
    ("4", "grievances", "Grievances"),
    ("4z", "analysis of cases", "Overview"),
    ("5", "people", "People"),
    ("6", "officers", "Accounts"),
)
"""Keys, what the last of them opens, and the title of its list, which stands there once the list is read."""
BARE = """
from textual.app import App
from textual.widgets import OptionList, Static

class Bare(App):
    def compose(self):
        yield Static("Passphrase")
        yield OptionList(*map(str, range(1000)))

Bare().run(mouse=False)
"""


@dataclass(frozen=True)
class Measured:
    """What was waited for, several times."""

    name: str
    waits: Sequence[Waited]

    def line(self) -> str:
        """Return the name, and the middle and nineteen of twenty of each time."""
        times = [sorted(getattr(each, what) for each in self.waits) for what in ("seconds", "computed")]
        return wide(self.name, 44) + "".join(shown(each[len(each) * part // 20]) for each in times for part in (10, 19))


def measured(store: Path) -> Iterator[Measured]:
    """Measure the screens of a store."""
    with running(_opening(Path(sys.executable), store), SEALDESK_LANG="en") as terminal:
        terminal.until("Passphrase")
        _unlock(terminal)
        terminal.settle(1)
        for keys, name, title in DESKS:
            visits = []
            for _ in range(VISITS):
                _leave(terminal, away="5" if keys != "5" else "4")
                for key in keys[:-1]:
                    terminal.press(key)
                visits.append(terminal.wait_for(keys[-1], f"{title} · "))
            yield Measured(f"{name}: its rows", [rows for rows, _last in visits])
            yield Measured(f"{name}: the last of it", [last for _rows, last in visits])
            if moves := list(_moves(terminal)):
                yield Measured(f"{name}: Down and Up", moves)
        _leave(terminal, away="4")
        terminal.press("/")
        yield Measured("grievances: a letter of a search", [terminal.wait_for(each)[1] for each in "拖欠工资"])


def _moves(terminal: Terminal) -> Iterator[Waited]:
    """Move the cursor down and up again, many times; where there is nothing to move on, yield nothing."""
    for number in range(TIMES):
        with suppress(TimeoutError):
            yield terminal.wait_for((DOWN, UP)[number // (TIMES // 2)], quiet=0.12, patience=1)[1]


def bare() -> Measured:
    """Measure the same key in a program that is nothing but Textual and a list."""
    with running([sys.executable, "-c", BARE]) as terminal:
        terminal.until("Passphrase")
        terminal.settle(1)
        return Measured("bare Textual: Down and Up", list(_moves(terminal)))


def starts(pythons: dict[str, Path], folder: Path) -> Iterator[Measured]:
    """Measure starting and unlocking a demo store with several installations, each in turn."""
    found: dict[str, list[tuple[Waited, Waited]]] = {name: [] for name in pythons}
    for name, python in pythons.items():
        subprocess.run(
            [python.parent / "sealdesk", "demo", folder / name, "--no-open"], check=True, stdout=subprocess.DEVNULL
        )
    for _ in range(STARTS):
        for name, python in pythons.items():
            with running(_opening(python, folder / name), SEALDESK_LANG="en") as terminal:
                shown_at = terminal.until("Passphrase")
                lock = Waited(shown_at - terminal.began, terminal.computed())
                found[name].append((lock, _unlock(terminal)))
    for name, several in found.items():
        yield Measured(f"{name}: start to lock screen", [lock for lock, _today in several])
        yield Measured(f"{name}: unlock to Today", [today for _lock, today in several])


def _opening(python: Path, store: Path) -> Sequence[str]:
    return [str(python.parent / "sealdesk"), "open", str(store)]


def _unlock(terminal: Terminal) -> Waited:
    """Unlock at the lock screen; return what was waited for until Today."""
    terminal.settle()
    terminal.press(PASSPHRASE)
    return terminal.wait_for("\r", "overdue")[0]


def _leave(terminal: Terminal, away: str) -> None:
    """Go to another desk, whatever is open."""
    for key in ("\x1b", "\x1b", away):
        terminal.write(key)
        terminal.settle(0.5)  # Esc may have nothing to leave, and then nothing is written


def _table(heading: str, rows: Iterable[Measured]) -> None:
    print(f"\n{wide(heading, 44)}{'p50':>12}{'p95':>12}{'cpu p50':>12}{'cpu p95':>12}", flush=True)
    for each in rows:
        print(each.line(), flush=True)


def main() -> None:
    """Measure a demo store, the same grown, and starting."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=SIZE)
    parser.add_argument("--against", type=Path, metavar="PYTHON")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        others = {"other": asked.against} if asked.against else {}
        _table("starting", starts({"this": Path(sys.executable), **others}, folder))
        _table("a bare program", [bare()])
        _table("demo store", measured(folder / "this"))
        grow(folder / "this", PASSPHRASE, asked.size)
        _table(f"{asked.size:,} grievances, {asked.size:,} of the agenda", measured(folder / "this"))


if __name__ == "__main__":
    main()
