"""The timeline of a list: a line for each record, with its bar from one day to another; `T` on every list that has one.

A kind of record that says from when to when its records run (`core.model.from_to`) has one. It shows what the list
shows, as far as it runs on the days that are looked at, the earlier first.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from core.model.deadline import DeadlineStatus
from core.model.query import AnyOf, Condition, Query, both
from core.model.record import RECORDS, Record
from core.model.span import Span
from core.office.office import Office
from core.rules.timeline import Axis, Bar, TimelineSpan
from core.values.cadence import called
from core.values.sentence import N_
from core.wording.record_text import deadline_status_of, term_of
from tui.frame.desk import Desk, KindCommand
from tui.frame.screen_command import ScreenCommand
from tui.language import _, labelled, language
from tui.lists.desk_commands import Export, Search
from tui.lists.desk_screen import NARROWEST, DeskScreen
from tui.lists.drill_down import DrillDownScreen
from tui.terminal.glyphs import glyphs, plain
from tui.widgets.list_source import ListColumn, Row, Source
from tui.widgets.record_source import KindSource

RUNS, OVER = "=", "-"
TODAY, TODAY_ON_BAR = "|", "+"
BEFORE, AFTER = "<", ">"
OWED = "!"
LATE = (DeadlineStatus.LATE, DeadlineStatus.LONG_OVERDUE)
TEXT_WIDTH, DAY_WIDTH, BAR_WIDTH = 30, 10, 24
"""How wide the texts in front of a bar are together on a screen of 80 columns, a day, and the axis of the bars."""


def draw(bar: Bar | None, cells: int, today: int | None, *, over: bool) -> str:
    """Return a bar on an axis of so many cells, with today on it if it is shown."""
    signs = [" "] * cells
    if today is not None:
        signs[today] = TODAY
    if bar is not None:
        for cell in range(bar.first, bar.last + 1):
            signs[cell] = TODAY_ON_BAR if cell == today else OVER if over else RUNS
        if bar.before:
            signs[bar.first] = BEFORE
        if bar.after:
            signs[bar.last] = AFTER
    return "".join(signs)


def drawn(signs: str, today: int | None) -> Content:
    """Return a bar in colours: what has passed, what is to come, what is over, today, and an end that is owed."""
    return Content.assemble(
        *(_piece(sign, passed=today is not None and cell < today) for cell, sign in enumerate(signs))
    )


def _piece(sign: str, *, passed: bool) -> tuple[str, str]:
    done, to_come, over = tuple(glyphs().spans)
    return {
        RUNS: (done, "$chosen") if passed else (to_come, "$chosen"),
        OVER: (over, "$label"),
        TODAY: (glyphs().side, "$week"),
        TODAY_ON_BAR: (glyphs().side, "bold $week on $selected"),
        OWED: (OWED, "bold $background on $late"),
    }.get(sign, (sign, "bold $chosen on $selected" if sign.strip() else ""))


def legend(today: date) -> Content:
    """Return what the signs mean."""
    told = (
        (*_piece(RUNS, passed=True), N_("not over")),
        (*_piece(RUNS, passed=False), N_("to come")),
        (*_piece(OVER, passed=False), N_("over")),
        (*_piece(BEFORE, passed=False), N_("goes on")),
        (*_piece(OWED, passed=False), N_("late")),
        (*_piece(TODAY, passed=False), N_("today")),
    )
    parts = [Content.assemble((sign, style), f" {_(meaning)}") for sign, style, meaning in told]
    return Content("   ").join([*parts[:-1], parts[-1].append(f" {today}")])


def heading(axis: Axis) -> str:
    """Return the months or years above an axis, each where it begins; those for which there is no room are left out."""
    text = ""
    for cell, name in axis.marks():
        if cell + len(name) <= axis.cells and (not text or cell > len(text)):
            text = f"{text:{cell}}{name}"
    return text


class TimelineSource(KindSource):
    """What a query asks for, with its days in words and as a bar."""

    stands = False

    def __init__(self, office: Office, query: Query, axis: Axis) -> None:
        """Prepare the columns; nothing is read yet."""
        shown = RECORDS[query.kind].timeline
        assert shown is not None  # else nothing leads here
        self._runs, self._axis, self._today = shown, axis, office.today
        super().__init__(office, query, (*shown.text, shown.since, shown.until))
        self.columns = (*map(self._narrow, self.columns), ListColumn("bar", heading(axis), axis.cells))

    def _narrow(self, column: ListColumn) -> ListColumn:
        """Return a column as wide as a day, or as its part of the texts."""
        day = column.name in (self._runs.since, self._runs.until)
        return replace(column, width=DAY_WIDTH if day else TEXT_WIDTH // len(self._runs.text))

    def _row(self, values: Sequence[Any]) -> Row:
        row, by_name = super()._row(values), dict(zip(self._read, values, strict=True))
        since: date | None = by_name[self._runs.since]
        until: date | None = by_name[self._runs.until]
        last = self._runs.last(until)
        standing = deadline_status_of(self._type, by_name, self._context)
        term = term_of(self._type, by_name)
        ends = term is not None and term.until == until
        owed = self._end_is_late(by_name) or (ends and standing in LATE)
        over = last is not None and last < self._today and not owed
        cells = (*row.cells[:-1], row.cells[-1] if until else _("no end yet"))
        shown = self._axis.bar(since, last)
        bar = draw(shown, self._axis.cells, self._cell_of_today, over=over)
        if owed and (last is None or last <= self._axis.last):
            tip = shown.last if shown else 0  # what ended before is owed from the first day that is shown on
            bar = f"{bar[:tip]}{OWED}{bar[tip + 1 :]}"
        styles = (
            "dim" if over else "late" if owed and cell == len(cells) - 1 else "" for cell in range(len(cells) + 1)
        )
        picture = drawn(bar, self._cell_of_today)
        return Row((*cells, bar), tuple(styles), (*(None for _cell in cells), picture))

    def _end_is_late(self, by_name: Mapping[str, Any]) -> bool:
        """Whether what was to be done by the last day is late, whatever else is due."""
        ending = (each for each in self._type.deadlines if each.on == self._runs.until)
        return any(each.status(by_name.__getitem__, self._context) in LATE for each in ending)

    @property
    def _cell_of_today(self) -> int | None:
        """The cell of today, if it is shown."""
        shown = self._axis.first <= self._today <= self._axis.last
        return self._axis.cell(self._today) if shown else None


class WiderSpan(ScreenCommand):
    """Show the year instead of the quarter, then three years, then begin again with today."""

    label = N_("Span")
    key = "q"
    foremost = True

    async def run(self, screen: "TimelineScreen") -> None:
        """Go to the next span."""
        screen.show_span(screen.span.wider(screen.office.today))


class TimelineScreen(DrillDownScreen):
    """The records of a query as bars."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow")]
    DEFAULT_CSS = """
    TimelineScreen .legend { height: 1; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """
    empty = N_("Nothing runs on these days.")
    drawn_to_width = True
    foremost = frozenset({"shift(-1)", "shift(1)"})
    own_commands = (Search(), Export(), WiderSpan())
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left_square_bracket,ctrl+pageup", "shift(-1)", N_("Earlier span"), id="timeline.before"),
        Binding("right_square_bracket,ctrl+pagedown", "shift(1)", N_("Later span"), id="timeline.after"),
    ]

    def __init__(self, office: Office, query: Query, line: str = "") -> None:
        """Begin with the quarter of today; `line` is what the list was searched for."""
        plural = _(RECORDS[query.kind].plural)
        super().__init__(office, f"{plural} /{line}" if line else plural, query)
        self.span = TimelineSpan(Span.of_quarter(office.today))

    def commands_of(self, desk: Desk) -> Iterable[ScreenCommand]:
        """Return none: one is there already."""
        return ()

    def above_list(self) -> ComposeResult:
        """Say what the signs mean."""
        yield Static(legend(self.office.today), classes="legend")

    def query_now(self) -> Query:
        """Return what runs on the days of the span, the earlier first; with today, also whose end is owed since."""
        shown = RECORDS[self.kind].timeline
        assert shown is not None  # else nothing leads here
        shows_today = self.span.first <= self.office.today <= self.span.last
        running = shown.within(self.span.first, self.span.last)
        where = AnyOf((running, *self._waiting_for_the_end(shown.until))) if shows_today else running
        return Query(self.kind, both(super().query_now().where, where), (shown.since, "id"))

    def _waiting_for_the_end(self, until: str) -> Iterator[Condition]:
        """Yield what has reached its last day and still waits for what was to be done by then."""
        deadlines, context = RECORDS[self.kind].deadlines, self.office.context()
        return (each.is_late(context) for each in deadlines if each.on == until)

    def source(self) -> Source:
        """Return the rows, with bars that take two thirds of what a wider screen has more, and texts the rest."""
        more = max(self.app.size.width - NARROWEST, 0)
        axis = Axis.of(self.span.first, self.span.last, BAR_WIDTH + more * 2 // 3)
        return TimelineSource(self.office, self.query_now(), axis)

    def _tabs(self) -> Content:
        span = language().say(called(self.span.key))
        return Content.styled(f" {plain(self.desk.label)}   {plain(labelled(_('Timeline'), span))} ", "reverse bold")

    # Choosing what is shown

    def show_span(self, span: TimelineSpan) -> None:
        """Show other days."""
        self.span = span
        self._tell_place()
        self.reload()

    def action_shift(self, step: int) -> None:
        """Show the span before or after."""
        self.show_span(self.span.moved(step))


class ShowTimeline(KindCommand):
    """Show from when to when each record of this list runs, as bars over a quarter, a year or three years."""

    label = N_("Timeline")
    key = "T"
    words = "timeline gantt from until"
    reads_again = False

    @classmethod
    def suits(cls, record_type: type[Record]) -> bool:
        """Whether such records run from one day to another."""
        return record_type.timeline is not None

    async def run(self, screen: DeskScreen) -> None:
        """Show what the list shows."""
        screen.app.push_screen(TimelineScreen(screen.office, screen.query_now(), screen.line))


ShowTimeline.declare()
