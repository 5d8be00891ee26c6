"""Who read a record, on the whole screen."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from core.model.query import Is, Query
from core.model.record import RECORDS, Record, owner_field, root_of
from core.office.office import Office
from core.values.sentence import N_
from tui.formatting.values import title_of
from tui.language import _, labelled
from tui.terminal.keys import KeyBar, LocalisedScreen
from tui.terminal.panel import as_panel
from tui.widgets.record_source import KindSource
from tui.widgets.windowed_list import WindowedList


class AccessLogScreen(LocalisedScreen[None]):
    """Who read a record or a part of it, and when; the latest first."""

    AUTO_FOCUS = "WindowedList"
    DEFAULT_CSS = """
    AccessLogScreen WindowedList { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,backspace", "dismiss(None)", N_("Back"), id="access_log.back")
    ]

    def __init__(self, office: Office, record: Record) -> None:
        """Prepare the access log of a record that has one."""
        super().__init__()
        self._office = office
        self._record = record

    def compose(self) -> ComposeResult:
        """Put the list above the keys."""
        heading = labelled(_("Who read it"), title_of(self._record, self._office))
        yield as_panel(WindowedList(empty=_("Nobody has read it since it was written.")), heading)
        yield KeyBar()

    def on_screen_resume(self) -> None:
        """Read the entries."""
        kind = RECORDS[self._record.access_log]
        owner = owner_field(kind)
        assert owner is not None  # see `core.audit.access_log`
        query = Query(kind.kind, Is(owner.name, (root_of(self._record),)))
        source = KindSource(self._office, query, ("when", "officer"))
        self.query_one(WindowedList).fill(source.columns, source.keys(), source.page)
