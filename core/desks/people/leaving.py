"""Leaving, returning, and correcting former placements: when a person works here, and where that was before."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from core.desks.people import fields
from core.desks.people.records import Person, Placement, Service
from core.desks.people.service import (
    DAY,
    noted_in,
    owed_in,
    placed,
    placed_since,
    placements,
)
from core.model.action import Action, amend
from core.model.change import Draft
from core.model.context import Context
from core.model.record import About, Start
from core.values.sentence import N_, Sentence, say


class RecordLeaving(Action):
    """Note the last day of work of a person who leaves, or correct it. The record and its history stay."""

    on = Person
    duty = "people.keep"
    key = "l"
    amends = True

    left: fields.Left

    def refuse(self, record: Person, context: Context) -> Iterable[Sentence]:
        """Reject the last day that stands already, and one before joining or before the present unit and post."""
        if record.left == self.left:
            yield say(N_("{day} stands as the last day of {name} already."), name=record.name, day=record.left)
        begun = placed_since(record, context)
        if begun and self.left < begun:
            yield say(
                N_("{name} is here, in this unit and post, since {day}; the last day cannot be earlier."),
                name=record.name,
                day=begun,
            )

    def changes(self, record: Person, context: Context) -> Iterable[Draft]:
        """Write the date; with it ends what the person owed."""
        yield from super().changes(record, context)
        gone = record.model_copy(update={"left": self.left})
        yield from owed_in(gone, placements(record.id, context), context)


class TakeBackLeaving(Action):
    """Take back that a person has left: it was a mistake. History keeps both."""

    on = Person
    duty = "people.keep"
    key = "b"
    stages = (Service.LEFT,)
    stamps = {"left": None}

    def changes(self, record: Person, context: Context) -> Iterable[Draft]:
        """Take the day away; what had ended with it is owed again."""
        yield from super().changes(record, context)
        yield from owed_in(record.model_copy(update={"left": None}), placements(record.id, context), context)


class RecordReturn(Action):
    """Note that a person who had left works here again. The former time here stays on record."""

    on = Person
    duty = "people.keep"
    key = "r"
    stages = (Service.LEFT,)

    joined: Annotated[date, About(N_("Joined again"), start=Start.TODAY)]
    unit: fields.UnitOrBefore = ""
    post: fields.PostOrBefore = ""

    @classmethod
    def suggest(cls, record: Person, context: Context) -> dict[str, Any]:
        """Start from today, and from the unit and post of the last day."""
        return super().suggest(record, context) | {"unit": record.unit, "post": record.post}

    def refuse(self, record: Person, context: Context) -> Iterable[Sentence]:
        """Reject a return that does not come after the last day."""
        if record.left and self.joined <= record.left:
            yield say(
                N_("{name} was here until {day}; the day of the return comes after. If the leaving was a mistake,"
                   " take it back instead."),
                name=record.name,
                day=record.left,
            )  # fmt: skip

    def changes(self, record: Person, context: Context) -> Iterable[Draft]:
        """Begin a new service; the one before becomes a former placement."""
        assert record.left is not None  # refused otherwise
        (former,) = placed(record, record.left + DAY, context)
        yield former
        place = {"unit": self.unit or record.unit, "post": self.post or record.post}
        yield amend(record, joined=self.joined, left=None, **place)
        back = record.model_copy(update={"joined": self.joined, "left": None})
        before = Placement.model_validate({"id": former.record, **former.fields})
        yield from owed_in(back, [*placements(record.id, context), before], context)
        yield from noted_in(record.id, place["unit"], self.joined, None, context)


class CorrectPlacement(Action):
    """Correct what the register says of a former placement, such as the day on which a transfer took effect."""

    on = Placement
    duty = "people.keep"
    key = "e"
    amends = True

    unit: fields.Unit = ""
    post: fields.FormerPost = ""
    until: fields.Until

    def refuse(self, record: Placement, context: Context) -> Iterable[Sentence]:
        """Reject an end before its beginning, or not before the end of what came next."""
        ends = self._ends(record, context)
        if (record.since and self.until < record.since) or self.until >= ends:
            yield say(
                N_("The date {day} must lie between {earliest} and {latest}."),
                day=self.until,
                earliest=record.since or "…",
                latest=ends - DAY,
            )

    def _owed(self, record: Placement, following: Placement | None, context: Context) -> Iterable[Draft]:
        """Yield what becomes of what was owed, if a service ended on another day or did not end."""
        now = {record.id: {"until": self.until}}
        if following and following.since == record.until + DAY:
            now[following.id] = {"since": self.until + DAY}
        former = [each.model_copy(update=now.get(each.id, {})) for each in placements(record.person, context)]
        person = context.get("person", record.person)
        if isinstance(person, Person):
            yield from owed_in(person, former, context)

    def _ends(self, record: Placement, context: Context) -> date:
        """Return the day by which it has ended: the last of what came next, today, or the day of a return."""
        following = self._next(record, context)
        if following:
            return following.until if following.since == record.until + DAY else following.since or following.until
        person = context.get("person", record.person)
        assert isinstance(person, Person)
        if person.joined and person.joined > record.until:
            return person.joined
        return min(day for day in (person.left, context.today) if day)

    def _next(self, record: Placement, context: Context) -> Placement | None:
        later = (each for each in placements(record.person, context) if each.until > record.until)
        return next(later, None)

    def changes(self, record: Placement, context: Context) -> Iterable[Draft]:
        """Write what differs, also where the next one begins."""
        yield from super().changes(record, context)
        yield from noted_in(record.person, self.unit, record.since, self.until, context)
        following = self._next(record, context)
        if following and following.since == record.until + DAY:
            yield amend(following, since=self.until + DAY)
        yield from self._owed(record, following, context)
        if self.until < record.until:
            after = following or context.get("person", record.person)
            yield from noted_in(record.person, getattr(after, "unit", ""), self.until + DAY, record.until, context)
