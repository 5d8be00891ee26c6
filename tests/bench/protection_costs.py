"""What each protection costs: lines of `make bench` that stand beside the same deed without it, in the same run."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from unittest.mock import patch

import xlsxwriter

from core.desks.administration.exports import RecordExport
from core.desks.people.people import AddPerson
from core.model.query import EVERYTHING, Query
from core.office.office import Office
from data.backups.backup import make_backup
from data.database.sqlcipher import connect
from data.documents.ledgered_export import export_list
from data.media.verified_write import write_verified
from data.site.open_site import OpenSite
from tests.bench.timing import TIMES, Figure, median, timed

HEADER = ("number", "name", "post")
FILE = bytes(64 << 20)


def prices(site: OpenSite, passphrase: str, folder: Path) -> Iterator[Figure]:
    """Yield what each protection costs on a store whose first officer has every working role."""
    office = site.office(1)
    yield Figure("unlock: the stretched passphrase", *_unlocking(site, passphrase))
    yield from _writing(office, folder)
    yield from _reading(site, office)
    yield from _leaving(site, office, folder)


def _unlocking(site: OpenSite, passphrase: str) -> tuple[float, float]:
    key = site.unlocked.keys.database
    return (
        timed(lambda: site.vault.unlock(passphrase, site.unlocked.seat)),
        median(lambda _: connect(site.store.path, key, read_only=True).close()),
    )


def _writing(office: Office, folder: Path) -> Iterator[Figure]:
    """Yield a deed beside one row of plain sqlite3, and a deed that is audited beside the same that is not."""
    with closing(sqlite3.connect(folder / "deeds.db", isolation_level=None)) as plain:
        plain.execute("PRAGMA journal_mode = WAL")
        plain.execute("PRAGMA synchronous = FULL")
        plain.execute("CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT)")
        yield Figure(
            "write: chained, checked, enciphered",
            median(lambda number: office.do(AddPerson(name="张三", number=f"P{number}"))),
            median(lambda _: plain.execute("INSERT INTO person (name) VALUES ('张三')")),
        )

    def deed(_: int) -> None:
        office.do(RecordExport(what="People", file="people.xlsx"))

    audited = median(deed)
    with patch("core.office.office.AuditBatch.enter"):
        yield Figure("write: an entry in the audit", audited, median(deed))


def _reading(site: OpenSite, office: Office) -> Iterator[Figure]:
    """Yield reading through the office beside reading the same out of the store."""
    cases = [case.id for case in site.store.find(Query("grievance", limit=TIMES))]
    yield Figure(
        "read: rights and masks, a record",
        median(lambda number: office.get("grievance", cases[number % len(cases)])),
        median(lambda number: site.store.get("grievance", cases[number % len(cases)], EVERYTHING)),
    )
    keys = office.keys(Query("grievance"))[:50]
    names = ("number", "subject", "petitioner")
    yield Figure(
        "read: rights and masks, 50 rows",
        median(lambda _: office.page("grievance", keys, names)),
        median(lambda _: site.store.page("grievance", keys, names)),
    )
    files = [file.id for file in site.store.find(Query("care_file", limit=TIMES))]

    def read_each() -> None:
        for file in files:
            office.get("care_file", file)

    traced = timed(read_each)  # for the first time: soon after, reading again leaves no second trace
    with patch("core.office.reading.log_access"):
        yield Figure("read: a care file, with its trace", traced / len(files), timed(read_each) / len(files))


def _leaving(site: OpenSite, office: Office, folder: Path) -> Iterator[Figure]:
    """Yield files that are entered and read back beside files that are only written."""
    rows = [("P1", "张三", "检验员")] * 5000
    entry = RecordExport(what="People", rows=len(rows), file="with.xlsx")
    yield Figure(
        "export: ledger, texts as texts, 5,000 rows",
        timed(lambda: export_list(office, entry, folder / "with.xlsx", HEADER, rows, lambda _done, _total: None)),
        timed(lambda: _plain_sheet(folder / "without.xlsx", rows)),
    )
    yield Figure(
        "medium: read back, 64 MiB",
        timed(lambda: write_verified(folder / "proved", lambda out: _written(out.write(FILE)))),
        timed(lambda: _synced(folder / "synced")),
    )
    (folder / "backups").mkdir()
    yield Figure(
        "backup: whole, verified",
        timed(lambda: make_backup(site, folder / "backups", 1)),
        timed(lambda: shutil.copy(site.store.path, folder / "copy.db")),
    )


def _written(_size: int) -> None:
    """Let a writing function return nothing."""


def _synced(path: Path) -> None:
    with path.open("wb") as file:
        file.write(FILE)
        file.flush()
        os.fsync(file.fileno())


def _plain_sheet(path: Path, rows: list[tuple[str, str, str]]) -> None:
    with xlsxwriter.Workbook(path, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate((HEADER, *rows)):
            sheet.write_row(number, 0, row)
