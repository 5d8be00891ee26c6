"""Papers are read in, kept sealed, looked at and written out, by whoever may, whole or not at all."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.desks.administration.exports import RecordExport
from core.desks.grievances import RegisterGrievance
from core.desks.people.people import AddPerson
from core.model.query import Query
from core.office.office import Office
from core.office.refusals import NoSuchRecord, NotAllowed, Refused
from core.policy.editing import with_figure
from core.rules.attached_papers import PAPERS_OF, AttachedPaper, MediaType
from data.backend.papers import PaperEmpty, PaperTooLarge
from data.papers.media_types import UnknownPaper
from data.papers.paper_folder import PaperDamaged, PaperMissing
from data.site.open_site import OpenSite
from data.system.disk import DiskFull
from tests.conftest import NOW
from tests.support.disk_forensics import on_disk
from tests.support.papers import PDF, attached, house_of, papers_of, png, sealed_file
from tests.support.site_driver import impose

ATTACH = PAPERS_OF["person"].attach


@pytest.fixture
def person(office: Office) -> Any:
    office.do(AddPerson(name="张三"))
    return office.find(Query("person"))[0]


@pytest.fixture
def site(new_site: Callable[[str], OpenSite]) -> OpenSite:
    return new_site("甲站")


def test_a_paper_is_a_part_of_its_record_and_says_what_it_is(site: OpenSite, person: Any, tmp_path: Path) -> None:
    paper = attached(site, person, tmp_path, png(), name="入职登记表", note="第一页")
    assert (paper.of, paper.media, paper.size, paper.day) == (person.id, MediaType.PNG, len(png()), NOW.date())
    assert paper.by == site.office().officer
    assert site.office().find(Query("person_paper")) == [paper]
    assert paper.file_name == "入职登记表.png"


def test_its_content_is_kept_and_nothing_of_it_can_be_read_on_the_disk(
    site: OpenSite, person: Any, tmp_path: Path
) -> None:
    content = PDF + "只有本人知道".encode()
    paper = attached(site, person, tmp_path, content, name="只有名称")
    written = [path.read_bytes() for path in site.vault.folder.rglob("*") if path.is_file()]
    assert not [raw for raw in written if "只有".encode() in raw or bytes.fromhex(paper.key) in raw]
    assert paper.key.encode() in on_disk(site.vault.database, site.unlocked.keys.database)
    assert house_of(site)._content(site.office(), paper) == content


def test_the_same_paper_is_kept_once_within_a_compartment_and_again_in_another(
    site: OpenSite, person: Any, tmp_path: Path
) -> None:
    site.office().do(RegisterGrievance(received=NOW, subject="食堂"))
    (grievance,) = site.office().find(Query("grievance"))
    one, two = attached(site, person, tmp_path), attached(site, person, tmp_path, name="再一次")
    other = attached(site, grievance, tmp_path)
    assert one.content == two.content
    assert one.key == two.key != other.key
    assert one.sha256 == other.sha256
    assert len(site.store.papers.names()) == 2


@pytest.mark.parametrize(
    ("content", "refusal"),
    [(b"", PaperEmpty), (b"MZ" * 40, UnknownPaper), (PDF + b"x" * (1 << 20), PaperTooLarge)],
    ids=["empty", "unknown", "too large"],
)
def test_what_cannot_be_attached_leaves_nothing(
    site: OpenSite, person: Any, tmp_path: Path, content: bytes, refusal: type[Exception]
) -> None:
    office = site.office()
    impose(office, with_figure(office.policy.text, ("attached_papers", "largest"), 1))
    with pytest.raises(refusal):
        attached(site, person, tmp_path, content)
    assert papers_of(site, person) == []
    assert site.store.papers.names() == []


def test_a_pipe_is_no_paper(site: OpenSite, person: Any, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Exception, match="is a pipe"):
        house_of(site).attach_paper(site.office(), ATTACH(target=person.id, name="管道"), tmp_path / "pipe")


def test_nobody_enters_a_paper_that_was_not_read(office: Office, person: Any) -> None:
    with pytest.raises(Refused, match="press A"):
        office.do(ATTACH(target=person.id, name="没有内容"))


def test_a_refusal_after_the_file_was_written_removes_it(
    site: OpenSite, person: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise DiskFull(path=tmp_path)

    monkeypatch.setattr(type(site.store), "write", full)
    with pytest.raises(DiskFull):
        attached(site, person, tmp_path)
    assert site.store.papers.names() == []


def test_a_file_that_a_killed_program_left_is_removed_at_the_next_check(
    site: OpenSite, person: Any, tmp_path: Path
) -> None:
    paper = attached(site, person, tmp_path)
    site.store.papers.keep(b"orphan")
    assert house_of(site).check(site.office()) is None
    assert site.store.papers.names() == [paper.content]


def test_who_may_not_enter_records_attaches_none(
    site: OpenSite, person: Any, tmp_path: Path, colleague: Callable[..., Office]
) -> None:
    (tmp_path / "scan").write_bytes(PDF)
    clerk = colleague("李明", "clerk")
    with pytest.raises(NotAllowed):
        house_of(site).attach_paper(clerk, ATTACH(target=person.id, name="表"), tmp_path / "scan")
    paper = attached(site, person, tmp_path)
    assert clerk.get("person_paper", paper.id)


def test_who_does_not_read_the_record_does_not_learn_of_its_papers(
    site: OpenSite, person: Any, tmp_path: Path, colleague: Callable[..., Office]
) -> None:
    site.office().do(RegisterGrievance(received=NOW, subject="食堂"))
    (grievance,) = site.office().find(Query("grievance"))
    paper = attached(site, grievance, tmp_path, png())
    registrar = colleague("王敏", "registrar")
    assert registrar.find(Query("grievance_paper")) == []
    for deed in (
        lambda: house_of(site).preview_paper(registrar, paper, 20, 20),
        lambda: house_of(site).write_out_paper(registrar, entry("表.png"), tmp_path / "表.png", paper),
    ):
        with pytest.raises(NoSuchRecord):
            deed()
    assert not (tmp_path / "表.png").exists()


def entry(file: str) -> RecordExport:
    return RecordExport(what=AttachedPaper.plural, rows=1, file=file)


def test_a_paper_is_written_out_through_the_ledger(site: OpenSite, person: Any, tmp_path: Path) -> None:
    paper = attached(site, person, tmp_path, png())
    house_of(site).write_out_paper(site.office(), entry("表.png"), tmp_path / "表.png", paper)
    assert (tmp_path / "表.png").read_bytes() == png()
    (export,) = site.office().find(Query("export"))
    assert (export.what, export.file, export.unfinished) == (AttachedPaper.plural, "表.png", False)


def test_a_preview_is_shown_and_writes_nothing(site: OpenSite, person: Any, tmp_path: Path) -> None:
    paper = attached(site, person, tmp_path, png(40, 56, (1, 2, 3)))
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    small = house_of(site).preview_paper(site.office(), paper, 20, 28)
    assert (small.whole, small.width, small.height, small.at(3, 3)) == ((40, 56), 20, 28, (1, 2, 3))
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_a_missing_one_is_named_where_it_is_looked_at_and_by_the_check(
    site: OpenSite, person: Any, tmp_path: Path
) -> None:
    paper = attached(site, person, tmp_path, png())
    sealed_file(site, paper).unlink()
    with pytest.raises(PaperMissing, match="答复意见书"):
        house_of(site).preview_paper(site.office(), paper, 20, 20)
    fault = house_of(site).check(site.office())
    assert fault is not None
    assert "1 attached papers are not here" in str(fault.what)
    attached(site, person, tmp_path, png(), name="重新扫描")  # the same page again
    assert house_of(site).check(site.office()) is None


def test_a_damaged_one_is_set_aside_and_counts_as_missing(site: OpenSite, person: Any, tmp_path: Path) -> None:
    paper = attached(site, person, tmp_path, png())
    raw = bytearray(sealed_file(site, paper).read_bytes())
    raw[40] ^= 1
    sealed_file(site, paper).write_bytes(bytes(raw))
    with pytest.raises(PaperDamaged):
        house_of(site).preview_paper(site.office(), paper, 20, 20)
    assert site.store.papers_missing(("common",)) == [paper.content]


def test_the_check_finds_a_damaged_one(site: OpenSite, person: Any, tmp_path: Path) -> None:
    paper = attached(site, person, tmp_path, png())
    sealed_file(site, paper).write_bytes(b"nothing")
    fault = house_of(site).check(site.office())
    assert fault is not None
    assert "damaged" in str(fault.what)
    assert not sealed_file(site, paper).exists()


def test_a_voided_paper_stays_and_says_why(site: OpenSite, person: Any, tmp_path: Path) -> None:
    paper = attached(site, person, tmp_path, png())
    office = site.office()
    office.do(PAPERS_OF["person"].void(target=paper.id, why="扫错页"))
    (found,) = papers_of(site, person)
    assert (found.voided, found.why, found.voided_by) == (NOW.date(), "扫错页", office.officer)
    assert house_of(site)._content(office, found) == png()
    with pytest.raises(Refused, match="already"):
        office.do(PAPERS_OF["person"].void(target=paper.id, why="再一次"))


def test_neither_history_nor_other_programs_are_told_the_key(site: OpenSite, person: Any, tmp_path: Path) -> None:
    paper = attached(site, person, tmp_path, png())
    told = str([entry.change.body.fields for entry in site.office().history(paper)]) + str(paper.model_dump())
    assert paper.key not in told
    assert paper.key not in repr(paper)


@pytest.mark.parametrize(
    ("name", "file"),
    [("a/b:c", "a_b_c.png"), ("表.png", "表.png"), ("表.PNG", "表.PNG"), ("..", "person_paper.png"), ("x.", "x.png")],
)
def test_a_name_makes_a_file_name_that_every_system_takes(
    name: str, file: str, site: OpenSite, person: Any, tmp_path: Path
) -> None:
    assert attached(site, person, tmp_path, png(), name=name).file_name == file
