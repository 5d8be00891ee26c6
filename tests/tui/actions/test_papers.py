"""The papers of a record: attached, looked at, written out and voided with the keys."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.desks.people.people import AddPerson
from core.model.query import Query
from core.rules.attached_papers import PAPERS_OF
from data.site.open_site import OpenSite
from tests.support.papers import PDF, attached, papers_of, png
from tests.support.screen_driver import ScreenDriver, signed_in
from tests.support.screen_stage import SiteBackend
from tests.support.site_driver import join


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The officer's folder, with two scans in it."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    (folder / "registration.png").write_bytes(png(40, 56, (200, 30, 30)))
    (folder / "notes.txt").write_bytes(b"no paper")
    return folder


@pytest.fixture
def site(new_site: Callable[[str], OpenSite]) -> OpenSite:
    return new_site("甲站")


@pytest.fixture
def person(site: OpenSite) -> Any:
    site.office().do(AddPerson(name="张三"))
    return site.office().find(Query("person"))[0]


async def test_a_file_is_attached_by_keys_alone(site: OpenSite, person: Any, home: Path) -> None:
    async with signed_in(SiteBackend(site)) as officer:
        await officer.open_list("person", "A", "enter")
        assert "registration.png" in officer.words
        assert "notes.txt" not in officer.words
        await officer.type("registration")
        await officer.press("enter")
        await officer.fill(name="入职登记表")
        assert "Attach paper" in officer.words
    (paper,) = papers_of(site, person)
    assert paper.name == "入职登记表"
    assert (home / "registration.png").exists()


async def test_a_file_that_is_no_paper_is_refused_in_the_form(site: OpenSite, person: Any, home: Path) -> None:
    (home / "registration.png").write_bytes(b"MZ and more")
    async with signed_in(SiteBackend(site)) as officer:
        await officer.open_list("person", "A", "enter")
        await officer.type("registration")
        await officer.press("enter", "ctrl+s")
        assert "none of the files that can be attached" in officer.words
    assert papers_of(site, person) == []


async def at_its_paper(officer: ScreenDriver) -> None:
    await officer.open_list("person", "A", "enter")


@pytest.fixture
def colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal with colours; the one of tests has none."""
    monkeypatch.setattr("tui.actions.papers.can_draw", lambda colours: True)


@pytest.mark.usefixtures("colours")
async def test_a_picture_is_shown_small_beside_what_is_said_of_it(site: OpenSite, person: Any, tmp_path: Path) -> None:
    attached(site, person, tmp_path, png(40, 56), name="入职登记表")
    async with signed_in(SiteBackend(site)) as officer:
        await at_its_paper(officer)
        assert "入职登记表" in officer.words
        assert "▀▀▀▀▀▀" in officer.picture
        assert "40 × 56 pixels" in officer.words


async def test_what_is_no_picture_is_named(site: OpenSite, person: Any, tmp_path: Path) -> None:
    attached(site, person, tmp_path, PDF)
    async with signed_in(SiteBackend(site)) as officer:
        await at_its_paper(officer)
        assert "there is no preview of it" in officer.words


async def test_a_terminal_without_colours_names_it(site: OpenSite, person: Any, tmp_path: Path) -> None:
    attached(site, person, tmp_path, png())
    async with signed_in(SiteBackend(site)) as officer:
        await at_its_paper(officer)
        assert "This terminal shows no pictures" in officer.words


@pytest.mark.usefixtures("colours")
async def test_what_is_missing_is_said_in_the_place_of_the_picture(site: OpenSite, person: Any, tmp_path: Path) -> None:
    paper = attached(site, person, tmp_path, png())
    site.store.papers.path(paper.content).unlink()
    async with signed_in(SiteBackend(site)) as officer:
        await at_its_paper(officer)
        assert "is not here" in officer.words


async def test_it_is_written_out_through_the_ledger(site: OpenSite, person: Any, tmp_path: Path, home: Path) -> None:
    attached(site, person, tmp_path, png(), name="入职登记表")
    async with signed_in(SiteBackend(site)) as officer:
        await at_its_paper(officer)
        await officer.press("w", "enter")
        assert "read back" in officer.words
        await officer.press("enter")
    assert (home / "入职登记表.png").read_bytes() == png()
    assert [entry.file for entry in site.office().find(Query("export"))] == ["入职登记表.png"]


@pytest.mark.usefixtures("colours")
async def test_it_is_written_out_while_its_picture_is_still_drawn(
    site: OpenSite, person: Any, tmp_path: Path, home: Path
) -> None:
    paper = attached(site, person, tmp_path, png(), name="表")
    backend, going = SiteBackend(site), threading.Event()
    real = backend.preview_paper

    def slow(*given: Any) -> Any:
        going.wait(30)
        return real(*given)

    backend.preview_paper = slow  # type: ignore[method-assign]
    async with signed_in(backend) as officer:
        with officer.holding_up():
            await at_its_paper(officer)
            await officer.press("w", "enter")
            for _ in range(50):
                await officer.settle()
                if (home / "表.png").exists():
                    break
            going.set()
        await officer.settle()
    assert (home / "表.png").read_bytes() == png()
    assert paper


async def test_a_paper_is_voided_with_a_reason(site: OpenSite, person: Any, tmp_path: Path) -> None:
    attached(site, person, tmp_path, PDF)
    async with signed_in(SiteBackend(site)) as officer:
        await at_its_paper(officer)
        await officer.press("v")
        await officer.fill(why="扫错页")
        assert "扫错页" in officer.words
        await officer.press("v")
        assert not officer.top.is_modal
    assert papers_of(site, person)[0].voided


async def test_who_attaches_none_and_has_none_to_look_at_is_told_so(site: OpenSite, person: Any) -> None:
    clerk = join(site, site.office(), "李明", "clerk")
    assert PAPERS_OF["person"].attach not in clerk.offered("person", person)
    async with signed_in(SiteBackend(site, seat=2)) as officer:
        await officer.open_list("person", "A")
        assert "No papers are attached to this record." in officer.words


@pytest.mark.usefixtures("colours")
async def test_the_page_of_a_paper_looks_so(site: OpenSite, person: Any, tmp_path: Path) -> None:
    attached(site, person, tmp_path, png(400, 560), name="入职登记表", note="第一页")
    async with signed_in(SiteBackend(site), language="zh_CN") as officer:
        await at_its_paper(officer)
        officer.looks_like("attached-paper-80-zh")
