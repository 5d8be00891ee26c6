"""Lists and papers to files: what an officer sees is what is written, and the ledger of exports knows of every file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.desks.administration.exports import ConfirmExport, RecordExport
from core.model.printout import Printout
from core.model.progress import no_progress
from core.model.query import Query
from core.office.office import Office
from core.office.refusals import NotAllowed, Refused
from core.values.refusal import Refusal
from data.documents.ledgered_export import export_list, export_paper
from data.documents.xlsx import read_sheets
from data.media.verified_write import AlreadyThere
from data.site.open_site import OpenSite

ENTRY = RecordExport(what="People", rows=2, file="people.xlsx")


class Stopped(Refusal):
    """It was stopped."""


def ledger(office: Office) -> list[Any]:
    return office.find(Query("export"))


def write(office: Office, path: Path, *rows: str) -> None:
    entry = RecordExport(what="People", rows=len(rows), file=path.name)
    export_list(office, entry, path, ("姓名",), [(row,) for row in rows], no_progress)


def test_a_list_is_written_and_entered(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "people.xlsx"
    write(office, path, "张三", "李四")
    (sheet,) = read_sheets(path)
    assert [tuple(cells) for _number, cells in sheet.rows] == [("姓名",), ("张三",), ("李四",)]
    (entry,) = ledger(office)
    assert (entry.officer, entry.when, entry.what) == (office.officer, office.now, "People")
    assert (entry.rows, entry.file, entry.unfinished) == (2, "people.xlsx", False)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "0012", "|cmd"])
def test_what_looks_like_a_formula_is_text(office: Office, tmp_path: Path, text: str) -> None:
    path = tmp_path / "people.xlsx"
    write(office, path, text)
    (sheet,) = read_sheets(path)
    _header, (_number, cells) = sheet.rows
    assert isinstance(cells[0], str)
    assert cells[0].strip() == text.strip()


def test_a_paper_is_written_and_entered(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    export_paper(office, RecordExport(what="Month plan", file=path.name), path, Printout("月计划"))
    assert path.exists()
    assert [(entry.what, entry.unfinished) for entry in ledger(office)] == [("Month plan", False)]


def test_a_file_that_is_there_is_neither_overwritten_nor_entered(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "people.xlsx"
    path.write_text("kept")
    for export in (lambda: write(office, path, "张三"), lambda: export_paper(office, ENTRY, path, Printout("月计划"))):
        with pytest.raises(AlreadyThere):
            export()
    assert path.read_text() == "kept"
    assert ledger(office) == []


def test_what_was_stopped_leaves_no_file_and_an_entry_that_says_so(office: Office, tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        export_list(office, ENTRY, tmp_path / "people.xlsx", ("姓名",), [("张三",)], stop)
    assert list(tmp_path.glob("people*")) == []
    assert [entry.unfinished for entry in ledger(office)] == [True]


def test_who_may_not_export_writes_nothing(colleague: Callable[..., Office], tmp_path: Path) -> None:
    administrator = colleague("方正", "system_administrator")
    with pytest.raises(NotAllowed):
        write(administrator, tmp_path / "people.xlsx", "张三")
    assert list(tmp_path.glob("people*")) == []


def test_everyone_sees_their_own_exports_and_who_answers_for_them_those_of_what_he_may_read(
    colleague: Callable[..., Office], tmp_path: Path
) -> None:
    clerk, registrar, security = (
        colleague("李明", "clerk"),
        colleague("赵丽", "registrar"),
        colleague("方正", "security_officer"),
    )
    write(clerk, tmp_path / "one.xlsx", "张三")
    write(registrar, tmp_path / "two.xlsx", "张三")
    clerk.do(RecordExport(what="Units", rows=1, file="units.xlsx"))
    seen = [{entry.file for entry in ledger(office)} for office in (clerk, registrar, security)]
    assert seen == [{"one.xlsx", "units.xlsx"}, {"two.xlsx"}, {"units.xlsx"}]


def test_nobody_completes_the_entry_of_another(office: Office, colleague: Callable[..., Office]) -> None:
    clerk = colleague("李明", "clerk")
    clerk.do(ENTRY)
    with pytest.raises(Refused):
        office.do(ConfirmExport(target=ENTRY.target))


def test_the_ledger_never_leaves_the_site_and_the_store_stays_sound(site: OpenSite, tmp_path: Path) -> None:
    office = site.office()
    write(office, tmp_path / "people.xlsx", "张三")
    assert ledger(office)[0].compartment == "local"
    assert site.store.check() is None
