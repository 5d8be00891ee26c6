"""Rules that several actions of the grid share: who can be put where, and from which day on."""

from collections.abc import Iterable
from datetime import date

from core.desks.grid.records import Cell, Membership
from core.desks.grid.vocabulary import OPEN
from core.desks.people.records import Person
from core.desks.people.service import Staff, has_left
from core.model.context import Context
from core.model.query import Is, Query, both
from core.model.rule import Broken, Link, Linked, rule
from core.values.sentence import N_, Sentence, say


def person_faults(person: str, day: date, context: Context) -> Iterable[Sentence]:
    """Yield why a person cannot take a part in the grid on a day."""
    found = context.get("person", person)
    if not isinstance(found, Person):
        return
    staff = Staff(context, day, person)
    if has_left(found, day):
        yield say(N_("{name} left on {day}. Choose somebody who works here."), name=found.title, day=found.left)
    elif not (staff.here(found) or staff.unsure(found)):
        yield say(N_("{name} did not work here on {day}. Choose another day."), name=found.title, day=day)


def cell_faults(cell: str, context: Context) -> Iterable[Sentence]:
    """Yield why nothing can be put in a cell."""
    found = context.get("cell", cell)
    if not isinstance(found, Cell):
        yield say(N_("This is no cell. Choose one from the list."))
    elif not found.open:
        yield say(N_("The cell {cell} ended on {day}. Choose another."), cell=found.title, day=found.end)


def memberships(context: Context, field: str, identifier: str) -> list[Membership]:
    """Return the open memberships of a person or of a cell."""
    return context.find(Query("membership", both(Is(field, (identifier,)), OPEN)))


def lasting(context: Context, field: str, identifier: str, day: date) -> list[Membership]:
    """Return the memberships of a person or of a cell, ended ones included, of which something lies after a day."""
    found: list[Membership] = context.find(Query("membership", Is(field, (identifier,)), ("since", "id")))
    return [each for each in found if each.until is None or each.until > max(day, each.since)]


def start_faults(cell: str, day: date, context: Context) -> Iterable[Sentence]:
    """Yield that a cell was not there yet on a day."""
    found = context.get("cell", cell)
    if isinstance(found, Cell) and found.start and day < found.start:
        yield say(
            N_("The cell {cell} began on {day}. Choose that day or a later one."), cell=found.title, day=found.start
        )


def changed_faults(cell: str, day: date, context: Context) -> Iterable[Sentence]:
    """Yield that a cell cannot end on a day, because somebody came into it or left it later."""
    later = [last for each in lasting(context, "cell", cell, day) if (last := each.until or each.since) > day]
    if later:
        yield say(N_("Who is in the cell changed on {day}. Choose that day or a later one."), day=max(later))


# What records must keep, also where two sites write

OTHERS = Link("membership", "person", "person")
"""The memberships of the same person."""


@rule("membership", OTHERS, Link("cell", by="cell", onward=OTHERS), beside="membership")
def one_membership_at_a_time(record: Membership, linked: Linked) -> Iterable[Broken]:
    """A person is once in each cell at a time, and in one that is primary."""
    cells = {each.id: each.title for each in linked["cell"]}
    for other in linked["membership"]:
        if other.id != record.id and _overlap(record, other):
            if other.cell == record.cell:
                yield Broken(_there_twice(other), other.id)
            elif record.primary and other.primary:
                yield Broken(_counted_twice(other, cells.get(other.cell, other.cell[:8])), other.id)


def _overlap(one: Membership, other: Membership) -> bool:
    """Whether there is a day on which both hold."""
    ends = [each.until or date.max for each in (one, other)]
    return max(one.since, other.since) < min(ends)


def _there_twice(other: Membership) -> Sentence:
    if other.until is None:
        return say(N_("This person is in the cell already."))
    return say(N_("This person was in the cell until {day}. Choose that day or a later one."), day=other.until)


def _counted_twice(other: Membership, cell: str) -> Sentence:
    if other.until is None:
        template = N_("The primary cell is {cell} since {day}: a person has one at a time. Move the person instead.")
        return say(template, cell=cell, day=other.since)
    template = N_(
        "The primary cell was {cell} until {day}: a person has one at a time. Choose that day or a later one."
    )
    return say(template, cell=cell, day=other.until)


@rule("cell")
def lead_and_deputy(record: Cell, linked: Linked) -> Iterable[Broken]:
    """Lead and deputy of a cell are two persons."""
    if record.lead and record.lead == record.deputy:
        yield Broken(
            say(N_("Lead and deputy of a cell are two persons. Appoint somebody else to the other part first."))
        )
