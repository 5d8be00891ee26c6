"""Service 任职: on which days a person worked here, and in which unit and post. Every desk asks here.

A person's own record says where he is now. What was so before stands in former placements, parts of the person that a
transfer, another post or a return leaves behind.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Protocol

from core.desks.people.records import Person, Placement
from core.model.action import amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.query import Between, Condition, Is, Query, both
from core.model.record import RECORDS

DAY = timedelta(days=1)


class Reader(Protocol):
    """What finds records: an office, which knows rights, or the context of an action, which does not."""

    def find(self, query: Query) -> list[Any]:
        """Return the records a query asks for."""


def gone(day: date) -> Condition:
    """Return the condition of people who have left by a day: their last day, on which they still work, lies before."""
    return Between("left", None, day - DAY)


def has_left(person: Person, day: date) -> bool:
    """Whether a person's last day lies before a day."""
    return person.left is not None and person.left < day


class Staff:
    """The people of the register as they were on a day."""

    def __init__(self, reader: Reader, day: date, person: str = "") -> None:
        """Read the former placements that ended on the day or later, of everybody or of one person."""
        self.day = day
        ended = Between("until", day, None)
        where = both(Is("person", (person,)), ended) if person else ended
        self._then: dict[str, Placement] = {}
        for placement in reader.find(Query("placement", where, ("until", "id"))):
            self._then.setdefault(placement.person, placement)

    @property
    def elsewhere(self) -> Iterator[Placement]:
        """Yield the placements that held on the day and hold no longer."""
        return (each for each in self._then.values() if each.since is None or each.since <= self.day)

    def as_then(self, person: Person) -> Person:
        """Return a person with the unit and post of the day."""
        then = self._then.get(person.id)
        return person.model_copy(update={"unit": then.unit, "post": then.post}) if then else person

    def here(self, person: Person) -> bool:
        """Whether a person is known to have worked here on the day, the day of joining and the last day included.

        Without a day of joining, that is known from the day of entry in the register on.
        """
        first, last = self._served(person)
        first = first or person.entered
        return (first is None or first <= self.day) and (last is None or self.day <= last)

    def unsure(self, person: Person) -> bool:
        """Whether it is not known: a person without a day of joining was entered in the register only later."""
        first, last = self._served(person)
        entered_later = first is None and person.entered is not None and self.day < person.entered
        return entered_later and (last is None or self.day <= last)

    def _served(self, person: Person) -> tuple[date | None, date | None]:
        """Return the first and last day of the time in which the day lies, or that comes next."""
        then = self._then.get(person.id)
        return (then.since, then.until) if then else (person.joined, person.left)


def works_here(person: Person, day: date, reader: Reader) -> bool:
    """Whether a person is known to work here on a day (`Staff.here`)."""
    return Staff(reader, day, person.id).here(person)


def service_ended(person: Person, former: Sequence[Placement], day: date) -> date | None:
    """Return when the service ended in which a day lies; None while it goes on. A transfer ends none.

    `former` are the placements of the person, oldest first. A day before the present service, and in none that is on
    record, counts as ended with the day before it.
    """
    begun, earlier = person.joined, [*former]
    while earlier and (begun is None or begun <= earlier[-1].until + DAY):
        begun = earlier.pop().since
    if begun is None or begun <= day:
        return person.left
    return earlier[-1].until if earlier else begun - DAY


def owed_in(person: Person, former: Sequence[Placement], context: Context) -> Iterator[Draft]:
    """Draft what becomes of what a person owed, who is to be, and to have been here, as these say."""
    for record_type in RECORDS.values():
        if record_type.service_on:
            for each in context.find(Query(record_type.kind, Is("person", (person.id,)))):
                ended = service_ended(person, former, getattr(each, record_type.service_on))
                yield amend(each, **each.with_service(ended))


# What becomes of placements


def placements(person: str, context: Context) -> list[Placement]:
    """Return the former placements of a person, oldest first."""
    return context.find(Query("placement", Is("person", (person,)), ("until", "id")))


def placed_since(person: Person, context: Context) -> date | None:
    """Return the first day of the present unit and post; None if it is not known."""
    former = placements(person.id, context)
    begins = [each.until + DAY for each in former[-1:]]
    return max((day for day in (*begins, person.joined) if day), default=None)


def was_here_until(person: Person, context: Context) -> date | None:
    """Return the last day of the service before the present one, of a person who has returned."""
    joined = person.joined or date.min
    return max((each.until for each in placements(person.id, context) if each.until < joined), default=None)


def worked_by(person: Person, context: Context) -> date | None:
    """Return the first day of which it is on record that a person worked here in the present service, if there is one.

    It is the last day of the first former placement in it, or else of the service.
    """
    joined = person.joined or date.min
    moved = (each.until for each in placements(person.id, context) if each.until >= joined)
    return min((day for day in (*moved, person.left) if day), default=None)


def placed(person: Person, since: date, context: Context) -> Iterator[Draft]:
    """Draft that what a person has been until now was so until the day before `since`."""
    begun = placed_since(person, context)
    yield create(Placement(person=person.id, unit=person.unit, post=person.post, since=begun, until=since - DAY))


def transferred(person: Person, unit: str, since: date, context: Context) -> Iterator[Draft]:
    """Draft what becomes of the past when a person has another unit or post from a day on.

    Where the present ones began on that day or later, or of somebody who had left by then, it is a correction of them
    and leaves no former placement.
    """
    begun = placed_since(person, context)
    known = begun or person.entered
    corrects = (known is not None and since <= known) or has_left(person, since)
    if not corrects:
        yield from placed(person, since, context)
    yield from noted_in(person.id, unit, begun if corrects else since, None, context)


def noted_in(person: str, unit: str, first: date | None, last: date | None, context: Context) -> Iterator[Draft]:
    """Draft that what notes a person's unit on a day (`Record.unit_on`) notes this one, from a first to a last day."""
    for record_type in RECORDS.values():
        if record_type.unit_on:
            days = both(Is("person", (person,)), Between(record_type.unit_on, first, last))
            for noted in context.find(Query(record_type.kind, days)):
                yield amend(noted, unit=unit)


def joined_on(person: Person, joined: date | None, context: Context, moved: date | None = None) -> Iterator[Draft]:
    """Draft that the first placement of the present service began on another day of joining.

    On the days that are gained by an earlier one, the person was in the unit of that placement. `moved` is the day of a
    transfer that is entered with it, which notes the days from then on itself (`transferred`).
    """
    if joined == person.joined:
        return
    of_service = [each for each in placements(person.id, context) if each.since == person.joined]
    for former in of_service:
        if not (joined and joined > former.until):
            yield amend(former, since=joined)
    first, last = joined or person.entered, (person.joined or person.entered or date.min + DAY) - DAY
    if moved and not of_service:
        last = date.min if has_left(person, moved) else min(last, moved - DAY)
    if first and first <= last:
        yield from noted_in(person.id, of_service[0].unit if of_service else person.unit, first, last, context)
