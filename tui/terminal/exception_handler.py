"""The last catch: a mistake of the program itself, met on a screen, is told of, and the program goes on.

What an officer has typed stays on the screen. Whatever was being written is undone by its transaction, or was done as a
whole before. Only where one mistake leads to the next without end, or the store is not open yet, the program ends.
"""

import time
from collections import deque
from typing import Any

from textual.app import App
from textual.message import Message
from textual.message_pump import MessagePump
from textual.worker import WorkerFailed

from core.values.refusal import Refusal
from tui.terminal.crash_report import mistake_report

MOST_MISTAKES = 10
"""So many within `WITHIN` seconds, and the program ends: they follow from one another."""
WITHIN = 10.0
MOST_REPORTS = 20
"""How many reports are kept for the end of the program."""


class ResilientApp(App[None]):
    """An app that tells of a mistake of the program, and goes on."""

    ends_on_mistakes = False
    """Whether a mistake ends the program all the same, as tests of the screens want it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        _let_pumps_go_on()
        self._mistakes: deque[float] = deque(maxlen=MOST_MISTAKES)
        self.reports: list[str] = []
        """What may be said of the mistakes up to now; it is printed when the program ends."""

    @property
    def can_go_on(self) -> bool:
        """Whether there is something to go on with."""
        return True

    def tell(self, refusal: Refusal) -> None:
        """Show why something cannot be done."""
        raise NotImplementedError

    def tell_of_mistake(self) -> None:
        """Show that there was a mistake in the program."""
        raise NotImplementedError

    def _handle_exception(self, error: Exception) -> None:
        if not self.go_on_after(error):
            super()._handle_exception(error)

    def go_on_after(self, error: Exception, *, quietly: bool = False) -> bool:
        """Tell of a mistake, or leave that to who asks; return whether the program goes on."""
        cause = error.error if isinstance(error, WorkerFailed) else error
        if self.ends_on_mistakes or not self.is_running or not self.can_go_on:
            return False
        if isinstance(cause, Refusal):  # no mistake, only shown by nobody
            self.tell(cause)
            return True
        now = time.monotonic()
        if len(self._mistakes) == MOST_MISTAKES and now - self._mistakes[0] < WITHIN:
            return False
        self._mistakes.append(now)
        if len(self.reports) < MOST_REPORTS:
            self.reports.append(mistake_report(cause))
        if not quietly:
            self.tell_of_mistake()
        return True


_dispatch = MessagePump._dispatch_message


async def _dispatch_and_go_on(pump: MessagePump, message: Message) -> None:
    """Hand a message on; a mistake in what handles it would end the pump, and nothing would reach the widget again."""
    try:
        await _dispatch(pump, message)
    except Exception as error:
        app = pump.app
        if not (isinstance(app, ResilientApp) and app.go_on_after(error)):
            raise


def _let_pumps_go_on() -> None:
    MessagePump._dispatch_message = _dispatch_and_go_on  # type: ignore[method-assign, assignment]
