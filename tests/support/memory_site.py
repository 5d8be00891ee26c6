"""A site in memory: an office for tests of rules, that no file, no key and no passphrase stands behind."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from core.desks.administration.officers import Officer
from core.desks.sync.trust import Site, SiteStatus
from core.office.founding import found
from core.office.office import Office
from data.site.open_site import OpenSite
from data.system.holidays import chinese_workdays
from tests.support.memory_store import MemoryStore


@dataclass
class MemorySite:
    """What `data.site.open_site.OpenSite` offers to whoever only works at a site."""

    store: MemoryStore
    clock: Callable[[], datetime]

    def office(self, seat: int = 1) -> Office:
        """Return the store as the officer of a seat sees it."""
        return Office(self.store, seat, self.clock, chinese_workdays)


AnySite = OpenSite | MemorySite


@cache
def _founded(name: str, pack: str, officer: str, roles: tuple[str, ...]) -> MemoryStore:
    store = MemoryStore()
    site = Site(id=store.site, name=name, status=SiteStatus.OWN, fingerprint="0" * 64, card="")
    first = Officer(name=officer, site=store.site)
    with store.transaction():
        begun = found(site, pack, first, 1, now=datetime.now(), roles=roles)
        store.write(begun, officer=first.id, action="found_site")
    return store


def found_in_memory(name: str, pack: str, officer: str, roles: tuple[str, ...], now: datetime) -> MemorySite:
    """Found a site whose first officer has these roles, as `data.site.open_site.found_site` does."""
    return MemorySite(_founded(name, pack, officer, roles).copy(), lambda: now)
