"""Rows of a list from the records of a kind, by their declaration."""

from array import array
from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, ClassVar, Self

from rich.cells import cell_len
from textual.content import Content

from core.model.deadline import DeadlineStatus, Term
from core.model.field import Names
from core.model.query import EVERYTHING, Is, Order, Query, both
from core.model.record import RECORDS, Column, columns
from core.office.office import Office
from core.office.search_line import STANDING as STANDING_LABEL
from core.values.labelled_enum import LabelledEnum
from core.wording.record_text import deadline_status_of, term_of
from tui.drawing.bars import term as term_bar
from tui.formatting.values import Values
from tui.language import Language, language
from tui.widgets.list_source import ListColumn, Row
from tui.widgets.part_timeline import COLOURS

MOST_OF_SITE = 12
"""How many cells the name of another site takes at most behind a number; what is longer is cut."""
STANDING = "standing"
"""The name of the column that says how a record stands against its term."""
BAR = 6
"""How many cells of that column show how much of the term has passed."""
LONGEST = timedelta(days=9999)
"""How late something may be so that the column still has room for the words."""
STYLES = {
    DeadlineStatus.ON_TIME: "on_time",
    DeadlineStatus.DUE_SOON: "due_soon",
    DeadlineStatus.LATE: "late",
    DeadlineStatus.LONG_OVERDUE: "long_overdue",
}
"""The style of that cell (`WindowedList.STYLES`); the word stands in it."""


class KindSource:
    """The records a query asks for, as `Source` of a `WindowedList`.

    Shown are `names`, or every field declared with a width; kinds with terms get a column saying how each stands, named
    `standing`, where `names` says it, or else in front, and what they are sorted by beside it, so that both are seen on
    a narrow screen.
    """

    stands: ClassVar[bool] = True
    """Whether kinds with terms get that column."""

    def __init__(
        self, office: Office, query: Query, names: Sequence[str] = (), language_: Language | None = None
    ) -> None:
        """Prepare the columns; nothing is read yet."""
        self._office = office
        self._language = language_ or language()
        self._values = Values(office, self._language.translate)
        self._context = office.context()
        self.query = query
        self._type = RECORDS[query.kind]
        known = columns(self._type)
        self._stands = self.stands and bool(self._type.status_columns)
        self._place = names.index(STANDING) if STANDING in names else 0
        self._arrange([known[name] for name in names or self._usual(known) if name != STANDING])

    @property
    def kind(self) -> str:
        """The kind of the records."""
        return self.query.kind

    def arranged(self, order: Order, names: Sequence[str]) -> Self:
        """Return the same in another order, or with other columns; empty is as it was."""
        source, known = copy(self), columns(self._type)
        source.query = replace(self.query, order=order or self.query.order)
        source._arrange([known[name] for name in names if name in known] or self._shown)
        return source

    def _arrange(self, shown: list[Column]) -> None:
        self._shown = shown
        self._others = self._room_for_others()
        whose = list(self._type.issued or ()) if self._others else []
        self._unfinished = self._type.open_ones(self._context)
        whose += ["id"] if self._unfinished != EVERYTHING or any(column.about.as_then for column in self._shown) else []
        self._read = tuple(
            dict.fromkeys([column.name for column in self._shown] + list(self._type.status_columns) + whose)
        )
        self.columns = self._list_columns()

    def _usual(self, known: dict[str, Column]) -> list[str]:
        shown = [name for name, column in known.items() if column.about.column]
        sorted_by = [name for each in self._type.order if (name := each.lstrip("-")) in shown]
        first = sorted_by[:1] if self._stands else []
        return [*first, *(name for name in shown if name not in first)]

    def _list_columns(self) -> tuple[ListColumn, ...]:
        found = []
        # Unless a column says so, what is searched is what is read; where nothing is, the widest is cut most.
        grows = max(self._shown, key=lambda column: (column.about.grows, column.about.search, column.about.column))
        for column in self._shown:
            label = self._language.translate(column.about.label)
            width = self._widest(column.type) if issubclass(column.type, LabelledEnum) else column.about.column
            if self._type.issued and column.name == self._type.issued[0]:
                width += self._others
            whole = column.about.names is Names.SENTENCE
            found.append(ListColumn(column.name, label, max(width, cell_len(label)), column is grows, whole))
        if self._stands:
            found.insert(self._place, self._standing_column())
        return tuple(found)

    def _room_for_others(self) -> int:
        """Return how many cells more a number takes where records of other sites are: the name of a site, or most."""
        if self._type.issued is None:
            return 0
        site = self._type.issued[1]
        sites = {each for each, _ in self._office.groups(Query(self.query.kind), site)} - {None, "", self._office.site}
        return min(max((cell_len(self._office.number(" ", each)) for each in sites), default=0), MOST_OF_SITE)

    def _standing_column(self) -> ListColumn:
        width = self._widest_term() if self._type.has_terms() else self._widest(DeadlineStatus)
        label = self._language.translate(STANDING_LABEL)
        return ListColumn(STANDING, label, width + (BAR + 1) * self._type.terms_begin, whole=self._type.terms_begin)

    def _widest_term(self) -> int:
        """Return the room that the words for a term need in this language."""
        today = self._context.today
        status = DeadlineStatus.LONG_OVERDUE if self._type.can_be_long_overdue() else DeadlineStatus.LATE
        terms = (
            Term(None, today - LONGEST),
            Term(None, today),
            Term(None, today + LONGEST),
            Term(None, today, date.max),
        )
        return max(cell_len(self._language.say(each.said(today, status))) for each in terms)

    def _widest(self, words: type[LabelledEnum]) -> int:
        """Return the room that the words of a closed list need in this language."""
        return max(cell_len(self._language.label(word)) for word in words)

    def keys(self) -> "array[int]":
        """Return the keys of all records; called in a thread."""
        return self._office.kept(self.query, lambda: self._office.keys(self.query))

    def page(self, keys: Sequence[int]) -> list[Row]:
        """Return these rows in words; those of what is over are dim."""
        found = self._office.page(self.query.kind, keys, self._read)
        over = self._over(keys, found)
        return [_dimmed(row) if key in over else row for key, row in zip(keys, map(self._row, found), strict=False)]

    def _over(self, keys: Sequence[int], found: Sequence[Sequence[Any]]) -> set[int]:
        """Return the keys of what is over; none where a row has gone meanwhile, and the next reading tells."""
        if self._unfinished == EVERYTHING or len(found) != len(keys):
            return set()
        place = self._read.index("id")
        still = Query(self.query.kind, both(self._unfinished, Is("id", tuple(row[place] for row in found))), ("id",))
        return set(keys) - set(self._office.keys(still))

    def record(self, key: int) -> str:
        """Return the identifier of the record with this key (then `office.get(query.kind, identifier)`).

        It is empty, and so is refused there, if the record has gone meanwhile: deleted, purged or out of sight.
        """
        rows = self._office.page(self.query.kind, (key,), ("id",))
        return str(rows[0][0]) if rows else ""

    def _row(self, values: Sequence[Any]) -> Row:
        by_name = dict(zip(self._read, values, strict=True))
        if self._others:
            number, site = self._type.issued or ("", "")
            by_name[number] = self._office.number(by_name[number], by_name[site])
        cells = [
            self._values.then(by_name["id"], by_name[column.name])
            if column.about.as_then and by_name[column.name]
            else self._cell(column, by_name[column.name])
            for column in self._shown
        ]
        styles = ["nought" if by_name[column.name] == 0 and column.type is int else "" for column in self._shown]
        if not self._stands:
            return Row(tuple(cells), tuple(styles))
        standing = deadline_status_of(self._type, by_name, self._context)
        words, picture = self._standing(standing, by_name) if standing else ("", None)
        place = self._place
        return Row(
            (*cells[:place], words, *cells[place:]),
            (*styles[:place], STYLES[standing] if standing else "", *styles[place:]),
            (*[None] * place, picture, *[None] * (len(cells) - place)) if picture else (),
        )

    def _standing(self, status: DeadlineStatus, by_name: dict[str, Any]) -> tuple[str, Content | None]:
        """Return how a row stands, in words, and those beside a bar where it is known how much of its term passed."""
        term = term_of(self._type, by_name)
        if term is None:
            return self._language.label(status), None
        today = self._context.today
        words, passed = self._language.say(term.said(today, status)), term.passed(today)
        still = term.paused_until is not None and term.paused_until > today
        return words, term_bar(*passed, words, BAR, "$label" if still else COLOURS[status]) if passed else None

    def _cell(self, column: Column, value: Any) -> str:
        return self._values.short(column, value)


def _dimmed(row: Row) -> Row:
    return replace(row, styles=tuple(style or "dim" for style in row.styles))
