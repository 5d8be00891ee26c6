"""Coverage on the screen: by programme, unit, cell and person, and what lapses soon; Enter leads to the records."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from textual.content import Content
from textual.widgets import Static

from core.desks.education.coverage import Coverage, Lapse, coverage, lapses, missed_by, not_had
from core.desks.education.records import Programme
from core.desks.education.vocabulary import EducationSettings
from core.model.query import Between, Is, Query, both
from core.model.record import RECORDS, Record
from core.office.office import Office
from core.values.cadence import called
from core.values.refusal import Refusal
from core.values.sentence import N_, say
from tui.generic.desk import Desk
from tui.generic.drill_down import DrillDownScreen
from tui.generic.screen_command import ScreenCommand
from tui.language import _, language
from tui.terminal.glyphs import content, plain
from tui.widgets.list_source import ListColumn, Row, Source
from tui.widgets.windowed_list import WindowedList

NAME_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "programme": ("name",),
    "unit": ("code", "name"),
    "cell": ("code", "name"),
    "person": ("number", "name"),
}
"""By what coverage is shown, and the columns by which each is known."""
LAPSING = "lapsing"
VIEWS = (*NAME_COLUMNS, LAPSING)
MAX_NAMES = 20_000
"""How many people one list names at most."""


class CoverageSource:
    """The coverage by one thing, as `Source` of a list; a row's key is its place."""

    def __init__(self, office: Office, by: str, year: int | None, *, gaps: bool) -> None:
        """Prepare the columns; nothing is counted yet."""
        self._office, self.by, self._year, self._gaps = office, by, year, gaps
        self.found: list[tuple[str, Coverage]] = []
        self._required: dict[str, int] = {}
        self.columns: tuple[ListColumn, ...] = (
            ListColumn("name", _(RECORDS[by].label), 30, grows=True),
            ListColumn("percent", _("Coverage"), 8),
            ListColumn("had", _("Attended"), 8),
            ListColumn("missed", _("Missed"), 7),
            ListColumn("owed", _("Owed"), 6),
            ListColumn("twice", _("Missed twice"), 12),
            ListColumn("hours", _("Hours"), 9),
        )

    def keys(self) -> "array[int]":
        """Count; called in a thread."""
        figures = coverage(self._office, self.by, self._year)
        if self.by == "programme":
            self._required = {each.id: each.required for each in self._office.find(Query("programme"))}
        self.found = [each for each in self._in_order(figures) if not self._gaps or each[1].missed]
        return array("q", range(len(self.found)))

    def _in_order(self, figures: dict[str, Coverage]) -> Iterable[tuple[str, Coverage]]:
        """Yield name and figures in the order of the register, never by how anybody did."""
        rows = self._office.keys(Query(self.by))
        for identifier, *words in self._office.page(self.by, rows, ("id", *NAME_COLUMNS[self.by])):
            if identifier in figures:
                if RECORDS[self.by].within:
                    words[-1] = self._office.title(self.by, identifier)
                yield " ".join(filter(None, words)), figures.pop(identifier)
        for key, rest in figures.items():
            yield key[:8] or _("none"), rest

    def page(self, keys: Sequence[int]) -> list[Row]:
        """Return these rows in words."""
        return [self._row(*self.found[key]) for key in keys]

    def _row(self, name: str, figures: Coverage) -> Row:
        required, percent = self._required.get(figures.key, 0), figures.percent
        short = percent is not None and percent < required
        shown = "" if percent is None else f"{percent}%<{required}%" if short else f"{percent}%"
        counts = (f"{count:,}" if count else "" for count in (figures.had, figures.missed, figures.owed, figures.twice))
        owed, twice = "due_soon" if figures.owed else "", "late" if figures.twice else ""
        styles = ("", "late" if short else "", "", "", owed, twice, "")
        return Row((name, shown, *counts, f"{figures.hours:,.1f}"), styles)


class LapseSource:
    """What lapses soon, as `Source` of a list; a row's key is its place."""

    def __init__(self, office: Office) -> None:
        """Prepare the columns; nothing is looked for yet."""
        self._office = office
        self.found: list[Lapse] = []
        self.columns: tuple[ListColumn, ...] = (
            ListColumn("on", _("Until"), 10),
            ListColumn("programme", _("Programme"), 30, grows=True),
            ListColumn("what", _("What lapses"), 22),
            ListColumn("people", _("People"), 8),
        )

    def keys(self) -> "array[int]":
        """Look for it; called in a thread."""
        days = self._office.policy.settings(EducationSettings).lapse_days
        self.found = lapses(self._office, self._office.today, days)
        return array("q", range(len(self.found)))

    def page(self, keys: Sequence[int]) -> list[Row]:
        """Return these rows in words."""
        return [self._row(self.found[key]) for key in keys]

    def _row(self, lapse: Lapse) -> Row:
        programme = self._office.title("programme", lapse.programme)
        late = lapse.on < self._office.today
        what = say(N_("period {period}"), period=called(lapse.period.key)) if lapse.period else N_("make-ups")
        told = _("overdue make-ups") if late else language().say(what)
        cells = (lapse.on.isoformat(), programme, told, f"{lapse.people:,}")
        return Row(cells, ("late" if late else "due_soon", "", "", ""))


class NextYear(ScreenCommand):
    """Show this year, the last, or all."""

    label = N_("Year")
    key = "u"

    async def run(self, screen: "CoverageScreen") -> None:
        """Go to the next year."""
        screen.year = (screen.year + 1) % len(screen.years)


class OnlyGaps(ScreenCommand):
    """Show only where something was missed, or everything."""

    key = "o"

    async def run(self, screen: "CoverageScreen") -> None:
        """Turn the choice."""
        screen.only_gaps = not screen.only_gaps


class CoverageScreen(DrillDownScreen):
    """The coverage view."""

    own_commands = (NextYear(), OnlyGaps())
    empty = N_("No attendance has been taken yet.")

    def __init__(self, office: Office) -> None:
        """Begin with the programmes of this year."""
        super().__init__(office, _("Coverage"), Query("programme"))
        self._view = 0
        self.years = (office.today.year, office.today.year - 1, None)
        self.year = 0
        self.only_gaps = False

    @property
    def view(self) -> str:
        """By what coverage is shown."""
        return VIEWS[self._view]

    def commands_of(self, desk: Desk) -> Iterable[ScreenCommand]:
        """Return none: its rows are figures."""
        return ()

    def source(self) -> Source:
        """Return the figures of this view."""
        if self.view == LAPSING:
            return LapseSource(self.office)
        return CoverageSource(self.office, self.view, self.years[self.year], gaps=self.only_gaps)

    def _tell(self) -> None:
        names = {view: _(RECORDS[view].plural) if view in RECORDS else _("Lapsing") for view in VIEWS}
        parts = [" | ".join(f"[{name}]" if view == self.view else name for view, name in names.items())]
        year = self.years[self.year]
        if self.view == LAPSING:
            days = self.office.policy.settings(EducationSettings).lapse_days
            parts.append(_("within {days} days").format(days=days))
        else:
            parts.append(str(year) if year else _("all years"))
            parts += [_("only gaps")] if self.only_gaps else []
        parts.append(_("{count:,} in all").format(count=self.query_one(WindowedList).total))
        self.query_one(".figures", Static).update(content(plain("   ".join(parts))))

    def _tabs(self) -> Content:
        return Content.styled(f" {_('Coverage')} ", "reverse bold")

    # Turning

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer other views, but no action: figures are no records."""
        if action in ("do", "turn"):
            return action == "turn"
        return super().check_action(action, parameters)

    def action_turn(self, step: int) -> None:
        """Go to another view."""
        self._view = (self._view + step) % len(VIEWS)
        self.query_one(WindowedList).action_first()
        self.reload()

    # What stands behind a row

    def record_at(self, key: int) -> Record | None:
        """Return the programme, unit, cell or person of a row."""
        kind, identifier = self._behind(key)
        try:
            found: Record = self.office.get_listed(kind, identifier)
        except Refusal:
            return None
        return found

    def _behind(self, key: int) -> tuple[str, str]:
        source = self.listed
        if isinstance(source, CoverageSource) and key < len(source.found):
            return source.by, source.found[key][1].key
        if isinstance(source, LapseSource) and key < len(source.found):
            return "programme", source.found[key].programme
        return "programme", ""

    def open_record(self, record: Record) -> None:
        """Show the attendances that were missed, or the people who lack a period."""
        place = self.query_one(WindowedList).key
        if place is None:
            return
        query = self._query_of(record, place)
        self.app.push_screen(DrillDownScreen(self.office, f"{_('Coverage')}: {plain(record.title)}", query))

    def _query_of(self, record: Record, place: int) -> Query:
        if not isinstance(self.listed, LapseSource):
            return Query("attendance", missed_by(record.kind, record.id, self.years[self.year]))
        lapse = self.listed.found[place]
        if lapse.period and isinstance(record, Programme):
            lacking = not_had(self.office, record, lapse.period, self.office.today)
            return Query("person", Is("id", tuple(lacking[:MAX_NAMES])))
        yesterday = self.office.today - timedelta(days=1)
        due = Between("due", lapse.on, max(lapse.on, yesterday))  # those that are late stand in one row
        return Query("attendance", both(Is("programme", (record.id,)), due))
