"""One record on the whole screen, with the keys of what can be done to it."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from core.model.query import Is, Query
from core.model.record import RECORDS, Record
from core.office.office import Office
from core.values.refusal import Refusal
from core.values.sentence import N_
from tui.actions.action_screen import ActionScreen
from tui.frame.header import Header
from tui.language import _
from tui.terminal.keys import KeyBar
from tui.terminal.panel import as_panel
from tui.widgets.detail import DetailPane


class RecordScreen(ActionScreen):
    """A record in full."""

    AUTO_FOCUS = "DetailPane"
    creates = False
    DEFAULT_CSS = """
    RecordScreen DetailPane { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,backspace", "back", N_("Back"), id="record.back")]

    def __init__(self, office: Office, record: Record) -> None:
        """Prepare the screen of a record."""
        super().__init__(office, (record.kind,))
        self._record = record

    def compose(self) -> ComposeResult:
        """Stack header, heading, what is shown of the record, and keys."""
        yield Header(self.office, self.section)
        yield from self.body()
        yield KeyBar()

    def body(self) -> ComposeResult:
        """Yield what stands between header and keys."""
        yield as_panel(DetailPane(), _(RECORDS[self.kind].label))

    @property
    def kind(self) -> str:
        """The kind of the record."""
        return self._record.kind

    def current(self) -> Record:
        """Return the record."""
        return self._record

    def on_screen_resume(self) -> None:
        """Show the record as it stands now."""
        self.reload()

    def reload(self) -> None:
        """Read the record again; one that may no longer be read is left."""
        try:
            self._record = self.office.get(self.kind, self._record.id)
        except Refusal as refusal:
            self.sealdesk.say(refusal)
            self.action_back()
            return
        self.tell_done()
        self.present()
        self.offer()
        self.query_one(Header).read(Query(self.kind, Is("id", (self._record.id,))))

    def present(self) -> None:
        """Show the record that was read."""
        self.query_one(DetailPane).show_record(self.office, self._record)

    def action_back(self) -> None:
        """Go back to the list."""
        self.dismiss(None)
