"""Keys in haste: each is handed on only when everything that the one before it led to is done.

Textual forwards a key to whatever has the focus when the key arrives. The keys before it may still wait in the queues
of that field and of the screens around it, so a text typed after Tab would land in the field before, a key that saves
would overtake the text it is to save, and what is typed while a form opens would go to the list below it. Here keys
and pastes stand in one line, in the order in which they were typed. The next one's turn comes when no message is
waiting or being handled, the screen on top is mounted, and what the last key set to work has ended or asks the officer.
"""

import asyncio
from collections import deque
from contextlib import suppress
from enum import Enum
from typing import Any, ClassVar, TypeVar
from weakref import WeakKeyDictionary, WeakSet

from textual import _time, events, on
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.dom import DOMNode
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.worker import NoActiveWorker, Worker, get_current_worker

EAGER = 100
"""So many turns of the loop pass before a key that waits looks only once in a nap."""
NAP = 0.002
"""Seconds between two looks."""
PATIENCE = 10.0
"""Seconds that a key waits for what is not done; of a busy machine only those in which the program could run count."""
BACKGROUND = frozenset({"audit", "figures", "header", "prepare", "search"})
"""Groups of workers that change nothing that a key could meet."""

ResultT = TypeVar("ResultT")


class Before(Enum):
    """What becomes of keys that were typed before a screen stood there."""

    TAKEN = "taken"
    """They are for this screen: it was asked for, and who types fast does not wait for it."""
    KEPT = "kept"
    """They are for what comes after it."""
    DROPPED = "dropped"
    """They are for nothing: nobody answers a question unseen."""


class TypeAheadScreen(Screen[ResultT]):
    """A screen that closes once, and knows since when it has been seen."""

    typed_before: ClassVar[Before] = Before.TAKEN

    def __init__(self) -> None:
        super().__init__()
        self.seen_since: float | None = None
        """The moment at which it was drawn, None as long as it is not."""
        self._left = False
        self._styled = False

    @property
    def ready(self) -> bool:
        """Whether it can be told what becomes of keys now."""
        return self.typed_before is Before.TAKEN or self.seen_since is not None

    def on_compose(self) -> None:
        """Take the classes of its size before there are parts, which otherwise were all styled again."""
        size = self.app.size
        for room, breakpoints in (size.width, self.HORIZONTAL_BREAKPOINTS), (size.height, self.VERTICAL_BREAKPOINTS):
            if reached := [each for each in breakpoints or () if each[0] <= room]:
                self.add_class(max(reached)[1])

    @on(events.ScreenResume)
    def _style_once(self, event: events.ScreenResume) -> None:
        """Leave as it is what was styled when it was put on this new screen."""
        event.refresh_styles &= self._styled
        self._styled = True

    def on_screen_resume(self) -> None:
        """Note when it is drawn."""
        self.call_after_refresh(self._seen)

    def on_screen_suspend(self) -> None:
        """Note that it is covered."""
        self.seen_since = None

    def _seen(self) -> None:
        self.seen_since = _time.get_time()
        if self.typed_before is Before.DROPPED:
            drop_typed(self.app)

    def dismiss(self, result: ResultT | None = None) -> AwaitComplete:
        """Close with a result; when it is closed already, nothing happens."""
        if self._left:
            return AwaitComplete()
        self._left = True
        closing: AwaitComplete = super().dismiss(result)
        return closing


class TypeAheadApp(App[None]):
    """An app that hands on what is typed one by one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._typed: deque[events.Key | events.Paste] = deque()
        self._turn: events.Event | None = None
        self._handing: asyncio.Task[None] | None = None
        self._counts_from = 0.0
        self._opened_by: WeakKeyDictionary[Screen[Any], Worker[Any]] = WeakKeyDictionary()
        self._given_up: WeakSet[Worker[Any]] = WeakSet()

    def update_styles(self, node: DOMNode, animate: bool = True) -> None:
        """Style what stands on a screen; what is not put there yet will be styled when it is."""
        if node is self or node.is_attached:
            super().update_styles(node, animate=animate)

    @property
    def hurried(self) -> bool:
        """Whether something was typed that is not done yet."""
        return self._handing is not None and not self._handing.done()

    async def on_event(self, event: events.Event) -> None:
        """Put what is typed at the end of the line, until its turn comes."""
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded or event is self._turn:
            await super().on_event(event)
            return
        self._typed.append(event)
        if not self.hurried:
            self._handing = asyncio.create_task(self._hand_on(), name="keys in turn")

    def drop_typed(self) -> None:
        """Forget what was typed up to now: it was meant for something that did not happen."""
        self._counts_from = _time.get_time()

    def push_screen(self, screen: Any, *arguments: Any, **options: Any) -> Any:
        """Note which worker asks the officer: it is not waited for."""
        with suppress(NoActiveWorker):
            self._opened_by[screen] = get_current_worker()
        return super().push_screen(screen, *arguments, **options)

    async def _hand_on(self) -> None:
        """Give each key its turn."""
        try:
            await self._take_turns()
        except Exception as error:
            self._handle_exception(error)

    async def _take_turns(self) -> None:
        while await self._settled() and self._typed:
            event = self._next()
            if event is None:
                await asyncio.sleep(NAP)
            elif event.time >= self._counts_from:
                self._turn = event
                self.post_message(event)

    def _next(self) -> events.Key | events.Paste | None:
        """Take the first in the line that is not kept for what comes after the screen on top."""
        top = self.screen
        kept = isinstance(top, TypeAheadScreen) and top.typed_before is Before.KEPT and top.seen_since
        for place, event in enumerate(self._typed):
            if not kept or event.time >= kept:
                del self._typed[place]
                return event
        return None

    async def _settled(self) -> bool:
        """Wait until all that a key led to is done, or takes too long; return whether the program still runs."""
        looks = 0
        while (runs := not self._closing and bool(self._screen_stack)) and not self._is_settled():
            if (looks - EAGER) * NAP > PATIENCE:
                self._given_up.update(self._at_work())
                break
            await asyncio.sleep(0 if looks < EAGER else NAP)
            looks += 1
        return runs

    def _is_settled(self) -> bool:
        top = self.screen
        if isinstance(top, TypeAheadScreen) and not top.ready:
            return False
        return _idle(self) and all(map(_idle, top.walk_children(with_self=True))) and not self._at_work()

    def _at_work(self) -> list[Worker[Any]]:
        """Return the workers of the screen on top that have not ended and do not ask the officer."""
        asking = {self._opened_by.get(screen) for screen in self.screen_stack}
        return [
            worker
            for worker in self.workers
            if not worker.is_finished
            and worker.group not in BACKGROUND
            and worker not in asking
            and worker not in self._given_up
            and (worker.node is self or self.screen in worker.node.ancestors_with_self)
        ]


def _idle(pump: MessagePump) -> bool:
    """Whether a widget, screen or app has no message, handles none, and will be called by nobody."""
    if pump._closing or pump._closed:
        return True
    queue: Any = pump._message_queue  # its task waits here only when the last message is handled to the end
    waits = bool(queue.ready_event._waiters) and queue.empty()
    return waits and not pump._next_callbacks and pump._pending_message is None


def drop_typed(app: App[Any]) -> None:
    """Forget what was typed up to now, where keys stand in line."""
    if isinstance(app, TypeAheadApp):
        app.drop_typed()
