"""Actions: what an officer may do. An action's fields are the arguments asked for, its docstring is its help.

The class name is its text in the palette (`AcceptGrievance`: "Accept grievance"). An action only says what it refuses
and what it changes; `core.office.office` asks for rights and four eyes, and writes.
"""

import inspect
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any, ClassVar, NamedTuple, Self

from pydantic import ConfigDict, Field, PrivateAttr, model_validator

from core.model.audit_event import Event
from core.model.change import Draft
from core.model.context import Context
from core.model.field import About, FieldOf, Start
from core.model.record import Record, Transitions, columns, encode, fingerprint, is_cover, owner_field
from core.values.bounds import Bounded
from core.values.cleaning import printable
from core.values.day_rules import day_of, happened_faults, to_come_faults
from core.values.ids import new_id
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_, Sentence, say

ACTIONS: dict[str, type["Action"]] = {}
"""Every declared action by its name; filled as desks are imported (`core.desks`)."""


class Rather(NamedTuple):
    """Another action, the record it would be done to, and what is known of its arguments."""

    action: "type[Action]"
    record: str
    """Empty for one that makes a record: it is what has to be there first."""
    given: dict[str, Any]


Demand = Callable[[Any, Context], Iterable[Sentence]]
"""Yields why something is not yet so of a record that an action asks for."""


class Action(Bounded):
    """Something an officer does to a record."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, hide_input_in_errors=True)

    on: ClassVar[type[Record]]
    """The kind of record it is done to, or makes."""
    creates: ClassVar[bool] = False
    """Whether it makes the record; otherwise `target` must exist."""
    duty: ClassVar[str] = ""
    """The duty (`core.policy.pack`) that may do it."""
    key: ClassVar[str] = ""
    """The key it is bound to on the screen of its kind."""
    stages: ClassVar[tuple[LabelledEnum, ...]] = ()
    """The stages of the record in which it can be done; empty means any. What else must be so says `applies`."""
    elsewhere: ClassVar[bool] = False
    """Whether it is about another site: of one's own it is not offered."""
    once: ClassVar[str] = ""
    """The field of the record with the day on which it was done: then it is neither offered nor done again."""
    amends: ClassVar[bool] = False
    """Whether it corrects the fields its arguments are named for: its form then starts with what stands in them."""
    adds: ClassVar[type[Record] | None] = None
    """The kind of part that it adds to the record: its arguments and `stamps` are then fields of that part."""
    leads_to: ClassVar[LabelledEnum | None] = None
    """The stage of the record afterwards."""
    demands: ClassVar[tuple[Demand, ...]] = ()
    """What must be so of the record besides, such as that a checklist is complete (`core.rules.checklist`)."""
    transitions: ClassVar[Transitions] = ()
    """Changes of stage that `changes` makes besides, of this record or of others."""
    stamps: ClassVar[Mapping[str, Any]] = {}
    """Fields of the record that are filled in when it is done, each with a `Start`, a `FieldOf` or the value itself."""
    other_than: ClassVar[tuple[str, ...]] = ()
    """Fields of the record that name officers: none of them may do this, at no seat (`core.rights.four_eyes`)."""
    second: ClassVar[str] = ""
    """The argument that names a second officer: `involved` is then asked of him, not of who does this."""
    anyone: ClassVar[str] = ""
    """Why this is open to officers too whom the matter is about or who have recused themselves; empty: it is not."""
    approves: ClassVar[tuple[str, ...]] = ()
    """Fields of the record that this decides on: whoever wrote them last may not, and they are as they were `seen`."""

    key_deed: ClassVar[bool] = False
    """Whether it changes who can open the store, or with which keys: it is entered before it is done."""
    single: ClassVar[bool] = False
    """Whether it is done to one record at a time, since what is typed belongs to that record alone (`for_each`)."""
    undoable: ClassVar[bool] = True
    """Whether its officer may undo it (`core.office.undo`). What the audit names, a purge and a hold never are."""
    reported: ClassVar[str] = ""
    """What is said of the `{record}` once it is done (a catalogue key); empty: the label says it."""
    destination_argument: ClassVar[str] = ""
    """The argument that names to whom or what other records go with this one; what goes is shown before it is done."""
    audited: ClassVar[Event | None] = None
    """What the audit calls it, if not as the kind of the record says (`core.audit.audit_log`)."""
    counted: ClassVar[str] = ""
    """The argument that tells the audit how much it is about."""
    named: ClassVar[str] = ""
    """The argument that tells the audit what it is: a text of the program (a catalogue key), none of the office."""

    target: str = Field(default_factory=new_id, pattern="^[0-9a-f]{32}$")
    _seen: str = PrivateAttr("")

    @classmethod
    def __pydantic_init_subclass__(cls, **_kwargs: Any) -> None:
        """Enter the action in `ACTIONS`; one without `on`, or whose name begins with `_`, is only a part of others."""
        super().__pydantic_init_subclass__()
        if hasattr(cls, "on") and not cls.__name__.startswith("_"):
            ACTIONS[cls.verb()] = cls

    @model_validator(mode="before")
    @classmethod
    def _let_in_nothing_invisible(cls, given: Any) -> Any:
        """Take texts in NFC and without what a terminal would obey, whatever way they come in: form, paste, command."""
        return {name: _printable(value) for name, value in given.items()} if isinstance(given, dict) else given

    @classmethod
    def verb(cls) -> str:
        """Return its name in the journal: `accept_grievance`."""
        return "_".join(_words(cls))

    @classmethod
    def label(cls) -> str:
        """Return its text in the palette (a catalogue key): `Accept grievance`."""
        return " ".join(_words(cls)).capitalize()

    @classmethod
    def help(cls) -> str:
        """Return its docstring as one paragraph (a catalogue key)."""
        return " ".join((inspect.getdoc(cls) or "").split())

    @classmethod
    def applies(cls, record: Any) -> bool:
        """Whether a record is such that this can be done to it: only then it is offered.

        What is done all the same, as when another officer was faster, `refuse` answers with the reason.
        """
        at_stage = not cls.stages or getattr(record, "stage", None) in cls.stages
        return at_stage and not (cls.once and getattr(record, cls.once))

    @classmethod
    def obstacles(cls, record: Any, context: Context) -> Iterable[Sentence]:
        """Yield which other records stand in the way, such as an earlier request: then it is not offered."""
        return ()

    @classmethod
    def recorded(cls) -> list[str]:
        """Return the arguments that are written into the fields named as they are, of the record or what it adds."""
        fields = columns(cls.adds or cls.on)
        return [name for name in columns(cls) if name in fields and not fields[name].derived]

    @classmethod
    def suggest(cls, record: Any, context: Context) -> dict[str, Any]:
        """Return values that a form starts with; the record is None for an action that makes one."""
        starts = {name: column.about.start for name, column in columns(cls).items()}
        suggested = {name: _filled_in(start, record, context) for name, start in starts.items() if start}
        stands = {name: getattr(record, name) for name in cls.recorded()} if cls.amends else {}
        return suggested | {name: value for name, value in stands.items() if value is not None or name not in suggested}

    def _day_faults(self, about: About, day: Any, record: Any, today: date) -> Iterable[Sentence]:
        """Yield that a day of which `About` says where it lies does not lie there; it may follow another argument."""
        follows = about.not_before
        holder = self if follows in type(self).model_fields else record
        earliest = day_of(getattr(holder, follows)) if follows else None
        if about.to_come:
            yield from to_come_faults(day, today, earliest)
        elif follows is not None:
            yield from happened_faults(day, earliest, today)

    def refusals(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Yield a sentence for each reason why this cannot be done: by its declaration, and by its own rules."""
        if self.once and (done := getattr(record, self.once)):
            yield say(N_("This was done on {day} already."), day=day_of(done))
        for name, column in columns(type(self)).items():
            if (day := getattr(self, name)) is not None:
                yield from self._day_faults(column.about, day_of(day), record, context.today)
        for demand in self.demands:
            yield from demand(record, context)
        yield from self.refuse(record, context)

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Yield a sentence for each reason of its own why this cannot be done."""
        return ()

    def involved(self, record: Any, context: Context) -> Iterable[tuple[Collection[str], Sentence]]:
        """Yield officers who had a part in it before and so may not do this, with the reason
        (`core.rights.four_eyes`)."""
        return ()

    def rather(self, context: Context) -> Rather | None:
        """Return what is probably meant where this is refused: a form offers it."""
        return None

    def side_effects(self, record: Any, context: Context) -> Iterable[tuple[Sentence, int]]:
        """Yield what goes to the receiver, each with how much there is."""
        return ()

    def foresee(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Yield what would come of it besides what was typed; it is shown before it is done, by form and command."""
        return ()

    @classmethod
    def foresees(cls) -> bool:
        """Whether what would come of it is shown before it is done."""
        return bool(cls.destination_argument) or cls.foresee is not Action.foresee

    @classmethod
    def for_each(cls) -> bool:
        """Whether it can be done to many records at once, with the same arguments for each."""
        one_by_one = cls.single or cls.creates or cls.key_deed
        return not (one_by_one or cls.approves or cls.destination_argument)

    def confirmation(self, record: Any) -> Sentence:
        """Return what is asked before it is done to a record, where it needs no arguments: whether to do what it does.

        An action of which more comes than its name and its help tell says that here.
        """
        return say(N_("{action}: {help}"), action=say(self.label()), help=say(self.help()))

    @property
    def seen(self) -> str:
        """The fingerprint of the record that an officer looked at who does what `approves`
        (`core.rights.four_eyes`)."""
        return self._seen

    def as_seen(self, shown: Record) -> Self:
        """Return the same, as done by an officer who has this record before him."""
        if not self.approves:
            return self
        looked = self.model_copy()
        looked._seen = fingerprint(shown)
        return looked

    def written(self, record: Any, context: Context) -> dict[str, Any]:
        """Return which fields get which values by the declaration: arguments, stage, and what is filled in.

        They are fields of the record, or of the part that the action `adds`.
        """
        stage = {"stage": self.leads_to} if self.leads_to else {}
        stamped = {name: _filled_in(value, record, context) for name, value in self.stamps.items()}
        return {**{name: getattr(self, name) for name in self.recorded()}, **stage, **stamped}

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Yield what becomes of which record; called only when nothing refuses."""
        written = self.written(record, context)
        if self.adds is not None and (owner := owner_field(self.adds)):
            yield create(self.adds(**{owner.name: self.target}, **written))
        else:
            yield create(self.on(id=self.target, **written)) if self.creates else amend(record, **written)


def _filled_in(value: Any, record: Any, context: Context) -> Any:
    """Return what stands for a `Start` or a `FieldOf` when something is done; any other value stands for itself."""
    if isinstance(value, FieldOf):
        return getattr(record, value.name)
    if not isinstance(value, Start):
        return value
    return {Start.TODAY: context.today, Start.NOW: context.now, Start.ME: context.officer}[value]


def _printable(value: Any) -> Any:
    if type(value) in (tuple, list):
        return type(value)(map(_printable, value))
    if type(value) is not str:
        return value  # a `LabelledEnum` is one of ours
    return value if value.isascii() and value.isprintable() else unicodedata.normalize("NFC", printable(value))


@cache
def _words(action: type[Action]) -> list[str]:
    return [word.lower() for word in re.findall("[A-Z][a-z]*", action.__name__)]


def actions_on(kind: str) -> list[type[Action]]:
    """Return the actions on records of a kind: those of the desk that keeps it first, each desk's as declared."""

    def desk(declared: type) -> str:
        return declared.__module__.rpartition(".")[0]

    found = [action for action in ACTIONS.values() if action.on.kind == kind]
    return sorted(found, key=lambda action: desk(action) != desk(action.on))


def create(record: Record) -> Draft:
    """Draft a new record: every field that is not empty, and those that must be there."""
    fields = {
        name: value
        for name, info in type(record).model_fields.items()
        if (value := encode(getattr(record, name))) not in ("", None, False, []) or info.is_required()
    }
    del fields["id"]
    return Draft(record.kind, record.id, fields)


def amend(record: Record, **fields: Any) -> Draft:
    """Draft new values for a record: those that differ from what it has; a mask is no value."""
    known = columns(type(record))
    return Draft(
        record.kind,
        record.id,
        {
            name: encode(value)
            for name, value in fields.items()
            if encode(getattr(record, name)) != encode(value)
            and not (name in known and is_cover(known[name].about, value))
        },
    )
