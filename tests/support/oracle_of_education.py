"""Education in the second calculation of figures."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from tests.support.oracle_of_periods import ONE, PARTS_OF, Period, Rhythm, periods
from tests.support.oracle_of_places import BooksOfPlaces, Stay

HAD, MISSED = ("present", "late", "made_up"), ("excused", "absent")


class Line(NamedTuple):
    """A line of the coverage."""

    had: int = 0
    missed: int = 0
    owed: int = 0
    minutes: int = 0
    twice: int = 0
    percent: int | None = None


class BooksOfEducation(BooksOfPlaces):
    """What was owed, who was reached, and what stands on the calendar of education."""

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


def _part(part: int, whole: int) -> int | None:
    """Return a share in percent that looks no better than it is; what is there is at least 1."""
    if whole == 0:
        return None
    percent = 0
    while (percent + 1) * whole <= part * 100:
        percent += 1
    return percent or int(part > 0)
