"""Queries: a small value that says which records of a kind are wanted, and in which order.

A screen makes one from its filters, an officer from a search line (`core.office.search_line`); rights are added to it
in one place (`core.office.office`); `data.database.sql` turns it to SQL. So a list, a count and an export can never
disagree.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Is:
    """The field has one of these values."""

    field: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """The field's value lies from `low` to `high`, both included; None leaves a side open. Empty fields never match."""

    field: str
    low: Any = None
    high: Any = None


@dataclass(frozen=True, slots=True)
class StartsWith:
    """The text of the field begins with this."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Counted:
    """The text of the field is this prefix and after it exactly so many digits, 0 to 9."""

    field: str
    prefix: str
    digits: int


@dataclass(frozen=True, slots=True)
class Begins:
    """The words of a field that is searched begin with these, whatever their case and width."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Blank:
    """The field is empty."""

    field: str


@dataclass(frozen=True, slots=True)
class FullText:
    """The full-text index of the record, or of its parts, holds these words; names also match by pinyin."""

    text: str


@dataclass(frozen=True, slots=True)
class Called:
    """The field is a name (`About.pinyin`) that is written or spelt like this, from its beginning or a later word."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Holds:
    """The field holds several values, and this is one of them."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Via:
    """The field refers to a record of `kind` that meets a condition."""

    field: str
    kind: str
    condition: "Condition"


@dataclass(frozen=True, slots=True)
class Having:
    """A record of `kind` that meets a condition refers to this one in `field`."""

    kind: str
    field: str
    condition: "Condition"


@dataclass(frozen=True, slots=True)
class Not:
    """The condition does not hold."""

    condition: "Condition"


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of these hold; of none, everything does."""

    conditions: tuple["Condition", ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of these holds; of none, nothing does."""

    conditions: tuple["Condition", ...] = ()


Condition = (
    Is
    | Between
    | StartsWith
    | Counted
    | Begins
    | Called
    | Blank
    | Holds
    | FullText
    | Via
    | Having
    | Not
    | AllOf
    | AnyOf
)

EVERYTHING = AllOf()
NOTHING = AnyOf()


def both(*conditions: Condition) -> Condition:
    """Join conditions that must all hold, leaving out those that always do."""
    parts = tuple(part for part in conditions if part != EVERYTHING)
    if NOTHING in parts:
        return NOTHING
    return parts[0] if len(parts) == 1 else AllOf(parts)


def fields_of(kind: str, condition: Condition) -> Iterable[tuple[str, str]]:
    """Yield (kind, field) of every field that a condition looks at, also through references."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from fields_of(kind, part)
        case Not(part):
            yield from fields_of(kind, part)
        case Via(field, other, part):
            yield kind, field
            yield from fields_of(other, part)
        case Having(other, field, part):
            yield kind, "id"
            yield other, field
            yield from fields_of(other, part)
        case Is(field) | Between(field) | StartsWith(field) | Counted(field) | Blank(field):
            yield kind, field
        case Begins(field) | Called(field) | Holds(field):
            yield kind, field
        case FullText():
            pass


def holds_words(condition: Condition) -> bool:
    """Whether a condition asks the full-text index of the records themselves."""
    match condition:
        case FullText() | Begins() | Called():
            return True
        case Not(part):
            return holds_words(part)
        case AllOf(parts) | AnyOf(parts):
            return any(map(holds_words, parts))
    return False


def limited(condition: Condition, rule: Callable[[str], Condition]) -> Condition:
    """Return the condition with every record that it refers to held to the rule for its kind."""
    match condition:
        case AllOf(parts):
            return AllOf(tuple(limited(part, rule) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(limited(part, rule) for part in parts))
        case Not(part):
            return Not(limited(part, rule))
        case Via(field, kind, part):
            return Via(field, kind, both(rule(kind), limited(part, rule)))
        case Having(kind, field, part):
            return Having(kind, field, both(rule(kind), limited(part, rule)))
    return condition


@dataclass(frozen=True, slots=True)
class ByPlace:
    """An order by the place that the value of a field has among these; what is not among them comes last."""

    field: str
    values: tuple[str, ...]
    turned: bool = False
    """Whether the last of them comes first."""


Order = tuple[str | ByPlace, ...]
"""What rows are sorted by, one after the other: fields, `-field` turned round, or places among values."""


def sorted_by(order: Order) -> list[str]:
    """Return the fields that an order looks at."""
    return [each.field if isinstance(each, ByPlace) else each.lstrip("-") for each in order]


@dataclass(frozen=True, slots=True)
class Query:
    """Which records of a kind, in which order."""

    kind: str
    where: Condition = EVERYTHING
    order: Order = ()
    """Empty means the order the kind declares."""
    limit: int | None = None
    joined: bool = False
    """Whether those are wanted that stand under others (`core.rules.joined_records`), which nothing else shows."""


class GroupCounter(Protocol):
    """What finds records and counts them: an office."""

    def find(self, query: Query) -> list[Any]:
        """Return the records a query asks for."""

    def groups(self, query: Query, *fields: str) -> list[tuple[Any, ...]]:
        """Return each combination of values of the fields with its count."""
