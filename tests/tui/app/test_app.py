"""The application as a whole: unlocking, the two languages, palette, help, and a quiet end."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input, Static

from core.office.office import Office
from core.values.sentence import say
from tests.support.screen_driver import Opened, driven
from tui.__main__ import LocalPlatform
from tui.app.app import SealdeskApp, crash_report
from tui.app.lock import awake_seconds
from tui.cli.parser import run
from tui.dialogs.choose import ChooseScreen
from tui.dialogs.dialog import ProgressDialog
from tui.language import language, set_language
from tui.lists.desk_screen import DeskScreen
from tui.widgets.form import FormScreen


async def test_the_first_screen_asks_for_a_passphrase_and_nothing_else(app: Any) -> None:
    app.backend.hint = say("The passphrase of this demo store is {word}.", word="correct")
    async with driven(app) as officer:
        assert [field.id for field in app.screen.query(Input) if field.display] == ["passphrase"]
        assert app.screen.query_one("#passphrase", Input).has_focus
        officer.looks_like("unlock-80-en")


async def test_a_vault_of_several_seats_asks_for_the_seat_too(app: Any) -> None:
    app.backend.seat_count = 3
    async with driven(app) as officer:
        app.screen.query_one("#seat", Input).value = "2"
        await officer.press(*"ok", "enter")
        assert app.backend.seat == 2


async def test_enter_opens_wherever_it_is_pressed_once_the_passphrase_is_typed(app: Any) -> None:
    app.backend.seat_count = 3
    async with driven(app) as officer:
        await officer.press(*"ok", "tab", "3", "enter")
        assert app.backend.seat == 3


async def test_a_passphrase_typed_into_the_seat_goes_where_it_is_not_seen(app: Any) -> None:
    app.backend.seat_count = 3
    async with driven(app) as officer:
        await officer.press("tab", *"wrong")
        assert "w" not in app.screen.query_one("#seat", Input).value
        assert app.screen.query_one("#passphrase", Input).value == "wrong"
        await officer.press("tab")
        await officer.paste(" and more")
        assert app.screen.query_one("#passphrase", Input).value == "wrong and more"


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
    async with driven(shown[0]) as officer:
        assert {field.id: field.value for field in officer.top.query(Input)} == {
            "seat": "2",
            "key-file": str(Path.cwd() / "stick/key"),
            "passphrase": "",
        }


async def test_a_wrong_passphrase_is_told_and_can_be_typed_again(app: Any) -> None:
    async with driven(app) as officer:
        await officer.press(*"wrong", "enter")
        assert "This passphrase opens no seat." in officer.picture
        assert "wrong" not in officer.picture
        await officer.press(*"ok", "enter")
        assert "1 Today" in officer.picture


async def test_before_the_store_is_open_there_is_neither_palette_nor_lock(app: Any) -> None:
    async with driven(app) as officer:
        for key in ("ctrl+p", "f12", "f1"):
            await officer.press(key)
        assert type(app.screen).__name__ == "UnlockScreen"


async def test_the_palette_finds_commands_in_both_languages(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("4")
        set_language("zh_CN")
        await officer.press("ctrl+p")
        await officer.press(*"lock")
        officer.looks_like("palette-80-zh_CN")
        await officer.press("enter")
        assert officer.app.locked


async def test_the_palette_finds_in_english_what_is_called_in_chinese_and_the_reverse(opened: Opened) -> None:
    async with opened((80, 24), "zh_CN") as officer:
        await officer.press("4", "colon")
        await officer.type("register grievance")
        assert "受案登记" in officer.picture
    async with opened((80, 24), "en") as officer:
        await officer.press("4", "colon")
        await officer.type("受案登记")
        assert "Register grievance" in officer.picture


@pytest.mark.parametrize(("typed", "heading"), [("Register grievance", "Channel"), ("Add person", "Staff number")])
async def test_the_palette_finds_what_belongs_to_other_desks_and_goes_there(
    typed: str, heading: str, opened: Opened
) -> None:
    async with opened() as officer:
        await officer.press("1", "colon")
        await officer.type(typed)
        await officer.press("enter")
        assert isinstance(officer.top, FormScreen)
        assert heading in officer.picture
        await officer.press("escape")
        assert officer.top.desk.label in ("Grievances", "People")


async def test_the_palette_goes_to_the_list_whose_rows_something_is_done_to(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("1", "colon")
        await officer.type("Accept grievance")
        assert "choose a row there" in officer.words
        await officer.press("enter")
        assert isinstance(officer.top, DeskScreen)
        assert officer.top.kind == "grievance"


async def test_the_palette_shows_keys_and_says_when_nothing_is_called_so(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("4", "colon")
        await officer.type("Register grievance")
        assert re.search(r"^Register grievance +n$", officer.picture, re.MULTILINE)
        await officer.type("nowhere")
        assert "Nothing is called so." in officer.picture


async def test_what_is_called_so_stands_before_what_is_only_said_to_be_so(opened: Opened) -> None:
    async with opened((80, 24), "zh_CN") as officer:
        await officer.press("4", "colon")
        mixed = False
        for typed in ("结束", "close", "登记", "mark"):
            await officer.type(typed)
            names = [choice.name for choice in officer.top._found]
            called = [typed in f"{choice.name} {choice.also}".casefold() for choice in officer.top._found]
            assert called == sorted(called, reverse=True), names
            mixed |= len(set(called)) == 2
        assert mixed, "some are called so, and some are only said to be so"


async def test_the_palette_opens_with_colon_of_any_width_or_ctrl_p(opened: Opened) -> None:
    async with opened() as officer:
        for key in ("ctrl+p", "colon", "fullwidth_colon"):
            await officer.press(key)
            assert isinstance(officer.top, ChooseScreen)
            await officer.press("escape")


async def test_help_names_every_key_with_what_it_does(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("4")
        await officer.press("question_mark")
        officer.looks_like("help-80-en")


async def test_the_language_changes_at_once_and_keeps_the_list(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("4")
        await officer.press("down", "ctrl+l")
        assert language().code == "zh_CN"
        assert "4 维权" in officer.picture
        assert "2026-000001" in officer.picture
        assert not re.search(r"\bHelp\b", officer.footer)


async def test_a_dirty_form_refuses_the_other_language_and_quitting(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("5", "n")
        await officer.press(*"Zhang")
        await officer.app.run_action("language")
        await officer.app.run_action("quit")
        await officer.settle()
        assert language().code == "en"
        assert "Zhang" in officer.picture
        assert "Save or leave the form first" in officer.picture


async def test_neither_screenshot_nor_suspend_nor_window_title_is_offered(opened: Opened) -> None:
    async with opened() as officer:
        actions = {active.binding.action for active in officer.top.active_bindings.values()}
        assert not any("screenshot" in action or "suspend" in action for action in actions)
        assert not officer.app.ENABLE_COMMAND_PALETTE
        assert officer.app.title == "Sealdesk"


async def test_what_is_copied_stays_in_the_program(opened: Opened, monkeypatch: Any) -> None:
    async with opened() as officer:
        written: list[str] = []
        monkeypatch.setattr(officer.app._driver, "write", written.append)
        officer.app.copy_to_clipboard("张三")
        assert officer.app.clipboard == "张三"
        assert not any("\x1b]52" in part for part in written)


async def test_a_passphrase_cannot_be_copied_to_where_it_would_be_seen(app: Any) -> None:
    async with driven(app) as officer:
        for cut in ("ctrl+c", "ctrl+x"):
            await officer.press(*"secret", "shift+home", cut)
            assert officer.app.clipboard == ""


async def test_quitting_waits_for_long_work(opened: Opened) -> None:
    async with opened() as officer:
        await officer.push(ProgressDialog("Importing"))
        await officer.press("ctrl+q")
        assert "Let the work end or stop it first" in officer.picture
        assert officer.app.is_running


async def test_a_cursor_does_not_blink(app: Any) -> None:
    async with driven(app):
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


async def test_a_crash_of_a_screen_prints_no_values(opened: Opened, capsys: Any) -> None:
    async def crash() -> None:
        async with opened() as officer:
            secret = "张三"
            officer.app.call_later(lambda: len(secret) / 0)
            await officer.settle()

    with pytest.raises(ZeroDivisionError):
        await crash()
    assert "张三" not in "".join(capsys.readouterr())


def test_the_idle_clock_goes_on_while_the_machine_sleeps() -> None:
    assert awake_seconds() <= awake_seconds()


async def test_a_refusal_is_shown_as_its_sentence(opened: Opened, furnished: Office) -> None:
    async with opened() as officer:
        await officer.press("g", "x", "s")
        assert "No other site is trusted yet." in officer.picture


async def test_markup_in_what_is_shown_stays_text(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("5")
        assert "[red]欧阳[/red]" in officer.picture
        assert officer.top.query(Static)


def test_the_first_screen_waits_for_no_record_to_be_declared() -> None:
    loaded = "import sys, tui.__main__, tui.app.app, tui.app.unlock, tui.cli.parser; tui.cli.parser.parser()"
    code = f"{loaded}; sys.exit(not {{'core.desks', 'core.model.record', 'pydantic'}}.isdisjoint(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


WATCH = """
import sys
from pathlib import Path
class Watch:
    def find_spec(self, name, path=None, target=None):
        frame = sys._getframe() if name == "core.desks" else None
        while frame is not None:
            under_way = frame.f_locals["name"] if frame.f_code.co_name == "_find_and_load" else ""
            if under_way.startswith("core.desks."):
                sys.exit(under_way)
            frame = frame.f_back
sys.meta_path.insert(0, Watch())
"""
"""Ends the program where loading all desks begins while a module of one of them is still being loaded."""


@pytest.mark.parametrize(
    "entry",
    [
        "from tui.app.unlock import UnlockScreen; UnlockScreen.prepare(None)",
        "from data.backend.backend import LocalBackend\n"
        "try: LocalBackend(Path('nowhere')).unlock('')\n"
        "except Exception: pass",
    ],
    ids=["the screens", "the store"],
)
def test_what_unlocking_loads_at_once_begins_with_all_desks(entry: str) -> None:
    code = f"{WATCH}{entry}\nsys.exit('core.desks' not in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stderr == ""
