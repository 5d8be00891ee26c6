"""What cleaning promises of every text that comes in."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.values import cleaning
from core.values.cleaning import clean, clean_code, clean_line, clean_name, folded, plain_code, printable, searchable


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("\n\t\t\t\t\t\n\t\t\t\t\t\u3000\u3000路灯不亮。\n\t\t\t\n\t\t", "路灯不亮。"),
        ("一\r\n二\r三\x0b四", "一\n二\n三\n四"),
        ("一\n\n\n\n二", "一\n\n二"),
        ("  首行 \t\n\u3000次行\xa0", "首行\n次行"),
        ("拖\x00欠\x07工\x9f资", "拖欠工资"),
        ("办理\u200b户口\ufeff迁移", "办理户口迁移"),
        ("\u202e发票\u2066.exe\u2069", "发票.exe"),
        ("e\u0301", "é"),
        ("坏\ud800字", "坏字"),
        ("A\tB", "A B"),
    ],
)
def test_a_text_keeps_its_words_and_paragraphs_and_loses_the_rest(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


@pytest.mark.parametrize("dot", "·•‧∙⋅⸱･・\u0387")
def test_every_middle_dot_of_a_name_becomes_that_of_identity_documents(dot: str) -> None:
    assert clean_name(f"买买提{dot}吐尔逊") == "买买提\xb7吐尔逊"
    clean_name(f"买买提{dot}吐尔逊").encode("gbk")


def test_dots_and_bullets_of_other_texts_stay_as_they_were_typed() -> None:
    text = "• 第一项\n• 第二项，计算机・网络，3･15"
    assert clean(text) == text


def test_a_line_is_one_line() -> None:
    assert clean_line("\u3000关于\n西湖  路灯\t的问题 ") == "关于 西湖 路灯 的问题"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("24.0", "24"),
        (24.0, "24"),
        (24, "24"),
        (150000.0, "150000"),
        (1.5, "1.5"),
        ("０１－０３", "01-03"),
        (" Ａ00074011\u3000", "A00074011"),
        ("007", "007"),
        ("24.0.0", "24.0.0"),
    ],
)
def test_codes_are_plain_and_keep_their_zeros(raw: str | float, code: str) -> None:
    assert clean_code(raw) == code


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert clean_line(clean_line(text)) == clean_line(text)
    assert clean_code(clean_code(text)) == clean_code(text)
    assert clean_name(clean_name(text)) == clean_name(text)
    assert plain_code(plain_code(text)) == plain_code(text)


@given(st.text())
def test_what_was_folded_is_equal_to_what_it_was(text: str) -> None:
    assert folded(folded(text)) == folded(text) == folded(f" {text} ")
    assert searchable(searchable(text)) == searchable(text)


def test_python_calls_nothing_else_printable_that_has_no_sign() -> None:
    unseen = [chr(code) for code in range(0x110000) if cleaning._INVISIBLE.match(chr(code))]
    assert "".join(sign for sign in unseen if sign.isprintable()) == "".join(
        sign for sign in unseen if cleaning._BLANK_LETTERS.match(sign)
    )


def test_every_format_character_is_taken_away_but_the_signs_of_some_scripts() -> None:
    shown = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"  # numbers, verses
    for code in range(0x110000):
        sign = chr(code)
        if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") and sign not in f"{shown}\t\n":
            assert printable(sign) == ""


def test_no_more_than_four_marks_stand_over_a_sign() -> None:
    assert clean("a" + "\u0315" * 50 + "b") == printable("a" + "\u0315" * 50 + "b") == "a" + "\u0315" * 4 + "b"
    assert clean("ก็้") == "ก็้", "no script is hurt"
    assert clean("葛\U000e0100城") == "葛\U000e0100城", "the form of a hanzi in a name stays"
    assert not [
        sign for code in range(0x110000) if unicodedata.category(sign := chr(code)) in ("Mn", "Me") and sign.isalnum()
    ]


@given(st.text())
def test_nothing_invisible_is_left(text: str) -> None:
    cleaned = clean(text)
    assert not [char for char in cleaned if char != "\n" and unicodedata.category(char) in ("Cc", "Cs")]
    assert "\n\n\n" not in cleaned
    assert cleaned == cleaned.strip()
    assert unicodedata.is_normalized("NFC", cleaned)
    cleaned.encode()
