"""A list of numbers: one column of them is chosen, and Enter leads down from the number in it."""

from collections.abc import Sequence
from dataclasses import replace

from textual.message import Message

from tui.terminal.glyphs import right
from tui.widgets.list_source import ListColumn
from tui.widgets.windowed_list import WindowedList


class NumberList(WindowedList):
    """A list in which one column is chosen; sideways is another one."""

    class Sideways(Message):
        """Another column is asked for."""

        def __init__(self, steps: int) -> None:
            super().__init__()
            self.steps = steps

    def action_sideways(self, steps: int) -> None:
        """Ask for a column further on, or back."""
        self.post_message(self.Sideways(steps))

    def head(self, columns: Sequence[ListColumn], chosen: str) -> None:
        """Put the heading of the chosen column in brackets, and bring it into sight."""
        self.columns = tuple(_in_brackets(each) if each.name == chosen else each for each in columns)
        self.bring_into_sight(chosen)


def _in_brackets(column: ListColumn) -> ListColumn:
    label = column.label.strip()
    return replace(column, label=right(f"[{label}]", column.width))
