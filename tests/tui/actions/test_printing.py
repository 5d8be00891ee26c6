"""A desk's paper is written to a file by one key, and stands in the ledger of exports."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from core.model.printout import PAPERS, Printout, Section, paper
from core.model.query import Query
from core.office.office import Office
from tests.support.screen_driver import Opened
from tui import screens  # noqa: F401 - declares the desks


@pytest.fixture
def certificate() -> Iterator[str]:
    """A paper about a person."""

    @paper("sample_certificate", "Certificate", of_kind="person")
    def draw(office: Office, of: str, translate: Any) -> Printout:
        return Printout(office.get("person", of).name, sections=(Section("在岗"),), day=office.today)

    yield "sample_certificate"
    del PAPERS["sample_certificate"]


async def test_a_paper_about_the_record_is_written(
    certificate: str, furnished: Office, opened: Opened, backend: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    async with opened() as officer:
        await officer.open_list("person", "P", "enter")
        assert "read back" in officer.words
    document = Document(str(tmp_path / "Certificate-2026-11-23.docx"))
    assert [line.text for line in document.paragraphs if line.text] == ["张三", "一、在岗", "2026年11月23日"]
    assert [entry.what for entry in furnished.find(Query("export"))] == ["Certificate"]


async def test_the_key_is_not_there_where_there_is_no_paper(opened: Opened) -> None:
    async with opened() as officer:
        await officer.open_list("person", "P")
        assert not officer.top.is_modal


async def test_who_may_not_export_is_not_offered_it(certificate: str, opened: Opened, backend: Any) -> None:
    backend.office.viewer = type(backend.office.viewer)(
        backend.office.officer, frozenset({"common.read", "people.read"})
    )
    async with opened() as officer:
        await officer.open_list("person", "P")
        assert not officer.top.is_modal
