"""What an action may know when it decides (`core.model.context`): rules look at everything there is."""

from collections.abc import Collection
from typing import Any

from core import desks  # noqa: F401 - declares every record and action
from core.model.change import Entry
from core.model.merge import Heads
from core.model.query import EVERYTHING, Query
from core.model.record import Record
from core.office.naming import Naming
from core.values.sentence import Translate
from core.values.workdays import Workdays


class ActionContext:
    """What an action may know when it decides (`core.model.context.Context`): rules look at everything there is.

    It is made for one decision, in which nothing is written, so it asks the store each question once: several rules
    look at who the officer is.
    """

    def __init__(self, office: Naming) -> None:
        self._store = office._store
        self._found: dict[Query, list[Any]] = {}
        self.officer = office.officer
        self.now = office.now
        self.today = office.today
        self.site = office.site
        self.policy = office.policy
        self._office = office

    @property
    def workdays(self) -> Workdays:
        """The working days of the office."""
        return self._office.workdays

    def get(self, kind: str, record: str) -> Record | None:
        """Return a record, whoever may read it."""
        return self._store.get(kind, record, EVERYTHING)

    def find(self, query: Query) -> list[Any]:
        """Return the records a query asks for, whoever may read them."""
        if query not in self._found:
            self._found[query] = self._store.find(query)
        return list(self._found[query])

    def rows(self, query: Query, *names: str) -> list[tuple[Any, ...]]:
        """Return columns of the records a query asks for, of those the officer may read: quicker than the records."""
        return self._store.page(query.kind, self._office.keys(query), names, EVERYTHING)

    def values(self, kind: str, field: str) -> list[Any]:
        """Return each value that a field has, once, of the records of a kind that the officer may read."""
        return [value for value, _count in self._office.groups(Query(kind), field)]

    def title(self, kind: str, record: str, translate: Translate = str) -> str:
        """Return what a record of a kind, or of `ANY`, is called on the officer's screen."""
        return self._office.title(kind, record, translate)

    def sees(self, kind: str, field: str) -> bool:
        """Whether the officer may see what stands in a field, in lists too, and so may ask for it."""
        return self._office.sees(kind, field)

    def seen(self, query: Query) -> bool:
        """Whether there is what a query asks for among what the officer may read: no refusal tells of the rest."""
        return self._office.count(query) > 0

    def under(self, kind: str, record: str) -> list[str]:
        """Return the records that stand under one as the same (`core.rules.joined_records`)."""
        return self._store.under(kind, record)

    def history(self, record: str, kind: str) -> list[Entry]:
        """Return all changes of a record of a kind, oldest first, whoever may read them."""
        return self._store.history(record, kind)

    def heads(self, record: str, kind: str = "") -> Heads:
        """Return the heads of each field of a record."""
        return self._store.heads(record, kind)

    def positions(self, site: str, before: str = "") -> tuple[str, ...]:
        """Return the names of the last places that are here of a site's streams, or were before a record was made."""
        return self._store.positions(site, before)

    def changed_after(self, site: str, places: Collection[str], *, complete: bool) -> list[tuple[str, str]]:
        """Return kind and identifier of each record that a site changed after these places of its streams."""
        return self._store.changed_after(site, places, complete=complete)
