"""A list of any length: it holds the keys of all rows, and fetches and draws only those that are seen."""

from array import array
from collections.abc import Iterable, Sequence
from itertools import repeat
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
from tui.widgets.column_layout import GUTTER, ColumnLayout
from tui.widgets.list_source import ListColumn, PagedRows, PageFunction, Row, records_in


class _OfList(Message):
    """What a list tells."""

    def __init__(self, windowed: "WindowedList") -> None:
        super().__init__()
        self.windowed = windowed

    @property
    def control(self) -> "WindowedList":
        """The list, for `@on` with a selector."""
        return self.windowed


class _OfRow(_OfList):
    """What a list tells of one of its rows."""

    def __init__(self, windowed: "WindowedList", key: int) -> None:
        super().__init__(windowed)
        self.key = key


class WindowedList(ScrollView, can_focus=True):
    """A list with a row cursor, fed by `fill`."""

    STYLES = ("dim", "nought", "strong", "on_time", "due_soon", "late", "long_overdue", "soon", "week")
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

    folding = False
    """Whether Left and Right fold rows; otherwise they show other columns."""

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

    class Selected(_OfRow):
        """Enter was pressed on a row."""

    class Marked(_OfList):
        """The set of marked rows (`WindowedList.marked`) changed."""

    class HeadingMarked(_OfRow):
        """What stands below a heading is to be marked, or no longer."""

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
        self.frozen = ""
        """The name of the last column that stays at the left while the others are moved; empty: none does."""
        self.columns: tuple[ListColumn, ...] = ()
        self._keys: array[int] | None = None
        self._rows = PagedRows((), lambda keys: [])
        self._cursor = 0
        self._layout = ColumnLayout((), 0)
        self._pictures = CellPictures()

    # What is listed

    def fill(self, columns: Sequence[ListColumn], keys: "array[int]", page: PageFunction) -> None:
        """Show these rows; the cursor stays on its key, or else on its place."""
        before = self.key
        self.columns, self._keys, self._rows = tuple(columns), keys, PagedRows(keys, page)
        self.marked &= set(keys) if self.marked else set()
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
        self._rows.forget()
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
        return self._layout.width_of(name)

    def bring_into_sight(self, name: str) -> None:
        """Move columns out of sight until the one of this name is in sight."""
        self._layout.bring_into_sight(name)
        self.refresh()

    def row(self, place: int) -> Row:
        """Return the row at a place, fetching its page if it is not at hand."""
        return self._rows.row(place)

    # Moving

    def move_to(self, key: int) -> None:
        """Put the cursor on the row with this key, if it is there."""
        self.move_to_place(self._place_of(key))

    def move_to_first_record(self) -> None:
        """Put the cursor on the first row that is no heading."""
        self.move_to_place(next((place for place, key in enumerate(self._keys or ()) if key >= 0), 0))

    def move_to_place(self, place: int) -> None:
        """Put the cursor on the row at a place, or on the last one."""
        before, top = self._cursor, self.scroll_offset
        self._put(place)
        if self._cursor == before:
            return
        if self.scroll_offset == top:  # else everything is drawn anew
            self._refresh_row(before)
            self._refresh_row(self._cursor)
        self.post_message(self.Highlighted(self, self.key))

    def turn_marks(self, keys: Iterable[int]) -> None:
        """Mark these rows, or take their marks away if all of them are marked."""
        turned = set(keys)
        self.marked = self.marked - turned if turned <= self.marked else self.marked | turned
        self._marks_changed()

    def mark_none(self) -> None:
        """Take all marks away."""
        self.marked.clear()
        self._marks_changed()

    def action_step(self, rows: int) -> None:
        """Move the cursor by rows."""
        self.move_to_place(self._cursor + rows)

    def action_leap(self, pages: int) -> None:
        """Move the cursor by screens."""
        self.move_to_place(self._cursor + pages * max(self.size.height - 2, 1))

    def action_first(self) -> None:
        """Go to the first row."""
        self.move_to_place(0)

    def action_last(self) -> None:
        """Go to the last row."""
        self.move_to_place(self.total - 1)

    def action_sideways(self, steps: int) -> None:
        """Show columns that are out of sight, one by one."""
        self._layout.move(steps)
        self.refresh()

    def action_mark(self) -> None:
        """Mark the row, or take its mark away, and go on; of a heading, ask for what stands below it."""
        if self.key is not None and self.key < 0:
            self.post_message(self.HeadingMarked(self, self.key))
        elif self.key is not None:
            self.turn_marks((self.key,))
            self.action_step(1)

    def action_mark_all(self) -> None:
        """Mark every row that is listed, or take all marks away if they are marked already."""
        self.turn_marks(key for key in self._keys or () if key >= 0)

    def action_select(self) -> None:
        """Open the row."""
        if self.key is not None:
            self.post_message(self.Selected(self, self.key))

    def _marks_changed(self) -> None:
        self.refresh()
        self.post_message(self.Marked(self))

    def _go(self, place: int) -> None:
        self._put(place)
        self.refresh()

    def _put(self, place: int) -> None:
        """Put the cursor on a row and bring that into sight."""
        self._cursor = max(0, min(place, self.total - 1))
        # The header covers the first line of the window.
        self.scroll_to_region(Region(0, self._cursor, 1, 2), animate=False, force=True, immediate=True)

    def _refresh_row(self, place: int) -> None:
        self.refresh(Region(0, place - self.scroll_offset.y + 1, self.size.width, 1))

    # Drawing

    def on_resize(self, event: events.Resize) -> None:
        """Give the growing column its room, and keep the cursor in sight."""
        self._measure()
        self._go(self._cursor)

    def _measure(self) -> None:
        """Lay the columns out in the room there is."""
        room = self.scrollable_content_region.width
        self._layout = self._layout.laid_out_again(self.columns, room, self.frozen)
        self.virtual_size = Size(room, self.total + 1)

    def render_line(self, y: int) -> Strip:
        """Draw one line of the window: the header on top, then the rows."""
        if self._keys is None:
            return Strip.blank(self.size.width, self.rich_style)
        if y == 0:
            strip = self._header()
        elif not self._keys:
            return self._nothing(y)
        elif (place := self.scroll_offset.y + y - 1) < self.total:
            strip = self._line(place)
        else:
            return Strip.blank(self.size.width, self.rich_style)
        ground = next(iter(strip)).style
        return strip.adjust_cell_length(self.size.width, ground)

    def _nothing(self, y: int) -> Strip:
        text = self.empty if y == 2 else ""
        indent = " " * max((self.size.width - cell_len(text)) // 2, 0)
        style = self.get_component_rich_style("windowed-list--empty")
        return Strip([Segment(fit(indent + text, self.size.width), style)])

    def _header(self) -> Strip:
        style = self.get_component_rich_style("windowed-list--header")
        signs = {self.sort.lstrip("-"): glyphs().down if self.sort.startswith("-") else glyphs().up}
        seen = [(self.columns[place], width) for place, width in self._layout.seen]
        labels = [column.fitted(column.label + signs.get(column.name, ""), width) for column, width in seen]
        return Strip([Segment(" ", style), *(_cell(label, style) for label in labels)])

    def _line(self, place: int) -> Strip:
        assert self._keys is not None
        row = self.row(place)
        ground = self.get_component_rich_style("windowed-list--odd" if place % 2 else "windowed-list--even")
        over = self._part("cursor" if place == self._cursor else "")
        mark = glyphs().marked if self._keys[place] in self.marked else " "
        cells = [Segment(mark, ground + over)]
        looks = list(zip(row.cells, row.styles or repeat(""), row.pictures or repeat(None), strict=False))
        for column, width in self._layout.seen:
            if column >= len(looks):
                break  # of a row that has gone meanwhile
            text, name, picture = looks[column]
            if picture is not None:
                cells += self._pictures.draw(picture, width, ground + over, self.app)
                cells.append(Segment(" " * GUTTER, ground + over))
                continue
            text = text.replace("0", glyphs().dot) if name == "nought" else text
            fitted = self.columns[column].fitted(plain(text), width)
            cells.append(_cell(fitted, ground + self._part(name) + over))
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
