"""How fast the store is, as ratios: every figure stands beside the same on plain sqlite3, in the same run.

`python -m tests.bench [SIZE ...]` (about 10,000 and 100,000 records by default; 1000000 works and takes its time). The
table names sizes as they were counted. Seconds differ from machine to machine; what matters is the ratio to the
baseline, and how a figure grows with the store.
"""

import argparse
import json
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

from core.desks.grievances import Grievance
from core.desks.people.people import AddPerson
from core.desks.sync.trust import TrustSite
from core.model.query import FullText, Is, Query
from core.model.record import RECORDS
from core.office.office import Office
from core.rules.agenda import AgendaItem
from data.database.schema import table_of
from data.database.search import indexed
from data.database.sql import select, where
from data.database.sqlcipher import Database, connect
from data.site.demo_store import PASSPHRASE, make_demo
from data.site.open_site import OpenSite, found_site
from data.store.sql_store import SqlStore
from data.sync.exchange import Exchange
from data.vault.key_slots import MINIMUM
from tests.bench.protection_costs import prices
from tests.bench.timing import TIMES, Figure, median, shown, timed, wide
from tests.conftest import EVERY_ROLE, sending_alone
from tests.support.site_driver import give_roles, impose
from tests.support.store_of_many_years import Years, know, live_through, rows

SIZES = (10_000, 100_000)
AT_LEAST = 2_900
"""Records that a story has whatever its size: partners, programmes, two years of duties, sessions and readings."""
PER_GRIEVANCE = 4.0
"""Records for each grievance of the story, when it has as many people: itself, a person, its steps, supervision."""
ROWS = 10_000
LISTED = ("number", "stage", "subject", "channel", "received", "category", "handler", "due")
SHARED = ("common", "grievance")


class Plain:
    """The same rows, with the same indexes, in plain sqlite3."""

    def __init__(self, folder: Path, encrypted: Database) -> None:
        """Copy every table; `seconds` is what writing them took."""
        self.path = folder / "plain.db"
        self.db = sqlite3.connect(self.path, isolation_level=None)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "cache_size = -65536"):
            self.db.execute(f"PRAGMA {pragma}")
        self.seconds = 0.0
        for statement in self._schema(encrypted):
            self.db.execute(statement)
        self._timed("BEGIN")
        for kind in ("", *RECORDS):
            name = f"kind_{kind}" if kind else "change"
            self._copy(name, encrypted.execute(f"SELECT * FROM {name}"))
            if kind and table_of(kind).searched:
                self._index(kind, encrypted)
        self._copy("pinyin", encrypted.execute("SELECT * FROM pinyin"))
        self._timed("COMMIT")

    @staticmethod
    def _schema(encrypted: Database) -> Iterator[str]:
        for name, sql in encrypted.execute("SELECT tbl_name, sql FROM sqlite_master WHERE sql NOT NULL").fetchall():
            if name in ("change", "pinyin") or name.startswith("kind_"):
                yield sql
            elif sql.startswith("CREATE VIRTUAL"):
                yield sql.replace(" contentless_delete=1,", "")  # unknown to older versions of SQLite

    def _timed(self, sql: str) -> None:
        self.seconds += timed(lambda: self.db.execute(sql))

    def _copy(self, table: str, rows: Iterator[Any]) -> None:
        while part := list(islice(rows, ROWS)):
            statement = f"INSERT INTO {table} VALUES ({', '.join('?' * len(part[0]))})"
            self.seconds += timed(lambda part=part, statement=statement: self.db.executemany(statement, part))

    def _index(self, kind: str, encrypted: Database) -> None:
        table = table_of(kind)
        names = ", ".join(table.searched)
        rows = encrypted.execute(f"SELECT n, {names} FROM kind_{kind}")
        statement = f"INSERT INTO {table.index} (rowid, {names}) VALUES (?{', ?' * len(table.searched)})"
        while part := [(row[0], *map(indexed, row[1:])) for row in islice(rows, ROWS)]:
            self.seconds += timed(lambda part=part: self.db.executemany(statement, part))

    def all(self, sql: str, values: Any = ()) -> list[Any]:
        """Return what a query finds."""
        return self.db.execute(sql, values).fetchall()


def measure(size: int, folder: Path) -> tuple[int, list[Figure]]:
    """Make a store of about this many records; return how many it has, and its figures."""
    count = max(50, round((size - AT_LEAST) / PER_GRIEVANCE))
    began = perf_counter()
    with closing(make_demo(folder / "demo", people=count, grievances=count)) as site:
        seconds = perf_counter() - began
        with closing(connect(site.store.path, site.unlocked.keys.database, read_only=True)) as encrypted:
            records = sum(site.store.count(Query(kind)) for kind, model in RECORDS.items() if not model.is_derived)
            changes, cells = _changes(encrypted)
            plain = Plain(folder, encrypted)
        print(f"\n{records:,} records, {changes:,} changes, {cells:,} cells; store {_mib(site.store.path)},"
              f" plain {_mib(plain.path)}")  # fmt: skip
        with closing(plain.db):
            return records, [
                Figure("write it all, each an action", seconds, plain.seconds),
                *_lists(site.office(2), plain),
                *_searches(site.office(2), plain),
                *_records(site.office(2), plain),
                Figure("check", timed(site.store.check), timed(lambda: plain.all("PRAGMA integrity_check"))),
                Figure("rebuild", timed(site.store.rebuild), plain.seconds),
                *_exchange(site, plain, folder, cells),
                *prices(site, PASSPHRASE, folder),
                *_years(size, folder),
            ]


def _changes(db: Database) -> tuple[int, int]:
    cells = [len(json.loads(body)["fields"]) for (body,) in db.execute("SELECT body FROM change")]
    return len(cells), sum(cells)


def _mib(path: Path) -> str:
    return f"{path.stat().st_size / 2**20:,.1f} MiB"


def _lists(office: Office, plain: Plain) -> Iterator[Figure]:
    queue, overdue = Query("grievance"), Query("agenda", AgendaItem.filters(office.context())["overdue"])
    for name, query in (("open the queue (all keys)", queue), ("open the overdue agenda", overdue)):
        sql, values = select(query, "n")
        yield Figure(
            name, median(lambda _, q=query: office.keys(q)), median(lambda _, s=sql, v=values: plain.all(s, v))
        )
    keys, names = office.keys(queue), ", ".join(f'"{name}"' for name in LISTED)
    places = [Random(number).randrange(max(1, len(keys) - 50)) for number in range(TIMES)]
    pages = [keys[place : place + 50] for place in places]
    yield Figure(
        "draw 50 rows anywhere in it",
        median(lambda number: office.page("grievance", pages[number], LISTED)),
        median(
            lambda number: plain.all(
                f"SELECT n, {names} FROM kind_grievance WHERE n IN ({','.join(map(str, pages[number]))})"
            )
        ),
    )
    in_hand = Is("open", (True,))
    sql, values = where("grievance", in_hand)
    yield Figure(
        "count the open ones",
        median(lambda _: office.count(Query("grievance", in_hand))),
        median(lambda _: plain.all(f"SELECT count(*) FROM kind_grievance WHERE deleted = 0 AND ({sql})", values)),
    )


def _searches(office: Office, plain: Plain) -> Iterator[Figure]:
    for kind, text in (("grievance", "工"), ("grievance", "拖欠"), ("grievance", "公积金"), ("person", "zhangw")):
        query = Query(kind, FullText(text))
        sql, values = select(query, "n")
        found = len(office.keys(query))
        yield Figure(
            f"search {kind} {text} ({found:,} found)",
            median(lambda _, query=query: office.keys(query)),
            median(lambda _, sql=sql, values=values: plain.all(sql, values)),
        )


def _records(office: Office, plain: Plain) -> Iterator[Figure]:
    found = [row[0] for row in plain.all("SELECT id FROM kind_grievance ORDER BY random() LIMIT ?", [TIMES])]
    opened: list[Grievance] = [office.get("grievance", identifier) for identifier in found]
    yield Figure(
        "open a record",
        median(lambda number: office.get("grievance", found[number])),
        median(lambda number: plain.all("SELECT * FROM kind_grievance WHERE id = ?", [found[number]])),
    )
    yield Figure(
        "its history",
        median(lambda number: office.history(opened[number])),
        median(lambda number: plain.all("SELECT * FROM change WHERE record = ?", [bytes.fromhex(found[number])])),
    )


def _exchange(site: OpenSite, plain: Plain, folder: Path, cells: int) -> Iterator[Figure]:
    """Send everything to a new site; the baseline writes the same changes to a file of lines, and reads them back."""
    share = 100_000 / cells
    name = "{} (for 100,000 cells)".format
    with closing(found_site(folder / "there", "对方站点", PASSPHRASE, strength=MINIMUM, roles=EVERY_ROLE)) as there:
        here_desk, there_desk = Exchange(site.store, site.keys), Exchange(there.store, there.keys)
        impose(site.office(1), sending_alone("cn"))
        give_roles(site.office(1), 1, *EVERY_ROLE)
        for office, desk in ((site.office(1), there_desk), (there.office(1), here_desk)):
            office.do(_trust(desk))
        path, lines = folder / "all.sealed", folder / "all.jsonl"
        sent = timed(lambda: here_desk.send(site.office(1), there.store.site, path))
        yield Figure(name("send"), sent * share, timed(lambda: _dump(plain, lines)) * share)
        yield Figure(name("preview"), timed(lambda: there_desk.inspect(path)) * share)
        received = timed(lambda: there_desk.apply(there.office(1), path))
        yield Figure(name("receive"), received * share, timed(lambda: _load(plain, folder, lines)) * share)
        print(f"transfer file {_mib(path)}, the same as lines of JSON {_mib(lines)}")


def _years(size: int, folder: Path) -> Iterator[Figure]:
    """Let a store grow old with a peer for each hundred records: what its bookkeeping adds, beside a young store."""
    young = _two(folder / "young")
    old = _two(folder / "old")
    peers = live_through(old[0], Years(peers=size // 100, replaced=size // 500, renewed=size // 300))
    know(old[1], old[0])
    both = []
    for here, there in (young, old):
        _to_and_fro(here, there, folder / "first")
        path = folder / "empty"
        both.append([*_to_and_fro(here, there, path), _opening(here), timed(here.store.check)])
        print(f"an empty transfer from it {path.with_suffix('.0').stat().st_size:,} bytes")
        for each in folder.glob("empty.*"):
            each.unlink()
    print(f"{len(peers):,} peers, 30 restores: {sum(rows(old[0].store).values()):,} rows of bookkeeping,"
          f" store {_mib(old[0].store.path)}")  # fmt: skip
    names = ("write a record", "send nothing new", "receive it", "send it back", "receive that", "open", "check")
    for name, new, aged in zip(names, *both, strict=True):
        yield Figure(f"{name} after 20 years (young)", aged, new)
    for site in (*young, *old):
        site.close()


def _two(folder: Path) -> tuple[OpenSite, OpenSite]:
    """Return two sites that trust each other."""
    folder.mkdir()
    here, there = (
        found_site(folder / name, name, PASSPHRASE, strength=MINIMUM, roles=EVERY_ROLE) for name in ("here", "there")
    )
    for one, other in ((here, there), (there, here)):
        impose(one.office(), sending_alone("cn"))
        one.office().do(_trust(Exchange(other.store, other.keys)))
    return here, there


def _to_and_fro(here: OpenSite, there: OpenSite, path: Path) -> list[float]:
    """Write a record, then exchange until nothing is new, and once more; return what that last time took."""
    person = median(lambda number: here.office().do(AddPerson(name="张三", number=f"{path.name}{number}")))
    seconds: list[float] = []
    for number in range(3):
        seconds = []
        for one, other in ((here, there), (there, here)):
            file = path.with_suffix(f".{number}" if one is here else f".{number}b")
            sending, receiving = Exchange(one.store, one.keys), Exchange(other.store, other.keys)
            seconds.append(timed(lambda s=sending, o=one, t=other, f=file: s.send(o.office(), t.store.site, f)))
            seconds.append(timed(lambda r=receiving, t=other, f=file: r.apply(t.office(), f)))
    path.with_suffix(".2").rename(path.with_suffix(".0"))
    return [person, *seconds]


def _opening(site: OpenSite) -> float:
    """Return what opening the database of a site takes, the key being known."""
    return timed(lambda: SqlStore(site.store.path, site.unlocked.keys.database).close())


def _trust(desk: Exchange) -> TrustSite:
    card = desk.card()
    return TrustSite(
        target=card.site, name=card.name, fingerprint=card.fingerprint, card=card.dump().decode(), shares=SHARED
    )


def _shared() -> str:
    return ", ".join(f"'{kind}'" for kind, model in RECORDS.items() if model.compartment in SHARED)


def _dump(plain: Plain, path: Path) -> None:
    with path.open("wb") as file:
        for (body,) in plain.db.execute(f"SELECT body FROM change WHERE kind IN ({_shared()})"):
            file.write(body + b"\n")


def _load(plain: Plain, folder: Path, lines: Path) -> None:
    """Bring the fields of every line into tables with the same columns and indexes."""
    with closing(sqlite3.connect(folder / "loaded.db", isolation_level=None)) as db, lines.open("rb") as file:
        db.execute("PRAGMA journal_mode = WAL")
        for (sql,) in plain.all(
            "SELECT sql FROM sqlite_master WHERE sql NOT NULL AND tbl_name LIKE 'kind\\_%' ESCAPE '\\'"
        ):
            db.execute(sql)
        db.execute("BEGIN")
        for change in map(json.loads, file):
            names = [f'"{name}"' for name in change["fields"]]
            sets = ", ".join(f"{name} = excluded.{name}" for name in names)
            db.execute(
                f"INSERT INTO kind_{change['kind']} (id, {', '.join(names)}) VALUES (?{', ?' * len(names)})"
                f" ON CONFLICT (id) DO UPDATE SET {sets}",
                [change["record"], *(_cell(value) for value in change["fields"].values())],
            )
        db.execute("COMMIT")


def _cell(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, list) else value


def show(sizes: list[int], columns: list[list[Figure]]) -> None:
    """Print the table: for each size what it took, the baseline and the ratio; then how much the last grew."""
    print("\n" + " " * 40 + "".join(f"{f'{size:,} records':>32}" for size in sizes) + f"{'growth':>9}")
    print(" " * 40 + f"{'here':>12}{'plain':>11}{'ratio':>9}" * len(sizes))
    for row in zip(*columns, strict=True):
        line = wide(row[-1].name, 40)
        for figure in row:
            plain = f"{shown(figure.baseline)}{figure.seconds / figure.baseline:8.1f}×" if figure.baseline else " " * 20
            line += f"{shown(figure.seconds):>12}{plain:>20}"
        print(f"{line}{row[-1].seconds / row[0].seconds:8.1f}×")


def main() -> None:
    """Measure every size that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=list(SIZES), metavar="SIZE")
    counted, columns = [], []
    for size in parser.parse_args().sizes:
        with tempfile.TemporaryDirectory() as folder:
            records, figures = measure(size, Path(folder))
            counted.append(records)
            columns.append(figures)
    show(counted, columns)


if __name__ == "__main__":
    main()
