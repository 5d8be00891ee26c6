"""Panels: a part of the screen with its title in the border; the focused one is in the colour of what is chosen.

A narrow screen has only the line with the title above each panel: the sides and the foot would take room from what is
read. Where the terminal draws lines two cells wide, borders are of ASCII signs.
"""

from typing import Any

from textual.content import Content
from textual.widget import Widget

from tui.terminal.glyphs import ASCII, glyphs, plain

WIDE = 120
"""The columns from which on a screen has whole borders, and shows two panels beside one another."""

BESIDE, BESIDE_FORM = 64, "-beside-form"
"""How many columns a form takes at the right of a wide screen, and the class of a screen that stands beside one."""


def panel_styles(screen: str) -> str:
    """Return the styles of the panels of a kind of screen, by the name of its class."""
    beside = f"{screen}.-wide.{BESIDE_FORM}"
    lines = [f"{beside} > * {{ margin-right: {BESIDE}; }}", f"{beside} > Header {{ margin-right: 0; }}"]
    for only, kind in (("", "round"), (".-ascii", "ascii")):
        lines += [
            f"{screen} .panel{only} {{ border-top: {kind} $line; border-title-color: $label; }}",
            f"{screen} .panel{only}:focus {{ border-top: {kind} $chosen; border-title-color: $chosen; }}",
            f"{screen}.-wide .panel{only} {{ border: {kind} $line; }}",
            f"{screen}.-wide .panel{only}:focus {{ border: {kind} $chosen; }}",
            f"{beside} .panel{only}:focus {{ border: {kind} $line; border-title-color: $label; }}",
        ]
    return "\n".join(lines)


def as_panel(widget: Widget, title: str = "") -> Any:
    """Make a widget a panel and return it; its title is translated already."""
    widget.add_class("panel")
    widget.set_class(glyphs() is ASCII, "-ascii")
    entitle(widget, title)
    return widget


def entitle(panel: Widget, title: str) -> None:
    """Give a panel another title."""
    panel.border_title = Content(f" {plain(title)} " if title else "")  # a text would be read as markup
