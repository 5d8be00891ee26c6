"""The history of a record on the whole screen."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from core.model.record import Record
from core.office.office import Office
from core.values.sentence import N_
from tui.formatting.values import title_of
from tui.language import _, labelled
from tui.terminal.keys import KeyBar, LocalisedScreen
from tui.terminal.panel import as_panel
from tui.widgets.detail import HistoryView


class HistoryScreen(LocalisedScreen[None]):
    """Who changed what of a record, and when."""

    DEFAULT_CSS = """
    HistoryScreen HistoryView { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,backspace", "dismiss(None)", N_("Back"), id="history.back")
    ]

    def __init__(self, office: Office, record: Record) -> None:
        """Prepare the history of a record."""
        super().__init__()
        self._office = office
        self._record = record

    def compose(self) -> ComposeResult:
        """Put the history above the keys."""
        yield as_panel(HistoryView(), labelled(_("History"), title_of(self._record, self._office)))
        yield KeyBar()

    def on_screen_resume(self) -> None:
        """Read the history."""
        self.query_one(HistoryView).show_history(self._office, self._record)
