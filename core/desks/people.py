"""People 人员 and units 单位: who works here, and where."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from core.access import MASK, Viewer
from core.action import Action, Context, amend, create
from core.change import Draft
from core.fields import AS_NAME, Code
from core.idnumber import check_id_number, mask, plain_id_number
from core.query import AnyOf, Condition, Having, Is, Query, both
from core.record import About, Record
from core.refusal import Refusal
from core.text import N_, Sentence, say
from core.treepath import separator_in

Name = Annotated[str, Field(min_length=1, max_length=60)]
FullName = Annotated[str, Field(min_length=1, max_length=60), AS_NAME]


class Unit(Record):
    """A unit of the organisation; units form a tree."""

    kind = "unit"
    label = N_("Unit")
    plural = N_("Units")
    duty = "common.read"
    order = ("code", "name")
    within = "parent"

    code: Annotated[Code, About(N_("Code"), column=12, index=True, search=True)] = ""
    name: Annotated[Name, About(N_("Name"), column=30, search=True, pinyin=True)]
    parent: Annotated[str, About(N_("Belongs to"), column=20, refers="unit", index=True)] = ""

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

    name: Annotated[FullName, About(N_("Full name"), column=16, search=True, pinyin=True, index=True)]
    number: Annotated[Code, About(N_("Staff number"), column=12, search=True, index=True)] = ""
    unit: Annotated[str, About(N_("Unit"), column=24, refers="unit")] = ""
    post: Annotated[str, About(N_("Post"), column=20, search=True)] = ""
    phone: Annotated[Code, About(N_("Telephone"), masked="people.private")] = ""
    id_number: Annotated[str, About(N_("Identity number"), masked="people.private", mask=mask)] = ""
    joined: Annotated[date | None, About(N_("Joined"), column=10)] = None
    left: Annotated[date | None, About(N_("Left"), column=10, index=True)] = None

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
    code: Annotated[Code, About(N_("Code"))] = ""
    parent: Annotated[str, About(N_("Belongs to"), refers="unit")] = ""

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Codes are unique, and a name can stand in a path."""
        yield from _name_faults(self.name)
        if self.code and context.find(Query("unit", Is("code", (self.code,)), limit=1)):
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
        if self.code and any(unit.id != record.id for unit in context.find(Query("unit", Is("code", (self.code,))))):
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
        namesake = both(Is("number", (self.number,)), Is("deleted", (False,)))
        if self.number and any(person.id != self.target for person in context.find(Query("person", namesake))):
            yield say(N_("There is a person with the staff number {number} already."), number=self.number)
        if self.id_number and MASK not in self.id_number:
            try:
                check_id_number(self.id_number, context.today)
            except Refusal as fault:
                yield fault.sentence

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
