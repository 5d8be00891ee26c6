"""One word for one thing, the office's own, and one thing for one word.

The glossary is a table: write a line more to hold a term more.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from core.model.action import ACTIONS
from core.model.record import RECORDS, Column, columns
from core.office import office  # noqa: F401 - declares every record and action
from core.office.search_line import STANDING
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import say
from tests.support.every_case import every
from tui.language import Language

CHINESE = Language("zh_CN")
ROOT = Path(__file__).parents[2]

GLOSSARY = [
    # in the interface, what is not written for it, where that would be the same thing
    ("姓名", "person.name", ("名称", "名字")),
    ("姓名", "officer.name", ("名称",)),
    ("姓名", "attendance.name", ("名称",)),
    ("姓名", "care_file.name", ("名称",)),
    ("名称", "unit.name", ("姓名",)),
    ("名称", "cell.name", ("姓名",)),
    ("上级单位", "unit.parent", ()),
    ("上级网格", "cell.parent", ("上级单位",)),
    ("编码", "unit.code", ("代码",)),
    ("编码", "cell.code", ("代码",)),
    ("编号", "grievance.number", ("号码",)),
    ("岗位", "person.post", ("职务", "职位")),
    ("办结日期", "grievance.closed", ("关闭", "结束")),
    ("办结日期", "care_file.closed", ("关闭", "结束")),
    ("办结时间", "warning.closed", ("关闭", "结束")),
    ("办结人", "warning.closed_by", ("关闭", "结束")),
    ("已停用", "account.closed", ("关闭",)),
    ("开户日期", "account.opened", ("建档",)),
    ("建档日期", "care_file.opened", ("开户",)),
    ("开始日期", "programme.start", ("来自",)),
    ("来自站点", "arrival.sender", ()),
    ("共享范围", "site.shares", ("份额",)),
    ("密钥版次", "site.generation", ("代数",)),
    ("转往单位", "grievance.redirected_to", ("承办",)),
    ("有效", "programme.open", ("未办结",)),
    ("项目", "conflict.field", ("字段",)),
    ("表头", "heading.heading", ("列名",)),
]

NEVER = [
    "介质", "代码", "密钥代数", "仅此而已", "职务", "关闭预警", "结束档案", "关闭账号", "字段", "列名", "条变更",
    "帮扶档案",
]  # fmt: skip
"""What the interface never says, because it has another word for it.

These are 载体, 编码, 密钥版次, 岗位, 办结, 停用, 项目, 表头, 项变更, 风险档案.
"""


@every("term, field, instead", GLOSSARY)
def test_a_thing_has_the_word_of_the_glossary(term: str, field: str, instead: tuple[str, ...]) -> None:
    kind, name = field.split(".")
    label = CHINESE.translate(columns(RECORDS[kind])[name].about.label)
    assert label == term
    assert not [word for word in instead if word in label]


@every("word", NEVER)
def test_no_second_word_stands_for_a_thing(word: str, chinese: list[tuple[str, str]]) -> None:
    assert [text for _key, text in chinese if word in text] == []


def meaning(column: Column) -> str:
    """Return what a field is as far as it can be told: of which kind, a day, a yes or no, one of a list, or a text."""
    if column.about.refers:
        return column.about.refers
    if issubclass(column.type, date):
        return "day"
    if issubclass(column.type, LabelledEnum):
        return "word"
    return "yes or no" if column.type is bool else "text or number"


SAME = {"Same as", "The same as", "Joined to it"}
"""What stands in every kind whose records can be made one: another record of that kind."""


def test_one_label_means_one_thing() -> None:
    meanings = defaultdict[str, dict[str, str]](dict)
    for owner in (*RECORDS.values(), *ACTIONS.values()):
        for column in columns(owner).values():
            if column.about.label in SAME:
                continue
            meanings[column.about.label].setdefault(meaning(column), f"{owner.__name__}.{column.name}")
    assert {label: found for label, found in meanings.items() if len(found) > 1} == {}


@pytest.mark.parametrize("translate", [CHINESE.translate, str], ids=["zh_CN", "en"])
def test_no_two_columns_of_a_kind_bear_one_label(translate: Callable[[str], str]) -> None:
    for owner in (*RECORDS.values(), *ACTIONS.values()):
        labels = Counter(translate(column.about.label) for column in columns(owner).values())
        labels += Counter([translate(STANDING)] if owner in RECORDS.values() and owner.status_columns else [])
        assert [label for label, count in labels.items() if count > 1] == [], owner.__name__


@pytest.mark.parametrize("language", [CHINESE, Language("en")], ids=["zh_CN", "en"])
def test_what_an_action_does_is_not_said_behind_its_name_once_more(language: Language) -> None:
    """A question says both, and a name is not read twice: “Finish counting: Finish counting: what was not …”."""
    said = ((language.say(say(action.label())), language.say(say(action.help()))) for action in ACTIONS.values())
    assert [help_ for name, help_ in said if help_.startswith((f"{name}：", f"{name}:"))] == []


@pytest.fixture(scope="module")
def chinese() -> list[tuple[str, str]]:
    from tests.contracts.test_catalogue import tool

    return [(message.id, message.string) for message in tool.load() if message.id]


def test_a_day_stands_between_blanks(chinese: list[tuple[str, str]]) -> None:
    """But for the number of a day behind its month, which has none before 日."""
    assert [text for _key, text in chinese if re.search("[一-龥]{day}|{day}(?!日)[一-龥]", text)] == []


def test_what_is_written_can_be_encoded_where_gbk_is_spoken(chinese: list[tuple[str, str]]) -> None:
    """Files and terminals of older office machines."""
    assert [text for _key, text in chinese if text.encode("gbk", "replace") != text.encode("gbk", "ignore")] == []


def test_the_chinese_of_the_glossary_is_what_the_interface_says(chinese: list[tuple[str, str]]) -> None:
    lines = (ROOT / "docs" / "glossary.md").read_text("utf-8").splitlines()
    terms = {term for line in lines if line.startswith("|") for term in re.findall("[一-鿿]+", line.split("|")[2])}
    said = "\n".join(text for _key, text in chinese)
    assert len(terms) > 30
    assert sorted(term for term in terms if term not in said) == []
