"""How fast the gate is with very many visits: the list, who is inside, the figures, the table of hours, letting in.

`python -m tests.bench.visits [COUNT]`, 50,000 by default. Two thousand visits are written; the rest are copies of their
rows in the tables, which is quick, and enough to look at.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from core.desks.areas.records import Area
from core.desks.areas.vocabulary import AreaKind, AreaStage
from core.desks.visits.asking import AskVisit
from core.desks.visits.coming_unasked import AdmitOfficials
from core.desks.visits.figures import Hours
from core.desks.visits.printouts import inside_now
from core.desks.visits.records import Visit
from core.desks.visits.vocabulary import VisitStage
from core.model.action import create
from core.model.chart import View
from core.model.dashboard import DASHBOARDS
from core.model.query import Query
from core.model.span import Span
from core.model.tiles import TILES
from core.office.day_list import DayList
from core.office.office import Office
from data.database.schema import table_of
from data.site.open_site import OpenSite, found_site, open_site
from data.vault.key_slots import MINIMUM
from tests.bench.timing import median, shown, timed, wide
from tests.conftest import EVERY_ROLE
from tests.support.grown_store import multiply

WRITTEN, AREAS, INSIDE = 2_000, 12, 14
PASSPHRASE = "bench bench"
NOW = datetime(2026, 11, 23, 10)
COLUMNS = ("number", "stage", "planned_in", "area", "name", "body", "people", "host")


def visits(areas: list[str], officer: str, site: str) -> Iterator[Visit]:
    """Yield visits of four years, of which some are inside now."""
    rng = Random("visits")
    for place in range(WRITTEN):
        inside = place < INSIDE
        comes = NOW - timedelta(hours=1 + place % 5) if inside else NOW - timedelta(minutes=rng.randrange(2_000_000))
        comes = comes.replace(hour=rng.randint(8, 17)) if not inside else comes
        stage = VisitStage.INSIDE if inside else VisitStage.CLOSED if rng.random() < 0.9 else VisitStage.REFUSED
        came = stage is not VisitStage.REFUSED
        yield Visit(
            number=f"LF-{comes.year}-{place:05}", site=site, area=rng.choice(areas), name="王五", body="某公司",
            people=rng.randint(1, 5), planned_in=comes, planned_out=comes + timedelta(hours=2), stage=stage,
            asked=comes - timedelta(days=2), asked_by=officer, review_by=comes.date(), reviewed=comes,
            entered=comes if came else None, came=2 if came else 0, inside=2 if inside else 0,
            late_from=comes + timedelta(hours=3), closed=None if inside else comes.date(),
            erase_on=None if inside else comes.date() + timedelta(days=730),
        )  # fmt: skip


def made(folder: Path) -> OpenSite:
    """Return a site with the visits that are written."""
    site = found_site(folder, "甲站", PASSPHRASE, officer="安宁", strength=MINIMUM, roles=EVERY_ROLE)
    office = Office(site.store, 1, lambda: NOW)
    areas = [
        Area(number=f"QY-{place}", name=f"区域{place}", type=AreaKind.PLACE, place="1", keeper=office.officer,
             stage=AreaStage.IN_FORCE, proposed=date(2026, 1, 1), proposed_by=office.officer)
        for place in range(AREAS)
    ]  # fmt: skip
    records = [*areas, *visits([each.id for each in areas], office.officer, site.store.site)]
    with site.store.transaction():
        site.store.write(map(create, records), officer=office.officer, action="bench")
    return site


def measured(office: Office) -> Iterator[tuple[str, float]]:
    """Yield what everything takes."""
    keys = office.keys(Query(Visit.kind))
    yield "list: all rows by day, newest first", median(lambda _time: office.keys(Query(Visit.kind)))
    yield "list: a page of 50 rows", median(lambda _time: office.page(Visit.kind, keys[:50], COLUMNS))
    filters = Visit.filters(office.context())
    for word in ("inside", "overstay", "expected", "to review", "today", "late"):
        yield f"filter: {word}", median(lambda _time, word=word: office.count(Query(Visit.kind, filters[word])))
    yield "who is inside, by area", median(lambda _time: inside_now(office))
    yield "figures above the list", median(lambda _time: [each.number(office) for each in TILES["visit"].figures])
    for span in (Span(2026, 4), Span(2026), Span()):
        pages = DASHBOARDS["visits"].pages
        yield f"overview, {span.key or 'all years'}", median(_charts(office, pages[0], span))
        yield (
            f"area and hour, {span.key or 'all years'}",
            median(lambda _time, span=span: Hours().chart(office, View(span))),
        )
    yield "Today", median(lambda _time: DayList(Office(office._store, 1, lambda: NOW)).parts)


def _charts(office: Office, parts: list[Any], span: Span) -> Callable[[int], Any]:
    return lambda _time: [part.chart(office, View(span)) for part in parts]


def done(office: Office) -> Iterator[tuple[str, float]]:
    """Yield what asking for a visit and letting somebody in take."""
    area = office.find(Query("area"))[0].id
    given = {"area": area, "name": "赵六", "body": "某公司"}
    planned = {"planned_in": NOW + timedelta(days=1), "planned_out": NOW + timedelta(days=1, hours=1), "host": "b" * 32}
    yield "ask for a visit", median(lambda _time: office.do(AskVisit(**given, **planned)))
    officials = {**given, "purpose_text": "检查", "planned_out": NOW + timedelta(hours=2)}
    yield "let in officials", median(lambda time: office.do(AdmitOfficials(**officials, document_number=f"E{time}")))


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=50_000)
    count = parser.parse_args().count
    with tempfile.TemporaryDirectory() as folder:
        site = made(Path(folder) / "store")
        print(f"{WRITTEN:,} visits")
        tell(done(Office(site.store, 1, lambda: NOW)))
        site.close()
        multiply(Path(folder) / "store", PASSPHRASE, Visit.kind, count, "stage <> 'inside'")
        site = open_site(Path(folder) / "store", PASSPHRASE)
        office = Office(site.store, 1, lambda: NOW)
        print(f"{office.count(Query(Visit.kind)):,} visits, {len(table_of(Visit.kind).stored)} columns")
        print(f"{wide('opening', 40)}{shown(timed(lambda: Office(site.store, 1, lambda: NOW)))}")
        tell(measured(office))
        site.close()


def tell(figures: Iterator[tuple[str, float]]) -> None:
    """Print lines of the table."""
    for name, seconds in figures:
        print(f"{wide(name, 40)}{shown(seconds)}", flush=True)


if __name__ == "__main__":
    main()
