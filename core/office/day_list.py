"""The day's list 今日: what is due as a list of work, in sections, with one row for entries that are one task.

It is worked out of the agenda (`core.rules.agenda`) as one officer may read it. What waits for a decision stands in
front, for whoever may take it and for nobody else.
"""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import starmap
from typing import NamedTuple

from core.desks.grid.tree import led_by_officer
from core.model.action import actions_on
from core.model.change import HOME
from core.model.query import EVERYTHING, AnyOf, Between, Condition, Having, Is, Not, Query, both
from core.model.record import RECORDS
from core.office.office import Office
from core.rights.four_eyes import is_matter
from core.rules.agenda import DECIDE, SOON, AgendaItem, Conflict, Task, duties_of, late_today, not_asked_by
from core.rules.breaches import Breach
from core.values.labelled_enum import LabelledEnum
from core.values.refusal import Refusal
from core.values.sentence import N_

PRESSING, CALM = Is("pressing", (True,)), Is("pressing", (False,))
ALONE = Is("task", ("",))
"""The condition of entries that are no task with others."""


class Whose(LabelledEnum):
    """Whose work is listed."""

    MINE = "mine", N_("mine")
    CELLS = "cells", N_("my cells")
    ALL = "all", N_("all")


class DaySection(LabelledEnum):
    """The parts of the list, in their order."""

    DECISIONS = "decisions", N_("To be decided by me")
    PRESSING = "pressing", N_("Instructions and urgent")
    OVERDUE = "overdue", N_("Overdue")
    TODAY = "today", N_("Today")
    WEEK = "week", N_("This week")
    LATER = "later", N_("Later")


DATED = (DaySection.OVERDUE, DaySection.TODAY, DaySection.WEEK, DaySection.LATER)


def section_of(due: date, today: date) -> DaySection:
    """Return the section of a day."""
    if due < today:
        return DaySection.OVERDUE
    if due == today:
        return DaySection.TODAY
    return DaySection.WEEK if due <= today + SOON else DaySection.LATER


class Counted(NamedTuple):
    """How many entries of one task are due on a day."""

    whom: str
    pressing: bool
    task: str
    """A packed `Task`; empty of what stands alone."""
    due: date
    kind: str
    """The kind of record of which they are entries."""
    entries: int


@dataclass(frozen=True, slots=True)
class Gathered:
    """Entries of one section that are one task."""

    task: str
    """A packed `Task`."""
    count: int
    due: date
    """The first day on which one of them is due."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a section holds."""

    section: DaySection
    where: Condition
    """Which entries of the agenda."""
    days: Sequence[tuple[date, int]]
    """The days on which entries are due that stand alone, each with their number, the first in front."""
    gathered: Sequence[Gathered]
    """The tasks of several entries, in the order in which they are due."""

    @property
    def count(self) -> int:
        """How many tasks there are."""
        return sum(count for _, count in self.days) + len(self.gathered)

    @property
    def by_day(self) -> Counter[date]:
        """How many tasks are due first on each day."""
        return Counter(dict(self.days)) + Counter(each.due for each in self.gathered)

    @property
    def first(self) -> date:
        """The first day on which any of it is due."""
        return min([day for day, _ in self.days] + [each.due for each in self.gathered])

    @property
    def entries(self) -> int:
        """How many entries there are."""
        return sum(count for _, count in self.days) + sum(each.count for each in self.gathered)


class DayList:
    """The day's list of one officer, as the store is when it is asked."""

    def __init__(self, office: Office, whose: Whose = Whose.MINE, where: Condition = EVERYTHING) -> None:
        """List what is of these, of the entries that meet a condition; nothing is read yet."""
        self.office = office
        self.whose = whose
        self._context = office.context()
        self._where = where

    @cached_property
    def parts(self) -> list[Part]:
        """What stands in each section, of those that hold anything; read once."""
        by_section = {part.section: part for part in (*self._foremost(), *self._dated())}
        return [by_section[section] for section in DaySection if section in by_section and by_section[section].count]

    def alone(self, part: Part) -> "array[int]":
        """Return the rows of the agenda that stand alone in a section, those that are due first in front."""
        return self._keys(both(part.where, ALONE))

    def gathered_in(self, part: Part, task: str) -> "array[int]":
        """Return the rows of the agenda that are one task in a section."""
        return self._keys(both(part.where, Is("task", (task,))))

    def records(self, part: Part, task: str) -> Query:
        """Return what asks for exactly the records, or the conflicts, of a task in a section."""
        where = both(part.where, Is("task", (task,)))
        if part.section is DaySection.DECISIONS and Task.unpack(task).decides_values:
            rows = self.office.page(AgendaItem.kind, self._keys(where), ("of",))
            return Query(Conflict.kind, Is("of", tuple(of for (of,) in rows)))
        return Query(Task.unpack(task).kind, Having(AgendaItem.kind, "of", where))

    @property
    def broken_rules(self) -> Query:
        """What asks for the broken rules that this officer can mend: he may do something to the records.

        Of what stays at this site none came from another; the agenda speaks of it.
        """
        kinds = (kind for kind, each in RECORDS.items() if Breach.applies_to(each) and each.compartment not in HOME)
        mended = [each for each in kinds if any(self.office.may(act) for act in actions_on(each) if not act.creates)]
        return Query(Breach.kind, Is("of_kind", tuple(mended)))

    def of_others(self) -> int:
        """Return how many entries there are that are not of these."""
        return self.office.count(Query(AgendaItem.kind, both(Not(self.of_these), self._where)))

    def _keys(self, where: Condition) -> "array[int]":
        asked = Query(AgendaItem.kind, where, ("due", "at", "id"))
        return self.office.kept(asked, lambda: self.office.keys(asked))

    # Whose

    @cached_property
    def of_these(self) -> Condition:
        """What is of these: of an officer his own, with what is to be done by whoever has his duties."""
        if self.whose is Whose.MINE:
            return Is("whom", (self._context.officer, *self._duties))
        return EVERYTHING if self.whose is Whose.ALL else Is("cell", led_by_officer(self._context))

    @cached_property
    def _duties(self) -> tuple[str, ...]:
        return duties_of(self._context)

    # What stands in front

    def _foremost(self) -> Iterator[Part]:
        yield self._part(DaySection.DECISIONS, both(Is("id", self._decisions), self._where))
        own = Is("whom", (self._context.officer,)) if self.whose is Whose.MINE else self.of_these
        yield self._part(DaySection.PRESSING, both(own, PRESSING, Not(Is("id", self._decisions)), self._where))

    @cached_property
    def _decisions(self) -> tuple[str, ...]:
        """The entries that wait for a decision which this officer may take now."""
        waits = both(Is("whom", self._duties), PRESSING, not_asked_by(self._context))
        keys = self.office.keys(Query(AgendaItem.kind, waits))
        rows = self.office.page(AgendaItem.kind, keys, ("id", "of_kind", "of", "decided_with"))
        return tuple(identifier for identifier, *asked in rows if self._may_decide(*asked))

    def _may_decide(self, kind: str, record: str, duty: str) -> bool:
        if duty == DECIDE:  # most conflicts are of what nobody is kept from
            waits = self.office.find(Query(Conflict.kind, Is("of", (record,)))) if is_matter(RECORDS[kind]) else ()
            return not is_matter(RECORDS[kind]) or any(self.office.may_decide(each, duty) for each in waits)
        try:
            return self.office.may_decide(self.office.get_listed(kind, record), duty)
        except Refusal:  # it has gone meanwhile
            return False

    # What is due on a day

    def _dated(self) -> Iterator[Part]:
        """Yield the sections of days from one count over all of them."""
        rest = both(self.of_these, CALM, self._where)
        found: dict[DaySection, list[tuple[str, date, int]]] = {section: [] for section in DATED}
        today, gone = self._context.today, late_today(self._context)
        passed = dict(self.office.groups(Query(AgendaItem.kind, both(rest, gone)), "task"))
        for each in self.counted:
            if not each.pressing:
                late = passed.get(each.task, 0) if each.due == today else 0
                late = min(late, each.entries)
                passed[each.task] = passed.get(each.task, 0) - late
                found[section_of(each.due, today)].append((each.task, each.due, each.entries - late))
                found[DaySection.OVERDUE].append((each.task, each.due, late))
        overdue: Condition = Between("due", None, today - timedelta(days=1))
        ends: dict[DaySection, Condition] = {
            DaySection.OVERDUE: AnyOf((overdue, gone)) if passed else overdue,
            DaySection.TODAY: both(Is("due", (today,)), Not(gone)) if passed else Is("due", (today,)),
            DaySection.WEEK: Between("due", today + timedelta(days=1), today + SOON),
            DaySection.LATER: Between("due", today + SOON + timedelta(days=1)),
        }
        for section, counts in found.items():
            yield _part(section, both(ends[section], rest), [each for each in counts if each[2]])

    def _part(self, section: DaySection, where: Condition) -> Part:
        return _part(section, where, self.office.groups(Query(AgendaItem.kind, where), "task", "due"))

    @property
    def counted(self) -> Sequence[Counted]:
        """All entries, counted once: for this list, for the numbers on the desks and for what the next days bring."""
        asked = Query(AgendaItem.kind, both(self.of_these, self._where))
        # In this order an index has them.
        fields = ("whom", "pressing", "task", "due", "of_kind")
        return self.office.kept((asked, fields), lambda: tuple(starmap(Counted, self.office.groups(asked, *fields))))


def _part(section: DaySection, where: Condition, counts: Sequence[tuple[str, date, int]]) -> Part:
    tasks: dict[str, list[tuple[date, int]]] = {}
    for task, due, count in counts:
        tasks.setdefault(task, []).append((due, count))
    days = Counter[date]()
    for due, count in tasks.pop("", []):
        days[due] += count
    gathered = [Gathered(task, sum(n for _, n in each), min(due for due, _ in each)) for task, each in tasks.items()]
    return Part(section, where, sorted(days.items()), sorted(gathered, key=lambda each: (each.due, each.task)))


def own_tasks(office: Office, until: date) -> Iterator[tuple[str, date, int]]:
    """Yield what is due of an officer until a day: of which kind, since when, and how many tasks; reads the store."""
    day_list, context = DayList(office), office.context()
    waiting = both(day_list.of_these, PRESSING, not_asked_by(context), Between("due", None, until))
    counted = [(each.kind, each.task, each.due, each.entries) for each in day_list.counted if not each.pressing]
    tasks: dict[tuple[str, str], date] = {}
    for kind, task, day, count in (*counted, *office.groups(Query(AgendaItem.kind, waiting), "of_kind", "task", "due")):
        if day > until:
            continue
        if task:
            tasks[kind, task] = min(day, tasks.get((kind, task), day))
        else:
            yield kind, day, count
    yield from ((kind, day, 1) for (kind, _), day in tasks.items())
