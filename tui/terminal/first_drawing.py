"""A screen that is drawn first when what it shows has been read, or when that takes too long to wait for.

Textual draws a new screen half a dozen times while its widgets are made, and each time costs as much as reading a list.
"""

from contextlib import ExitStack
from typing import TypeVar

from tui.terminal.type_ahead import TypeAheadScreen

AT_MOST = 0.1
"""Seconds after which the frame is drawn without what it will show."""

ResultT = TypeVar("ResultT")


class FirstDrawing(TypeAheadScreen[ResultT]):
    """A screen whose first drawing can be held back; `draw` lets it go, and so does time."""

    _held: ExitStack | None = None

    def hold(self) -> None:
        """Draw nothing until `draw` is called, or `AT_MOST` has passed."""
        if self._held is None:
            self._held = ExitStack()
            self._held.enter_context(self.app.batch_update())
            self.set_timer(AT_MOST, self.draw)

    def draw(self) -> None:
        """Draw from now on, and at once what was held back."""
        if self._held is not None:
            self._held.close()
            self._held = None
            if self.is_attached:
                self.refresh(layout=True)

    def _compositor_refresh(self) -> None:
        if self._held is None:  # what Textual draws meanwhile it would throw away
            super()._compositor_refresh()

    def on_unmount(self) -> None:
        """Let others draw."""
        self.draw()
