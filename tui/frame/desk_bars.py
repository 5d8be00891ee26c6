"""The line that says where one is: the desks of the section, and the lists of this one, as far as there is room."""

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from textual.content import Content

from tui.frame.desk import Desk
from tui.frame.due_counts import DueCounts, due_at
from tui.frame.header import Part, due_number, width
from tui.language import _
from tui.terminal.glyphs import glyphs

APART = "   "
"""What stands between the desks and the lists."""


def place_line(
    of: Sequence[Desk], current: Desk, due: DueCounts, lists: Sequence[str], place: int, room: int
) -> Content:
    """Return the desks of a section, where there are several, and behind them the lists of the current one.

    Where not all fit, lists give way to desks; the list that is shown is always named.
    """
    alone = len(lists) < 2
    needed = 0 if alone else len(APART) + cell_len(lists_line(lists, place, 0))
    shown = next((line for line in _fewer(of, current, due) if width(line) + needed <= room), [])
    rest = room - width(shown) - len(APART)
    told = "" if alone else f"{APART if shown else ' '}{lists_line(lists, place, rest)}"
    return Content.assemble(*shown, (told, ""))


def _fewer(of: Sequence[Desk], current: Desk, due: DueCounts) -> Iterable[list[Part]]:
    """Yield the desks of a section with ever fewer of them, the current one always; of one desk there is no choice."""
    if of == [current]:
        yield []
    at = of.index(current) if current in of else 0
    for count in range(len(of), 0, -1):
        first = max(0, min(at - count // 2, len(of) - count))
        parts: list[Part] = [(f" {glyphs().more}", "$label")] if first else []
        for desk in of[first : first + count]:
            parts += _desk(desk, due, here=desk == current)
        yield [*parts, *([(f" {glyphs().more}", "$label")] if first + count < len(of) else [])]


def _desk(desk: Desk, due: DueCounts, *, here: bool) -> list[Part]:
    return [(f" {_(desk.label)} ", "reverse bold" if here else ""), *due_number(due_at(due, (desk,)), reverse=here)]


def lists_line(labels: Sequence[str], place: int, room: int) -> str:
    """Return the lists of a desk in so many cells; where not all fit, those around the one that is shown."""
    names = [f"[{label}]" if each == place else label for each, label in enumerate(labels)]
    return next((line for line in _around(names, place) if cell_len(line) <= room), names[place])


def _around(names: Sequence[str], place: int) -> Iterable[str]:
    """Yield lines of names around one of them, the longest first; an ellipsis stands for those left out."""
    begins, more = 0 if place < 2 else place - 1, [glyphs().more]
    for first in dict.fromkeys((0, begins, place)):
        for end in range(len(names), place, -1):
            if first or begins == 0 or end == len(names):
                yield " | ".join([*more[: first > 0], *names[first:end], *more[: end < len(names)]])
