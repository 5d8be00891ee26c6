"""The mailbox exports of a real office, where they are at hand: what an import must cope with."""

from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest

from core.spreadsheets.cells import Cell, Row
from core.spreadsheets.columns import SheetColumn
from core.values.cleaning import clean, clean_code
from core.values.dates import parse_when
from data.documents.xlsx import SheetTable, open_table

FOLDER = Path(__file__).parents[4] / "shared" / "data"
TODAY = date(2026, 11, 20)

MESSAGE = (
    SheetColumn("number", ("留言编号",), required=True),
    SheetColumn("petitioner", ("留言用户",), required=True),
    SheetColumn("subject", ("留言主题",), required=True),
    SheetColumn("received", ("留言时间",), required=True),
    SheetColumn("text", ("留言详情",), required=True),
    SheetColumn("category", ("一级分类",)),
    SheetColumn("reply", ("答复意见",)),
    SheetColumn("replied", ("答复时间",)),
)
LEVELS = tuple(SheetColumn(name, (f"{name}级分类",), required=True) for name in "一二三")


def table(name: str, columns: tuple[SheetColumn, ...] = MESSAGE) -> SheetTable:
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"the sample file {name} is not here")
    return open_table(path, columns)


def column(rows: list[Row], name: str) -> list[Cell]:
    return [row.values[name] for row in rows]


def test_messages_are_recognised_whole() -> None:
    messages = table("mailbox-messages.xlsx")
    rows = list(messages.rows)
    assert messages.mapping.unmapped == ()
    assert (len(rows), rows[0].number, rows[-1].number) == (495, 2, 496)
    assert "reply" not in messages.mapping.fields


def test_one_message_stands_there_twice_under_two_categories() -> None:
    rows = list(table("mailbox-messages.xlsx").rows)
    counted = Counter(clean_code(str(number)) for number in column(rows, "number"))
    assert [number for number, times in counted.items() if times > 1] == ["37042"]
    twice = [row for row in rows if row.values["number"] == 37042.0]
    assert [row.number for row in twice] == [100, 312]
    assert len({row.values["category"] for row in twice}) == 2


def test_replies_are_recognised_and_are_of_other_messages() -> None:
    replies = list(table("mailbox-replies.xlsx").rows)
    messages = list(table("mailbox-messages.xlsx").rows)
    assert len(replies) == 120
    assert not set(column(replies, "number")) & set(column(messages, "number"))


@pytest.mark.parametrize("name", ["mailbox-messages.xlsx", "mailbox-replies.xlsx"])
def test_every_date_is_read(name: str) -> None:
    mailbox = table(name)
    for row in mailbox.rows:
        received = parse_when(row.values["received"], TODAY)
        assert isinstance(received, datetime)
        if "replied" in mailbox.mapping.fields:
            replied = parse_when(row.values["replied"], TODAY)
            assert isinstance(replied, datetime)
            assert replied >= received


@pytest.mark.parametrize("name", ["mailbox-messages.xlsx", "mailbox-replies.xlsx"])
def test_every_text_is_there_and_comes_clean(name: str) -> None:
    for row in table(name).rows:
        for field in ("subject", "text"):
            text = clean(str(row.values[field]))
            assert text
            assert not set(text) & set("\t\r\u200b\xa0")


def test_every_category_is_on_the_tree() -> None:
    tree = list(table("category-tree.xlsx", LEVELS).rows)
    assert len({tuple(row.values.values()) for row in tree}) == len(tree) == 517
    messages = list(table("mailbox-messages.xlsx").rows)
    assert set(column(messages, "category")) <= set(column(tree, "一"))
