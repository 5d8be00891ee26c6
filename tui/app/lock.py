"""The lock: after idle minutes and by one key the screen shows nothing, until the same officer's passphrase is given.

A pushed screen alone locks nothing: priority keys fire, the palette opens over it, a worker's screen covers it, its
`dismiss` takes the lock away, and toasts show through. So whatever would change the screen while it is locked is held,
in order, and done when it is unlocked.
"""

import asyncio
import contextvars
import time
from collections.abc import Callable
from typing import Any

from textual.await_complete import AwaitComplete
from textual.notifications import Notification
from textual.screen import Screen
from textual.widget import AwaitMount
from textual.worker import Worker

from tui.terminal.type_ahead import TypeAheadApp


def awake_seconds() -> float:
    """Return a clock that never goes back and also runs while the machine sleeps."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


class Lockable(TypeAheadApp):
    """An app that can be locked."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._lock_screen: Screen[Any] | None = None
        self._held: list[Callable[[], Any]] = []

    @property
    def locked(self) -> bool:
        """Whether the lock is on."""
        return self._lock_screen is not None

    def lock_with(self, screen: Screen[Any]) -> None:
        """Cover everything with this screen and hold whatever comes."""
        toasts = list(self._notifications)
        self.clear_notifications()
        super().push_screen(screen)
        self._lock_screen = screen
        self._held += [lambda toast=toast: self._show_again(toast) for toast in toasts]  # type: ignore[misc]

    def release(self) -> None:
        """Take the lock away and do what was held."""
        self._lock_screen = None
        super().pop_screen()
        held, self._held = self._held, []
        for deed in held:
            deed()

    def _at_work(self) -> list[Worker[Any]]:
        """Leave out what waits behind the lock: it can meet no key, and may itself wait for the officer."""
        return [worker for worker in super()._at_work() if not self.locked or worker.node is not self]

    async def leave_locked(self) -> None:
        """Take the lock and every screen away, and forget what was held: its officer is signed out."""
        self._lock_screen = None
        self._held.clear()
        while len(self.screen_stack) > 1:
            await super().pop_screen()

    def _hold(self, deed: Callable[[], Any]) -> None:
        """Keep a deed with its context, so that it is done as the worker that wanted it."""
        context = contextvars.copy_context()
        self._held.append(lambda: context.run(deed))

    def _show_again(self, toast: Notification) -> None:
        self.notify(toast.message, title=toast.title, severity=toast.severity, markup=toast.markup)

    # The ways round a lock, each closed

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow none of the program's own actions, whatever key or palette asks for them."""
        return False if self.locked else super().check_action(action, parameters)

    def push_screen(self, screen: Any, callback: Any = None, wait_for_dismiss: bool = False, **options: Any) -> Any:
        """Hold the screens that workers open."""
        push: Callable[..., Any] = super().push_screen
        if not self.locked:
            return push(screen, callback, wait_for_dismiss, **options)
        if not wait_for_dismiss:
            self._hold(lambda: push(screen, callback, **options))
            return AwaitMount(self.screen, ())
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._hold(lambda: _follow(push(screen, callback, wait_for_dismiss=True, **options), answer))
        return answer

    def pop_screen(self) -> AwaitComplete:
        """Hold the screens that workers close: while locked the topmost is the lock itself."""
        if not self.locked:
            return super().pop_screen()
        self._hold(super().pop_screen)
        return AwaitComplete()

    def switch_screen(self, screen: Screen[Any] | str) -> AwaitComplete:
        """Hold the screens that workers change."""
        switch = super().switch_screen
        if not self.locked:
            return switch(screen)
        self._hold(lambda: switch(screen))
        return AwaitComplete()

    def notify(self, message: str, **options: Any) -> None:
        """Hold toasts."""
        show = super().notify
        if self.locked:
            self._hold(lambda: show(message, **options))
        else:
            show(message, **options)


def _follow(source: "asyncio.Future[Any]", answer: "asyncio.Future[Any]") -> None:
    """Give the answer of a dialog that was opened late to the worker that waits for it."""

    def pass_on(done: "asyncio.Future[Any]") -> None:
        if answer.done():
            return
        if done.cancelled():
            answer.cancel()
        else:
            answer.set_result(done.result())

    source.add_done_callback(pass_on)
