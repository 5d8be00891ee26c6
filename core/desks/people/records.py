"""The records of people: units, persons, and the placements they had before."""

from datetime import date
from typing import Annotated

from core.desks.people import fields
from core.model.field import About, Role
from core.model.occurrence import Occurrence
from core.model.query import AnyOf, Condition, Having, Is, both
from core.model.record import Record, derived
from core.model.rule import Unique
from core.model.viewer import Viewer
from core.values.classification import Classification
from core.values.cleaning import code_key, folded
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_


class Unit(Record):
    """A unit of the organisation; units form a tree."""

    kind = "unit"
    label = N_("Unit")
    plural = N_("Units")
    duty = "common.read"
    order = ("code", "name")
    within = "parent"
    unique = (Unique(("key",), N_("There is a unit with the code {code} already.")),)

    code: fields.UnitCode = ""
    name: fields.UnitName
    parent: fields.Parent = ""
    same_as: Annotated[str, About(N_("Same as"), refers="unit", index=True, rights=True)] = ""

    @derived(About(N_("Compared as"), index=True))
    def key(self) -> str:
        """What the code is compared by."""
        return code_key(self.code)

    @property
    def title(self) -> str:
        """The name."""
        return self.name


class Service(LabelledEnum):
    """Whether somebody's last day is known."""

    HERE = "here", N_("in service")
    LEFT = "left", N_("leaving or left")


class Person(Record):
    """A member of staff."""

    kind = "person"
    label = N_("Person")
    plural = N_("People")
    classification = Classification.INTERNAL
    duty = "people.read"
    order = ("number", "id")
    indexes = (("unit", "number"),)

    name: fields.FullName
    number: fields.Number = ""
    unit: fields.Unit = ""
    post: fields.Post = ""
    phone: fields.Phone = ""
    id_number: fields.IdNumber = ""
    joined: fields.Joined | None = None
    left: fields.Left | None = None
    """The last day of work: the person is here on it, and gone on the next (`core.desks.people.service`)."""
    entered: Annotated[date | None, About(N_("Entered"))] = None
    """The day on which it was entered here; what is known of a person without a day of joining begins then."""

    @derived(About(N_("In service")))
    def stage(self) -> Service:
        """Whether a last day is noted."""
        return Service.LEFT if self.left else Service.HERE

    same_as: Annotated[str, About(N_("Same as"), refers="person", says=Role.SUBJECT, index=True, rights=True)] = ""

    @derived(About(N_("Compared as"), index=True))
    def key(self) -> str:
        """What the number is compared by."""
        return code_key(self.number)

    @derived(About(N_("Name compared as"), index=True))
    def name_key(self) -> str:
        """What the name is compared by."""
        return folded(self.name)

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


class Placement(Record):
    """A unit and a post that a person had before, from one day to another, both included."""

    kind = "placement"
    label = N_("Former placement")
    plural = N_("Former placements")
    duty = "people.read"
    order = ("-until", "id")
    occurrence = Occurrence(("since", "until"))
    indexes = (("person", "until"),)

    person: Annotated[str, About(N_("Person"), refers="person", says=Role.SUBJECT, owner=True)]
    unit: fields.Unit = ""
    post: fields.FormerPost = ""
    since: Annotated[date | None, About(N_("From"), column=10)] = None
    """Empty if the day of joining is not known."""
    until: fields.Until

    @property
    def title(self) -> str:
        """From when to when."""
        return f"{self.since or ''} – {self.until}".strip()
