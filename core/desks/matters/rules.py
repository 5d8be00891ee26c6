"""What holds of every mark, and of every officer who is named."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from core.desks.matters.children import ScopeEntry
from core.desks.matters.records import Matter
from core.desks.matters.vocabulary import APPROVE, MatterSettings
from core.model.context import Context
from core.model.query import Blank, Is, Query, both
from core.rights.four_eyes import same_person
from core.values.classification import Classification
from core.values.sentence import N_, Sentence, say


class Marked(Protocol):
    """What says how something is marked: a matter, or the action that proposes one or asks for another mark."""

    @property
    def level(self) -> Classification:
        """How secret it is."""

    @property
    def years(self) -> int:
        """For how many years; 0 until the condition is met."""

    @property
    def condition(self) -> str:
        """When it is lifted."""

    @property
    def decision(self) -> str:
        """The decision on it, where another body decides."""


def mark_faults(marked: "Marked", context: Context) -> Iterable[Sentence]:
    """Yield why something cannot be marked so: it is no secret, or stays one for too long."""
    if marked.level == Classification.INTERNAL:
        yield say(N_("What is internal is no secret and is not fixed as one. Choose a level, or leave it out."))
    if not getattr(marked, "basis", "-"):
        yield say(N_("Without a basis it is no secret: name the item of the catalogue that makes it one."))
    yield from term_faults(marked, context)
    yield from _below_its_source(marked, context)


def term_faults(marked: "Marked", context: Context) -> Iterable[Sentence]:
    """Yield that a term is missing, or longer than its level allows without a decision."""
    longest = context.policy.settings(MatterSettings).longest(marked.level)
    if not (marked.years or marked.condition):
        yield say(N_("Say for how many years it stays secret, or under which condition it is lifted."))
    elif marked.years > longest and not marked.decision:
        yield say(
            N_("What is {level} stays so for {years} years at most. Enter a shorter term, or the decision on it."),
            level=say(marked.level.label),
            years=longest,
        )


def _below_its_source(marked: object, context: Context) -> Iterable[Sentence]:
    source = getattr(marked, "derived_from", "")
    if not source:
        return
    found = context.get(Matter.kind, source)
    if found is None or not context.seen(Query(Matter.kind, Is("id", (source,)))):
        yield say(N_("Choose the matter that it is derived from among those that you read."))
    elif _rank(marked) < list(Classification).index(found.level):
        yield say(
            N_("It is derived from {source}, which is {level}: nobody but its originator lowers that."),
            source=found.alias,
            level=say(found.level.label),
        )


def _rank(marked: object) -> int:
    return list(Classification).index(getattr(marked, "level"))  # noqa: B009 - of several types


def may_act(officer: str, duty: str, context: Context) -> Iterable[Sentence]:
    """Yield that an officer who is named has no role, at any open account here, that carries a duty."""
    named = context.get("officer", officer)
    if named is None:
        yield say(N_("Choose one of the officers."))
        return
    accounts = context.find(Query("account", both(Is("officer", (officer,)), Is("closed", (False,)))))
    if not any(duty in context.policy.duties(account.roles) for account in accounts):
        yield say(
            N_("{name} has no role for this. Name another officer, or ask the system administrator to give one."),
            name=named.title,
        )


def decider_faults(asked_of: str, matter: Matter, context: Context) -> Iterable[Sentence]:
    """Yield why an officer cannot be asked to decide: himself, without the role, or nobody though it is top secret."""
    if asked_of in same_person(context.officer, context):
        yield say(N_("Nobody decides what he asks for himself: name another officer."))
    elif asked_of:
        yield from may_act(asked_of, APPROVE, context)


def above(unit: str, context: Context) -> Iterator[str]:
    """Yield a unit and those above it."""
    seen = set[str]()
    while unit and unit not in seen:
        seen.add(unit)
        yield unit
        unit = getattr(context.get("unit", unit), "parent", "")


def in_scope(person: str, matter: str, context: Context) -> bool:
    """Whether a person may know of a matter: named in its scope, or in a unit that is, or below one."""
    entries = context.find(Query(ScopeEntry.kind, both(Is("matter", (matter,)), Blank("ended"))))
    units = {each.unit for each in entries if each.unit}
    if any(each.person == person for each in entries):
        return True
    found = context.get("person", person)
    return bool(units) and found is not None and not units.isdisjoint(above(found.unit, context))
