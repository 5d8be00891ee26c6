"""A month or a week of a calendar as plain text: days, holidays, what stands on them, and bands."""

from datetime import date, timedelta
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget

from core.model.on_calendar import OnCalendar
from core.model.record import Record
from core.rules.calendar import WEEK, Calendar, Day
from core.values.sentence import N_
from core.values.workdays import WEEKDAYS
from tui.language import _
from tui.terminal.glyphs import fit, plain
from tui.terminal.wrap import fold
from tui.widgets.date_field import month_beside

OFF, WORK = N_("off"), N_("work")
BAND = "="
HEAD = 2
"""Lines above the weeks: which month it is, and the days of the week."""
LEAST, MOST = 2, 7
"""Lines a week takes."""
MARGIN = 4
"""Cells in front of each week, for its number."""


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

    def fill(self, shown: Calendar, cursor: date, today: date) -> None:
        """Show these days."""
        self.shown, self.cursor, self.today = shown, cursor, today
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

    def render(self) -> Text:
        """Return the whole grid."""
        if self.shown is None:
            return Text("")
        width = max((self.size.width - MARGIN) // WEEK, 4)
        weeks = self.shown.weeks
        lines = max((self.size.height - HEAD) // len(weeks), LEAST)
        text = Text(no_wrap=True, overflow="crop")
        text.append(fit(self._title(), self.size.width) + "\n", "bold")
        names = "".join(fit(f" {_(name)}", width) for name in WEEKDAYS)
        text.append(" " * MARGIN + names, "bold underline")
        for week in weeks:
            for line in range(lines):
                margin = f"W{week[0].date.isocalendar().week:02}" if line == 0 else ""
                text.append("\n" + fit(margin, MARGIN), "dim")
                for day in week:
                    text.append(*self._cell(day, line, lines, width))
        return text

    def _title(self) -> str:
        assert self.shown is not None
        bands = ", ".join(map(_text, self.shown.bands))
        parts = [f" {self.cursor:%Y-%m}"]
        if bands:
            parts.append(f"{BAND * 2} {bands}")
        if self.shown.conflicts:
            parts.append(_("clashes: {count}").format(count=len(self.shown.conflicts)))
        if self.shown.caveat:
            parts.append(_("holidays known until {day}").format(**self.shown.caveat.facts))
        return "   ".join(parts)

    def _cell(self, day: Day, line: int, lines: int, width: int) -> tuple[str, str]:
        """Return one line of one day, with its style."""
        on = day.date == self.cursor
        if line == 0:
            style = "bold" if day.date == self.today else "" if day.worked else "dim"
            return self._head(day, width), f"{style} reverse" if on and self.has_focus else style
        body = self._body(day, width, lines - 1)
        return body[line - 1] if line <= len(body) else (" " * width, "")

    def _body(self, day: Day, width: int, room: int) -> list[tuple[str, str]]:
        """Return the lines of a day: all in full if they fit, else one for each, and how many more there are."""
        folded = [self._folded(entry, width) for entry in day.entries]
        if sum(map(len, folded)) <= room:
            return [line for lines in folded for line in lines]
        if len(day.entries) <= room:
            return [self._short(entry, width) for entry in day.entries]
        rest = day.entries[room - 1 :]
        mark = "!" if any(entry.id in self._conflicting for entry in rest) else " "
        more = (fit(mark + _("{count} more").format(count=len(rest)), width), "bold")
        return [*(self._short(entry, width) for entry in day.entries[: room - 1]), more]

    @property
    def _conflicting(self) -> frozenset[str]:
        return self.shown.conflicting if self.shown else frozenset()

    def _head(self, day: Day, width: int) -> str:
        """Return number and kind of a day, and a band in what room is left."""
        sign = ">" if day.date == self.cursor else " "
        today = "*" if day.date == self.today else " "
        number = f"{sign}{day.date.day:2}{today}"
        special = f"{_(WORK if day.worked else OFF)} " if day.name else ""
        text = number + special
        band = next(iter(day.bands), None)
        if band is None:
            return fit(text + (plain(_(day.name)) if special else ""), width)
        begins = day.date == _declared(band).day(band) or day.date.weekday() == 0
        return text + _band(_text(band) if begins else "", width - cell_len(text))

    def _folded(self, entry: Record, width: int) -> list[tuple[str, str]]:
        mark, style = self._look(entry)
        lines = fold(_timed(entry, "%H:%M"), width - 2)
        return [(fit(f"{' ' if number else mark}{line}", width), style) for number, line in enumerate(lines)]

    def _short(self, entry: Record, width: int) -> tuple[str, str]:
        mark, style = self._look(entry)
        return fit(f"{mark}{_timed(entry, '%H')}", width), style

    def _look(self, entry: Record) -> tuple[str, str]:
        """Return the sign in front of an entry, and its style."""
        if entry.id in self._conflicting:
            return "!", "bold"
        return " ", "dim" if _declared(entry).is_over(entry) else ""


def _declared(record: Record) -> OnCalendar:
    assert record.on_calendar is not None  # else it would not stand there
    return record.on_calendar


def _text(record: Record) -> str:
    return plain(str(getattr(record, _declared(record).text)))


def _timed(record: Record, pattern: str) -> str:
    """Return the time, if there is one, and the text."""
    time = _declared(record).time(record)
    return f"{time:{pattern}} {_text(record)}" if time else _text(record)


def _band(name: str, width: int) -> str:
    """Return a band with a name in it if there is room, and a blank at its end."""
    text = f"{BAND}{name}" if cell_len(name) + 2 <= width else ""
    return text + BAND * (width - 1 - cell_len(text)) + " " if width > 0 else ""
