"""Lines of text with their style, as pages and commands tell them."""

from tui.language import _

Line = tuple[str, str]
"""A line of a page: its text, already translated, and its style (`bold` for a heading, empty for text)."""


def line(template: str, style: str = "", **facts: object) -> Line:
    """Return a line from a catalogue key and the facts that fill it."""
    return _(template).format(**facts), style


BLANK: Line = ("", "")
