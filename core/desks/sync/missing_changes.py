"""Gaps 缺口: what other sites wrote and has not come yet, while something that follows it waits (changes §9.3)."""

import hashlib
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from core.model.action import Action, amend, create
from core.model.audit_event import Event
from core.model.change import LOCAL, Draft
from core.model.context import Context
from core.model.deadline import Deadline
from core.model.field import About, Role, Start
from core.model.query import Condition, Is, Query, both
from core.model.record import Record
from core.model.viewer import Viewer
from core.rights.visibility import compartments_counted
from core.values.bounds import Count
from core.values.compartments import compartment_called, numbers
from core.values.field_types import REQUIRED, Line
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_, Sentence, say

FILES = ""
"""The `part` of a gap in the numbered files of a one-way route: whole files are missing (changes §8.2)."""


class GapStage(LabelledEnum):
    """What became of what is missing."""

    OPEN = "open", N_("missing")
    FILLED = "filled", N_("has come")
    GIVEN_UP = "given_up", N_("given up")


Of = Annotated[str, About(N_("Written by"), column=16, refers="site")]
Ask = Annotated[str, About(N_("Ask"), column=16, refers="site")]
Part = Annotated[str, About(N_("Compartment"), column=12, index=True, options="compartments")]
First = Annotated[Count, About(N_("From number"), column=8)]
Last = Annotated[Count, About(N_("To number"), column=8)]
Waiting = Annotated[Count, About(N_("Waiting"), column=8)]
Reason = Annotated[Line, About(N_("Reason"))]


class Gap(Record):
    """A part of what another site wrote, or some of the files that it sent, missing here."""

    kind = "gap"
    label = N_("Missing part")
    plural = N_("Missing parts")
    compartment = LOCAL
    audited = Event.TRANSFER
    duty = "transfers.read"
    order = ("stage", "-since")
    deadlines = (
        Deadline(
            N_("ask for what is missing"), on="since", stages=(GapStage.OPEN,), owner=("by",),
            duty="transfers.receive",
            why=N_("Due {day}: on that day changes came in that follow this part, and it had not come."),
        ),
    )  # fmt: skip

    of: Of
    ask: Ask
    """The site that sent what follows: it has what is missing."""
    part: Part = FILES
    first: First = 0
    last: Last = 0
    waiting: Waiting = 0
    """How many changes wait for it."""
    since: Annotated[datetime, About(N_("Since"), column=16, index=True)]
    stage: Annotated[GapStage, About(N_("Gap status"), column=10, index=True)] = GapStage.OPEN
    ended: Annotated[date | None, About(N_("Ended"), column=10)] = None
    reason: Reason = ""
    by: Annotated[str, About(N_("By"), column=12, refers="officer", says=Role.DOER)] = ""

    @property
    def title(self) -> str:
        """The compartment and the numbers."""
        return f"{self.part} {numbers(self.first, self.last)}".strip()

    @property
    def spoken(self) -> Sentence:
        """The compartment and the numbers, in words."""
        run = numbers(self.first, self.last)
        if self.part == FILES:
            return say(N_("files {numbers}"), numbers=run)
        return say(N_("{part}, {numbers}"), part=compartment_called(self.part), numbers=run)

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Condition | None:
        """Its numbers tell how much of a compartment there is."""
        return Is("part", (FILES, *sorted(compartments_counted(viewer))))


def gap_id(*place: object) -> str:
    """Return the identifier of the record of a gap: the same whenever the same is missing."""
    return hashlib.sha256("\0".join(("gap", *map(str, place))).encode()).hexdigest()[:32]


def files_missing(number: int, base: int, known: Collection[int]) -> tuple[int, int] | None:
    """Return the first and the last of the numbered files that should have come before this one, and have not.

    `base` is the number of the file that it counts from, 0 if it holds everything; `known` are those that have come.
    """
    expected = max(known) + 1 if known else base or number
    return (expected, number - 1) if expected < number else None


def file_gaps(sender: str, number: int, base: int, known: Collection[int], context: Context) -> Iterable[Draft]:
    """Yield the gap that a numbered file opens, and those that it fills."""
    missing = files_missing(number, base, known)
    if missing:
        first, last = missing
        said = {"of": sender, "ask": sender, "first": first, "last": last}
        yield create(Gap(id=gap_id("files", sender, number), **said, since=context.now, by=context.officer))
    have = {*known, number}
    for gap in context.find(
        Query("gap", both(Is("of", (sender,)), Is("part", (FILES,)), Is("stage", (GapStage.OPEN,))))
    ):
        if sum(gap.first <= each <= gap.last for each in have) == gap.last - gap.first + 1:
            yield amend(gap, stage=GapStage.FILLED, ended=context.today)


class NoteGap(Action):
    """Enter what is missing, whom to ask for it, and how much waits for it."""

    on = Gap
    creates = True
    duty = "transfers.receive"
    leads_to = GapStage.OPEN
    transitions = (((GapStage.FILLED, GapStage.GIVEN_UP), GapStage.OPEN),)
    stamps = {"since": Start.NOW, "by": Start.ME}

    of: Of
    ask: Ask
    part: Part = FILES
    first: Annotated[First, Field(ge=1)]
    last: Annotated[Last, Field(ge=1)]
    waiting: Waiting = 0

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Enter it, or once more if it was missing before."""
        known = context.get("gap", self.target)
        said = self.written(record, context)
        if not isinstance(known, Gap):
            yield from super().changes(record, context)
        elif known.stage is GapStage.OPEN:
            yield amend(known, **said | {"since": known.since, "by": known.by})
        else:
            yield amend(known, **said, ended=None, reason="")


class FillGap(Action):
    """Record that what was missing has come."""

    on = Gap
    duty = "transfers.receive"
    stages = (GapStage.OPEN, GapStage.GIVEN_UP)
    leads_to = GapStage.FILLED
    stamps = {"ended": Start.TODAY, "waiting": 0}


class GiveUpGap(Action):
    """Stop asking for what is missing. What waits for it is thrown away with the next transfer that comes."""

    on = Gap
    duty = "transfers.receive"
    key = "x"
    stages = (GapStage.OPEN,)
    leads_to = GapStage.GIVEN_UP
    stamps = {"ended": Start.TODAY}

    reason: Annotated[Reason, REQUIRED]
