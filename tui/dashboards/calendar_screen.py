"""A desk with a calendar above its list: the days of a month or a week, and below them the list of one day.

A kind of record that says where it stands on a calendar (`core.model.on_calendar`) has one wherever its desk is shown
with this screen; the kinds of the desk that run from one day to another are its bands.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from textual import events, on, work
from textual.app import ComposeResult
from textual.message import Message

from core.model.action import Action
from core.model.on_calendar import OnCalendar
from core.model.query import EVERYTHING, Between, Condition, Query
from core.model.record import RECORDS, Record, columns
from core.rules.calendar import Calendar, calendar, month_span, week_span, with_shares
from core.values.sentence import N_
from tui.dashboards.month_grid import MonthGrid
from tui.frame.desk import Desk, UndeclaredDesk
from tui.frame.screen_command import ScreenCommand
from tui.lists.desk_screen import DeskScreen
from tui.widgets.form import FormScreen
from tui.widgets.windowed_list import WindowedList

MIN_LIST_LINES = 6
"""Lines that are left for the list of the day."""
BAR_LINES = 4
MORE_WHERE_WIDE = 4
"""How many lines more the tiles and the panel take on a wide screen."""


class CalendarCommand(ScreenCommand):
    """What is done with the calendar, where it is shown."""

    label = help = ""

    def is_offered(self, screen: "CalendarScreen") -> bool:
        """Whether the calendar is shown."""
        return screen.calendar_shown and super().is_offered(screen)


class WeekOrMonth(CalendarCommand):
    """Show a week, or the month."""

    label = N_("Week / month")
    key = "w"

    async def run(self, screen: "CalendarScreen") -> None:
        """Turn from one to the other."""
        screen.by_week = not screen.by_week


class GoToToday(CalendarCommand):
    """Show what stands on the calendar today."""

    key = "t"

    async def run(self, screen: "CalendarScreen") -> None:
        """Put the cursor on today."""
        screen.query_one(MonthGrid).cursor = screen.day = screen.office.today


class CalendarOrList(ScreenCommand):
    """Show everything in a list, or the calendar again."""

    label = N_("Calendar / list")
    key = "c"
    reads_again = False

    def is_offered(self, screen: "CalendarScreen") -> bool:
        """Whether there is a calendar, and nothing is searched for."""
        return screen.shown_on_calendar is not None and not screen.line and super().is_offered(screen)

    async def run(self, screen: "CalendarScreen") -> None:
        """Turn from one to the other."""
        screen.turn_calendar()


class CalendarScreen(DeskScreen):
    """The calendar of a kind above the list, and the other lists of the desk."""

    AUTO_FOCUS = "MonthGrid"
    boxed = False
    DEFAULT_CSS = """
    CalendarScreen MonthGrid { height: 14; }
    """

    class Read(Message):
        """The days of the calendar were read."""

        def __init__(self, shown: Calendar) -> None:
            super().__init__()
            self.shown = shown

    def __init__(self, *arguments: Any) -> None:
        """Begin with today in its month."""
        super().__init__(*arguments)
        self.day: date = self.office.today
        self.by_week = False
        self._as_list = False

    def commands_of(self, desk: Desk) -> Iterable[ScreenCommand]:
        """Add what is done with a calendar, where a list of the desk has one."""
        has = any(RECORDS[kind].on_calendar for kind in desk.kinds)
        return *super().commands_of(desk), *((WeekOrMonth(), GoToToday(), CalendarOrList()) if has else ())

    def above_list(self) -> ComposeResult:
        """Put the calendar above the list."""
        yield MonthGrid()

    # The calendar

    @property
    def shown_on_calendar(self) -> OnCalendar | None:
        """Where what is listed stands on a calendar; None if it does not, or only as a band."""
        shown = RECORDS[self.kind].on_calendar
        return shown if shown and not shown.to else None

    @property
    def calendar_shown(self) -> bool:
        """Whether the calendar stands above the list."""
        return self.shown_on_calendar is not None and not self._as_list and not self.line

    def reload(self) -> None:
        """Read calendar, list and figures again."""
        grid = self.query_one(MonthGrid)
        grid.display = self.calendar_shown
        if self.calendar_shown:
            self._read_calendar()
        elif grid.has_focus or self.focused is None:
            self.query_one(WindowedList).focus()
        super().reload()

    def narrow(self) -> None:
        """Put the calendar away while a line is typed, for it shows whole days."""
        self.query_one(MonthGrid).display = self.calendar_shown
        super().narrow()

    @work(thread=True, exclusive=True, group="calendar")
    def _read_calendar(self) -> None:
        span = week_span(self.day) if self.by_week else month_span(self.day)
        kinds = map(RECORDS.__getitem__, self._kinds)
        bands = [kind for kind in kinds if kind.on_calendar and kind.on_calendar.to]
        shown = calendar(self.office, self.office.workdays, *span, RECORDS[self.kind], bands)
        self.post_message(self.Read(with_shares(shown, self.office)))

    @on(Read)
    def _was_read(self, event: Read) -> None:
        self.query_one(MonthGrid).fill(event.shown, self.day, self.office.today)
        self._fit()

    def on_resize(self, event: events.Resize) -> None:
        """Give the calendar the room that the list can spare."""
        self._fit()

    def _fit(self) -> None:
        grid = self.query_one(MonthGrid)
        bars = BAR_LINES + MORE_WHERE_WIDE * self.has_class("-wide")
        grid.styles.height = grid.lines_for(self.size.height - bars - MIN_LIST_LINES)

    def query_now(self) -> Query:
        """Return what the list asks for: under the calendar the records of the day."""
        if (shown := self.shown_on_calendar) is not None and self.calendar_shown:
            return Query(self.kind, Between(shown.on, self.day, self.day), (shown.on, "id"))
        return super().query_now()

    @on(MonthGrid.Moved)
    def _moved(self, event: MonthGrid.Moved) -> None:
        event.stop()
        self._show_day(event.day)

    def _show_day(self, day: date) -> None:
        """Show the list of a day, and its month or week if another is shown."""
        self.day = day
        shown = self.query_one(MonthGrid).shown
        here = shown.day(day) if shown else None
        same_month = shown is not None and here is not None and (self.by_week or _month(shown) == day.replace(day=1))
        if same_month:
            self._read_list()
        else:
            self.reload()

    @on(MonthGrid.Opened)
    def _opened(self, event: MonthGrid.Opened) -> None:
        event.stop()
        self.query_one(WindowedList).focus()

    def turn_calendar(self) -> None:
        """Show everything in a list, or the calendar again."""
        self._as_list = not self._as_list
        self.reload()
        if self.calendar_shown:
            self.query_one(MonthGrid).focus()

    def action_back(self) -> None:
        """Leave the search, then the list for the calendar."""
        if self.line:
            super().action_back()
        elif self._as_list:
            self.turn_calendar()
        elif self.calendar_shown:
            self.query_one(MonthGrid).focus()

    def action_turn(self, step: int) -> None:
        """Go to another list of this desk."""
        super().action_turn(step)
        if self.calendar_shown:
            self.query_one(MonthGrid).focus()

    def search(self, line: str, where: Condition) -> None:
        """List what meets a condition; the calendar comes back with Esc."""
        super().search(line, where)
        if self.calendar_shown and where == EVERYTHING:
            self.query_one(MonthGrid).focus()

    # What is done

    async def perform(self, action: type[Action], record: Record | None) -> None:
        """Begin what is planned on the day of the cursor."""
        shown = self.shown_on_calendar
        if not (action.creates and shown and self.calendar_shown and shown.on in columns(action)):
            await super().perform(action, record)
            return
        usual = action.suggest(None, self.office.context()).get(shown.on)
        on_day = datetime.combine(self.day, usual.time()) if isinstance(usual, datetime) else self.day
        await self.app.push_screen_wait(FormScreen(self.office, action, given={shown.on: on_day}))
        self.reload()


def _month(shown: Calendar) -> date:
    """Return the first of the month that is shown in whole weeks: its second week lies in it."""
    return shown.days[7].date.replace(day=1)


UndeclaredDesk.plain_screen = CalendarScreen
