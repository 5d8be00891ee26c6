"""The lines above the list of a desk: all desks, and the lists of this one, as far as there is room."""

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from textual.content import Content

from tui.generic.desk import Desk
from tui.language import _


def desks_line(shown: Sequence[Desk], current: Desk, room: int) -> Content:
    """Return the desks in a line, without a cell to spare between them; where not all fit, the others by number.

    Behind the nine that have a number of their own, a 0 stands for the rest.
    """
    names = {desk: f"{desk.key} {_(desk.label)}" for desk in shown if desk.numbered or desk == current}
    roomy = cell_len(" ".join(names.values())) + 2 <= room
    parts: list[tuple[str, str]] = []
    for desk, full in names.items():
        name = full if roomy or desk == current else desk.key
        if desk == current:
            parts.append((f" {name} ", "reverse bold"))
        else:
            parts.append((name if parts and parts[-1][1] else f" {name}", ""))
    if len(names) < len(shown):
        parts.append((" 0 …", ""))
    return Content.assemble(*parts)


def lists_line(labels: Sequence[str], place: int, room: int) -> str:
    """Return the lists of a desk in so many cells; where not all fit, those around the one that is shown."""
    names = [f"[{label}]" if each == place else label for each, label in enumerate(labels)]
    return next((line for line in _around(names, place) if cell_len(line) <= room), names[place])


def _around(names: Sequence[str], place: int) -> Iterable[str]:
    """Yield lines of names around one of them, the longest first; an ellipsis stands for those left out."""
    begins = 0 if place < 2 else place - 1
    for first in dict.fromkeys((0, begins, place)):
        for end in range(len(names), place, -1):
            if first or begins == 0 or end == len(names):
                yield " | ".join([*["…"][: first > 0], *names[first:end], *["…"][: end < len(names)]])
