"""Appointing the lead of a cell and the lead's deputy."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, ClassVar

from core.desks.grid import fields
from core.desks.grid.backdating import entered
from core.desks.grid.members import change_membership
from core.desks.grid.records import Cell, Membership
from core.desks.grid.rules import cell_faults, lasting, memberships, person_faults, start_faults
from core.desks.grid.vocabulary import KEEP, Part
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say


def appointment_faults(cell: Cell, part: Part, person: str, day: date, context: Context) -> Iterable[Sentence]:
    """Yield why a person cannot be lead or deputy from a day on: one person is at a time, and is in the cell once."""
    yield from start_faults(cell.id, day, context)
    later = [
        last
        for each in lasting(context, "cell", cell.id, day)
        if each.part == part or each.person == person
        if (last := each.until or each.since) > day
    ]
    if later:
        yield say(N_("Who has this part in the cell changed on {day}. Choose that day or a later one."), day=max(later))


def _arrives(person: str, cell: str, part: Part, day: date, context: Context) -> Iterator[Draft]:
    """Put a person in a cell from a day on; it is the primary one as soon as and unless another is."""
    elsewhere = [each.until for each in lasting(context, "person", person, day) if each.primary]
    if None in elsewhere:
        yield create(Membership(person=person, cell=cell, part=part, since=day))
        return
    free = max((until for until in elsewhere if until), default=day)
    if day < free:
        yield create(Membership(person=person, cell=cell, part=part, since=day, until=free))
    yield create(Membership(person=person, cell=cell, part=part, primary=True, since=free))


def appoint(cell: Cell, part: Part, person: str, day: date, context: Context) -> Iterator[Draft]:
    """Make a person lead or deputy; whoever was it stays in the cell as a member."""
    yield amend(cell, **{part: person})
    present = memberships(context, "cell", cell.id)
    for membership in present:
        if membership.part == part and membership.person != person:
            yield from change_membership(membership, day, Part.MEMBER)
    own = [membership for membership in present if membership.person == person]
    if not own and person:
        yield from _arrives(person, cell.id, part, day, context)
    for membership in own:
        if membership.part != part:
            yield from change_membership(membership, day, part)


class _Appointment(Action):
    """What appointing a lead and a deputy have in common."""

    part: ClassVar[Part]

    person: Annotated[fields.Person, REQUIRED]
    day: fields.From

    def refuse(self, record: Cell, context: Context) -> Iterable[Sentence]:
        """Reject a cell that has ended, and a person who does not work here."""
        yield from cell_faults(record.id, context)
        yield from appointment_faults(record, self.part, self.person, self.day, context)
        yield from person_faults(self.person, self.day, context)

    def changes(self, record: Cell, context: Context) -> Iterable[Draft]:
        """Write it on the cell, and who was it from when to when."""
        return entered(appoint(record, self.part, self.person, self.day, context), context)


class AppointLead(_Appointment):
    """Make a person the lead of this cell. Whoever led it before stays in it as a member."""

    on = Cell
    duty = KEEP
    key = "l"
    part = Part.LEAD


class AppointDeputy(_Appointment):
    """Make a person the deputy of this cell's lead. Whoever was it before stays in the cell as a member."""

    on = Cell
    duty = KEEP
    key = "d"
    part = Part.DEPUTY
