"""What was done, or why not, on lines of their own at the foot of a screen, above the keys: they cover nothing."""

from typing import Any

from textual import _time
from textual.screen import Screen
from textual.widgets import Static

from tui.terminal.glyphs import content
from tui.terminal.keys import KeyBar
from tui.terminal.wrap import fold

SECONDS = 8.0
"""How long a message stands if no key is pressed."""
MOST = 5
"""How many lines a message has at most."""


class MessageLine(Static):
    """A message to the officer, until he presses the next key."""

    DEFAULT_CSS = """
    MessageLine { height: auto; max-height: 5; padding: 0 1; background: $panel; color: $fine; text-style: bold; }
    MessageLine.-refused { color: $soon; }
    """

    def __init__(self, text: str, *, refused: bool = False) -> None:
        """Prepare the message; `refused` says that something was not done."""
        super().__init__(classes="-refused" if refused else "")
        self._text = text
        self._since = _time.get_time()

    def on_mount(self) -> None:
        """Draw the text, and go by itself after a while."""
        self.set_timer(SECONDS, self.remove)

    def on_resize(self) -> None:
        """Fold the text to the room there is."""
        self.update(content("\n".join(fold(self._text, self.size.width)[:MOST])))

    def is_read(self, pressed: float) -> bool:
        """Whether a key that was pressed at this moment was pressed by somebody who had the message before him."""
        return pressed > self._since


def show_message(screen: Screen[Any], text: str, *, refused: bool = False) -> bool:
    """Show a message on a screen in place of the one before; return whether it says its keys, above which it stands."""
    keys = screen.query(f"{KeyBar.__name__}, .keys")
    if not keys:
        return False
    screen.query(MessageLine).remove()
    screen.mount(MessageLine(text, refused=refused), before=keys.last())
    return True


def put_away(screen: Screen[Any], pressed: float) -> None:
    """Take a message away once a key was pressed at this moment by whoever had it before him."""
    for message in screen.query(MessageLine):
        if message.is_read(pressed):
            message.remove()
