"""The books of the second calculation of figures, and who was where on which day."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from core.model.query import Query
from tests.support.oracle_of_periods import ONE, PARTS_OF


class Stay(NamedTuple):
    """A time in one unit and post, both days included."""

    first: date | None
    last: date | None
    unit: str
    post: str


class BooksOfPlaces:
    """All records of a store on a day, and who was where: in units and in cells."""

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
