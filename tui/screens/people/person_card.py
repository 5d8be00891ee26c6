"""The card of a person: the register above, and below it everything else that names the person."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Protocol

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message

from core.desks.people.records import Person
from core.model.card_section import card_sections
from core.model.record import Record, columns
from core.office.office import Office
from core.office.person_card import Thread, threads
from core.values.refusal import Refusal
from core.values.sentence import Sentence
from tui.actions.record_screen import RecordScreen
from tui.language import _, language
from tui.terminal.glyphs import fit
from tui.terminal.panel import as_panel
from tui.widgets.detail import DetailPane
from tui.widgets.list_source import ListColumn, Row
from tui.widgets.record_source import KindSource
from tui.widgets.windowed_list import WindowedList


class _Group(Protocol):
    """Lines of a card that belong together under a heading."""

    heading: str

    def __len__(self) -> int:
        """Return how many lines there are."""

    def rows(self, places: Sequence[int]) -> list[Row]:
        """Return the lines at these places."""

    def record(self, place: int) -> tuple[str, str] | None:
        """Return kind and identifier of the record of a line, if it stands for one."""


class _Records:
    """The records of one thread, with their cells set below one another."""

    def __init__(self, heading: str, source: KindSource) -> None:
        self.heading = heading
        self._source = source
        self._keys = source.keys()

    def __len__(self) -> int:
        return len(self._keys)

    def rows(self, places: Sequence[int]) -> list[Row]:
        widths = [column.width for column in self._source.columns]
        found = self._source.page([self._keys[place] for place in places])
        return [Row((f"  {_joined(row.cells, widths)}",), (), (_drawn(row, widths),)) for row in found]

    def record(self, place: int) -> tuple[str, str]:
        return self._source.query.kind, self._source.record(self._keys[place])


class _Texts:
    """Figures in words."""

    def __init__(self, heading: str, texts: Iterable[Sentence]) -> None:
        self.heading = heading
        self._texts = [language().say(text) for text in texts]

    def __len__(self) -> int:
        return len(self._texts)

    def rows(self, places: Sequence[int]) -> list[Row]:
        return [Row((f"  {self._texts[place]}",)) for place in places]

    def record(self, place: int) -> None:
        return None


def _joined(cells: Iterable[str], widths: Iterable[int]) -> str:
    return "  ".join(fit(cell, width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _drawn(row: Row, widths: Iterable[int]) -> Content | None:
    """Return a line with the pictures of its cells; None if they have none."""
    if not any(row.pictures):
        return None
    cells = zip(row.cells, row.pictures, widths, strict=True)
    drawn = [picture.truncate(width, pad=True) if picture else fit(cell, width) for cell, picture, width in cells]
    return Content("  ").join(["", *drawn])


class CardSource:
    """The groups of a card below one another; a row's key says which group it is of, and where in it."""

    def __init__(self, groups: Sequence[_Group]) -> None:
        """Keep the groups that have rows."""
        self.columns: tuple[ListColumn, ...] = (ListColumn("entry", _("What names this person"), 20, grows=True),)
        self._groups = groups
        # The place -1 stands for the heading.
        self._places = [(group, place) for group, each in enumerate(groups) for place in range(-1, len(each))]

    def keys(self) -> "array[int]":
        """Return a key for each line."""
        return array("q", range(len(self._places)))

    def page(self, keys: Sequence[int]) -> list[Row]:
        """Return these lines."""
        found: list[Row] = []
        for group, several in groupby((self._places[key] for key in keys), key=lambda each: each[0]):
            found += self._of_group(self._groups[group], [place for _group, place in several])
        return found

    def _of_group(self, group: _Group, places: Sequence[int]) -> Iterator[Row]:
        if places[0] < 0:
            yield Row((f"{group.heading} ({len(group):,})",), ("strong",))
        yield from group.rows([place for place in places if place >= 0])

    def record(self, key: int) -> tuple[str, str] | None:
        """Return kind and identifier of the record of a line; None for a heading."""
        group, place = self._places[key]
        return None if place < 0 else self._groups[group].record(place)


def card_source(office: Office, person: str) -> CardSource:
    """Read which records name a person; called in a thread."""
    groups: list[_Group] = [_Texts(language().say(each.heading), each.lines) for each in card_sections(office, person)]
    groups += [_Records(_heading(thread), _source(office, thread)) for thread in threads(office, person)]
    return CardSource([group for group in groups if len(group)])


def _source(office: Office, thread: Thread) -> KindSource:
    """Return the rows of a thread in the columns of its list, without the one that names the person."""
    shown = [
        name
        for name, column in columns(thread.record_type).items()
        if column.about.column and name != thread.column.name
    ]
    return KindSource(office, thread.query, shown)


def _heading(thread: Thread) -> str:
    """Return what the records are called and, unless they are simply about the person, what the person is to them."""
    plural, label = _(thread.record_type.plural), thread.column.about.label
    return plural if label == Person.label else _("{list}, as {field}").format(list=plural, field=_(label).lower())


class CardScreen(RecordScreen):
    """A person, with everything that names the person."""

    AUTO_FOCUS = "WindowedList"
    DEFAULT_CSS = """
    CardScreen DetailPane { height: auto; max-height: 50%; padding: 0 1; }
    CardScreen WindowedList { height: 1fr; }
    """

    class Read(Message):
        """It was read what names the person."""

        def __init__(self, source: CardSource) -> None:
            super().__init__()
            self.source = source

    def body(self) -> ComposeResult:
        """Yield the register, and below it the list of what names the person."""
        yield as_panel(DetailPane(), _("Card of a person"))
        yield as_panel(WindowedList(empty=_("Nothing else names this person.")), _("Named in"))

    def reload(self) -> None:
        """Read the person, then in a thread what names the person."""
        super().reload()
        self._read()

    @work(thread=True, exclusive=True, group="card")
    def _read(self) -> None:
        self.post_message(self.Read(card_source(self.office, self._record.id)))

    @on(Read)
    def _shown(self, event: Read) -> None:
        self._source = event.source
        self.query_one(WindowedList).fill(event.source.columns, event.source.keys(), event.source.page)

    @on(WindowedList.Selected)
    def _selected(self, event: WindowedList.Selected) -> None:
        event.stop()
        record = self._at_cursor()
        if record is not None:
            self.app.push_screen(RecordScreen(self.office, record))

    def _at_cursor(self) -> Record | None:
        key = self.query_one(WindowedList).key
        found = None if key is None else self._source.record(key)
        try:
            record: Record | None = self.office.get(*found) if found else None
        except Refusal as refusal:
            self.sealdesk.say(refusal)
            return None
        return record
