"""Spreadsheets made to do harm: what comes in is values and nothing else, what goes out is text and nothing else."""

import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.spreadsheets.cells import Unknown
from core.values.cleaning import printable
from data.documents.xlsx import read_sheets, write_rows

ROOT = Path(__file__).parents[3]
HEADING, ROW = ["姓名", "备注"], ["张三", "x"]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINK = (
    f'<?xml version="1.0"?><externalLink xmlns="{MAIN}" xmlns:r="{OFFICE}"><ddeLink ddeService="cmd" '
    'ddeTopic="/c calc"><ddeItems><ddeItem name="A0"/></ddeItems></ddeLink></externalLink>'
)
CONNECTIONS = (
    f'<?xml version="1.0"?><connections xmlns="{MAIN}"><connection id="1" name="x" type="4" refreshOnLoad="1">'
    '<webPr url="http://evil/"/></connection></connections>'
)
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    + "]>"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list.xlsx"


@pytest.fixture
def good(path: Path) -> Path:
    """A table of two rows."""
    write_rows(path, HEADING, [ROW])
    return path


def repack(path: Path, change: Callable[[str, str], str] = lambda name, text: text, **more: str) -> None:
    """Write a package anew with other members, and further ones."""
    with zipfile.ZipFile(path) as package:
        members = {name: package.read(name).decode() for name in package.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in {**{name: change(name, text) for name, text in members.items()}, **more}.items():
            package.writestr(name, text)


def in_sheet(old: str, new: str) -> Callable[[str, str], str]:
    def change(name: str, text: str) -> str:
        if name != "xl/worksheets/sheet1.xml":
            return text
        assert old in text
        return text.replace(old, new, 1)

    return change


def read(path: Path) -> list[list[object]]:
    return [list(cells) for sheet in read_sheets(path) for _number, cells in sheet.rows]


# What comes in

CARRIED = {
    "macros": {"xl/vbaProject.bin": 'Attribute VB_Name\nSub Auto_Open()\nShell "calc"\nEnd Sub\n'},
    "a link to another program": {"xl/externalLinks/externalLink1.xml": LINK},
    "a link to another file": {
        "xl/externalLinks/_rels/externalLink1.xml.rels": f'<Relationships xmlns="{RELATIONS}"/>'
    },
    "data connections": {"xl/connections.xml": CONNECTIONS},
    "an embedded object": {"xl/embeddings/oleObject1.bin": "MZ\x90\x00"},
    "a path out of the folder": {"../../evil.txt": "evil", "/tmp/evil.txt": "evil", "C:\\evil.txt": "evil"},
    "a script of its own": {"customXml/item1.xml": "<script>evil()</script>", "xl/activeX/activeX1.xml": "<x/>"},
}


@pytest.mark.parametrize("what", CARRIED)
def test_what_a_package_carries_besides_is_left_alone(good: Path, what: str) -> None:
    repack(good, **CARRIED[what])
    assert read(good) == [HEADING, ROW]
    assert [each.name for each in good.parent.iterdir()] == [good.name]


CELL = '<c r="B2" t="inlineStr"><is><t>x</t></is></c>'
CELLS = {
    "a formula is the value it had": ('<c r="B2" t="str"><f>HYPERLINK("http://evil","x")</f><v>x</v></c>', "x"),
    "a formula of another program is the value it had": (
        '<c r="B2" t="str"><f>cmd|\'/c calc\'!A0</f><v>x</v></c>',
        "x",
    ),
    "a formula that was never worked out is not known": ('<c r="B2"><f>1+1</f></c>', Unknown()),
    "a text that looks like a formula is that text": (CELL.replace(">x<", ">=1+1<"), "=1+1"),
    "a formula over many cells is the value it had": (
        '<c r="B2" t="str"><f t="array" ref="B2">A1:A9</f><v>x</v></c>',
        "x",
    ),
}


@pytest.mark.parametrize("what", CELLS)
def test_a_cell_is_its_value(good: Path, what: str) -> None:
    cell, value = CELLS[what]
    with zipfile.ZipFile(good) as package:
        text = package.read("xl/worksheets/sheet1.xml").decode()
    old = text[text.index('<c r="B2"') : text.index("</c>", text.index('<c r="B2"')) + 4]
    repack(good, in_sheet(old, cell))
    assert read(good) == [HEADING, [ROW[0], value]]


def test_names_and_links_of_a_workbook_are_left_alone(good: Path) -> None:
    names = '<definedNames><definedName name="Auto_Open" hidden="1">cmd|\'/c calc\'!A0</definedName></definedNames>'
    repack(
        good, lambda name, text: text.replace("</sheets>", f"</sheets>{names}") if name == "xl/workbook.xml" else text
    )
    repack(good, in_sheet("</sheetData>", '</sheetData><hyperlinks><hyperlink ref="A1" location="evil"/></hyperlinks>'))
    assert read(good) == [HEADING, ROW]


MEASURED = """
import resource, sys
from pathlib import Path
from core.values.refusal import Refusal
from data.documents.xlsx import read_sheets
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
try:
    rows = [cells for sheet in read_sheets(Path(sys.argv[1])) for _number, cells in sheet.rows]
    print("read", sum(len(str(cell)) for cells in rows for cell in cells))
except Refusal as refusal:
    print("refused", type(refusal).__name__)
"""
BOMBS: dict[str, Callable[[str, str], str]] = {
    "entities in a sheet": in_sheet('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>', LAUGHS),
    "an entity in a cell": lambda name, text: in_sheet(
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>', LAUGHS
    )(name, text).replace(">x<", ">&m;<"),
    "a file of this machine as an entity": lambda name, text: in_sheet(
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
    )(name, text).replace(">x<", ">&e;<"),
    "a sheet that says it is full": in_sheet('<dimension ref="A1', '<dimension ref="A1:XFD1048576" x="'),
    "texts that say they are very many": lambda name, text: (
        text.replace("<sst ", '<sst uniqueCount="4294967295" ') if name.endswith("sharedStrings.xml") else text
    ),
    "a table of very many styles": lambda name, text: (
        text.replace("<cellXfs ", '<cellXfs x="') if name.endswith("styles.xml") else text
    ),
    "very deep nesting": in_sheet("<sheetData>", "<a>" * 100_000 + "</a>" * 100_000 + "<sheetData>"),
}


@pytest.mark.skipif(sys.platform == "win32", reason="no limits on memory here")
@pytest.mark.parametrize("what", BOMBS)
def test_nothing_swells_while_it_is_read(good: Path, what: str) -> None:
    repack(good, BOMBS[what])
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(good)], capture_output=True, text=True, cwd=ROOT, timeout=60
    )
    assert done.returncode == 0, done.stderr
    outcome, size = done.stdout.split()
    assert outcome == "refused" or int(size) < 100
    assert "root:" not in done.stdout


# What goes out

FORMULAS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(\"http://evil\")", "=cmd|'/c calc'!A0", "{=1}",
    "http://evil", "mailto:x@y", "internal:Sheet1!A1", "external:evil.xlsx", "ftp://x", "007", "1e5", "TRUE",
    "_x003D_1",    "=DDE(\"cmd\";\"/c calc\";\"x\")", "%=1", "＝1+1",
]  # fmt: skip


def parts_of(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def is_text_only(path: Path) -> bool:
    parts = parts_of(path)
    sheet = parts["xl/worksheets/sheet1.xml"]
    cells = sheet.count("<c ")
    foreign = [name for name in parts if "externalLink" in name or "hyperlink" in name or "vba" in name.lower()]
    relations = "".join(text for name, text in parts.items() if name.endswith(".rels"))
    return (
        cells == sheet.count('t="inlineStr"') + sheet.count('t="s"')
        and not any(sign in sheet for sign in ("<f>", "<f ", "<hyperlink"))
        and not foreign
        and "External" not in relations
    )


def test_no_text_becomes_a_formula_a_link_or_a_number(path: Path) -> None:
    write_rows(path, FORMULAS, [FORMULAS])
    assert is_text_only(path)
    assert read(path) == [[printable(text.replace("\r", "")) for text in FORMULAS]] * 2


def test_what_looks_like_a_formula_stays_text_when_it_is_edited(path: Path) -> None:
    write_rows(path, ["=a", "b"], [["=1+1", "x"]])
    parts = parts_of(path)
    assert 'quotePrefix="1"' in parts["xl/styles.xml"]
    assert '<c r="A2" s=' in parts["xl/worksheets/sheet1.xml"]
    assert '<c r="B2" t=' in parts["xl/worksheets/sheet1.xml"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(st.text(st.characters(), max_size=12), min_size=1, max_size=4))
def test_any_stored_text_makes_a_file_of_texts(path: Path, texts: list[str]) -> None:
    write_rows(path, texts, [[f"={text}" for text in texts]])
    assert is_text_only(path)
    read(path)
