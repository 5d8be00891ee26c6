"""People 人员 and units 单位: who works here, and where."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from core.access import MASK, Viewer
from core.action import Action, Context, amend, create
from core.change import Draft
from core.cleaning import code_key
from core.idnumber import check_id_number, mask, plain_id_number
from core.numbering import CODED, bearers, taken
from core.query import AnyOf, Condition, Having, Is, Query, both
from core.record import About, Record, derived
from core.refusal import Refusal
from core.text import N_, Sentence, say

Name = Annotated[str, Field(min_length=1, max_length=60)]


class Unit(Record):
    """A unit of the organisation; units form a tree."""

    kind = "unit"
    label = N_("Unit")
    plural = N_("Units")
    duty = "common.read"
    order = ("code", "name")

    code: Annotated[str, About(N_("Code"), column=12, index=True, search=True)] = ""
    name: Annotated[Name, About(N_("Name"), column=30, search=True, pinyin=True)]
    parent: Annotated[str, About(N_("Belongs to"), column=20, refers="unit", index=True)] = ""
    same_as: Annotated[str, About(N_("Same as"), refers="unit", index=True)] = ""

    @derived(About(N_("Compared as"), index=True))
    def key(self) -> str:
        """What the code is compared by."""
        return code_key(self.code)

    @property
    def title(self) -> str:
        """The name."""
        return self.name


class Person(Record):
    """A member of staff."""

    kind = "person"
    label = N_("Person")
    plural = N_("People")
    duty = "people.read"
    order = ("number", "id")
    indexes = (("unit", "number"),)

    name: Annotated[Name, About(N_("Name"), column=16, search=True, pinyin=True, index=True)]
    number: Annotated[str, About(N_("Staff number"), column=12, search=True, index=True)] = ""
    unit: Annotated[str, About(N_("Unit"), column=24, refers="unit")] = ""
    post: Annotated[str, About(N_("Post"), column=20, search=True)] = ""
    phone: Annotated[str, About(N_("Telephone"), masked="people.private")] = ""
    id_number: Annotated[str, About(N_("Identity number"), masked="people.private", mask=mask, index=True)] = ""
    joined: Annotated[date | None, About(N_("Joined"), column=10)] = None
    left: Annotated[date | None, About(N_("Left"), column=10, index=True)] = None
    same_as: Annotated[str, About(N_("Same as"), refers="person", index=True)] = ""

    @derived(About(N_("Compared as"), index=True))
    def key(self) -> str:
        """What the number is compared by."""
        return code_key(self.number)

    @property
    def title(self) -> str:
        """The name, with the number that tells namesakes apart."""
        return f"{self.name} {self.number}".rstrip()

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Condition | None:
        """An officer bound to cells reads who is in them, and who is in the units he is bound to."""
        if viewer.cells is None:
            return None
        inside = both(Is("open", (True,)), Is("cell", tuple(sorted(viewer.cells))))
        bound: Condition = Having("membership", "person", inside)
        return bound if viewer.units is None else AnyOf((bound, Is("unit", tuple(sorted(viewer.units)))))


class AddUnit(Action):
    """Add a unit to the tree."""

    on = Unit
    creates = True
    duty = "people.keep"
    key = "n"

    name: Annotated[Name, About(N_("Name"))]
    code: Annotated[str, CODED, About(N_("Code"))] = ""
    parent: Annotated[str, About(N_("Belongs to"), refers="unit")] = ""

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Codes are unique."""
        if bearers("unit", self.code, context):
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
    code: Annotated[str, CODED, About(N_("Code"))] = ""
    parent: Annotated[str, About(N_("Belongs to"), refers="unit")] = ""

    @classmethod
    def suggest(cls, record: Any, context: Context) -> dict[str, Any]:
        """Start from what stands."""
        return {"name": record.name, "code": record.code, "parent": record.parent}

    def refuse(self, record: Unit, context: Context) -> Iterable[Sentence]:
        """Codes are unique, and no unit stands below itself."""
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


class _Particulars(Action):
    """What is asked of a person, by the action that adds one and the one that amends."""

    name: Annotated[Name, About(N_("Name"))]
    number: Annotated[str, CODED, About(N_("Staff number"))] = ""
    unit: Annotated[str, About(N_("Unit"), refers="unit")] = ""
    post: Annotated[str, About(N_("Post"))] = ""
    phone: Annotated[str, About(N_("Telephone"))] = ""
    id_number: Annotated[str, About(N_("Identity number"), help=N_("Optional; 18 digits, checked."))] = ""
    joined: Annotated[date | None, About(N_("Joined"))] = None

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Staff numbers are unique, identity numbers are right."""
        if taken("person", self.number, record, context):
            yield say(N_("There is a person with the staff number {number} already."), number=self.number)
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
        for person in context.find(Query("person", Is("id_number", (number,)))):
            if person.id != self.target:
                yield say(N_("This identity number stands with {name} already."), name=person.title)

    def particulars(self) -> dict[str, Any]:
        """Return the fields of the person."""
        asked = {name: getattr(self, name) for name in _Particulars.model_fields if name != "target"}
        return {**asked, "id_number": plain_id_number(self.id_number)}


class AddPerson(_Particulars):
    """Enter a member of staff in the register."""

    on = Person
    creates = True
    duty = "people.keep"
    key = "n"

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Make the person."""
        yield create(Person(id=self.target, **self.particulars()))


class AmendPerson(_Particulars):
    """Correct or complete what the register says of a person."""

    on = Person
    duty = "people.keep"
    key = "e"

    @classmethod
    def suggest(cls, record: Any, context: Context) -> dict[str, Any]:
        """Start from what stands."""
        return {name: getattr(record, name) for name in _Particulars.model_fields if name != "target"}

    def changes(self, record: Person, context: Context) -> Iterable[Draft]:
        """Write what differs."""
        yield amend(record, **self.particulars())


class RecordLeaving(Action):
    """Note that a person has left. The record and its history stay."""

    on = Person
    duty = "people.keep"
    key = "l"

    left: Annotated[date, About(N_("Left"))]

    @classmethod
    def suggest(cls, record: Any, context: Context) -> dict[str, Any]:
        """Start from today."""
        return {"left": context.today}

    def refuse(self, record: Person, context: Context) -> Iterable[Sentence]:
        """Nobody leaves twice, or before joining."""
        if record.left:
            yield say(N_("{name} left on {day} already."), name=record.name, day=record.left)
        if record.joined and self.left < record.joined:
            yield say(
                N_("{name} joined on {day}; the day of leaving cannot be earlier."), name=record.name, day=record.joined
            )

    def changes(self, record: Person, context: Context) -> Iterable[Draft]:
        """Write the date."""
        yield amend(record, left=self.left)
