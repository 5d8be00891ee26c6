"""How official documents look: page, fonts and sizes by GB/T 9704-2012, whose sections are cited here by number.

The standard names fonts that come with office programs in China; they are asked for by name and not put into the file.
"""

from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, Twips
from docx.styles.style import ParagraphStyle

FANGSONG, SONG, HEI, KAI, TITLE_SONG = "仿宋_GB2312", "宋体", "黑体", "楷体_GB2312", "方正小标宋简体"
SECOND, THIRD, FOURTH, SMALL_FOURTH = 22.0, 16.0, 14.0, 12.0
"""Sizes of type in points: 二号, 三号, 四号, 小四号."""

LINE = Twips(579)
"""The height of a line: 22 of them fill the 225 mm of a page (5.2.3)."""
TIGHTER = -5
"""Twentieths of a point taken from between characters, so that 28 of 16 points fill the 156 mm of a line (5.2.3)."""
WIDTH, CHARACTERS = Mm(156), 28
"""The width of the type area (5.2.1), and how many characters fill it (5.2.3)."""
ACROSS, CHARACTERS_ACROSS = Mm(225), 40
"""The same of a page that is turned."""


@dataclass(frozen=True, slots=True)
class _Look:
    """How the paragraphs of one style look."""

    font: str
    size: float = THIRD
    align: Any = ALIGN.JUSTIFY
    indent: int = 0
    """How many characters the first line stands in."""
    heads: bool = False
    """Whether it stays with what follows."""


_LOOKS = {
    "Normal": _Look(FANGSONG),
    "Body Text": _Look(FANGSONG, indent=2),
    "Title": _Look(TITLE_SONG, SECOND, ALIGN.CENTER, heads=True),  # 7.3.1
    "Heading 1": _Look(HEI, indent=2, heads=True),  # 7.3.3, as the three below
    "Heading 2": _Look(KAI, indent=2, heads=True),
    "Heading 3": _Look(FANGSONG, indent=2, heads=True),
    "Heading 4": _Look(FANGSONG, indent=2, heads=True),
    "Mark": _Look(HEI),  # 7.2.2
    "Signature": _Look(FANGSONG, align=ALIGN.LEFT, heads=True),
    "Caption": _Look(HEI, FOURTH, ALIGN.CENTER, heads=True),
    "Table Text": _Look(FANGSONG, SMALL_FOURTH, ALIGN.LEFT),
    "Table Head": _Look(HEI, SMALL_FOURTH, ALIGN.CENTER, heads=True),
    "Footer": _Look(SONG, FOURTH),  # 7.5
}


def dress(document: Document, *, across: bool = False) -> None:
    """Give a document the page and the styles of the standard; `across` for tables along the longer side (7.4)."""
    for name, look in _LOOKS.items():
        _look(document, name, look)
    _page(document.sections[0], across=across)


def _page(page: Section, *, across: bool) -> None:
    """A4, with 37 mm above the type area and 28 mm to its left (5.1, 5.2.1); turned, the type area turns with it."""
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    if across:
        page.orientation = WD_ORIENT.LANDSCAPE
        page.page_width, page.page_height = Mm(297), Mm(210)
        page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(28), Mm(26), Mm(37), Mm(35)
    page.footer_distance = Mm(22)  # so that the number stands 7 mm below the type area (7.5)
    grid = page._sectPr.find(qn("w:docGrid"))
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(LINE.twips))


def _look(document: Document, name: str, look: _Look) -> None:
    """Give a style its look, and nothing of what the template says of it."""
    known = name in document.styles
    style = document.styles[name] if known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)
    if name != "Normal":
        style.base_style = document.styles["Normal"]
    for part in (style.element.rPr, style.element.pPr):
        if part is not None:
            part.clear()
    shape = style.paragraph_format
    shape.alignment, shape.keep_with_next = look.align, look.heads
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing = 1.0  # one line of the grid
    if look.indent:
        # Word counts in characters and ignores the length; other programs know only that.
        shape.first_line_indent = Pt(look.indent * look.size)
        style.element.pPr.find(qn("w:ind")).set(qn("w:firstLineChars"), str(look.indent * 100))
    style.font.size = Pt(look.size)
    for kind in ("autoSpaceDE", "autoSpaceDN"):  # no blanks between hanzi and figures: they would leave the 28
        apart = OxmlElement(f"w:{kind}")
        apart.set(qn("w:val"), "0")
        style.element.pPr.insert_element_before(apart, "w:spacing", "w:ind", "w:jc")
    _type(style.element.get_or_add_rPr(), look)


def _type(properties: Any, look: _Look) -> None:
    fonts = properties.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), look.font)
    if look.size == THIRD:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), str(TIGHTER))
        properties.find(qn("w:sz")).addprevious(spacing)  # the schema wants it before the size
