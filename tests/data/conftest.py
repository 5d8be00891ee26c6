"""What the tests of imports share: spreadsheets made on the spot, and reading them as an import does."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from core.importing import Plan, plan, remembered
from core.imports import IMPORTS
from core.office import Office
from data.spreadsheet import open_table

SAMPLES = Path(__file__).parents[3] / "shared" / "data"


@pytest.fixture
def xlsx(tmp_path: Path) -> Callable[..., Path]:
    """Write rows of cells to an .xlsx file."""

    def write(*rows: Sequence[Any]) -> Path:
        path = tmp_path / "list.xlsx"
        with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as workbook:
            sheet = workbook.add_worksheet()
            for number, cells in enumerate(rows):
                for at, cell in enumerate(cells):
                    if isinstance(cell, date):
                        sheet.write_datetime(number, at, cell)
                    elif isinstance(cell, str):
                        sheet.write_string(number, at, cell)  # `write` would make a formula of "="
                    else:
                        sheet.write(number, at, cell)
        return path

    return write


@pytest.fixture
def preview(office: Office, xlsx: Callable[..., Path]) -> Callable[..., Plan]:
    """Read rows, or a file that is given instead, as an import by name; another officer can do it with `by`."""

    def read(name: str, *rows: Sequence[Any], file: Path | None = None, by: Office = office) -> Plan:
        table = open_table(file or xlsx(*rows), IMPORTS[name].columns, remembered(by, IMPORTS[name]))
        return plan(by, IMPORTS[name], table.rows, table.mapping)

    return read


@pytest.fixture
def sample() -> Callable[[str], Path]:
    """Find a sample file of a real office, or skip the test."""

    def find(name: str) -> Path:
        if not (SAMPLES / name).exists():
            pytest.skip(f"the sample file {name} is not here")
        return SAMPLES / name

    return find
