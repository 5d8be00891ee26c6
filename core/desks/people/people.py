"""People 人员 and units 单位: who works here, and where."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from core.desks.people.records import FullName, Name, Person, Placement, Service, Unit
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
from core.model.action import Action, Rather, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.query import Is, Query
from core.model.record import About
from core.rules.numbering import known, known_bearers, taken
from core.values.field_types import Code
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

    name: Annotated[Name, About(N_("Name"))]
    code: Annotated[Code, About(N_("Code"))] = ""
    parent: Annotated[str, About(N_("Belongs to"), refers="unit")] = ""

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Codes are unique, and a name can stand in a path."""
        yield from _name_faults(self.name)
        if known_bearers("unit", self.code, context):
            yield say(N_("There is a unit with the code {code} already."), code=self.code)

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Make the unit."""
        yield create(Unit(id=self.target, name=self.name, code=self.code, parent=self.parent))


class AmendUnit(Action):
    """Rename a unit or put it under another."""

    on = Unit
    duty = "people.keep"
    key = "e"

    name: Annotated[Name, About(N_("Name"))]
    code: Annotated[Code, About(N_("Code"))] = ""
    parent: Annotated[str, About(N_("Belongs to"), refers="unit")] = ""

    @classmethod
    def suggest(cls, record: Any, context: Context) -> dict[str, Any]:
        """Start from what stands."""
        return {"name": record.name, "code": record.code, "parent": record.parent}

    def refuse(self, record: Unit, context: Context) -> Iterable[Sentence]:
        """Codes are unique, a name can stand in a path, and no unit stands below itself."""
        yield from _name_faults(self.name)
        if taken("unit", self.code, record, context):
            yield say(N_("There is a unit with the code {code} already."), code=self.code)
        above, seen = self.parent, set[str]()
        while above and above not in seen:
            if above == record.id:
                yield say(N_("{name} cannot belong to a unit that stands below it."), name=record.name)
            seen.add(above)
            parent = context.get("unit", above)
            above = parent.parent if isinstance(parent, Unit) else ""

    def changes(self, record: Unit, context: Context) -> Iterable[Draft]:
        """Write what differs."""
        yield amend(record, name=self.name, code=self.code, parent=self.parent)


def _name_faults(name: str) -> Iterable[Sentence]:
    if sign := separator_in(name):
        template = N_("“{name}” holds “{sign}”, which parts the names in the path of a unit. Write it without.")
        yield say(template, name=name, sign=sign)


class _Particulars(Action):
    """What is asked of a person, by the action that adds one and the one that amends."""

    name: Annotated[FullName, About(N_("Full name"))]
    number: Annotated[Code, About(N_("Staff number"))] = ""
    unit: Annotated[str, About(N_("Unit"), refers="unit")] = ""
    post: Annotated[str, About(N_("Post"))] = ""
    phone: Annotated[Code, About(N_("Telephone"))] = ""
    id_number: Annotated[str, About(N_("Identity number"), help=N_("Optional; 18 digits, checked."))] = ""
    joined: Annotated[date | None, About(N_("Joined"))] = None

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Staff numbers are unique, identity numbers are right."""
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

    def particulars(self) -> dict[str, Any]:
        """Return the fields of the person."""
        asked = {name: getattr(self, name) for name in _Particulars.model_fields if name != "target"}
        return {**asked, "id_number": plain_id_number(self.id_number)}


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

    def rather(self, context: Context) -> Rather | None:
        """The return of who left and had this staff number."""
        left = next((person for person in self._of_number(context) if person.left), None)
        if left is None:
            return None
        given = {"joined": self.joined, "unit": self.unit, "post": self.post}
        return Rather(RecordReturn, left.id, {name: value for name, value in given.items() if value})

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Make the person."""
        yield create(Person(id=self.target, entered=context.today, **self.particulars()))


class AmendPerson(_Particulars):
    """Correct or complete what the register says of a person. Another unit or post holds from a day on."""

    on = Person
    duty = "people.keep"
    key = "e"

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
        stands = {name: getattr(record, name) for name in _Particulars.model_fields if name != "target"}
        fresh = record.entered == context.today
        return {**stands, "since": (placed_since(record, context) if fresh else None) or context.today}

    def refuse(self, record: Person, context: Context) -> Iterable[Sentence]:
        """Another unit or post is entered when it holds, and after the one before."""
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
        yield amend(record, **self.particulars())
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

    left: Annotated[date, About(N_("Last day"), help=N_("The last day of work: the person is here on it."))]

    @classmethod
    def suggest(cls, record: Any, context: Context) -> dict[str, Any]:
        """Start from what stands, or today."""
        return {"left": record.left or context.today}

    def refuse(self, record: Person, context: Context) -> Iterable[Sentence]:
        """Nobody leaves before joining, or before the present unit and post."""
        if record.left == self.left:
            yield say(N_("{day} stands as the last day of {name} already."), name=record.name, day=record.left)
        begun = placed_since(record, context)
        if begun and self.left < begun:
            yield say(
                N_("{name} is here, in this unit and post, since {day}; the last day cannot be earlier."),
                name=record.name,
                day=begun,
            )

    def changes(self, record: Person, context: Context) -> Iterable[Draft]:
        """Write the date; with it ends what the person owed."""
        yield amend(record, left=self.left)
        gone = record.model_copy(update={"left": self.left})
        yield from owed_in(gone, placements(record.id, context), context)


class TakeBackLeaving(Action):
    """Take back that a person has left: it was a mistake. History keeps both."""

    on = Person
    duty = "people.keep"
    key = "b"
    stages = (Service.LEFT,)

    def changes(self, record: Person, context: Context) -> Iterable[Draft]:
        """Take the day away; what had ended with it is owed again."""
        yield amend(record, left=None)
        yield from owed_in(record.model_copy(update={"left": None}), placements(record.id, context), context)


class RecordReturn(Action):
    """Note that a person who had left works here again. The former time here stays on record."""

    on = Person
    duty = "people.keep"
    key = "r"
    stages = (Service.LEFT,)

    joined: Annotated[date, About(N_("Joined again"))]
    unit: Annotated[str, About(N_("Unit"), refers="unit", help=N_("Empty: as before."))] = ""
    post: Annotated[str, About(N_("Post"), help=N_("Empty: as before."))] = ""

    @classmethod
    def suggest(cls, record: Person, context: Context) -> dict[str, Any]:
        """Start from today, and from the unit and post of the last day."""
        return {"joined": context.today, "unit": record.unit, "post": record.post}

    def refuse(self, record: Person, context: Context) -> Iterable[Sentence]:
        """Nobody comes back before the last day."""
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


class CorrectPlacement(Action):
    """Correct what the register says of a former placement, such as the day on which a transfer took effect."""

    on = Placement
    duty = "people.keep"
    key = "e"

    unit: Annotated[str, About(N_("Unit"), refers="unit")] = ""
    post: Annotated[str, About(N_("Post"))] = ""
    until: Annotated[date, About(N_("Until"), help=N_("What came next begins the day after."))]

    @classmethod
    def suggest(cls, record: Placement, context: Context) -> dict[str, Any]:
        """Start from what stands."""
        return {"unit": record.unit, "post": record.post, "until": record.until}

    def refuse(self, record: Placement, context: Context) -> Iterable[Sentence]:
        """It ends between its beginning and the end of what came next."""
        ends = self._ends(record, context)
        if (record.since and self.until < record.since) or self.until >= ends:
            yield say(
                N_("The date {day} must lie between {earliest} and {latest}."),
                day=self.until,
                earliest=record.since or "…",
                latest=ends - DAY,
            )

    def _owed(self, record: Placement, following: Placement | None, context: Context) -> Iterable[Draft]:
        """Yield what becomes of what was owed, if a service ended on another day or did not end."""
        now = {record.id: {"until": self.until}}
        if following and following.since == record.until + DAY:
            now[following.id] = {"since": self.until + DAY}
        former = [each.model_copy(update=now.get(each.id, {})) for each in placements(record.person, context)]
        person = context.get("person", record.person)
        if isinstance(person, Person):
            yield from owed_in(person, former, context)

    def _ends(self, record: Placement, context: Context) -> date:
        """Return the day by which it has ended: the last of what came next, today, or the day of a return."""
        following = self._next(record, context)
        if following:
            return following.until if following.since == record.until + DAY else following.since or following.until
        person = context.get("person", record.person)
        assert isinstance(person, Person)
        if person.joined and person.joined > record.until:
            return person.joined
        return min(day for day in (person.left, context.today) if day)

    def _next(self, record: Placement, context: Context) -> Placement | None:
        later = (each for each in placements(record.person, context) if each.until > record.until)
        return next(later, None)

    def changes(self, record: Placement, context: Context) -> Iterable[Draft]:
        """Write what differs, also where the next one begins."""
        yield amend(record, unit=self.unit, post=self.post, until=self.until)
        yield from noted_in(record.person, self.unit, record.since, self.until, context)
        following = self._next(record, context)
        if following and following.since == record.until + DAY:
            yield amend(following, since=self.until + DAY)
        yield from self._owed(record, following, context)
        if self.until < record.until:
            after = following or context.get("person", record.person)
            yield from noted_in(record.person, getattr(after, "unit", ""), self.until + DAY, record.until, context)
