"""Coverage 覆盖率: who has had how much of what, what is owed, and what lapses soon, from counters and index ranges.

Figures are of sessions and hours. They are listed by number or code, never by how people did: nobody is ranked.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.desks.education.attendance_record import Attendance
from core.desks.education.audience import people_for
from core.desks.education.records import Programme, Session
from core.desks.education.vocabulary import COUNTED, MISSED, EducationSettings
from core.desks.people.records import Person
from core.model.chart import COUNT, Heading, Line, View, Words
from core.model.context import Context
from core.model.dashboard import Dashboard
from core.model.dashboard_matrix import Matrix
from core.model.dashboard_parts import Listed, Table
from core.model.deadline import DeadlineStatus
from core.model.figure import Figure, Number
from core.model.past import held, once_held
from core.model.query import EVERYTHING, Between, Blank, Condition, GroupCounter, Is, Query, both
from core.model.reader import Reader
from core.model.tiles import Tiles
from core.rules.obligation import without
from core.values.cadence import Period, called
from core.values.sentence import N_, say

HAD, NOT_HAD, OWED = Is("stage", COUNTED), Is("stage", MISSED), Is("owed", (True,))
OF_PERSON = ("person", "programme")
"""What stands on the card of a person, by programme."""

WAS_LATE = (
    held("due", overdue=True),
    once_held("was_due", "made_up", overdue=True),
    once_held("was_due", "ended", overdue=True),
)
"""Which make-ups were late: those still owed, and those made up or ended by leaving since."""

COVERED = Figure("covered", N_("Coverage"), Attendance, HAD, within="year", of=EVERYTHING, goal="required")
ATTENDED = Figure("attended", N_("Attended"), Attendance, HAD, by=OF_PERSON, within="year")
MISSES = Figure("missed", N_("Missed"), Attendance, NOT_HAD, by=OF_PERSON, within="year")
TO_MAKE_UP = Figure("owed_makeups", N_("Owed"), Attendance, OWED, OF_PERSON, "year", status=DeadlineStatus.DUE_SOON)
REPEATED = Figure(
    "missed_repeatedly",
    N_("Missed twice or more"),
    Attendance,
    NOT_HAD,
    within="year",
    repeats=OF_PERSON,
    heading=N_("Twice"),
    status=DeadlineStatus.LATE,
)
"""Who has missed the same programme more than once is named."""
HOURS = Figure("hours", N_("Hours"), Attendance, HAD, by=OF_PERSON, within="year", adds="minutes", per=60)
WITHOUT = Figure("without_session", N_("People"), Person)
"""Who has not had a period of a programme yet."""


def _had_this_year(context: Context) -> Condition:
    return both(HAD, _this_year(context))


def _this_year(context: Context) -> Condition:
    return Is("year", (context.today.year,))


IN_CELL = Figure("covered_in_cell", N_("Coverage"), Attendance, _had_this_year, by=("cell",), of=_this_year)
"""The coverage of this year, in the panel of a cell."""
AT_SESSION = Figure(
    "attended_share", N_("Attendance"), Attendance, HAD, by=("session",), of=Is("stage", (*COUNTED, *MISSED))
)
"""How many of those expected had a session, as it stands beside it on the calendar."""

Tiles(
    Figure("makeups_late", N_("late"), Attendance, "late", status=DeadlineStatus.LATE, past=WAS_LATE),
    Figure("makeups_soon", N_("due soon"), Attendance, "soon", status=DeadlineStatus.DUE_SOON),
)
Tiles(
    Figure("sessions_today", N_("today"), Session, "today", status=DeadlineStatus.DUE_SOON),
    Figure("sessions_week", N_("week"), Session, "week"),
    Figure("sessions_not_taken", N_("not taken"), Session, "not taken", status=DeadlineStatus.LATE),
)


@dataclass(frozen=True, slots=True)
class Lapse:
    """Something that lapses soon: a period of a programme that some have not had, or make-ups."""

    on: date
    programme: str
    period: Period | None = None
    """None for make-ups."""
    people: int = 0
    """How many have not had it yet."""
    where: Condition = EVERYTHING
    """The people, or the attendances to be made up."""


def lapses(reader: GroupCounter, today: date, days: int) -> list[Lapse]:
    """Return what lapses within so many days, soonest first; make-ups that have lapsed already stand in front."""
    until = today + timedelta(days=days)
    found = [*_makeups(reader, today, until), *_periods(reader, today, until)]
    return sorted(found, key=lambda lapse: (lapse.on, lapse.programme, lapse.period.key if lapse.period else ""))


def _makeups(reader: GroupCounter, today: date, until: date) -> Iterable[Lapse]:
    """Yield the make-ups by day, those that are late as one for each programme, by the day of the oldest."""
    late: dict[str, Lapse] = {}
    for on, programme, count in sorted(
        reader.groups(Query("attendance", Between("due", None, until)), "due", "programme")
    ):
        of = Is("programme", (programme,))
        if on >= today:
            yield Lapse(on, programme, None, count, both(of, Is("due", (on,))))
        else:
            overdue = both(of, Between("due", None, today - timedelta(days=1)))
            known = late.setdefault(programme, Lapse(on, programme, where=overdue))
            late[programme] = replace(known, people=known.people + count)
    yield from late.values()


def _periods(reader: GroupCounter, today: date, until: date) -> Iterable[Lapse]:
    """Yield the periods that run today, end until then and were not excused, with how many lack a session in them."""
    for programme in reader.find(Query("programme", Blank("ended"))):
        excused = both(Is("programme", (programme.id,)), Is("waived", (True,)), Blank("makes_up"))
        days = [session.when.date() for session in reader.find(Query("session", excused))]
        for period in without(programme.asked(reader, today), (), days):
            if today <= period.last <= until and (missing := not_had(reader, programme, period, today)):
                yield Lapse(period.last, programme.id, period, len(missing), Is("id", tuple(missing)))


def not_had(reader: GroupCounter, programme: Programme, period: Period, today: date) -> list[str]:
    """Return the people a programme is for today who have not had it in a period, by staff number."""
    in_period = both(Is("programme", (programme.id,)), Between("when", period.counted_from, period.last))
    sessions = tuple(session.id for session in reader.find(Query("session", in_period)))
    had = set[str]()
    if sessions:
        had = {
            person
            for person, _count in reader.groups(Query("attendance", both(Is("session", sessions), HAD)), "person")
        }
    return [person.id for person in people_for(programme, reader, today) if person.id not in had]


def _lapsing(reader: Reader, _view: View) -> Iterable[Line]:
    """Yield what lapses within the days of the policy pack."""
    for each in lapses(reader, reader.today, reader.policy.settings(EducationSettings).lapse_days):
        what = say(N_("period {period}"), period=called(each.period.key)) if each.period else say(N_("make-ups"))
        if each.on < reader.today:
            what = say(N_("overdue make-ups"))
        texts: dict[str, Words] = {"until": each.on.isoformat(), "lapses": what}
        number = Number(WITHOUT if each.period else TO_MAKE_UP, each.people, each.where)
        yield Line("", {COUNT: number}, ("programme", each.programme), texts=texts)


COLUMNS = (COVERED, ATTENDED, MISSES, TO_MAKE_UP, REPEATED, HOURS)

Dashboard(
    "coverage",
    N_("Coverage"),
    N_("Show hours, sessions owed, who has missed what repeatedly, and what lapses soon."),
    "v",
    (
        Table("programme", *COLUMNS, gap=MISSES),
        Matrix(COVERED, "unit", "programme", N_("Units × programmes"), where=Is("open", (True,))),
        *(Table(by, *COLUMNS, gap=MISSES) for by in ("unit", "cell", "person")),
        Listed(
            N_("Lapsing"),
            (WITHOUT, TO_MAKE_UP),
            _lapsing,
            Programme.label,
            (Heading("until", N_("Until"), 10), Heading("lapses", N_("What lapses"), 22)),
        ),
    ),
    foremost=True,
)
