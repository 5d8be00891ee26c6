"""A page to read before something is done, or after: previews, receipts, help."""

from collections.abc import Iterable
from typing import Any, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.visual import VisualType
from textual.widgets import Static

from core.values.sentence import N_
from tui.formatting.lines import Line
from tui.language import _
from tui.terminal.glyphs import plain
from tui.terminal.type_ahead import Before, TypeAheadScreen
from tui.terminal.wrap import Prose


class ReportScreen(TypeAheadScreen[bool], ModalScreen[bool]):
    """A page of text, with a key that goes on and one that goes back."""

    typed_before = Before.DROPPED
    DEFAULT_CSS = """
    ReportScreen > Vertical { width: 100%; max-width: 110; height: 100%; background: $panel; }
    ReportScreen { align: center top; }
    ReportScreen .heading { background: $panel; text-style: bold; padding: 0 1; }
    ReportScreen VerticalScroll { height: 1fr; padding: 0 1; scrollbar-size: 0 1; }
    ReportScreen .keys { background: $panel; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f10", "go", N_("Go on"), id="report.go"),
        Binding("escape,f1", "leave", N_("Back"), id="report.back"),
        Binding("down,j", "scroll(1)", N_("Down"), show=False, id="report.down"),
        Binding("up,k", "scroll(-1)", N_("Up"), show=False, id="report.up"),
    ]

    widest: ClassVar[int] = 110
    """How many columns the page takes at most: longer lines are hard to read."""

    def __init__(self, title: str, lines: Iterable[Line], go: str = "") -> None:
        """Prepare a page; `go` says what F10 does, empty if there is nothing but reading."""
        super().__init__()
        self._title = title
        self._lines = list(lines)
        self._go = go

    def compose(self) -> ComposeResult:
        """Stack title, text and keys."""
        with Vertical():
            yield Static(Content(plain(self._title)), classes="heading")
            with VerticalScroll():
                yield Static(self.page())
            yield Static(Content("   ".join(" ".join(key) for key in self.keys())), classes="keys")

    def keys(self) -> Iterable[tuple[str, str]]:
        """Return the keys that stand below, each with what it does."""
        return *((("F10", self._go),) if self._go else ()), ("Esc", _("Back")), (_("Arrow keys"), _("Scroll"))

    def page(self) -> VisualType:
        """Return what the page says."""
        return Prose(self._lines)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Go on only where there is something to go on to."""
        return bool(self._go) if action == "go" else super().check_action(action, parameters)

    def action_go(self) -> None:
        """Do what the page asks about."""
        self.dismiss(True)

    def action_leave(self) -> None:
        """Go back; nothing is done."""
        self.dismiss(False)

    def action_scroll(self, step: int) -> None:
        """Scroll by a line."""
        self.query_one(VerticalScroll).scroll_relative(y=step, animate=False)


async def report(app: App[Any], title: str, lines: Iterable[Line], go: str = "") -> bool:
    """Show a page until it is left; return whether the officer went on. Awaited from a worker."""
    return await app.push_screen_wait(ReportScreen(title, lines, go))
