"""The screen driver: the program on a screen, and an officer who presses keys and reads.

    async def test_a_search_that_finds_nothing_says_so(opened: Opened) -> None:
        async with opened() as officer:                # signed in, on the first desk, 80 by 24, in English
            await officer.press("4", "slash")          # each key when the one before has had its effect
            await officer.type("nowhere")              # whole, as a paste or an input method does
            await officer.press("enter")
            assert "Nothing matches the search" in officer.words
            officer.looks_like("queue-empty-80-en")    # the whole screen, as tests/tui/pictures has it

What is opened is the fixture `furnished`; a test that wants another store overrides `furnished` or `backend`. The rest
is asked for: `opened((160, 48), "zh_CN")`. Other ways to open:

    signed_in(SiteBackend(site, stick, seat=2))        an officer at a whole site, with a stick in the drive
    signed_in(LocalBackend(folder, clock), "correct horse")                  a closed store, with its passphrase
    driven(app)                                        the program before its first screen is left
    driven(Stage(DetailPane()), (80, 30))              one widget alone; one screen alone is `Stage(screen=…)`

Nothing here waits for a clock. After every key the driver waits until the program has nothing left to do: no message,
no thread, nothing to be drawn. A test never pauses, and never presses a key twice to be sure. Keys that must come
faster than that are pressed `at_once`; `with officer.holding_up():` the threads are not waited for, because the test
itself lets them go on.
"""

import asyncio
import os
import unicodedata
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from pathlib import Path
from time import monotonic
from typing import Any
from unittest.mock import patch

from textual import events
from textual._context import visible_screen_stack
from textual.app import App
from textual.css.stylesheet import Stylesheet
from textual.geometry import Size
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.screen import Screen

from core.office.office import Office
from tui.app.app import SealdeskApp
from tui.frame.desk import letters
from tui.language import set_language
from tui.terminal.type_ahead import EAGER, NAP
from tui.widgets.fields import Field

PICTURES = Path(__file__).parents[1] / "tui/pictures"
PATIENCE = 60.0
"""Seconds after which a program that is still at work hangs."""

Opened = Callable[..., AbstractAsyncContextManager["ScreenDriver"]]
"""The type of the fixture `opened`."""


class ScreenDriver:
    """An officer before the screen: presses keys, types, and reads what is shown."""

    def __init__(self, app: Any, at_work: set[Any]) -> None:
        self.app = app
        self._at_work = at_work
        self._waits = True
        self._watches = True

    # What an officer does

    async def press(self, *keys: str) -> None:
        """Press keys, each when the one before has had its effect."""
        for key in keys:
            await self.at_once(key)

    async def at_once(self, *keys: str) -> None:
        """Press keys faster than anything can happen."""
        for key in keys:
            self.app.post_message(_key(key))
        await self.settle()

    async def type(self, text: str) -> None:
        """Put text into the field that has the focus, in place of what is there, whole as an input method does."""
        await self.press("end", "ctrl+u")
        await self.paste(text)

    async def paste(self, text: str) -> None:
        """Paste text where the cursor is."""
        self.app.post_message(events.Paste(text))
        await self.settle()

    async def answer(self, *lines: str) -> None:
        """Type each line and press Enter after it."""
        for line in lines:
            await self.type(line)
            await self.press("enter")

    async def open_list(self, kind: str, *keys: str) -> None:
        """Go to the desk that keeps records of a kind, turn its lists until they are shown, and press further keys."""
        letter, desk = next((letter, desk) for letter, desk in letters().items() if kind in desk.kinds)
        if self.top.desk != desk:
            await self.press("g", letter)
        for _ in desk.kinds:
            if self.top.kind == kind:
                break
            await self.press("right_square_bracket")
        assert self.top.kind == kind, self.picture
        await self.press(*keys)

    async def go_to(self, name: str) -> None:
        """Press Tab until the cursor is in a field of the form."""
        for _ in range(40):
            if any(isinstance(each, Field) and each.column.name == name for each in self.top.focused.ancestors):
                return
            await self.press("tab")
        raise AssertionError(f"no field {name}:\n{self.picture}")

    async def fill(self, **fields: str) -> None:
        """Type into fields of a form in their order, and save it."""
        for name, text in fields.items():
            await self.go_to(name)
            await self.type(text)
        await self.press("f10")

    async def resize(self, width: int, height: int) -> None:
        """Make the terminal wider or narrower."""
        size = Size(width, height)
        self.app._driver._size = size
        self.app.post_message(events.Resize(size, size))
        await self.settle()
        self.app._check_resize()  # which else waits a moment for the next size
        await self.settle()

    async def push(self, screen: Screen[Any]) -> None:
        """Lay a screen over the present one, as the program would at a key."""
        self.app.push_screen(screen)
        await self.settle()

    @contextmanager
    def holding_up(self) -> Iterator[None]:
        """Wait for no thread meanwhile: the test itself holds up what they do."""
        self._waits = False
        try:
            yield
        finally:
            self._waits = True

    @contextmanager
    def looking_away(self) -> Iterator[None]:
        """Let nothing be drawn meanwhile: what passes here other tests look at."""
        self._watches = False
        try:
            yield
        finally:
            self._watches = True

    # What an officer sees

    @property
    def picture(self) -> str:
        """The screen as lines of text, as a person sees them; a wide character takes two columns."""
        visible_screen_stack.set(self.app._background_screens)
        strips = self.top._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips) + "\n"

    @property
    def words(self) -> str:
        """The words on the screen with single blanks between them, whatever lines and edges they stand in."""
        return " ".join(self.picture.replace("│", " ").split())

    @property
    def footer(self) -> str:
        """The last line of the screen, which says the keys."""
        return self.picture.splitlines()[-1]

    def looks_like(self, name: str) -> None:
        """Compare the screen with `pictures/NAME.txt`; with SEALDESK_PICTURES=write it is written instead."""
        path = PICTURES / f"{name}.txt"
        seen = self.picture
        if os.environ.get("SEALDESK_PICTURES") == "write":
            path.write_text(seen, "utf-8")
        assert seen == path.read_text("utf-8")

    # What stands behind it

    @property
    def top(self) -> Any:
        """The screen, or the dialog, on top."""
        return self.app.screen

    @property
    def office(self) -> Office:
        """What this officer may do and read."""
        office: Office = self.app.office
        return office

    async def settle(self) -> None:
        """Wait until the program has nothing left to do, but for dialogs that wait for the officer.

        Needed only after what a test does past the keys. Raises `AssertionError` if the program hangs.
        """
        ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
        begun, idle = monotonic(), 0
        while self.app._exception is None and self.app.is_running:
            await asyncio.sleep(0)
            if ready:
                pass
            elif self._at_work and self._waits:
                await asyncio.wait(self._at_work, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
            elif not self.app.animator._complete_event.is_set():
                await self.app.animator.wait_until_complete()
            elif self._lays_out() or self._draws():
                pass
            elif not getattr(self.app, "hurried", False):
                return
            elif (idle := idle + 1) > EAGER:
                await asyncio.sleep(NAP)
            assert monotonic() - begun < PATIENCE, f"still at work: {self._at_work or ready}\n{self.picture}"

    def _lays_out(self) -> bool:
        """Lay out what waits for the next frame, which never comes by itself here; return whether anything did."""
        top = self.top
        waits = (
            top._layout_required
            or top._scroll_required
            or top._repaint_required
            or top._recompose_required
            or top._callbacks
        )
        if waits:
            top._on_timer_update()
        return bool(waits)

    def _draws(self) -> bool:
        """Draw what has changed since it was last drawn; return whether there was anything."""
        top = self.top
        changed = self._watches and bool(top._dirty_widgets or top._compositor._dirty_regions)
        if changed:
            top._compositor.update_widgets(top._dirty_widgets)
            _draw(top)
        return changed


def _key(key: str) -> events.Key:
    """Return the event of a key, as a terminal would make it."""
    if len(key) == 1 and not key.isalnum():
        key = _character_to_key(key)
    try:
        character = unicodedata.lookup(_get_unicode_name_from_key(REPLACED_KEYS.get(key, key)))
    except KeyError:
        character = key if len(key) == 1 else {"enter": "\r"}.get(key, "")
    return events.Key(key, character or None)


@contextmanager
def _noting_threads() -> Iterator[set[Any]]:
    """Note what is handed to threads, until it is done."""
    loop: Any = asyncio.get_running_loop()
    at_work: set[Any] = set()
    start = loop.run_in_executor

    def noted(*given: Any) -> Any:
        work = start(*given)
        at_work.add(work)
        work.add_done_callback(at_work.discard)
        return work

    loop.run_in_executor = noted
    try:
        yield at_work
    finally:
        loop.run_in_executor = start


_draw = Screen._compositor_refresh


def _not_drawn_yet(screen: Screen[Any]) -> None:
    """Leave what changed to be drawn once all is done: a terminal, too, shows few of the frames between."""
    if screen is not screen.app.screen:
        _draw(screen)  # which asks the screen on top to be drawn


_PARSED: dict[Any, Any] = {}
_parse_rules = Stylesheet._parse_rules


def _parsed_once(sheet: Stylesheet, *given: Any, **named: Any) -> Any:
    """Parse a style once for all applications of a test run, not once for each."""
    style = (*given, *sorted(named.items()), *sheet._variables.items())
    if style not in _PARSED:
        _PARSED[style] = _parse_rules(sheet, *given, **named)
    return _PARSED[style]


@asynccontextmanager
async def driven(
    app: App[Any], size: tuple[int, int] = (80, 24), *, goes_on: bool = False
) -> AsyncIterator[ScreenDriver]:
    """Run an application on a screen of so many columns and lines; a mistake of the program fails the test."""
    if isinstance(app, SealdeskApp):
        app.ends_on_mistakes = not goes_on
    parsing, drawing, frames = (
        patch.object(Stylesheet, "_parse_rules", _parsed_once),
        patch.object(Screen, "_compositor_refresh", _not_drawn_yet),
        patch("textual.screen.UPDATE_PERIOD", PATIENCE),
    )
    with _noting_threads() as at_work, parsing, drawing, frames:
        async with app.run_test(size=size, notifications=True):
            officer = ScreenDriver(app, at_work)
            await officer.settle()
            yield officer


@asynccontextmanager
async def signed_in(
    backend: Any, passphrase: str = "ok", *, size: tuple[int, int] = (80, 24), language: str = "", goes_on: bool = False
) -> AsyncIterator[ScreenDriver]:
    """Open the program on a backend, and sign in; the backend is closed at the end.

    Where the program `goes_on`, a mistake of it is told on the screen as outside of tests, and does not fail the test.
    """
    if language:
        set_language(language)
    try:
        async with driven(SealdeskApp(backend), size, goes_on=goes_on) as officer:
            with officer.looking_away():
                await officer.answer(passphrase)
            await officer.settle()
            yield officer
    finally:
        backend.close()
