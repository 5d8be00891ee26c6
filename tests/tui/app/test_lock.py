"""The lock: when it comes, and that none of the known ways leads round it."""

import asyncio
import inspect
import math
from typing import Any

import pytest
from textual.screen import ModalScreen, Screen
from textual.widgets import Label

from tests.support.screen_driver import Opened, ScreenDriver, driven
from tui.app.app import SealdeskApp
from tui.dialogs.dialog import ProgressDialog, confirm

LOCKED = (
    "Locked 北区站 王敏, seat 1 Signed in since 2026-11-23 09:30, locked since 09:30 "
    "Passphrase Enter: unlock F4: another officer Ctrl+Q: quit"
)


def locked_words(officer: ScreenDriver) -> str:
    """Return what a locked screen shows."""
    assert officer.app.locked
    return officer.words


async def unlock(officer: ScreenDriver, passphrase: str = "ok") -> None:
    await officer.press(*passphrase, "enter")


async def test_one_key_locks_and_shows_nothing(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("5")
        for key in ("f12", "ctrl+k"):
            await officer.press(key)
            assert locked_words(officer) == LOCKED
            await unlock(officer)


async def test_the_passphrase_unlocks_and_nothing_else_does(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("5", "f12")
        await officer.press("escape")
        await unlock(officer, "wrong")
        assert "This passphrase opens no seat." in locked_words(officer)
        await unlock(officer)
        assert not officer.app.locked
        assert "张三" in officer.picture


async def test_it_locks_after_the_idle_minutes_of_the_policy_pack(app: Any) -> None:
    now = [0.0]
    ours = SealdeskApp(app.backend, clock=lambda: now[0])
    async with driven(ours) as officer:
        await unlock(officer)
        now[0] = 299
        ours.lock_if_idle()
        assert not ours.locked
        await officer.press("down")
        now[0] = 299 + 299
        ours.lock_if_idle()
        assert not ours.locked, "a key pressed begins the time anew"
        now[0] = 299 + 300
        ours.lock_if_idle()
        assert ours.locked
        await officer.settle()
        await unlock(officer)
        ours.lock_if_idle()
        assert not ours.locked, "unlocking begins the time anew"


async def test_before_it_locks_the_first_line_says_in_how_many_seconds_until_a_key_is_pressed(app: Any) -> None:
    now = [0.0]
    ours = SealdeskApp(app.backend, clock=lambda: now[0])
    async with driven(ours) as officer:
        await unlock(officer)
        for now[0], told in ((269.0, False), (270.5, True), (295.0, True)):
            ours.lock_if_idle()
            await officer.settle()
            assert (f"locks in {math.ceil(300 - now[0])} s" in officer.picture.splitlines()[0]) is told
        await officer.press("down")
        assert "locks in" not in officer.picture
        now[0] = 295 + 269
        ours.lock_if_idle()
        await officer.settle()
        assert "locks in" not in officer.picture, "a key pressed begins the time anew"


async def test_it_locks_over_a_dialog_and_gives_it_back(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("5", "n")
        await officer.press(*"Zhang", "f12")
        assert locked_words(officer) == LOCKED
        await unlock(officer)
        assert "Zhang" in officer.picture


@pytest.mark.parametrize("language", ["en", "zh_CN"])
async def test_the_lock_says_which_store_it_is_and_who_works_with_it(opened: Opened, language: str) -> None:
    async with opened((80, 24), language) as officer:
        await officer.press("f12")
        officer.looks_like(f"lock-80-{language}")


async def test_the_program_ends_at_the_lock_once_it_was_seen_what_that_means(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("f12", "ctrl+q")
        assert "Ctrl+Q again ends the program" in officer.words
        assert officer.app.is_running
        await officer.press("ctrl+q")
        assert not officer.app.is_running


# Another officer


async def test_another_officer_comes_in_from_the_lock(opened: Opened, backend: Any) -> None:
    async with opened() as officer:
        backend.seat_count = 2
        await officer.open_list("person", "f12", "f4")
        assert "Seat" in officer.words
        assert "张三" not in officer.picture
        assert officer.app.office is None
        await officer.type("ok")
        await officer.press("tab", "2", "enter")
        assert backend.seat == 2
        assert "1 Today" in officer.picture


async def test_what_is_not_saved_is_said_to_be_lost_before_another_officer_comes_in(opened: Opened) -> None:
    async with opened() as officer:
        await officer.open_list("person", "n")
        await officer.press(*"Zhang", "f12", "f4")
        assert "What was typed here and not saved is lost." in locked_words(officer)
        await officer.press("f4")
        assert not officer.app.locked
        await unlock(officer)
        assert "Zhang" not in officer.picture


async def test_what_waited_behind_the_lock_is_not_for_the_next_officer(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("f12")
        officer.app.notify("meanwhile 李四")
        await officer.push(Secret())
        await officer.press("f4")
        await unlock(officer)
        assert "李四" not in officer.picture
        assert "secret" not in officer.picture


async def test_nobody_comes_in_while_long_work_goes_on(opened: Opened) -> None:
    async with opened() as officer:
        await officer.push(ProgressDialog("Importing"))
        await officer.press("f12", "f4")
        assert officer.app.locked
        assert "Long work is going on" in officer.words


async def test_the_palette_lets_another_officer_sign_in(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("colon")
        await officer.type("Another officer")
        await officer.press("enter")
        assert officer.app.office is None
        assert "Enter: open" in officer.words


# The ways round a lock


async def test_no_key_does_anything_else(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("f12")
        for key in ("ctrl+p", "f1", "ctrl+l", "f12", "ctrl+k", "ctrl+c", "escape", "f2", "tab"):
            await officer.press(key)
            assert locked_words(officer) == LOCKED, key
            assert officer.app.is_running


async def test_no_action_of_the_program_runs(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("f12")
        stack = list(officer.app.screen_stack)
        for action in ("palette", "help", "language", "lock", "quit", "command_palette", "pop_screen"):
            assert not await officer.app.run_action(action)
        assert list(officer.app.screen_stack) == stack


async def test_toasts_wait_until_it_is_unlocked(opened: Opened) -> None:
    async with opened() as officer:
        officer.app.notify("before 张三")
        await officer.settle()
        await officer.press("f12")
        officer.app.notify("meanwhile 李四")
        await officer.settle()
        assert locked_words(officer) == LOCKED
        await unlock(officer)
        assert "before 张三" in officer.picture
        assert "meanwhile 李四" in officer.picture


class Secret(ModalScreen[None]):
    """A screen that a worker opens."""

    def compose(self) -> Any:
        yield Label("secret 张三")


async def test_a_screen_that_a_worker_opens_waits(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("f12")
        await officer.push(Secret())
        assert locked_words(officer) == LOCKED
        await unlock(officer)
        assert "secret 张三" in officer.picture


async def test_a_question_asked_meanwhile_is_put_afterwards_and_its_answer_arrives(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("f12")
        answers: list[bool] = []

        async def ask() -> None:
            answers.append(await confirm(officer.app, "Really 张三?"))

        officer.app.run_worker(ask())
        await officer.settle()
        assert locked_words(officer) == LOCKED
        await unlock(officer)
        assert not officer.app._given_up, "the passphrase had to wait for the question"
        assert "Really 张三?" in officer.picture
        await officer.press("y")
        assert answers == [True]


async def test_a_dialog_that_closes_meanwhile_does_not_take_the_lock_away(opened: Opened) -> None:
    async with opened() as officer:
        dialog = Secret()
        await officer.push(dialog)
        await officer.press("f12")
        dialog.dismiss(None)
        await officer.settle()
        assert locked_words(officer) == LOCKED
        await unlock(officer)
        assert "secret" not in officer.picture
        assert "1 Today" in officer.picture


async def test_a_screen_that_a_worker_changes_waits(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("f12")
        officer.app.switch_screen(Secret())
        await officer.settle()
        assert locked_words(officer) == LOCKED
        await unlock(officer)
        assert "secret 张三" in officer.picture


async def test_what_was_held_happens_in_the_order_it_came(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("f12")
        first, second = Secret(), Screen()
        officer.app.push_screen(first)
        officer.app.push_screen(second)
        officer.app.pop_screen()
        await unlock(officer)
        assert officer.top is first


async def test_long_work_goes_on_behind_the_lock_and_ends_after_it(opened: Opened) -> None:
    from tui.dialogs.long_work import run_with_progress

    async with opened() as officer:
        goes_on = asyncio.Event()
        loop = asyncio.get_running_loop()
        done: list[str] = []

        def long(progress: Any) -> str:
            asyncio.run_coroutine_threadsafe(goes_on.wait(), loop).result(10)
            progress(1, 1)
            return "imported"

        async def run() -> None:
            done.append(await run_with_progress(officer.app, "Importing 张三.xlsx", long))

        worker = officer.app.run_worker(run())
        with officer.holding_up():
            await officer.settle()
            await officer.press("f12")
        goes_on.set()
        await worker.wait()
        assert locked_words(officer) == LOCKED
        assert done == ["imported"]
        await unlock(officer)
        assert "Importing" not in officer.picture
        assert "1 Today" in officer.picture


def test_every_change_of_screen_is_guarded() -> None:
    """A way of Textual to change the screen that this list does not know would be a way round the lock."""
    methods = {name for name, _method in inspect.getmembers(SealdeskApp, inspect.isfunction)}
    ways = {name for name in methods if name.endswith(("_screen", "_screen_wait", "_mode")) and name[0] != "_"}
    guarded = {"push_screen", "pop_screen", "switch_screen"}
    harmless = {"push_screen_wait", "install_screen", "uninstall_screen", "get_screen", "get_default_screen"}
    modes = {"add_mode", "remove_mode", "switch_mode"}  # the program has one mode
    actions = {name for name in ways if name.startswith("action_")}  # all stopped by check_action
    assert ways <= guarded | harmless | modes | actions


async def test_the_lock_says_whose_it_is_and_lets_the_program_be_ended(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("f12")
        assert "北区站" in officer.picture
        assert "王敏" in officer.picture
        await officer.press("ctrl+q")
        assert officer.app.is_running
        assert "What was not saved is lost." in officer.picture
        await officer.press("ctrl+q")
        assert not officer.app.is_running
