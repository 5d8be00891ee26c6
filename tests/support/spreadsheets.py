"""Spreadsheets made by hand."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import xlsxwriter

from data.documents.xlsx import read_sheets, write_rows

Fill = Callable[[xlsxwriter.Workbook], object]
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def make(path: Path, fill: Fill) -> Path:
    with xlsxwriter.Workbook(path) as workbook:
        fill(workbook)
    return path


def repack(path: Path, changes: dict[str, bytes]) -> Path:
    """Replace members of the package by others."""
    with zipfile.ZipFile(path) as package:
        members = {name: package.read(name) for name in package.namelist()} | changes
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return path


def with_sheet(path: Path, cells: str, prefix: str = "") -> Path:
    """Make a workbook whose only sheet has the given XML as its data."""
    write_rows(path, ["heading"], [])
    named = f":{prefix.rstrip(':')}" if prefix else ""
    data = f"<{prefix}sheetData>{cells}</{prefix}sheetData>"
    text = f'<{prefix}worksheet xmlns{named}="{NAMESPACE}">{data}</{prefix}worksheet>'
    return repack(path, {"xl/worksheets/sheet1.xml": text.encode()})


def read(path: Path) -> list[tuple[int, list[object]]]:
    return [(number, list(cells)) for sheet in read_sheets(path) for number, cells in sheet.rows]
