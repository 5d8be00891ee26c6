"""A desk's paper is written to a file by one key, and stands in the ledger of exports."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from core.model.printout import PAPERS, Printout, Section, paper
from core.model.query import Query
from core.office.office import Office
from data.documents.ledgered_export import export_paper
from tui import screens  # noqa: F401 - declares the desks
from tui.generic.desk import desks


@pytest.fixture
def certificate() -> Iterator[str]:
    """A paper about a person."""

    @paper("sample_certificate", "Certificate", of_kind="person")
    def draw(office: Office, of: str, translate: Any) -> Printout:
        return Printout(office.get("person", of).name, sections=(Section("在岗"),), day=office.today)

    yield "sample_certificate"
    del PAPERS["sample_certificate"]


async def press(pilot: Any, settle: Any, *keys: str) -> None:
    for key in (next(desk.key for desk in desks() if "person" in desk.kinds), *keys):
        await pilot.press(key)
        await settle(pilot)


async def test_a_paper_about_the_record_is_written(
    certificate: str,
    furnished: Office,
    opened: Any,
    settle: Any,
    backend: Any,
    picture: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    backend.export_paper = export_paper
    async with opened() as pilot:
        await press(pilot, settle, "P", "enter")
        await pilot.pause()
        assert "read back" in " ".join(picture(pilot.app).split())
    document = Document(str(tmp_path / "Certificate-2026-11-23.docx"))
    assert [line.text for line in document.paragraphs if line.text] == ["张三", "一、在岗", "2026年11月23日"]
    assert [entry.what for entry in furnished.find(Query("export"))] == ["Certificate"]


async def test_the_key_is_not_there_where_there_is_no_paper(opened: Any, settle: Any) -> None:
    async with opened() as pilot:
        await press(pilot, settle, "P")
        assert not pilot.app.screen.is_modal


async def test_who_may_not_export_is_not_offered_it(certificate: str, opened: Any, settle: Any, backend: Any) -> None:
    backend.office.viewer = type(backend.office.viewer)(
        backend.office.officer, frozenset({"common.read", "people.read"})
    )
    async with opened() as pilot:
        await press(pilot, settle, "P")
        assert not pilot.app.screen.is_modal
