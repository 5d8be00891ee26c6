"""How an import is declared, and what becomes of a row."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar, Protocol, TypeVar

from core.model.action import Action
from core.model.query import Is, Query
from core.model.reader import Reader
from core.model.record import Record
from core.spreadsheets.cells import Row, legible, line
from core.spreadsheets.columns import ColumnMapping, SheetColumn
from core.spreadsheets.forbidden import is_forbidden
from core.values.cleaning import folded
from core.values.labelled_enum import LabelledEnum
from core.values.refusal import Refusal
from core.values.sentence import N_, Sentence, in_a_row, say

VALUES_A_QUERY = 500
"""How many values one query asks the store for."""

IMPORTS: dict[str, type["Import"]] = {}
"""Every declared import by its name; filled as desks are imported (`core.desks`)."""

WordT = TypeVar("WordT", bound=LabelledEnum)


class EmptyCell(Refusal):
    """“{column}” is empty. Fill it in, or leave the row out."""


class UnknownWord(Refusal):
    """“{word}” cannot be used as “{column}”. Write one of these: {words}."""


class Outcome(LabelledEnum):
    """What an import makes of a row."""

    NEW = "new", N_("new")
    CHANGED = "changed", N_("changed")
    SAME = "same", N_("same")
    DOUBTFUL = "doubtful", N_("doubtful")
    BAD = "bad", N_("bad")
    MISSING = "missing", N_("missing")
    """Known here and not in the file: told, never acted upon."""
    PASSED = "passed", N_("passed over")
    """No entry of the list: its heading once more, a total, a signature."""


UNREAD = (Outcome.BAD, Outcome.DOUBTFUL)
"""Rows that are left out, and whose records are not missing for that."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one row, and why. Only what is new or changed has actions."""

    number: int | None
    """The row in the spreadsheet; None for what is missing there."""
    title: str
    outcome: Outcome
    actions: tuple[Action, ...] = ()
    remarks: tuple[Sentence, ...] = ()
    known: Record | None = None
    """The record that the row is about, as it was found: unmasked, to be compared and opened, not to be shown."""
    about: frozenset[str] = frozenset()
    """The identifiers of all records that the row may be about, though it may be bad: none of them is missing."""


class Register(Reader, Protocol):
    """What an import compares with: an office."""

    def find_unmasked(self, query: Query) -> list[Any]:
        """Return what `find` returns with nothing masked: to be compared, not to be shown."""


class Import(ABC):
    """An import: the class is its declaration, an instance reads one file and remembers the rows it has seen."""

    name: ClassVar[str]
    label: ClassVar[str]
    """What it brings (a catalogue key)."""
    on: ClassVar[str] = ""
    """The kind of record it brings: the desk that lists it offers the import; empty: the command line alone does."""
    duty: ClassVar[str]
    """The duty (`core.policy.pack`) of whoever does it; its actions ask for theirs."""
    columns: ClassVar[tuple[SheetColumn, ...]]
    titled: ClassVar[tuple[str, ...]]
    """The columns by which an officer recognises a row."""

    def __init_subclass__(cls) -> None:
        """Enter the declared import in `IMPORTS`; one without a `name` is only a part of others."""
        if hasattr(cls, "name"):
            IMPORTS[cls.name] = cls

    def __init__(self, office: Register, rows: Sequence[Row], mapping: ColumnMapping) -> None:
        """Begin a file; an import that compares reads here, in bulk, what the store knows of these rows."""
        self.office = office
        self.context = office.context()
        self.mapping = mapping
        self._first: dict[str, tuple[int, Mapping[str, object]]] = {}

    @abstractmethod
    def judge(self, row: Row) -> Verdict:
        """Return what becomes of a row; a `Refusal` raised here, or by its actions, makes it a bad one."""

    def about(self, row: Row) -> Iterable[str]:
        """Yield the identifiers of what a row that cannot be taken may be about, as far as it is legible."""
        return ()

    def missing(self, met: Collection[str]) -> Iterable[Verdict]:
        """Yield what the store knows and no row names, `met` being what rows are about; asked for after all rows."""
        return ()

    def whole(self, verdicts: Sequence[Verdict]) -> Iterable[Action]:
        """Yield the actions that belong to no single row; they are done before those of the rows."""
        return ()

    def verdict(
        self,
        row: Row,
        outcome: Outcome,
        *remarks: Sentence,
        actions: tuple[Action, ...] = (),
        known: Record | None = None,
    ) -> Verdict:
        """Return a verdict on a row, titled as the officer knows it."""
        title = " ".join(filter(None, (legible(row, name) for name in self.titled))) or row.first
        return Verdict(row.number, title[:80], outcome, actions, remarks, known)

    def repeated(self, row: Row, key: str, content: Mapping[str, object]) -> Verdict | None:
        """Return the verdict on a row if an earlier one has this key: it repeats that, or says something else."""
        first, earlier = self._first.setdefault(key, (row.number, content))
        if first == row.number:
            return None
        names = [name for name in {**earlier, **content} if earlier.get(name) != content.get(name)]
        if not names:
            return self.verdict(row, Outcome.SAME, say(N_("It repeats row {row}."), row=first))
        differs = "、".join(map(self.heading, names))
        remark = say(N_("Row {row} is about the same and differs from it in: {columns}."), row=first, columns=differs)
        return self.verdict(row, Outcome.DOUBTFUL, remark)

    def in_bulk(self, kind: str, field: str, values: Iterable[str]) -> Iterator[Any]:
        """Yield the records of a kind that have one of these values and that the officer may read, unmasked."""
        waiting = iter(dict.fromkeys(values))
        while chunk := tuple(islice(waiting, VALUES_A_QUERY)):
            yield from self.office.find_unmasked(Query(kind, Is(field, chunk)))

    def word(self, row: Row, name: str, words: Mapping[WordT, Sequence[str]]) -> WordT:
        """Return which of these a cell says; raises `UnknownWord` if it says none."""
        said = line(row, name)
        found = next((each for each, several in words.items() if folded(said) in map(folded, several)), None)
        if found is None:
            known = in_a_row(say(each.label) for each in words)
            raise UnknownWord(word=said, column=self.heading(name), words=known)
        return found

    def required(self, row: Row, name: str) -> None:
        """Raise `EmptyCell` if a column that must not be empty is."""
        if not line(row, name):
            raise EmptyCell(column=self.heading(name))

    def heading(self, name: str) -> str:
        """Return what this file calls a column."""
        return self.mapping.headers.get(name, name)

    @classmethod
    def is_private(cls, heading: str) -> bool:
        """Whether a column of this heading is left out on purpose."""
        return is_forbidden(heading)
