"""Everything the screens ask of this machine, on a store in a folder: lists, papers and spreadsheets."""

from pathlib import Path

import pytest
from docx import Document

from core.desks.administration.exports import RecordExport
from core.model.printout import Printout
from core.model.query import Query
from core.office.office import Office
from data.backend.backend import LocalBackend
from data.documents.xlsx import read_sheets, write_rows
from data.site.open_site import OpenSite


@pytest.fixture
def house(site: OpenSite) -> LocalBackend:
    """The house of a site that is open already, so that no passphrase has to be stretched."""
    house = LocalBackend(site.vault.database.parent)
    house._site = site
    return house


@pytest.fixture
def inside(site: OpenSite) -> Office:
    return site.office()


def test_a_list_goes_to_a_spreadsheet(house: LocalBackend, inside: Office, tmp_path: Path) -> None:
    entry = RecordExport(what="People", rows=1, file="list.xlsx")
    house.export_list(inside, entry, tmp_path / "list.xlsx", ("姓名",), [("张三",)])
    (sheet,) = read_sheets(tmp_path / "list.xlsx")
    assert [cells[0] for _number, cells in sheet.rows] == ["姓名", "张三"]
    assert [each.file for each in inside.find(Query("export"))] == ["list.xlsx"]


def test_a_paper_goes_to_a_document(house: LocalBackend, inside: Office, tmp_path: Path) -> None:
    entry = RecordExport(what="Month plan", file="plan.docx")
    house.export_paper(inside, entry, tmp_path / "plan.docx", Printout("月计划"))
    assert [line.text for line in Document(str(tmp_path / "plan.docx")).paragraphs if line.text] == ["月计划"]


def test_headings_that_are_not_known_are_told_for_an_officer_to_complete(
    house: LocalBackend, inside: Office, tmp_path: Path
) -> None:
    write_rows(tmp_path / "roster.xlsx", ["工号", "职工"], [["1001", "张三"]])
    mapping = house.headings(inside, "staff_list", tmp_path / "roster.xlsx")
    assert (dict(mapping.headers), mapping.unmapped) == ({"number": "工号"}, ("职工",))
