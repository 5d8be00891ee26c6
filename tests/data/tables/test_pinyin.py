"""Names are found by what people type for them."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.tables.pinyin import MOST_READINGS, keys


@pytest.mark.parametrize(
    ("name", "found_by"),
    [
        ("张三", {"zs", "zhangsan"}),
        ("单雄信", {"sxx", "shanxiongxin", "dxx"}),
        ("曾国藩", {"zgf", "zengguofan", "cgf"}),
        ("仇英", {"qy", "qiuying", "cy"}),
        ("朴正洙", {"pzz", "piaozhengzhu", "puzhengzhu"}),
        ("区文", {"ow", "ouwen", "quwen"}),
        ("宁静", {"nj", "ningjing"}),
        ("吕布", {"lb", "lvbu", "lyubu"}),
        ("张略", {"zl", "zhanglve", "zhanglyue"}),
        ("欧阳修", {"oyx", "ouyangxiu"}),
        ("司马光", {"smg", "simaguang"}),
        ("万俟卨", {"mqx"}),
        ("尉迟恭", {"ycg", "yuchigong"}),
        ("单于夫罗", {"cyfl"}),
        ("李单", {"ld", "lidan"}),
        ("买买提・吐尔逊", {"mmttex", "maimaitituerxun"}),
        ("买买提·吐尔逊", {"mmttex"}),
        ("张　三", {"zs"}),
        ("John Müller", {"jm", "johnmuller"}),
        ("王John", {"wj", "wangjohn"}),
    ],
)
def test_a_name_is_found_by(name: str, found_by: set[str]) -> None:
    assert found_by <= set(keys(name))


@pytest.mark.parametrize(
    ("name", "not_found_by"),
    [("方静怡", "w"), ("张立新", "zhangwei"), ("王强", "wj"), ("于波", "w"), ("李红", "lg"), ("贾平", "g")],
)
def test_a_reading_that_no_name_uses_finds_nobody(name: str, not_found_by: str) -> None:
    assert not [key for key in keys(name) if key.startswith(not_found_by)]


@pytest.mark.parametrize(
    ("name", "found_by"),
    [
        ("常乐", {"cl", "cy"}),
        ("赵长江", {"zcj", "zzj"}),
        ("李茜", {"lq", "lx"}),
        ("王晟", {"wc", "ws"}),
        ("周行", {"zx", "zh"}),
    ],
)
def test_given_names_that_are_read_in_two_ways_are_found_by_both(name: str, found_by: set[str]) -> None:
    assert found_by <= set(keys(name))


def test_the_right_reading_of_a_surname_comes_first() -> None:
    assert keys("查良镛")[0] == "zly"
    assert keys("李查")[0] == "lc", "only a surname is read as one"


@pytest.mark.parametrize("name", ["", "・", "？", "\ue000"])
def test_what_has_no_reading_has_no_keys(name: str) -> None:
    assert keys(name) == []


def test_many_readings_are_bounded_and_keep_every_surname_reading() -> None:
    found = keys("单和乐行重长单")
    assert len(found) <= 2 * MOST_READINGS
    assert {key[0] for key in found} == {"s", "d"}


@given(st.text(max_size=30))
def test_keys_are_plain_lower_case_and_distinct(name: str) -> None:
    found = keys(name)
    assert all(key.isascii() and key.isalnum() and key == key.lower() for key in found)
    assert len(found) == len(set(found)) <= 2 * MOST_READINGS


def test_latin_names_need_no_pypinyin() -> None:
    code = "import sys; from data.tables.pinyin import keys; keys('John Smith'); sys.exit('pypinyin' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
