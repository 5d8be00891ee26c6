"""When a screen is drawn: first when its list is read, and its keys only when they are others."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from textual.screen import Screen

from tests.support.screen_driver import Opened
from tui import screens  # noqa: F401 - declares the desks
from tui.lists.desk_screen import DeskScreen
from tui.terminal import first_drawing
from tui.terminal.keys import KeyBar


@contextmanager
def noted(monkeypatch: pytest.MonkeyPatch, owner: type[Any], name: str) -> Iterator[list[Any]]:
    """Note of what a method is called meanwhile."""
    calls: list[Any] = []
    method = getattr(owner, name)
    with monkeypatch.context() as patched:
        patched.setattr(owner, name, lambda self, *given: (calls.append(self), method(self, *given))[1])
        yield calls


async def test_a_desk_is_drawn_first_when_its_list_is_read(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened() as officer:
        drawn: list[bool] = []
        refresh = Screen._compositor_refresh

        def draw(screen: Any) -> None:
            if isinstance(screen, DeskScreen):
                drawn.append(screen.listed is not None)
            refresh(screen)

        monkeypatch.setattr(first_drawing, "AT_MOST", 600)  # a slow machine takes longer than is waited for
        monkeypatch.setattr(Screen, "_compositor_refresh", draw)
        await officer.press("5")
        assert drawn
        assert all(drawn)


async def test_a_list_that_takes_long_is_not_waited_for(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("5")
        officer.top.hold()
        officer.top.hold()
        assert officer.app._batch_count == 1
        officer.top.draw()
        officer.top.draw()
        assert officer.app._batch_count == 0


async def test_a_screen_that_is_left_before_it_is_drawn_lets_others_draw(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("5")
        officer.top.hold()
        await officer.press("4")
        assert officer.app._batch_count == 0
        assert officer.top.listed is not None


async def test_the_keys_are_drawn_again_only_when_they_are_others(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened() as officer:
        await officer.press("5")
        with noted(monkeypatch, KeyBar, "render") as renders:
            await officer.press("down", "down")
            assert not renders
            await officer.press("slash")
            assert renders
