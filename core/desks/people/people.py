"""People 人员 and units 单位: entering and amending them, leaving and returning."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from core.desks.people import fields
from core.desks.people.records import Person, Placement, Service, Unit
from core.desks.people.service import (
    DAY,
    joined_on,
    noted_in,
    owed_in,
    placed,
    placed_since,
    placements,
    transferred,
    was_here_until,
    worked_by,
)
from core.model.action import Action, Rather, amend
from core.model.change import Draft
from core.model.context import Context
from core.model.field import About, Start
from core.model.query import Is, Query
from core.rules.holdings import held_by
from core.rules.numbering import known, known_bearers, taken
from core.values.id_number import check_id_number, plain_id_number
from core.values.mask import MASK
from core.values.refusal import Refusal
from core.values.sentence import N_, Sentence, say
from core.values.tree_path import separator_in


class AddUnit(Action):
    """Add a unit to the tree."""

    on = Unit
    creates = True
    duty = "people.keep"
    key = "n"

    name: fields.UnitName
    code: fields.UnitCode = ""
    parent: fields.Parent = ""

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject a name that cannot stand in a path."""
        return _name_faults(self.name)


class AmendUnit(Action):
    """Rename a unit or put it under another."""

    on = Unit
    duty = "people.keep"
    key = "e"
    amends = True

    name: fields.UnitName
    code: fields.UnitCode = ""
    parent: fields.Parent = ""

    def refuse(self, record: Unit, context: Context) -> Iterable[Sentence]:
        """Reject a name that cannot stand in a path, and a unit that would stand below itself."""
        yield from _name_faults(self.name)
        above, seen = self.parent, set[str]()
        while above and above not in seen:
            if above == record.id:
                yield say(N_("{name} cannot belong to a unit that stands below it."), name=record.name)
            seen.add(above)
            parent = context.get("unit", above)
            above = parent.parent if isinstance(parent, Unit) else ""


def _name_faults(name: str) -> Iterable[Sentence]:
    if sign := separator_in(name):
        template = N_("“{name}” holds “{sign}”, which parts the names in the path of a unit. Write it without.")
        yield say(template, name=name, sign=sign)


class _Particulars(Action):
    """What is asked of a person, by the action that adds one and the one that amends."""

    name: fields.FullName
    number: fields.Number = ""
    unit: fields.Unit = ""
    post: fields.Post = ""
    phone: fields.Phone = ""
    id_number: fields.IdNumber = ""
    joined: fields.Joined | None = None

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject a staff number or identity number that is somebody else's, and an identity number that is wrong."""
        for other in self._of_number(context):
            yield _number_taken(other)
        if self.id_number and MASK not in self.id_number:
            try:
                check_id_number(self.id_number, context.today)
            except Refusal as fault:
                yield fault.sentence
            else:
                yield from self._identity_faults(record, context)

    def _identity_faults(self, record: Any, context: Context) -> Iterable[Sentence]:
        """An identity number is one person's; what stands on record already is not asked again."""
        number = plain_id_number(self.id_number)
        if record is not None and record.id_number == number:
            return
        for person in known(context.find(Query("person", Is("id_number", (number,)))), context):
            if person.id != self.target:
                yield say(N_("This identity number stands with {name} already."), name=person.title)

    def _of_number(self, context: Context) -> list[Person]:
        """Return whose staff number it is already, if it is somebody else's."""
        if not taken("person", self.number, context.get("person", self.target), context):
            return []
        return [person for person in known_bearers("person", self.number, context) if person.id != self.target][:1]

    def written(self, record: Any, context: Context) -> dict[str, Any]:
        """Write the identity number in its plain form."""
        return super().written(record, context) | {"id_number": plain_id_number(self.id_number)}


def _number_taken(other: Person) -> Sentence:
    """Return that a staff number has its person already; of one who left, how to enter that he is back."""
    if other.left is None:
        return say(N_("There is a person with the staff number {number} already."), number=other.number)
    return say(
        N_(
            "{name} had the staff number {number} until {day}. If that person is back, choose “Record return” there;"
            " somebody else gets a number of his own."
        ),
        name=other.name,
        number=other.number,
        day=other.left,
    )


class AddPerson(_Particulars):
    """Enter a member of staff in the register."""

    on = Person
    creates = True
    duty = "people.keep"
    key = "n"
    stamps = {"entered": Start.TODAY}

    def rather(self, context: Context) -> Rather | None:
        """The return of who left and had this staff number."""
        left = next((person for person in self._of_number(context) if person.left), None)
        if left is None:
            return None
        given = {"joined": self.joined, "unit": self.unit, "post": self.post}
        return Rather(RecordReturn, left.id, {name: value for name, value in given.items() if value})


class AmendPerson(_Particulars):
    """Correct or complete what the register says of a person. Another unit or post holds from a day on."""

    on = Person
    duty = "people.keep"
    key = "e"
    amends = True

    since: Annotated[
        date | None,
        About(
            N_("Unit and post since"),
            help=N_(
                "If unit or post change: from when; empty is today. To correct an old mistake: when it really began."
            ),
        ),
    ] = None

    @classmethod
    def suggest(cls, record: Person, context: Context) -> dict[str, Any]:
        """Start from what stands; unit and post change today, or are corrected on the day of entry."""
        fresh = placed_since(record, context) if record.entered == context.today else None
        return super().suggest(record, context) | {"since": fresh or context.today}

    def refuse(self, record: Person, context: Context) -> Iterable[Sentence]:
        """Reject another unit or post that is still to come or begins before the present one, and a wrong joining."""
        yield from super().refuse(record, context)
        before = was_here_until(record, context)
        if before and (self.joined is None or self.joined <= before):
            yield say(
                N_("{name} was here before, until {day}; the day of joining is that of the return, after it."),
                name=record.name,
                day=before,
            )
        worked = worked_by(record, context)
        if worked and self.joined and self.joined != record.joined and self.joined > worked:
            yield say(
                N_("{name} worked here on {day} already; the day of joining cannot be later."),
                name=record.name,
                day=worked,
            )
        if not self._moves(record) or self.since is None:
            return
        if self.since > context.today:
            yield say(N_("The date {day} lies in the future. Enter it on the day it happens."), day=self.since)
        begun = placed_since(record, context)
        if begun and self.since < begun and placements(record.id, context):
            yield say(
                N_("{name} is in the present unit and post since {day}; another one cannot begin before."),
                name=record.name,
                day=begun,
            )

    def _moves(self, record: Person) -> bool:
        return (self.unit, self.post) != (record.unit, record.post)

    def changes(self, record: Person, context: Context) -> Iterable[Draft]:
        """Write what differs, and what unit and post were until then."""
        yield from super().changes(record, context)
        since = self.since or context.today
        yield from joined_on(record, self.joined, context, moved=since if self._moves(record) else None)
        if self.joined != record.joined:
            came = record.model_copy(update={"joined": self.joined})
            former = placements(record.id, context)
            first = {each.id: {"since": self.joined} for each in former if each.since == record.joined}
            yield from owed_in(came, [each.model_copy(update=first.get(each.id, {})) for each in former], context)
        if self._moves(record):
            then = record.model_copy(update={"joined": self.joined})
            yield from transferred(then, self.unit, since, context)


class RecordLeaving(Action):
    """Note the last day of work of a person who leaves, or correct it. The record and its history stay."""

    on = Person
    duty = "people.keep"
    key = "l"
    amends = True

    left: fields.Left

    def refuse(self, record: Person, context: Context) -> Iterable[Sentence]:
        """Reject the day that stands already, one before joining or the present unit, and who still holds things."""
        if record.left == self.left:
            yield say(N_("{day} stands as the last day of {name} already."), name=record.name, day=record.left)
        begun = placed_since(record, context)
        if begun and self.left < begun:
            yield say(
                N_("{name} is here, in this unit and post, since {day}; the last day cannot be earlier."),
                name=record.name,
                day=begun,
            )
        if any(each.keeps_here for each in held_by(record.id, context)):
            yield say(
                N_(
                    "{name} still holds things that the secrecy office gave out, and nobody else would answer for"
                    " them. Let the confidentiality clerk take them back first."
                ),
                name=record.name,
            )

    def changes(self, record: Person, context: Context) -> Iterable[Draft]:
        """Write the date; with it ends what the person owed."""
        yield from super().changes(record, context)
        gone = record.model_copy(update={"left": self.left})
        yield from owed_in(gone, placements(record.id, context), context)


class TakeBackLeaving(Action):
    """Take back that a person has left: it was a mistake. History keeps both."""

    on = Person
    duty = "people.keep"
    key = "b"
    stages = (Service.LEFT,)
    stamps = {"left": None}

    def changes(self, record: Person, context: Context) -> Iterable[Draft]:
        """Take the day away; what had ended with it is owed again."""
        yield from super().changes(record, context)
        yield from owed_in(record.model_copy(update={"left": None}), placements(record.id, context), context)


class RecordReturn(Action):
    """Note that a person who had left works here again. The former time here stays on record."""

    on = Person
    duty = "people.keep"
    key = "r"
    stages = (Service.LEFT,)

    joined: Annotated[date, About(N_("Joined again"), start=Start.TODAY)]
    unit: fields.UnitOrBefore = ""
    post: fields.PostOrBefore = ""

    @classmethod
    def suggest(cls, record: Person, context: Context) -> dict[str, Any]:
        """Start from today, and from the unit and post of the last day."""
        return super().suggest(record, context) | {"unit": record.unit, "post": record.post}

    def refuse(self, record: Person, context: Context) -> Iterable[Sentence]:
        """Reject a return that does not come after the last day."""
        if record.left and self.joined <= record.left:
            yield say(
                N_("{name} was here until {day}; the day of the return comes after. If the leaving was a mistake,"
                   " take it back instead."),
                name=record.name,
                day=record.left,
            )  # fmt: skip

    def changes(self, record: Person, context: Context) -> Iterable[Draft]:
        """Begin a new service; the one before becomes a former placement."""
        assert record.left is not None  # refused otherwise
        (former,) = placed(record, record.left + DAY, context)
        yield former
        place = {"unit": self.unit or record.unit, "post": self.post or record.post}
        yield amend(record, joined=self.joined, left=None, **place)
        back = record.model_copy(update={"joined": self.joined, "left": None})
        before = Placement.model_validate({"id": former.record, **former.fields})
        yield from owed_in(back, [*placements(record.id, context), before], context)
        yield from noted_in(record.id, place["unit"], self.joined, None, context)
