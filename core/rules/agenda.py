"""Entries that follow from other records: the agenda 待办 and the list of conflicts 冲突.

They are records like others to queries, rights and screens, but nobody writes them: the store keeps them in step with
the records they point at.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, NamedTuple

from core.model.change import HOME, seconds
from core.model.context import Context
from core.model.deadline import DeadlineStatus, Due
from core.model.field import ANY, About, Names, Role
from core.model.figure import Figure
from core.model.merge import Heads, conflicts
from core.model.query import AnyOf, Between, Condition, Is, Not, Query, both
from core.model.record import Record, columns, root_of
from core.model.tiles import Tiles
from core.rights.four_eyes import same_person
from core.rights.visibility import NAMES
from core.rules.joined_records import joinable
from core.values.sentence import N_, Sentence, say
from core.wording.record_text import dues, explained

DECIDE = "conflicts.resolve"
"""The duty that decides which of two values stands."""
ROOM_FOR_WHAT = 26
"""How wide the column is that says what is due: what a record says is no longer, in either language, but for facts."""
JOIN: Mapping[str, str] = {"unit": "people.keep", "person": "people.keep", "cell": "grid.keep"}
"""The duty that makes one of what is listed twice, by kind."""
TWO_VALUES = N_("decide between two values")
"""What is to be done about conflicts (a catalogue key)."""
SOON = timedelta(days=7)
"""How far ahead the agenda of the week looks."""


class Task(NamedTuple):
    """What several entries of the agenda have in common that are one task (`core.model.deadline.Together`)."""

    kind: str
    """The kind of record that they are entries of."""
    what: str
    """What is to be done (a catalogue key)."""
    counted: str
    """How many there are, as `{count}` (a catalogue key)."""
    refers: str = ""
    """The kind of the record that they are about."""
    value: str = ""
    """What they are about: the identifier of that record, or a text."""

    @property
    def decides_values(self) -> bool:
        """Whether it is to decide between the values that two sites gave a field."""
        return self.what == TWO_VALUES

    def pack(self) -> str:
        """Return it as the text that all these entries hold."""
        return json.dumps(self[::-1], ensure_ascii=False)  # what differs stands in front: texts are compared fast

    @classmethod
    def unpack(cls, packed: str) -> "Task":
        """Return what `pack` packed."""
        return cls(*reversed(json.loads(packed)))


class DerivedRecord(Record):
    """An entry about another record."""

    is_derived = True

    of_kind: Annotated[str, About(N_("Kind"), column=10, names=Names.KIND)]
    of: Annotated[str, About(N_("Entry of"), index=True)]
    """The record it follows from."""
    record: Annotated[str, About(N_("Record"), column=40, refers=ANY, index=True)]
    """The same, or what that is a part of: where an officer goes from here."""

    @property
    def title(self) -> str:
        """The identifier of the record; `Office.title` knows its name."""
        return self.record


class AgendaItem(DerivedRecord):
    """Something that is due."""

    kind = "agenda"
    label = N_("Agenda item")
    plural = N_("Agenda")
    order = ("-pressing", "due")
    status_columns = ("due", "late_at")
    # The day's list asks for these alone, so that no row need be read for its count or its order.
    indexes = (
        ("whom", "pressing", "task", "due", "of_kind", "of", "at", "id"),
        ("pressing", "task", "due", "of_kind", "of", "at", "id"),
    )

    due: Annotated[date, About(N_("Due"), column=10, index=True)]
    what: Annotated[str, About(N_("What is due"), column=ROOM_FOR_WHAT, names=Names.SENTENCE)] = ""
    """A packed `core.values.sentence.Sentence`."""
    owner: Annotated[str, About(N_("Owner"), column=12, refers="officer", says=Role.WORK)] = ""
    unit: Annotated[str, About(N_("Unit"), refers="unit")] = ""
    cell: Annotated[str, About(N_("Cell"), refers="cell", says=Role.WORK, index=True)] = ""
    pressing: Annotated[bool, About(N_("Pressing"))] = False
    decided_with: Annotated[str, About(N_("Duty needed to decide"))] = ""
    """Of what is no officer's."""
    whom: Annotated[str, About(N_("Officer or duty"))] = ""
    """The owner, or else the duty whose holders do it."""
    asked_by: Annotated[str, About(N_("Asked for by"), refers="officer", says=Role.DOER)] = ""
    at: Annotated[datetime | None, About(N_("Due at"))] = None
    """The moment, where the time of day is told too."""
    late_at: Annotated[datetime | None, About(N_("Late from"), index=True)] = None
    """The moment from which it is late, where that is not the day after (`core.model.deadline.Due.exact`)."""
    task: Annotated[str, About(N_("Task"))] = ""
    """A packed `Task`, the same for all entries that are one; empty of one that stands alone."""
    action: Annotated[str, About(N_("Action"))] = ""
    """The verb of the action that does it at once (`core.model.deadline.Due.action`)."""

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """Mine, with what others wait for me to decide; what presses; and the parts of the day's list."""
        today = context.today
        return {
            N_("mine"): both(Is("whom", (context.officer, *duties_of(context))), not_asked_by(context)),
            N_("pressing"): Is("pressing", (True,)),
            N_("overdue"): AnyOf((Between("due", None, today - timedelta(days=1)), late_today(context))),
            N_("today"): both(Is("due", (today,)), Not(late_today(context))),
            N_("week"): Between("due", today + timedelta(days=1), today + SOON),
            N_("later"): Between("due", today + SOON + timedelta(days=1)),
        }

    @classmethod
    def applies_to(cls, record_type: type[Record]) -> bool:
        """Whatever can be due; that something is listed twice, or has two values, is due too.

        Two values of what everybody reads by name, as an officer's, stand in the list of conflicts alone.
        """
        return record_type.can_be_due() or joinable(record_type.kind) or _decided_of(record_type)

    @classmethod
    def deadline_status(cls, row: Mapping[str, Any], context: Context) -> DeadlineStatus | None:
        """Late once its date has passed, or its moment."""
        if row["due"] < context.today or (row["late_at"] and row["late_at"] <= context.now):
            return DeadlineStatus.LATE
        return DeadlineStatus.DUE_SOON if row["due"] <= context.today + SOON else DeadlineStatus.ON_TIME


Tiles(
    Figure(
        "overdue",
        N_("overdue"),
        AgendaItem,
        "overdue",
        status=DeadlineStatus.LATE,
    ),
    Figure(
        "due_today",
        N_("today"),
        AgendaItem,
        "today",
        status=DeadlineStatus.DUE_SOON,
    ),
    Figure(
        "due_in_week",
        N_("week"),
        AgendaItem,
        "week",
    ),
)


class Conflict(DerivedRecord):
    """A field that two sites gave different values: both are kept, and a person decides."""

    kind = "conflict"
    label = N_("Conflict")
    plural = N_("Conflicts")

    field: Annotated[str, About(N_("Field"), column=16, names=Names.FIELD)]

    @classmethod
    def applies_to(cls, record_type: type[Record]) -> bool:
        """Whatever other sites write too."""
        return record_type.compartment not in HOME


def late_today(context: Context) -> Condition:
    """Return the condition of what is late since an hour of today."""
    return Between("late_at", datetime.combine(context.today, time.min), context.now)


def duties_of(context: Context) -> tuple[str, ...]:
    """Return the duties of the officer: what is nobody's work is that of all who have its duty."""
    accounts = context.find(Query("account", both(Is("officer", (context.officer,)), Is("closed", (False,)))))
    return tuple(sorted(context.policy.duties(tuple(role for account in accounts for role in account.roles))))


def not_asked_by(context: Context) -> Condition:
    """Return the condition that what is to be decided was asked for by somebody else."""
    return Not(Is("asked_by", tuple(sorted(same_person(context.officer, context)))))


def agenda_of(record: Record) -> Iterator[AgendaItem]:
    """Yield the agenda's entries of a record."""
    if record.deleted:
        return
    for place, due in enumerate(record.agenda()):
        yield AgendaItem(
            id=derived_id(f"{record.kind} {record.id}", f"agenda {place}"),
            of_kind=record.kind,
            of=record.id,
            record=root_of(record),
            due=due.on,
            what=due.what.pack(),
            owner=due.owner,
            unit=due.unit,
            cell=due.cell,
            pressing=due.pressing,
            decided_with="" if due.owner else due.duty,
            whom=due.owner or due.duty,
            asked_by=due.asked_by,
            at=due.at,
            late_at=due.at if due.exact else None,
            task=_task(record, due),
            action=due.action,
        )


def _task(record: Record, due: Due) -> str:
    """Return with which other entries one is a task, packed; empty if it stands alone."""
    shared = due.together
    if shared is None or not (value := getattr(record, shared.by)):
        return ""
    refers = columns(type(record))[shared.by].about.refers
    return Task(record.kind, shared.what, shared.count, refers, value).pack()


def reasons(record: Record) -> list[Sentence]:
    """Return the sum that led to what is due of a record, or that its dates were chosen; nothing if nothing is due."""
    if (reason := explained(record)) is not None:
        return [reason]
    chosen = N_("Due {day}: {what}. Whoever entered it chose this date.")
    return [say(chosen, day=due.on, what=due.what) for due in ([] if record.deleted else dues(record))]


def conflicts_of(record: Record, heads: Heads) -> Iterator[Conflict]:
    """Yield an entry for each field of a record whose heads disagree; one of a newer version waits for the upgrade.

    Of what the program keeps by itself there is nothing to decide: the next action that moves it writes it anew.
    """
    known = columns(type(record))
    decided = {
        name: writes
        for name, writes in heads.items()
        if name in type(record).model_fields and not (name in known and known[name].about.kept)
    }
    for name in conflicts(decided):
        yield Conflict(
            id=derived_id(f"{record.kind} {record.id}", f"conflict {name}"),
            of_kind=record.kind,
            of=record.id,
            field=name,
            record=root_of(record),
        )


def _decided_of(record_type: type[Record]) -> bool:
    """Whether deciding between two values stands in the agenda: not where everybody who signs in reads the kind."""
    return Conflict.applies_to(record_type) and record_type.duty != NAMES


def decision_due(record: Record, found: Sequence[Conflict], heads: Heads) -> Iterator[AgendaItem]:
    """Yield the agenda's entry of a record some fields of which have two values, since the older one was written."""
    if not found or record.deleted or not _decided_of(type(record)):
        return
    since = min(write.time for conflict in found for write in heads[conflict.field])
    yield AgendaItem(
        id=derived_id(record.id, "decision"),
        of_kind=record.kind,
        of=record.id,
        record=root_of(record),
        due=datetime.fromtimestamp(seconds(since), UTC).date(),
        what=say(N_("decide between two values of {count} fields"), count=len(found)).pack(),
        decided_with=DECIDE,
        whom=DECIDE,
        pressing=True,
        task=Task(record.kind, TWO_VALUES, N_("{count} records")).pack(),
    )


def duplicates_of(kind: str) -> str:
    """Return what the one entry of the agenda is an entry of that speaks of everything of a kind listed twice."""
    return derived_id(kind, "duplicates")


def duplicates_due(kind: str, first: str, count: int, since: date) -> AgendaItem:
    """Return the entry of the agenda that something is listed twice; it shows one of them."""
    what = say(N_("listed twice, {count} in all: join them"), count=count)
    return AgendaItem(
        id=derived_id(kind, "duplicates due"),
        of_kind=kind,
        of=duplicates_of(kind),
        record=first,
        due=since,
        what=what.pack(),
        decided_with=JOIN[kind],
        whom=JOIN[kind],
    )


def pair_id(one: str, other: str) -> str:
    """Return the identifier of what is said of two records, whichever comes first."""
    return derived_id(" ".join(sorted((one, other))), "pair")


def derived_id(record: str, what: str) -> str:
    """Return the identifier of an entry that follows from a record: the same whenever it is worked out."""
    return hashlib.sha256(f"{record} {what}".encode()).hexdigest()[:32]
