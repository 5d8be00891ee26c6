"""What the officers of the story wrote to files: each month a list goes out, and once a medium was full."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from core.demo.life_stories import CLERK, REGISTRAR, Event, Events, Life, Setting
from core.desks.administration.exports import ConfirmExport, RecordExport
from core.desks.grievances import Grievance
from core.desks.people.records import Person
from core.model.record import Record

MONTH = timedelta(days=30)
LISTS: tuple[tuple[str, type[Record], str], ...] = (
    (CLERK, Grievance, "维权事项"),
    (REGISTRAR, Person, "人员"),
)
"""Who writes which list, and how the file begins."""


def file_lives(setting: Setting, start: datetime, end: datetime) -> Iterator[Life]:
    """Yield the exports, in order of their beginnings."""
    rng = Random(f"{setting.rng.random()} files")
    moments = [start + MONTH * month for month in range(1, (end - start) // MONTH + 1)]
    failed = rng.choice(moments)
    for moment in moments:
        who, listed, name = rng.choice(LISTS)
        at = moment + timedelta(minutes=rng.randint(0, 400))
        yield moment, _export(at, who, listed, name, rows=rng.randint(20, 400), whole=moment != failed)


def _export(moment: datetime, who: str, listed: type[Record], name: str, *, rows: int, whole: bool) -> Events:
    begun = RecordExport(what=listed.plural, rows=rows, file=f"{name}-{moment.date()}.xlsx")
    yield Event(moment, who, begun)
    if whole:
        yield Event(moment + timedelta(seconds=2), who, ConfirmExport(target=begun.target))
