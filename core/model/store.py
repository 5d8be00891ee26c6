"""What core needs of a store; `data.store.sql_store` implements it."""

from array import array
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from core.model.change import Draft, Entry
from core.model.merge import Heads
from core.model.progress import Progress, no_progress
from core.model.query import EVERYTHING, Condition, Query
from core.model.record import Record
from core.values.sentence import Sentence

MOST_BEGINNING = 3
"""How many records `Store.kind_of` names at most: more than two are too many to tell apart."""


@dataclass(frozen=True, slots=True)
class Stood:
    """What a field held from a place of the journal on."""

    place: int
    """The number of the change, in the order in which changes came to be here."""
    value: Any
    site: str
    """The site that wrote it."""
    time: int
    """When, by the clock of that site (`core.model.change.Change.time`)."""


@dataclass(frozen=True, slots=True)
class IntegrityFault:
    """The first thing `check` found wrong: where, and what."""

    where: str
    what: Sentence


class Store(Protocol):
    """An open store: the journal, and the tables that follow from it."""

    site: str
    """The identifier of this site."""
    written: int
    """How many transactions have been committed since it was opened: as long as it is the same, so is what is read."""

    def transaction(self) -> AbstractContextManager[None]:
        """Make everything inside one transaction of the only writer; reads inside see what was written."""

    @property
    def touched(self) -> Mapping[str, set[str]]:
        """The records of each kind whose rows the present transaction has written, or taken away."""

    def before(self) -> AbstractContextManager[None]:
        """Read, while inside, what stood before the present transaction; nothing is written meanwhile."""

    def after_commit(self, deed: Callable[[], None]) -> None:
        """Do something once the present transaction has ended, however it ends; at once if there is none.

        What is refused then is passed over: whoever began the transaction is told of that alone.
        """

    def if_undone(self, deed: Callable[[], None]) -> None:
        """Do something if the present transaction comes to nothing, the last first; nothing if there is none.

        It puts back what is known in memory of what was written, and touches no disk.
        """

    def write(self, drafts: Iterable[Draft], *, officer: str, action: str) -> None:
        """Append drafts to the journal as one deed and bring the tables up to date; inside a transaction."""

    def keys(self, query: Query) -> "array[int]":
        """Return the row numbers of the records a query asks for, in its order."""

    def page(
        self, kind: str, keys: Sequence[int], names: Sequence[str], meeting: Condition = EVERYTHING
    ) -> list[tuple[Any, ...]]:
        """Return these columns of those of these rows that meet the condition, in the order of the keys."""

    def count(self, query: Query) -> int:
        """Return how many records a query asks for."""

    def counts(self, query: Query, conditions: Sequence[Condition]) -> list[int]:
        """Return how many of those a query asks for meet each of several conditions, counted in one pass."""

    def groups(self, query: Query, *fields: str) -> list[tuple[Any, ...]]:
        """Return each combination of values of the fields, with its count at the end, most frequent first.

        Those that are as frequent come in the order of their values, what is empty first.
        """

    def get(self, kind: str, record: str, where: Condition) -> Record | None:
        """Return a record if it exists and meets the condition."""

    def find(self, query: Query) -> list[Any]:
        """Return the records a query asks for."""

    def under(self, kind: str, record: str) -> list[str]:
        """Return the records that stand under one (`core.rules.joined_records`), in order."""

    def kind_of(self, prefix: str) -> list[tuple[str, str]]:
        """Return kind and identifier of the records whose identifier begins with this: `MOST_BEGINNING` of them."""

    def history(self, record: str, kind: str = "") -> list[Entry]:
        """Return all changes of a record that count, oldest first; of any kind if `kind` is empty."""

    def heads(self, record: str, kind: str = "") -> Heads:
        """Return the heads of each field of a record; of any kind if `kind` is empty."""

    def deeds(self, officer: str, since: int, until: int) -> list[tuple[str, str, str]]:
        """Return action, kind and record of each change that an officer made here between two moments.

        They count milliseconds since 1970 UTC; the second is no part of it.
        """

    def stood(self, record: str, kind: str, field: str) -> list[Stood]:
        """Return what a field of a record held, in the order in which that came to be so here."""

    def place(self, record: str, change: bytes = b"") -> int:
        """Return the place of a change of a record, or of its first; 0 if there is none."""

    def positions(self, site: str, before: str = "") -> tuple[str, ...]:
        """Return the names of the last places that are here of a site's streams, or were before a record was made.

        Those of the longest streams come first.
        """

    def changed_after(self, site: str, places: Collection[str], *, complete: bool) -> list[tuple[str, str]]:
        """Return kind and identifier of each record that a site changed after these places of its streams.

        Of a branch in which no place stands, everything is after them if they are `complete`, else nothing.
        """

    def check(self, progress: Progress = no_progress) -> IntegrityFault | None:
        """Verify pages, chains, signatures and that rebuilt tables equal live ones; return the first fault."""

    def rebuild(self, progress: Progress = no_progress) -> int:
        """Throw the tables away and work them out of the journal; return the number of records."""

    def close(self) -> None:
        """Close the store; nothing is left open or unlocked."""
