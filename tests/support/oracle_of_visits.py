"""Visits in the second calculation of figures: the gate, counted from the records as a clerk would."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from tests.support.oracle_of_periods import ONE
from tests.support.oracle_of_places import BooksOfPlaces

CAME = ("inside", "out", "closed")
DECIDED = ("returned", "reviewed", "approved", *CAME, "refused", "no_show")


class BooksOfVisits(BooksOfPlaces):
    """Who is inside, who overstays, who is expected, when and where they came, and what is due of them."""

    def gate_now(self) -> dict[str, int]:
        """Return the figures of the moment."""
        begins, ends = datetime.combine(self.today, time.min), datetime.combine(self.today, time.max)
        found = Counter[str]()
        for each in self.all("visit"):
            inside = each.stage == "inside"
            found["visits_inside"] += inside
            found["people_inside"] += each.inside if inside else 0
            found["visits_overstay"] += inside and each.late_from <= self.now
            due_in = each.planned_in <= ends and each.planned_out >= begins
            found["visits_expected"] += each.stage == "approved" and due_in
            unseen = each.reviewed is None and each.stage in ("inside", "out")
            found["visits_to_review"] += each.stage in ("asked", "reviewed") or unseen
            found["badges_out"] += each.stage == "out" and each.badge_due is not None
        return found

    def gate_in(self, first: date, last: date) -> dict[str, tuple[int, int]]:
        """Return the figures of some days, each with that of which it is a share."""
        found = Counter[str]()
        for each in self.all("visit"):
            if each.entered and first <= each.entered.date() <= last and each.stage in CAME:
                found["visits_made"] += 1
                found["visitors"] += each.came
            if first <= each.planned_in.date() <= last:
                found["decided"] += each.stage in DECIDED
                found["visits_refused"] += each.stage == "refused"
                found["visits_returned"] += each.stage == "returned"
                found["visits_no_show"] += each.stage == "no_show"
        wholes = {"visits_refused": found.pop("decided", 0)}
        return {name: (count, wholes.get(name, 0)) for name, count in found.items()}

    def hours(self, first: date, last: date) -> Counter[tuple[str, int]]:
        """Return how many came into each area in each hour of some days."""
        came = (each for each in self.all("visit") if each.entered and each.stage in CAME)
        return Counter((each.area, each.entered.hour) for each in came if first <= each.entered.date() <= last)

    def visits_due(self) -> Iterator[date]:
        """Yield the day of all that is due of visits; what is late since an hour of today counts for yesterday."""
        for each in self.all("visit"):
            if each.review_by and each.reviewed is None and each.stage in ("asked", "inside", "out"):
                yield each.review_by
            if each.review_by and each.stage in ("reviewed", "returned"):
                yield each.review_by
            if each.stage == "approved":
                yield each.planned_out.date()
            if each.stage == "inside":
                late_today = each.late_from.date() == self.today and each.late_from <= self.now
                yield self.today - ONE if late_today else each.late_from.date()
            if each.stage == "out" and each.badge_due:
                yield each.badge_due
            if each.erase_on:
                yield each.erase_on + timedelta(days=1)

    def documents_due(self) -> Iterator[date]:
        """Yield the days on which numbers of documents are to be erased."""
        return (each.erase_on + timedelta(days=1) for each in self.all("visit_document"))

    def permissions_due(self) -> Iterator[date]:
        """Yield since when standing permissions wait."""
        return (each.asked.date() for each in self.all("standing_permission") if each.stage == "waits")
