"""A field of one line; other fields of one line are made of it."""

from typing import Any

from textual.widgets import Input

from core.values.cleaning import clean
from tui.terminal.glyphs import editable


class LineControl(Input):
    """One line of text, or a number: pydantic reads it. What is typed first can replace what was suggested."""

    def __init__(self, start: Any, *, select_on_focus: bool = False) -> None:
        super().__init__("" if start is None else editable(str(start)), compact=True, select_on_focus=select_on_focus)

    @property
    def state(self) -> object:
        """The text."""
        return self.value

    def read(self) -> Any:
        """Return the text, None for nothing."""
        return clean(self.value) or None
