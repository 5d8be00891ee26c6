"""The command that re-tests every record of a desk against today's policy and store."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar

from textual.screen import Screen

from core.office.office import Office
from core.rules.checks import Check, checks_of
from core.values.sentence import N_
from tui.frame.screen_command import ScreenCommand


class CheckEverything(ScreenCommand):
    """Test every record of this desk against today's policy and store, and list what no longer fits."""

    label = N_("Check everything")
    key = "Q"
    words = "check test policy findings"
    reads_again = False
    screen: ClassVar[Callable[[Office, Iterable[Check]], Screen[None]]]
    """Makes the list of what is found; `tui.lists.findings` names it."""

    def __init__(self, checks: Iterable[Check]) -> None:
        """Ask these."""
        self.asked = tuple(checks)

    def is_allowed(self, office: Office) -> bool:
        """Whether the officer may be told what any of the checks finds."""
        return any(check.told_to(office) for check in self.asked)

    async def run(self, screen: Any) -> None:
        """Show what no longer fits; it is looked for in a thread."""
        screen.app.push_screen(type(self).screen(screen.office, self.asked))


def checking(kinds: Iterable[str]) -> Iterator["CheckEverything"]:
    """Yield the command, if anything is checked of these kinds."""
    checks = checks_of(tuple(kinds))
    if checks:
        yield CheckEverything(checks)
