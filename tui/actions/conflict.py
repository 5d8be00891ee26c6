"""A conflict: the values that sites gave one field, side by side, each with who wrote it; a person chooses one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from rich.table import Table
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from core.desks.sync.conflicts import ResolveConflict
from core.model.change import Entry, milliseconds
from core.model.record import RECORDS, columns
from core.office.office import Office
from core.rules.agenda import Conflict
from core.values.sentence import N_, say
from tui.formatting.values import Values
from tui.language import _, language
from tui.terminal.glyphs import content
from tui.terminal.keys import bind
from tui.terminal.type_ahead import TypeAheadScreen
from tui.terminal.wrap import Prose, wrapped

MAX_BESIDE = 9
"""More values than there are digits have no keys of their own; the arrow keys reach them."""


@dataclass(frozen=True, slots=True)
class ConflictingValue:
    """One of the values: the change that wrote it, and what is said of it."""

    change: str
    value: str
    officer: str
    site: str
    when: str


class ConflictScreen(TypeAheadScreen[str | None], ModalScreen[str | None]):
    """Chooses one of several values; its result is the change that wrote it, None if the officer went back."""

    DEFAULT_CSS = """
    ConflictScreen > Vertical { width: 100%; height: 100%; background: $surface; }
    ConflictScreen .heading { background: $panel; text-style: bold; padding: 0 1; }
    ConflictScreen VerticalScroll { height: 1fr; padding: 1 1; scrollbar-size: 0 1; scrollbar-gutter: stable; }
    ConflictScreen .keys { background: $panel; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", N_("Previous value"), id="conflict.before", priority=True),
        Binding("right", "step(1)", N_("Next value"), id="conflict.next", priority=True),
        Binding("enter,f10", "choose", N_("Choose"), id="conflict.choose"),
        Binding("escape", "dismiss(None)", N_("Back"), id="conflict.back"),
    ]

    def __init__(self, question: str, values: Sequence[ConflictingValue]) -> None:
        """Prepare the values under a question."""
        super().__init__()
        self._question = question
        self._values = values
        self._place = 0
        for place in range(min(len(values), MAX_BESIDE)):
            bind(self, str(place + 1), f"go({place})", N_("Go to this value"))

    def compose(self) -> ComposeResult:
        """Stack the question, the values and the keys."""
        with Vertical():
            yield Static(wrapped(self._question), classes="heading")
            with VerticalScroll():
                yield Static(self._table(), id="values")
            keys = _("Left, Right or a digit: go to a value   Enter: keep it   Esc: back")
            yield Static(content(keys), classes="keys")

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 2), expand=True)
        for _value in self._values:
            table.add_column(ratio=1)
        table.add_row(*(self._head(place, each) for place, each in enumerate(self._values)))
        table.add_row(*(wrapped(each.value) for each in self._values))
        return table

    def _head(self, place: int, each: ConflictingValue) -> Prose:
        here = place == self._place
        chosen = _("this one")
        name = f"[{place + 1}] {chosen}" if here else f" {place + 1} "
        return Prose(
            [
                (name, "bold reverse" if here else "bold"),
                (each.officer, "bold"),
                (each.site, "bold"),
                (each.when, ""),
                ("", ""),
            ]
        )

    def action_go(self, place: int) -> None:
        """Go to a value."""
        self._place = place
        self.query_one("#values", Static).update(self._table())

    def action_step(self, step: int) -> None:
        """Go to the value beside."""
        self.action_go(min(max(self._place + step, 0), len(self._values) - 1))

    def action_choose(self) -> None:
        """Let the value stand."""
        self.dismiss(self._values[self._place].change)


async def decide(app: App[Any], office: Office, conflict: Conflict) -> None:
    """Let the officer choose one of the values; it becomes that of the field by an ordinary change."""
    values = [_value(conflict, entry, office) for entry in office.conflicting_changes(conflict)]
    chosen = await app.push_screen_wait(ConflictScreen(_question(conflict, office), values))
    if chosen is not None:
        office.do(ResolveConflict(target=conflict.id, chosen=chosen))


def _question(conflict: Conflict, office: Office) -> str:
    known = columns(RECORDS[conflict.of_kind])
    field = _(known[conflict.field].about.label) if conflict.field in known else conflict.field
    title = office.title(conflict.of_kind, conflict.of)
    return say(N_("{record}: which value of “{field}” shall stand?"), record=title, field=field).say(_)


def _value(conflict: Conflict, entry: Entry, office: Office) -> ConflictingValue:
    """Return one of the values with who wrote it, where and when."""
    change = entry.change
    value = change.body.fields[conflict.field]
    column = columns(RECORDS[conflict.of_kind]).get(conflict.field)
    text = Values(office, language().translate).text(column, value) if column else str(value)
    return ConflictingValue(
        change=change.id.hex(),
        value=text or _("empty"),
        officer=office.officer_then(change.body.officer, change.body.record, change.id, _),
        site=office.title("site", change.stream.site),
        when=language().show(datetime.fromtimestamp(milliseconds(change.time) / 1000)),
    )
