"""A list whose rows form a tree: Right unfolds, Left folds, or goes to the row above."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from core.values.sentence import N_
from tui.widgets.windowed_list import WindowedList

FOLDED, UNFOLDED, LEAF = "+", "-", " "
"""What stands before a row: both signs are drawn one cell wide everywhere."""
INDENT = 2


def stem(depth: int, sign: str) -> str:
    """Return what stands before the text of a row."""
    return f"{' ' * INDENT * depth}{sign} "


class TreeList(WindowedList):
    """A list that asks its owner to fold and unfold rows."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "sideways(1)", N_("Unfold"), show=False, id="tree.unfold"),
        Binding("left", "sideways(-1)", N_("Fold, or go up"), show=False, id="tree.fold"),
    ]

    class Folded(Message):
        """The row under the cursor is to be folded, or unfolded."""

        def __init__(self, key: int, *, unfold: bool) -> None:
            super().__init__()
            self.key = key
            self.unfold = unfold

    folding = True

    def action_sideways(self, steps: int) -> None:
        """Fold or unfold the row."""
        if not self.folding:
            super().action_sideways(steps)
        elif self.key is not None:
            self.post_message(self.Folded(self.key, unfold=steps > 0))
