"""The screen driver: it waits for whatever a key has set to work, and for nothing else."""

import asyncio
import threading

import pytest
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from tests.support.screen_driver import driven
from tests.support.screen_stage import Stage


class Slow(Screen[None]):
    """Works in a thread, and after that in another one, before it shows what a key has led to."""

    BINDINGS: list[BindingType] = [Binding("w", "work"), Binding("q", "fail")]

    def __init__(self) -> None:
        super().__init__()
        self.goes_on = threading.Event()

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Static("begun", id="text")
            yield Static("\n".join(map(str, range(100))))

    async def action_work(self) -> None:
        self.run_worker(self._work())

    async def _work(self) -> None:
        for _ in range(2):
            await asyncio.to_thread(self.goes_on.wait, 10)
        self.query_one("#text", Static).update("done")

    def action_fail(self) -> None:
        raise ZeroDivisionError


async def test_a_key_has_its_whole_effect_before_the_test_goes_on() -> None:
    screen = Slow()
    async with driven(Stage(screen=screen)) as officer:
        threading.Timer(0.05, screen.goes_on.set).start()
        await officer.press("w")
        assert "done" in officer.words
        await officer.press("end")
        assert "99" in officer.words, "what scrolls is waited for, too"


async def test_work_that_the_test_holds_up_is_not_waited_for() -> None:
    screen = Slow()
    async with driven(Stage(screen=screen)) as officer:
        with officer.holding_up():
            await officer.press("w")
            assert "begun" in officer.words
        screen.goes_on.set()
        await officer.settle()
        assert "done" in officer.words


async def test_a_mistake_of_the_program_fails_the_test() -> None:
    async def press() -> None:
        async with driven(Stage(screen=Slow())) as officer:
            await officer.press("q")

    with pytest.raises(ZeroDivisionError):
        await press()


def test_a_picture_that_is_another_one_fails_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    async def look() -> None:
        async with driven(Stage(Static("anything"))) as officer:
            officer.looks_like("question")

    monkeypatch.delenv("SEALDESK_PICTURES", raising=False)
    with pytest.raises(AssertionError):
        asyncio.run(look())
