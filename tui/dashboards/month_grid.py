"""A month or a week of a calendar: days in rows of a week, with a cursor on one of them."""

from datetime import date, timedelta
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from core.rules.calendar import WEEK, Calendar, Day
from core.values.sentence import N_
from tui.dashboards.month_picture import MARGIN, MonthPicture
from tui.language import language
from tui.terminal.glyphs import glyphs
from tui.terminal.theme import mixed_palette
from tui.widgets.date_field import month_beside

HEAD = 2
"""Lines above the weeks: which month it is, and the days of the week."""
LEAST, MOST = 2, 7
"""Lines a week takes."""


class MonthGrid(Widget, can_focus=True):
    """Days in rows of a week, with a cursor on one of them."""

    DEFAULT_CSS = """
    MonthGrid { width: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", N_("Day before"), show=False, id="month.left"),
        Binding("right", "step(1)", N_("Next day"), show=False, id="month.right"),
        Binding("up", "step(-7)", N_("Week before"), show=False, id="month.up"),
        Binding("down", "step(7)", N_("Next week"), show=False, id="month.down"),
        Binding("pageup", "leap(-1)", N_("Month before"), show=False, id="month.before"),
        Binding("pagedown", "leap(1)", N_("Next month"), show=False, id="month.next"),
        Binding("enter", "open", N_("List of the day"), id="month.open"),
    ]

    class Moved(Message):
        """The cursor came to another day."""

        def __init__(self, day: date) -> None:
            super().__init__()
            self.day = day

    class Opened(Message):
        """Enter was pressed on a day."""

    def __init__(self) -> None:
        """Make an empty grid; `fill` gives it its days."""
        super().__init__()
        self.shown: Calendar | None = None
        self.cursor = date.min
        self.today = date.min
        self._drawn: dict[tuple[object, ...], list[Content]] = {}
        """The lines of weeks as they were drawn, until other days are shown."""

    def fill(self, shown: Calendar, cursor: date, today: date) -> None:
        """Show these days."""
        self.shown, self.cursor, self.today = shown, cursor, today
        self._drawn.clear()
        self.refresh()

    def lines_for(self, room: int) -> int:
        """Return how many lines the grid takes where there is room for so many."""
        weeks = len(self.shown.weeks) if self.shown else 6
        most = MOST if weeks > 1 else room
        return HEAD + weeks * max(LEAST, min(most, (room - HEAD) // weeks))

    # Moving

    def action_step(self, days: int) -> None:
        """Move by days."""
        self._go(self.cursor + timedelta(days=days))

    def action_leap(self, pages: int) -> None:
        """Move by a month, or by a week where one is shown."""
        if self.shown and len(self.shown.weeks) == 1:
            self._go(self.cursor + timedelta(days=WEEK * pages))
            return
        self._go(month_beside(self.cursor, pages))

    def _go(self, day: date) -> None:
        self.cursor = day
        self.refresh()
        self.post_message(self.Moved(day))

    def action_open(self) -> None:
        """Go to the list of the day."""
        self.post_message(self.Opened())

    # Drawing

    def render(self) -> Content:
        """Return the whole grid."""
        if self.shown is None:
            return Content("")
        weeks = self.shown.weeks
        lines = max((self.size.height - HEAD) // len(weeks), LEAST)
        picture = MonthPicture(
            self.shown,
            self.cursor,
            self.today,
            max((self.size.width - MARGIN) // WEEK, 4),
            colours=mixed_palette(self.app) is not None,
            focused=self.has_focus,
        )
        rows = [picture.title(self.size.width, lines), picture.weekdays()]
        for week in weeks:
            rows += self._week(picture, week, lines)
        return Content("\n").join(rows)

    def _week(self, picture: MonthPicture, week: tuple[Day, ...], lines: int) -> list[Content]:
        """Return the lines of a week; a step of the cursor draws only the weeks that it leaves and enters."""
        cursor = (picture.cursor, picture.focused) if any(day.date == picture.cursor for day in week) else None
        key = (week[0].date, lines, picture.width, picture.colours, glyphs(), language(), cursor)
        if key not in self._drawn:
            self._drawn[key] = picture.week(week, lines)
        return self._drawn[key]
