"""The map of periods: month by month what was done and what is owed, of each cell, unit or record; `H` on every list.

Each month says in a word what became of its periods, or how many are owed, on a background that is warmer the more
these are; Enter leads to the periods of the month that is chosen.
"""

from array import array
from collections.abc import Iterable, Sequence
from datetime import date
from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content

from core.model.query import Query
from core.model.record import RECORDS, Record
from core.office.office import Office
from core.rules.obligation import PeriodOutcome, Recurring, RecurringPeriod
from core.rules.period_map import MonthOfPeriods, PeriodLine, month_after, months_until, period_map
from core.values.cadence import called
from core.values.sentence import N_
from tui.dashboards.number_list import NumberList
from tui.dashboards.period_list import PeriodListScreen, PeriodView
from tui.drawing.heat import heat_style
from tui.frame.desk import Desk, KindCommand
from tui.frame.screen_command import ScreenCommand
from tui.language import _, labelled, language
from tui.lists.desk_commands import Export
from tui.lists.desk_screen import NARROWEST, DeskScreen
from tui.lists.drill_down import DrillDownScreen
from tui.terminal.glyphs import glyphs, plain, right
from tui.terminal.theme import Palette, mixed_palette
from tui.widgets.list_source import ListColumn, Row, Source
from tui.widgets.windowed_list import WindowedList

NAME_WIDTH = 20
"""Cells of a name on a screen of 80 columns; on a wider one it has a third of what that has more."""
OWED_WIDTH = 5
MOST_MONTHS = 12
EDGES = 6
"""Cells of the sides of the panel and of what stands between names and months."""
MEANINGS = {PeriodOutcome.DONE: "fine", PeriodOutcome.LATE: "soon"}
"""The colour of what was done; the word is in it."""


class PeriodMapSource:
    """The lines of the map as `Source` of a list; a row's key is its place."""

    def __init__(
        self, office: Office, record_type: type[Recurring], months: Sequence[date], chosen: str, palette: Palette | None
    ) -> None:
        """Prepare the columns; nothing is worked out yet."""
        self._office, self._type, self._months, self._palette = office, record_type, months, palette
        self.lines: list[PeriodLine] = []
        self._names: dict[str, str] = {}
        self.numbers = [f"{month:%Y-%m}" for month in months]
        """The columns, one for each month."""
        self.chosen = chosen if chosen in self.numbers else self.numbers[-1]
        owed, width = _("owed"), month_width()
        self.columns = (
            ListColumn("what", "", NAME_WIDTH, grows=True, whole=True),
            ListColumn("owed", owed, max(cell_len(owed), OWED_WIDTH), right=True),
            *(ListColumn(name, right(f"{name} ", width), width) for name in self.numbers),
        )
        self._most = 0

    def choose(self, steps: int) -> str:
        """Choose another month, and return its column."""
        place = self.numbers.index(self.chosen) + steps
        self.chosen = self.numbers[max(0, min(place, len(self.numbers) - 1))]
        return self.chosen

    def keys(self) -> "array[int]":
        """Work out the map; called in a thread."""
        lines = period_map(self._type, self._office, self._months, self._office.today)
        self._names = {line.value: self._office.title(line.kind, line.value, _) for line in lines}
        self.lines = sorted(lines, key=lambda line: (-line.owed, self.name(line)))
        self._most = max((month.owed for line in self.lines for month in line.months), default=0)
        return array("q", range(len(self.lines)))

    def page(self, keys: Sequence[int]) -> list[Row]:
        """Return these rows in words and on their backgrounds."""
        return [self._row(self.lines[key]) for key in keys]

    def month(self, key: int) -> MonthOfPeriods:
        """Return the chosen month of a row."""
        return self.lines[key].months[self.numbers.index(self.chosen)]

    def name(self, line: PeriodLine) -> str:
        """Return what a line is called."""
        return self._names[line.value]

    def _row(self, line: PeriodLine) -> Row:
        drawn = [self._drawn(month) for month in line.months]
        owed = f"{line.owed:,}" if line.owed else glyphs().dot
        return Row(
            (self.name(line), owed, *(text for text, _style in drawn)),
            ("", "late" if line.owed else "nought", *("" for _each in drawn)),
            (None, None, *(Content.styled(text, style) for text, style in drawn)),
        )

    def _drawn(self, month: MonthOfPeriods) -> tuple[str, str]:
        """Return what a month says, at the right of its column, and its style."""
        text, style = self._said(month)
        return right(f"{text} ", month_width()), style

    def _said(self, month: MonthOfPeriods) -> tuple[str, str]:
        if not month.periods:
            return glyphs().dot, "$label"
        if month.owed:
            style = heat_style(month.owed, self._most, "late", self._palette)
            return _("owed {count}").format(count=month.owed), style
        if month.outcome is None:
            return _("running"), "$week"
        meaning = MEANINGS.get(month.outcome)
        return language().label(month.outcome), heat_style(1, 8, meaning, self._palette) if meaning else "$label"


def month_width() -> int:
    """Return how wide the column of a month is: as its longest word, with a blank at each side."""
    words = [_("owed {count}").format(count=99), _("running"), *map(language().label, PeriodOutcome)]
    return max(9, *(cell_len(word) + 2 for word in words))


class PeriodMapScreen(DrillDownScreen):
    """The map of the periods of a kind."""

    DEFAULT_CSS = """
    PeriodMapScreen.-wide DetailPane { display: none; }
    """
    empty = N_("No period falls into these months.")
    drawn_to_width = True
    foremost = frozenset({"shift(-1)", "shift(1)"})
    own_commands = (Export(),)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left_square_bracket,ctrl+pageup", "shift(-1)", N_("Earlier span"), id="periods.before"),
        Binding("right_square_bracket,ctrl+pagedown", "shift(1)", N_("Later span"), id="periods.after"),
    ]

    def __init__(self, office: Office, record_type: type[Recurring]) -> None:
        """Begin with the months up to that of today."""
        super().__init__(office, _(record_type.plural), Query(record_type.kind))
        self._type = record_type
        self._back = 0
        """How many months after the last one that is shown there are until today."""
        self._chosen = ""

    def commands_of(self, desk: Desk) -> Iterable[ScreenCommand]:
        """Return none: its rows are no records."""
        return ()

    def make_list(self) -> WindowedList:
        """Return a list in which a month is chosen."""
        return NumberList(empty=_(self.empty))

    def source(self) -> Source:
        """Return the map of as many months as there is room for."""
        return PeriodMapSource(self.office, self._type, self._months(), self._chosen, mixed_palette(self.app))

    def _months(self) -> list[date]:
        return months_until(month_after(self.office.today, -self._back), self._room)

    @property
    def _room(self) -> int:
        """How many months fit beside the names."""
        width = self.app.size.width
        names = NAME_WIDTH + max(width - NARROWEST, 0) // 3
        return min(max((width - names - OWED_WIDTH - EDGES) // (month_width() + 1), 1), MOST_MONTHS)

    def _tabs(self) -> Content:
        months = self._months()
        first, last = (language().say(called(f"{month:%Y-%m}")) for month in (months[0], months[-1]))
        span = _("{first} to {last}").format(first=first, last=last)
        return Content.styled(f" {plain(self.desk.label)}   {plain(labelled(_('Periods'), span))} ", "reverse bold")

    def said_of_list(self) -> Iterable[str]:
        """Yield what it is, how many lines it has, and how many periods are owed."""
        lines = self._map.lines if self._map else ()
        yield _("Map of periods")
        yield _("{count:,} in all").format(count=len(lines))
        yield labelled(_("owed"), f"{sum(line.owed for line in lines):,}")

    @property
    def _map(self) -> PeriodMapSource | None:
        return self.listed if isinstance(self.listed, PeriodMapSource) else None

    def begin(self, keys: "array[int]") -> None:
        """Show which month is chosen."""
        if self._map is not None:
            self.query_one(NumberList).head(self._map.columns, self._map.chosen)

    def record_at(self, key: int) -> Record | None:
        """Return that a line is no record."""
        return None

    @on(NumberList.Sideways)
    def _sideways(self, event: NumberList.Sideways) -> None:
        """Choose another month."""
        if (source := self._map) is not None:
            self._chosen = source.choose(event.steps)
            self.query_one(NumberList).head(source.columns, source.chosen)

    @on(WindowedList.Selected)
    def _below(self, event: WindowedList.Selected) -> None:
        """Go to the periods of the chosen month of a line."""
        event.stop()
        event.prevent_default()
        source = self._map
        if source is None or not source.month(event.key).periods:
            return
        line, month = source.lines[event.key], date.fromisoformat(f"{source.chosen}-01")
        self.app.push_screen(
            PeriodListScreen(self.office, self._type, (self._view_of(line, month, source.name(line)),))
        )

    def _view_of(self, line: PeriodLine, month: date, name: str) -> PeriodView:
        """Return the periods that one line has in a month, worked out anew whenever they are read."""
        office, record_type = self.office, self._type

        def read() -> list[RecurringPeriod]:
            lines = period_map(record_type, office, [month], office.today)
            same = (each for each in lines if (each.kind, each.value) == (line.kind, line.value))
            return [period for each in same for period in each.months[0].periods]

        heading = labelled(name, language().say(called(f"{month:%Y-%m}")))
        return PeriodView(heading, read, named=True, told=True)

    # Choosing what is shown

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer no months to come."""
        if action == "shift" and parameters == (1,):
            return self._back > 0
        return super().check_action(action, parameters)

    def action_shift(self, step: int) -> None:
        """Show the months before or after."""
        self._back = max(self._back - step * self._room, 0)
        self._chosen = ""
        self._tell_place()
        self.reload()


class ShowPeriodMap(KindCommand):
    """Show month by month what was done and what is owed, of each cell, unit or record, as a map."""

    label = N_("Map of periods")
    key = "H"
    words = "owed heat months"
    reads_again = False

    @classmethod
    def suits(cls, record_type: type[Record]) -> bool:
        """Whether such records recur."""
        return issubclass(record_type, Recurring)

    async def run(self, screen: DeskScreen) -> None:
        """Show that of the kind that is listed."""
        record_type = RECORDS[screen.kind]
        if issubclass(record_type, Recurring):
            screen.app.push_screen(PeriodMapScreen(screen.office, record_type))


ShowPeriodMap.declare()
