"""What no longer fits, check by check: the record, why, and what to do; Enter opens the record."""

from array import array
from collections.abc import Iterable, Sequence

from textual.app import ComposeResult
from textual.widgets import Static

from core.model.query import Query
from core.model.record import Record
from core.office.office import Office
from core.rules.checks import Check, Finding, findings, found_by
from core.values.refusal import Refusal
from core.values.sentence import N_
from tui.formatting.values import title_of
from tui.language import _, language
from tui.lists.check_everything import CheckEverything
from tui.lists.drill_down import DrillDownScreen
from tui.terminal.glyphs import content
from tui.widgets.list_source import ListColumn, Row, Source
from tui.widgets.windowed_list import WindowedList

SHIFT = 40
"""How many bits of a key are the row of the record; those above are the place of the check."""
ROW = (1 << SHIFT) - 1


class FindingsSource:
    """What checks found, each below its heading, as `Source` of a list.

    Only the keys are read at once. A row is put in words when it is shown, so that very many take no longer.
    """

    def __init__(self, office: Office, checks: Sequence[Check]) -> None:
        """Prepare the columns; nothing is looked for yet."""
        self._office, self._checks = office, checks
        self._headings: dict[int, str] = {}
        self.columns: tuple[ListColumn, ...] = (
            ListColumn("record", _("Record"), 22),
            ListColumn("why", _("What no longer fits"), 40, grows=True, whole=True),
        )

    def keys(self) -> "array[int]":
        """Ask every check; called in a thread."""
        keys = array("q")
        self._headings.clear()
        for check, rows in found_by(self._checks, self._office):
            place = self._checks.index(check)
            self._headings[-1 - place] = f"{_(check.label)} ({len(rows):,})"
            keys.append(-1 - place)
            keys.extend(place << SHIFT | row for row in rows)
        return keys

    def page(self, keys: Sequence[int]) -> list[Row]:
        """Return these findings in words."""
        said = {place: self._said(place, keys) for place in {key >> SHIFT for key in keys if key >= 0}}
        rows = (Row(("", self._headings.get(key, "")), ("strong", "strong")) if key < 0 else said[key >> SHIFT].get(key)
                for key in keys)  # fmt: skip
        return [row or Row(("", "")) for row in rows]

    def _said(self, place: int, keys: Sequence[int]) -> dict[int, Row]:
        own = [key for key in keys if key >= 0 and key >> SHIFT == place]
        found: list[Finding | None] = [*findings(self._checks[place], self._office, [key & ROW for key in own])]
        if len(found) != len(own):  # one has gone meanwhile: which, each is asked for by itself
            found = [self.finding(key) for key in own]
        return {key: self._row(each) for key, each in zip(own, found, strict=True) if each is not None}

    def _row(self, finding: Finding) -> Row:
        return Row((title_of(finding.record, self._office), words_of(finding)), ("", ""))

    def finding(self, key: int) -> Finding | None:
        """Return what a row stands for; None for a heading, or if the record has gone meanwhile."""
        if key < 0:
            return None
        check = self._checks[key >> SHIFT]
        return next(iter(findings(check, self._office, (key & ROW,))), None)


def words_of(finding: Finding) -> str:
    """Return what no longer fits of a record, and what to do, in the language of the officer."""
    return " ".join(map(language().say, finding.why))


class FindingsScreen(DrillDownScreen):
    """What no longer fits on a desk, check by check, and below the list in full what is said of the current row."""

    DEFAULT_CSS = """
    FindingsScreen .whole { height: 3; padding: 0 1; background: $panel; }
    """
    own_commands = ()  # findings have no fields to search for
    empty = N_("Everything fits the policy and the store of today.")

    def __init__(self, office: Office, checks: Iterable[Check]) -> None:
        """Prepare the list of what these checks find."""
        self._checks, self._begun = tuple(checks), False
        super().__init__(office, _("Check everything"), Query(self._checks[0].kind))

    def begin(self, keys: "array[int]") -> None:
        """Stand on a finding, and on no heading, when the list is first read."""
        if not self._begun:
            self._begun = True
            self.query_one(WindowedList).move_to_first_record()

    def source(self) -> Source:
        """Return what is found."""
        return FindingsSource(self.office, self._checks)

    def said_of_list(self) -> Iterable[str]:
        """Yield how much was found."""
        yield _("What no longer fits")
        yield _("{count:,} in all").format(count=self.found())

    def below_list(self) -> ComposeResult:
        """Yield what says in full why the current row no longer fits."""
        yield Static(classes="whole")

    def offer(self) -> None:
        """Say in full what is said of the current row, and offer what can be done to its record."""
        super().offer()
        if self.is_mounted and self.query(".whole"):
            key = self.query_one(WindowedList).key
            finding = self.listed.finding(key) if isinstance(self.listed, FindingsSource) and key is not None else None
            self.query_one(".whole", Static).update(content(words_of(finding) if finding else ""))

    def record_at(self, key: int) -> Record | None:
        """Return the record of a finding; None for a heading."""
        finding = self.listed.finding(key) if isinstance(self.listed, FindingsSource) else None
        if finding is None:
            return None
        try:
            found: Record = self.office.get_listed(finding.check.kind, finding.record.id)
        except Refusal:
            return None
        return found


CheckEverything.screen = FindingsScreen
