"""Checks 校验: what no longer fits today's policy and store, re-tested for every record of a desk by one key.

A desk declares what it looks for beside its records::

    LATE = Check("loan_overdue", N_("lent for too long"), Carrier, overdue, late_said)

What is found is asked by a condition, so that a list of it comes in pages, a count is one query, and the rights of
whoever asks hold for it. Only what is shown of it is put in words. Breaches (`core.rules.breaches`) follow from
records alone and stay listed; a check looks at the day and the policy pack too, and stands nowhere until it is asked.
"""

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from core.model.context import Context
from core.model.query import NOTHING, AnyOf, Condition, Is, Query, both
from core.model.reader import Reader
from core.model.record import Record, ancestors_of, columns, listed
from core.rights.visibility import reads_whole
from core.values.sentence import Sentence

CHECKS: dict[str, "Check"] = {}
"""Every declared check by its name, in the order of declaration; filled as desks are imported."""

Says = Callable[[Any, Context], Iterable[Sentence]]
"""Yields what no longer fits of a record, and what to do."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that may no longer fit."""

    name: str
    label: str
    """What is so of those it finds: a heading (a catalogue key)."""
    record_type: type[Record]
    where: Callable[[Reader], Condition]
    """Returns the condition of exactly those records that no longer fit today."""
    says: Says
    needs: tuple[str, ...] = ()
    """The kinds of which somebody must read every record to be told: where a record fails because there is none of
    them, whoever reads only some would be told wrongly."""

    def __post_init__(self) -> None:
        """Enter the check in `CHECKS`."""
        CHECKS[self.name] = self

    @property
    def kind(self) -> str:
        """The kind of record that it tests."""
        return self.record_type.kind

    def told_to(self, reader: Reader) -> bool:
        """Whether an officer may be told what it finds."""
        return reader.reads(self.kind) and all(reads_whole(reader.viewer, kind) for kind in self.needs)

    def query(self, reader: Reader) -> Query:
        """Return what asks for the records that no longer fit; for nothing, if the officer may not be told."""
        return Query(self.kind, self.where(reader) if self.told_to(reader) else NOTHING)


@dataclass(frozen=True, slots=True)
class Finding:
    """A record that no longer fits."""

    check: Check
    record: Any
    """As its list may show it: what is masked is so here, and what is read with a trace is left out."""
    why: tuple[Sentence, ...]
    """What no longer fits, and what to do."""


def checks_of(kinds: Collection[str]) -> list[Check]:
    """Return the checks of some kinds and of what are parts of them."""
    return [each for each in CHECKS.values() if not set(kinds).isdisjoint(ancestors_of(each.kind))]


def findings(check: Check, reader: Reader, keys: Sequence[int]) -> list[Finding]:
    """Return in words what a check found, of rows with these keys; a row that has gone meanwhile is left out."""
    names, context = _shown(check.record_type), reader.context()
    rows = reader.page(check.kind, keys, names)
    records = (check.record_type.model_construct(None, **dict(zip(names, row, strict=True))) for row in rows)
    return [Finding(check, each, tuple(check.says(each, context))) for each in records]


def found_by(checks: Iterable[Check], reader: Reader) -> Iterator[tuple[Check, "array[int]"]]:
    """Yield each check that finds anything, with the keys of what it found."""
    for check in checks:
        if check.told_to(reader) and (keys := reader.keys(check.query(reader))):
            yield check, keys


@cache
def _shown(record_type: type[Record]) -> tuple[str, ...]:
    """Return the fields of a kind that lists may show, and its identifier."""
    known = columns(record_type).values()
    return ("id", *(each.name for each in known if not each.derived and listed(record_type, each.about)))


def of_pairs(
    reader: Reader, query: Query, fields: tuple[str, str], faulty: Callable[[Any, Any, Context], bool]
) -> Condition:
    """Return the condition of records in two fields of which stands what does not fit together.

    Each pair of values is tested once, however many records have it.
    """
    context = reader.context()
    first, second = fields
    wrong: dict[Any, list[Any]] = {}
    for one, other, _count in reader.groups(query, first, second):
        if one and faulty(one, other, context):
            wrong.setdefault(other, []).append(one)
    return AnyOf(
        tuple(both(Is(second, (other,)), Is(first, tuple(several)), query.where) for other, several in wrong.items())
    )
