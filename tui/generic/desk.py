"""Desks on the screen: each module of `tui.screens` declares one; `tui.generic.desk_screen` shows it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from textual.app import App
from textual.screen import Screen

from core.model.record import RECORDS
from core.office.office import Office
from core.rights.visibility import NAMES
from tui.generic.screen_command import ScreenCommand

_DESKS: dict[int, "Desk"] = {}


@dataclass(frozen=True)
class Desk:
    """A desk's declaration, made in a module of `tui.screens`: `DESK = Desk(4, N_("Units"), ("unit",), DeskScreen)`."""

    number: int
    """Its place in the bar."""
    label: str
    """A catalogue key."""
    kinds: tuple[str, ...]
    """The kinds it lists; with several, `[` and `]` go from one to the next."""
    screen: "Callable[[Office, Desk, str], Screen[None]]"
    """Makes its screen for an officer, which begins with the list of a kind if one is named."""
    figures: tuple[str, ...] = ()
    """The flags of the first kind whose counts stand above the list."""
    commands: tuple[ScreenCommand, ...] = ()
    """What can be done on its screen besides the actions on its records."""

    def __post_init__(self) -> None:
        """Enter the desk among the others."""
        _DESKS[self.number] = self

    @property
    def key(self) -> str:
        """The key that opens it: its number, and 0 for the tenth."""
        return str(self.number % 10)

    def shown_to(self, office: Office) -> bool:
        """Whether this officer may read anything here that is not for everybody who signs in."""
        own = [kind for kind in self.kinds if not RECORDS[kind].mirrors] or self.kinds
        return any(office.reads(kind) for kind in own if RECORDS[kind].duty != NAMES)


def desks(office: Office | None = None) -> list[Desk]:
    """Return every desk (`tui.screens` declares them), or those shown to an officer, by their numbers."""
    found = (_DESKS[number] for number in sorted(_DESKS))
    return [desk for desk in found if office is None or desk.shown_to(office)]


def open_desk(app: App[Any], office: Office, desk: Desk, kind: str = "") -> None:
    """Show a desk, or one of its lists, in place of what is shown; Textual keeps an empty screen of its own below."""
    while len(app.screen_stack) > 2:
        app.pop_screen()
    app.switch_screen(desk.screen(office, desk, kind))
