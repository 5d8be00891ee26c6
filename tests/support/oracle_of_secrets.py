"""Posts, matters and carriers in the second calculation of figures: the days on which something of them is due.

Whole records are read, and the days are reckoned from the policy pack, as the manual tells it to a clerk.
"""

from collections.abc import Iterator
from datetime import date

from tests.support.oracle_of_carriers import BooksOfCarriers
from tests.support.oracle_of_matters import term_ends
from tests.support.oracle_of_places import BooksOfPlaces

Days = Iterator[date | None]
TO_TELL = ("granted", "noted", "refused")


def months_on(day: date, months: int) -> date:
    """Return the same day so many months later, or the last one before it that there is."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in range(day.day, 27, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    return date(year, month + 1, day.day)


class BooksOfSecrets(BooksOfPlaces):
    """The posts, the matters and the carriers of a store on a day, for an officer who is named in no matter."""

    def secrets_due(self) -> Iterator[tuple[str, Iterator[date]]]:
        """Yield each kind of these desks with the days on which its records are due."""
        for kind, days in (
            ("post", self._posts_due()),
            ("assessment", self._assessments_due()),
            ("appeal", (each.due for each in self.all("appeal") if not each.answered)),
            ("appointment", self._appointments_due()),
            ("departure", self._departures_due()),
            ("cooling_off", self._cooling_due()),
            ("declaration", self._declarations_due()),
            ("matter", self._matters_due()),
            ("follow_up", self._follow_ups_due()),
            ("carrier", self._carriers_due()),
            ("stocktake", (each.due for each in self.all("stocktake") if each.stage != "closed")),
            ("destruction", self._destructions_due()),
            *((kind, self._waiting(kind)) for kind in ("post_change", "level_change", "cooling_decision")),
            *((kind, self._waiting_of_matters(kind)) for kind in ("knowledge_request", "mark_change")),
        ):
            yield kind, (day for day in days if day)

    def _waiting(self, kind: str) -> Days:
        yield from (each.asked.date() for each in self.all(kind) if each.stage == "waits")

    def _waiting_of_matters(self, kind: str) -> Days:
        yield from (each.asked.date() for each in self.all(kind) if each.stage == "waits" and self._told(each.matter))

    def _told(self, matter: str) -> bool:
        """Whether who looks is told of a matter: of a top secret one those alone are who are named in it."""
        return self.by_id("matter")[matter].level != "top_secret"

    def _posts_due(self) -> Days:
        for each in self.all("post"):
            if each.stage == "draft":
                yield each.proposed
            elif each.stage == "in_force":
                yield months_on(each.reviewed, self._terms["clearance"]["post_review_months"])

    def _assessments_due(self) -> Days:
        for each in self.all("assessment"):
            if each.stage == "drafting":
                yield each.begun
            elif each.stage == "proposed":
                yield each.proposed
            elif each.stage == "decided" and not each.told:
                yield each.tell_by

    def _appointments_due(self) -> Days:
        for each in self.all("appointment"):
            if each.stage == "prepared":
                yield each.prepared
            elif each.stage in ("on_post", "suspended"):
                yield each.next_review
            if each.stage == "suspended":
                yield each.suspended_until

    def _departures_due(self) -> Days:
        for each in self.all("departure"):
            if each.stage == "clearing":
                yield each.asked
            elif each.stage == "ready":
                yield each.submitted

    def _cooling_due(self) -> Days:
        for each in self.all("cooling_off"):
            if each.stage == "running":
                yield None if each.told else each.since
                yield each.until

    def _declarations_due(self) -> Days:
        for each in self.all("declaration"):
            if each.stage == "received":
                yield None if each.personnel_on else each.due
                yield None if each.secrecy_on else each.due
            elif each.stage == "advised":
                yield each.due
            elif each.stage in TO_TELL and not each.told:
                yield each.decided
            if each.stage == "granted":
                yield each.leaves
            if each.stage == "away":
                yield each.report_due
            if each.stage in ("away", "reported") and not each.passport_back:
                yield each.passport_due

    def _matters_due(self) -> Days:
        for each in filter(lambda each: self._told(each.id), self.all("matter")):
            if each.stage == "proposed":
                yield each.proposed
            elif each.stage == "fixed":
                yield months_on(each.reviewed, self._terms["matters"]["review_months"])
                yield term_ends(each)

    def _follow_ups_due(self) -> Days:
        part_in = self.by_id("participation")
        for each in self.all("follow_up"):
            after = part_in.get(each.subject)
            if each.stage == "open" and (after is None or self._told(after.matter)):
                yield each.due

    def _carriers_due(self) -> Days:
        where = BooksOfCarriers(self._find, self.today).where
        for each in self.all("carrier"):
            stage = where[each.id].stage
            if stage in ("lent", "carried", "repair", "sent"):
                yield where[each.id].due
            if stage in ("stored", "lent", "carried", "repair"):
                yield each.recall_by
            if stage == "missing":
                yield None if each.reported else each.report_by.date()
                yield each.leak_on

    def _destructions_due(self) -> Days:
        for each in self.all("destruction"):
            if each.stage == "listed":
                yield each.listed
            elif each.stage == "asked":
                yield each.asked.date()
            elif each.stage == "approved":
                yield each.decided
