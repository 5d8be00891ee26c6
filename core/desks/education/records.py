"""What the education desk keeps: programmes 教育计划, sessions 活动, and the cases of the library 案例库."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Annotated

from core.desks.education import fields
from core.desks.education.vocabulary import (
    COUNTED,
    MISSED,
    READ,
    Audience,
    EducationSettings,
    Presence,
    SessionStage,
    Theme,
)
from core.model.context import Context
from core.model.deadline import Deadline
from core.model.field import About, Role
from core.model.query import Between, Blank, Condition, GroupCounter, Is, Query, both
from core.model.record import Record, derived
from core.model.rule import Unique
from core.values.cadence import Cadence, called
from core.values.field_types import REQUIRED
from core.values.percentages import reached
from core.values.sentence import N_, Sentence, say


class Programme(Record):
    """What is taught, to whom, and how often."""

    kind = "programme"
    label = N_("Programme")
    plural = N_("Programmes")
    duty = READ
    order = ("ended", "name", "id")
    deadlines = (
        Deadline(N_("hold a session"), on="due", until=("ended",), owner=("officer",), soon=EducationSettings),
    )

    name: fields.Name
    theme: fields.Theme = Theme.COUNTER_ESPIONAGE
    audience: fields.Audience = Audience.EVERYONE
    units: Annotated[tuple[str, ...], About(N_("Units"), column=14, refers="unit")] = ()
    cells: Annotated[tuple[str, ...], About(N_("Cells"), column=14, refers="cell", says=Role.SUBJECT)] = ()
    """Empty for the leads or the backbone of all cells."""
    posts: Annotated[tuple[str, ...], About(N_("Words of posts"))] = ()
    """Words of which posts contain one."""
    rhythm: fields.Rhythm | None = None
    days: fields.Days = 0
    start: fields.First
    rhythm_since: Annotated[date | None, About(N_("In this rhythm since"))] = None
    """From when `rhythm` is asked for, if that is not from the start; before, an `EarlierRhythm` was."""
    end: fields.End | None = None
    minutes: fields.Minutes = 0
    required: fields.Required = 0
    lecturer: fields.Lecturer = ""
    material: fields.Material = ""
    officer: Annotated[str, replace(fields.KEPT_BY, index=True)] = ""
    due: Annotated[date | None, About(N_("Next session by"), column=10, index=True)] = None
    """The last day of the first period in which no session was held: a stored fact, moved on by sessions."""
    due_for: Annotated[str, About(N_("Period that is due"), period=True)] = ""
    """The key of that period."""
    ended: fields.Ended | None = None
    ended_because: fields.EndedBecause = ""

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

    def explain(self) -> Sentence | None:
        """Return which period it is that ends."""
        if not self.due:
            return None
        period = called(self.due_for)
        return say(N_("Due {due}: the first period without a session is {period}."), due=self.due, period=period)

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        return {
            N_("active"): Blank("ended"),
            N_("mine"): Is("officer", (context.officer,)),
            N_("owed"): both(Blank("ended"), Between("due", None, context.today - timedelta(days=1))),
        }


class EarlierRhythm(Record):
    """How often a programme was held before that was changed: what it asked for until then stays owed as it stood."""

    kind = "earlier_rhythm"
    label = N_("Earlier rhythm")
    plural = N_("Earlier rhythms")
    duty = READ
    order = ("until", "id")

    programme: Annotated[str, replace(fields.PROGRAMME, owner=True)]
    rhythm: fields.Rhythm
    days: fields.Days = 0
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
    ends = (SessionStage.HELD, SessionStage.CANCELLED)
    deadlines = (
        Deadline(N_("hold the session"), on="when", stages=(SessionStage.PLANNED,), owner=("officer",),
                 soon=EducationSettings),
        Deadline(N_("take attendance"), on="when", until=("taken",), stages=(SessionStage.HELD,), owner=("officer",),
                 soon=EducationSettings),
    )  # fmt: skip
    order = ("-when", "id")
    indexes = (("programme", "when"), ("case", "when"))

    when: fields.When
    minutes: fields.Minutes = 0
    topic: Annotated[fields.Topic, REQUIRED]
    stage: Annotated[SessionStage, About(N_("Session status"), column=9, index=True)] = SessionStage.PLANNED
    programme: fields.OfProgramme
    place: fields.Place = ""
    lecturer: fields.SessionLecturer = ""
    case: fields.Case = ""
    makes_up: Annotated[str, About(N_("Makes up for"), refers="session", index=True)] = ""
    """The session that those who missed it make up for in this one."""
    officer: fields.KeptBy = ""
    taken: Annotated[date | None, About(N_("Attendance taken"), column=10)] = None
    evidence: fields.Evidence = ""
    questions: fields.Questions = ""
    quiz: fields.Quiz = 0
    reason: fields.WhyCancelled = ""
    waived: fields.Waived = False

    @property
    def title(self) -> str:
        """Day and topic."""
        return f"{self.when:%Y-%m-%d} {self.topic}"

    @property
    def until(self) -> datetime:
        """When it ends."""
        return self.when + timedelta(minutes=self.minutes)

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
    def filters(cls, context: Context) -> dict[str, Condition]:
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


class CaseStory(Record):
    """A case to learn from, without names."""

    kind = "case_story"
    label = N_("Teaching case")
    plural = N_("Teaching cases")
    duty = READ
    order = ("retired", "used_on", "id")
    unique = (Unique(("source",), N_("A case was made of this grievance already.")),)

    name: fields.Title
    facts: fields.Facts = ""
    law: fields.Law = ""
    lesson: fields.Lesson = ""
    source: Annotated[str, About(N_("Made from"), refers="grievance")] = ""
    used: Annotated[int, About(N_("Times used"), column=6)] = 0
    used_on: Annotated[date | None, About(N_("Last used"), column=10)] = None
    retired: Annotated[date | None, About(N_("Out of use since"), column=10)] = None

    @property
    def title(self) -> str:
        """The title."""
        return self.name

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        return {N_("unused"): Blank("used_on"), N_("in use"): Blank("retired")}
