"""Officers: their accounts, the policy pack with its proposed edits, and the ledger of exports."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from core.action import Action
from core.desks.administration import OpenAccount
from core.desks.exports import ConfirmExport, RecordExport
from core.record import Record
from core.refusal import Refusal
from core.text import N_, say
from tui.choose import Choice, Command
from tui.desk import Desk
from tui.desk_screen import DeskScreen
from tui.language import _
from tui.widgets.dialog import ask, tell
from tui.widgets.form import FormScreen
from tui.work import at_length


class OfficersScreen(DeskScreen):
    """Accounts, officers, the policy pack and the ledger of exports."""

    shown: ClassVar[Mapping[str, tuple[str, ...]]] = {"account": ("officer", "seat", "closed", "unit", "roles")}
    foremost = frozenset({"open_account"})
    by_hand = frozenset({OpenAccount, RecordExport, ConfirmExport})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,f7,fullwidth_latin_small_letter_n", "open_account", N_("Open account"), id="officers.open")
    ]

    def commands(self) -> Iterable[Choice[Command]]:
        """Add the opening of accounts to the palette."""
        yield from super().commands()
        if self.office.may(OpenAccount):
            yield Choice(self.action_open_account, _(OpenAccount.label()), _(OpenAccount.help()), "open_account")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the opening of accounts to those who may."""
        if action == "open_account":
            return self.office.may(OpenAccount)
        return super().check_action(action, parameters)

    async def perform(self, action: type[Action], record: Record | None) -> None:
        """Edit the policy pack in its own way, and do all else as usual."""
        from tui.policy_edits import edited

        await edited(self, action, record, super().perform)

    def action_history(self) -> None:
        """Show the history of the policy pack figure by figure, and all else as usual."""
        from tui.policy_edits import show_history

        record = self.current()
        if record is not None and record.kind == "policy":
            show_history(self.app, self.office, record)
        else:
            super().action_history()

    def open_record(self, record: Record) -> None:
        """Show the policy pack figure by figure, and a proposed edit by what it would change."""
        from tui.policy import PolicyScreen, ProposalScreen

        screens = {"policy": PolicyScreen, "policy_proposal": ProposalScreen}
        if record.kind in screens:
            self.app.push_screen(screens[record.kind](self.office, record))
        else:
            super().open_record(record)

    @work
    async def action_open_account(self) -> None:
        """Open an account, with a passphrase that the new officer types."""
        try:
            await self._open_account()
        except Refusal as refusal:
            self.sealdesk.say(refusal)
        self.reload()

    async def _open_account(self) -> None:
        doors, office = self.sealdesk.doors, self.office
        fixed = {"seat": doors.next_seat(), "site": office.site}
        form = FormScreen(office, OpenAccount, fixed=fixed, submit=lambda action: office.rehearse((action,)))
        action = await self.app.push_screen_wait(form)
        if not isinstance(action, OpenAccount):
            return
        seat = None
        while seat is None:
            passphrase = await self._passphrase(action.name)
            if passphrase is None:
                return
            try:
                seat = await at_length(
                    self.app,
                    N_("Opening the account"),
                    lambda progress, chosen=passphrase: doors.open_account(office, action, chosen),  # type: ignore[misc]
                    cancellable=False,
                )
            except Refusal as refusal:  # what was entered stays; only the passphrase is asked for again
                await tell(self.app, refusal.sentence)
        await tell(self.app, say(N_("{name} can sign in at seat {seat} now."), name=action.name, seat=seat))

    async def _passphrase(self, name: str) -> str | None:
        """Let the new officer type a passphrase twice, until both are the same; None if he went back."""
        question = say(N_("{name} now types a passphrase of at least 8 characters:"), name=name)
        while (typed := await ask(self.app, question, secret=True)) is not None:
            again = await ask(self.app, N_("The same again:"), secret=True)
            if again == typed:
                return typed
            if again is None:
                return None
            await tell(self.app, N_("The two passphrases differ. Type them again."))
        return None


DESK = Desk(8, N_("Officers"), ("account", "officer", "policy", "policy_proposal", "export", "purge"), OfficersScreen)
