"""The application as a whole: unlocking, the two languages, palette, help, and a quiet end."""

import re
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input, Static

from core.office.office import Office
from core.values.sentence import say
from tui.__main__ import LocalPlatform
from tui.app.app import SealdeskApp, crash_report
from tui.app.lock import awake_seconds
from tui.cli.parser import run
from tui.dialogs.choose import ChooseScreen
from tui.dialogs.dialog import ProgressDialog
from tui.language import language, set_language


async def test_the_first_screen_asks_for_a_passphrase_and_nothing_else(app: Any, looks_like: Any) -> None:
    app.backend.hint = say("The passphrase of this demo store is {word}.", word="correct")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert [field.id for field in app.screen.query(Input) if field.display] == ["passphrase"]
        assert app.screen.query_one("#passphrase", Input).has_focus
        looks_like(app, "unlock-80-en")


async def test_a_vault_of_several_seats_asks_for_the_seat_too(app: Any, settle: Any) -> None:
    app.backend.seat_count = 3
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.screen.query_one("#seat", Input).value = "2"
        await pilot.press(*"ok", "enter")
        await settle(pilot)
        assert app.backend.seat == 2


async def test_a_seat_given_on_the_command_line_stands_there_already(
    monkeypatch: pytest.MonkeyPatch, backend: Any, tmp_path: Path
) -> None:
    shown: list[Any] = []

    class Beside(LocalPlatform):
        def backend(self, folder: Path) -> Any:
            return backend

        def show(self, backend: Any, seat: int | None, key_file: Path | None) -> None:
            shown.append(SealdeskApp(backend, seat=seat, key_file=key_file))

    backend.seat_count = 3
    assert run(["open", str(tmp_path), "--seat", "2", "--key-file", "stick/key"], Beside()) == 0
    async with shown[0].run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert {field.id: field.value for field in pilot.app.screen.query(Input)} == {
            "seat": "2",
            "key-file": str(Path.cwd() / "stick/key"),
            "passphrase": "",
        }


async def test_a_wrong_passphrase_is_told_and_can_be_typed_again(app: Any, settle: Any, picture: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"wrong", "enter")
        await settle(pilot)
        assert "This passphrase opens no seat." in picture(app)
        assert "wrong" not in picture(app)
        await pilot.press(*"ok", "enter")
        await settle(pilot)
        assert "1 Today" in picture(app)


async def test_before_the_store_is_open_there_is_neither_palette_nor_lock(app: Any, settle: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        for key in ("ctrl+p", "f12", "f1"):
            await pilot.press(key)
        await settle(pilot)
        assert type(app.screen).__name__ == "UnlockScreen"


async def test_the_palette_finds_commands_in_both_languages(opened: Any, settle: Any, looks_like: Any) -> None:
    async with opened() as pilot:
        await pilot.press("5")
        await settle(pilot)
        set_language("zh_CN")
        await pilot.press("ctrl+p")
        await settle(pilot)
        await pilot.press(*"lock")
        await settle(pilot)
        looks_like(pilot.app, "palette-80-zh_CN")
        await pilot.press("enter")
        await settle(pilot)
        assert pilot.app.locked


async def test_the_palette_opens_with_colon_of_any_width_or_ctrl_p(opened: Any, settle: Any) -> None:
    async with opened() as pilot:
        for key in ("ctrl+p", "colon", "fullwidth_colon"):
            await pilot.press(key)
            await settle(pilot)
            assert isinstance(pilot.app.screen, ChooseScreen)
            await pilot.press("escape")
            await settle(pilot)


async def test_help_names_every_key_with_what_it_does(opened: Any, settle: Any, looks_like: Any) -> None:
    async with opened() as pilot:
        await pilot.press("5")
        await settle(pilot)
        await pilot.press("question_mark")
        await settle(pilot)
        looks_like(pilot.app, "help-80-en")


async def test_the_language_changes_at_once_and_keeps_the_list(opened: Any, settle: Any, picture: Any) -> None:
    async with opened() as pilot:
        await pilot.press("5")
        await settle(pilot)
        await pilot.press("down", "ctrl+l")
        await settle(pilot)
        assert language().code == "zh_CN"
        assert "5 维权事项" in picture(pilot.app)
        assert "2026-000001" in picture(pilot.app)
        assert not re.search(r"\bHelp\b", picture(pilot.app).splitlines()[-1])


async def test_a_dirty_form_refuses_the_other_language_and_quitting(opened: Any, settle: Any, picture: Any) -> None:
    async with opened() as pilot:
        await pilot.press("6", "n")
        await settle(pilot)
        await pilot.press(*"Zhang")
        await pilot.app.run_action("language")
        await pilot.app.run_action("quit")
        await settle(pilot)
        assert language().code == "en"
        assert "Zhang" in picture(pilot.app)
        assert "Save or leave the form first" in picture(pilot.app)


async def test_neither_screenshot_nor_suspend_nor_window_title_is_offered(opened: Any) -> None:
    async with opened() as pilot:
        actions = {active.binding.action for active in pilot.app.screen.active_bindings.values()}
        assert not any("screenshot" in action or "suspend" in action for action in actions)
        assert not pilot.app.ENABLE_COMMAND_PALETTE
        assert pilot.app.title == "Sealdesk"


async def test_what_is_copied_stays_in_the_program(opened: Any, monkeypatch: Any) -> None:
    async with opened() as pilot:
        written: list[str] = []
        monkeypatch.setattr(pilot.app._driver, "write", written.append)
        pilot.app.copy_to_clipboard("张三")
        assert pilot.app.clipboard == "张三"
        assert not any("\x1b]52" in part for part in written)


async def test_a_passphrase_cannot_be_copied_to_where_it_would_be_seen(app: Any, settle: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for cut in ("ctrl+c", "ctrl+x"):
            await pilot.press(*"secret", "shift+home", cut)
            assert pilot.app.clipboard == ""


async def test_quitting_waits_for_long_work(opened: Any, settle: Any, picture: Any) -> None:
    async with opened() as pilot:
        await pilot.app.push_screen(ProgressDialog("Importing"))
        await pilot.pause()
        await pilot.press("ctrl+q")
        await settle(pilot)
        assert "Let the work end or stop it first" in picture(pilot.app)
        assert pilot.app.is_running


async def test_a_cursor_does_not_blink(app: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert app.screen.query_one("#passphrase", Input).cursor_blink is False


def test_a_crash_tells_type_and_place_and_nothing_it_was_about() -> None:
    def mistake(name: str) -> None:
        raise ValueError(f"cannot handle {name}")

    with pytest.raises(ValueError, match="cannot") as caught:
        mistake("张三")
    report = crash_report(caught.value)
    assert "ValueError" in report
    assert "mistake (app/test_app.py:" in report
    assert "张三" not in report


async def test_a_crash_of_a_screen_prints_no_values(opened: Any, capsys: Any) -> None:
    async def crash() -> None:
        async with opened() as pilot:
            secret = "张三"
            pilot.app.call_later(lambda: len(secret) / 0)
            await pilot.pause()

    with pytest.raises(ZeroDivisionError):
        await crash()
    assert "张三" not in "".join(capsys.readouterr())


def test_the_idle_clock_goes_on_while_the_machine_sleeps() -> None:
    assert awake_seconds() <= awake_seconds()


async def test_a_refusal_is_shown_as_its_sentence(opened: Any, settle: Any, picture: Any, furnished: Office) -> None:
    async with opened() as pilot:
        await pilot.press("7", "s")
        await settle(pilot)
        assert "No other site is trusted yet." in picture(pilot.app)


async def test_markup_in_what_is_shown_stays_text(opened: Any, settle: Any, picture: Any) -> None:
    async with opened() as pilot:
        await pilot.press("6")
        await settle(pilot)
        assert "[red]欧阳[/red]" in picture(pilot.app)
        assert pilot.app.screen.query(Static)
