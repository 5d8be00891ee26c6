"""What a spreadsheet says and what an import sees, case by case from `sheets.toml`, and from sheets at random.

The sheets are written as XML, so that no library stands between what a cell says and what is read.
"""

import tomllib
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.desks.education.attendance import TakeAttendance
from core.desks.education.programmes import PlanProgramme
from core.desks.education.sessions import PlanSession
from core.desks.grievances import RegisterGrievance
from core.desks.people.people import AddPerson
from core.desks.people.unit_tree import UnitTree
from core.importing.plan import Plan
from core.model.action import Action
from core.model.query import Query
from core.office.office import Office
from core.spreadsheets.cells import Row, code, line, when
from core.spreadsheets.declaration import Outcome
from core.values.refusal import Refusal
from data.documents.xlsx import read_sheets

CASES = tomllib.loads((Path(__file__).parent / "sheets.toml").read_text(encoding="utf-8"))
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TODAY = date(2026, 11, 23)


def cell(content: str, place: str) -> str:
    """Return the XML of a cell that holds a text, or that is XML already; an empty place leaves it out."""
    if not content:
        return "" if place else "<c/>"
    xml = content if content.startswith("<") else f'<c t="inlineStr"><is><t>{escape(content)}</t></is></c>'
    return xml.replace("<c", f'<c r="{place}"', 1) if place else xml


def write(path: Path, cells_of_rows: Sequence[Sequence[str]], **how: Any) -> Path:
    """Write a workbook of one sheet; `how` are the facts that sheets.toml explains."""
    bare = how.get("bare", False)
    lines = (
        ("<row>" if bare else f'<row r="{number}">')
        + "".join(cell(each, "" if bare else f"{'ABCDEFGH'[at]}{number}") for at, each in enumerate(cells))
        + "</row>"
        for number, cells in enumerate(cells_of_rows, 1)
    )
    merged = "".join(f'<mergeCell ref="{each}"/>' for each in how.get("merged", ()))
    epoch = ' date1904="1"' if how.get("book") == "1904" else ""
    unworked = '<calcPr fullCalcOnLoad="1"/>' if how.get("book") == "unworked" else ""
    form = quoteattr(how.get("format", "General"))
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr{epoch}/>'
        f'<sheets><sheet name="表" sheetId="1" r:id="rId7"/></sheets>{unworked}</workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId7" '
        f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="170" formatCode={form}/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData>'
        + (f"<mergeCells>{merged}</mergeCells>" if merged else "")
        + "</worksheet>",
    }
    with ZipFile(path, "w", ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return path


# Case by case


@pytest.mark.parametrize("case", CASES["cell"], ids=lambda case: case["what"])
def test_a_cell(case: dict[str, str], tmp_path: Path) -> None:
    path = write(tmp_path / "list.xlsx", [["值"], [case["xml"]]], **case)
    [(_number, cells)] = [row for sheet in read_sheets(path) for row in sheet.rows][1:]
    row = Row(2, {"x": cells[0]})
    readings: dict[str, Callable[[], object]] = {
        "code": lambda: code(row, "x"),
        "line": lambda: line(row, "x"),
        "day": lambda: when(row, "x", TODAY),
    }
    asked = readings.keys() & case.keys()
    assert asked, "a case says what it expects"
    for name in asked:
        try:
            seen = str(readings[name]())
        except Refusal as refusal:
            seen = type(refusal).__name__
        assert seen == case[name], name


def described(office: Office, plan: Plan, verdict: Any) -> str:
    """Return what a row adds, or how it is titled if it adds nothing."""
    units = UnitTree([*office.find(Query("unit"))])
    grown = {action.target: action.name for action in plan.whole if hasattr(action, "code")}
    for action in verdict.actions:
        if isinstance(action, AddPerson):
            unit = grown.get(action.unit) or units.path(action.unit)
            facts = (action.number, action.name, unit, action.post, action.phone, action.joined)
            return " ".join(str(fact) for fact in facts if fact)
    return str(verdict.title)


@pytest.mark.parametrize("case", CASES["table"], ids=lambda case: case["what"])
def test_a_table(case: dict[str, Any], tmp_path: Path, office: Office, preview: Callable[..., Plan]) -> None:
    path = write(tmp_path / "list.xlsx", case["rows"], **case)
    plan = preview(case["import"], file=path)
    seen = [
        [verdict.number, str(verdict.outcome), described(office, plan, verdict)]
        for verdict in plan.verdicts
        if verdict.outcome != Outcome.MISSING
    ]
    assert seen == case["sees"]


def test_a_formula_column_without_values_is_told_once(tmp_path: Path, preview: Callable[..., Plan]) -> None:
    rows = [["姓名", "单位"], *([f"甲{number}", "<c><f>A1</f></c>"] for number in range(3))]
    plan = preview("staff_list", file=write(tmp_path / "list.xlsx", rows))
    assert [str(note) for note in plan.notes] == [
        "“单位”: 3 formulas without a value. Open the file in Excel or WPS and save it."
    ]


# At random: whoever wrote the sheet knows what must be seen

names = st.text("甲乙丙丁戊己庚辛", min_size=2, max_size=3)
numbers = st.integers(1, 99_999_999)


@st.composite
def facts(draw: st.DrawFn, value: str = "") -> tuple[str, str | None]:
    """Draw a code as XML, with what it is; None for one that cannot be known."""
    number = value or str(draw(numbers))
    return draw(
        st.sampled_from(
            [
                (number, number),
                (f"<c><v>{number}</v></c>", number),
                (f'<c s="1"><v>{number}</v></c>', number.zfill(6)),
                (f'<c t="str"><f>A9</f><v>{number}</v></c>', number),
                (f"<c><v>{number}.0</v></c>", number),
                ('<c t="e"><v>#N/A</v></c>', None),
                ("<c><f>A9</f></c>", None),
                ("<c><v>202611291430150017</v></c>", None),
                ("3.1E+17", None),
            ]
        )
    )


def done(plan: Plan, kind: type[Action]) -> dict[int | None, Any]:
    """Return the actions of a kind by the row that asks for them."""
    return {
        verdict.number: action for verdict in plan.verdicts for action in verdict.actions if isinstance(action, kind)
    }


thorough = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=40)
sheets = st.lists(st.tuples(facts(), names), min_size=1, max_size=6)


@thorough
@given(sheets, st.booleans())
def test_a_roster_is_what_was_written(
    preview: Callable[..., Plan], tmp_path: Path, people: list[Any], bare: bool
) -> None:
    rows = [["工号", "姓名"], *([xml, name] for (xml, _known), name in people)]
    plan = preview("staff_list", file=write(tmp_path / "list.xlsx", rows, format="000000", bare=bare))
    added = done(plan, AddPerson)
    taken: set[str] = set()
    for row, ((_xml, known), name) in enumerate(people, 2):
        if known is None or known in taken:
            assert row not in added
        else:
            assert (added[row].number, added[row].name) == (known, name)
            taken.add(known)
    assert len(plan.verdicts) == len(people), "every row has its verdict, and nothing else has"


@thorough
@given(sheets)
def test_a_mailbox_is_what_was_written(preview: Callable[..., Plan], tmp_path: Path, messages: list[Any]) -> None:
    rows = [["留言编号", "留言主题", "留言时间"], *([xml, title, "2026-01-02"] for (xml, _), title in messages)]
    plan = preview("mailbox", file=write(tmp_path / "list.xlsx", rows, format="000000"))
    registered = done(plan, RegisterGrievance)
    taken: set[str] = set()
    for row, ((_xml, known), title) in enumerate(messages, 2):
        if known is None or known in taken:
            assert row not in registered
        else:
            assert (registered[row].number, registered[row].subject) == (known, title)
            taken.add(known)
    assert {verdict.outcome for verdict in plan.verdicts if verdict.number not in registered} <= {
        Outcome.BAD,
        Outcome.DOUBTFUL,
        Outcome.SAME,
    }


@thorough
@given(st.lists(st.sampled_from(["present", "late", "absent", "?", '<c t="e"><v>#N/A</v></c>', None]), max_size=8))
def test_attendance_is_what_was_written(
    attended: Office, preview: Callable[..., Plan], tmp_path: Path, marks: list[str | None]
) -> None:
    marked = dict(zip((f"S{number}" for number in range(8)), marks, strict=False))
    rows = [["工号", "姓名", "出勤"], *([number, f"人{number}", mark] for number, mark in marked.items() if mark)]
    plan = preview("attendance", file=write(tmp_path / "list.xlsx", rows))
    people = {person.id: person.number for person in attended.find(Query("person"))}
    taking = [action for action in plan.whole if isinstance(action, TakeAttendance)]
    for mark in ("late", "absent"):
        told = [people[each] for action in taking for each in getattr(action, mark).split("\n") if each]
        assert sorted(told) == sorted(number for number, each in marked.items() if each == mark)
    missing = {
        people[verdict.known.id] for verdict in plan.verdicts if verdict.outcome == Outcome.MISSING and verdict.known
    }
    assert not missing & {number for number, mark in marked.items() if mark}, "who stands in a row is not missing"
    if taking:
        assert missing == {f"S{number}" for number in range(8)} - {number for number, mark in marked.items() if mark}


@pytest.fixture
def attended(office: Office) -> Office:
    """An office of eight people with one session today."""
    programme = PlanProgramme(name="教育", start=date(2026, 1, 1))
    office.do_all(AddPerson(name=f"人S{number}", number=f"S{number}") for number in range(8))
    office.do(programme)
    office.do(PlanSession(programme=programme.target, when=office.now.replace(hour=8)))
    return office


@thorough
@given(
    st.lists(
        st.lists(st.sampled_from(["甲", "乙", "丙/", '<c t="e"><v>#N/A</v></c>', ""]), min_size=3, max_size=3),
        max_size=5,
    )
)
def test_categories_are_what_was_written(
    office: Office, preview: Callable[..., Plan], tmp_path: Path, levels: list[list[str]]
) -> None:
    rows = [["一级分类", "二级分类", "三级分类"], *levels]
    plan = preview("categories", file=write(tmp_path / "list.xlsx", rows))
    for row, cells in enumerate(levels, 2):
        written = [each for each in cells if each]
        whole = bool(written) and cells[: len(written)] == written and all(each in "甲乙" for each in written)
        outcomes = [verdict.outcome for verdict in plan.verdicts if verdict.number == row]
        if not written:
            assert outcomes == []
        else:
            assert (outcomes[0] in (Outcome.NEW, Outcome.SAME)) == whole
    leaving = {verdict.title for verdict in plan.verdicts if verdict.outcome == Outcome.MISSING}
    if any(cells[0].startswith("<") for cells in levels):
        assert not leaving, "a row whose first level is not known may mean any category"
