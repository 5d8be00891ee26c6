"""Dialogs: each question with its answers, none of them only by mouse."""

from typing import Any
from unittest.mock import patch

import pytest
from textual.widgets import OptionList

from core.values.sentence import say
from tests.support.screen_driver import driven
from tests.support.screen_stage import Stage
from tui.dialogs.choose import Choice, ChooseScreen
from tui.dialogs.dialog import Cancelled, ProgressDialog, ask, confirm, tell
from tui.language import set_language
from tui.terminal.glyphs import use_ascii

QUESTION = say("Send to {site}", site="[b]南区站[/b]")


async def answered(dialog: Any, *keys: str) -> Any:
    """Return what the dialog answers after these keys."""
    async with driven(Stage()) as officer:
        worker = officer.app.run_worker(dialog(officer.app))
        await officer.settle()
        await officer.press(*keys)
        return await worker.wait()


@pytest.mark.parametrize(
    ("key", "default", "answer"),
    [
        ("y", False, True),
        ("f10", False, True),
        ("n", True, False),
        ("escape", True, False),
        ("enter", True, True),
        ("enter", False, False),
    ],
)
async def test_a_question_is_answered_by_one_key(key: str, default: bool, answer: bool) -> None:
    assert await answered(lambda app: confirm(app, QUESTION, default=default), key) is answer


async def test_a_line_of_text_is_given_or_not() -> None:
    assert await answered(lambda app: ask(app, QUESTION, start="a"), "end", "b", "enter") == "ab"
    assert await answered(lambda app: ask(app, QUESTION), "a", "escape") is None


async def test_a_passphrase_does_not_stand_on_the_screen() -> None:
    async with driven(Stage()) as officer:
        worker = officer.app.run_worker(ask(officer.app, "Passphrase", secret=True))
        await officer.settle()
        await officer.press(*"geheim")
        assert "geheim" not in officer.picture
        await officer.press("enter")
        assert await worker.wait() == "geheim"


@pytest.mark.parametrize("key", ["enter", "space", "escape", "f10"])
async def test_a_message_goes_with_a_key_that_writes_nothing(key: str) -> None:
    async with driven(Stage()) as officer:
        worker = officer.app.run_worker(tell(officer.app, QUESTION))
        await officer.settle()
        await officer.press("q", "x", "tab")
        assert "Send to" in officer.picture
        await officer.press(key)
        await worker.wait()
        assert "Send to" not in officer.picture


@pytest.mark.parametrize("ascii_only", [False, True], ids=["lines", "ascii"])
async def test_how_a_question_looks(ascii_only: bool) -> None:
    use_ascii(ascii_only)
    set_language("zh_CN")
    try:
        async with driven(Stage(), (80, 9)) as officer:
            officer.app.run_worker(confirm(officer.app, QUESTION))
            await officer.settle()
            officer.looks_like("question-ascii" if ascii_only else "question")
    finally:
        use_ascii(False)


async def test_long_work_stops_at_its_next_report_after_escape() -> None:
    dialog = ProgressDialog("Export")
    async with driven(Stage(screen=dialog)) as officer:
        dialog.report(1, 10)
        await officer.press("escape")
        with pytest.raises(Cancelled):
            dialog.report(2, 10)


async def test_a_bar_names_each_step_and_never_stands_full() -> None:
    dialog = ProgressDialog("Export")
    async with driven(Stage(screen=dialog)) as officer:
        told = dialog.begin("Today")
        told(1, 2)
        await officer.settle()
        assert "Export Today" in officer.words
        assert "50%" in officer.words
        told(2, 2)
        await officer.settle()
        assert "Finishing" in officer.words
        assert "100%" not in officer.words


async def test_work_that_reports_at_every_turn_shows_each_per_cent_once() -> None:
    dialog = ProgressDialog("Export")
    async with driven(Stage(screen=dialog)) as officer:
        with patch.object(dialog, "call_later") as shown:
            for done in range(10_000):
                dialog.report(done, 100_000)
        assert shown.call_count == 10
        assert officer.top is dialog


async def test_work_that_must_not_be_stopped_goes_on() -> None:
    dialog = ProgressDialog("Export", cancellable=False)
    async with driven(Stage(screen=dialog)) as officer:
        await officer.press("escape")
        dialog.report(2, 10)
        assert officer.top is dialog


async def test_what_was_chosen_counts_although_the_list_was_narrowed_meanwhile() -> None:
    async with driven(Stage(screen=ChooseScreen("Which?", [Choice(1, "one"), Choice(2, "two")]))) as officer:
        screen = officer.top
        screen.query_one(OptionList).action_cursor_down()
        screen.query_one(OptionList).action_select()
        screen._show("none of them")
        await officer.settle()
        assert officer.app.result == 2


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("", "评估档案"),
        ("结束档案", "结束档案"),
        ("结束", "结束档案"),
        ("档案", "评估档案"),
        ("jsda", "结束档案"),
        ("jieshuda", "结束档案"),
        ("bcq", "延长保存期"),
        ("close", "结束档案"),
        ("复核", "延长保存期"),
        ("没有的", None),
    ],
)
def test_a_name_counts_before_what_is_said_about_another(typed: str, first: str | None) -> None:
    choices = [
        Choice(1, "评估档案", "评估后可以结束档案。", "Assess file"),
        Choice(2, "延长保存期", "复核之后才可以。", "Extend"),
        Choice(3, "提前结束", "", "Finish early"),
        Choice(4, "结束档案", "办结并归档。", "Close file"),
    ]
    ranked = [(rank, choice) for choice in choices if (rank := choice.rank(typed)) is not None]
    assert min(ranked, key=lambda each: each[0])[1].name == first if first else not ranked


async def test_enter_takes_what_fits_best() -> None:
    choices = [Choice(1, "评估档案", "评估后可以结束档案。"), Choice(2, "结束档案")]
    async with driven(Stage(screen=ChooseScreen("Which?", choices))) as officer:
        await officer.press(*"结束", "enter")
        assert officer.app.result == 2
