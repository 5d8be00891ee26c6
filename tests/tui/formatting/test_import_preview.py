"""What an import would do, in lines: grouped, summed up, and without a row that is none."""

from core.importing.plan import Plan
from core.spreadsheets.columns import ColumnMapping
from core.spreadsheets.declaration import IMPORTS, Outcome, Verdict
from core.values.sentence import N_, say
from tui.formatting.import_preview import preview_lines
from tui.language import set_language

MAPPING = ColumnMapping(1, {"name": 0}, {"name": "姓名"}, ())


def lines(*verdicts: Verdict, most: int = 3) -> list[str]:
    return [text for text, _style in preview_lines(Plan(IMPORTS["staff_list"], MAPPING, verdicts), most)]


def test_new_rows_are_listed_as_well_as_missing_ones_and_those_for_an_eye_first() -> None:
    told = lines(
        Verdict(2, "张三", Outcome.NEW),
        Verdict(None, "李四", Outcome.MISSING),
        Verdict(3, "王五", Outcome.BAD, remarks=(say(N_("It repeats the heading.")),)),
        Verdict(4, "赵六", Outcome.SAME),
    )
    assert told == [
        *("bad: 1", "new: 1", "missing: 1", "same: 1"),
        *("", "bad", "Row 3: 王五. It repeats the heading."),
        *("", "new", "Row 2: 张三."),
        *("", "missing", "李四"),
    ]


def test_very_many_are_summed_up() -> None:
    told = lines(*(Verdict(None, f"人{number}", Outcome.MISSING) for number in range(1922)))
    assert told == ["missing: 1,922", "", "missing", "人0", "人1", "人2", "… and 1,919 more"]


def test_nothing_missing_stands_in_a_row_in_chinese_either() -> None:
    set_language("zh_CN")
    assert "行" not in "".join(lines(Verdict(None, "李四", Outcome.MISSING)))
