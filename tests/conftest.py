"""What many tests share: fresh sites that are founded without the second a passphrase costs, and officers at them."""

import gc
import os
import shutil
import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import settings

from core.demo.story import CAST, play
from core.model.change import BEYOND, ROOT, Body, Change, Stream, header_bytes, identify, new_salt
from core.model.record import Record
from core.office.office import Office
from core.policy.editing import with_figure
from core.policy.pack import Policy
from core.values import ids
from data.database import sqlcipher
from data.site.open_site import OpenSite, found_site, pack_text
from data.store.sql_store import SqlStore
from data.vault import key_slots
from tests.support.every_case import CASES
from tests.support.kept_sites import LIGHT, PASSPHRASE, KeptSites
from tests.support.memory_site import MemorySite, found_in_memory
from tests.support.memory_store import MemoryStore
from tests.support.site_driver import Found, SiteDriver, card_of, join, trust

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")  # no test fails because the machine has much to do

SHARED_MEMORY = Path("/dev/shm")
ROOM = 2**30
"""Bytes that a whole run takes at most, with all its stores."""


def pytest_configure() -> None:
    """Let stores lie in memory where the system has a folder for that: on a disk each file that goes costs a wait.

    Also read by the workers; what is set already stands.
    """
    if os.access(SHARED_MEMORY, os.W_OK) and shutil.disk_usage(SHARED_MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(SHARED_MEMORY))


YOUNG = 20_000
"""How many more objects there are before Python looks for garbage among the youngest: by itself it does at 700."""


def pytest_collection_finish() -> None:
    """Leave what was imported out of every look for garbage: it stays until the end, and is most of what there is."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Say in the report of a test how many cases it tries (`tests.support.every_case`)."""
    item.user_properties.append((CASES, getattr(getattr(item, "obj", None), CASES, 1)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end how many cases were tried, which no longer are as many as the tests."""
    told = [dict(report.user_properties) for report in terminalreporter.stats.get("passed", [])]
    terminalreporter.write_line(f"{sum(each.get(CASES, 0) for each in told)} cases")


NOW = datetime(2026, 11, 23, 9, 30)
EVERY_ROLE = tuple(Policy(pack_text("cn")).roles)  # what no store gives anybody, and tests ask of one officer


@cache
def sending_alone(pack: str) -> str:
    """Return a shipped policy pack in which nobody has to approve what goes to other sites, as most tests want it."""
    return with_figure(pack_text(pack), ("transfers", "second_officer"), False)


FLUSHING = sqlcipher._CONNECTION
"""The settings of a connection as the program has them."""


@pytest.fixture(scope="session", autouse=True)
def not_flushing() -> Iterator[None]:
    """Let databases not wait for the disk: no machine loses its power here, and a killed program loses nothing."""
    settings = tuple("synchronous = OFF" if each.startswith("synchronous") else each for each in FLUSHING)
    with patch.object(sqlcipher, "_CONNECTION", settings):
        yield


@pytest.fixture(autouse=True)
def clock_of_identifiers() -> Iterator[None]:
    """Give identifiers back the time of day after a test that set the clock ahead: they never go back by themselves."""
    yield
    ids._last = min(ids._last, time.time_ns() // 1_000_000 << 12)


@pytest.fixture(scope="module")
def refusals_not_noted() -> Iterator[None]:
    """Leave out of the audit what is refused, where thousands of things are tried: most of the time goes there."""
    with patch.object(Office, "note_refusal", lambda *_what, **_of: None):
        yield


def founded(folder: Path, name: str) -> OpenSite:
    """Found a site in a folder, without the second that stretching a passphrase is meant to take; all else is real."""
    with patch.object(key_slots, "MINIMUM", LIGHT), patch("data.site.open_site.pack_text", sending_alone):
        site = found_site(folder, name, PASSPHRASE, officer="安宁", strength=LIGHT, roles=EVERY_ROLE)
    return at_the_hour(site)


def at_the_hour(site: OpenSite) -> OpenSite:
    """Let it be `NOW` at a site."""
    site.clock = lambda: NOW
    return site


@pytest.fixture(scope="session")
def kept_sites(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> KeptSites:
    """Sites that were founded once, for `found_at` and the like to copy."""
    base = tmp_path_factory.getbasetemp()
    is_worker = hasattr(request.config, "workerinput")
    folder = (base.parent if is_worker else base) / "kept"
    folder.mkdir(exist_ok=True)
    return KeptSites(folder)


@pytest.fixture(scope="session")
def demo_at(kept_sites: KeptSites) -> Callable[..., OpenSite]:
    """Return a copy, in a folder, of a site with a demo story, on the day the story ends: 23 November 2026."""

    def told(folder: Path, people: int, grievances: int) -> OpenSite:
        def tell(folders: Sequence[Path]) -> list[OpenSite]:
            site = founded(folders[0], "安台示范单位")
            seats = range(1, len(CAST) + 2)
            play(site.store, seats, people=people, grievances=grievances, seed=1, today=NOW.date())
            return [site]

        (site,) = kept_sites.copies(("demo", people, grievances), [folder], tell)
        return at_the_hour(site)

    return told


@pytest.fixture(scope="session")
def found_at(kept_sites: KeptSites) -> Callable[..., OpenSite]:
    """Return a copy, in a folder, of the site of a name; each `which` of a name was founded for itself.

    What a test makes with the fixtures of its own has another `which` than what its module makes with this.
    """

    def found(folder: Path, name: str, which: Hashable = "of the module") -> OpenSite:
        (site,) = kept_sites.copies((name, which), [folder], lambda folders: [founded(folders[0], name)])
        return at_the_hour(site)

    return found


def in_memory() -> MemorySite:
    """Found in memory the site that `found_at` founds in a folder."""
    return found_in_memory("甲站", sending_alone("cn"), "安宁", EVERY_ROLE, NOW)


@pytest.fixture
def new_site(tmp_path: Path, found_at: Callable[..., OpenSite]) -> Iterator[Callable[[str], OpenSite]]:
    """Found sites by name; they are closed when the test ends."""
    made: list[OpenSite] = []

    def found(name: str) -> OpenSite:
        site = found_at(tmp_path / name, name, len(made))
        made.append(site)
        return site

    yield found
    for site in made:
        site.close()


@pytest.fixture(scope="module")
def module_site(
    tmp_path_factory: pytest.TempPathFactory, found_at: Callable[[Path, str], OpenSite]
) -> Iterator[OpenSite]:
    """One site for all tests of a module that only read, or do not mind each other."""
    site = found_at(tmp_path_factory.mktemp("module") / "store", "甲站")
    yield site
    site.close()


@pytest.fixture
def site(new_site: Callable[[str], OpenSite]) -> OpenSite:
    """One site with one officer, who has every duty, on 23 November 2026."""
    return new_site("甲站")


@pytest.fixture
def office(site: OpenSite) -> Office:
    """The first officer of `site`."""
    return site.office()


@pytest.fixture
def colleague(site: OpenSite, office: Office) -> Callable[..., Office]:
    """Open accounts at further seats: `colleague("李明", "supervisor")` is that officer's office."""
    return partial(join, site, office)


@pytest.fixture
def pair(tmp_path: Path, kept_sites: KeptSites) -> Iterator[tuple[OpenSite, OpenSite]]:
    """Two sites that trust each other and share everything that may be shared."""
    here, there = map(at_the_hour, kept_sites.copies("pair", [tmp_path / "甲站", tmp_path / "乙站"], trusting))
    yield here, there
    here.close()
    there.close()


def trusting(folders: Sequence[Path]) -> tuple[OpenSite, OpenSite]:
    """Found two sites that trust each other."""
    here, there = founded(folders[0], "甲站"), founded(folders[1], "乙站")
    for one, other in ((here, there), (there, here)):
        trust(one.office(), card_of(other))
    return here, there


@pytest.fixture
def found(new_site: Callable[[str], OpenSite], tmp_path: Path) -> Found:
    """Found sites by name that know nobody; `tests.support.site_driver` says what they do."""
    files = tmp_path / "files"
    files.mkdir()
    return lambda *names: tuple(SiteDriver(new_site(name), files) for name in names)


@pytest.fixture(scope="session")
def from_elsewhere() -> Callable[..., Change]:
    """Let another site change a record, knowing of no other change: `from_elsewhere(store, record, name="…")`."""

    def last_of(store: SqlStore | MemoryStore, stream: Stream) -> Any:
        return (
            store.last_of(stream)
            if isinstance(store, MemoryStore)
            else next(iter(store.journal.branches.of(stream)), None)
        )

    def accept(store: SqlStore | MemoryStore, record: Record, **fields: Any) -> Change:
        stream = Stream("e" * 32, "0" * 16, record.compartment)
        with store.transaction():
            tip = last_of(store, stream)
            parent, seq = (tip.id, tip.seq + 1) if tip else (ROOT, 1)
            body = Body(record.kind, record.id, fields, (), "f" * 32, "elsewhere", new_salt())
            raw, time = body.to_bytes(), BEYOND - 1
            change = Change(stream, seq, time, parent, body, identify(parent, header_bytes(stream, seq, time), raw))
            store.accept([(change, raw)], lambda done, total: None)
        return change

    return accept
