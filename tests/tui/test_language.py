"""Two languages: everything is put into words when it is shown."""

from datetime import date, datetime

import pytest
from rich.cells import cell_len

from core.desks.grievances import Channel
from core.model.deadline import DeadlineStatus
from core.values.sentence import say
from tui.language import Language, _, language, preferred, set_language
from tui.terminal.glyphs import content, plain, use_ascii

ENGLISH, CHINESE = Language("en"), Language("zh_CN")


@pytest.mark.parametrize(
    ("environ", "code"),
    [
        ({}, "zh_CN"),
        ({"LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "C.UTF-8"}, "zh_CN"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "TERM": "linux"}, "en"),
        ({"SEALDESK_LANG": "zh_CN", "LANG": "en_GB.UTF-8"}, "zh_CN"),
        ({"SEALDESK_LANG": "en"}, "en"),
        ({"SEALDESK_LANG": "tlh"}, "zh_CN"),
    ],
)
def test_the_surroundings_say_which_language(environ: dict[str, str], code: str) -> None:
    assert preferred(environ) == code


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (None, "", ""),
        ("", "", ""),
        (True, "yes", "是"),
        (False, "no", "否"),
        (7, "7", "7"),
        (date(2026, 11, 23), "2026-11-23", "2026-11-23"),
        (datetime(2026, 11, 23, 9, 5), "2026-11-23 09:05", "2026-11-23 09:05"),
        (("a", "b"), "a, b", "a、b"),
        ((), "", ""),
        (Channel.WALK_IN, "walk-in", "来访"),
        (say("Unit"), "Unit", "单位"),
        ("Unit", "Unit", "Unit"),  # a stored text is never translated
    ],
)
def test_values_as_officers_read_them(value: object, english: str, chinese: str) -> None:
    assert (ENGLISH.show(value), CHINESE.show(value)) == (english, chinese)


def test_sentences_inside_sentences_are_translated_too() -> None:
    sentence = say("It cannot be done at this stage: {stage}.", stage=say("closed"))
    assert CHINESE.say(sentence) == "当前阶段不能办理此操作：已办结。"
    assert ENGLISH.say(sentence) == "It cannot be done at this stage: closed."


def test_switching_changes_what_is_said_from_then_on() -> None:
    assert _("Unit") == "Unit"
    set_language("zh_CN")
    assert (_("Unit"), language().label(DeadlineStatus.LATE)) == ("单位", "逾期")


def test_a_text_without_chinese_is_shown_in_english_and_the_empty_text_is_empty() -> None:
    assert (CHINESE.translate("no such text"), CHINESE.translate("")) == ("no such text", "")


@pytest.mark.parametrize(
    "text", ["a\x1b]52;c;x\x07b", "a\rb", "a\u202eb", "a\u200bb", "a\x85b", "a\u2028b", "a\U000e0041b"]
)
def test_stored_text_has_nothing_invisible_on_the_screen(text: str) -> None:
    assert plain(text).isprintable()
    assert plain(text)[0] + plain(text)[-1] == "ab"


def test_stored_text_is_never_markup_and_keeps_its_lines() -> None:
    assert content("[bold]甲[/]\nb\x1b").plain == "[bold]甲[/]\nb "
    assert content("[bold]甲[/]").spans == []


def test_a_terminal_with_wide_ambiguous_signs_gets_ascii() -> None:
    use_ascii(True)
    try:
        assert plain("“a” → b…") == '"a" > b~'
    finally:
        use_ascii(False)


def test_the_middle_dot_of_names_has_one_width() -> None:
    assert cell_len(plain("阿卜杜拉\xb7买买提")) == 15
    use_ascii(True)  # such a terminal would draw U+00B7 two cells wide, while one is counted
    try:
        assert cell_len(plain("阿卜杜拉\xb7买买提")) == 16
    finally:
        use_ascii(False)
