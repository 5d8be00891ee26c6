"""A list of any length: it holds the keys of all rows, and fetches and draws only those that are seen."""

from array import array
from collections.abc import Callable, Sequence
from itertools import accumulate, repeat
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from core.values.sentence import N_
from tui.terminal.glyphs import fit, glyphs, plain
from tui.widgets.cell_pictures import CellPictures
from tui.widgets.list_source import ListColumn, Row, records_in

PAGE = 64
"""Rows fetched at once; a multiple of any usual screen."""
MAX_PAGES = 16
LEAST_SHARE = 2 / 5
"""What part of the list a column that grows keeps before columns behind it are shown, if it was declared so wide."""
LEAST_BESIDE = 1 / 3
"""The same where another column is read as much."""
GUTTER = 1
"""Cells between columns, and for the mark in front."""


PageFunction = Callable[[Sequence[int]], list[Row]]


class _OfList(Message):
    """What a list tells."""

    def __init__(self, windowed: "WindowedList") -> None:
        super().__init__()
        self.windowed = windowed

    @property
    def control(self) -> "WindowedList":
        """The list, for `@on` with a selector."""
        return self.windowed


class WindowedList(ScrollView, can_focus=True):
    """A list with a row cursor, fed by `fill`."""

    STYLES: ClassVar[tuple[str, ...]] = (
        "dim",
        "nought",
        "strong",
        "on_time",
        "due_soon",
        "late",
        "long_overdue",
        "soon",
        "week",
    )
    """The names of styles a cell may have; a `nought` is drawn as a dot, so that what is not nought is seen."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"windowed-list--{part}" for part in ("header", "odd", "even", "cursor", "empty", *STYLES)
    }

    DEFAULT_CSS = """
    WindowedList {
        background: $background;
        color: $foreground;
        scrollbar-size: 0 1;
        scrollbar-gutter: stable;
        & > .windowed-list--header { background: $panel; color: $label; text-style: bold; }
        & > .windowed-list--odd { background: $surface; }
        & > .windowed-list--even { background: $panel 60%; }
        & > .windowed-list--cursor { text-style: underline; }
        & > .windowed-list--empty { color: $label; }
        & > .windowed-list--dim { color: $label; }
        & > .windowed-list--nought { color: $label; }
        & > .windowed-list--strong { text-style: bold; }
        & > .windowed-list--on_time { color: $fine; }
        & > .windowed-list--due_soon { color: $soon; }
        & > .windowed-list--late { color: $late; text-style: bold; }
        & > .windowed-list--soon { color: $soon; }
        & > .windowed-list--week { color: $week; }
        & > .windowed-list--long_overdue { color: $late; text-style: bold reverse; }
        &:focus > .windowed-list--cursor { background: $selected; text-style: bold; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "step(1)", N_("Down"), show=False, id="list.down"),
        Binding("up,k", "step(-1)", N_("Up"), show=False, id="list.up"),
        Binding("pagedown,ctrl+f", "leap(1)", N_("Page down"), show=False, id="list.page_down"),
        Binding("pageup,ctrl+b", "leap(-1)", N_("Page up"), show=False, id="list.page_up"),
        Binding("home", "first", N_("First row"), show=False, id="list.first"),
        Binding("end,G", "last", N_("Last row"), show=False, id="list.last"),
        Binding("right", "sideways(1)", N_("Further columns"), show=False, id="list.right"),
        Binding("left", "sideways(-1)", N_("Earlier columns"), show=False, id="list.left"),
        Binding("space,ideographic_space", "mark", N_("Mark"), show=False, id="list.mark"),
        Binding("asterisk,fullwidth_asterisk", "mark_all", N_("Mark all, or none"), show=False, id="list.mark_all"),
        Binding("enter", "select", N_("Open record"), id="list.open"),
    ]

    class Highlighted(_OfList):
        """The cursor came to another row; `key` is None when the list is empty."""

        def __init__(self, windowed: "WindowedList", key: int | None) -> None:
            super().__init__(windowed)
            self.key = key

    class Selected(_OfList):
        """Enter was pressed on a row."""

        def __init__(self, windowed: "WindowedList", key: int) -> None:
            super().__init__(windowed)
            self.key = key

    class Marked(_OfList):
        """The set of marked rows (`WindowedList.marked`) changed."""

    def __init__(
        self,
        *,
        empty: str = "",
        id: str | None = None,  # noqa: A002 - as every widget calls it
        classes: str | None = None,
    ) -> None:
        """Make a list that waits for `fill`; `empty` is what it then shows when there is nothing to list."""
        super().__init__(id=id, classes=classes)
        self.empty = empty
        self.marked: set[int] = set()
        """The keys of the rows marked with the space bar."""
        self.sort = ""
        """The name of the column the list is sorted by, `-name` when turned round; shown here, not done."""
        self.columns: tuple[ListColumn, ...] = ()
        self._keys: array[int] | None = None
        self._page: PageFunction = lambda keys: []
        self._pages: dict[int, list[Row]] = {}
        self._cursor = 0
        self._widths: list[int] = []
        self._pictures = CellPictures()

    # What is listed

    def fill(self, columns: Sequence[ListColumn], keys: "array[int]", page: PageFunction) -> None:
        """Show these rows; the cursor stays on its key, or else on its place."""
        before = self.key
        self.columns, self._keys, self._page = tuple(columns), keys, page
        self._pages.clear()
        if self.marked:
            self.marked.intersection_update(keys)
        self._measure()
        self._go(self._place_of(before))
        self.post_message(self.Highlighted(self, self.key))

    def _place_of(self, key: int | None) -> int:
        """Return the place of a key; the present one if it is there no longer."""
        if key is None or self._keys is None or key == self.key:
            return self._cursor
        try:
            return self._keys.index(key)
        except ValueError:
            return self._cursor

    def refresh_rows(self) -> None:
        """Fetch the rows that are seen again, after a record changed and the order did not."""
        self._pages.clear()
        self.refresh()

    @property
    def key(self) -> int | None:
        """The key of the row under the cursor."""
        return self._keys[self._cursor] if self._keys and self._cursor < len(self._keys) else None

    @property
    def position(self) -> int:
        """The place of the cursor, from 0."""
        return self._cursor

    @property
    def total(self) -> int:
        """How many rows there are."""
        return len(self._keys or ())

    @property
    def records(self) -> int:
        """How many rows are no headings (`records_in`)."""
        return records_in(self._keys or ())

    def width_of(self, name: str) -> int:
        """Return how many cells a column takes; 0 if there is none of that name."""
        widths = {column.name: width for column, width in zip(self.columns, self._widths, strict=True)}
        return widths.get(name, 0)

    def row(self, place: int) -> Row:
        """Return the row at a place, fetching its page if it is not at hand."""
        number, within = divmod(place, PAGE)
        if number not in self._pages:
            assert self._keys is not None
            while len(self._pages) >= MAX_PAGES:
                del self._pages[next(iter(self._pages))]
            self._pages[number] = self._page(self._keys[number * PAGE : (number + 1) * PAGE])
        rows = self._pages[number]
        # A record may have gone since the keys were read.
        return rows[within] if within < len(rows) else Row(())

    # Moving

    def move_to(self, key: int) -> None:
        """Put the cursor on the row with this key, if it is there."""
        self._step_to(self._place_of(key))

    def move_to_first_record(self) -> None:
        """Put the cursor on the first row that is no heading."""
        self._step_to(next((place for place, key in enumerate(self._keys or ()) if key >= 0), 0))

    def move_to_place(self, place: int) -> None:
        """Put the cursor on the row at a place, or on the last one."""
        self._step_to(place)

    def mark_none(self) -> None:
        """Take all marks away."""
        self.marked.clear()
        self._marks_changed()

    def action_step(self, rows: int) -> None:
        """Move the cursor by rows."""
        self._step_to(self._cursor + rows)

    def action_leap(self, pages: int) -> None:
        """Move the cursor by screens."""
        self._step_to(self._cursor + pages * max(self.size.height - 2, 1))

    def action_first(self) -> None:
        """Go to the first row."""
        self._step_to(0)

    def action_last(self) -> None:
        """Go to the last row."""
        self._step_to(self.total - 1)

    def action_sideways(self, steps: int) -> None:
        """Show columns that are out of sight, one by one."""
        starts = [0, *accumulate(width + GUTTER for width in self._widths)]
        here = self.scroll_offset.x
        beside = [x for x in starts if x > here] if steps > 0 else [x for x in reversed(starts) if x < here]
        self.scroll_to(x=beside[0] if beside else here, animate=False)

    def action_mark(self) -> None:
        """Mark the row, or take its mark away, and go on."""
        if self.key is None:
            return
        if self.key >= 0:  # a heading is no record
            self.marked ^= {self.key}
            self._marks_changed()
        self.action_step(1)

    def action_mark_all(self) -> None:
        """Mark every row that is listed, or take all marks away if they are marked already."""
        every = {key for key in self._keys or () if key >= 0}
        self.marked = set() if every <= self.marked else every
        self._marks_changed()

    def action_select(self) -> None:
        """Open the row."""
        if self.key is not None:
            self.post_message(self.Selected(self, self.key))

    def _marks_changed(self) -> None:
        self.refresh()
        self.post_message(self.Marked(self))

    def _step_to(self, place: int) -> None:
        before, top = self._cursor, self.scroll_offset
        self._put(place)
        if self._cursor == before:
            return
        if self.scroll_offset == top:  # else everything is drawn anew
            self._refresh_row(before)
            self._refresh_row(self._cursor)
        self.post_message(self.Highlighted(self, self.key))

    def _go(self, place: int) -> None:
        self._put(place)
        self.refresh()

    def _put(self, place: int) -> None:
        """Put the cursor on a row and bring that into sight."""
        self._cursor = max(0, min(place, self.total - 1))
        # The header covers the first line of the window.
        self.scroll_to_region(
            Region(self.scroll_offset.x, self._cursor, 1, 2), animate=False, force=True, immediate=True
        )

    def _refresh_row(self, place: int) -> None:
        self.refresh(Region(0, place - self.scroll_offset.y + 1, self.size.width, 1))

    # Drawing

    def on_resize(self, event: events.Resize) -> None:
        """Give the growing column its room, and keep the cursor in sight."""
        self._measure()
        self._go(self._cursor)

    def _measure(self) -> None:
        """Give the columns their widths: what grows gets the room that is left when no column is cut at the edge."""
        room = self.scrollable_content_region.width
        self._widths = [column.width for column in self.columns]
        growing = next((place for place, column in enumerate(self.columns) if column.grows), None)
        if growing is not None:
            share = LEAST_BESIDE if any(column.whole for column in self.columns) else LEAST_SHARE
            self._widths[growing] = min(self.columns[growing].width, int(room * share))
            ends = list(accumulate(GUTTER + width for width in self._widths))
            # A date cut at the edge reads as another date, so columns that do not fit stand out of sight.
            whole = max((end for end in ends[growing:] if end <= room), default=ends[growing])
            self._widths[growing] += room - whole
        self.virtual_size = Size(sum(self._widths) + GUTTER * len(self._widths), self.total + 1)

    def render_line(self, y: int) -> Strip:
        """Draw one line of the window: the header on top, then the rows."""
        if self._keys is None:
            return Strip.blank(self.size.width, self.rich_style)
        x = self.scroll_offset.x
        if y == 0:
            strip = self._header()
        elif not self._keys:
            return self._nothing(y)
        elif (place := self.scroll_offset.y + y - 1) < self.total:
            strip = self._line(place)
        else:
            return Strip.blank(self.size.width, self.rich_style)
        ground = next(iter(strip)).style
        return strip.extend_cell_length(x + self.size.width, ground).crop(x, x + self.size.width)

    def _nothing(self, y: int) -> Strip:
        text = self.empty if y == 2 else ""
        indent = " " * max((self.size.width - cell_len(text)) // 2, 0)
        style = self.get_component_rich_style("windowed-list--empty")
        return Strip([Segment(fit(indent + text, self.size.width), style)])

    def _header(self) -> Strip:
        style = self.get_component_rich_style("windowed-list--header")
        signs = {self.sort.lstrip("-"): glyphs().down if self.sort.startswith("-") else glyphs().up}
        labels = [
            column.fitted(column.label + signs.get(column.name, ""), width)
            for column, width in zip(self.columns, self._widths, strict=True)
        ]
        return Strip([Segment(" ", style), *(_cell(label, style) for label in labels)])

    def _line(self, place: int) -> Strip:
        assert self._keys is not None
        row = self.row(place)
        ground = self.get_component_rich_style("windowed-list--odd" if place % 2 else "windowed-list--even")
        over = self._part("cursor" if place == self._cursor else "")
        mark = glyphs().marked if self._keys[place] in self.marked else " "
        cells = [Segment(mark, ground + over)]
        looks = zip(
            self.columns, row.cells, self._widths, row.styles or repeat(""), row.pictures or repeat(None), strict=False
        )
        for column, text, width, name, picture in looks:
            if picture is not None:
                cells += self._pictures.draw(picture, width, ground + over, self.app)
                cells.append(Segment(" " * GUTTER, ground + over))
                continue
            text = text.replace("0", glyphs().dot) if name == "nought" else text
            cells.append(_cell(column.fitted(plain(text), width), ground + self._part(name) + over))
        return Strip(cells)

    def notify_style_update(self) -> None:
        """Draw pictures anew: the theme may have changed."""
        super().notify_style_update()
        self._pictures.clear()

    def _part(self, name: str) -> Style:
        """Return what a named style adds to the ground of its row."""
        return self.get_component_rich_style(f"windowed-list--{name}", partial=True) if name else Style.null()


def _cell(text: str, style: Style) -> Segment:
    return Segment(text + " " * GUTTER, style)
