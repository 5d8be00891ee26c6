"""The day at the gate: closed when nobody is inside any more, with what there was on it."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Annotated, Any

from core.desks.visits.records import CAME, Visit
from core.desks.visits.rules import inside_now
from core.desks.visits.vocabulary import GATE, READ, WIDE
from core.model.action import Action
from core.model.context import Context
from core.model.field import About, Role, Start
from core.model.query import EVERYTHING, NOTHING, Between, Condition, Is, Query, both
from core.model.record import Record, derived
from core.model.rule import Unique
from core.model.viewer import Viewer
from core.values.sentence import N_, Sentence, say

SHOWN = 5
"""How many visits a refusal names."""


class GateDay(Record):
    """A day at the gate that was closed: nobody was inside, and this is how many came."""

    kind = "gate_day"
    label = N_("Day at the gate")
    plural = N_("Days at the gate")
    compartment = "areas"
    duty = READ
    order = ("-day", "id")
    unique = (Unique(("key",), N_("{key} was closed already.")),)

    day: Annotated[date, About(N_("Date"), column=10, index=True)]
    site: Annotated[str, About(N_("Site"), refers="site")] = ""
    visits: Annotated[int, About(N_("Visits"), column=8)] = 0
    people: Annotated[int, About(N_("How many people"), column=8)] = 0
    badges_out: Annotated[int, About(N_("Badges out"), column=10)] = 0
    closed_at: Annotated[datetime, About(N_("Closed at"), column=16)]
    closed_by: Annotated[str, About(N_("Closed by"), column=12, refers="officer", says=Role.DOER)]

    @derived(About(N_("Compared as"), index=True))
    def key(self) -> str:
        """What days are compared by: each site closes its own."""
        return f"{self.day} {self.site}".strip()

    @property
    def title(self) -> str:
        """The day."""
        return self.day.isoformat()

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Condition:
        """Whoever works at the gate, reviews or keeps the desk."""
        bound = viewer.units is not None or viewer.cells is not None
        return EVERYTHING if not bound and viewer.duties & WIDE else NOTHING


class CloseDay(Action):
    """Close the day at the gate. It is refused while anybody is inside: the list of who is inside must be true."""

    on = GateDay
    creates = True
    duty = GATE
    key = "n"
    stamps = {"closed_at": Start.NOW, "closed_by": Start.ME}

    day: Annotated[date, About(N_("Date"), start=Start.TODAY, not_before="")]

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject while visits are inside."""
        inside = [each for each in inside_now(context) if each.site == context.site]
        if inside:
            numbers = "、".join(each.number for each in inside[:SHOWN]) + "…" * (len(inside) > SHOWN)
            said = N_("Inside still: {people} people, with {numbers}. See them out first.")
            yield say(said, people=sum(each.inside for each in inside), numbers=numbers)

    def written(self, record: Any, context: Context) -> dict[str, Any]:
        """Add the site and what there was on the day."""
        begins, ends = (datetime.combine(self.day, each) for each in (time.min, time.max))
        came = context.find(Query(Visit.kind, both(Between("entered", begins, ends), Is("stage", CAME))))
        badges = len(context.find(Query("badge", Is("stage", ("out",)))))
        counted = {"visits": len(came), "people": sum(each.came for each in came), "badges_out": badges}
        return super().written(record, context) | counted | {"site": context.site}
