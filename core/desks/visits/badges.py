"""Badges 来访证件牌: at the gate, with a visitor, lost or withdrawn."""

from datetime import date, datetime
from typing import Annotated

from core.desks.visits import fields
from core.desks.visits.vocabulary import READ, WIDE, BadgeColour, BadgeStage
from core.model.context import Context
from core.model.field import About, Role
from core.model.query import EVERYTHING, NOTHING, Condition, Is
from core.model.record import Record, derived
from core.model.rule import Unique
from core.model.viewer import Viewer
from core.values.cleaning import code_key
from core.values.sentence import N_


class Badge(Record):
    """A badge that visitors wear inside."""

    kind = "badge"
    label = N_("Badge")
    plural = N_("Badges")
    compartment = "areas"
    duty = READ
    order = ("number", "id")
    unique = (Unique(("key",), N_("There is a badge {number} already. Give this one another number.")),)
    ends = (BadgeStage.WITHDRAWN,)
    transitions = (((BadgeStage.IN,), BadgeStage.OUT), ((BadgeStage.OUT,), BadgeStage.IN))

    number: fields.BadgeNumber
    colour: fields.Colour = BadgeColour.WHITE
    area: fields.Area = ""
    stage: Annotated[BadgeStage, About(N_("Where it is"), column=16, index=True)] = BadgeStage.IN
    visit: Annotated[str, About(N_("With visit"), column=14, refers="visit", index=True)] = ""
    since: Annotated[datetime | None, About(N_("Since"), column=16)] = None
    lost_by: Annotated[str, About(N_("Reported lost by"), refers="officer", says=Role.DOER)] = ""
    lost_on: Annotated[date | None, About(N_("Lost on"), column=10)] = None
    how: fields.How = ""

    @derived(About(N_("Compared as"), index=True))
    def key(self) -> str:
        """What the number is compared by."""
        return code_key(self.number)

    @property
    def title(self) -> str:
        """The number."""
        return self.number

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Condition:
        """Whoever works at the gate, reviews or keeps the desk."""
        bound = viewer.units is not None or viewer.cells is not None
        return EVERYTHING if not bound and viewer.duties & WIDE else NOTHING

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        return {
            N_("at the gate"): Is("stage", (BadgeStage.IN,)),
            N_("out"): Is("stage", (BadgeStage.OUT,)),
            N_("lost"): Is("stage", (BadgeStage.LOST,)),
        }
