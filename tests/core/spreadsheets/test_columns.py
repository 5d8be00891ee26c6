"""Finding out which column is which."""

import pytest

from core.spreadsheets.cells import NumberedRow
from core.spreadsheets.columns import MissingColumns, NoKnownHeader, SheetColumn, guess, read_table, recognise

COLUMNS = (
    SheetColumn("number", ("留言编号", "编号"), required=True),
    SheetColumn("subject", ("留言主题", "标题", "Subject"), required=True),
    SheetColumn("reply", ("答复意见",)),
)
HEADING = (1, ["留言编号", "留言用户", "留言主题"])


def test_headings_become_fields_and_the_rest_is_named() -> None:
    mapping = recognise([HEADING], COLUMNS)
    assert mapping.header_row == 1
    assert mapping.fields == {"number": 0, "subject": 2}
    assert mapping.headers == {"number": "留言编号", "subject": "留言主题"}
    assert mapping.unmapped == ("留言用户",)


@pytest.mark.parametrize("heading", ["SUBJECT", " Sub ject ", "Ｓｕｂｊｅｃｔ", "subject：", "*Subject", "留言\n主题"])
def test_spaces_width_case_and_ornaments_do_not_matter(heading: str) -> None:
    assert recognise([(1, ["编号", heading])], COLUMNS).fields == {"number": 0, "subject": 1}


def test_titles_may_stand_above_the_heading() -> None:
    above = [(1, ["2020年留言汇总", ""]), (2, ["", ""]), (3, ["编号", "标题"])]
    assert recognise(above, COLUMNS).header_row == 3


def test_a_heading_below_the_tenth_row_is_not_looked_for() -> None:
    with pytest.raises(NoKnownHeader):
        recognise([*((number, ["x"]) for number in range(1, 11)), (11, ["编号", "标题"])], COLUMNS)


def test_what_is_remembered_wins() -> None:
    heading = [(1, ["编号", "标题", "事由", "答复意见"])]
    mapping = recognise(heading, COLUMNS, {"事由": "subject", "答复意见": "", "编号": "no such field"})
    assert mapping.fields == {"number": 0, "subject": 2}
    assert mapping.unmapped == ("标题", "答复意见")


def test_of_two_columns_with_one_meaning_the_first_counts() -> None:
    mapping = recognise([(1, ["编号", "标题", "标题"])], COLUMNS)
    assert mapping.fields["subject"] == 1
    assert mapping.unmapped == ("标题",)


def test_missing_columns_are_named_beside_those_found() -> None:
    with pytest.raises(MissingColumns) as refused:
        recognise([(1, ["汇总"]), (2, ["留言编号", "事由"])], COLUMNS)
    assert "row 2 lacks 留言主题" in str(refused.value)
    assert "留言编号、事由" in str(refused.value)


@pytest.mark.parametrize("rows", [[], [(1, ["", ""])], [(1, ["姓名", "电话"])]])
def test_a_foreign_table_is_refused(rows: list[tuple[int, list[str]]]) -> None:
    with pytest.raises(NoKnownHeader) as refused:
        recognise(rows, COLUMNS)
    assert "Needed are: 留言编号、留言主题" in str(refused.value)


def test_rows_come_by_field_with_their_number_and_without_empty_ones() -> None:
    table: list[NumberedRow] = [HEADING, (2, [24.0, "A1", "路灯"]), (3, ["", "\u3000", ""]), (5, [37.0])]
    rows = list(read_table(table, recognise(table, COLUMNS)))
    assert [(row.number, dict(row.values)) for row in rows] == [
        (2, {"number": 24.0, "subject": "路灯"}),
        (5, {"number": 37.0, "subject": ""}),
    ]


# For an officer to complete


def test_a_guess_is_made_where_columns_are_missing() -> None:
    columns = [SheetColumn("number", ("工号",)), SheetColumn("name", ("姓名",), required=True)]
    found = guess([(1, ["花名册"]), (2, ["工号", "职工", "班组"]), (3, ["1", "张三", "一组"])], columns)
    assert found
    assert (found.header_row, dict(found.headers), found.unmapped) == (2, {"number": "工号"}, ("职工", "班组"))


def test_where_no_heading_is_known_the_fullest_row_is_taken() -> None:
    found = guess([(1, ["花名册", ""]), (2, ["胸牌", "职工"])], [SheetColumn("name", ("姓名",))])
    assert found
    assert (found.header_row, found.unmapped) == (2, ("胸牌", "职工"))


def test_of_empty_rows_nothing_is_guessed() -> None:
    assert guess([(1, ["", ""])], [SheetColumn("name", ("姓名",))]) is None


def test_a_column_is_called_in_the_language_of_the_screen() -> None:
    column = SheetColumn("name", ("姓名", "name"))
    assert (column.called(chinese=True), column.called(chinese=False)) == ("姓名", "name")
    assert SheetColumn("name", ("姓名",)).called(chinese=False) == "姓名"
