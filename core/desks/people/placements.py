"""Correcting a former placement: where a person was before, and until when."""

from collections.abc import Iterable
from datetime import date

from core.desks.people import fields
from core.desks.people.records import Person, Placement
from core.desks.people.service import (
    DAY,
    noted_in,
    owed_in,
    placements,
)
from core.model.action import Action, amend
from core.model.change import Draft
from core.model.context import Context
from core.values.sentence import N_, Sentence, say


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
