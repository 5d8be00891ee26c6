"""A site that can be asked whether a refused file left it as it was."""

from pathlib import Path
from typing import Any

import pytest

from core.desks.sync.trust import Site
from core.model.query import Query
from core.values.refusal import Refusal
from data.database.sqlcipher import connect
from tests.support.site_driver import SiteDriver


def every_row(database: Path, key: bytes) -> dict[str, list[Any]]:
    """Return every row of every table but those of the full-text index, which follow from the rest."""
    db = connect(database, key, read_only=True)
    names = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'find\\_%' ESCAPE '\\'")
    found = {name: [tuple(row) for row in db.execute(f'SELECT * FROM "{name}"')] for (name,) in names.fetchall()}
    db.close()
    return found


class Station(SiteDriver):
    """A site that can be asked whether a refused file left it as it was."""

    def tables(self) -> dict[str, list[Any]]:
        """Return every row of every table."""
        return every_row(self.store.path, self.store._key)

    def state(self) -> tuple[int, list[Site], str]:
        """Return how far its journal goes, whom it trusts, and the roster."""
        return self.store.journal.last(), self.store.find(Query("site")), self.store.meta("roster")

    def untouched_by(self, refusal: type[Refusal], path: Path, match: str = "") -> None:
        """A file is refused in this way at the preview and at applying, and leaves everything as it was."""
        before = self.tables()
        for take in (self.exchange.inspect, self.receive):
            with pytest.raises(Refusal, match=match or None) as refused:
                take(path)
            assert type(refused.value) is refusal
            assert "{" not in str(refused.value)
        assert self.tables() == before


Stations = tuple[Station, Station]
