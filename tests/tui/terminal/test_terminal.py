"""The screens on a real terminal: whatever is stored or pasted, only our own control sequences are written."""

import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from data.site.open_site import OpenSite
from tests.conftest import PASSPHRASE
from tests.support.command_line_driver import PROGRAM
from tests.support.every_case import one_in
from tests.support.hostile_text import ATTACK, LISTS, SHORT, lets_nothing_through, plant
from tests.support.pseudo_terminal import Terminal, running

pytestmark = pytest.mark.skipif(os.name != "posix", reason="no pseudo-terminals here")

SEQUENCES = re.compile(
    r"\x1b\[(?:[0-9;]*m"  # SGR: colours
    r"|[0-9]+;[0-9]+H"  # CUP: where the next text goes
    r"|\?(?:1049|25|1004|2004|7|2026|2048)[hl]"  # alternate screen, cursor, focus, paste, wrapping, synchronised
    r"|\?(?:2026|2048)\$p|>[0-9]+u|<u"  # what the terminal can do, and its keyboard
    r"|6n|K)"  # the probe of `tui.terminal.glyphs`
    r"|\r(?=─?\x1b\[|\n)"  # the same, and what the terminal makes of a line end
    r"|\x1b\]22;(?:default|text|pointer)\x07"  # the shape of a mouse pointer
)
"""Everything that Textual and this program write themselves."""
LIST = ("\x1b[B", "\r", "\x1b[F", "h", "\x1b", "\x1b", "]")
"""Down, the record, its end, its history, back, the next list."""
RECORD = ("\x1bOQ", "\x1b", "y", "\x1b", "?", "\x1b")
"""Its actions, why it is due, the keys."""
ESCAPE = 0.15
"""So long a terminal program waits for what may follow an Esc."""
PASTE = f"\x1b[200~{ATTACK}\x1b[201~"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, found_at: Callable[[Path, str], OpenSite]) -> Path:
    """A closed store of attacks."""
    folder = tmp_path_factory.mktemp("hostile") / "store"
    site = found_at(folder, "甲站")
    plant(site.store, site.office())
    site.close()
    return folder


@contextmanager
def opened(store: Path) -> Iterator[Terminal]:
    with running([sys.executable, "-c", PROGRAM, "open", str(store)], SEALDESK_LANG="en") as terminal:
        terminal.until("Passphrase")
        terminal.settle()
        terminal.press("2\t" + PASSPHRASE if "Seat" in terminal.written.decode() else PASSPHRASE)
        terminal.write("\r")
        terminal.until("overdue")
        terminal.settle()
        yield terminal


def press(terminal: Terminal, *keys: str) -> None:
    for key in keys:
        terminal.write(key)
        terminal.settle(ESCAPE if key == "\x1b" else ESCAPE / 3)


def foreign(terminal: Terminal) -> str:
    """Return what was written and is no text and none of the program's own sequences."""
    text = SEQUENCES.sub("", terminal.written.decode())
    return "" if lets_nothing_through(text) else "".join(sign for sign in text if not lets_nothing_through(sign))


def tour(store: Path, desk: str, lists: int) -> None:
    with opened(store) as terminal:
        terminal.press("g")
        terminal.press(desk)
        press(terminal, *RECORD, *LIST * lists)
        terminal.settle()
        assert "[red]" in terminal.written.decode(), "no record of the attack was shown"
        assert foreign(terminal) == ""


@pytest.mark.parametrize("desk", one_in(4, LISTS))
def test_no_desk_writes_what_a_record_says_to_the_terminal(store: Path, desk: str) -> None:
    tour(store, desk, 1)


@pytest.mark.soak
@pytest.mark.parametrize("desk", LISTS)
def test_no_list_writes_what_a_record_says_to_the_terminal(store: Path, desk: str) -> None:
    tour(store, desk, LISTS[desk])


def test_nothing_pasted_is_written_to_the_terminal(store: Path) -> None:
    with opened(store) as terminal:
        press(terminal, "4", "n", PASTE, "\t", PASTE, "\x13", "\x1b", "y")  # a form, that is left
        press(terminal, "4", "/", PASTE, "\r", "\x1b", "\x1b", ":", PASTE, "\x1b")  # the search line, the palette
        terminal.settle()
        assert "[red]" in terminal.written.decode()
        assert foreign(terminal) == ""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_program_that_is_told_to_end_leaves_no_screen_behind(store: Path, number: signal.Signals) -> None:
    with opened(store) as terminal:
        os.kill(terminal.process, number)
        terminal.until("\x1b[?1049l")


def test_a_locked_terminal_shows_nothing(store: Path) -> None:
    with opened(store) as terminal:
        terminal.press("5")
        del terminal.written[:]
        terminal.press("\x1b[24~")
        shown = SEQUENCES.sub(" ", terminal.written.decode())
        assert "Locked" in shown
        assert "[red]" not in shown


def test_the_attack_would_be_noticed() -> None:
    class Heard:
        written = bytearray(f"\x1b[1m\x1b[2;3H{SHORT}".encode())

    assert foreign(Heard()) != ""  # type: ignore[arg-type]
