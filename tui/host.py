"""The application as the screens know it."""

from typing import TYPE_CHECKING

from textual.app import App

if TYPE_CHECKING:  # the first screen is shown before any of it is loaded
    from core.office.deed import Deed
    from core.office.office import Office
    from core.values.refusal import Refusal
    from tui.backend import Backend
    from tui.platform import Platform


class Host(App[None]):
    """What screens ask of the application they are shown by."""

    backend: "Backend"
    platform: "Platform | None"
    """This machine, as far as it is needed before a store is open; none where a store was opened without it."""
    office: "Office | None"
    told: "Deed | None" = None
    """The last deed that was said to be done."""

    def say(self, refusal: "Refusal") -> None:
        """Show why something cannot be done; nothing else happens."""
        raise NotImplementedError

    def give_to_terminal(self, text: str) -> None:
        """Give a text to the terminal for the clipboard of the computer, where every program can read it."""
        raise NotImplementedError

    def action_palette(self) -> None:
        """Show everything that can be done."""
        raise NotImplementedError
