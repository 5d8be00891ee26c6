"""How far long work is, on one line of the terminal: what is being done, a bar, and per cent."""

import argparse
import sys
from typing import TYPE_CHECKING, Self

from tui.language import _
from tui.terminal.output import is_terminal, write_control

if TYPE_CHECKING:
    from core.model.progress import Progress

BAR = 24
"""Cells of a bar."""


class ProgressLine:
    """A line that is written over as the work goes on; without a terminal, and for other programs, there is none.

    It is a `core.model.store.Progress`, and `begin` a `core.model.store.Steps` for work that has several. What comes
    after the last report is told as the end that is being made: no counter stands at its total.
    """

    def __init__(self, asked: argparse.Namespace) -> None:
        """Write nothing yet."""
        self._told = is_terminal(sys.stderr) and not asked.json
        self._step = ""
        self._shown = ""
        self._open = False

    def begin(self, step: str) -> "Progress":
        """Begin a step, a catalogue key, on a line of its own; the one before is done."""
        self._end_step()
        self._step = _(step)
        self._show(f"{self._step} …")
        return self

    def __call__(self, done: int, total: int) -> None:
        """Show how far it is."""
        if done < total:
            percent = 100 * done // total
            filled = BAR * done // total
            self._show(f"{self._step} [{'#' * filled}{'-' * (BAR - filled)}] {percent} %".lstrip())
        else:
            self._show(f"{self._step} {_('Finishing …')}".lstrip())
            if not self._step:
                self._leave_line()  # nobody says when the work is over

    def _show(self, text: str) -> None:
        if self._told and text != self._shown:
            write_control(f"\r\x1b[K{text}", sys.stderr)
            self._open, self._shown = True, text

    def _end_step(self) -> None:
        if self._open and self._step:
            self._show(_("{label}: {text}").format(label=self._step, text=_("done")))
        self._leave_line()

    def _leave_line(self) -> None:
        if self._open:
            write_control("\n", sys.stderr)
        self._open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        """End the last step; one that failed is left as far as it came."""
        if failed is None:
            self._end_step()
        else:
            self._leave_line()


def progress_line(asked: argparse.Namespace) -> "Progress":
    """Return a line of progress on a terminal, and silence elsewhere."""
    return ProgressLine(asked)
