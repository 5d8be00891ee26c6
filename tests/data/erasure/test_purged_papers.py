"""After a purge no byte of a paper is left that could be read, unless a hold keeps it (changes §10, vault §11.6)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.desks.people.people import AddPerson
from core.model.query import Query
from core.model.record import RECORDS
from core.office.office import Office
from core.rules.legal_hold import hold, lift
from core.rules.purge import purge
from data.erasure.erase import UnderHold
from data.site.open_site import OpenSite
from tests.support.disk_forensics import everything
from tests.support.papers import PDF, attached, papers_of

NAME = "独一无二的材料名称"


@pytest.fixture(autouse=True)
def purged_some_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RECORDS["person"], "retention", "test.retention")


@pytest.fixture
def site(new_site: Callable[[str], OpenSite]) -> OpenSite:
    return new_site("甲站")


@pytest.fixture
def people(office: Office) -> list[Any]:
    office.do_all([AddPerson(name="张三"), AddPerson(name="李四")])
    return sorted(office.find(Query("person")), key=lambda each: str(each.name), reverse=True)


def write(site: OpenSite, drafts: Any) -> None:
    with site.store.transaction():
        site.store.write(list(drafts), officer=site.office().officer, action="test")


def test_neither_its_file_nor_its_key_nor_its_name_is_left(site: OpenSite, people: list[Any], tmp_path: Path) -> None:
    paper = attached(site, people[0], tmp_path, PDF + b"secret", name=NAME)
    database, key = site.vault.database, site.unlocked.keys.database
    assert paper.key.encode() in everything(database, key)
    write(site, purge([people[0]], site.office().context()))
    left = everything(database, key)
    assert not [word for word in (paper.key, paper.content, paper.sha256, NAME) if word.encode() in left]
    assert site.store.papers.names() == []
    assert papers_of(site, people[0]) == []


def test_a_paper_that_another_record_names_too_stays_with_that(
    site: OpenSite, people: list[Any], tmp_path: Path
) -> None:
    attached(site, people[0], tmp_path)
    other = attached(site, people[1], tmp_path)
    write(site, purge([people[0]], site.office().context()))
    assert site.store.papers.names() == [other.content]
    write(site, purge([people[1]], site.office().context()))
    assert site.store.papers.names() == []


def test_a_hold_keeps_it_until_it_is_lifted(site: OpenSite, people: list[Any], tmp_path: Path) -> None:
    paper = attached(site, people[0], tmp_path)
    context = site.office().context()
    write(site, [hold(people[0], context)])
    with pytest.raises(UnderHold):
        write(site, purge([people[0]], context))
    assert site.store.papers.names() == [paper.content]
    write(site, lift(people[0], site.office().context()))
    write(site, purge([people[0]], context))
    assert site.store.papers.names() == []
