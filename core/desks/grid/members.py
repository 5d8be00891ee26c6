"""Who is in which cell: putting, moving and leaving, and the appointment of leads and deputies."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Any, ClassVar

from core.desks.grid.backdating import entered
from core.desks.grid.records import Cell, Membership
from core.desks.grid.vocabulary import KEEP, LEADING, OPEN, Chosen, Part
from core.desks.people.records import Person
from core.desks.people.service import Staff, has_left
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.query import Is, Query, both
from core.model.record import About
from core.values.sentence import N_, Sentence, say

# Rules


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


def day_faults(day: date, earliest: date | None, context: Context) -> Iterable[Sentence]:
    """Yield why a day cannot be the day of something that happened."""
    if day > context.today:
        yield say(N_("The date {day} lies in the future. Enter it on the day it happens."), day=day)
    if earliest and day < earliest:
        yield say(N_("The date {day} cannot lie before {earliest}."), day=day, earliest=earliest)


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


def _entry_faults(
    person: str, cell: str, day: date, context: Context, *, primary: bool, besides: str = ""
) -> Iterable[Sentence]:
    """Yield why a person cannot be in a cell from a day on: once in each at a time, with one that is primary."""
    yield from start_faults(cell, day, context)
    others = [each for each in lasting(context, "person", person, day) if each.id != besides]
    here = [each for each in others if each.cell == cell]
    for each in here:
        if each.until is None:
            yield say(N_("This person is in the cell already."))
        else:
            yield say(N_("This person was in the cell until {day}. Choose that day or a later one."), day=each.until)
    for each in others if primary and not here else ():
        if each.primary:
            counted = context.get("cell", each.cell)
            name = counted.title if counted else each.cell[:8]
            if each.until is None:
                template = N_("The primary cell is {cell} since {day}: a person has one at a time. Move the person "
                              "instead.")  # fmt: skip
                yield say(template, cell=name, day=each.since)
            else:
                template = N_("The primary cell was {cell} until {day}: a person has one at a time. Choose that day or "
                              "a later one.")  # fmt: skip
                yield say(template, cell=name, day=each.until)


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


# What becomes of memberships


def leave(membership: Membership, day: date, context: Context) -> Iterator[Draft]:
    """End a membership; a lead who leaves leads no longer."""
    yield amend(membership, until=max(day, membership.since))
    cell = context.get("cell", membership.cell)
    if membership.part in LEADING and isinstance(cell, Cell) and getattr(cell, membership.part) == membership.person:
        yield amend(cell, **{membership.part: ""})


def becomes(
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
            yield from becomes(membership, day, Part.MEMBER)
    own = [membership for membership in present if membership.person == person]
    if not own and person:
        yield from _arrives(person, cell.id, part, day, context)
    for membership in own:
        if membership.part != part:
            yield from becomes(membership, day, part)


class _Appointment(Action):
    """What appointing a lead and a deputy have in common."""

    part: ClassVar[Part]

    person: Annotated[Chosen, About(N_("Person"), refers="person")]
    day: Annotated[date, About(N_("From"))]

    @classmethod
    def suggest(cls, record: Cell, context: Context) -> dict[str, Any]:
        """Start from today."""
        return {"day": context.today}

    def refuse(self, record: Cell, context: Context) -> Iterable[Sentence]:
        """Only who works here leads an open cell, and nobody is both lead and deputy of one."""
        yield from cell_faults(record.id, context)
        yield from day_faults(self.day, None, context)
        yield from appointment_faults(record, self.part, self.person, self.day, context)
        yield from person_faults(self.person, self.day, context)
        other = record.deputy if self.part == Part.LEAD else record.lead
        if self.person == other:
            yield say(N_("Lead and deputy of a cell are two persons. Appoint somebody else to the other part first."))

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


class PutInCell(Action):
    """Put a person in a cell, from a day on. A person has one primary cell, and may have a part in others."""

    on = Membership
    creates = True
    duty = KEEP
    key = "n"

    person: Annotated[Chosen, About(N_("Person"), refers="person")]
    cell: Annotated[Chosen, About(N_("Cell"), refers="cell")]
    part: Annotated[Part, About(N_("Part"))] = Part.MEMBER
    primary: Annotated[bool, About(N_("Primary"), help=N_("The one cell the person is counted in."))] = True
    since: Annotated[date, About(N_("Since"))]

    @classmethod
    def suggest(cls, record: Any, context: Context) -> dict[str, Any]:
        """Start from today."""
        return {"since": context.today}

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Nobody is twice in one cell or has two primary ones; leads are appointed."""
        yield from cell_faults(self.cell, context)
        yield from day_faults(self.since, None, context)
        yield from person_faults(self.person, self.since, context)
        if self.part in LEADING:
            yield say(N_("A lead or deputy is appointed on the cell itself; choose another part here."))
        yield from _entry_faults(self.person, self.cell, self.since, context, primary=self.primary)

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Begin the membership."""
        begun = Membership(
            id=self.target, person=self.person, cell=self.cell, part=self.part, primary=self.primary, since=self.since
        )
        return entered((create(begun),), context)


class MovePerson(Action):
    """Move a person to another cell on a day. The time in this cell stays on record."""

    on = Membership
    duty = KEEP
    key = "m"

    cell: Annotated[Chosen, About(N_("Cell"), refers="cell")]
    day: Annotated[date, About(N_("From"))]

    @classmethod
    def applies(cls, record: Membership) -> bool:
        """It has not ended."""
        return record.until is None

    @classmethod
    def suggest(cls, record: Membership, context: Context) -> dict[str, Any]:
        """Start from today."""
        return {"day": context.today}

    def refuse(self, record: Membership, context: Context) -> Iterable[Sentence]:
        """Only who is in a cell can move, and to a cell the person is not in."""
        yield from _ended(record)
        yield from cell_faults(self.cell, context)
        yield from day_faults(self.day, record.since, context)
        besides = "" if self.cell == record.cell else record.id
        yield from _entry_faults(record.person, self.cell, self.day, context, primary=record.primary, besides=besides)

    def changes(self, record: Membership, context: Context) -> Iterable[Draft]:
        """End the one and begin the other; a lead does not take the lead along."""
        part = Part.MEMBER if record.part in LEADING else record.part
        begun = Membership(person=record.person, cell=self.cell, part=part, primary=record.primary, since=self.day)
        return entered((*leave(record, self.day, context), create(begun)), context)


class LeaveCell(Action):
    """Note that a person is in this cell no longer. The time in it stays on record."""

    on = Membership
    duty = KEEP
    key = "l"

    day: Annotated[date, About(N_("Until"))]

    @classmethod
    def applies(cls, record: Membership) -> bool:
        """It has not ended."""
        return record.until is None

    @classmethod
    def suggest(cls, record: Membership, context: Context) -> dict[str, Any]:
        """Start from today."""
        return {"day": context.today}

    def refuse(self, record: Membership, context: Context) -> Iterable[Sentence]:
        """Nobody leaves twice, or before coming."""
        yield from _ended(record)
        yield from day_faults(self.day, record.since, context)

    def changes(self, record: Membership, context: Context) -> Iterable[Draft]:
        """Write the day."""
        return entered(leave(record, self.day, context), context)


class ChangePart(Action):
    """Give this person another part in the cell, such as backbone. Who led the cell leads it no longer."""

    on = Membership
    duty = KEEP
    key = "c"

    part: Annotated[Part, About(N_("Part"))]

    @classmethod
    def applies(cls, record: Membership) -> bool:
        """It has not ended."""
        return record.until is None

    @classmethod
    def suggest(cls, record: Membership, context: Context) -> dict[str, Any]:
        """Start from what stands."""
        return {"part": record.part}

    def refuse(self, record: Membership, context: Context) -> Iterable[Sentence]:
        """Leads are appointed on the cell."""
        yield from _ended(record)
        if self.part in LEADING:
            yield say(N_("A lead or deputy is appointed on the cell itself; choose another part here."))
        elif self.part == record.part:
            yield say(N_("It is this part already."))

    def changes(self, record: Membership, context: Context) -> Iterable[Draft]:
        """End the one part today and begin the other."""
        left = (draft for draft in leave(record, context.today, context) if draft.kind == Cell.kind)
        return entered((*left, *becomes(record, context.today, self.part)), context)


class MakePrimary(Action):
    """Count this person in this cell from now on, and no longer in the cell that was primary before."""

    on = Membership
    duty = KEEP
    key = "p"

    @classmethod
    def applies(cls, record: Membership) -> bool:
        """It has not ended, and another one is primary."""
        return record.until is None and not record.primary

    def refuse(self, record: Membership, context: Context) -> Iterable[Sentence]:
        """Only an open membership that is not primary yet."""
        yield from _ended(record)
        if record.primary:
            yield say(N_("This is the primary cell already."))

    def changes(self, record: Membership, context: Context) -> Iterable[Draft]:
        """Begin both anew, so that it stays on record which cell was primary until when."""
        return entered(self._begun_anew(record, context), context)

    def _begun_anew(self, record: Membership, context: Context) -> Iterator[Draft]:
        day = max(context.today, record.since)
        for membership in lasting(context, "person", record.person, day):
            if membership.primary and membership.id != record.id:
                yield from becomes(membership, day, primary=False)
        yield from becomes(record, day, primary=True)


def _ended(record: Membership) -> Iterable[Sentence]:
    if record.until:
        yield say(N_("This membership ended on {day}."), day=record.until)
