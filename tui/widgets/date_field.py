"""The fields that ask for a day: what is typed, which day that is, and a month to choose it from."""

from calendar import Calendar
from collections.abc import Callable
from datetime import date, datetime, timedelta

from rich.text import Text
from textual import events
from textual.widgets import Static

from core.values.cadence import called
from core.values.dates import parse_typed_date, parse_typed_when
from core.values.day_rules import day_of
from core.values.refusal import Refusal
from core.values.sentence import N_
from core.values.workdays import WEEKDAYS, Workdays
from tui.language import _, language
from tui.terminal.glyphs import content, fit
from tui.widgets.line_field import LineControl

DAY = 5
"""Cells that a day takes."""
KEYS = N_("Arrows, PgUp, PgDn  Home Today  Enter Take  Esc Close")


class MonthPicker(Static):
    """A month with one day chosen; the field above it keeps the keys."""

    DEFAULT_CSS = """
    MonthPicker { margin: 0 0 0 24; height: auto; display: none; background: $panel; }
    MonthPicker.-open { display: block; }
    """

    def __init__(self, today: date, workdays: Callable[[], Workdays]) -> None:
        """Prepare a month that is hidden; days that are not worked are dim."""
        super().__init__()
        self._today = today
        self._workdays = workdays
        self.day = today
        """The day under the cursor."""

    @property
    def is_open(self) -> bool:
        """Whether it is shown."""
        return self.has_class("-open")

    def open(self, day: date) -> None:
        """Show the month of a day, with the cursor on it."""
        self.add_class("-open")
        self._go(day)
        self.call_after_refresh(self.scroll_visible)

    def close(self) -> None:
        """Hide it."""
        self.remove_class("-open")

    def move(self, key: str) -> bool:
        """Move the cursor if the key does that; return whether it did."""
        match key:
            case "left" | "right" | "up" | "down":
                self._go(self.day + timedelta(days={"left": -1, "right": 1, "up": -7, "down": 7}[key]))
            case "pageup" | "pagedown":
                self._go(month_beside(self.day, -1 if key == "pageup" else 1))
            case "home":
                self._go(self._today)
            case _:
                return False
        return True

    def _go(self, day: date) -> None:
        self.day = day
        self.update(self._drawn())

    def _drawn(self) -> Text:
        """Return the month: its name, the days of the week, the weeks, and the keys."""
        workdays = self._workdays()
        text = Text(f" {language().say(called(f'{self.day:%Y-%m}'))}\n", no_wrap=True)
        text.append("".join(fit(f" {_(name)}", DAY) for name in WEEKDAYS), "underline")
        for week in Calendar().monthdatescalendar(self.day.year, self.day.month):
            text.append("\n")
            for day in week:
                text.append(*self._cell(day, workdays))
        text.append(f"\n {_(KEYS)}")
        return text

    def _cell(self, day: date, workdays: Workdays) -> tuple[str, str]:
        """Return a day with its style: the one chosen stands in brackets, today has a star, colours or not."""
        if day.month != self.day.month:
            return " " * DAY, ""
        number = f"{day.day:>2}"
        style = "" if workdays.is_workday(day) else "dim"
        if day == self.day:
            return f"[{number}]".ljust(DAY), "bold reverse"
        return f" {number}{'*' if day == self._today else ' '}".ljust(DAY), style


def month_beside(day: date, months: int) -> date:
    """Return the same day of the month before or after, or the last one of that month."""
    first = day.replace(day=1) + timedelta(days=31 if months > 0 else -1)
    last = (first.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))


class DateControl(LineControl):
    """A day, written in any of the ways of `core.values.dates`; what is typed first replaces what was suggested."""

    def __init__(self, start: date | None, today: date, workdays: Callable[[], Workdays]) -> None:
        super().__init__(language().show(start), select_on_focus=True)
        self._today = today
        self.meant = Static(classes="day-meant")
        """Says beside the field which day it is that was typed."""
        self.month = MonthPicker(today, workdays)
        """The month below the field, from which a day can be chosen."""

    def read(self) -> date | None:
        """Return the day."""
        return parse_typed_date(self.value, self._today) if self.value.strip() else None

    def on_mount(self) -> None:
        """Say which day it starts with."""
        self._say_day()

    def watch_value(self) -> None:
        """Say which day it is now."""
        if self.is_mounted:
            self._say_day()

    def _day(self) -> date | None:
        """Return the day as far as it can be read."""
        try:
            return day_of(self.read())
        except Refusal:
            return None

    def _say_day(self) -> None:
        day = self._day()
        if day is None:
            said = _("Down: calendar") if not self.value.strip() else ""
        else:
            weekday = _(WEEKDAYS[day.weekday()])
            said = weekday if self.value.strip().startswith(day.isoformat()) else f"= {day.isoformat()} {weekday}"
        self.meant.update(content(said))

    async def _on_key(self, event: events.Key) -> None:
        """Open the month, and move in it while it is open."""
        if not self.month.is_open:
            if event.key == "down":
                event.stop()
                event.prevent_default()
                self.month.open(self._day() or self._today)
                return
        elif self.month.move(event.key):
            event.stop()
            event.prevent_default()
            return
        elif event.key in ("enter", "escape"):
            event.stop()
            event.prevent_default()
            self._close(taken=event.key == "enter")
            return
        else:
            self.month.close()
        await super()._on_key(event)

    def _close(self, *, taken: bool) -> None:
        self.month.close()
        if taken:
            self.value = self._with_day(self.month.day)
            self.cursor_position = len(self.value)

    def _with_day(self, day: date) -> str:
        """Return what stands in the field once a day is chosen."""
        return day.isoformat()

    def on_blur(self) -> None:
        """Put the month away when the officer goes on."""
        self.month.close()


class TimeControl(DateControl):
    """A day and a time of day; a day alone means its beginning."""

    def read(self) -> datetime | None:
        """Return day and time."""
        return parse_typed_when(self.value, self._today) if self.value.strip() else None

    def _with_day(self, day: date) -> str:
        """Keep the time of day."""
        try:
            when = self.read()
        except Refusal:
            when = None
        return language().show(datetime.combine(day, when.time())) if when else day.isoformat()
