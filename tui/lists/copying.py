"""Copying a row of a list, or one of its cells, to the clipboard of the computer: only where the policy pack allows it.

The terminal is asked to (OSC 52), and what it has then can be read by every program of this computer.
"""

from collections.abc import Iterator
from typing import Any

from core.desks.administration.exports import CopyToClipboard, ExportSettings
from core.model.record import RECORDS, columns
from core.office.office import Office
from core.values.mask import MASK
from core.values.sentence import N_, say
from tui.dialogs.choose import Choice, choose
from tui.frame.screen_command import ScreenCommand
from tui.language import _
from tui.terminal.glyphs import editable, plain
from tui.widgets.list_source import Source
from tui.widgets.message_line import show_message
from tui.widgets.windowed_list import WindowedList


class Copy(ScreenCommand):
    """Copy the row under the cursor, or one of its cells, to the clipboard of the computer; it stands in the audit."""

    key = "Y"
    words = "copy clipboard yank row cell"
    duty = CopyToClipboard
    in_bar = False
    reads_again = False

    def is_allowed(self, office: Office) -> bool:
        """Whether the policy pack and the officer's roles allow it."""
        return office.policy.settings(ExportSettings).clipboard and super().is_allowed(office)

    async def run(self, screen: Any) -> None:
        """Ask whether the row or which cell, enter that it is copied, and copy it."""
        key = screen.query_one(WindowedList).key
        cells = [] if key is None else list(_cells(screen.office, screen.kind, screen.listed, key))
        if not cells:
            return
        whole = Choice("\t".join(text for _label, text in cells), _("The whole row"))
        each = [Choice(text, label, beside=plain(text)) for label, text in cells]
        text = await choose(screen.app, say(N_("Copy what?")), [whole, *each])
        if text is not None:
            screen.office.do(CopyToClipboard(what=RECORDS[screen.kind].plural))
            screen.sealdesk.give_to_terminal(text)
            show_message(screen, _("Copied to the clipboard of the computer. It stands in the audit."))


def _cells(office: Office, kind: str, source: Source, key: int) -> Iterator[tuple[str, str]]:
    """Yield what stands in a row that an officer may see, each with the heading of its column."""
    known = columns(RECORDS[kind])
    rows = source.page((key,))
    for column, text in zip(source.columns, rows[0].cells if rows else (), strict=False):
        seen = column.name not in known or (office.sees(kind, column.name) and not known[column.name].about.stays)
        if seen and text.strip() and MASK not in text:
            yield column.label.strip(), editable(text.strip())
