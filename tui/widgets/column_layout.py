"""Where the columns of a list stand in the room there is: how wide each is, which stay, and which are out of sight."""

from collections.abc import Sequence
from itertools import accumulate

from tui.widgets.list_source import ListColumn

GUTTER = 1
"""Cells between columns, and for the mark in front."""
LEAST_SHARE = 2 / 5
"""What part of the list a column that grows keeps before columns behind it are shown, if it was declared so wide."""
LEAST_BESIDE = 1 / 3
"""The same where another column is read as much; and what part columns that stay leave to the others."""
LEAST_CUT = 4
"""With fewer cells a column that does not fit in whole is not begun at the right edge."""


class ColumnLayout:
    """The columns of a list in a room of so many cells, some of them moved out of sight."""

    def __init__(self, columns: Sequence[ListColumn], room: int, frozen: str = "") -> None:
        """Give the columns their widths; those up to the one named `frozen` stay, as far as the others keep room."""
        self._columns = tuple(columns)
        self._room = room
        self._widths = self._measured(self._place_of(frozen))
        self._staying = self._kept(self._place_of(frozen))
        self._hidden = 0
        self.seen: Sequence[tuple[int, int]] = self._seen()
        """The places of the columns in sight, from the left, each with the cells that it has."""

    def laid_out_again(self, columns: Sequence[ListColumn], room: int, frozen: str) -> "ColumnLayout":
        """Return these columns in another room; where they are the same ones, moved as far as before."""
        other = ColumnLayout(columns, room, frozen)
        if self._staying == other._staying and self._names() == other._names():
            other.move(self._hidden)
        return other

    def move(self, steps: int) -> None:
        """Move so many columns more out of sight behind those that stay; fewer than none takes them back."""
        self._hidden = max(0, min(self._hidden + steps, self._most_hidden()))
        self.seen = self._seen()

    def bring_into_sight(self, name: str) -> None:
        """Move no further than until a column is in sight, whole if there is room for it."""
        place = self._names().index(name) if name in self._names() else 0
        if place >= self._staying:
            self.move(min(place - self._staying - self._hidden, 0))
        while (place, self._widths[place]) not in self.seen and self._hidden < min(
            place - self._staying, self._most_hidden()
        ):
            self.move(1)

    def width_of(self, name: str) -> int:
        """Return how many cells a column takes where it is whole; 0 if there is none of that name."""
        return dict(zip(self._names(), self._widths, strict=True)).get(name, 0)

    def _names(self) -> list[str]:
        return [column.name for column in self._columns]

    def _place_of(self, frozen: str) -> int:
        """Return how many columns shall stay."""
        names = self._names()
        return names.index(frozen) + 1 if frozen in names else 0

    def _measured(self, frozen: int) -> list[int]:
        """Return the widths: what grows gets the room that is left when no column is cut at the edge."""
        widths = [column.width for column in self._columns]
        growing = next((place for place, column in enumerate(self._columns) if column.grows), None)
        if growing is None:
            return widths
        share = LEAST_BESIDE if any(column.whole for column in self._columns) else LEAST_SHARE
        widths[growing] = min(self._columns[growing].width, int(self._room * share))
        ends = _ends(widths)
        # A date cut at the edge reads as another date, so columns that do not fit stand out of sight.
        whole = max((end for end in ends[growing:] if end <= self._room), default=ends[growing])
        grown = widths[growing] + self._room - whole
        if grown >= min(widths[growing], LEAST_CUT) and (growing >= frozen or whole == ends[-1]):
            widths[growing] = grown
        return widths

    def _kept(self, frozen: int) -> int:
        """Return how many columns stay: so many of those that shall that the others keep their part of the room."""
        ends = _ends(self._widths)
        if not ends or ends[-1] <= self._room:
            return frozen
        return sum(end <= self._room * (1 - LEAST_BESIDE) for end in ends[:frozen])

    def _most_hidden(self) -> int:
        """Return how many columns are out of sight when the last one is in sight."""
        ends = [0, *_ends(self._widths)]
        for hidden in range(len(self._columns) - self._staying):
            begins = ends[self._staying + hidden]
            if ends[self._staying] + ends[-1] - begins <= self._room:
                return hidden
        return max(len(self._columns) - self._staying - 1, 0)

    def _seen(self) -> list[tuple[int, int]]:
        """Return the columns in sight; the last one may have less than its width, and is then cut with a sign."""
        found: list[tuple[int, int]] = []
        left = self._room
        for place, width in enumerate(self._widths):
            if self._staying <= place < self._staying + self._hidden:
                continue
            if GUTTER + width > left and left < GUTTER + LEAST_CUT and found:
                break
            found.append((place, min(width, max(left - GUTTER, 0))))
            left -= GUTTER + width
            if left <= 0:
                break
        return found


def _ends(widths: Sequence[int]) -> list[int]:
    return list(accumulate(GUTTER + width for width in widths))
