"""The detail beside a list: scrolled from the list, which keeps the cursor."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from core.values.sentence import N_
from tui.actions.action_screen import ActionScreen
from tui.widgets.detail import DetailPane


class DetailBeside(ActionScreen):
    """A screen that shows on wide terminals what the record under the cursor says."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+down,shift+down", "scroll_detail(1)", N_("Detail down"), id="desk.detail_down", show=False),
        Binding("ctrl+up,shift+up", "scroll_detail(-1)", N_("Detail up"), id="desk.detail_up", show=False),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to scroll the detail where it is shown."""
        if action == "scroll_detail":
            return self.is_mounted and self.query_one(DetailPane).display
        return super().check_action(action, parameters)

    def action_scroll_detail(self, step: int) -> None:
        """Scroll by half of what is seen of it."""
        detail = self.query_one(DetailPane)
        detail.scroll_relative(y=step * max(detail.size.height // 2, 1), animate=False)
