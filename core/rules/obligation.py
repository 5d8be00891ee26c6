"""Owed periods 欠账: what a record asks for in every period of its cadence, until something that is recorded meets it.

A desk declares what is owed and what meets it; the record says its cadence::

    class Body(Recurring):
        owed = Owed(
            N_("meet for {period}"),
            (Met("meeting", "body", on="held"), Met("body_excuse", "body", period="period", excuses=True)),
            owner=("secretary",),
        )

From it follow when it is due next, which every action keeps that records something, its entries in the agenda with
the reason, how its row stands, the words `owed`, `soon` and `mine` of the search line, and the list of its periods.

What a record knows of its periods, `oldest_left` and `ahead`, it keeps by itself; what it is due is worked out of
both. So where one site meets the oldest period and another a later one, what is due is what neither met. What meets
the periods tells them exactly (`unmet`).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import islice, takewhile
from typing import Annotated, Any, ClassVar

from core.model.action import amend
from core.model.change import Draft
from core.model.context import Context
from core.model.deadline import Deadline, DeadlineStatus, Due, Term, Together, deadline_filters, first_term, worst
from core.model.field import About
from core.model.query import EVERYTHING, Between, Condition, Is, Query, both
from core.model.reader import Finder
from core.model.record import RECORDS, Record, derived, encode
from core.policy.pack import Settings
from core.values.bounds import FIRST_DAY, LAST_DAY
from core.values.cadence import Cadence, Period, called
from core.values.day_rules import day_of
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_, Sentence, say

MEETING: "dict[str, list[tuple[type[Recurring], Met]]]" = {}
"""Whose periods the records of a kind meet; filled as desks are imported."""


class PeriodOutcome(LabelledEnum):
    """What became of a period."""

    DONE = "done", N_("done")
    LATE = "late", N_("done late")
    EXCUSED = "excused", N_("excused")


@dataclass(frozen=True, slots=True)
class Met:
    """Which records meet a period of the one they name."""

    kind: str
    of: str
    """The field with the record that owes the period; it stays as it is."""
    on: str = ""
    """The field with the day on which it was done: it meets the periods in which that lies."""
    period: str = ""
    """The field with the key of the period that is met, whatever the day."""
    where: Condition = EVERYTHING
    """Which of them do."""
    excuses: bool = False
    """Whether they excuse the period."""


@dataclass(frozen=True)
class Owed:
    """What a record owes in every period, in terms of its columns."""

    what: str
    """What is to be done: a catalogue key, which may name the `{period}`."""
    met_by: tuple[Met, ...]
    owner: tuple[str, ...] = ()
    """The fields with the officer whose work it is, of which the first that is not empty counts; none: nobody's."""
    unit: str = ""
    cell: str = ""
    soon: int | type[Settings] = 7
    """How many days ahead it is due soon, or the section of the policy pack whose `soon_days` says it."""
    duty: str = ""
    """The duty that does it, while it is neither an officer's work nor a cell's."""
    together: Together | None = None
    """Which records owe it as one task."""

    @property
    def whose(self) -> tuple[str, ...]:
        """The columns that tell whose work it is."""
        return tuple(filter(None, (self.cell, self.unit, *self.owner)))

    @cached_property
    def deadline(self) -> Deadline:
        """The last day of the oldest period that is left, as a deadline."""
        return Deadline(
            self.what, "due", owner=self.owner, unit=self.unit, cell=self.cell, duty=self.duty, soon=self.soon,
            together=self.together,
        )  # fmt: skip


class Recurring(Record):
    """What owes something in every period of a cadence, and what else its `deadlines` say."""

    owed: ClassVar[Owed]

    oldest_left: Annotated[date | None, About(N_("Oldest period left, until"), kept=True)] = None
    """The last day of the oldest period that was not met, as whoever met one last knew."""
    ahead: Annotated[str, About(N_("Met out of turn"), period=True, kept=True)] = ""
    """The periods after that one that are met, with spaces between."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Enter what meets its periods in `MEETING`."""
        if not cls.status_columns:
            also = (name for each in cls.deadlines for name in each.columns)
            cls.status_columns = tuple(dict.fromkeys(("due", "due_after", *also)))
        super().__pydantic_init_subclass__(**kwargs)
        for each in cls.owed.met_by if cls.kind else ():
            MEETING.setdefault(each.kind, []).append((cls, each))

    @property
    def cadence(self) -> Cadence | None:
        """When it is to be done; None if nothing is asked for at set times."""
        raise NotImplementedError

    def asked(self, finder: Finder, until: date = LAST_DAY, since: date = FIRST_DAY) -> Iterator[Period]:
        """Yield the periods from the one of `since` on that begin by a day, those that end first in front."""
        return self.cadence.periods(until, since) if self.cadence else iter(())

    def waiting(self, until: date = LAST_DAY) -> Iterator[Period]:
        """Yield the periods that begin by a day and are left, as this record knows, oldest first.

        `oldest_left` may be the whole end of its period where another site has ended the cadence within it.
        """
        if self.oldest_left is not None and self.cadence is not None:
            met = frozenset(self.ahead.split())
            since = self.cadence.period_of(self.oldest_left).first
            asked = self.cadence.periods(until, since)
            yield from (each for each in asked if each.last >= since and each.key not in met)

    def overdue(self, today: date) -> list[Period]:
        """Return those of them that have passed."""
        return [period for period in self.waiting(today) if period.last < today]

    @property
    def oldest(self) -> Period | None:
        """The oldest period that is left."""
        return next(self.waiting(), None)

    @derived(About(N_("Due"), column=10, index=True))
    def due(self) -> date | None:
        """The last day of the oldest period that is left."""
        return self.oldest.last if self.oldest else None

    @derived(About(N_("Due after that")))
    def due_after(self) -> date | None:
        """The last day of the next one."""
        return next((period.last for period in islice(self.waiting(), 1, None)), None)

    def left(self, oldest: Period | None) -> dict[str, Any]:
        """Return what it keeps of the oldest period that is left."""
        return {"oldest_left": oldest.last if oldest else None}

    def explain(self) -> Sentence | None:
        """Return why the oldest period is due on its day, or else what its deadlines say."""
        if self.oldest is None:
            return super().explain()
        template = N_("Due {due}: the last day of {period}, the oldest period that is neither done nor excused.")
        return say(template, due=self.oldest.last, period=called(self.oldest.key))

    @classmethod
    def can_be_due(cls) -> bool:
        """Whether anything can be due of it: always."""
        return True

    def agenda(self) -> Iterable[Due]:
        """The oldest period that is left, and what else is due."""
        yield from super().agenda()
        due = self.owed.deadline.due(self)
        if due and self.oldest:
            named = {"period": called(self.oldest.key)} if "{period}" in self.owed.what else {}
            yield replace(due, what=say(self.owed.what, **named))

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        deadline = cls.owed.deadline
        found = {N_("owed"): deadline.is_late(context), **deadline_filters((deadline, *cls.deadlines), context)}
        if not cls.deadlines:
            del found["late"]  # it is what is owed
        return found

    @classmethod
    def deadline_status(cls, row: Mapping[str, Any], context: Context) -> DeadlineStatus | None:
        """Return that it is long overdue when several periods are owed, else how the oldest stands."""
        if row["due_after"] and row["due_after"] < context.today:
            return DeadlineStatus.LONG_OVERDUE
        return worst((cls.owed.deadline, *cls.deadlines), row.__getitem__, context)

    @classmethod
    def deadline_term(cls, row: Mapping[str, Any]) -> Term | None:
        """Return the oldest period that is left, or what ends before it."""
        return first_term((cls.owed.deadline, *cls.deadlines), row.__getitem__)


# What meets the periods


@dataclass(frozen=True, slots=True)
class MetOn:
    """That something was done, or excused, on a day."""

    day: date | None
    excused: bool = False


Meetings = tuple[dict[str, MetOn], dict[date, MetOn]]
"""What meets the periods of a record: by the keys of periods, and by days."""


def met(record: Recurring, finder: Finder) -> Meetings:
    """Return what meets the periods of a record."""
    found = met_of_all(type(record), finder, lambda each: Is(each.of, (record.id,)))
    return found.get(record.id, ({}, {}))


def met_of_all(record_type: type[Recurring], finder: Finder, which: Callable[[Met], Condition]) -> dict[str, Meetings]:
    """Return what meets the periods of the records of a kind, by their identifiers; `which` of it is to be found."""
    by_record: dict[str, Meetings] = {}
    for each in record_type.owed.met_by:
        for found in finder.find(Query(each.kind, both(which(each), each.where))):
            keys, days = by_record.setdefault(getattr(found, each.of), ({}, {}))
            day = day_of(getattr(found, each.on)) if each.on else None
            if each.period:
                keys.setdefault(getattr(found, each.period), MetOn(day, each.excuses))
            elif day is not None:
                days.setdefault(day, MetOn(day, each.excuses))
    return by_record


def without(periods: Iterable[Period], keys: Collection[str], days: Iterable[date]) -> Iterator[Period]:
    """Yield the periods that have none of these keys, and in which none of these days lies."""
    on = sorted(set(days))
    for period in periods:
        if period.key not in keys and bisect_left(on, period.counted_from) == bisect_right(on, period.last):
            yield period


def unmet(record: Recurring, finder: Finder, until: date = LAST_DAY) -> Iterator[Period]:
    """Yield the periods that begin by a day and that nothing meets."""
    return without(record.asked(finder, until), *met(record, finder))


@dataclass(frozen=True, slots=True)
class RecurringPeriod:
    """A period of a record that has begun, and what became of it."""

    record: Recurring
    period: Period
    outcome: PeriodOutcome | None = None
    """None while it is left."""
    day: date | None = None
    """When it was done or excused, if that is known."""


def owed_periods(record_type: type[Recurring], finder: Finder, today: date) -> list[RecurringPeriod]:
    """Return what the records of a kind owe: every period that has passed and that nothing meets, oldest first."""
    late = Query(record_type.kind, Between("due", None, today - timedelta(days=1)), ("due", "id"))
    found = [
        RecurringPeriod(record, period)
        for record in finder.find(late)
        for period in unmet(record, finder, today)
        if period.last < today
    ]
    return sorted(found, key=lambda each: each.period.last)


def covered(record: Recurring, finder: Finder, today: date) -> list[RecurringPeriod]:
    """Return every period of a record that has begun, with what became of it, the latest first."""
    keys, days = met(record, finder)
    asked = list(record.asked(finder, today))
    return [RecurringPeriod(record, each, *outcome_of(each, keys, days)) for each in reversed(asked)]


def outcome_of(
    period: Period, keys: Mapping[str, MetOn], days: Mapping[date, MetOn]
) -> tuple[PeriodOutcome | None, date | None]:
    """Return what became of a period and on which day, from what meets the periods of its record."""
    within = [days[day] for day in sorted(days) if period.counted_from <= day <= period.last]
    found = keys.get(period.key) or next(iter(sorted(within, key=lambda each: each.excused)), None)
    if found is None:
        return None, None
    if found.excused:
        return PeriodOutcome.EXCUSED, found.day
    late = found.day is not None and found.day > period.last
    return PeriodOutcome.LATE if late else PeriodOutcome.DONE, found.day


# What a record keeps


def facts(record: Recurring, finder: Finder) -> dict[str, Any]:
    """Return what a record keeps of its periods, from what meets them."""
    keys, days = met(record, finder)
    oldest = next(without(record.asked(finder), keys, days), None)
    if oldest is None:
        return {**record.left(None), "ahead": ""}
    passed = {period.key for period in takewhile(lambda period: period != oldest, record.asked(finder))}
    begun = record.asked(finder, max(days)) if days else ()
    later = [period for period in begun if period.key not in passed]
    by_day = {period.key for period in later} - {period.key for period in without(later, (), days)}
    return {**record.left(oldest), "ahead": " ".join(sorted(by_day | (keys.keys() - passed)))}


def with_facts(drafts: Iterable[Draft], context: Context) -> Iterator[Draft]:
    """Yield drafts that are to be written; those that make a recurring record say what it is due first."""
    for draft in drafts:
        record_type = RECORDS[draft.kind]
        if issubclass(record_type, Recurring) and context.get(draft.kind, draft.record) is None:
            made = record_type.model_validate({"id": draft.record, **draft.fields})
            kept = {name: encode(value) for name, value in facts(made, context).items() if value}
            yield Draft(draft.kind, draft.record, {**draft.fields, **kept})
        else:
            yield draft


def kept_up(drafts: Iterable[Draft], context: Context) -> Iterator[Draft]:
    """Draft what becomes due of the records that drafts change or whose periods they meet, after these were written."""
    for kind, identifier in dict.fromkeys(_concerned(drafts, context)):
        record = context.get(kind, identifier)
        if isinstance(record, Recurring):
            draft = amend(record, **facts(record, context))
            if draft.fields:
                yield draft


def concerns_periods(drafts: Iterable[Draft]) -> bool:
    """Whether drafts change a recurring record, or may meet a period of one."""
    return any(draft.kind in MEETING or issubclass(RECORDS[draft.kind], Recurring) for draft in drafts)


def _concerned(drafts: Iterable[Draft], context: Context) -> Iterator[tuple[str, str]]:
    """Yield kind and identifier of the recurring records that drafts change or whose periods they meet."""
    for draft in drafts:
        if issubclass(RECORDS[draft.kind], Recurring):
            yield draft.kind, draft.record
        for record_type, each in MEETING.get(draft.kind, ()):
            yield record_type.kind, getattr(context.get(draft.kind, draft.record), each.of, "")
