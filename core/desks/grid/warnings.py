"""Warnings 预警: raised by anyone in a cell, acknowledged within their hours or climbing cell by cell, and closed."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from pydantic import Field

from core.desks.grid.members import cell_faults
from core.desks.grid.records import Cell
from core.desks.grid.tree import Tree
from core.desks.grid.vocabulary import ANSWER, OPEN, READ, WARN, Chosen, GridSettings, Hours, Level, Line, Prose
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.query import Between, Condition, Is, Query, both
from core.model.record import ANY, About, Due, Record, Standing, derived
from core.values.sentence import N_, Sentence, say

URGENT = (Level.ORANGE, Level.RED)


class GridWarning(Record):
    """A warning 预警: acknowledged within its hours, or it climbs to the next cell above.

    The cells above and the hours are those that held when it was raised or its cell last moved. Each step of the climb
    stands in the agenda from the start, on the day it comes, with the cell whose lead it then concerns; so nothing has
    to be written when hours pass, and every site sees the same. `climb` tells it to the minute.
    """

    kind = "warning"
    label = N_("Warning")
    plural = N_("Warnings")
    duty = READ
    order = ("-open", "-raised")
    watches = ("open", "raised", "hours", "acknowledged", "chain")
    indexes = (("open", "raised"), ("climbs", "cell"))
    tallies = (("open", "level", "cell"),)

    level: Annotated[Level, About(N_("Level"), column=6, index=True)] = Level.BLUE
    what: Annotated[Line, About(N_("What"), column=36, search=True)]
    place: Annotated[str, About(N_("Place"), search=True)] = ""
    cell: Annotated[str, About(N_("Cell"), column=20, refers="cell", index=True)]
    about: Annotated[str, About(N_("About"), refers=ANY)] = ""
    raised_by: Annotated[str, About(N_("Raised by"), refers="officer")]
    raised: Annotated[datetime, About(N_("Raised"), column=16, index=True)]
    hours: Annotated[Hours, About(N_("Hours to acknowledge"))]
    chain: Annotated[tuple[str, ...], About(N_("Escalates through"), refers="cell")] = ()
    """Its cell and those above it."""
    acknowledged_by: Annotated[str, About(N_("Acknowledged by"), refers="officer")] = ""
    acknowledged: Annotated[datetime | None, About(N_("Acknowledged"), column=16)] = None
    close_by: Annotated[date | None, About(N_("To be closed by"))] = None
    closer: Annotated[str, About(N_("To be closed by whom"), refers="officer")] = ""
    closed_by: Annotated[str, About(N_("Closed by"), refers="officer")] = ""
    closed: Annotated[datetime | None, About(N_("Closed at"))] = None
    done: Annotated[str, About(N_("What was done"), lines=3, search=True)] = ""

    @property
    def title(self) -> str:
        """What it warns of."""
        return self.what

    @derived(About(N_("Open")))
    def open(self) -> bool:
        """Whether it has not been closed."""
        return self.closed is None

    @derived(About(N_("Escalates"), index=True))
    def climbs(self) -> datetime | None:
        """When it first climbs, while nobody has acknowledged it."""
        waits = self.open and self.acknowledged is None
        return self.raised + timedelta(hours=self.hours) if waits else None

    def explain(self) -> Sentence | None:
        """Return when it climbs, or by when it is to be closed."""
        if self.open and self.acknowledged is not None and self.close_by is not None:
            told = self.acknowledged.date()
            days = (self.close_by - told).days
            return say(N_("Due {due}: acknowledged {day} + {days} days to close it."), due=self.close_by, day=told,
                       days=days)  # fmt: skip
        if self.climbs is None:
            return None
        return say(
            N_(
                "Raised {raised} + {hours} h to acknowledge = {climbs}; after that it goes up one cell every {hours} h."
            ),
            raised=_minute(self.raised),
            climbs=_minute(self.climbs),
            hours=self.hours,
        )

    def agenda(self) -> Iterable[Due]:
        """Each step of the climb until somebody acknowledges it, then the closing."""
        if not self.open:
            return
        if self.acknowledged is not None:
            on = self.close_by or self.acknowledged.date()
            yield Due(on, say(N_("close the warning")), self.closer, cell=self.cell)
            return
        first = say(N_("answer by {time}"), time=_minute(self.raised + timedelta(hours=self.hours)))
        yield Due(self.raised.date(), first, cell=self.cell, pressing=self.level in URGENT)
        for step, cell in enumerate((*self.chain[1:], ""), 1):
            comes = self.raised + step * timedelta(hours=self.hours)
            yield Due(comes.date(), say(N_("escalates {time}"), time=_minute(comes)), cell=cell)

    @classmethod
    def flags(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        return {
            N_("open"): OPEN,
            N_("unacknowledged"): Between("climbs"),
            N_("escalated"): Between("climbs", None, context.now),
            N_("red"): Is("level", (Level.RED,)),
        }

    @classmethod
    def standing(cls, row: Mapping[str, Any], context: Context) -> Standing | None:
        """Late once it has climbed, long overdue once it has left the grid for the supervising desk."""
        if not row["open"]:
            return None
        if row["acknowledged"] is not None:
            return Standing.ON_TIME
        steps = climb(row["raised"], row["hours"], context.now)
        if steps == 0:
            return Standing.DUE_SOON
        return Standing.LATE if steps < len(row["chain"]) else Standing.LONG_OVERDUE


def climb(raised: datetime, hours: int, now: datetime) -> int:
    """Return how many cells an unacknowledged warning has climbed; past the last it is at the supervising desk."""
    return max(0, (now - raised) // timedelta(hours=hours))


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def hours_for(level: Level, context: Context) -> int:
    """Return within how many hours a warning of a level is to be acknowledged."""
    return int(getattr(context.policy.settings(GridSettings), f"{level}_hours"))


def chain_from(cell: str, context: Context) -> tuple[str, ...]:
    """Return a cell and those above it, up to the top; a loop made by two sites at once is walked only once."""
    found: dict[str, None] = {}
    while cell and cell not in found:
        found[cell] = None
        above = context.get("cell", cell)
        cell = above.parent if isinstance(above, Cell) else ""
    return tuple(found)


def rechained(
    cells: Iterable[str], parents: Mapping[str, str], context: Context, moved: Mapping[str, str] | None = None
) -> Iterator[Draft]:
    """Let the open warnings of cells climb through the tree as it is with these parents, and from where they moved."""
    tree = Tree({cell.id: parents.get(cell.id, cell.parent) for cell in context.find(Query("cell"))})
    for warning in context.find(Query("warning", both(OPEN, Is("cell", tuple(cells))))):
        cell = (moved or {}).get(warning.cell, warning.cell)
        yield amend(warning, cell=cell, chain=tree.above(cell))


class RaiseWarning(Action):
    """Raise a warning in a cell. Unless it is acknowledged in time, it escalates to the lead of the cell above."""

    on = GridWarning
    creates = True
    duty = WARN
    key = "n"

    level: Annotated[Level, About(N_("Level"))]
    what: Annotated[Line, About(N_("What"))]
    place: Annotated[str, Field(max_length=200), About(N_("Place"))] = ""
    cell: Annotated[Chosen, About(N_("Cell"), refers="cell")]
    about: Annotated[str, About(N_("About"), refers=ANY)] = ""

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """It is raised where somebody answers."""
        return cell_faults(self.cell, context)

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Make the warning, with its hours and the cells it climbs through as they are today."""
        yield create(
            GridWarning(
                id=self.target,
                level=self.level,
                what=self.what,
                place=self.place,
                cell=self.cell,
                about=self.about,
                raised_by=context.officer,
                raised=context.now,
                hours=hours_for(self.level, context),
                chain=chain_from(self.cell, context),
            )
        )


class AcknowledgeWarning(Action):
    """Take this warning over: it escalates no further, and you are to close it."""

    on = GridWarning
    duty = ANSWER
    key = "a"

    @classmethod
    def applies(cls, record: GridWarning) -> bool:
        """Nobody has acknowledged it."""
        return record.climbs is not None

    def refuse(self, record: GridWarning, context: Context) -> Iterable[Sentence]:
        """Once is enough."""
        yield from _closed(record)
        if record.acknowledged:
            yield say(N_("It was acknowledged at {time} already."), time=_minute(record.acknowledged))

    def changes(self, record: GridWarning, context: Context) -> Iterable[Draft]:
        """Write who and when, and by when it is to be closed."""
        close_by = context.today + timedelta(days=context.policy.settings(GridSettings).close_days)
        yield amend(
            record,
            acknowledged_by=context.officer,
            acknowledged=context.now,
            closer=context.officer,
            close_by=close_by,
        )


class ChangeLevel(Action):
    """Give this warning another level. While nobody has acknowledged it, its hours follow and count from raising."""

    on = GridWarning
    duty = WARN
    key = "v"

    level: Annotated[Level, About(N_("Level"))]

    @classmethod
    def suggest(cls, record: GridWarning, context: Context) -> dict[str, Any]:
        """Start from what stands."""
        return {"level": record.level}

    @classmethod
    def applies(cls, record: GridWarning) -> bool:
        """It is open."""
        return record.closed is None

    def refuse(self, record: GridWarning, context: Context) -> Iterable[Sentence]:
        """Only an open one, and to another level."""
        yield from _closed(record)
        if self.level == record.level:
            yield say(N_("It has this level already."))

    def changes(self, record: GridWarning, context: Context) -> Iterable[Draft]:
        """Write the level and its hours."""
        yield amend(record, level=self.level, hours=hours_for(self.level, context))


class CloseWarning(Action):
    """Close this warning with what was done."""

    on = GridWarning
    duty = ANSWER
    key = "c"

    done: Annotated[Prose, About(N_("What was done"), lines=3)]

    @classmethod
    def applies(cls, record: GridWarning) -> bool:
        """Somebody has acknowledged it, and it is open."""
        return record.closed is None and record.acknowledged is not None

    def refuse(self, record: GridWarning, context: Context) -> Iterable[Sentence]:
        """It is answered for before it is closed."""
        yield from _closed(record)
        if not record.acknowledged:
            yield say(N_("Nobody has acknowledged it yet. Acknowledge it first."))

    def changes(self, record: GridWarning, context: Context) -> Iterable[Draft]:
        """Write what was done, by whom and when."""
        yield amend(record, done=self.done, closed=context.now, closed_by=context.officer)


def _closed(record: GridWarning) -> Iterable[Sentence]:
    if record.closed:
        yield say(N_("This warning was closed at {time}."), time=_minute(record.closed))
