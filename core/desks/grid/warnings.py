"""Warnings 预警: raised by anyone in a cell, acknowledged within their hours or escalated cell by cell, and closed."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from core.desks.grid import fields
from core.desks.grid.records import Cell
from core.desks.grid.rules import cell_faults
from core.desks.grid.tree import Tree
from core.desks.grid.vocabulary import ANSWER, OPEN, READ, WARN, GridSettings, Hours, Level
from core.model.action import Action, amend
from core.model.change import Draft
from core.model.context import Context
from core.model.deadline import DeadlineStatus, Due
from core.model.field import About, Role, Start
from core.model.query import Between, Condition, Is, Query, both
from core.model.record import Record, derived
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say

URGENT = (Level.ORANGE, Level.RED)


class GridWarning(Record):
    """A warning 预警: acknowledged within its hours, or it escalates to the next cell above.

    The cells above and the hours are those that held when it was raised or its cell last moved. Each step upwards
    stands in the agenda from the start, on the day it comes, with the cell whose lead it then concerns; so nothing has
    to be written when hours pass, and every site sees the same. `escalation_step` tells it to the minute.
    """

    kind = "warning"
    label = N_("Warning")
    plural = N_("Warnings")
    duty = READ
    order = ("-open", "-raised")
    status_columns = ("open", "raised", "hours", "acknowledged", "escalation_path")
    indexes = (("open", "raised"), ("escalates_at", "cell"))
    counters = (("open", "level", "cell"),)

    level: fields.Level = Level.BLUE
    what: fields.What
    place: fields.Place = ""
    cell: fields.Cell
    about: fields.Concerns = ""
    raised_by: Annotated[str, About(N_("Raised by"), refers="officer", says=Role.DOER)]
    raised: Annotated[datetime, About(N_("Raised"), column=16, index=True)]
    hours: Annotated[Hours, About(N_("Hours to acknowledge"))]
    escalation_path: Annotated[tuple[str, ...], About(N_("Escalates through"), refers="cell", says=Role.SUBJECT)] = ()
    """Its cell and those above it."""
    acknowledged_by: Annotated[str, About(N_("Acknowledged by"), refers="officer", says=Role.DOER)] = ""
    acknowledged: Annotated[datetime | None, About(N_("Acknowledged"), column=16)] = None
    close_by: Annotated[date | None, About(N_("To be closed by"))] = None
    closer: Annotated[str, About(N_("To be closed by whom"), refers="officer", says=Role.WORK)] = ""
    closed_by: Annotated[str, About(N_("Closed by"), refers="officer", says=Role.DOER)] = ""
    closed: Annotated[datetime | None, About(N_("Closed at"))] = None
    done: fields.Done = ""

    @property
    def title(self) -> str:
        """What it warns of."""
        return self.what

    @derived(About(N_("Open")))
    def open(self) -> bool:
        """Whether it has not been closed."""
        return self.closed is None

    @derived(About(N_("Escalates"), index=True))
    def escalates_at(self) -> datetime | None:
        """When it first escalates, while nobody has acknowledged it."""
        waits = self.open and self.acknowledged is None
        return self.raised + timedelta(hours=self.hours) if waits else None

    def explain(self) -> Sentence | None:
        """Return when it escalates, or by when it is to be closed."""
        if self.open and self.acknowledged is not None and self.close_by is not None:
            told = self.acknowledged.date()
            days = (self.close_by - told).days
            return say(N_("Due {due}: acknowledged {day} + {days} days to close it."), due=self.close_by, day=told,
                       days=days)  # fmt: skip
        if self.escalates_at is None:
            return None
        return say(
            N_("Raised {raised} + {hours} h to acknowledge = {escalates_at}; after that it goes up one cell every "
               "{hours} h."),
            raised=_minute(self.raised),
            escalates_at=_minute(self.escalates_at),
            hours=self.hours,
        )  # fmt: skip

    def agenda(self) -> Iterable[Due]:
        """Each step of the escalation until somebody acknowledges it, then the closing."""
        if not self.open:
            return
        if self.acknowledged is not None:
            on = self.close_by or self.acknowledged.date()
            yield Due(on, say(N_("close the warning")), self.closer, cell=self.cell)
            return
        first = say(N_("answer by {time}"), time=_minute(self.raised + timedelta(hours=self.hours)))
        yield Due(self.raised.date(), first, cell=self.cell, pressing=self.level in URGENT)
        for step, cell in enumerate((*self.escalation_path[1:], ""), 1):
            comes = self.raised + step * timedelta(hours=self.hours)
            duty = "" if cell else ANSWER
            yield Due(comes.date(), say(N_("escalates {time}"), time=_minute(comes)), cell=cell, duty=duty)

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        return {
            N_("open"): OPEN,
            N_("unacknowledged"): Between("escalates_at"),
            N_("escalated"): Between("escalates_at", None, context.now),
            N_("red"): Is("level", (Level.RED,)),
        }

    @classmethod
    def deadline_status(cls, row: Mapping[str, Any], context: Context) -> DeadlineStatus | None:
        """Late once it has escalated, long overdue once it has left the grid for the supervising desk."""
        if not row["open"]:
            return None
        if row["acknowledged"] is not None:
            return DeadlineStatus.ON_TIME
        steps = escalation_step(row["raised"], row["hours"], context.now)
        if steps == 0:
            return DeadlineStatus.DUE_SOON
        return DeadlineStatus.LATE if steps < len(row["escalation_path"]) else DeadlineStatus.LONG_OVERDUE


def escalation_step(raised: datetime, hours: int, now: datetime) -> int:
    """Return how many cells an unacknowledged warning has escalated; past the last it is at the supervising desk."""
    return max(0, (now - raised) // timedelta(hours=hours))


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def hours_for(level: Level, context: Context) -> int:
    """Return within how many hours a warning of a level is to be acknowledged."""
    return int(getattr(context.policy.settings(GridSettings), f"{level}_hours"))


def escalation_path_from(cell: str, context: Context) -> tuple[str, ...]:
    """Return a cell and those above it, up to the top; a loop made by two sites at once is walked only once."""
    found: dict[str, None] = {}
    while cell and cell not in found:
        found[cell] = None
        above = context.get("cell", cell)
        cell = above.parent if isinstance(above, Cell) else ""
    return tuple(found)


def rerouted(
    cells: Iterable[str], parents: Mapping[str, str], context: Context, moved: Mapping[str, str] | None = None
) -> Iterator[Draft]:
    """Let the open warnings of cells escalate through the tree with these parents, and from where they moved."""
    tree = Tree({cell.id: parents.get(cell.id, cell.parent) for cell in context.find(Query("cell"))})
    for warning in context.find(Query("warning", both(OPEN, Is("cell", tuple(cells))))):
        cell = (moved or {}).get(warning.cell, warning.cell)
        yield amend(warning, cell=cell, escalation_path=tree.above(cell))


class RaiseWarning(Action):
    """Raise a warning in a cell. Unless it is acknowledged in time, it escalates to the lead of the cell above."""

    on = GridWarning
    creates = True
    duty = WARN
    key = "n"
    stamps = {"raised_by": Start.ME, "raised": Start.NOW}

    level: fields.Level
    what: fields.What
    place: fields.Place = ""
    cell: Annotated[fields.Cell, REQUIRED]
    about: fields.Concerns = ""

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject a cell in which nobody answers, because it has ended."""
        return cell_faults(self.cell, context)

    def written(self, record: Any, context: Context) -> dict[str, Any]:
        """Add its hours, and the cells it escalates through as they are today."""
        path = escalation_path_from(self.cell, context)
        return super().written(record, context) | {"hours": hours_for(self.level, context), "escalation_path": path}


class _OfOpenWarning(Action):
    """What is done to a warning that is not closed."""

    on = GridWarning

    @classmethod
    def applies(cls, record: GridWarning) -> bool:
        """It is open."""
        return super().applies(record) and record.closed is None

    def refuse(self, record: GridWarning, context: Context) -> Iterable[Sentence]:
        """Reject a warning that was closed."""
        if record.closed:
            yield say(N_("This warning was closed at {time}."), time=_minute(record.closed))


class AcknowledgeWarning(_OfOpenWarning):
    """Take this warning over: it escalates no further, and you are to close it."""

    duty = ANSWER
    key = "a"
    once = "acknowledged"
    stamps = {"acknowledged_by": Start.ME, "acknowledged": Start.NOW, "closer": Start.ME}

    def written(self, record: GridWarning, context: Context) -> dict[str, Any]:
        """Add by when it is to be closed."""
        close_by = context.today + timedelta(days=context.policy.settings(GridSettings).close_days)
        return super().written(record, context) | {"close_by": close_by}


class ChangeLevel(_OfOpenWarning):
    """Give this warning another level. While nobody has acknowledged it, its hours follow and count from raising."""

    duty = WARN
    key = "v"
    amends = True

    level: fields.Level

    def refuse(self, record: GridWarning, context: Context) -> Iterable[Sentence]:
        """Reject also the level that it has."""
        yield from super().refuse(record, context)
        if self.level == record.level:
            yield say(N_("It has this level already."))

    def written(self, record: GridWarning, context: Context) -> dict[str, Any]:
        """Add the hours of the level."""
        return super().written(record, context) | {"hours": hours_for(self.level, context)}


class CloseWarning(_OfOpenWarning):
    """Close this warning with what was done."""

    duty = ANSWER
    key = "c"
    stamps = {"closed": Start.NOW, "closed_by": Start.ME}

    done: Annotated[fields.Done, REQUIRED]

    @classmethod
    def applies(cls, record: GridWarning) -> bool:
        """Somebody has acknowledged it, and it is open."""
        return super().applies(record) and record.acknowledged is not None

    def refuse(self, record: GridWarning, context: Context) -> Iterable[Sentence]:
        """Reject also a warning that nobody has acknowledged."""
        yield from super().refuse(record, context)
        if not record.acknowledged:
            yield say(N_("Nobody has acknowledged it yet. Acknowledge it first."))
