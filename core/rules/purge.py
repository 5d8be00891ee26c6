"""Purging: erasing a record whose time is over, at every site that has it (docs/formats/changes.md §10).

A purge is a record like any other, and all that is left: that a file was purged, under which rule, on which day. The
store erases what it names as soon as it is written or received, with all its parts, and never takes it in again.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Annotated

from pydantic import Field

from core.model.action import create
from core.model.change import PURGE, Draft
from core.model.context import Context
from core.model.field import ANY, About, Names
from core.model.query import NOTHING, Condition, Is, Not, Query, both
from core.model.record import RECORDS, Record, ancestors_of
from core.model.viewer import Viewer
from core.values.sentence import N_, Sentence, say


class Purge(Record):
    """What is left of a record that was purged. It is written to the compartment of that record."""

    kind = PURGE
    label = N_("Purge")
    plural = N_("Purges")
    duty = "common.read"
    order = ("-day", "id")

    of: Annotated[str, Field(pattern="^[0-9a-f]{32}$"), About(N_("Purged record"), refers=ANY)]
    file_kind: Annotated[str, About(N_("Kind of file"), column=16, index=True, names=Names.KIND)]
    """The kind of the file that was purged, also where this speaks of a part of it."""
    part: Annotated[bool, About(N_("Part of a file"), column=6)] = False
    rule: Annotated[str, Field(max_length=200), About(N_("Rule"), column=40)] = ""
    day: Annotated[date, About(N_("Date"), column=10, index=True)]

    @property
    def title(self) -> str:
        """The rule and the day."""
        return f"{self.rule} {self.day}"

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Condition:
        """Return the files of kinds the viewer reads; what is left no longer says to which unit or cell it belonged."""
        if viewer.units is not None or viewer.cells is not None:
            return NOTHING
        return Is("file_kind", tuple(kind for kind, declared in RECORDS.items() if declared.duty in viewer.duties))


def still_due(record: Record, context: Context) -> list[Sentence]:
    """Return what is still due of a record or of any part of it besides its own purge: nothing of that is erased."""
    own = [due.what for due in record.agenda() if not due.purges]
    parts = context.find(Query("agenda", both(Is("record", (record.id,)), Not(Is("of", (record.id,))))))
    return [*own, *(Sentence.unpack(entry.what) for entry in parts)]


def purge_faults(record: Record, context: Context) -> Iterable[Sentence]:
    """Yield why a record whose time is over is not purged all the same; every action that purges asks this."""
    for what in {what.pack(): what for what in still_due(record, context)}.values():
        yield say(N_("Still to be done in it: {what}. Do that first; nothing that waits is erased."), what=what)


def purge(records: Iterable[Record], context: Context) -> Iterable[Draft]:
    """Draft the purge of these records and of all their parts; the action that does so has asked whether it may.

    What is left says the rule by which they had to go, which their kind names, or else that of
    which they are a part (`Record.retention`).
    """
    for record in records:
        rule = next(filter(None, (RECORDS[kind].retention for kind in ancestors_of(record.kind))), "")
        made = Purge(of=record.id, file_kind=record.kind, rule=rule, day=context.today)
        yield replace(create(made), compartment=record.compartment)
