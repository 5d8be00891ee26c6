"""Cells of a spreadsheet as text, cleaned; a column that the file lacks is empty."""

from core.cleaning import clean, clean_code, clean_line, plain_code
from core.mapping import Row


def words(row: Row, name: str) -> str:
    """Return a cell as text of any number of lines."""
    return clean(_text(row, name))


def line(row: Row, name: str) -> str:
    """Return a cell as one line."""
    return clean_line(_text(row, name))


def code(row: Row, name: str) -> str:
    """Return a cell as a number or code in its plain form."""
    return plain_code(_text(row, name))


def _text(row: Row, name: str) -> str:
    cell = row.values.get(name, "")
    return cell if isinstance(cell, str) else clean_code(cell if isinstance(cell, int | float) else str(cell))
