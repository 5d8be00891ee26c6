"""The command that undoes what the officer did last, wherever records are acted on."""

import asyncio
from typing import Any

from core.model.action import ACTIONS
from core.model.change import HOME
from core.office.office import Office
from core.values.sentence import N_
from tui.dialogs.dialog import confirm
from tui.frame.deed_words import told_undone
from tui.frame.screen_command import ScreenCommand
from tui.widgets.message_line import show_message


class UndoLast(ScreenCommand):
    """Undo what you did last, while nothing was built on it and nothing of it has left."""

    label = N_("Undo")
    key = "U"
    function_key = "ctrl+z"
    words = "undo revert"
    in_bar = False

    def is_allowed(self, office: Office) -> bool:
        """Whether the officer may do anything that can be undone: who only reads is offered nothing."""
        able = (each for each in ACTIONS.values() if each.undoable and each.on.compartment not in HOME)
        return any(map(office.may, able))

    async def run(self, screen: Any) -> None:
        """Say what it would do, and do it once that is confirmed."""
        office, deed = screen.office, screen.office.last_deed
        question = await asyncio.to_thread(office.undo, rehearse=True)
        if await confirm(screen.app, question, default=True):
            await asyncio.to_thread(office.undo)
            screen.after(deed)
            show_message(screen, told_undone(deed, office))
