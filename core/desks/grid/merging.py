"""Merging and ending cells. Nothing that hangs on a cell is orphaned."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated

from core.desks.grid import fields
from core.desks.grid.backdating import entered
from core.desks.grid.cells import moved_below
from core.desks.grid.dependents import dependents, given, naming, summed
from core.desks.grid.members import change_membership
from core.desks.grid.records import Cell, Membership
from core.desks.grid.rules import cell_faults, changed_faults, lasting, start_faults
from core.desks.grid.tree import tree_of
from core.desks.grid.vocabulary import KEEP, LEADING, Part
from core.desks.grid.warnings import GridWarning, rerouted
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say


def of_cell(cell: Cell, into: str, day: date, context: Context) -> Iterator[Draft]:
    """Give everything that hangs on a cell to another, whoever may read it."""
    parents = {cell.id: into}
    for record, field in dependents(context, "cell", cell.id, unseen=True):
        if isinstance(record, Membership):
            yield from _moved(record, into, day, context)
        elif not isinstance(record, GridWarning):
            yield from given((record, field), "cell", into, context)
        if isinstance(record, Cell):
            parents[record.id] = into
            yield from moved_below(record, into, day)
    yield from rerouted(tree_of(context).below(cell.id), parents, context, {cell.id: into})


def _moved(membership: Membership, into: str, day: date, context: Context) -> Iterator[Draft]:
    """End a membership and go on in another cell, for as long as the person is not in it anyhow; leads become members.

    What the person has there becomes primary from that day on if this was.
    """
    day = max(day, membership.since)
    yield amend(membership, until=day)
    part = Part.MEMBER if membership.part in LEADING else membership.part
    goes_on = {"person": membership.person, "cell": into, "part": part, "primary": membership.primary}
    for there in lasting(context, "person", membership.person, day):
        if there.cell != into:
            continue
        if day < there.since:
            yield create(Membership(**goes_on, since=day, until=there.since))
        if membership.primary and not there.primary:
            yield from change_membership(there, day, primary=True)
        if there.until is None:
            return
        day = there.until
    yield create(Membership(**goes_on, since=day))


class MergeCell(Action):
    """End this cell and give everything that hangs on it to another: people, duties, warnings, cases, cells below."""

    on = Cell
    duty = KEEP
    key = "o"
    destination_argument = "into"

    into: Annotated[fields.MergedInto, REQUIRED]
    day: fields.MergedFrom

    def side_effects(self, record: Cell, context: Context) -> Iterable[tuple[Sentence, int]]:
        """Everything that hangs on it."""
        return hangs_on(record.id, context)

    def refuse(self, record: Cell, context: Context) -> Iterable[Sentence]:
        """Reject a cell that has ended, here and there, and another that stands below this one."""
        yield from cell_faults(record.id, context)
        yield from cell_faults(self.into, context)
        yield from changed_faults(record.id, self.day, context)
        yield from start_faults(self.into, self.day, context)
        if self.into in tree_of(context).below(record.id):
            yield say(N_("{name} cannot become part of itself or of a cell below it."), name=record.title)

    def changes(self, record: Cell, context: Context) -> Iterable[Draft]:
        """Hand everything over, then end it."""
        ended = amend(record, end=self.day, into=self.into)
        return entered((*of_cell(record, self.into, self.day, context), ended), context)


class EndCell(Action):
    """End this cell. What hangs on it is merged into another first, so that nothing is left behind."""

    on = Cell
    duty = KEEP
    key = "z"

    day: fields.CellEnd

    def refuse(self, record: Cell, context: Context) -> Iterable[Sentence]:
        """Reject a cell that has ended, and one that is not empty as far as this officer sees."""
        yield from cell_faults(record.id, context)
        yield from changed_faults(record.id, self.day, context)
        hangs = hangs_on(record.id, context)
        for what, count in hangs:
            yield say(N_("Still here: {what}: {count}."), what=what, count=count)
        if hangs:
            yield say(N_("Merge the cell into another instead."))

    def changes(self, record: Cell, context: Context) -> Iterable[Draft]:
        """Write the day; what this officer may not see goes to the cell above, and he learns nothing of it."""
        unseen = of_cell(record, record.parent, self.day, context) if record.parent else ()
        return entered((*unseen, amend(record, end=self.day)), context)


def hangs_on(cell: str, context: Context) -> list[tuple[Sentence, int]]:
    """Return what hangs on a cell as far as the officer may see, for the preview of a merger."""
    return list(summed((*dependents(context, "cell", cell), *naming(context, "cell", (cell,)))))
