"""Coverage 覆盖率: who has had how much of what, what is owed, and what lapses soon, from counters and index ranges.

Figures are of sessions and hours. They are listed by number or code, never by how people did: nobody is ranked.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.desks.education.audience import people_for
from core.desks.education.records import Programme
from core.desks.education.vocabulary import COUNTED, MISSED
from core.model.card_section import CardSection
from core.model.query import Between, Blank, Condition, GroupCounter, Is, Query, both
from core.model.reader import Reader
from core.rules.obligation import without
from core.values.cadence import Period
from core.values.percentages import reached
from core.values.sentence import N_, Sentence, say

TWICE = 2
"""Who has missed a programme so often is named."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How a programme, a unit, a cell or a person stands."""

    key: str
    """The identifier of the programme, unit, cell or person; empty for people who were in none."""
    had: int = 0
    """Attendances that count: present, late or made up."""
    missed: int = 0
    """Excused or absent, and not made up."""
    owed: int = 0
    """Missed, and still to be made up."""
    minutes: int = 0
    """What was had, in minutes."""
    twice: int = 0
    """How many programmes were missed twice or more, by whomever."""

    @property
    def expected(self) -> int:
        """How many attendances there would be if nobody had missed anything."""
        return self.had + self.missed

    @property
    def percent(self) -> int | None:
        """How much of what was expected was had, rounded down: 100 means all of it."""
        return reached(self.had, self.expected)

    @property
    def hours(self) -> float:
        """What was had, in hours."""
        return self.minutes / 60


def coverage(office: GroupCounter, by: str, year: int | None = None) -> dict[str, Coverage]:
    """Return the coverage by `programme`, `unit`, `cell` or `person`, of one year or of all time."""
    when = Is("year", (year,)) if year else Between("year")
    counted: dict[str, dict[str, int]] = {}
    for key, stage, owed, minutes, count in office.groups(Query("attendance", when), by, "stage", "owed", "minutes"):
        sums = counted.setdefault(key, {"had": 0, "missed": 0, "owed": 0, "minutes": 0})
        sums["had"] += count if stage in COUNTED else 0
        sums["missed"] += count if stage in MISSED else 0
        sums["owed"] += count if owed else 0
        sums["minutes"] += count * minutes if stage in COUNTED else 0
    twice = missed_twice(office, by, year)
    return {key: Coverage(key, **sums, twice=twice.get(key, 0)) for key, sums in counted.items()}


def missed_twice(office: GroupCounter, by: str, year: int | None = None) -> dict[str, int]:
    """Return how often in each a person has missed the same programme twice or more without making it up."""
    when = Is("year", (year,)) if year else Between("year")
    missed = Query("attendance", both(when, Is("stage", MISSED)))
    found: dict[str, int] = {}
    keys = dict.fromkeys((by, "person", "programme"))
    place = list(keys).index(by)
    for *combination, count in office.groups(missed, *keys):
        if count >= TWICE:
            found[combination[place]] = found.get(combination[place], 0) + 1
    return found


@dataclass(frozen=True, slots=True)
class Lapse:
    """Something that lapses soon: a period of a programme that some have not had, or a make-up."""

    on: date
    programme: str
    period: Period | None = None
    """None for make-ups."""
    people: int = 0
    """How many have not had it yet."""


def lapses(office: GroupCounter, today: date, days: int) -> list[Lapse]:
    """Return what lapses within so many days, soonest first; make-ups that have lapsed already stand in front."""
    until = today + timedelta(days=days)
    found = [*_makeups(office, today, until), *_periods(office, today, until)]
    return sorted(found, key=lambda lapse: (lapse.on, lapse.programme, lapse.period.key if lapse.period else ""))


def _makeups(office: GroupCounter, today: date, until: date) -> Iterable[Lapse]:
    """Yield the make-ups by day, those that are late as one for each programme, by the day of the oldest."""
    due = Query("attendance", Between("due", None, until))
    late: dict[str, Lapse] = {}
    for on, programme, count in sorted(office.groups(due, "due", "programme")):
        if on >= today:
            yield Lapse(on, programme, None, count)
        else:
            known = late.setdefault(programme, Lapse(on, programme))
            late[programme] = replace(known, people=known.people + count)
    yield from late.values()


def _periods(office: GroupCounter, today: date, until: date) -> Iterable[Lapse]:
    """Yield the periods that run today, end until then and were not excused, with how many lack a session in them."""
    for programme in office.find(Query("programme", Blank("ended"))):
        excused = both(Is("programme", (programme.id,)), Is("waived", (True,)), Blank("makes_up"))
        days = [session.when.date() for session in office.find(Query("session", excused))]
        for period in without(programme.asked(office, today), (), days):
            if today <= period.last <= until and (missing := not_had(office, programme, period, today)):
                yield Lapse(period.last, programme.id, period, len(missing))


def not_had(office: GroupCounter, programme: Programme, period: Period, today: date) -> list[str]:
    """Return the people a programme is for today who have not had it in a period, by staff number."""
    in_period = both(Is("programme", (programme.id,)), Between("when", period.counted_from, period.last))
    sessions = tuple(session.id for session in office.find(Query("session", in_period)))
    had = set[str]()
    if sessions:
        counts = both(Is("session", sessions), Is("stage", COUNTED))
        had = {person for person, _count in office.groups(Query("attendance", counts), "person")}
    return [person.id for person in people_for(programme, office, today) if person.id not in had]


@dataclass(frozen=True, slots=True)
class OfPerson:
    """What one person has had, missed and owes, programme by programme."""

    programme: str
    had: int
    missed: int
    owed: int
    minutes: int


def of_person(office: GroupCounter, person: str) -> list[OfPerson]:
    """Return the coverage of one person by programme."""
    sums: dict[str, list[int]] = {}
    own = Query("attendance", Is("person", (person,)))
    for programme, stage, owed, minutes, count in office.groups(own, "programme", "stage", "owed", "minutes"):
        had, missed = (count if stage in group else 0 for group in (COUNTED, MISSED))
        added = (had, missed, count if owed else 0, had * minutes)
        sums[programme] = [a + b for a, b in zip(sums.get(programme, [0] * 4), added, strict=True)]
    return [OfPerson(programme, *figures) for programme, figures in sums.items()]


def coverage_lines(reader: Reader, person: str) -> Iterable[Sentence]:
    """Yield how a person stands with each programme, if the officer reads attendance."""
    told = N_("{programme}: {had} attended ({hours} hours), {missed} missed, {owed} to be made up")
    for each in of_person(reader, person):
        yield say(
            told,
            programme=reader.title("programme", each.programme),
            had=each.had,
            hours=f"{each.minutes / 60:.1f}",
            missed=each.missed,
            owed=each.owed,
        )


CardSection(N_("Education, by programme"), coverage_lines)


def missed_by(by: str, key: str, year: int | None = None) -> Condition:
    """Return the condition of the attendances behind a row of the coverage that were missed."""
    when = Is("year", (year,)) if year else Between("year")
    return both(Is(by, (key,)), when, Is("stage", MISSED))
