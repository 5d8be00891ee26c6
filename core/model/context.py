"""The context of an action: what it may ask when it decides."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Protocol

from core.model.change import Entry
from core.model.merge import Heads
from core.model.query import Query
from core.policy.pack import Policy
from core.values.sentence import Translate
from core.values.workdays import Workdays


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

    def get(self, kind: str, record: str) -> Any:
        """Return a record, whoever may read it."""

    def find(self, query: Query) -> list[Any]:
        """Return the records a query asks for, whoever may read them."""

    def rows(self, query: Query, *names: str) -> list[tuple[Any, ...]]:
        """Return columns of the records a query asks for, of those the officer may read: quicker than the records."""

    def values(self, kind: str, field: str) -> list[Any]:
        """Return each value that a field has, once, of the records of a kind that the officer may read."""

    def title(self, kind: str, record: str, translate: Translate = str) -> str:
        """Return what a record of a kind, or of `ANY`, is called on the officer's screen."""

    def sees(self, kind: str, field: str) -> bool:
        """Whether the officer may see what stands in a field, in lists too, and so may ask for it."""

    def seen(self, query: Query) -> bool:
        """Whether there is what a query asks for among what the officer may read: no refusal tells of the rest."""

    def under(self, kind: str, record: str) -> list[str]:
        """Return the records that stand under one as the same (`core.rules.joined_records`)."""

    def history(self, record: str, kind: str) -> list[Entry]:
        """Return all changes of a record of a kind, oldest first, whoever may read them."""

    def heads(self, record: str, kind: str = "") -> Heads:
        """Return the heads of each field of a record (`core.model.merge`)."""

    def positions(self, site: str, before: str = "") -> tuple[str, ...]:
        """Return the names of the last places that are here of a site's streams, or were before a record was made.

        Those of the longest streams come first.
        """

    def changed_after(self, site: str, places: Collection[str], *, complete: bool) -> list[tuple[str, str]]:
        """Return kind and identifier of each record that a site changed after these places of its streams.

        Of a branch in which no place stands, everything is after them if they are `complete`, else nothing.
        """
