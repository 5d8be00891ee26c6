"""Papers as .docx, in the layout of official documents: GB/T 9704-2012, whose sections are cited here by number."""

import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import _Footer as Footer
from docx.shared import Mm, Pt
from docx.table import Table as Grid
from docx.table import _Row as GridRow
from docx.text.paragraph import Paragraph

from core.model.printout import PrintedTable, Printout, Section
from core.values.cleaning import clean
from core.values.refusal import Refusal
from data.documents.gbt9704 import (
    ACROSS,
    CHARACTERS,
    CHARACTERS_ACROSS,
    FOURTH,
    SMALL_FOURTH,
    THIRD,
    WIDTH,
    dress,
)
from data.media.verified_write import Written, write_bytes

MOST_COLUMNS = 63
"""What a table may have (Word's limit)."""
EM = SMALL_FOURTH * 25.4 / 72
"""The width of a hanzi in tables, in mm."""
FIGURE = 0.6 * EM
"""The width of a letter or figure in tables, in mm: half a hanzi in the fonts of the standard, more in others."""
PADDING = 2 * 1.91
"""What a cell keeps empty at its left and right together, in mm."""


class TooManyColumns(Refusal):
    """A table of this paper has {count} columns, and a document takes {most} at most. Export it as a list instead."""


def write_paper(path: Path, paper: Printout) -> Written:
    """Write a paper to a new file, whole or not at all, and read it back."""
    document = lay_out(paper)
    packed = io.BytesIO()
    document.save(packed)
    return write_bytes(path, packed.getvalue())


def lay_out(paper: Printout) -> DocumentType:
    """Return the document that a paper makes."""
    for section in paper.sections:
        for table in section.tables:
            if len(table.header) > MOST_COLUMNS:
                raise TooManyColumns(count=len(table.header), most=MOST_COLUMNS)
    document = Document()
    _describe(document, paper)
    dress(document, across=paper.across)
    document.settings.odd_and_even_pages_header_footer = True
    _number(document.sections[0].footer, ALIGN.RIGHT)
    _number(document.sections[0].even_page_footer, ALIGN.LEFT)
    if paper.mark:
        _say(document, paper.mark, "Mark")
        document.add_paragraph()
    _say(document, paper.title, "Title")
    document.add_paragraph()
    for section, heading in paper.numbered():
        _section(document, section, heading, ACROSS.mm if paper.across else WIDTH.mm)
    if paper.signed_by or paper.day:
        _sign(document, paper)
    if paper.note:
        _say(document, paper.note, "Body Text")  # two characters in, below the day (7.3.6)
    return document


def _describe(document: DocumentType, paper: Printout) -> None:
    """Say in the file's properties what the paper says, and nothing of the machine or the officer."""
    about = document.core_properties
    day = datetime.combine(paper.day, time()) if paper.day else datetime(1980, 1, 1)
    about.title, about.author, about.comments = _plain(paper.title)[:255], _plain(paper.signed_by)[:255], ""
    about.created = about.modified = day
    about.language = "zh-CN" if paper.chinese else "en"


# Text


def _plain(text: str) -> str:
    """Return a text on one line, without what XML does not take."""
    return " ".join(clean(text).split())


def _say(document: DocumentType, text: str, style: str) -> Paragraph:
    return document.add_paragraph(_plain(text), style)


def _section(document: DocumentType, section: Section, heading: str, room: float) -> None:
    if heading:
        _say(document, heading, f"Heading {min(max(section.level, 1), 4)}")
    for text in section.paragraphs:
        for line in clean(text).split("\n"):
            _say(document, line, "Body Text")
    for table in section.tables:
        _table(document, table, room)


def _number(footer: Footer, side: Any) -> None:
    """Put the page number between dashes, one character in from the outer side (7.5)."""
    line = footer.paragraphs[0]
    line.style, line.alignment = "Footer", side
    away = Pt(FOURTH)
    line.paragraph_format.left_indent, line.paragraph_format.right_indent = (
        (away, None) if side == ALIGN.LEFT else (None, away)
    )
    line.add_run("— ")
    for kind in ("begin", "PAGE", "end"):
        run = line.add_run()
        if kind == "PAGE":
            part = OxmlElement("w:instrText")
            part.text = kind
        else:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)
    line.add_run(" —")


def _sign(document: DocumentType, paper: Printout) -> None:
    """Put who signs at the right, and below it, two characters further in, the day; without a seal (7.3.5.2).

    Whichever of the two ends further right stands two characters from the edge.
    """
    lines = [(_plain(paper.signed_by), 0), (paper.dated, 2 if paper.signed_by else 0)]
    wide = CHARACTERS_ACROSS if paper.across else CHARACTERS
    begin = wide - 2 - max(inside + _cells(text) / 2 for text, inside in lines)
    document.add_paragraph()
    for text, inside in lines:
        if text:
            line = _say(document, text, "Signature")
            line.paragraph_format.left_indent = Pt((max(begin, 0) + inside) * THIRD)
            line.paragraph_format.right_indent = Pt(-2 * THIRD)  # a font with wide figures must not break the line


def _cells(text: str) -> int:
    """Return how many half characters wide a text is."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


# Tables


def _table(document: DocumentType, table: PrintedTable, room: float) -> None:
    """Set a table as wide as the type area; its head is repeated on every page, and no row is torn."""
    if table.caption:
        _say(document, table.caption, "Caption")
    grid = document.add_table(rows=0, cols=len(table.header), style="Table Grid")
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for place, cells in enumerate((table.header, *table.rows)):
        row = grid.add_row()
        _fill(row, cells, "Table Text" if place else "Table Head")
        _flag(row, "cantSplit")
    _flag(grid.rows[0], "tblHeader")
    _widths(grid, table, room)


def _fill(row: GridRow, cells: Sequence[str], style: str) -> None:
    for cell, text in zip(row.cells, cells, strict=True):
        cell.paragraphs[0].style = style
        cell.paragraphs[0].add_run(_plain(text))


def _flag(row: GridRow, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(f"w:{name}"))


def _widths(grid: Grid, table: PrintedTable, room: float) -> None:
    """Give each column what its longest word takes, and share the rest out by what the columns hold."""
    for column, width in zip(grid.columns, column_widths(table, room), strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = column.width


def column_widths(table: PrintedTable, room: float = WIDTH.mm) -> list[float]:
    """Return the widths of the columns in mm: together as wide as there is room, and no date or time is torn.

    Where the longest words do not fit beside one another at all, each column gets its part of them.
    """
    least = [PADDING + max(map(_longest_word, column)) for column in _columns(table)]
    if (scarce := sum(least)) > room:
        return [room * each / scarce for each in least]
    wanted = [max(map(_text, column)) + PADDING for column in _columns(table)]
    more = [max(want - each, 0) + 1 for want, each in zip(wanted, least, strict=True)]
    left = room - scarce
    return [each + left * share / sum(more) for each, share in zip(least, more, strict=True)]


def _longest_word(text: str) -> float:
    """Return how much room the longest part of a text takes that is not broken, in mm; hanzi are broken after two.

    A Chinese day such as 11月23日 counts as one word.
    """
    words = re.findall(r"(?:[0-9]+[年月日])+|[^\s\u2e80-\uffef]+", _plain(text))
    return max([2 * EM, *map(_text, words)])


def _text(text: str) -> float:
    """Return how long a text is on one line, in mm; a long one counts as one of twelve hanzi."""
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
    return min(wide * EM + (len(text) - wide) * FIGURE, 12 * EM)


def _columns(table: PrintedTable) -> Iterable[tuple[str, ...]]:
    return zip(table.header, *table.rows, strict=True)
