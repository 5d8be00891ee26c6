"""Legal holds: while one stands, no site that knows of it purges what it holds (docs/formats/changes.md §10.11).

A hold is a record like any other and travels with what it holds. It is never erased, so it says nothing of the matter:
the reason stands in the record that is held, and goes with it.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Annotated

from pydantic import Field

from core.model.action import amend, create
from core.model.change import HOLD, Draft
from core.model.context import Context
from core.model.field import ANY, About, Names, Role
from core.model.query import EVERYTHING, NOTHING, Blank, Condition, Is, Query, both
from core.model.record import RECORDS, Record
from core.model.viewer import Viewer
from core.values.sentence import N_


class Hold(Record):
    """A legal hold, active or lifted. It is written to the compartment of the record that it holds."""

    kind = HOLD
    label = N_("Legal hold")
    plural = N_("Legal holds")
    duty = "common.read"
    order = ("lifted", "-day", "id")

    of: Annotated[str, Field(pattern="^[0-9a-f]{32}$"), About(N_("Held record"), refers=ANY, index=True)]
    file_kind: Annotated[str, About(N_("Kind of file"), column=16, index=True, names=Names.KIND)]
    site: Annotated[str, About(N_("Held at"), column=20, refers="site")] = ""
    by: Annotated[str, About(N_("Legal hold by"), refers="officer", says=Role.DOER)] = ""
    day: Annotated[date, About(N_("Held since"), column=10, index=True)]
    lifted: Annotated[date | None, About(N_("Lifted"), column=10, index=True)] = None
    lifted_by: Annotated[str, About(N_("Lifted by"), refers="officer", says=Role.DOER)] = ""

    @property
    def title(self) -> str:
        """The day from which on it is held."""
        return self.day.isoformat()

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Condition:
        """Return the holds on kinds that the viewer reads whole: others see a hold in the file, if at all."""
        if viewer.units is not None or viewer.cells is not None:
            return NOTHING
        purged = {kind: each for kind, each in RECORDS.items() if each.retention and each.duty in viewer.duties}
        whole = (kind for kind, each in purged.items() if each.visible_to(viewer) in (None, EVERYTHING))
        return Is("file_kind", tuple(whole))


def hold(record: Record, context: Context) -> Draft:
    """Draft a legal hold on a record and its parts; the action that places it has asked whether it may."""
    made = Hold(of=record.id, file_kind=record.kind, site=context.site, by=context.officer, day=context.today)
    return replace(create(made), compartment=record.compartment)


def active_holds(record: Record, context: Context) -> list[Hold]:
    """Return the holds that stand on a record: several, if sites placed one each at the same time."""
    return context.find(Query(Hold.kind, both(Is("of", (record.id,)), Blank("lifted"))))


def lift(record: Record, context: Context) -> Iterable[Draft]:
    """Draft the lifting of every hold on a record; what purges wait for it is carried out when it is written."""
    for each in active_holds(record, context):
        lifted = amend(each, lifted=context.today, lifted_by=context.officer)
        yield replace(lifted, compartment=record.compartment)
