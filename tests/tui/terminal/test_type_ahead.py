"""Keys pressed in haste: on a real terminal, where the program has no time, everything lands where it was typed for."""

import importlib
import os
import pkgutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from textual.screen import Screen
from textual.widgets import Input

import tui
from core.model.query import Query
from core.office.office import Office
from data.site.open_site import OpenSite, open_site
from data.vault import key_slots
from tests.conftest import LIGHT, PASSPHRASE
from tests.support.command_line_driver import PROGRAM
from tests.support.every_case import one_in
from tests.support.pseudo_terminal import running
from tests.support.screen_driver import Opened, driven
from tests.support.screen_stage import Stage
from tui.dialogs.dialog import _Line, ask
from tui.terminal.type_ahead import TypeAheadScreen

pytestmark = pytest.mark.skipif(os.name != "posix", reason="no pseudo-terminals here")

TAB, ENTER, ESCAPE, SAVE, QUIT = "\t", "\r", "\x1b", "\x13", "\x11"
TEXT = "食堂的饭菜是凉的，已经三个星期了。The canteen is cold since three weeks, 0123456789. " * 4
STARVED = f"""
import ctypes, threading, time

def halt():
    while True:
        ctypes.PyDLL(None).usleep(8000)  # which keeps the interpreter to itself meanwhile
        time.sleep(0.004)

threading.Thread(target=halt, daemon=True).start()
{PROGRAM}"""
"""The program, that by turns runs and is halted for longer, as on a machine that has much else to do."""
SIGN_IN = (*PASSPHRASE, ENTER)
REGISTER = ("4", "n", *"食堂饭菜", TAB, *TEXT, SAVE)
ACCEPT = ("a", TAB, *"安宁", ENTER, SAVE)
STEP = ("s", TAB, TAB, *TEXT, TAB, *"与食堂商谈", TAB, *"+4", SAVE)
REPLY = ("r", TAB, *"已经整改。", SAVE)


@pytest.fixture
def store(tmp_path: Path, found_at: Callable[[Path, str], OpenSite]) -> Path:
    """A closed store in which nothing is registered."""
    found_at(tmp_path / "store", "甲站").close()
    return tmp_path / "store"


def typed(store: Path, *keys: str, rate: float = 1000) -> int:
    """Sign in, press these keys and quit, all of it without looking up once; return the status of the program."""
    with running([sys.executable, "-c", STARVED, "open", str(store)], SEALDESK_LANG="en") as terminal:
        terminal.until("Passphrase")
        terminal.settle()
        terminal.type((*SIGN_IN, *keys, QUIT), rate)
        return terminal.ended()


@contextmanager
def reopened(store: Path) -> Iterator[Office]:
    with patch.object(key_slots, "MINIMUM", LIGHT):
        site = open_site(store, PASSPHRASE)
    try:
        yield site.office()
    finally:
        site.close()


@pytest.mark.parametrize("rate", one_in(2, [1e9, 1000]), ids=["one burst", "a thousand a second"])
def test_everything_typed_ahead_lands_in_its_field(store: Path, rate: float) -> None:
    assert typed(store, *REGISTER, *ACCEPT, *STEP, *REPLY, rate=rate) == 0
    with reopened(store) as office:
        (grievance,) = office.find(Query("grievance"))
        assert (grievance.subject, grievance.text) == ("食堂饭菜", TEXT.strip())
        assert office.title("officer", grievance.handler) == "安宁"
        step, reply = office.find(Query("step"))
        assert (step.text, step.next) == (TEXT.strip(), "与食堂商谈")
        assert step.next_due == step.day + timedelta(days=4)
        assert reply.text == "已经整改。"


def test_a_text_with_tabs_in_one_burst_is_keys(store: Path) -> None:
    assert typed(store, *REGISTER, *ACCEPT, "s", TAB, TAB, "甲\t乙\t+4\x13", rate=1e9) == 0
    with reopened(store) as office:
        (step,) = office.find(Query("step"))
        assert (step.text, step.next, step.next_due) == ("甲", "乙", step.day + timedelta(days=4))


# One screen after the other


async def test_no_question_is_answered_by_a_key_typed_before_it_was_seen(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("4")
        await officer.at_once("n", *"abc", "escape", "y", "y", "enter")
        assert "Leave without saving" in officer.words
        await officer.press("y")
        assert "[Grievances]" in officer.words


async def test_what_is_typed_ahead_of_a_refusal_does_nothing(opened: Opened, backend: Any) -> None:
    async with opened() as officer:
        await officer.press("4")
        before = backend.office.count(Query("grievance"))
        await officer.at_once("n", "ctrl+s", *"6n", "tab", "ctrl+s")
        assert "Register grievance" in officer.words
        assert backend.office.count(Query("grievance")) == before
        assert not any("6n" in field.value for field in officer.top.query("LineControl").results(Input))


@pytest.mark.parametrize("times", [2, 3, 5])
@pytest.mark.parametrize("key", ["enter", "escape", "f10"])
async def test_a_key_that_is_pressed_again_does_not_end_the_program(
    opened: Opened, backend: Any, tmp_path: Path, key: str, times: int
) -> None:
    backend.export_list = lambda office, entry, path, header, rows, progress: list(rows)
    async with opened() as officer:
        await officer.press("5")
        await officer.at_once("X", "end", "ctrl+u", *str(tmp_path / "list.xlsx"), *[key] * times)
        await officer.press("escape", "escape", "escape")
        assert officer.app.is_running
        assert "[People]" in officer.words


async def test_a_scanner_that_types_number_and_enter_again_and_again_is_followed(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("4")
        scanned = ("2026-000001", "2026-000003", "2026-000002")
        await officer.at_once(*(key for number in scanned for key in ("escape", "slash", *number, "enter", "enter")))
        assert "2026-000002" in officer.words
        assert officer.top.current().number == "2026-000002"


async def test_marks_and_what_is_done_to_them_may_be_typed_ahead(opened: Opened, backend: Any) -> None:
    async with opened() as officer:
        await officer.press("4")
        await officer.at_once("slash", *"leave", "enter", "asterisk", "a", "ctrl+s")
        assert "Done to 1, in one step or not at all: 2026-000003 Question about annual leave" in officer.words


async def test_keys_typed_on_the_first_screen_wait_for_all_its_fields(app: Any) -> None:
    app.backend.seat_count = 3
    async with driven(app) as officer:
        await officer.at_once("tab", "2", "enter", *"ok", "enter", "4")
        assert app.backend.seat == 2
        assert "Accepted" in officer.words or "[Grievances]" in officer.words


async def test_a_dialog_that_is_closed_already_is_not_closed_again() -> None:
    async with driven(Stage()) as officer:
        worker = officer.app.run_worker(ask(officer.app, "Passphrase"))
        await officer.settle()
        officer.top.dismiss("first").call_next(officer.app)
        dialog = _Line("another", "", False)
        await officer.app.push_screen(dialog)
        dialog.dismiss("a")
        dialog.dismiss("b")
        await officer.settle()
        assert await worker.wait() == "first"


def test_every_screen_closes_once_and_knows_since_when_it_is_seen() -> None:
    for module in pkgutil.walk_packages(tui.__path__, "tui."):
        importlib.import_module(module.name)
    ours = {screen for screen in _below(Screen) if screen.__module__.startswith("tui.")}
    assert len(ours) > 10
    assert {screen.__name__ for screen in ours if not issubclass(screen, TypeAheadScreen)} == set()


def _below(kind: type[Any]) -> set[type[Any]]:
    return {each for child in kind.__subclasses__() for each in ({child} | _below(child))}
