"""Attendance 参训: whether one person was at one session, and what is still to be made up."""

from datetime import date
from typing import Annotated, Any

from core.desks.education import fields
from core.desks.education.vocabulary import (
    MISSED,
    READ,
    EducationSettings,
    Presence,
)
from core.model.context import Context
from core.model.deadline import Deadline
from core.model.field import About, Role
from core.model.query import AnyOf, Between, Condition, Is
from core.model.record import Record, derived
from core.model.viewer import Viewer
from core.values.sentence import N_, Sentence, say


class Attendance(Record):
    """One person at one session, with unit and cell as they were on that day.

    What coverage asks for is copied from session and programme, so that a million rows are counted from their counters.
    """

    kind = "attendance"
    label = N_("Attendance")
    plural = N_("Attendance")
    duty = READ
    order = ("due", "id")
    unit_on = "day"
    cell_on = "day"
    service_on = "day"
    deadlines = (
        Deadline(
            N_("make-up: {name}"),
            on="due",
            owner=("officer",),
            unit="unit",
            cell="cell",
            since="day",
            counted=N_("missed on {day}"),
            soon=EducationSettings,
        ),
    )
    indexes = (
        ("due", "id"),
        ("due", "programme"),
        ("person", "day"),
        ("stage", "unit"),
        ("stage", "programme"),
        ("made_up", "was_due"),
        ("ended", "was_due"),
    )
    # Each holds what rights look at (unit, cell), so that a bound officer's counts are answered from it as well.
    counters = (
        ("session", "stage", "owed", "unit", "cell"),
        ("programme", "year", "stage", "owed", "minutes", "unit", "cell"),
        ("person", "programme", "year", "stage", "owed", "minutes", "unit", "cell"),
    )

    session: Annotated[str, About(N_("Session"), column=26, refers="session", owner=True)]
    person: Annotated[str, About(N_("Person"), refers="person", says=Role.SUBJECT)]
    name: Annotated[str, About(N_("Full name"), column=12)]
    stage: fields.Presence = Presence.PRESENT
    reason: fields.Reason = ""
    due: fields.MakeUpDue | None = None
    unit: Annotated[str, About(N_("Unit on that day"), column=16, refers="unit")] = ""
    cell: Annotated[str, About(N_("Cell on that day"), refers="cell", says=Role.SUBJECT)] = ""
    programme: Annotated[str, fields.PROGRAMME]
    day: Annotated[date, About(N_("Date"), column=10)]
    minutes: fields.Minutes = 0
    officer: fields.KeptBy = ""
    made_up: fields.MadeUp | None = None
    made_up_in: fields.MadeUpIn = ""
    missed_as: Annotated[Presence | None, About(N_("Marked as at first"))] = None
    was_due: Annotated[date | None, About(N_("Was due"))] = None
    """What the mark and the day were before the make-up, or before leaving ended it: both may be taken back."""
    ended: Annotated[date | None, About(N_("Make-up ended by leaving on"))] = None

    @derived(About(N_("Owed")))
    def owed(self) -> bool:
        """Whether it is still to be made up."""
        return self.due is not None

    @derived(About(N_("Year")))
    def year(self) -> int:
        """The year it counts in."""
        return self.day.year

    @property
    def title(self) -> str:
        """The name of the person."""
        return self.name

    def with_service(self, ended: date | None) -> dict[str, Any]:
        """Nobody makes up for anything after the last day here; a leaving that is taken back ended nothing."""
        if self.stage not in MISSED:
            return {}
        if ended and (self.due or self.ended):
            return {"due": None, "was_due": self.due or self.was_due, "ended": ended}
        return {"due": self.was_due, "was_due": None, "ended": None} if self.ended and not ended else {}

    def explain(self) -> Sentence | None:
        """Return the sum that leads to the day of the make-up, or that leaving ended it."""
        if self.ended and self.was_due:
            template = N_("It was to be made up by {due}; leaving on {day} ended that.")
            return say(template, due=self.was_due, day=self.ended)
        return super().explain()

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        return {N_("owed"): Between("due"), **super().filters(context)}

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Condition | None:
        """An officer bound to units or cells sees who was there of those only."""
        bounds = {"unit": viewer.units, "cell": viewer.cells}
        rules = tuple(Is(name, tuple(sorted(allowed))) for name, allowed in bounds.items() if allowed is not None)
        return AnyOf(rules) if rules else None
