"""A second calculation of the figures that screens show, made by hand: it shares no code with the first.

It reads whole records and nothing that was worked out of them beforehand (no tallies, no `due`, no `open`), and does
the arithmetic as the manual tells it to a clerk: day by day, person by person. It is slow, and meant to be.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from typing import Any, NamedTuple

from core.model.query import Query

ONE = timedelta(days=1)
WEEK = timedelta(days=7)
HAD, MISSED = ("present", "late", "made_up"), ("excused", "absent")
IN_HAND = ("registered", "accepted", "paused", "replied")
UNFINISHED = (*IN_HAND, "review")
PARTS_OF = {"leaders": ("lead", "deputy"), "backbone": ("cadre", "technical")}


def days(first: date, last: date) -> Iterator[date]:
    """Yield each day from one to another, both included."""
    while first <= last:
        yield first
        first += ONE


# Periods: manual, 4.4 and 6.2


class Period(NamedTuple):
    """A period that is asked for: its days, cut by the beginning and the end of what asks for it."""

    key: str
    first: date
    last: date
    opens: date
    """Its first day in the calendar, cut by nothing."""


class Rhythm(NamedTuple):
    """How often, from when, until when."""

    often: str
    start: date
    end: date | None
    every: int

    def key(self, day: date) -> str:
        """Return what the period is called in which a day lies."""
        year, week, _ = day.isocalendar()
        return {
            "weekly": lambda: f"{year}-W{week:02}",
            "monthly": lambda: day.isoformat()[:7],
            "quarterly": lambda: f"{day.year}-Q{(day.month + 2) // 3}",
            "yearly": lambda: str(day.year),
            "every_days": lambda: str(day - (day - self.start) % timedelta(days=self.every)),
            "window": lambda: f"{self.start}/{self.end}" if self.start <= day <= (self.end or day) else "",
        }[self.often]()


@cache
def periods(rhythm: Rhythm, until: date) -> tuple[Period, ...]:
    """Return the periods that begin by a day and of which more than half is left, walking from day to day."""
    found: dict[str, list[date]] = {}
    for day in days(rhythm.start, rhythm.end or date.max):
        key = rhythm.key(day)
        if key not in found and day > until:
            break
        found.setdefault(key, []).append(day)
    asked = []
    for key, touched in found.items():
        opens, closes = touched[0], touched[-1]
        while rhythm.key(opens - ONE) == key:
            opens -= ONE
        while rhythm.key(closes + ONE) == key:
            closes += ONE
        whole = len(list(days(opens, closes)))
        if len(touched) > whole - len(touched) or len(touched) == whole:
            asked.append(Period(key, touched[0], touched[-1], opens))
    return tuple(asked)


# The books


class Stay(NamedTuple):
    """A time in one unit and post, both days included."""

    first: date | None
    last: date | None
    unit: str
    post: str


class Line(NamedTuple):
    """A line of the coverage."""

    had: int = 0
    missed: int = 0
    owed: int = 0
    minutes: int = 0
    twice: int = 0
    percent: int | None = None


class Received(NamedTuple):
    """What became of the grievances that came in."""

    count: int
    ended: int
    late: int
    open: int


class Books:
    """All records of a store on a day, and the figures that follow from them."""

    def __init__(
        self,
        find: Callable[[Query], list[Any]],
        now: datetime,
        terms: Mapping[str, Mapping[str, int]],
        rested: Mapping[str, int],
    ) -> None:
        """Open the books: `terms` are the figures of the policy pack by section and name.

        `rested` says for each grievance on how many days its clock stood still, as somebody saw who looked every night.
        """
        self._find = find
        self.now, self.today = now, now.date()
        self._terms = terms
        self._rested = rested
        self._read: dict[str, list[Any]] = {}

    def all(self, kind: str) -> list[Any]:
        """Return every record of a kind."""
        if kind not in self._read:
            self._read[kind] = self._find(Query(kind))
        return self._read[kind]

    def by_id(self, kind: str) -> dict[str, Any]:
        """Return every record of a kind by its identifier."""
        return {each.id: each for each in self.all(kind)}

    def _of(self, kind: str, field: str) -> dict[str, list[Any]]:
        """Return the records of a kind by what stands in a field."""
        if (place := f"{kind}.{field}") not in self._read:
            sorted_by: dict[str, list[Any]] = {}
            for each in self.all(kind):
                sorted_by.setdefault(getattr(each, field), []).append(each)
            self._read[place] = [sorted_by]
        found: dict[str, list[Any]] = self._read[place][0]
        return found

    # People: manual, 8

    def stays(self, person: Any) -> list[Stay]:
        """Return where somebody was from when to when, oldest first; the last is where he is now."""
        former = sorted(self._of("placement", "person").get(person.id, ()), key=lambda each: each.until)
        begins = former[-1].until + ONE if former else None
        present = max((day for day in (begins, person.joined) if day), default=None)
        return [
            *(Stay(each.since, each.until, each.unit, each.post) for each in former),
            Stay(present, person.left, person.unit, person.post),
        ]

    def stay(self, person: Any, day: date) -> Stay | None:
        """Return where somebody worked on a day; None of who had left, or had not come, or is not known to have."""
        for stay in self.stays(person):
            first = stay.first or person.entered
            if (first is None or first <= day) and (stay.last is None or day <= stay.last):
                return stay
        return None

    def with_those_below(self, units: Iterable[str]) -> set[str]:
        """Return units with all below them."""
        found = set(units)
        while more := {unit.id for unit in self.all("unit") if unit.parent in found} - found:
            found |= more
        return found

    # Cells: manual, 4

    def above(self, cell: str, day: date) -> str:
        """Return the cell that a cell stood below on a day; empty on top."""
        for place in sorted(self._of("cell_place", "cell").get(cell, ()), key=lambda each: each.until):
            if day <= place.until:
                return str(place.parent)
        return str(self.by_id("cell")[cell].parent)

    def cells_with_those_below(self, cells: Iterable[str], day: date) -> set[str]:
        """Return cells with all that stood below them on a day; one that had ended goes on in another."""
        known, found = self.by_id("cell"), set()
        for cell in cells:
            while (ended := known[cell].end) and ended <= day and (known[cell].into or known[cell].parent):
                cell = known[cell].into or known[cell].parent
            found.add(cell)
        while more := {cell for cell in known if self.above(cell, day) in found} - found:
            found |= more
        return found

    def memberships_on(self, day: date) -> list[Any]:
        """Return who was in which cell on a day: a day of change counts for what follows."""
        return [
            each for each in self.all("membership") if each.since <= day and (each.until is None or day < each.until)
        ]

    def primary_cell(self, person: str, day: date) -> str:
        """Return in which cell somebody was counted on a day; empty for none."""
        theirs = self._of("membership", "person").get(person, ())
        found = [each.cell for each in theirs if each.primary and each in self._on(day)]
        return found[0] if found else ""

    def _on(self, day: date) -> list[Any]:
        if (place := f"memberships {day}") not in self._read:
            self._read[place] = self.memberships_on(day)
        return self._read[place]

    def contradictions(self) -> list[str]:
        """Return what no reorganisation may leave behind: two primary cells or places at one time, and the like."""
        found, cells = [], self.by_id("cell")

        def overlap(one: Any, other: Any) -> bool:
            """Whether two memberships held on some day, each from its first day to the one before its last."""
            return max(one.since, other.since) < min(one.until or date.max, other.until or date.max)

        for person, theirs in self._of("membership", "person").items():
            for place, one in enumerate(theirs):
                for other in theirs[place + 1 :]:
                    if overlap(one, other) and one.primary and other.primary:
                        found.append(f"two primary cells at one time: {person} {one} {other}")
                    if overlap(one, other) and one.cell == other.cell:
                        found.append(f"twice in a cell at one time: {person} {one} {other}")
        for cell, theirs in self._of("membership", "cell").items():
            start, end = cells[cell].start, cells[cell].end
            for place, one in enumerate(theirs):
                if (start and one.since < start) or (end and (one.until is None or one.until > end)):
                    found.append(f"in a cell that was not there: {one}")
                for other in theirs[place + 1 :]:
                    if one.part == other.part and one.part in PARTS_OF["leaders"] and overlap(one, other):
                        found.append(f"two have one part: {one} {other}")
            present = {each.part: each.person for each in theirs if each.until is None}
            for part in PARTS_OF["leaders"]:
                if present.get(part, "") != getattr(cells[cell], part) and end is None:
                    found.append(f"{part} of {cells[cell]} is another than in {theirs}")
        for person in self.all("person"):
            for one, other in zip(self.stays(person), self.stays(person)[1:], strict=False):
                if not (one.last and other.first and one.last < other.first):
                    found.append(f"two places at one time: {person} {one} {other}")
            began = person.joined or date.min
            service = [each for each in self.stays(person) if each.last is None or began <= each.last]
            if not service or service[0].first != person.joined:
                found.append(f"the service of {person} does not begin on the day of joining: {service}")
        return found

    # Programmes: manual, 6.2

    def met(self, programme: Any) -> list[date]:
        """Return the days on which a session was held, or its period excused; make-ups fulfil nothing."""
        return [
            each.when.date()
            for each in self._of("session", "programme").get(programme.id, ())
            if not each.makes_up and (each.stage == "held" or each.waived)
        ]

    def asked(self, programme: Any, until: date) -> list[Period]:
        """Return the periods of a programme that begin by a day, those of earlier rhythms among them.

        The first period of a new rhythm opens with its first day in the calendar: what was held in it counts for it.
        """
        stops = min((day for day in (programme.end, programme.ended) if day), default=None)
        found: dict[str, Period] = {}
        rhythms = []
        for each in self._of("earlier_rhythm", "programme").get(programme.id, ()):
            ends = min((day for day in (each.end, stops) if day), default=None)
            rhythms.append((Rhythm(each.rhythm, each.start, ends, each.days), min(until, each.until - ONE)))
        if programme.rhythm:
            since = max(programme.start, programme.rhythm_since or programme.start)
            rhythms.append((Rhythm(programme.rhythm, since, stops, programme.days), until))
        for rhythm, last in rhythms:
            for period in periods(rhythm, last):
                changed = period.first == programme.rhythm_since
                opens = max(period.opens, programme.start) if changed else period.first
                known = found.get(period.key)
                if known is None or period.last < known.last:
                    found[period.key] = period._replace(opens=min(opens, known.opens) if known else opens)
        return sorted(found.values(), key=lambda period: (period.last, period.key))

    def unmet(self, programme: Any, until: date, met: Iterable[date]) -> list[Period]:
        """Return the periods in which none of these days lies."""
        return [
            period
            for period in self.asked(programme, until)
            if not any(period.opens <= day <= period.last for day in met)
        ]

    def owed_sessions(self) -> dict[str, list[str]]:
        """Return for each running programme the periods that have passed without a session."""
        found = {}
        for each in self.all("programme"):
            passed = [period.key for period in self.unmet(each, self.today, self.met(each)) if period.last < self.today]
            if passed and not each.ended:
                found[each.id] = passed
        return found

    def next_session(self, programme: Any) -> tuple[date | None, str]:
        """Return until when the next session is due, and for which period."""
        if programme.ended:
            return None, ""
        met = self.met(programme)
        far = max([self.today, programme.start, *met]) + timedelta(days=2 * max(366, programme.days))
        waiting = self.unmet(programme, far, met)
        return (waiting[0].last, waiting[0].key) if waiting else (None, "")

    def audience(self, programme: Any, day: date) -> set[str]:
        """Return whom a programme was for on a day: who worked here then, in the unit, post and cell of that day."""
        units = self.with_those_below(programme.units)
        cells = self.cells_with_those_below(programme.cells, day) if programme.cells else None
        parts = PARTS_OF.get(programme.audience)
        inside = {
            each.person
            for each in self._on(day)
            if (cells is None or each.cell in cells) and (parts is None or each.part in parts)
        }

        def meant(person: Any, stay: Stay) -> bool:
            if programme.audience == "everyone":
                return True
            if programme.audience == "units":
                return stay.unit in units
            if programme.audience == "posts":
                return any(word in stay.post for word in programme.posts)
            return person.id in inside

        here = ((person, self.stay(person, day)) for person in self.all("person"))
        return {person.id for person, stay in here if stay and meant(person, stay)}

    # Coverage: manual, 6.6

    @cached_property
    def attended(self) -> list[tuple[dict[str, str], Any]]:
        """Every attendance with what its line in the coverage is: unit and cell are reckoned for its day."""
        sessions, people, found = self.by_id("session"), self.by_id("person"), []
        for each in self.all("attendance"):
            session = sessions[each.session]
            day = session.when.date()
            stay = self.stay(people[each.person], day)
            line = {
                "person": each.person,
                "programme": session.programme,
                "unit": stay.unit if stay else each.unit,  # a guest, who worked elsewhere
                "cell": self.primary_cell(each.person, day),
                "session": each.session,
            }
            found.append((line, each))
        return found

    def owes(self, attendance: Any) -> bool:
        """Whether what was missed is still to be made up: it was not waived, and the person was here ever since."""
        if attendance.stage not in MISSED or not (attendance.due or attendance.was_due):
            return False
        day = self.by_id("session")[attendance.session].when.date()
        stays = self.stays(self.by_id("person")[attendance.person])
        if stays[-1].last is not None:
            return False
        while len(stays) > 1 and (stays[-1].first is None or stays[-1].first <= stays[-2].last + ONE):
            stays.pop()
        return stays[-1].first is None or stays[-1].first <= day

    def makeups(self) -> Iterator[date]:
        """Yield until when each make-up is to be done that is owed."""
        return (each.due or each.was_due for each in self.all("attendance") if self.owes(each))

    def coverage(self, by: str, year: int | None = None, of: str = "") -> dict[str, Line]:
        """Return the lines of the coverage by programme, unit, cell or person: of a year, or of somebody."""
        sessions = self.by_id("session")
        found: dict[str, Line] = {}
        missed: Counter[tuple[str, str, str]] = Counter()
        for line, each in self.attended:
            session = sessions[each.session]
            if (year and session.when.year != year) or (of and each.person != of):
                continue
            key, old = line[by], found.get(line[by], Line())
            had = each.stage in HAD
            missed[key, each.person, session.programme] += not had
            found[key] = Line(
                old.had + had,
                old.missed + (not had),
                old.owed + self.owes(each),
                old.minutes + (session.minutes if had else 0),
            )
        for (key, _person, _programme), times in missed.items():
            found[key] = found[key]._replace(twice=found[key].twice + (times if times >= 2 else 0))
        return {key: line._replace(percent=_part(line.had, line.had + line.missed)) for key, line in found.items()}

    def lapses(self) -> Counter[tuple[date, str, str]]:
        """Return what lapses within the days of the policy pack, and of how many people.

        What is late already is one line for each programme, under the oldest day.
        """
        until = self.today + timedelta(days=self._terms["education"]["lapse_days"])
        found: Counter[tuple[date, str, str]] = Counter()
        late: dict[str, list[date]] = {}
        for line, each in self.attended:
            on = (each.due or each.was_due) if self.owes(each) else None
            if on and on < self.today:
                late.setdefault(line["programme"], []).append(on)
            elif on and on <= until:
                found[on, line["programme"], ""] += 1
        for programme, since in late.items():
            found[min(since), programme, ""] += len(since)
        for each in self.all("programme"):
            excused = [
                session.when.date()
                for session in self._of("session", "programme").get(each.id, ())
                if session.waived and not session.makes_up
            ]
            for period in self.unmet(each, self.today, excused):
                lack = self.audience(each, self.today) - self.had_it(each, period)
                if lack and self.today <= period.last <= until and not each.ended:
                    found[period.last, each.id, period.key] = len(lack)
        return found

    def had_it(self, programme: Any, period: Period) -> set[str]:
        """Return who has had a session of a programme in a period."""
        return {
            each.person
            for session in self._of("session", "programme").get(programme.id, ())
            if period.opens <= session.when.date() <= period.last
            for each in self._of("attendance", "session").get(session.id, ())
            if each.stage in HAD
        }

    # The calendar: manual, 6.1

    def sessions_on(self, day: date) -> list[str]:
        """Return what was held or is planned on a day, the earlier first."""
        found = [each for each in self.all("session") if each.when.date() == day and each.stage != "cancelled"]
        return [each.id for each in sorted(found, key=lambda each: (each.when, each.id))]

    def campaigns_on(self, day: date) -> set[str]:
        """Return the campaigns that run on a day; one that was called off ran until then."""
        return {
            each.id
            for each in self.all("programme")
            if each.rhythm == "window" and each.start <= day <= min(each.end, each.ended or each.end)
        }

    def clashes(self, first: date, last: date) -> set[tuple[frozenset[str], bool]]:
        """Return each two sessions that want one place (true) or one lecturer at one time."""
        on = [each for each in self.all("session") if first <= each.when.date() <= last and each.stage != "cancelled"]
        found = set()
        for place, one in enumerate(on):
            for other in on[place + 1 :]:
                earlier, later = sorted((one, other), key=lambda each: each.when)
                together = later.when < earlier.when + timedelta(minutes=earlier.minutes) or later.when == earlier.when
                same_place = bool(one.place) and one.place == other.place
                if together and (same_place or (one.lecturer and one.lecturer == other.lecturer)):
                    found.add((frozenset((one.id, other.id)), same_place))
        return found

    # Duty cards: manual, 4.4

    def settled(self, card: Any) -> set[str]:
        """Return the periods of a card that were done or excused, and not by mistake."""
        return {each.period for each in self._of("duty_done", "card").get(card.id, ()) if not each.taken_back}

    def waiting(self, card: Any, until: date) -> list[Period]:
        """Return the periods of a card that begin by a day and are not settled, oldest first."""
        settled = self.settled(card)
        asked = periods(Rhythm(card.rhythm, card.start, card.end, card.days), until)
        return [period for period in asked if period.key not in settled]

    def owed_periods(self, card: Any) -> list[str]:
        """Return the periods of a card that have passed and are not settled."""
        return [period.key for period in self.waiting(card, self.today) if period.last < self.today]

    def next_duty(self, card: Any) -> date | None:
        """Return until when the oldest period is to be done that is not settled; None once nothing is left."""
        far = max(self.today, card.start) + timedelta(days=2 * max(366, card.days))
        return next((period.last for period in self.waiting(card, far)), None)

    # Warnings: manual, 4.5

    def escalated(self, warning: Any) -> bool:
        """Whether nobody acknowledged a warning within its hours."""
        in_time = self.now < warning.raised + timedelta(hours=warning.hours)
        return warning.closed is None and warning.acknowledged is None and not in_time

    # The grid: manual, 4.1 and 4.6

    @cached_property
    def cells(self) -> dict[str, Any]:
        """The cells that have not ended."""
        return {each.id: each for each in self.all("cell") if each.end is None}

    def gone(self, person: str) -> bool:
        """Whether somebody's last day has passed."""
        left = self.by_id("person")[person].left
        return left is not None and left < self.today

    def gaps(self) -> Counter[tuple[str, str]]:
        """Return every gap by kind and record."""
        found: Counter[tuple[str, str]] = Counter()
        members = [each for each in self.all("membership") if each.until is None]
        for cell in self.cells.values():
            inside = [each for each in members if each.cell == cell.id]
            found["cell", cell.id] += not cell.lead
            found["cell", cell.id] += bool(cell.lead) and self.gone(cell.lead)
            found["cell", cell.id] += not inside
            found["cell", cell.id] += sum(each.primary for each in inside) > self._terms["grid"]["most_people"]
        for each in members:
            found["membership", each.id] += self.gone(each.person)
            found["membership", each.id] += each.cell not in self.cells
        for card in self.all("duty_card"):
            left_behind = bool(card.cell) and card.cell not in self.cells
            found["duty_card", card.id] += left_behind and self.next_duty(card) is not None
        for warning in self.all("warning"):
            found["warning", warning.id] += warning.closed is None and warning.cell not in self.cells
        for person in self.in_no_cell():
            found["person", person] += 1
        return +found

    def in_no_cell(self) -> set[str]:
        """Return who works here and is counted in no cell."""
        counted = {each.person for each in self.all("membership") if each.until is None and each.primary}
        return {each.id for each in self.all("person") if not self.gone(each.id)} - counted

    def grid(self) -> dict[str, dict[str, int]]:
        """Return what stands in each cell itself."""
        gaps, cell_of = self.gaps(), {each.id: each.cell for each in self.all("membership")}
        own = {cell: Counter(people=0, owed=0, warnings=0, cases=0, gaps=gaps["cell", cell]) for cell in self.cells}
        for each in self.all("membership"):
            if each.cell in own:
                own[each.cell]["people"] += each.until is None and each.primary
                own[each.cell]["gaps"] += each.until is None and self.gone(each.person)
        for each in self.all("duty_card"):
            if each.cell in own:
                own[each.cell]["owed"] += bool(self.owed_periods(each))
        for each in self.all("warning"):
            if each.cell in own:
                own[each.cell]["warnings"] += each.closed is None
        for each in self.all("grievance"):
            if each.cell in own:
                own[each.cell]["cases"] += each.stage in UNFINISHED
        assert cell_of.keys() >= {record for kind, record in gaps if kind == "membership"}
        return {cell: dict(figures) for cell, figures in own.items()}

    def under(self, cell: str) -> set[str]:
        """Return a cell and all below it, as the tree stands now."""
        found = {cell}
        while more := {each.id for each in self.cells.values() if each.parent in found} - found:
            found |= more
        return found

    def grid_below(self) -> dict[str, dict[str, int]]:
        """Return what stands in each cell and all below it."""
        own = self.grid()
        return {
            cell: {name: sum(own[each][name] for each in self.under(cell)) for name in own[cell]} for cell in self.cells
        }

    def states(self) -> dict[str, str]:
        """Return the worst state of each cell and all below it."""
        own = self.grid()
        escalated = {each.cell for each in self.all("warning") if self.escalated(each)}
        worst = {}
        for cell in self.cells:
            below = self.under(cell)
            told = {
                "escalated": bool(below & escalated),
                "warned": any(own[each]["warnings"] for each in below),
                "gap": any(own[each]["gaps"] for each in below),
                "owed": any(own[each]["owed"] for each in below),
                "normal": True,
            }
            worst[cell] = next(state for state, holds in told.items() if holds)
        return worst

    # Grievances: manual, 7

    def term(self, grievance: Any) -> tuple[date, date]:
        """Return when the term of a grievance that runs, or ran last, began and when it ends."""
        if grievance.stage == "review":
            return grievance.review_asked, grievance.review_asked + timedelta(days=grievance.review_days)
        return self.handling_term(grievance)

    def handling_term(self, grievance: Any) -> tuple[date, date]:
        """Return the same of the term to accept, or once it is accepted to handle; reviews apart."""
        if grievance.accepted is None:
            received = grievance.received.date()
            return received, received + timedelta(days=grievance.accept_days)
        still = 0  # days of the pause that runs which are to come
        if grievance.stage == "paused":
            still = len(list(days(self.today, grievance.paused_until - ONE)))
        rested = self._rested.get(grievance.id, 0) + still
        return grievance.accepted, grievance.accepted + timedelta(days=grievance.term + grievance.extension + rested)

    def standing(self, grievance: Any) -> str | None:
        """Return how a grievance stands; None if nothing is owed of it."""
        if grievance.stage not in UNFINISHED:
            return None
        began, ends = self.term(grievance)
        passed, whole = (self.today - began).days, (ends - began).days
        if passed > 2 * whole:
            return "long_overdue"
        if passed > whole:
            return "late"
        return "due_soon" if whole - passed <= self._terms["grievances"]["soon_days"] else "on_time"

    def kept(self, grievance: Any) -> str | None:
        """Return whether a grievance that ended did so in its term; None while it is open, and once it was merged."""
        if grievance.stage in (*UNFINISHED, "merged"):
            return None
        return "in_time" if (grievance.replied or grievance.closed) <= self.handling_term(grievance)[1] else "late"

    def came_in(self, first: date, last: date) -> list[Any]:
        """Return the grievances that came in from one day to another."""
        return [each for each in self.all("grievance") if first <= each.received.date() <= last]

    def received(self, found: Iterable[Any]) -> Received:
        """Count what became of grievances."""
        each = list(found)
        kept = [self.kept(one) for one in each]
        ended = sum(one is not None for one in kept)
        return Received(len(each), ended, kept.count("late"), sum(one.stage in UNFINISHED for one in each))

    # Today: manual, 3

    def due(self) -> Counter[tuple[str, date]]:
        """Return the kind and the day of all that is due, of every desk."""
        found: Counter[tuple[str, date]] = Counter()
        for kind, entries in (
            ("grievance", self._grievances_due()),
            ("step", (each.next_due for each in self.all("step") if each.next_due and not each.next_done)),
            ("supervision", (each.due for each in self.all("supervision") if not each.answered)),
            ("consultation", (each.day for each in self.all("consultation") if not (each.held or each.cancelled))),
            ("referral", (each.due for each in self.all("referral") if each.stage in ("sent", "accepted"))),
            ("review", (each.due for each in self.all("review") if not each.decided)),
            ("partner", (each.next_check for each in self.all("partner") if each.next_check and not each.ended)),
            ("programme", (due for due in (self.next_session(each)[0] for each in self.all("programme")) if due)),
            ("session", (each.when.date() for each in self.all("session") if self._to_do(each))),
            ("attendance", self.makeups()),
            ("duty_card", (due for due in (self.next_duty(each) for each in self.all("duty_card")) if due)),
            ("warning", self._warnings_due()),
            ("care_file", self._care_due()),
            ("extension", (each.asked.date() for each in self.all("extension") if each.stage == "waits")),
            ("care_support", (each.due for each in self.all("care_support") if each.finished is None)),
            ("account", (each.opened for each in self.all("account") if each.unnamed and not each.closed)),
            ("care_objection", (each.due for each in self.all("care_objection") if each.answered is None)),
        ):
            found.update((kind, day) for day in entries)
        return found

    def _grievances_due(self) -> Iterator[date]:
        for each in self.all("grievance"):
            if each.stage in IN_HAND:
                yield self.term(each)[1]
            if each.stage == "paused":
                yield each.paused_until

    @staticmethod
    def _to_do(session: Any) -> bool:
        return session.stage == "planned" or (session.stage == "held" and session.taken is None)

    def _warnings_due(self) -> Iterator[date]:
        for each in self.all("warning"):
            if each.closed:
                continue
            if each.acknowledged:
                yield each.close_by
                continue
            moments, cell = [each.raised], each.cell
            while cell:
                moments.append(moments[-1] + timedelta(hours=each.hours))
                cell = self.by_id("cell")[cell].parent
            yield from (moment.date() for moment in moments)

    def _care_due(self) -> Iterator[date]:
        for each in self.all("care_file"):
            if each.closed:
                yield each.keep_until + ONE
            else:
                yield from (day for day in (each.next_checkin, each.next_review, each.untold_until) if day)


def _part(part: int, whole: int) -> int | None:
    """Return a share in percent that looks no better than it is; what is there is at least 1."""
    if whole == 0:
        return None
    percent = 0
    while (percent + 1) * whole <= part * 100:
        percent += 1
    return percent or int(part > 0)
