"""What no import takes: recognised in every spelling, named in the preview, and no field is called so."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.action import ACTIONS
from core.model.record import RECORDS, columns
from core.spreadsheets import forbidden
from core.spreadsheets.declaration import IMPORTS
from core.spreadsheets.forbidden import is_forbidden
from tui.language import Language

CHINESE = [
    *(
        "民族",
        "政治面貌",
        "政治表现",
        "聘用前政治表现",
        "家庭成员",
        "家庭成员及社会关系",
        "社会关系",
        "籍贯",
        "家庭住址",
    ),
    *("留学经历", "民主党派", "个人简历", "宗教", "宗教信仰", "出生地", "婚姻状况", "入党时间", "現實表現"),
]
ENGLISH = [
    *("ethnic group", "ethnicity", "religion", "political status", "party membership", "family members"),
    *("home address", "social relations", "study abroad", "native place", "marital status", "next of kin"),
]
BETWEEN = st.sampled_from(["", " ", "　", "\n", "·", "-", "_", "\u200b"])
AROUND = st.sampled_from([("", ""), ("（", "）"), ("【", "】"), ("*", ""), ("", "："), ("本人", ""), ("", "(必填)")])


@given(st.sampled_from(CHINESE), st.data())
def test_a_heading_is_known_however_it_is_spaced_and_bracketed(heading: str, data: st.DataObject) -> None:
    spaced = "".join(sign + data.draw(BETWEEN) for sign in heading)
    before, after = data.draw(AROUND)
    assert is_forbidden(f"{before}{spaced}{after}")


@given(st.sampled_from(ENGLISH), st.data())
def test_english_headings_are_known_in_any_case_width_and_joint(heading: str, data: st.DataObject) -> None:
    joined = heading.replace(" ", data.draw(st.sampled_from([" ", "_", "-", "  ", " / "])))
    cased = data.draw(st.sampled_from([str.upper, str.title, str.lower]))(joined)
    wide = "".join(chr(ord(sign) + 0xFEE0) if sign.isalpha() and sign.isascii() else sign for sign in cased)
    assert is_forbidden(cased)
    assert is_forbidden(wide) == (unicodedata.normalize("NFKC", wide) == cased)


@pytest.mark.parametrize("heading", ["HomeAddress", "PoliticalStatus", "partyMembership"])
def test_words_that_are_written_together_are_known(heading: str) -> None:
    assert is_forbidden(heading)


@pytest.mark.parametrize(
    "heading",
    ["姓名", "联系方式", "联系电话", "协作单位", "party size", "third party", "人员类型", "trace", "名族史编号"],
)
def test_what_lists_rightly_have_is_let_in(heading: str) -> None:
    assert not is_forbidden(heading)


def test_no_import_looks_for_such_a_column() -> None:
    sought = {header for each in IMPORTS.values() for column in each.columns for header in column.headers}
    assert {header for header in sought if is_forbidden(header)} == set()


def test_no_field_of_any_kind_or_action_is_called_so() -> None:
    chinese = Language("zh_CN").translate
    labels = {
        column.about.label for owner in (*RECORDS.values(), *ACTIONS.values()) for column in columns(owner).values()
    }
    assert {label for label in labels if is_forbidden(label) or is_forbidden(chinese(label))} == set()


def test_nothing_turns_it_off() -> None:
    for importer in IMPORTS.values():
        assert all(map(importer.is_private, forbidden._CHINESE))
