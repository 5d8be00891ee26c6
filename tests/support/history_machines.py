"""The machines of random histories: a store each, what is known there, and what it wrote."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from core.office.office import Office
from data.database.sqlcipher import connect
from data.identity.site_keys import SiteKeys
from data.store.sql_store import SqlStore
from data.sync.exchange import Exchange

KINDS = {
    "person": ("name", "post", "phone", "number"),
    "grievance": ("subject", "text"),
    "care_file": ("facts", "plan"),
    "care_checkin": ("needs", "agreed"),
}

NEEDED: dict[str, dict[str, Any]] = {
    "person": {},
    "grievance": {"number": "2026-000001", "received": "2026-11-01T00:00:00", "accept_days": 15},
    "care_file": {
        "name": "张三", "person": "a" * 32, "helper": "b" * 32, "opened": "2026-11-01", "checked": "2026-11-01",
        "reviewed": "2026-11-01", "basis": "stress",
    },
    "care_checkin": {"day": "2026-11-02", "way": "visit", "by": "b" * 32},
}  # fmt: skip

PERSON, FILE, PART, CARE, DAY = "person", "care_file", "care_checkin", "care", "2026-11-23"
TAG = re.compile(rb"write(\d+)x")
"""A value: one word, so that the full text keeps it whole."""

A_DAY = 86_400_000
CLOCKS = (0, A_DAY, int(datetime(2026, 11, 23, tzinfo=UTC).timestamp() * 1000), 4_070_908_800_000)
"""Where clocks stand when a history begins: 1970, a day later, today, 2099."""


@dataclass(frozen=True)
class Wrote:
    """A write as the oracle sees it."""

    number: int
    kind: str
    record: str
    fields: frozenset[str]
    knew: frozenset[int]
    """The writes that whoever wrote this knew of."""
    owner: str = ""
    """The file that the record is a part of."""
    about: str = ""
    """The person that a new file is about."""

    @property
    def value(self) -> str:
        return f"write{self.number}x"


def standing(writes: Sequence[Wrote], record: str, name: str) -> set[str]:
    """Return the values of a field that nobody who knew them has replaced: the whole rule of merging."""
    of_field = [write for write in writes if write.record == record and name in write.fields]
    return {one.value for one in of_field if not any(one.number in other.knew for other in of_field)}


@dataclass
class Machine:
    """A computer with a store on it. Two may hold the same site, if one was copied."""

    store: SqlStore
    keys: SiteKeys
    office: Office
    clock: int
    """Milliseconds since 1970, as this computer believes."""
    _read: dict[str, tuple[int, list[bytes]]] = field(default_factory=dict)
    """What stood in a table when so many rows had been written."""

    @property
    def site(self) -> str:
        return self.store.site

    @property
    def exchange(self) -> Exchange:
        return Exchange(self.store, self.keys)

    def bodies(self, table: str = "change") -> list[bytes]:
        """Return what stands in the journal or waits; the rows are asked for, and nothing else of the program."""
        written = self.store._writer.conn.total_changes
        if self._read.get(table, (-1, []))[0] != written:
            found = self.store._reader.execute(f"SELECT body FROM {table} WHERE body IS NOT NULL")
            self._read[table] = written, [row[0] for row in found]
        return self._read[table][1]

    def changes(self, compartments: Sequence[str]) -> set[bytes]:
        """Return the identifiers of all changes in these compartments."""
        found = self.store._reader.execute("SELECT c.id, s.compartment FROM change c JOIN stream s ON s.n = c.stream")
        return {identifier for identifier, compartment in found if compartment in compartments}

    def of_site(self, site: str) -> set[bytes]:
        """Return the identifiers of all changes of a site, of those too that wait."""
        found = self.store._reader.execute(
            "SELECT c.id FROM change c JOIN stream s ON s.n = c.stream WHERE s.site = ? AND s.compartment <> 'local' "
            "UNION SELECT w.id FROM pending_change w JOIN pending_segment r ON r.n = w.segment WHERE r.site = ?",
            [site, site],
        )
        return {identifier for (identifier,) in found}

    def waiting(self) -> set[int]:
        """Return the writes that wait for something which has not come: nobody here knows them yet."""
        return {int(tag) for body in self.bodies("pending_change") for tag in TAG.findall(body)}

    def known(self) -> Counter[int]:
        """Return how often each write stands in the journal: in how many changes, not in how many fields."""
        return Counter(number for body in self.bodies() for number in {int(tag) for tag in TAG.findall(body)})

    def marks(self, kind: str) -> list[dict[str, Any]]:
        """Return what the purges or holds in the journal say, each with its record; the program is not asked."""
        said = (json.loads(body) for body in self.bodies() if b'"kind":"%s"' % kind.encode() in body)
        return [{**each["fields"], "record": each["record"]} for each in said if each["kind"] == kind]

    def standing_holds(self) -> dict[str, str]:
        """Return the holds that nobody is known to have lifted, and what they hold."""
        said = self.marks("hold")
        lifted = {each["record"] for each in said if each.get("lifted")}
        return {each["record"]: each["of"] for each in said if "of" in each and each["record"] not in lifted}

    def purged(self) -> set[str]:
        """Return the records that the purges here name."""
        return {each["of"] for each in self.marks("purge") if "of" in each}

    def bytes_of_everything(self) -> bytes:
        """Return every cell of every table, and every word of the full text, which is kept compressed."""
        db = connect(self.store.path, self.store._key)
        listed = "SELECT name, sql LIKE 'CREATE VIRTUAL%' FROM sqlite_master WHERE type = 'table'"
        cells: list[Any] = []
        for name, virtual in db.execute(listed).fetchall():
            source = f'"{name}"'
            if virtual:
                db.execute(f"CREATE VIRTUAL TABLE temp.words_of_{name} USING fts5vocab(main, {name}, 'row')")
                source = f"temp.words_of_{name}"
            cells += [cell for row in db.execute(f"SELECT * FROM {source}") for cell in row]
        db.close()
        return b"\0".join(cell if isinstance(cell, bytes) else str(cell).encode() for cell in cells)
