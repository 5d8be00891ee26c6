"""Desks on the screen: a module of `tui.screens` declares one; `tui.lists.desk_screen` shows it.

Desks stand in sections (`core.values.section`), in each by their `place`. A desk of `core.desks` that no module of
`tui.screens` declares stands there too, behind the others of the section that its first kind names, with lists of all
its kinds of record but those that are parts of others: it needs a module there only where a list is not enough.
"""

import re
import string
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from textual.app import App
from textual.screen import Screen

from core.model.figure import Figure
from core.model.record import RECORDS, Record, ancestors_of, owner_field
from core.office.office import Office
from core.rights.visibility import NAMES
from core.values.section import Section
from tui.frame.screen_command import ScreenCommand
from tui.frame.setup_step import SetupStep

_DESKS: list["Desk"] = []
BEHIND = 99
"""The place of a desk that no module of `tui.screens` declares."""
BY_KIND: "list[KindCommand]" = []
"""The commands that lists of some kinds have, whatever the desk; filled as modules declare them."""


class KindCommand(ScreenCommand):
    """A command that every list of some kinds has, whichever desk lists them; `declare` enters it in `BY_KIND`."""

    label = help = ""

    @classmethod
    def suits(cls, record_type: type[Record]) -> bool:
        """Whether lists of a kind have it."""
        return False

    def is_offered(self, screen: Any) -> bool:
        """Whether the kind that is listed has it."""
        return self.suits(RECORDS[screen.kind]) and super().is_offered(screen)

    @classmethod
    def declare(cls) -> None:
        """Enter it in `BY_KIND`."""
        BY_KIND.append(cls())


@dataclass(frozen=True)
class Desk:
    """A desk's declaration, made in a module of `tui.screens`: `DESK = Desk(Section.PEOPLE, N_("Units"), …)`."""

    section: Section
    """The section it stands in."""
    label: str
    """A catalogue key."""
    kinds: tuple[str, ...]
    """The kinds it lists; with several, `[` and `]` go from one to the next."""
    screen: "Callable[[Office, Desk, str], Screen[None]]"
    """Makes its screen for an officer, which begins with the list of a kind if one is named."""
    figures: tuple[Figure, ...] = ()
    """What stands above every list of it, before the figures of the kind that is listed (`core.model.tiles`)."""
    commands: tuple[ScreenCommand, ...] = ()
    """What can be done on its screen besides the actions on its records."""
    setup: tuple[SetupStep, ...] = ()
    """What it needs before work can begin."""
    place: int = 0
    """Where it stands in its section, the lowest first."""
    letter: str = ""
    """The letter that leads to it after `g`; without one, the first of its label in English that is free."""

    def __post_init__(self) -> None:
        """Enter the desk among the others."""
        _DESKS.append(self)

    def shown_to(self, office: Office) -> bool:
        """Whether this officer may read anything here: what is for everybody who signs in counts only by itself."""
        own = [kind for kind in self.kinds if not RECORDS[kind].is_derived] or self.kinds
        deciding = [kind for kind in own if RECORDS[kind].duty != NAMES] or own
        return any(map(office.reads, deciding))


@dataclass(frozen=True)
class UndeclaredDesk(Desk):
    """A desk of `core.desks` that no module of `tui.screens` declares."""

    plain_screen: ClassVar[Callable[[Office, Desk, str], Screen[None]]]
    """The screen of a desk without code of its own; `tui.dashboards.calendar_screen` names it."""

    def __post_init__(self) -> None:
        """Stay out of the declared desks: it is there as long as its records are."""


def commands_by_kind(kinds: Collection[str]) -> Iterator[ScreenCommand]:
    """Yield the commands that lists of these kinds have, whatever the desk."""
    return (command for command in BY_KIND if any(command.suits(RECORDS[kind]) for kind in kinds))


def desks(office: Office | None = None) -> list[Desk]:
    """Return every desk, or those shown to an officer, section by section."""
    found = sorted(_every(), key=lambda desk: (desk.section, desk.place))
    return [desk for desk in found if office is None or desk.shown_to(office)]


def is_another_shown(office: Office, here: Desk | None) -> bool:
    """Whether another desk than this may be shown to an officer: asked after every key, so the first one ends it."""
    return any(desk != here and desk.shown_to(office) for desk in _every())


def sections(shown: Iterable[Desk]) -> dict[Section, list[Desk]]:
    """Return these desks by their sections, in the order of both; a section without one is left out."""
    found: dict[Section, list[Desk]] = {}
    for desk in shown:
        found.setdefault(desk.section, []).append(desk)
    return found


def letters() -> dict[str, Desk]:
    """Return every desk by the letter that leads to it: the same for every officer, whichever he may read."""
    found = {desk.letter: desk for desk in desks() if desk.letter}
    for desk in (desk for desk in desks() if not desk.letter):
        free = (each for each in (*desk.label.lower(), *string.ascii_lowercase) if each in string.ascii_lowercase)
        found[next(each for each in free if each not in found)] = desk
    return found


def desk_of(kind: str) -> Desk | None:
    """Return the desk that lists a kind, or what it is a part of, or else others that are declared with it."""
    if kind not in RECORDS:
        return None
    found, chain = desks(), ancestors_of(kind)
    listing = (desk for each in chain for desk in found if each in desk.kinds)
    package = _package(RECORDS[kind])
    beside = (desk for desk in found if package and any(_package(RECORDS[each]) == package for each in desk.kinds))
    return next(listing, None) or next(beside, None)


def _every() -> Iterator[Desk]:
    """Yield the desks that are declared, then the others, which take longer to find."""
    yield from _DESKS
    yield from _undeclared()


def _undeclared() -> Iterator[Desk]:
    """Yield a desk for each package of `core.desks` of which no kind is listed; its first kind names it."""
    listed = {_package(RECORDS[kind]) for desk in _DESKS for kind in desk.kinds}
    kinds: dict[str, list[str]] = {}
    for kind, record_type in RECORDS.items():
        package = _package(record_type)
        if package and package not in listed and not record_type.is_derived and owner_field(record_type) is None:
            kinds.setdefault(package, []).append(kind)
    for _name, several in sorted(kinds.items()):
        first = RECORDS[several[0]]
        yield UndeclaredDesk(first.section, first.plural, tuple(several), UndeclaredDesk.plain_screen, place=BEHIND)


def _package(record_type: type[Record]) -> str:
    """Return the name of the desk that declares a kind; empty for what all desks share."""
    return _package_of(record_type.__module__)


@cache
def _package_of(module: str) -> str:
    """Return the name of the desk that a module of `core.desks` belongs to, or nothing."""
    found = re.match(r"core\.desks\.(\w+)", module)
    return found[1] if found else ""


def open_desk(app: App[Any], office: Office, desk: Desk, kind: str = "") -> None:
    """Show a desk, or one of its lists, in place of what is shown; Textual keeps an empty screen of its own below."""
    while len(app.screen_stack) > 2:
        app.pop_screen()
    app.switch_screen(desk.screen(office, desk, kind))
