"""How long a passphrase takes to guess, told to who chooses it."""

import pytest

from core.values.passphrase import guessing


@pytest.mark.parametrize(
    "typed",
    ["12345678", "qwertyuiop", "安台安台安台安台", "zaijianzaijian", "王敏王敏王敏1234", "wangmin2026", "sealdesk123"],
)
def test_rows_of_keys_repetitions_pinyin_and_ones_own_name_are_weak(typed: str) -> None:
    assert guessing(typed, ["王敏", "北区站"]).told.say().startswith("Weak")


@pytest.mark.parametrize("typed", ["correct horse battery", "tR7#kq!2Lw-mN4", "huang he ru hai liu bai ri yi shan jin"])
def test_several_words_are_strong(typed: str) -> None:
    assert guessing(typed).told.say().startswith("Strong")


def test_pinyin_is_as_cheap_as_its_syllables_however_many_letters_they_have() -> None:
    assert guessing("zhuangchuang").seconds < guessing("kqxwvjzhpgtm").seconds


def test_the_time_is_said_in_words() -> None:
    assert guessing("12345678").told.say() == (
        "Weak: a thief with a thousand computers needs less than two minutes. Take more words."
    )
    assert guessing("correct horse battery staple").told.say() == (
        "Strong: a thief with a thousand computers needs more than a hundred years."
    )


def test_very_long_ones_are_judged_at_once() -> None:
    assert guessing("correct horse " * 1000).seconds > 0
