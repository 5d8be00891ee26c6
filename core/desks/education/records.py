"""What the education desk keeps: programmes 教育计划, sessions 活动, attendance 参训 and the case library 案例库."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from core.desks.education.vocabulary import (
    COUNTED,
    MISSED,
    READ,
    Audience,
    EducationSettings,
    Line,
    Presence,
    Prose,
    SessionStage,
    Theme,
)
from core.model.context import Context
from core.model.query import AnyOf, Between, Blank, Condition, GroupCounter, Is, Query, both
from core.model.record import About, Due, Record, Standing, derived
from core.model.viewer import Viewer
from core.values.bounds import Days, Minutes, Percent
from core.values.cadence import Cadence, Rhythm, called
from core.values.percentages import reached
from core.values.sentence import N_, Sentence, say


class Programme(Record):
    """What is taught, to whom, and how often."""

    kind = "programme"
    label = N_("Programme")
    plural = N_("Programmes")
    duty = READ
    order = ("ended", "name", "id")
    watches = ("due",)

    name: Annotated[Line, About(N_("Name"), column=28, search=True, pinyin=True)]
    theme: Annotated[Theme, About(N_("Theme"), column=12, index=True)] = Theme.COUNTER_ESPIONAGE
    audience: Annotated[Audience, About(N_("Audience"), column=10)] = Audience.EVERYONE
    units: Annotated[tuple[str, ...], About(N_("Units"), column=14, refers="unit")] = ()
    cells: Annotated[tuple[str, ...], About(N_("Cells"), column=14, refers="cell")] = ()
    """Empty for the leads or the backbone of all cells."""
    posts: Annotated[tuple[str, ...], About(N_("Words of posts"))] = ()
    """Words of which posts contain one."""
    rhythm: Annotated[Rhythm | None, About(N_("How often"), column=10)] = None
    days: Annotated[Days, About(N_("Number of days"))] = 0
    start: Annotated[date, About(N_("Start"), column=10)]
    rhythm_since: Annotated[date | None, About(N_("In this rhythm since"))] = None
    """From when `rhythm` is asked for, if that is not from the start; before, an `EarlierRhythm` was."""
    end: Annotated[date | None, About(N_("Until"), index=True)] = None
    minutes: Annotated[Minutes, About(N_("Minutes"))] = 0
    required: Annotated[Percent, About(N_("Required attendance, %"))] = 0
    lecturer: Annotated[str, About(N_("Lecturer"), search=True)] = ""
    material: Annotated[str, About(N_("Material"), lines=4, search=True)] = ""
    officer: Annotated[str, About(N_("Kept by"), refers="officer", index=True)] = ""
    due: Annotated[date | None, About(N_("Next session by"), column=10, index=True)] = None
    """The last day of the first period in which no session was held: a stored fact, moved on by sessions."""
    due_for: Annotated[str, About(N_("Period that is due"), period=True)] = ""
    """The key of that period."""
    ended: Annotated[date | None, About(N_("Ended"), column=10)] = None
    ended_because: Annotated[str, About(N_("Why the programme ended"))] = ""

    @property
    def title(self) -> str:
        """The name."""
        return self.name

    @derived(About(N_("Open"), index=True))
    def open(self) -> bool:
        """Whether it has not been ended."""
        return self.ended is None

    @property
    def addressed(self) -> tuple[str, ...]:
        """The units or cells, by identifier, or the words of posts that its audience asks for."""
        return self.units or self.cells or self.posts

    @property
    def cadence(self) -> Cadence | None:
        """What it asks for now; None if nothing is asked for at set times."""
        if self.rhythm is None:
            return None
        return Cadence(self.rhythm, max(self.start, self.rhythm_since or self.start), self.last_day, self.days)

    @property
    def last_day(self) -> date | None:
        """The last day it runs, or ran: as planned, or when it was ended before; None if no end is known."""
        return min((day for day in (self.end, self.ended) if day), default=None)

    def shortfall(self, had: int, missed: int) -> Sentence | None:
        """Return that fewer have had it than is required; None if enough have, or nobody was expected."""
        percent = reached(had, had + missed)
        if percent is None or percent >= self.required:
            return None
        short = N_(
            "Required attendance was not reached: {had} of {expected} have had it ({percent}%; required: {required}%)."
        )
        return say(short, had=had, expected=had + missed, percent=percent, required=self.required)

    def agenda(self) -> Iterable[Due]:
        """The next session its cadence asks for."""
        if self.due and not self.ended:
            yield Due(self.due, say(N_("hold a session")), self.officer)

    def explain(self) -> Sentence | None:
        """Return which period it is that ends."""
        if not self.due:
            return None
        period = called(self.due_for)
        return say(N_("Due {due}: the first period without a session is {period}."), due=self.due, period=period)

    @classmethod
    def flags(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        return {
            N_("active"): Blank("ended"),
            N_("mine"): Is("officer", (context.officer,)),
            N_("owed"): both(Blank("ended"), Between("due", None, context.today - timedelta(days=1))),
        }

    @classmethod
    def standing(cls, row: Mapping[str, Any], context: Context) -> Standing | None:
        """Late when a period has passed without a session."""
        return _standing(row["due"], context)


class EarlierRhythm(Record):
    """How often a programme was held before that was changed: what it asked for until then stays owed as it stood."""

    kind = "earlier_rhythm"
    label = N_("Earlier rhythm")
    plural = N_("Earlier rhythms")
    duty = READ
    order = ("until", "id")

    programme: Annotated[str, About(N_("Programme"), refers="programme", owner=True)]
    rhythm: Annotated[Rhythm, About(N_("How often"), column=10)]
    days: Annotated[Days, About(N_("Number of days"))] = 0
    start: Annotated[date, About(N_("From"), column=10)]
    end: Annotated[date | None, About(N_("Until"))] = None
    """The last day that was planned for the programme then."""
    until: Annotated[date, About(N_("Changed on"), column=10)]
    """Periods that began before this day are asked for."""

    @property
    def cadence(self) -> Cadence:
        """What it asked for."""
        return Cadence(self.rhythm, self.start, self.end, self.days)


class Session(Record):
    """One meeting of a programme."""

    kind = "session"
    label = N_("Session")
    plural = N_("Sessions")
    duty = READ
    order = ("-when", "id")
    watches = ("when", "stage")
    indexes = (("programme", "when"), ("case", "when"))

    when: Annotated[datetime, About(N_("When"), column=16, index=True)]
    minutes: Annotated[Minutes, About(N_("Minutes"))] = 0
    topic: Annotated[Line, About(N_("Topic"), column=28, search=True)]
    stage: Annotated[SessionStage, About(N_("Session status"), column=9, index=True)] = SessionStage.PLANNED
    programme: Annotated[str, About(N_("Programme"), column=16, refers="programme")]
    place: Annotated[str, About(N_("Place"), column=12, search=True)] = ""
    lecturer: Annotated[str, About(N_("Lecturer"), column=10, search=True)] = ""
    case: Annotated[str, About(N_("Case used"), refers="case_story")] = ""
    makes_up: Annotated[str, About(N_("Makes up for"), refers="session", index=True)] = ""
    """The session that those who missed it make up for in this one."""
    officer: Annotated[str, About(N_("Kept by"), refers="officer")] = ""
    taken: Annotated[date | None, About(N_("Attendance taken"), column=10)] = None
    evidence: Annotated[str, About(N_("Evidence"), lines=3, search=True)] = ""
    questions: Annotated[str, About(N_("Questions asked"), lines=3, search=True)] = ""
    quiz: Annotated[Percent, About(N_("Quiz result, %"))] = 0
    reason: Annotated[str, About(N_("Why it was cancelled"))] = ""
    waived: Annotated[bool, About(N_("Its period is excused"))] = False

    @property
    def title(self) -> str:
        """Day and topic."""
        return f"{self.when:%Y-%m-%d} {self.topic}"

    @property
    def until(self) -> datetime:
        """When it ends."""
        return self.when + timedelta(minutes=self.minutes)

    def agenda(self) -> Iterable[Due]:
        """To be held, then to be noted who was there."""
        if self.stage == SessionStage.PLANNED:
            yield Due(self.when.date(), say(N_("hold the session")), self.officer)
        elif self.stage == SessionStage.HELD and not self.taken:
            yield Due(self.when.date(), say(N_("take attendance")), self.officer)

    def remarks(self, reader: GroupCounter) -> Iterable[Sentence]:
        """Say where fewer have had it than its programme requires; who made it up since has had it."""
        marks: dict[Presence, int] = {}
        if self.stage == SessionStage.HELD:
            marks = dict(reader.groups(Query("attendance", Is("session", (self.id,))), "stage"))
        had, missed = (sum(marks.get(each, 0) for each in stages) for stages in (COUNTED, MISSED))
        for programme in reader.find(Query("programme", Is("id", (self.programme,)))):
            if short := programme.shortfall(had, missed):
                yield short

    @classmethod
    def flags(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        today = context.today
        return {
            N_("today"): Between("when", today, today),
            N_("week"): Between("when", today, today + timedelta(days=6)),
            N_("mine"): Is("officer", (context.officer,)),
            N_("not taken"): both(
                Is("stage", (SessionStage.PLANNED, SessionStage.HELD)),
                Blank("taken"),
                Between("when", None, today - timedelta(days=1)),
            ),
        }

    @classmethod
    def standing(cls, row: Mapping[str, Any], context: Context) -> Standing | None:
        """Late when it was planned for a day that has passed."""
        return _standing(row["when"].date(), context) if row["stage"] == SessionStage.PLANNED else None


class Attendance(Record):
    """One person at one session, with unit and cell as they were on that day.

    What coverage asks for is copied from session and programme, so that a million rows are counted from their tallies.
    """

    kind = "attendance"
    label = N_("Attendance")
    plural = N_("Attendance")
    duty = READ
    order = ("due", "id")
    unit_on = "day"
    cell_on = "day"
    service_on = "day"
    watches = ("due",)
    indexes = (("due", "id"), ("due", "programme"), ("person", "day"), ("stage", "unit"), ("stage", "programme"))
    # Each holds what rights look at (unit, cell), so that a bound officer's counts are answered from it as well.
    tallies = (
        ("session", "stage", "owed", "unit", "cell"),
        ("programme", "year", "stage", "owed", "minutes", "unit", "cell"),
        ("person", "programme", "year", "stage", "owed", "minutes", "unit", "cell"),
    )

    session: Annotated[str, About(N_("Session"), column=26, refers="session", owner=True)]
    person: Annotated[str, About(N_("Person"), refers="person")]
    name: Annotated[str, About(N_("Full name"), column=12)]
    stage: Annotated[Presence, About(N_("Presence"), column=8)] = Presence.PRESENT
    reason: Annotated[str, About(N_("Reason"), column=14)] = ""
    due: Annotated[date | None, About(N_("Make-up due"), column=10)] = None
    unit: Annotated[str, About(N_("Unit on that day"), column=16, refers="unit")] = ""
    cell: Annotated[str, About(N_("Cell on that day"), refers="cell")] = ""
    programme: Annotated[str, About(N_("Programme"), refers="programme")]
    day: Annotated[date, About(N_("Date"), column=10)]
    minutes: Annotated[Minutes, About(N_("Minutes"))] = 0
    officer: Annotated[str, About(N_("Kept by"), refers="officer")] = ""
    made_up: Annotated[date | None, About(N_("Made up on"))] = None
    made_up_in: Annotated[str, About(N_("Made up in"), refers="session")] = ""
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

    def agenda(self) -> Iterable[Due]:
        """The make-up, for whoever keeps the programme and in the cell of the person."""
        if self.due:
            yield Due(self.due, say(N_("make-up: {name}"), name=self.name), self.officer, self.unit, cell=self.cell)

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
        if not self.due:
            return None
        days = (self.due - self.day).days
        return say(N_("Due {due}: missed on {day} + {days} days to make it up."), due=self.due, day=self.day, days=days)

    @classmethod
    def flags(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        return {
            N_("owed"): Between("due"),
            N_("late"): Between("due", None, context.today - timedelta(days=1)),
            N_("mine"): Is("officer", (context.officer,)),
        }

    @classmethod
    def standing(cls, row: Mapping[str, Any], context: Context) -> Standing | None:
        """Late when the make-up is."""
        return _standing(row["due"], context)

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Condition | None:
        """An officer bound to units or cells sees who was there of those only."""
        bounds = {"unit": viewer.units, "cell": viewer.cells}
        rules = tuple(Is(name, tuple(sorted(allowed))) for name, allowed in bounds.items() if allowed is not None)
        return AnyOf(rules) if rules else None


class CaseStory(Record):
    """A case to learn from, without names."""

    kind = "case_story"
    label = N_("Teaching case")
    plural = N_("Teaching cases")
    duty = READ
    order = ("retired", "used_on", "id")

    name: Annotated[Line, About(N_("Title"), column=36, search=True)]
    facts: Annotated[Prose, About(N_("Facts"), lines=8, search=True)] = ""
    law: Annotated[Prose, About(N_("Law"), lines=4, search=True)] = ""
    lesson: Annotated[Prose, About(N_("Lesson"), lines=4, search=True)] = ""
    source: Annotated[str, About(N_("Made from"), refers="grievance")] = ""
    used: Annotated[int, About(N_("Times used"), column=6)] = 0
    used_on: Annotated[date | None, About(N_("Last used"), column=10)] = None
    retired: Annotated[date | None, About(N_("Out of use since"), column=10)] = None

    @property
    def title(self) -> str:
        """The title."""
        return self.name

    @classmethod
    def flags(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        return {N_("unused"): Blank("used_on"), N_("in use"): Blank("retired")}


def _standing(due: date | None, context: Context) -> Standing | None:
    if due is None:
        return None
    if due < context.today:
        return Standing.LATE
    soon = timedelta(days=context.policy.settings(EducationSettings).soon_days)
    return Standing.DUE_SOON if due - context.today <= soon else Standing.ON_TIME
