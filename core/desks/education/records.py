"""What the education desk keeps: programmes 教育计划, sessions 活动, and the cases of the library 案例库."""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated, Any

from core.desks.education import fields
from core.desks.education.vocabulary import (
    COUNTED,
    KEEP,
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
from core.model.from_to import FromTo
from core.model.on_calendar import OnCalendar
from core.model.query import Between, Blank, Condition, GroupCounter, Is, Query, both
from core.model.reader import Finder
from core.model.record import Record, derived
from core.model.rule import Unique
from core.rules.obligation import Met, Owed, Recurring
from core.values.bounds import LAST_DAY
from core.values.cadence import Cadence, Period, Rhythm
from core.values.field_types import REQUIRED
from core.values.percentages import reached
from core.values.sentence import N_, Sentence, say

COUNTS: Condition = Blank("makes_up")
"""Sessions that count for their period: those that make up for another do not."""


class Programme(Recurring):
    """What is taught, to whom, and how often."""

    kind = "programme"
    label = N_("Programme")
    plural = N_("Programmes")
    duty = READ
    order = ("ended", "name", "id")
    owed = Owed(
        N_("hold a session"),
        (
            Met("session", "programme", "when", where=both(COUNTS, Is("stage", (SessionStage.HELD,)))),
            Met("session", "programme", "when", where=both(COUNTS, Is("waived", (True,))), excuses=True),
        ),
        owner=("officer",),
        soon=EducationSettings,
        duty=KEEP,
    )

    on_calendar = OnCalendar("start", "name", to="last_day", where=Is("rhythm", (Rhythm.WINDOW,)), category=("theme",))
    timeline = FromTo("start", "last_day", ("name",))

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
    earlier_left: Annotated[str, About(N_("Period left of an earlier rhythm"), period=True, kept=True)] = ""
    """The key of the oldest period left, if it is one of an earlier rhythm."""
    ended: fields.Ended | None = None
    ended_because: fields.EndedBecause = ""

    @property
    def title(self) -> str:
        """The name."""
        return self.name

    @derived(About(N_("In force"), index=True))
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

    @derived(About(N_("Runs until")))
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

    def asked(self, finder: Finder, until: date = LAST_DAY) -> Iterator[Period]:
        """Yield also the periods of earlier rhythms."""
        earlier = finder.find(Query("earlier_rhythm", Is("programme", (self.id,)), ("until", "id")))
        return asked_periods(self, earlier, until)

    def waiting(self, until: date = LAST_DAY) -> Iterator[Period]:
        """Yield first the period that an earlier rhythm left; nothing more is owed of a programme that has ended."""
        if self.ended or self.oldest_left is None:
            return
        if self.earlier_left and self.earlier_left not in self.ahead.split():
            yield Period(self.earlier_left, self.oldest_left, self.oldest_left)
        yield from super().waiting(until)

    def left(self, oldest: Period | None) -> dict[str, Any]:
        """Return also the key of a period that the present rhythm does not ask for."""
        present = self.cadence.periods(oldest.last, oldest.last) if oldest and self.cadence else ()
        earlier = oldest is not None and oldest.key not in {each.key for each in present}
        return super().left(oldest) | {"earlier_left": oldest.key if oldest and earlier else ""}

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        return {
            **super().filters(context),
            N_("active"): Blank("ended"),
            N_("mine"): Is("officer", (context.officer,)),
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


def asked_periods(programme: Programme, earlier: Iterable[EarlierRhythm], until: date = LAST_DAY) -> Iterator[Period]:
    """Yield the periods that begin by `until`, of the present rhythm and earlier ones; those that end first in front.

    An earlier rhythm asks for every period that began before it was changed, also for the one that ran on that day;
    the present one from that day on. A session on a day on which both run is held for both. For the first period of a
    new rhythm, sessions before the change count too.
    """
    cadences = []
    for each in earlier:
        ends = [day for day in (each.end, programme.last_day) if day]
        cut = replace(each.cadence, end=min(ends, default=None))
        cadences.append(cut.periods(min(until, each.until - timedelta(days=1))))
    if (present := programme.cadence) is not None:
        whole = present.period_of(present.start).first
        since = max(whole, programme.start) if programme.rhythm_since else None
        periods = present.periods(until)
        cadences.append(replace(each, since=since) if each.first == present.start else each for each in periods)
    seen = set[str]()
    for period in heapq.merge(*cadences, key=lambda period: (period.last, period.key)):
        if period.key not in seen:
            seen.add(period.key)
            yield period


class Session(Record):
    """One meeting of a programme."""

    kind = "session"
    label = N_("Session")
    plural = N_("Sessions")
    duty = READ
    ends = (SessionStage.HELD, SessionStage.CANCELLED)
    deadlines = (
        Deadline(N_("hold the session"), on="when", stages=(SessionStage.PLANNED,), owner=("officer",),
                 duty=KEEP, soon=EducationSettings, timed=True),
        Deadline(N_("take attendance"), on="when", until=("taken",), stages=(SessionStage.HELD,), owner=("officer",),
                 duty=KEEP, soon=EducationSettings),
    )  # fmt: skip
    on_calendar = OnCalendar(
        "when",
        "topic",
        where=Is("stage", (SessionStage.PLANNED, SessionStage.HELD)),
        over=(SessionStage.HELD,),
        minutes="minutes",
        category=("programme", "theme"),
        alone=("place", "lecturer"),
    )
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
