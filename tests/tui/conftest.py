"""A small office to show on screens; how they are driven says `tests.support.screen_driver`."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

import tui.screens  # noqa: F401 - declares the desks
from core.desks.administration.officers import Officer
from core.desks.grievances import AcceptGrievance, RegisterGrievance, SuperviseGrievance
from core.desks.people.people import AddPerson, AddUnit
from core.desks.sync.trust import Site
from core.model.query import Is, Query
from core.office.founding import found
from core.office.office import Office
from core.values.ids import new_id
from data.store.sql_store import SqlStore, create
from tests.conftest import EVERY_ROLE, sending_alone
from tests.support.command_line_driver import command_line, commands_of, sealdesk, store
from tests.support.screen_stage import app, backend, opened
from tui.language import set_language
from tui.screens.today.day_rows import ON_TOP

__all__ = ["app", "backend", "command_line", "commands_of", "opened", "sealdesk", "store"]

NOW = datetime(2026, 11, 23, 9, 30)
KEY = bytes(32)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Begin in English; a test that wants Chinese says `set_language("zh_CN")`."""
    set_language("en")
    yield
    set_language("en")


def stamping() -> AbstractContextManager[Any]:
    """Let the journal stamp what is written with `NOW`: what is due since something was written is due since then."""
    return patch("data.journal.journal.wall_milliseconds", lambda: int(NOW.timestamp()) * 1000)


@pytest.fixture(autouse=True)
def standing_clock() -> Iterator[None]:
    with stamping():
        yield


@pytest.fixture(autouse=True)
def set_up() -> Iterator[None]:
    """Let Today not tell what an office still lacks: most tests are about one that works."""
    told = [*ON_TOP]
    ON_TOP.clear()
    yield
    ON_TOP.extend(told)


@pytest.fixture(scope="session")
def bare_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a new site with one officer, 王敏, at seat 1."""
    path = tmp_path_factory.mktemp("bare") / "store.db"
    with stamping():
        _found(path)
    return path


def _found(path: Path) -> None:
    store = create(path, KEY, new_id())
    site = Site(id=store.site, name="北区站", fingerprint="1234", card="card")
    officer = Officer(name="王敏", site=site.id)
    with store.transaction():
        working = [role for role in EVERY_ROLE if role != "auditor"]  # whose desk is for nobody else
        begun = found(site, sending_alone("cn"), officer, 1, now=NOW, roles=working)
        store.write(begun, officer=officer.id, action="found_site")
    store.close()


@pytest.fixture(scope="session")
def furnished_file(bare_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with two units, three people, three grievances and a supervisor's instruction."""
    path = tmp_path_factory.mktemp("furnished") / "store.db"
    shutil.copy(bare_file, path)
    store = SqlStore(path, KEY)
    with stamping():
        furnish(Office(store, 1, lambda: NOW))
    store.close()
    return path


def furnish(office: Office) -> None:
    for name, code in (("第一车间", "01"), ("后勤科", "02")):
        office.do(AddUnit(name=name, code=code))
    first, second = (unit.id for unit in office.find(Query("unit")))
    before = Office(office._store, 1, lambda: datetime(2020, 1, 2, 9))  # the register is older than what follows
    for name, number, unit in (("张三", "1001", first), ("李四", "1002", second), ("[red]欧阳[/red]", "1003", first)):
        before.do(AddPerson(name=name, number=number, unit=unit))
    for day, subject, text in (
        (1, "反映加班工资拖欠三个月未发", "本人在第一车间工作，九月至十一月加班工资未发。"),
        (20, "咨询租房合同纠纷", ""),
        (22, "Question about annual leave", "How many days?"),
    ):
        office.do(RegisterGrievance(received=datetime(2026, 11, day, 8), subject=subject, text=text, unit=first))
    oldest = only(office, "grievance", number="2026-000001")
    office.do(AcceptGrievance(target=oldest.id, accepted=date(2026, 11, 2), handler=office.officer))
    office.do(SuperviseGrievance(target=oldest.id, instruction="三日内报告进展。", due=date(2026, 11, 26)))


def _opened(file: Path, folder: Path) -> Iterator[Office]:
    path = folder / "store.db"
    shutil.copy(file, path)
    store = SqlStore(path, KEY)
    yield Office(store, 1, lambda: NOW)
    store.close()


@pytest.fixture
def office(bare_file: Path, tmp_path: Path) -> Iterator[Office]:
    """The office of 王敏, who carries every duty of the pack, on 23 November 2026."""
    yield from _opened(bare_file, tmp_path)


@pytest.fixture
def furnished(furnished_file: Path, tmp_path: Path) -> Iterator[Office]:
    """The same office with two units, three people, three grievances and a supervisor's instruction."""
    yield from _opened(furnished_file, tmp_path)


@pytest.fixture(scope="session")
def furnished_to_read(furnished_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The furnished office for all tests that write nothing in it, and are too many for a copy each."""
    yield from _opened(furnished_file, tmp_path_factory.mktemp("to read"))


def only(office: Office, kind: str, **values: Any) -> Any:
    """Return the one record with these values."""
    (name, value), *_ = values.items()
    return office.find(Query(kind, Is(name, (value,))))[0]


@pytest.fixture(name="only")
def only_fixture() -> Callable[..., Any]:
    return only
