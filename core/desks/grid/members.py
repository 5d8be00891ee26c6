"""Who is in which cell: putting in, moving and leaving, another part, and the primary cell."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Any

from core.desks.grid import fields
from core.desks.grid.backdating import entered
from core.desks.grid.records import Cell, Membership
from core.desks.grid.rules import cell_faults, lasting, person_faults, start_faults
from core.desks.grid.vocabulary import KEEP, LEADING, Part
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say

APPOINTED = N_("A lead or deputy is appointed on the cell itself; choose another part here.")


def end_membership(membership: Membership, day: date, context: Context) -> Iterator[Draft]:
    """End a membership; a lead who leaves leads no longer."""
    yield amend(membership, until=max(day, membership.since))
    cell = context.get("cell", membership.cell)
    if membership.part in LEADING and isinstance(cell, Cell) and getattr(cell, membership.part) == membership.person:
        yield amend(cell, **{membership.part: ""})


def change_membership(
    membership: Membership, day: date, part: Part | None = None, *, primary: bool | None = None
) -> Iterator[Draft]:
    """Give a member another part, or another mark, from a day on; what was until then stays on record."""
    day = max(day, membership.since)
    yield amend(membership, until=day)
    yield create(
        Membership(
            person=membership.person,
            cell=membership.cell,
            part=part or membership.part,
            primary=membership.primary if primary is None else primary,
            since=day,
            until=membership.until,
        )
    )


class PutInCell(Action):
    """Put a person in a cell, from a day on. A person has one primary cell, and may have a part in others."""

    on = Membership
    creates = True
    duty = KEEP
    key = "n"

    person: Annotated[fields.Person, REQUIRED]
    cell: Annotated[fields.MemberOf, REQUIRED]
    part: fields.Part = Part.MEMBER
    primary: fields.Primary = True
    since: fields.Since

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject a cell in which nobody can be on that day, and a lead, who is appointed."""
        yield from cell_faults(self.cell, context)
        yield from person_faults(self.person, self.since, context)
        if self.part in LEADING:
            yield say(APPOINTED)
        yield from start_faults(self.cell, self.since, context)

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Begin the membership."""
        return entered(super().changes(record, context), context)


class _OfOpenMembership(Action):
    """What is done to a membership that has not ended."""

    on = Membership
    duty = KEEP

    @classmethod
    def applies(cls, record: Membership) -> bool:
        """It has not ended."""
        return record.until is None

    def refuse(self, record: Membership, context: Context) -> Iterable[Sentence]:
        """Reject a membership that has ended."""
        if record.until:
            yield say(N_("This membership ended on {day}."), day=record.until)


class MovePerson(_OfOpenMembership):
    """Move a person to another cell on a day. The time in this cell stays on record."""

    key = "m"

    cell: Annotated[fields.MemberOf, REQUIRED]
    day: fields.MovedFrom

    def refuse(self, record: Membership, context: Context) -> Iterable[Sentence]:
        """Reject also a cell that has ended, or begins later."""
        yield from super().refuse(record, context)
        yield from cell_faults(self.cell, context)
        yield from start_faults(self.cell, self.day, context)

    def changes(self, record: Membership, context: Context) -> Iterable[Draft]:
        """End the one and begin the other; a lead does not take the lead along."""
        part = Part.MEMBER if record.part in LEADING else record.part
        begun = Membership(person=record.person, cell=self.cell, part=part, primary=record.primary, since=self.day)
        return entered((*end_membership(record, self.day, context), create(begun)), context)


class LeaveCell(_OfOpenMembership):
    """Note that a person is in this cell no longer. The time in it stays on record."""

    key = "l"

    day: fields.Until

    def changes(self, record: Membership, context: Context) -> Iterable[Draft]:
        """Write the day."""
        return entered(end_membership(record, self.day, context), context)


class ChangePart(_OfOpenMembership):
    """Give this person another part in the cell, such as backbone. Who led the cell leads it no longer."""

    key = "c"
    amends = True

    part: fields.Part

    def refuse(self, record: Membership, context: Context) -> Iterable[Sentence]:
        """Reject also a lead, who is appointed, and the part that the person has."""
        yield from super().refuse(record, context)
        if self.part in LEADING:
            yield say(APPOINTED)
        elif self.part == record.part:
            yield say(N_("It is this part already."))

    def changes(self, record: Membership, context: Context) -> Iterable[Draft]:
        """End the one part today and begin the other."""
        left = (draft for draft in end_membership(record, context.today, context) if draft.kind == Cell.kind)
        return entered((*left, *change_membership(record, context.today, self.part)), context)


class MakePrimary(_OfOpenMembership):
    """Count this person in this cell from now on, and no longer in the cell that was primary before."""

    key = "p"

    @classmethod
    def applies(cls, record: Membership) -> bool:
        """It has not ended, and another one is primary."""
        return super().applies(record) and not record.primary

    def refuse(self, record: Membership, context: Context) -> Iterable[Sentence]:
        """Reject also the membership that is primary already."""
        yield from super().refuse(record, context)
        if record.primary:
            yield say(N_("This is the primary cell already."))

    def changes(self, record: Membership, context: Context) -> Iterable[Draft]:
        """Begin both anew, so that it stays on record which cell was primary until when."""
        return entered(self._begun_anew(record, context), context)

    def _begun_anew(self, record: Membership, context: Context) -> Iterator[Draft]:
        day = max(context.today, record.since)
        for membership in lasting(context, "person", record.person, day):
            if membership.primary and membership.id != record.id:
                yield from change_membership(membership, day, primary=False)
        yield from change_membership(record, day, primary=True)
