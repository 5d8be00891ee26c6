"""Actions: what an officer may do. An action's fields are the arguments asked for, its docstring is its help.

The class name is its text in the palette (`AcceptGrievance`: "Accept grievance"). An action only says what it refuses
and what it changes; `core.office` asks for rights and four eyes, and writes.
"""

import inspect
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar, Protocol

from pydantic import BaseModel, ConfigDict, Field

from core.access import is_cover
from core.change import Draft
from core.ids import new_id
from core.merge import Heads
from core.policy import Policy
from core.query import Query
from core.record import Record, Word, columns, encode
from core.text import Sentence
from core.workdays import Workdays

ACTIONS: dict[str, type["Action"]] = {}
"""Every declared action by its name; filled as desks are imported (`core.desks`)."""


class Context(Protocol):
    """What an action may know when it decides."""

    officer: str
    site: str
    now: datetime
    today: date
    policy: Policy

    @property
    def workdays(self) -> Workdays:
        """The working days of the office."""

    def get(self, kind: str, record: str) -> Record | None:
        """Return a record, whoever may read it."""

    def find(self, query: Query) -> list[Any]:
        """Return the records a query asks for, whoever may read them."""

    def seen(self, query: Query) -> bool:
        """Whether there is what a query asks for among what the officer may read: no refusal tells of the rest."""

    def heads(self, record: str) -> Heads:
        """Return the heads of each field of a record (`core.merge`)."""


class Action(BaseModel, ABC):
    """Something an officer does to a record."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    on: ClassVar[type[Record]]
    """The kind of record it is done to, or makes."""
    creates: ClassVar[bool] = False
    """Whether it makes the record; otherwise `target` must exist."""
    duty: ClassVar[str] = ""
    """The duty (`core.policy`) that may do it."""
    key: ClassVar[str] = ""
    """The key it is bound to on the screen of its kind."""
    stages: ClassVar[tuple[Word, ...]] = ()
    """The stages of the record in which it can be done; empty means any."""
    other_than: ClassVar[tuple[str, ...]] = ()
    """Fields of the record that name officers: none of them may do this (four eyes)."""

    receiver: ClassVar[str] = ""
    """The argument that names to whom or what other records go with this one; what goes is shown before it is done."""

    target: str = Field(default_factory=new_id, pattern="^[0-9a-f]{32}$")

    @classmethod
    def __pydantic_init_subclass__(cls, **_kwargs: Any) -> None:
        """Enter the action in `ACTIONS`; one whose name begins with `_` is only a part of others."""
        super().__pydantic_init_subclass__()
        if not cls.__name__.startswith("_"):
            ACTIONS[cls.verb()] = cls

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
    def suggest(cls, record: Any, context: Context) -> dict[str, Any]:
        """Return values that a form starts with; the record is None for an action that makes one."""
        return {}

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Yield a sentence for each reason why this cannot be done."""
        return ()

    def moves(self, record: Any, context: Context) -> Iterable[tuple[Sentence, int]]:
        """Yield what goes to the receiver, each with how much there is."""
        return ()

    @abstractmethod
    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Yield what becomes of which record; called only when nothing refuses."""


@cache
def _words(action: type[Action]) -> list[str]:
    return [word.lower() for word in re.findall("[A-Z][a-z]*", action.__name__)]


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
