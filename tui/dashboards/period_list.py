"""The periods of what recurs: all that is owed of a kind, and of one record what became of each; `u` on every list."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from textual.content import Content

from core.model.action import Action
from core.model.query import Query
from core.model.record import RECORDS, Record, columns
from core.office.office import Office
from core.rules.obligation import Recurring, RecurringPeriod, covered, owed_periods
from core.values.cadence import called
from core.values.refusal import Refusal
from core.values.sentence import N_
from tui.formatting.values import Values
from tui.frame.desk import Desk, KindCommand
from tui.frame.desk_bars import lists_line
from tui.frame.screen_command import ScreenCommand
from tui.language import _, labelled, language
from tui.lists.desk_commands import Export
from tui.lists.desk_screen import DeskScreen
from tui.lists.drill_down import DrillDownScreen
from tui.widgets.form import FormScreen
from tui.widgets.list_source import ListColumn, Row, Source
from tui.widgets.windowed_list import WindowedList


@dataclass(frozen=True, slots=True)
class PeriodView:
    """Which periods are listed, and what is told of them."""

    label: str
    """What they are called, translated."""
    read: Callable[[], list[RecurringPeriod]]
    """Works them out; called in a thread."""
    named: bool = False
    """Whether each says whose it is."""
    told: bool = False
    """Whether each says what became of it."""


class PeriodSource:
    """Periods as `Source` of a list; a row's key is its place."""

    def __init__(self, office: Office, record_type: type[Recurring], view: PeriodView) -> None:
        """Prepare the columns; nothing is worked out yet."""
        self._office, self._view = office, view
        self.found: list[RecurringPeriod] = []
        self._values = Values(office, language().translate)
        self._whose = [columns(record_type)[name] for name in record_type.owed.whose]
        named: Iterable[ListColumn] = (
            ListColumn("record", _(record_type.label), 20, grows=True),
            *(ListColumn(each.name, _(each.about.label), max(each.about.column, 16)) for each in self._whose),
        )
        told = ListColumn("outcome", _("Outcome"), 10, grows=True), ListColumn("day", _("Date"), 10)
        self.columns: tuple[ListColumn, ...] = (
            ListColumn("until", _("Until"), 10),
            ListColumn("period", _("Period"), 24),
            *(told if view.told else ()),
            *(named if view.named else ()),
        )

    def keys(self) -> "array[int]":
        """Work out the periods; called in a thread."""
        self.found = self._view.read()
        return array("q", range(len(self.found)))

    def page(self, keys: Sequence[int]) -> list[Row]:
        """Return these rows in words."""
        return [self._row(self.found[key]) for key in keys]

    def _row(self, each: RecurringPeriod) -> Row:
        owed = each.outcome is None and each.period.last < self._office.today
        outcome = language().label(each.outcome) if each.outcome else _("owed") if owed else _("running")
        named = (each.record.title, *(self._values.of(each.record, column) for column in self._whose))
        told = outcome, each.day.isoformat() if each.day else ""
        when = each.period.last.isoformat(), language().say(called(each.period.key))
        cells = (*when, *(told if self._view.told else ()), *(named if self._view.named else ()))
        return Row(cells, ("late" if owed else "", *[""] * (len(cells) - 1)))


class PeriodListScreen(DrillDownScreen):
    """Periods of a kind, in one view or several; what is done here is done to the period of a row."""

    own_commands = (Export(),)
    empty = N_("No period is owed.")

    def __init__(self, office: Office, record_type: type[Recurring], views: Sequence[PeriodView]) -> None:
        """Begin with the first view."""
        super().__init__(office, _("Periods"), Query(record_type.kind))
        self._type = record_type
        self._views = views
        self._view = 0

    def commands_of(self, desk: Desk) -> Iterable[ScreenCommand]:
        """Return none: its rows are periods."""
        return ()

    def source(self) -> Source:
        """Return the periods of this view."""
        return PeriodSource(self.office, self._type, self._views[self._view])

    def said_of_list(self) -> Iterable[str]:
        """Yield the views, and how many periods there are."""
        yield lists_line([each.label for each in self._views], self._view, self.size.width)
        yield _("{count:,} in all").format(count=self.query_one(WindowedList).total)

    def _tabs(self) -> Content:
        return Content.styled(f" {labelled(_(self._type.plural), _('Periods'))} ", "reverse bold")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the other view where there is one."""
        return len(self._views) > 1 if action == "turn" else super().check_action(action, parameters)

    def action_turn(self, step: int) -> None:
        """Go to the other view."""
        self._view = (self._view + step) % len(self._views)
        self.query_one(WindowedList).action_first()
        self.reload()

    def _row_at(self, key: int | None) -> RecurringPeriod | None:
        source = self.listed
        return source.found[key] if isinstance(source, PeriodSource) and key is not None else None

    def record_at(self, key: int) -> Record | None:
        """Return the record of a row."""
        row = self._row_at(key)
        try:
            found: Record | None = self.office.get_listed(self._type.kind, row.record.id) if row else None
        except Refusal:
            return None
        return found

    def marks(self) -> Iterator[int]:
        """Return none: what is done to a period is done one by one."""
        return iter(())

    async def perform(self, action: type[Action], record: Record | None) -> None:
        """Begin what is done about a period with that of the row."""
        row = self._row_at(self.query_one(WindowedList).key)
        if record is None or row is None or "period" not in columns(action):
            await super().perform(action, record)
            return
        await self.app.push_screen_wait(FormScreen(self.office, action, record, given={"period": row.period.key}))
        self.reload()


class ShowPeriods(KindCommand):
    """Show period by period what was done and what is owed."""

    label = N_("Periods")
    key = "u"
    words = "owed"
    reads_again = False

    @classmethod
    def suits(cls, record_type: type[Record]) -> bool:
        """Whether such records recur."""
        return issubclass(record_type, Recurring)

    async def run(self, screen: DeskScreen) -> None:
        """Show those of the record under the cursor, or else all that is owed."""
        record, record_type = screen.current(), RECORDS[screen.kind]
        if issubclass(record_type, Recurring):
            of = record if isinstance(record, Recurring) else None
            views = tuple(_views(screen.office, record_type, of))
            screen.app.push_screen(PeriodListScreen(screen.office, record_type, views))


def _views(office: Office, record_type: type[Recurring], record: Recurring | None) -> Iterator[PeriodView]:
    """Yield what became of each period of a record, if there is one, and all that is owed of its kind."""
    if record is not None:
        yield PeriodView(record.title, lambda: covered(record, office, office.today), told=True)
    yield PeriodView(_("all that is owed"), lambda: owed_periods(record_type, office, office.today), named=True)


ShowPeriods.declare()
