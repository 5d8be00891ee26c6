"""Records: what a desk keeps. A desk declares a frozen pydantic model; tables, forms, lists and search follow from it.

A field is declared once, with everything the program needs to know of it::

    subject: Annotated[str, About(N_("Subject"), column=40, search=True)]

What records and actions share is declared once, as a type::

    Replied = Annotated[date, About(N_("Replied"), start=Start.TODAY, not_before="received")]

Then a record says `replied: Replied | None = None`, and an action that asks for it `replied: Replied`.
"""

import hashlib
import json
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from core.model.audit_event import Event
from core.model.context import Context
from core.model.deadline import Deadline, DeadlineStatus, Due, Term, deadline_filters, first_term, worst
from core.model.field import About, Role
from core.model.from_to import FromTo
from core.model.occurrence import Occurrence
from core.model.on_calendar import OnCalendar
from core.model.query import EVERYTHING, Condition, GroupCounter
from core.model.rule import Unique
from core.model.viewer import Viewer
from core.values.bounds import Bounded, declared, plain_type
from core.values.classification import Classification
from core.values.ids import new_id
from core.values.labelled_enum import LabelledEnum
from core.values.mask import MASK
from core.values.section import Section
from core.values.sentence import Sentence

RECORDS: dict[str, type["Record"]] = {}
"""Every declared record type by its kind; filled as desks are imported (`core.desks`)."""


Transitions = tuple[tuple[tuple[LabelledEnum, ...], LabelledEnum], ...]
"""Changes of stage: each from one of some stages to another."""


class Derived:
    """A column worked out from the fields of its record: kept in the table, never in the journal."""

    def __init__(self, about: About, work_out: Callable[[Any], Any]) -> None:
        self.about = about
        self.work_out = work_out
        self.__doc__ = work_out.__doc__

    def __get__(self, record: "Record | None", owner: type) -> Any:
        return self if record is None else self.work_out(record)

    @property
    def type(self) -> Any:
        """The declared type of the column."""
        return typing.get_type_hints(self.work_out)["return"]


def derived(about: About) -> Callable[[Callable[[Any], Any]], Any]:
    """Declare a method of a record as a derived column."""
    return lambda work_out: Derived(about, work_out)


class Record(Bounded):
    """What is kept: one model, one kind, one table."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", defer_build=True, ignored_types=(Derived,), hide_input_in_errors=True
    )

    kind: ClassVar[str] = ""
    label: ClassVar[str] = ""
    """What one of them is called (a catalogue key)."""
    plural: ClassVar[str] = ""
    """What the list of them is called (a catalogue key)."""
    compartment: ClassVar[str] = "common"
    """The part of the journal it is written to; `local` never leaves the site."""
    section: ClassVar[Section] = Section.OFFICE
    """Where its desk stands that no module of `tui.screens` declares, if it is the first kind of that desk."""
    classification: ClassVar[Classification | None] = None
    """How each of them, with its parts, is classified at least; a field of that type says it of one record."""
    duty: ClassVar[str] = ""
    """The duty (`core.policy.pack`) that lets an officer read records of this kind."""
    access_log: ClassVar[str] = ""
    """The kind of entry that reading one leaves (`core.audit.access_log`); empty leaves none. Lists, counts and groups
    leave none either, and tell no more of it than the fields that are columns or indexed."""
    attached_with: ClassVar[str] = ""
    """The duty that attaches papers to one (`core.rules.attached_papers`); else that of who enters one."""
    retention: ClassVar[str] = ""
    """The figure of the policy pack after which records of this kind are purged (`core.rules.purge`), with their parts;
    empty: they never are, whoever asks for it."""
    audited: ClassVar[Event | None] = None
    """What the audit calls what is done to one (`core.audit.audit_log`); what is `local` stands there also without."""
    is_derived: ClassVar[bool] = False
    """Whether its records are no records of the journal but entries worked out from others (agenda, conflicts)."""
    issued: ClassVar[tuple[str, str] | None] = None
    """The field with a number that a site gives, and the field that names this site: two sites may give one number, so
    that of another site is shown with its name behind (`Office.number`)."""
    unique: ClassVar[tuple[Unique, ...]] = ()
    """What no two of them have the same; other rules are declared beside the record (`core.model.rule`)."""
    ends: ClassVar[tuple[LabelledEnum, ...]] = ()
    """The stages that it stays in for good; every other one has an action that leads out of it."""
    ends_with: ClassVar[tuple[str, LabelledEnum] | None] = None
    """The field with the record with whose end it ends, and the stage it has then (`core.rules.lapsing`)."""
    transitions: ClassVar[Transitions] = ()
    """The changes of its stage that no action makes, such as those that come with a transfer."""
    order: ClassVar[tuple[str, ...]] = ("id",)
    """How its list is sorted; `-field` turns the order round."""
    unit_on: ClassVar[str] = ""
    """The field with the day on which its `person` was in its `unit`: it follows when the register is corrected."""
    cell_on: ClassVar[str] = ""
    """The field with the day on which its `person` was counted in its `cell`: it follows when that is corrected."""
    service_on: ClassVar[str] = ""
    """The field with the day from which its `person` owes what stands in it: that ends with the service in which the
    day lies (`with_service`)."""
    bears: ClassVar[str] = ""
    """The field whose record it is called by, before its own title: an account by its officer (`Office.called`)."""
    bearing: ClassVar[str] = "{name} {title}"
    """How it is called by that record, as `{name}`, and its own `{title}` (a catalogue key, or signs alone)."""
    within: ClassVar[str] = ""
    """The field that refers to the record of this kind above it, in a tree whose names need not be unique: where
    others bear its `name` too, it is called by its path, `第一分部/办公室` (`Office.called`)."""
    deadlines: ClassVar[tuple[Deadline, ...]] = ()
    """By when what is to be done; what is due, why then, and how it stands follow from them."""
    on_calendar: ClassVar[OnCalendar | None] = None
    """Where its records stand on the calendar of their desk; None: on none."""
    occurrence: ClassVar[Occurrence | None] = None
    """What it says in the timeline of the record that it is a part of; None: it stands below with all its fields."""
    timeline: ClassVar[FromTo | None] = None
    """From when to when its records run; None: they have no timeline."""
    status_columns: ClassVar[tuple[str, ...]] = ()
    """The columns that `deadline_status` and `deadline_term` look at; those of its deadlines, if it says no others."""
    terms_begin: ClassVar[bool] = False
    """Whether it is known from when its terms run, so that lists show how much of them has passed; true of those of its
    deadlines that say so."""
    path: ClassVar[tuple[LabelledEnum, ...]] = ()
    """The stages of its usual way, from the first to the last; pages show how far it has come. Other stages are stops
    beside it."""
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """Indexes over several columns that its lists need besides those of single fields; `-field` is turned round."""
    counters: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """Combinations of fields whose records are counted as they are written, for figures over very many records."""

    id: str = Field(default_factory=new_id, pattern="^[0-9a-f]{32}$")
    deleted: bool = False

    @classmethod
    def __pydantic_init_subclass__(cls, **_kwargs: Any) -> None:
        """Enter the declared kind in `RECORDS`."""
        super().__pydantic_init_subclass__()
        if not cls.status_columns:
            cls.status_columns = tuple(dict.fromkeys(name for each in cls.deadlines for name in each.columns))
        cls.terms_begin = cls.terms_begin or any(each.since for each in cls.deadlines)
        if cls.kind:
            RECORDS[cls.kind] = cls

    @property
    def title(self) -> str:
        """The record in one line, as other records show it when they refer to it."""
        return self.id

    @property
    def spoken(self) -> Sentence | None:
        """The record in one line where that takes words of the program; None where `title` says it in any language."""
        return None

    def usual_way(self) -> tuple[LabelledEnum, ...]:
        """Return the stages of its usual way: `path`, unless it depends on what the record is about."""
        return self.path

    def agenda(self) -> Iterable[Due]:
        """Yield what is due of this record; nothing in the program is due without standing in the agenda."""
        return (due for each in self.deadlines if (due := each.due(self)))

    @classmethod
    def can_be_due(cls) -> bool:
        """Whether anything can be due of a record of this kind."""
        return bool(cls.deadlines) or cls.agenda is not Record.agenda

    def explain(self) -> Sentence | None:
        """Return the sum that led to the date it is due, for the key that asks "why then?"."""
        return next((sum_ for each in self.deadlines if (sum_ := each.explain(self))), None)

    def remarks(self, reader: GroupCounter) -> Iterable[Sentence]:
        """Yield what is to be said of it besides, as it follows from other records that this officer may read."""
        return ()

    def with_service(self, ended: date | None) -> dict[str, Any]:
        """Return what becomes of it when the service ended on a day in which its `person` owed it, or did not end."""
        return {}

    def bars(self, officer: str, context: Context) -> Iterable[Sentence]:
        """Yield why an officer, as a person, has no part in this matter, whatever his roles
        (`core.rights.four_eyes`)."""
        return ()

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """Return the words a search line knows for this kind besides its fields, e.g. `late` (catalogue keys)."""
        return deadline_filters(cls.deadlines, context)

    @classmethod
    def open_ones(cls, context: Context) -> Condition:
        """Return which of them are work still to be done, by the word of the search line for it; all if it has none."""
        filters = cls.filters(context)
        return filters.get("open") or filters.get("in force") or EVERYTHING

    @classmethod
    def deadline_status(cls, row: Mapping[str, Any], context: Context) -> DeadlineStatus | None:
        """Return how a row of the list stands against its deadline; `row` holds its `status_columns`."""
        return worst(cls.deadlines, row.__getitem__, context)

    @classmethod
    def has_terms(cls) -> bool:
        """Whether `deadline_term` says anything of its records."""
        return bool(cls.deadlines) or _overrides(cls.deadline_term, Record.deadline_term)

    @classmethod
    def can_be_long_overdue(cls) -> bool:
        """Whether `deadline_status` may say so of its records."""
        return any(each.long for each in cls.deadlines) or _overrides(cls.deadline_status, Record.deadline_status)

    @classmethod
    def deadline_term(cls, row: Mapping[str, Any]) -> Term | None:
        """Return the term of a row of the list that ends first; `row` holds its `status_columns`."""
        return first_term(cls.deadlines, row.__getitem__)

    @classmethod
    def applies_to(cls, record_type: "type[Record]") -> bool:
        """Whether records of a kind can have entries of this kind, which is derived."""
        return False

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Condition | None:
        """Return the condition under which this viewer, having the duty, may read a record; None is the common rule."""
        return None


def _overrides(method: Any, of: Any) -> bool:
    """Whether a class method is another than the one of `Record`."""
    return method.__func__ is not of.__func__


@dataclass(frozen=True, slots=True)
class Column:
    """A field or derived column as storage and screens see it."""

    name: str
    type: type
    """str, int, bool, date, datetime, tuple, or a `LabelledEnum`; an optional column's type without the None."""
    about: About
    derived: bool = False


@cache
def columns(model: type[BaseModel]) -> dict[str, Column]:
    """Return the declared fields and derived columns of a record (or the arguments of an action) by name.

    Fields without an `About`, such as `id`, are not among them.
    """
    found = {
        name: Column(name, plain_type(info.annotation), about)
        for name, info in model.model_fields.items()
        if (about := next((part for part in declared(info) if isinstance(part, About)), None))
    }
    for base in reversed(model.__mro__):
        for name, value in vars(base).items():
            if isinstance(value, Derived):
                found[name] = Column(name, plain_type(value.type), value.about, derived=True)
    return found


def saying(record_type: type[Record], role: Role, refers: str) -> list[str]:
    """Return the fields of a kind that refer to one officer, person or cell and say this of it."""
    return [
        name
        for name, column in columns(record_type).items()
        if column.about.says == role and column.about.refers == refers and column.type is str
    ]


@cache
def owner_field(record_type: type[Record]) -> Column | None:
    """Return the field that makes this kind a part of another, if it is one."""
    return next((column for column in columns(record_type).values() if column.about.owner), None)


def root_of(record: Record) -> str:
    """Return the record that this one is a part of, or itself."""
    owner = owner_field(type(record))
    return getattr(record, owner.name) if owner else record.id


def listed(record_type: type[Record], about: About) -> bool:
    """Whether lists, filters and groups may show or use a field: of one whose readings are logged, no contents."""
    return not record_type.access_log or bool(about.column or about.index or about.owner)


def ancestors_of(kind: str) -> tuple[str, ...]:
    """Return a kind, the kind that it is a part of, and so on."""
    chain = [kind]
    while owner := owner_field(RECORDS[chain[-1]]):
        chain.append(owner.about.refers)
    return tuple(chain)


def children_of(kind: str) -> list[type[Record]]:
    """Return the kinds whose records are parts of records of this kind, such as the steps of a grievance."""
    return [
        part for part in RECORDS.values() if (field := owner_field(part)) is not None and field.about.refers == kind
    ]


def encode(value: Any) -> Any:
    """Return a field's value as the journal keeps it: str, int, bool, None or a list of these."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [encode(part) for part in value]
    return str(value) if isinstance(value, StrEnum) else value


def is_cover(about: About, value: object) -> bool:
    """Whether a value of a field is no value but what `covered` put in its place."""
    return bool(about.masked) and value == MASK


def fingerprint(record: Record) -> str:
    """Return what tells a record, as an officer sees it, from the same record with anything changed."""
    fields = {name: encode(getattr(record, name)) for name in type(record).model_fields}
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()
