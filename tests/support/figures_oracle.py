"""A second calculation of the figures that screens show, made by hand: it shares no code with the first.

It reads whole records and nothing that was worked out of them beforehand (no tallies, no `due`, no `open`), and does
the arithmetic as the manual tells it to a clerk: day by day, person by person. It is slow, and meant to be.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from tests.support.oracle_of_areas import BooksOfAreas
from tests.support.oracle_of_education import BooksOfEducation
from tests.support.oracle_of_periods import ONE, Period, Rhythm, days, periods
from tests.support.oracle_of_secrets import BooksOfSecrets
from tests.support.oracle_of_visits import BooksOfVisits

IN_HAND = ("registered", "accepted", "paused", "replied")
UNFINISHED = (*IN_HAND, "review")


class Received(NamedTuple):
    """What became of the grievances that came in."""

    count: int
    ended: int
    late: int
    open: int


class Books(BooksOfEducation, BooksOfAreas, BooksOfVisits, BooksOfSecrets):
    """All records of a store on a day, and the figures that follow from them."""

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
            ("visit", self.visits_due()),
            ("visit_document", self.documents_due()),
            ("standing_permission", self.permissions_due()),
            *self.areas_due(),
            *self.secrets_due(),
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
