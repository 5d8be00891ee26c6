"""The commands that lead from the lists of a desk to its dashboards."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar

from textual.screen import Screen

from core.model.dashboard import DASHBOARDS, Dashboard
from core.office.office import Office
from tui.frame.screen_command import ScreenCommand


class ShowDashboard(ScreenCommand):
    """Show a dashboard."""

    label = help = ""
    words = "dashboard chart"
    reads_again = False
    screen: ClassVar[Callable[[Office, Dashboard], Screen[None]]]
    """Makes the screen of a dashboard; `tui.dashboards.dashboard` names it."""

    def __init__(self, dashboard: Dashboard) -> None:
        """Lead to a dashboard."""
        self._dashboard = dashboard
        self.label, self.help, self.key = dashboard.label, dashboard.help, dashboard.key
        self.foremost = dashboard.foremost

    @property
    def name(self) -> str:
        """The name of the dashboard."""
        return f"dashboard_{self._dashboard.name}"

    def is_allowed(self, office: Office) -> bool:
        """Whether the officer reads what it is about."""
        return office.reads(self._dashboard.kind)

    async def run(self, screen: Any) -> None:
        """Show it."""
        screen.app.push_screen(type(self).screen(screen.office, self._dashboard))


def dashboards_of(kinds: Iterable[str]) -> Iterator[ScreenCommand]:
    """Yield what leads to the dashboards of some kinds of records."""
    listed = frozenset(kinds)
    return (ShowDashboard(each) for each in DASHBOARDS.values() if each.kind in listed)
