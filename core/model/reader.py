"""What figures, print-outs and derived views ask of an office, so that the officer's rights hold for them too."""

from array import array
from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from core.model.context import Context
from core.model.query import Condition, Query
from core.model.record import Record
from core.model.viewer import Viewer
from core.policy.pack import Policy
from core.values.sentence import Translate
from core.values.workdays import Workdays


class Finder(Protocol):
    """What finds records: an office, which applies rights, or the context of an action, which does not."""

    def find(self, query: Query) -> list[Any]:
        """Return the records a query asks for."""


class Reader(Finder, Protocol):
    """What reads as one officer: an office. Nothing it returns is more than he may read."""

    officer: str
    policy: Policy
    viewer: Viewer

    @property
    def today(self) -> date:
        """The date at the office."""

    @property
    def workdays(self) -> Workdays:
        """The working days of the office."""

    def context(self) -> Context:
        """Return what conditions are made from."""

    def reads(self, kind: str) -> bool:
        """Whether this officer may read any record of a kind."""

    def get(self, kind: str, record: str) -> Any:
        """Return a record."""

    def title(self, kind: str, record: str, translate: Translate = str) -> str:
        """Return what a record is called."""

    def called(self, record: Record, translate: Translate = str) -> str:
        """Return what a record is called that was read."""

    def officer_then(self, officer: str, record: str, change: bytes = b"", translate: Translate = str) -> str:
        """Return what an officer was called when a change of a record was made, or its first."""

    def number(self, number: str, site: str) -> str:
        """Return a number with the name of the site that gave it behind, if that is another one."""

    def keys(self, query: Query) -> "array[int]":
        """Return the row numbers of the records a query asks for."""

    def page(self, kind: str, keys: Sequence[int], names: Sequence[str]) -> list[tuple[Any, ...]]:
        """Return columns of rows."""

    def count(self, query: Query) -> int:
        """Return how many records a query asks for."""

    def counts(self, query: Query, conditions: Sequence[Condition]) -> list[int]:
        """Return how many of those a query asks for meet each of several conditions, counted in one pass."""

    def groups(self, query: Query, *fields: str) -> list[tuple[Any, ...]]:
        """Return each combination of values of the fields with its count."""
