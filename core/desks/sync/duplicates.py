"""Making one what is one: two records of the same person, unit or cell, as two sites have made them.

The one goes under the other, and everything that refers to either is shown with the one that stays
(`core.rules.joined_records`). Both histories stay, and it can be taken back.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from core.desks.grid.records import Cell
from core.desks.grid.vocabulary import KEEP as KEEP_CELLS
from core.desks.people.records import Person, Unit
from core.model.action import Action, amend, create
from core.model.audit_event import Event
from core.model.change import Draft
from core.model.context import Context
from core.model.field import ANY, About
from core.model.query import Is, Query
from core.model.record import Record, columns
from core.rights.four_eyes import SECOND
from core.rules.duplicates import Duplicate, Pair, pairs, rows_of
from core.rules.joined_records import shown_for
from core.values.field_types import REQUIRED, Code
from core.values.sentence import N_, Sentence, say

KEEP_PEOPLE = "people.keep"


class Difference(Record):
    """That two records which look like one are two: an officer has said so."""

    kind = "difference"
    label = N_("Not the same")
    plural = N_("Not the same")
    duty = "common.read"

    of_kind: Annotated[str, About(N_("Kind"), column=10)]
    one: Annotated[str, About(N_("Record"), column=24, refers=ANY)]
    other: Annotated[str, About(N_("The same as"), column=24, refers=ANY)]


class TellApart(Action):
    """Say that these are two. They are not suggested again, but can still be joined later."""

    on = Duplicate
    duty = KEEP_PEOPLE
    key = "d"
    audited = Event.DONE

    def changes(self, record: Duplicate, context: Context) -> Iterable[Draft]:
        """Keep what was said, under the identifier of the pair, so that two sites that say it say one thing."""
        one, other = sorted((record.of, record.beside))
        yield create(Difference(id=record.id, of_kind=record.of_kind, one=one, other=other))


OTHER = About(
    N_("The same as"), help=N_("It is joined to this one: both histories stay, and it can be separated again.")
)
UNDER = About(N_("Joined to it"))


class _Join(Action):
    """What making one has in common: the target stays, the other goes under it. What is left empty stays as it is."""

    audited = Event.DONE
    amends = True

    other: str

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject the same record, and of a tree one that stands above or below."""
        other = context.get(record.kind, self.other)
        if other is None or other.id == record.id:
            yield say(N_("Choose another one than this."))
        elif _stands_below(record, other, context) or _stands_below(other, record, context):
            yield say(N_("One of the two stands below the other: they cannot be joined."))

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Put the other under this one, and write what is said of the one they are."""
        other = context.get(record.kind, self.other)
        said = {name: value for name in columns(type(self)) if name != "other" and (value := getattr(self, name))}
        yield amend(record, same_as="", **said)
        if other is not None:
            yield amend(other, same_as=record.id)


def _stands_below(record: Any, other: Any, context: Context) -> bool:
    seen, above = set[str](), getattr(record, "parent", "")
    while above and above not in seen:
        if above == other.id:
            return True
        seen.add(above)
        found: Any = context.get(record.kind, above)
        above = found.parent if found else ""
    return False


class JoinPerson(_Join):
    """Join another person to this one, who stays. Everything that belongs to either then belongs to this one."""

    on = Person
    duty = KEEP_PEOPLE

    other: Annotated[str, REQUIRED, replace(OTHER, refers="person")]
    name: Annotated[str, Field(max_length=60), About(N_("Full name"))] = ""
    number: Annotated[Code, About(N_("Staff number"))] = ""
    unit: Annotated[str, About(N_("Unit"), refers="unit")] = ""
    post: Annotated[str, About(N_("Post"))] = ""
    phone: Annotated[str, About(N_("Telephone"))] = ""
    id_number: Annotated[str, About(N_("Identity number"))] = ""
    joined: Annotated[date | None, About(N_("Joined"))] = None
    left: Annotated[date | None, About(N_("Last day"))] = None

    def involved(self, record: Any, context: Context) -> Iterable[tuple[Collection[str], Sentence]]:
        """The officers who are one of the two: it would change who they are."""
        yield _officers(context, record.id, self.other), say(SECOND)


def _officers(context: Context, *people: str) -> set[str]:
    return {officer.id for officer in context.find(Query("officer", Is("person", people)))}


class JoinUnit(_Join):
    """Join another unit to this one, which stays. Everything that belongs to either then belongs to this one."""

    on = Unit
    duty = KEEP_PEOPLE

    other: Annotated[str, REQUIRED, replace(OTHER, refers="unit")]
    code: Annotated[Code, About(N_("Code"))] = ""


class JoinCell(_Join):
    """Join another cell to this one, which stays. Everything that belongs to either then belongs to this one."""

    on = Cell
    duty = KEEP_CELLS

    other: Annotated[str, REQUIRED, replace(OTHER, refers="cell")]
    unit: Annotated[str, About(N_("Unit"), refers="unit")] = ""
    lead: Annotated[str, About(N_("Lead"), refers="person")] = ""
    deputy: Annotated[str, About(N_("Deputy"), refers="person")] = ""
    scope: Annotated[str, About(N_("Scope"), lines=3)] = ""


JOINS: dict[str, type[_Join]] = {"person": JoinPerson, "unit": JoinUnit, "cell": JoinCell}


def _said(action: type[Action], record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in columns(action) if name != "other"}


def filled(kept: Any, other: Any) -> dict[str, Any]:
    """Return what is said of the one that two records are: what the one that stays says, else what the other says."""
    said, besides = (_said(JOINS[kept.kind], each) for each in (kept, other))
    return {name: value or besides[name] for name, value in said.items()}


def joining(duplicate: Duplicate | Pair, kind: str, context: Context) -> _Join | None:
    """Return the action that makes duplicates one as far as nobody need choose: the one that was made first stays."""
    one, other = (
        (duplicate.beside, duplicate.of) if isinstance(duplicate, Duplicate) else (duplicate.one, duplicate.other)
    )
    kept, goes = context.get(kind, one), context.get(kind, other)
    if kept is None or goes is None or kept.id == goes.id:
        return None
    return JOINS[kind].model_validate({"target": kept.id, "other": goes.id, **filled(kept, goes)})


# Taking it back


def under(record: Record, context: Context) -> list[Any]:
    """Return the records that stand under one."""
    joined = context.find(Query(record.kind, joined=True, order=("id",)))
    named = {each.id: each.same_as for each in joined} | ({record.id: top} if (top := _named(record)) else {})
    shown = shown_for(named)
    return [each for each in joined if shown.get(each.id) == record.id]


def _named(record: Any) -> str:
    return str(record.same_as)


class _Separate(Action):
    """What taking apart has in common."""

    audited = Event.DONE
    single = True

    apart: str

    @classmethod
    def suggest(cls, record: Any, context: Context) -> dict[str, Any]:
        """Start from the only one that stands under it."""
        below = under(record, context)
        return {"apart": below[0].id} if len(below) == 1 else {}

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject what does not stand under it."""
        if self.apart not in {each.id for each in under(record, context)}:
            yield say(N_("No record of this kind was joined to {name}."), name=record.title)

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Let the other stand by itself again, with everything that was written of it."""
        yield amend(record, same_as="")  # two sites at once may have put each under the other
        for other in context.find(Query(record.kind, Is("id", (self.apart,)), joined=True)):
            yield amend(other, same_as="")


class SeparatePerson(_Separate):
    """Separate two people who were joined: each gets back what was recorded for him."""

    on = Person
    duty = KEEP_PEOPLE

    apart: Annotated[str, REQUIRED, About(N_("Person joined to it"), refers="person")]

    def involved(self, record: Any, context: Context) -> Iterable[tuple[Collection[str], Sentence]]:
        """The officers who are one of the two: it would change who they are."""
        yield _officers(context, record.id), say(SECOND)


class SeparateUnit(_Separate):
    """Separate two units that were joined: each gets back what was recorded for it."""

    on = Unit
    duty = KEEP_PEOPLE

    apart: Annotated[str, REQUIRED, replace(UNDER, refers="unit")]


class SeparateCell(_Separate):
    """Separate two cells that were joined: each gets back what was recorded for it."""

    on = Cell
    duty = KEEP_CELLS

    apart: Annotated[str, REQUIRED, replace(UNDER, refers="cell")]


SEPARATES: dict[str, type[_Separate]] = {"person": SeparatePerson, "unit": SeparateUnit, "cell": SeparateCell}


def sure_joins(kinds: Iterable[str], context: Context) -> Iterable[Action]:
    """Yield the actions that make one all duplicates of these kinds of whom nothing speaks against it.

    Each is worked out after the ones before it were done: units come first, because people are told by their units.
    """
    for kind in kinds:
        known = context.find(Query("unit")) if kind == "person" else context.find(Query(kind))
        records = context.find(Query(kind))
        apart = {frozenset((each.one, each.other)) for each in context.find(Query("difference"))}
        units = rows_of(known if kind != "cell" else ())
        for pair in pairs(kind, rows_of(records), units, apart):
            if pair.sure and (action := joining(pair, kind, context)) is not None:
                yield action
