"""The education desk: the calendar with the sessions of the day, and the lists of programmes, attendance and cases."""

from datetime import date
from typing import Any, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.message import Message

from core.desks.administration.exports import RecordExport
from core.desks.education.attendance import TakeAttendance
from core.desks.education.calendar import Calendar, calendar, month_span, week_span
from core.desks.education.records import Session
from core.desks.education.sessions import PlanSession
from core.model.action import Action
from core.model.printout import PAPERS
from core.model.query import EVERYTHING, Between, Condition, Query, both
from core.model.record import Record
from core.values.refusal import Refusal
from core.values.sentence import N_
from tui.generic.desk import Desk
from tui.generic.desk_screen import DeskScreen
from tui.generic.screen_command import ScreenCommand
from tui.screens.education.attendance import AttendanceScreen
from tui.screens.education.month import MonthGrid
from tui.widgets.form import FormScreen
from tui.widgets.windowed_list import WindowedList

MIN_LIST_LINES = 6
"""Lines that are left for the sessions of the day."""
BAR_LINES = 3


class CalendarCommand(ScreenCommand):
    """What is done with the calendar, where it is shown."""

    label = help = ""
    on = (Session.kind,)

    def is_offered(self, screen: "EducationScreen") -> bool:
        """Whether the calendar is shown."""
        return screen.calendar_shown and super().is_offered(screen)


class WeekOrMonth(CalendarCommand):
    """Show a week, or the month."""

    label = N_("Week / month")
    key = "w"

    async def run(self, screen: "EducationScreen") -> None:
        """Turn from one to the other."""
        screen.by_week = not screen.by_week


class GoToToday(CalendarCommand):
    """Show the sessions of today."""

    key = "t"

    async def run(self, screen: "EducationScreen") -> None:
        """Put the cursor on today."""
        screen.query_one(MonthGrid).cursor = screen.day = screen.office.today


class MonthPlanOfEducation(CalendarCommand):
    """Write it to a .docx file."""

    key = "P"
    duty = RecordExport
    in_bar = False
    reads_again = False

    async def run(self, screen: "EducationScreen") -> None:
        """Write the plan of the month that is shown to a file."""
        from tui.generic.printing import print_paper

        plan = PAPERS["education_month"]
        await print_paper(screen.app, screen.office, screen.sealdesk.backend, plan, f"{screen.day:%Y-%m}")


class CalendarOrList(ScreenCommand):
    """Show all sessions in a list, or the calendar again."""

    label = N_("Calendar / list")
    key = "c"
    on = (Session.kind,)
    reads_again = False

    def is_offered(self, screen: "EducationScreen") -> bool:
        """Whether nothing is searched for."""
        return not screen.line and super().is_offered(screen)

    async def run(self, screen: "EducationScreen") -> None:
        """Turn from one to the other."""
        screen.turn_calendar()


class EducationScreen(DeskScreen):
    """The calendar, and the lists."""

    AUTO_FOCUS = "MonthGrid"
    foremost = frozenset({"do('take_attendance')"})
    empty = N_("Nothing on this day. n plans a session.")
    shown: ClassVar[dict[str, tuple[str, ...]]] = {
        "session": ("when", "topic", "stage", "place", "lecturer", "programme", "taken"),
        "attendance": ("due", "name", "stage", "session", "reason", "unit"),
    }
    DEFAULT_CSS = """
    EducationScreen MonthGrid { height: 14; }
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

    def above_list(self) -> ComposeResult:
        """Put the calendar above the list."""
        yield MonthGrid()

    # The calendar

    @property
    def calendar_shown(self) -> bool:
        """Whether the calendar stands above the list."""
        return self.kind == "session" and not self._as_list and not self.line

    def reload(self) -> None:
        """Read calendar, list and figures again."""
        grid = self.query_one(MonthGrid)
        grid.display = self.calendar_shown
        if self.calendar_shown:
            self._read_calendar()
        elif grid.has_focus or self.focused is None:
            self.query_one(WindowedList).focus()
        super().reload()

    @work(thread=True, exclusive=True, group="calendar")
    def _read_calendar(self) -> None:
        span = week_span(self.day) if self.by_week else month_span(self.day)
        self.post_message(self.Read(calendar(self.office, self.office.workdays, *span)))

    @on(Read)
    def _was_read(self, event: Read) -> None:
        self.query_one(MonthGrid).fill(event.shown, self.day, self.office.today)
        self._fit()

    def on_resize(self, event: events.Resize) -> None:
        """Give the calendar the room that the list can spare."""
        self._fit()

    def _fit(self) -> None:
        grid = self.query_one(MonthGrid)
        grid.styles.height = grid.lines_for(self.size.height - BAR_LINES - MIN_LIST_LINES)

    def query_now(self) -> Query:
        """Return what the list asks for: under the calendar the sessions of the day, of attendance what is owed."""
        if self.calendar_shown:
            return Query("session", Between("when", self.day, self.day), ("when", "id"))
        if self.kind == "attendance" and not self.line:
            return Query("attendance", both(self._where, Between("due")))
        return super().query_now()

    @on(MonthGrid.Moved)
    def _moved(self, event: MonthGrid.Moved) -> None:
        event.stop()
        self._show_day(event.day)

    def _show_day(self, day: date) -> None:
        """Show the sessions of a day, and its month or week if another is shown."""
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
        """Show all sessions in a list, or the calendar again."""
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

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer no paper of a session under the calendar, where the plan of the month is printed."""
        return False if action == "print" and self.kind == "session" else super().check_action(action, parameters)

    one_by_one = frozenset({TakeAttendance})

    async def perform(self, action: type[Action], record: Record | None) -> None:
        """Take attendance with the screen made for it, plan a session on the day of the cursor, the rest with forms."""
        if action is TakeAttendance and isinstance(record, Session):
            await self._take(record)
        elif action is PlanSession and self.calendar_shown:
            when = PlanSession.suggest(None, self.office.context())["when"]
            on_day = when.replace(year=self.day.year, month=self.day.month, day=self.day.day)
            await self.app.push_screen_wait(FormScreen(self.office, action, given={"when": on_day}))
            self.reload()
        else:
            await super().perform(action, record)

    async def _take(self, session: Session) -> None:
        """Take attendance; a session of which none can be taken says why before anybody is marked."""
        try:
            self.office.rehearse((TakeAttendance(target=session.id),))
        except Refusal as refusal:
            self.sealdesk.say(refusal)
            return
        await self.app.push_screen_wait(AttendanceScreen(self.office, session))
        self.reload()


def _month(shown: Calendar) -> date:
    """Return the first of the month that is shown in whole weeks: its second week lies in it."""
    return shown.days[7].date.replace(day=1)


DESK = Desk(
    4,
    N_("Education"),
    ("session", "programme", "attendance", "case_story"),
    EducationScreen,
    ("today", "week", "not taken"),
    (
        WeekOrMonth(),
        GoToToday(),
        CalendarOrList(),
        MonthPlanOfEducation(),
    ),
)
