"""The lock: when it comes, and that none of the known ways leads round it."""

import asyncio
import inspect
from typing import Any

from textual.screen import ModalScreen, Screen
from textual.widgets import Label

from tui.app.app import SealdeskApp
from tui.dialogs.dialog import confirm

LOCKED = "Locked 北区站 王敏 Passphrase Enter: unlock Ctrl+Q: quit"


def locked_picture(app: Any, picture: Any) -> str:
    """Return what a locked screen shows, as words."""
    assert app.locked
    return " ".join(picture(app).split())


async def unlock(pilot: Any, settle: Any, passphrase: str = "ok") -> None:
    await pilot.press(*passphrase, "enter")
    await settle(pilot)


async def test_one_key_locks_and_shows_nothing(opened: Any, settle: Any, picture: Any) -> None:
    async with opened() as pilot:
        await pilot.press("6")
        await settle(pilot)
        for key in ("f12", "ctrl+k"):
            await pilot.press(key)
            await settle(pilot)
            assert locked_picture(pilot.app, picture) == LOCKED
            await unlock(pilot, settle)


async def test_the_passphrase_unlocks_and_nothing_else_does(opened: Any, settle: Any, picture: Any) -> None:
    async with opened() as pilot:
        await pilot.press("6", "f12")
        await settle(pilot)
        await pilot.press("escape")
        await unlock(pilot, settle, "wrong")
        assert "This passphrase opens no seat." in locked_picture(pilot.app, picture)
        await unlock(pilot, settle)
        assert not pilot.app.locked
        assert "张三" in picture(pilot.app)


async def test_it_locks_after_the_idle_minutes_of_the_policy_pack(app: Any, settle: Any) -> None:
    now = [0.0]
    ours = SealdeskApp(app.backend, clock=lambda: now[0])
    async with ours.run_test() as pilot:
        await unlock(pilot, settle)
        now[0] = 299
        ours.lock_if_idle()
        assert not ours.locked
        await pilot.press("down")
        now[0] = 299 + 299
        ours.lock_if_idle()
        assert not ours.locked, "a key pressed begins the time anew"
        now[0] = 299 + 300
        ours.lock_if_idle()
        assert ours.locked
        await settle(pilot)
        await unlock(pilot, settle)
        ours.lock_if_idle()
        assert not ours.locked, "unlocking begins the time anew"


async def test_it_locks_over_a_dialog_and_gives_it_back(opened: Any, settle: Any, picture: Any) -> None:
    async with opened() as pilot:
        await pilot.press("6", "n")
        await settle(pilot)
        await pilot.press(*"Zhang", "f12")
        await settle(pilot)
        assert locked_picture(pilot.app, picture) == LOCKED
        await unlock(pilot, settle)
        assert "Zhang" in picture(pilot.app)


# The ways round a lock


async def test_no_key_does_anything_else(opened: Any, settle: Any, picture: Any) -> None:
    async with opened() as pilot:
        await pilot.press("f12")
        await settle(pilot)
        for key in ("ctrl+p", "f1", "ctrl+l", "f12", "ctrl+k", "ctrl+c", "escape", "f2", "tab"):
            await pilot.press(key)
            await pilot.pause()
            assert locked_picture(pilot.app, picture) == LOCKED, key
            assert pilot.app.is_running


async def test_no_action_of_the_program_runs(opened: Any, settle: Any) -> None:
    async with opened() as pilot:
        await pilot.press("f12")
        await settle(pilot)
        stack = list(pilot.app.screen_stack)
        for action in ("palette", "help", "language", "lock", "quit", "command_palette", "pop_screen"):
            assert not await pilot.app.run_action(action)
        assert list(pilot.app.screen_stack) == stack


async def test_toasts_wait_until_it_is_unlocked(opened: Any, settle: Any, picture: Any) -> None:
    async with opened() as pilot:
        pilot.app.notify("before 张三")
        await settle(pilot)
        await pilot.press("f12")
        pilot.app.notify("meanwhile 李四")
        await settle(pilot)
        assert locked_picture(pilot.app, picture) == LOCKED
        await unlock(pilot, settle)
        assert "before 张三" in picture(pilot.app)
        assert "meanwhile 李四" in picture(pilot.app)


class Secret(ModalScreen[None]):
    """A screen that a worker opens."""

    def compose(self) -> Any:
        yield Label("secret 张三")


async def test_a_screen_that_a_worker_opens_waits(opened: Any, settle: Any, picture: Any) -> None:
    async with opened() as pilot:
        await pilot.press("f12")
        await settle(pilot)
        await pilot.app.push_screen(Secret())
        await settle(pilot)
        assert locked_picture(pilot.app, picture) == LOCKED
        await unlock(pilot, settle)
        assert "secret 张三" in picture(pilot.app)


async def test_a_question_asked_meanwhile_is_put_afterwards_and_its_answer_arrives(
    opened: Any, settle: Any, picture: Any
) -> None:
    async with opened() as pilot:
        await pilot.press("f12")
        await settle(pilot)
        answers: list[bool] = []

        async def ask() -> None:
            answers.append(await confirm(pilot.app, "Really 张三?"))

        pilot.app.run_worker(ask())
        await settle(pilot)
        assert locked_picture(pilot.app, picture) == LOCKED
        await unlock(pilot, settle)
        assert "Really 张三?" in picture(pilot.app)
        await pilot.press("y")
        await settle(pilot)
        assert answers == [True]


async def test_a_dialog_that_closes_meanwhile_does_not_take_the_lock_away(
    opened: Any, settle: Any, picture: Any
) -> None:
    async with opened() as pilot:
        dialog = Secret()
        await pilot.app.push_screen(dialog)
        await settle(pilot)
        await pilot.press("f12")
        await settle(pilot)
        dialog.dismiss(None)
        await settle(pilot)
        assert locked_picture(pilot.app, picture) == LOCKED
        await unlock(pilot, settle)
        assert "secret" not in picture(pilot.app)
        assert "1 Today" in picture(pilot.app)


async def test_a_screen_that_a_worker_changes_waits(opened: Any, settle: Any, picture: Any) -> None:
    async with opened() as pilot:
        await pilot.press("f12")
        await settle(pilot)
        pilot.app.switch_screen(Secret())
        await settle(pilot)
        assert locked_picture(pilot.app, picture) == LOCKED
        await unlock(pilot, settle)
        assert "secret 张三" in picture(pilot.app)


async def test_what_was_held_happens_in_the_order_it_came(opened: Any, settle: Any, picture: Any) -> None:
    async with opened() as pilot:
        await pilot.press("f12")
        await settle(pilot)
        first, second = Secret(), Screen()
        pilot.app.push_screen(first)
        pilot.app.push_screen(second)
        pilot.app.pop_screen()
        await unlock(pilot, settle)
        assert pilot.app.screen is first


async def test_long_work_goes_on_behind_the_lock_and_ends_after_it(opened: Any, settle: Any, picture: Any) -> None:
    from tui.dialogs.long_work import run_with_progress

    async with opened() as pilot:
        goes_on = asyncio.Event()
        loop = asyncio.get_running_loop()
        done: list[str] = []

        def long(progress: Any) -> str:
            asyncio.run_coroutine_threadsafe(goes_on.wait(), loop).result(10)
            progress(1, 1)
            return "imported"

        async def run() -> None:
            done.append(await run_with_progress(pilot.app, "Importing 张三.xlsx", long))

        worker = pilot.app.run_worker(run())
        await settle(pilot)
        await pilot.press("f12")
        await settle(pilot)
        goes_on.set()
        await worker.wait()
        assert locked_picture(pilot.app, picture) == LOCKED
        assert done == ["imported"]
        await unlock(pilot, settle)
        assert "Importing" not in picture(pilot.app)
        assert "1 Today" in picture(pilot.app)


def test_every_change_of_screen_is_guarded() -> None:
    """A way of Textual to change the screen that this list does not know would be a way round the lock."""
    methods = {name for name, _method in inspect.getmembers(SealdeskApp, inspect.isfunction)}
    ways = {name for name in methods if name.endswith(("_screen", "_screen_wait", "_mode")) and name[0] != "_"}
    guarded = {"push_screen", "pop_screen", "switch_screen"}
    harmless = {"push_screen_wait", "install_screen", "uninstall_screen", "get_screen", "get_default_screen"}
    modes = {"add_mode", "remove_mode", "switch_mode"}  # the program has one mode
    actions = {name for name in ways if name.startswith("action_")}  # all stopped by check_action
    assert ways <= guarded | harmless | modes | actions


async def test_the_lock_says_whose_it_is_and_lets_the_program_be_ended(opened: Any, settle: Any, picture: Any) -> None:
    async with opened() as pilot:
        await pilot.press("f12")
        await settle(pilot)
        assert "北区站" in picture(pilot.app)
        assert "王敏" in picture(pilot.app)
        await pilot.press("ctrl+q")
        await settle(pilot)
        assert pilot.app.is_running
        assert "What was not saved is lost." in picture(pilot.app)
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert not pilot.app.is_running
