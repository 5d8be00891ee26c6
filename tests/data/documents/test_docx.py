"""Papers as .docx: the layout of GB/T 9704-2012, read back from the file."""

import re
import shutil
import subprocess
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.model.printout import PrintedTable, Printout, Section
from data.documents.docx import MOST_COLUMNS, TooManyColumns, column_widths, lay_out, write_paper
from data.media.verified_write import AlreadyThere
from tests.support.hostile_text import ATTACK, lets_nothing_through

PLAN = Printout(
    "十一月教育活动安排",
    mark="秘密★5年",
    sections=(
        Section("总体安排", ("本月组织一次教育。\n请各单位准时参加。",)),
        Section(
            "活动",
            level=2,
            tables=(PrintedTable(("日期", "地点"), (("2026-11-23", "礼堂"), ("2026-11-30", "")), "月计划"),),
        ),
    ),
    signed_by="安全办公室",
    day=date(2026, 11, 3),
    contact="林岚",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "plan.docx"


@pytest.fixture
def document(path: Path) -> DocumentType:
    write_paper(path, PLAN)
    return Document(str(path))


def said(document: DocumentType) -> list[str]:
    return [line.text for line in document.paragraphs if line.text]


def line(document: DocumentType, text: str) -> Paragraph:
    return next(line for line in document.paragraphs if line.text == text)


def font(document: DocumentType, text: str) -> tuple[str, float]:
    """The font that hanzi of a line are set in, and its size."""
    style = line(document, text).style
    assert style is not None
    fonts = style.element.rPr.rFonts
    return fonts.get(qn("w:eastAsia")), style.font.size.pt  # type: ignore[attr-defined]


def test_what_the_paper_says_stands_in_its_order(document: DocumentType) -> None:
    assert said(document) == [
        "秘密★5年",
        "十一月教育活动安排",
        "一、总体安排",
        "本月组织一次教育。",
        "请各单位准时参加。",
        "（一）活动",
        "月计划",
        "安全办公室",
        "2026年11月3日",
        "（联系人：林岚）",
    ]


def test_a_page_has_22_lines_of_28_characters(document: DocumentType) -> None:
    grid = document.sections[0]._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("lines", "579")
    spacing = document.styles["Body Text"].element.rPr.find(qn("w:spacing"))
    assert spacing.get(qn("w:val")) == "-5"


def test_the_page_is_a4_with_the_margins_of_the_standard(document: DocumentType) -> None:
    page = document.sections[0]
    size = (page.page_width, page.page_height)
    margins = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert [round(length.mm) for length in (*size, *margins) if length] == [210, 297, 37, 35, 28, 26]


@pytest.mark.parametrize(
    ("text", "name", "size"),
    [
        ("十一月教育活动安排", "方正小标宋简体", 22),
        ("秘密★5年", "黑体", 16),
        ("一、总体安排", "黑体", 16),
        ("（一）活动", "楷体_GB2312", 16),
        ("本月组织一次教育。", "仿宋_GB2312", 16),
    ],
)
def test_each_part_has_its_font(document: DocumentType, text: str, name: str, size: int) -> None:
    assert font(document, text) == (name, size)


def test_a_paragraph_begins_two_characters_in(document: DocumentType) -> None:
    style = line(document, "本月组织一次教育。").style
    assert style is not None
    assert style.element.pPr.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"


def test_the_day_begins_two_characters_further_in_than_who_signs(document: DocumentType) -> None:
    name, day = (line(document, text).paragraph_format.left_indent for text in ("安全办公室", "2026年11月3日"))
    assert name is not None
    assert day is not None
    assert day.pt - name.pt == 2 * 16


def test_a_table_has_its_head_on_every_page(document: DocumentType) -> None:
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["日期", "地点"],
        ["2026-11-23", "礼堂"],
        ["2026-11-30", ""],
    ]
    repeated = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]
    assert repeated == [True, False, False]


def test_pages_are_numbered_at_their_outer_side(document: DocumentType) -> None:
    assert document.settings.odd_and_even_pages_header_footer
    page = document.sections[0]
    for footer, side in ((page.footer, ALIGN.RIGHT), (page.even_page_footer, ALIGN.LEFT)):
        (number,) = footer.paragraphs
        assert number.alignment == side
        assert "PAGE" in number._p.xml


def test_the_properties_tell_of_the_paper_alone(document: DocumentType) -> None:
    about = document.core_properties
    assert (about.title, about.author) == (PLAN.title, "安全办公室")
    assert about.created == datetime(2026, 11, 3, tzinfo=UTC)
    assert about.last_modified_by == about.comments == ""


def test_a_file_that_is_there_is_not_overwritten(path: Path) -> None:
    path.write_text("kept")
    with pytest.raises(AlreadyThere):
        write_paper(path, PLAN)
    assert path.read_text() == "kept"


def test_a_paper_of_nothing_but_a_title_is_whole(path: Path) -> None:
    write_paper(path, Printout("Nothing"))
    assert said(Document(str(path))) == ["Nothing"]


def test_a_table_that_no_document_takes_is_refused_before_anything_is_written(path: Path) -> None:
    wide = PrintedTable(("x",) * (MOST_COLUMNS + 1), ())
    with pytest.raises(TooManyColumns):
        write_paper(path, Printout("宽表", sections=(Section(tables=(wide,)),)))
    assert not path.exists()


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(), st.text())
def test_any_stored_text_makes_a_document_that_opens(tmp_path: Path, title: str, text: str) -> None:
    """Control characters, lone surrogates and the like are in no document; all else is kept."""
    document = lay_out(Printout(title, sections=(Section(title, (text,), (PrintedTable((title,), ((text,),)),)),)))
    path = tmp_path / "any.docx"
    document.save(str(path))
    visible = {sign for sign in text if sign.isalnum() and sign.isascii()}
    assert visible <= set("".join(said(Document(str(path)))))


def test_no_stored_text_becomes_a_field_a_link_or_a_control_sequence(path: Path) -> None:
    texts = (
        ATTACK,
        '{ HYPERLINK "http://evil" }',
        "{ INCLUDETEXT C:\\\\evil }",
        '{ DDEAUTO cmd "/c calc" }',
        "http://evil",
        "=1+1",
    )
    rows = PrintedTable(texts, (texts,), texts[1])
    write_paper(path, Printout(ATTACK, ATTACK, (Section(ATTACK, texts, (rows,)),), ATTACK))
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name).decode() for name in package.namelist() if name.endswith((".xml", ".rels"))}
    fields = [text for part in parts.values() for text in re.findall("<w:instrText[^>]*>([^<]*)", part)]
    assert set(fields) == {"PAGE"}
    everything = "".join(parts.values())
    assert not re.search("<w:(?:fldSimple|hyperlink|altChunk|object)|TargetMode", everything)
    assert lets_nothing_through(everything.replace("\r", ""))


def test_an_office_program_opens_it(path: Path, tmp_path: Path) -> None:
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    write_paper(path, PLAN)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [program, profile, "--headless", "--convert-to", "odt", "--outdir", str(tmp_path), str(path)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    with zipfile.ZipFile(tmp_path / "plan.odt") as converted:
        contents = converted.read("content.xml").decode()
    assert all(text in contents for text in ("十一月教育活动安排", "总体安排", "礼堂"))


@pytest.mark.parametrize(
    "rows",
    [
        [("11-04", "09:00", "反间谍安全教育", "机关会议室", "国安机关讲师", "60")],
        [
            (
                "11-04",
                "09:00",
                "反间谍安全教育与典型案例警示教育专题学习",
                "机关大楼三层东侧会议室",
                "国安机关讲师",
                "120",
            )
        ],
        [("2026-01-02", "2026-11-30", "长" * 400, "2026-11-30 09:00")],
        [
            (
                "11月23日（周一）",
                "09:00",
                "反间谍安全教育与典型案例警示教育专题学习",
                "机关大楼三层东侧会议室",
                "",
                "120",
            )
        ],
        [("2026-W47", "1,234,567", "wide words of a sentence that goes on and on")],
    ],
)
def test_no_date_time_or_number_is_torn(rows: list[tuple[str, ...]]) -> None:
    """Also with fonts whose figures are wider than half a hanzi, as where those of the standard are missing."""
    widths = column_widths(PrintedTable(tuple("项目" for _ in rows[0]), tuple(rows)))
    assert sum(widths) == pytest.approx(156)
    for row in rows:
        for text, width in zip(row, widths, strict=True):
            for word in re.findall("[0-9]+月[0-9]+日|[!-~]+", text):
                hanzi = sum(not sign.isascii() for sign in word)
                assert (hanzi + (len(word) - hanzi) * 0.6) * 12 * 25.4 / 72 + 3.81 <= width + 0.02, word


@given(cells=st.lists(st.lists(st.text("年月12-: aw", max_size=60), min_size=3, max_size=3), min_size=1, max_size=4))
def test_every_column_has_room_and_all_fill_the_line(cells: list[list[str]]) -> None:
    widths = column_widths(PrintedTable(("甲", "乙", "丙"), tuple(map(tuple, cells))))
    assert sum(widths) == pytest.approx(156)
    assert min(widths) > 8


def test_a_page_is_turned_for_a_table_with_many_columns(path: Path) -> None:
    header = tuple(f"第{number}栏" for number in range(14))
    table = PrintedTable(header, (tuple("一二三四五六七八九十甲乙丙丁"),))
    write_paper(path, Printout("登记簿", sections=(Section(tables=(table,)),), across=True))
    document = Document(str(path))
    page = document.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (297, 210)
    assert round(page.page_width.mm - page.left_margin.mm - page.right_margin.mm) == 225
    assert round(sum(column.width.mm for column in document.tables[0].columns)) == 225
