"""Deadlines: by which day something is to be done. A record names them; what else is to be known of them follows.

    class Objection(Record):
        deadlines = (
            Deadline(N_("answer the objection"), on="due", until=("answered",), owner=("owner",),
                     since="day", counted=N_("raised on {day}")),
        )

From it follow its entries in the agenda, the sum that explains the day, how its row stands, and the words `late`,
`soon` and `mine` of the search line.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from core.model.context import Context
from core.model.query import AllOf, AnyOf, Between, Blank, Condition, Is
from core.policy.pack import Settings
from core.values.day_rules import day_of
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_, Sentence, say


class DeadlineStatus(LabelledEnum):
    """How something stands against its deadline; screens give each a colour and a word."""

    ON_TIME = "on_time", N_("on time")
    DUE_SOON = "due_soon", N_("due soon")
    LATE = "late", N_("late")
    LONG_OVERDUE = "long_overdue", N_("long overdue")


@dataclass(frozen=True, slots=True)
class Together:
    """Which entries of the agenda are one task, with their number: those with the same value in a field.

    Together("session", N_("make-up"), N_("{count} people"))
    """

    by: str
    """The field of the record: a text, or a reference."""
    what: str
    """What is to be done, without the value (a catalogue key)."""
    count: str
    """How many there are, as `{count}` (a catalogue key)."""


@dataclass(frozen=True, slots=True)
class Term:
    """The days in which something is to be done, and where today lies in them."""

    since: date | None
    """From when they are counted; None if that is not known."""
    until: date
    """The last day."""
    paused_until: date | None = None
    """Until when none of them passes, if they stand still."""

    def passed(self, today: date) -> tuple[int, int] | None:
        """Return how many days have passed, and of how many; None where the first is not known."""
        if self.since is None:
            return None
        whole = max((self.until - self.since).days, 1)
        return min(max((today - self.since).days, 0), whole), whole

    def said(self, today: date, status: DeadlineStatus) -> Sentence:
        """Return how many days are left, or how late it is, in a few words."""
        if self.paused_until is not None and self.paused_until > today:
            return say(N_("paused until {day}"), day=f"{self.paused_until:%m-%d}")
        left = (self.until - today).days
        if left > 0:
            return say(N_("{days} d left"), days=left)
        if left == 0:
            return say(N_("late today") if status is DeadlineStatus.LATE else N_("due today"))
        template = N_("long overdue {days} d") if status is DeadlineStatus.LONG_OVERDUE else N_("late {days} d")
        return say(template, days=-left)


@dataclass(frozen=True, slots=True)
class Due:
    """Something a record says is due: it stands in the agenda until the record says so no longer."""

    on: date
    what: Sentence
    owner: str = ""
    """The officer whose work it is; empty while it is nobody's."""
    unit: str = ""
    cell: str = ""
    pressing: bool = False
    """Whether it stands at the top of the owner's day whatever its date (a supervisor's instruction, a request
    that waits)."""
    duty: str = ""
    """The duty (`core.policy.pack`) that decides it, while it is no single officer's work: it is that of all who have
    it."""
    asked_by: str = ""
    """The officer who asked for what is to be decided, and so does not decide it."""
    purges: bool = False
    """Whether it is about the purge of the record itself, which waits for all else that is due (`core.rules.purge`)."""
    at: datetime | None = None
    """The moment, where the time of day is told too."""
    exact: bool = False
    """Whether it is late once that moment has passed, and not only the day after."""
    together: Together | None = None
    """With which others it is one task."""
    action: str = ""
    """The verb of the action that does it, where there is one that needs no look at the record first: Today begins it
    at once for whoever may do it. Empty: the record is opened."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """One day by which something is to be done, in terms of the columns of its record."""

    what: str
    """What is to be done: a catalogue key, which may name fields in braces."""
    on: str
    """The column with the day; nothing is due while it is empty."""
    until: tuple[str, ...] = ()
    """The columns of which each ends it by having a value: it was done, or is not asked for any more."""
    stages: tuple[LabelledEnum, ...] = ()
    """The stages of the record in which it is due; empty: in all."""
    owner: tuple[str, ...] = ()
    """The fields with the officer whose work it is, of which the first that is not empty counts; none: nobody's."""
    unit: str = ""
    cell: str = ""
    duty: str = ""
    """The duty that decides or does it, while it is neither an officer's work nor a cell's (`Due.duty`)."""
    pressing: bool = False
    """Whether it stands at the top of the owner's day whatever its date."""
    asked_by: str = ""
    """The field with the officer who asked for the decision, and so does not make it."""
    why: str = ""
    """Why it is due on that `{day}` (a catalogue key, which may name fields too), where no days are counted."""
    since: str = ""
    """The field with the day from which the days are counted; empty: no sum is shown."""
    counted: str = ""
    """What was on that `{day}` (a catalogue key), as the sum says it: `missed on {day}`."""
    soon: int | type[Settings] = 7
    """How many days ahead it is due soon, or the section of the policy pack whose `soon_days` says it."""
    long: int = 0
    """How many days after its day it is long overdue; 0: never."""
    timed: bool = False
    """Whether it is due at the time of day that the column holds."""
    exact: bool = False
    """Whether it is late once that moment has passed, through nights and holidays, and not only the day after."""
    together: Together | None = None
    """Which of its entries are one task."""
    action: str = ""
    """The verb of the action that does it (`Due.action`): it makes a record, or is done to this one."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that its status and its term look at."""
        return (self.on, *self.until, *(("stage",) if self.stages else ()), *((self.since,) if self.since else ()))

    def day(self, value_of: Callable[[str], Any]) -> date | None:
        """Return the day it is due, from the values of `columns`; None if nothing is due."""
        if any(value_of(name) for name in self.until):
            return None
        if self.stages and value_of("stage") not in self.stages:
            return None
        on: date | None = value_of(self.on)
        return day_of(on)

    def due(self, record: Any) -> Due | None:
        """Return the entry of the agenda, if it is due of this record."""
        value_of = _of(record)
        on = self.day(value_of)
        if on is None:
            return None
        owner = next((found for name in self.owner if (found := value_of(name))), "")
        unit, cell, asked_by = (value_of(name) if name else "" for name in (self.unit, self.cell, self.asked_by))
        return Due(
            on, _say(self.what, record), owner, unit, cell, self.pressing, "" if owner or cell else self.duty, asked_by,
            at=value_of(self.on) if self.timed or self.exact else None, exact=self.exact, together=self.together,
            action=self.action,
        )  # fmt: skip

    def explain(self, record: Any) -> Sentence | None:
        """Return the sum or the reason that led to the day, if it is due of this record."""
        on, since = self.day(_of(record)), day_of(getattr(record, self.since)) if self.since else None
        if on is not None and self.why:
            return _say(self.why, record, day=on)
        if on is None or since is None:
            return None
        counted = say(self.counted, day=since)
        return say(N_("Due {due}: {counted} + {days} days."), due=on, counted=counted, days=(on - since).days)

    def status(self, value_of: Callable[[str], Any], context: Context) -> DeadlineStatus | None:
        """Return how it stands today; None if nothing is due."""
        on = self.day(value_of)
        if on is None:
            return None
        if self.exact and on == context.today and value_of(self.on) <= context.now:
            return DeadlineStatus.LATE
        if on < context.today:
            long = self.long and (context.today - on).days > self.long
            return DeadlineStatus.LONG_OVERDUE if long else DeadlineStatus.LATE
        return DeadlineStatus.DUE_SOON if on <= self._soon(context) else DeadlineStatus.ON_TIME

    def term(self, value_of: Callable[[str], Any]) -> Term | None:
        """Return the days in which it is to be done, from the values of `columns`; None if nothing is due."""
        on = self.day(value_of)
        return Term(day_of(value_of(self.since)) if self.since else None, on) if on else None

    def is_due(self) -> Condition:
        """Return the condition that it is due at all."""
        return self._between()

    def is_late(self, context: Context) -> Condition:
        """Return the condition that its day has passed."""
        if self.exact:
            return self._between(last=context.now)
        return self._between(last=context.today - timedelta(days=1))

    def is_soon(self, context: Context) -> Condition:
        """Return the condition that its day comes soon."""
        first = context.now + timedelta.resolution if self.exact else context.today
        return self._between(first, self._soon(context))

    def is_mine(self, context: Context) -> Condition:
        """Return the condition that it is due and the work of the officer who asks."""
        first_filled: list[Condition] = [
            AllOf((*(Is(before, ("",)) for before in self.owner[:place]), Is(name, (context.officer,))))
            for place, name in enumerate(self.owner)
        ]
        return AllOf((self.is_due(), AnyOf(tuple(first_filled))))

    def _between(self, first: date | None = None, last: date | None = None) -> Condition:
        staged = (Is("stage", self.stages),) if self.stages else ()
        return AllOf((Between(self.on, first, last), *map(Blank, self.until), *staged))

    def _soon(self, context: Context) -> date:
        if isinstance(self.soon, int):
            return context.today + timedelta(days=self.soon)
        days: int = getattr(context.policy.settings(self.soon), "soon_days")  # noqa: B009 - every such section has it
        return context.today + timedelta(days=days)


def deadline_filters(deadlines: Iterable[Deadline], context: Context) -> dict[str, Condition]:
    """Return the words of a search line that follow from the deadlines of a kind."""
    deadlines = tuple(deadlines)
    if not deadlines:
        return {}
    found: dict[str, Condition] = {
        N_("late"): AnyOf(tuple(each.is_late(context) for each in deadlines)),
        N_("soon"): AnyOf(tuple(each.is_soon(context) for each in deadlines)),
    }
    if owned := tuple(each.is_mine(context) for each in deadlines if each.owner):
        found[N_("mine")] = AnyOf(owned)
    return found


def worst(deadlines: Iterable[Deadline], value_of: Callable[[str], Any], context: Context) -> DeadlineStatus | None:
    """Return how the deadline stands that stands worst; None if nothing is due."""
    found = [status for each in deadlines if (status := each.status(value_of, context))]
    return max(found, key=list(DeadlineStatus).index, default=None)


def first_term(deadlines: Iterable[Deadline], value_of: Callable[[str], Any]) -> Term | None:
    """Return the term that ends first; None if nothing is due."""
    return min((term for each in deadlines if (term := each.term(value_of))), key=lambda term: term.until, default=None)


def _say(template: str, record: Any, **facts: Any) -> Sentence:
    """Say what a template says, with the fields of the record that it names; a text ends no sentence in it."""
    named = {name: value for name, value in record if f"{{{name}}}" in template and name not in facts}
    return say(template, **{name: _worded(value) for name, value in named.items()}, **facts)


def _worded(value: Any) -> Any:
    if isinstance(value, LabelledEnum):
        return say(value.label)
    return value.rstrip("。.") if isinstance(value, str) else value


def _of(record: Any) -> Callable[[str], Any]:
    return lambda name: getattr(record, name)
