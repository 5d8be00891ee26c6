"""Load: how much there is on each of the next days, as lines below one another or as a strip."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content

from tui.drawing.bars import NUMBER_ROOM, bar
from tui.terminal.glyphs import glyphs, plain, right


@dataclass(frozen=True, slots=True)
class DayLoad:
    """How much there is on a day."""

    label: str
    count: int
    is_today: bool = False
    is_off: bool = False
    """Whether nobody works on it."""

    @property
    def style(self) -> str:
        """Today has the colour of what is due, other days that of one's own work, and days off are dim."""
        return "$week" if self.is_today else "$label" if self.is_off else "$chosen"


def load_lines(days: Sequence[DayLoad], width: int) -> list[Content]:
    """Return one line a day: its name, a bar of one scale, and the number."""
    largest = max((day.count for day in days), default=0)
    room = max((cell_len(day.label) for day in days), default=0)
    lines = []
    for day in days:
        label = (right(plain(day.label), room), day.style if day.is_today else "$label")
        told = (right(f"{day.count:,}" if day.count else glyphs().dot, NUMBER_ROOM), "" if day.count else "$label")
        length = max(width - room - NUMBER_ROOM - 2, 0)
        line = Content.assemble(label, " ", bar(day.count, largest, length, day.style), " ", told)
        lines.append(line.truncate(width, pad=True))
    return lines


def load_strip(days: Sequence[DayLoad], width: int) -> Content:
    """Return the days beside one another, as many as fit: name, block and number of each."""
    largest = max((day.count for day in days), default=0)
    cells = [_cell(day, largest) for day in days]
    each = max((cell.cell_length for cell in cells), default=0) + 1
    fitting = cells[: (width + 1) // each if each else 0]
    return Content("").join(cell.truncate(each, pad=True) for cell in fitting).rstrip()


def _cell(day: DayLoad, largest: int) -> Content:
    name = (plain(day.label), f"bold {day.style}" if day.is_today else "$label")
    if not day.count:
        return Content.assemble(name, (glyphs().dot, "$label"))
    signs = glyphs().heights
    height = max(1, day.count * (len(signs) - 1) // largest)
    return Content.assemble(name, (signs[height], day.style), f"{day.count:,}")
