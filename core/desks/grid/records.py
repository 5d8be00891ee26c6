"""What the grid keeps of cells 网格: the cells, who is in them, and what was handed over."""

from datetime import date
from typing import Annotated

from core.desks.grid import fields
from core.desks.grid.vocabulary import OPEN, READ, Part
from core.model.context import Context
from core.model.field import About, Role
from core.model.from_to import FromTo
from core.model.query import AnyOf, Condition, Is, Via, both
from core.model.record import RECORDS, Record, derived
from core.model.viewer import Viewer
from core.rights.visibility import readable
from core.values.bounds import Count
from core.values.cleaning import code_key
from core.values.sentence import N_


class Cell(Record):
    """A cell 网格 of the responsibility grid."""

    kind = "cell"
    label = N_("Cell")
    plural = N_("Cells")
    duty = "common.read"
    order = ("code",)

    code: fields.Code
    name: fields.Name
    unit: fields.Unit = ""
    parent: fields.Parent = ""
    lead: fields.Lead = ""
    deputy: Annotated[str, About(N_("Deputy"), refers="person", says=Role.WORK, index=True)] = ""
    scope: fields.Scope = ""
    start: fields.CellStart | None = None
    end: fields.CellEnd | None = None
    """The first day on which it is no longer: what it was then stands in the cell it was merged into."""
    into: fields.MergedInto = ""
    former: Annotated[tuple[str, ...], About(N_("Former codes"))] = ()
    """The codes it has had: none of them is proposed again."""
    same_as: Annotated[str, About(N_("Same as"), refers="cell", says=Role.SUBJECT, index=True, rights=True)] = ""

    @derived(About(N_("Compared as"), index=True))
    def key(self) -> str:
        """What the code is compared by."""
        return code_key(self.code)

    @property
    def title(self) -> str:
        """Code and name."""
        return f"{self.code} {self.name}"

    @derived(About(N_("In force"), index=True))
    def open(self) -> bool:
        """Whether it has not been ended."""
        return self.end is None

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        officer = context.get("officer", context.officer)
        person = (getattr(officer, "person", "") or "-",)
        return {
            N_("in force"): OPEN,
            N_("mine"): AnyOf((Is("lead", person), Is("deputy", person))),
            N_("no lead"): both(OPEN, Is("lead", ("",))),
        }

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Condition | None:
        """An officer bound to cells reads those cells, and those of the units he is bound to."""
        if viewer.cells is None:
            return None
        bound: Condition = Is("id", tuple(sorted(viewer.cells)))
        return bound if viewer.units is None else AnyOf((bound, Is("unit", tuple(sorted(viewer.units)))))


class CellPlace(Record):
    """The cell that a cell stood below before it was moved, up to a day; empty if it stood on top."""

    kind = "cell_place"
    label = N_("Former place")
    plural = N_("Former places")
    duty = "common.read"
    order = ("-until", "id")
    indexes = (("cell", "until"),)

    cell: Annotated[str, About(N_("Cell"), refers="cell", says=Role.SUBJECT, owner=True)]
    parent: Annotated[str, About(N_("Belonged to"), column=24, refers="cell", says=Role.SUBJECT)] = ""
    until: Annotated[date, About(N_("Until"), column=10, index=True)]


class Membership(Record):
    """A person in a cell, from one day to another; a move ends one and begins another."""

    kind = "membership"
    label = N_("Membership")
    plural = N_("Memberships")
    duty = READ
    order = ("-open", "since", "id")
    indexes = (("open", "since", "id"),)
    counters = (("open", "primary", "cell"),)
    timeline = FromTo("since", "until", ("person", "cell"), ends_before=True)

    person: fields.Person
    cell: fields.MemberOf
    part: fields.Part = Part.MEMBER
    primary: fields.Primary = False
    """Whether it is the one cell the person is counted in."""
    since: fields.Since
    until: fields.Until | None = None

    @derived(About(N_("In force")))
    def open(self) -> bool:
        """Whether it has not been ended."""
        return self.until is None

    def holds(self, day: date) -> bool:
        """Whether the person is in the cell on a day; a day of change counts for what follows."""
        return self.since <= day and (self.until is None or day < self.until)

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        return {N_("in force"): OPEN, N_("primary"): Is("primary", (True,))}


class Handover(Record):
    """That a person's open work went to another, and how much it was."""

    kind = "handover"
    label = N_("Hand-over")
    plural = N_("Hand-overs")
    duty = READ
    order = ("-day", "-id")

    person: Annotated[str, About(N_("Handed over by"), column=18, refers="person", says=Role.SUBJECT, index=True)]
    to: fields.TakenOverBy
    day: Annotated[date, About(N_("Date"), column=10, index=True)]
    by: Annotated[str, About(N_("By"), column=12, refers="officer", says=Role.DOER)]
    records: Annotated[Count, About(N_("Records"), column=8)] = 0

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Condition | None:
        """An officer bound to a part reads what people of that part gave or took."""
        if viewer.units is None and viewer.cells is None:
            return None
        theirs = readable(viewer, RECORDS["person"])
        return AnyOf((Via("person", "person", theirs), Via("to", "person", theirs)))
