"""Two sites, of which one writes what would widen rights at the other."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from core.desks.grievances import Grievance
from core.model.action import create
from core.model.change import Draft
from data.site.open_site import OpenSite
from data.sync.exchange import Exchange

Pair = tuple[OpenSite, OpenSite]
DAY = date(2026, 11, 20)
RECEIVED = datetime(2026, 11, 20, 9)


def carry(sender: OpenSite, receiver: OpenSite, folder: Path) -> None:
    """Take everything from one site to another."""
    path = folder / "way.sealed"
    Exchange(sender.store, sender.keys).send(sender.office(), receiver.store.site, path)
    Exchange(receiver.store, receiver.keys).apply(receiver.office(), path)
    path.unlink()


def put(site: OpenSite, *drafts: Draft) -> None:
    """Write what a site that errs, or turns against us, writes: no rule of a desk stops it."""
    with site.store.transaction():
        site.store.write(drafts, officer="f" * 32, action="test")


def complaint(record: str, **fields: Any) -> Draft:
    """Draft a grievance."""
    return create(Grievance(id=record, number=record[-3:], received=RECEIVED, accept_days=15, subject=record, **fields))
