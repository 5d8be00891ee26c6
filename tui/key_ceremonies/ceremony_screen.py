"""What the desks share that hold key ceremonies: one's own passphrase, the witness line, and how a ceremony is held."""

from collections.abc import Awaitable, Callable

from textual import work

from core.audit.store_operations import WITNESS
from core.values.refusal import Refusal
from tui.generic.desk_screen import DeskScreen
from tui.key_ceremonies.ceremonies import Ceremonies


class CeremonyScreen(DeskScreen):
    """A desk with ceremonies; each desk binds them to its own keys."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the witness line to those who may know how much there is."""
        if action == "witness":
            return self.office.may_do(WITNESS)
        return super().check_action(action, parameters)

    @work
    async def action_change_passphrase(self) -> None:
        """Choose another passphrase for your own seat."""
        await self.hold(Ceremonies.change_passphrase)

    @work
    async def action_witness(self) -> None:
        """Show what the store has come to, or compare what was noted earlier."""
        await self.hold(Ceremonies.witness)

    async def hold(self, ceremony: Callable[[Ceremonies], Awaitable[None]]) -> None:
        """Hold a ceremony; what is refused is said, and the list is read again."""
        try:
            await ceremony(Ceremonies(self.sealdesk, self.office))
        except Refusal as refusal:
            self.sealdesk.say(refusal)
        self.reload()
