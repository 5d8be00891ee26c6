"""Officers: their accounts, the policy pack with its proposed edits, the ledgers, and the keys of the store."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ClassVar

from core.desks.administration import key_ceremonies
from core.desks.administration.exports import ConfirmExport, CopyToClipboard, RecordExport
from core.desks.administration.key_ceremonies import (
    AdmitAgain,
    CloseAccount,
    MakeRecovery,
    RotateKeys,
    TryRecovery,
    UseRecovery,
)
from core.desks.administration.officers import OpenAccount
from core.desks.administration.policy_adoption import AdoptPolicy
from core.model.action import Action
from core.model.query import Blank, Not
from core.model.record import Record
from core.values.refusal import Refusal
from core.values.section import Section
from core.values.sentence import N_
from tui.frame.desk import Desk
from tui.frame.screen_command import ScreenCommand
from tui.frame.setup_step import SetupStep
from tui.key_ceremonies.ceremonies import Ceremonies
from tui.key_ceremonies.commands import ChangePassphrase, WitnessLine
from tui.lists.desk_screen import DeskScreen

DEEDS: Mapping[type[Action], Callable[[Ceremonies, Any], Awaitable[None]]] = {
    CloseAccount: lambda ceremonies, account: ceremonies.close_account(account),
    AdmitAgain: lambda ceremonies, account: ceremonies.admit_again(account),
    RotateKeys: lambda ceremonies, _record: ceremonies.rotate(),
    MakeRecovery: lambda ceremonies, _record: ceremonies.make_recovery(),
    TryRecovery: lambda ceremonies, _record: ceremonies.try_recovery(),
}
"""The actions that are more than a form: something is asked of the vault as well."""


class OpenOneMoreAccount(ScreenCommand):
    """Open an account, as `OpenAccount` says, with a passphrase that its officer types."""

    label = OpenAccount.label()
    help = OpenAccount.help()
    key = "n"
    function_key = "f7"
    duty = OpenAccount
    foremost = True

    async def run(self, screen: DeskScreen) -> None:
        """Open an account, with a passphrase that the new officer types."""
        await Ceremonies(screen.sealdesk, screen.office).open_account()


class OfficersScreen(DeskScreen):
    """Accounts, officers, the policy pack, the ledgers of exports, purges and holds, and the key ceremonies."""

    shown: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "account": ("officer", "seat", "closed", "unit", "roles"),
        "widening": (
            "officer",
            "widens",
            "records",
            "site",
            "day",
            "stage",
            "field",
            "before",
            "after",
            "records_kind",
            "count",
        ),
    }
    custom_forms = frozenset(
        {OpenAccount, key_ceremonies.ChangePassphrase, UseRecovery, RecordExport, ConfirmExport, CopyToClipboard}
    )

    def leading(self) -> frozenset[str]:
        """Put the opening of accounts first only where accounts are listed."""
        return self.foremost if self.kind == "account" else frozenset()

    async def perform(self, action: type[Action], record: Record | None) -> None:
        """Do an action; those that need the vault are asked for step by step, and the policy pack is edited its way."""
        from tui.screens.officers.policy_edits import perform_edit

        deed = DEEDS.get(action)
        if deed is None:
            await perform_edit(self, action, record, super().perform)
        else:
            try:
                await deed(Ceremonies(self.sealdesk, self.office), record)
            except Refusal as refusal:
                self.sealdesk.say(refusal)
            self.reload()

    def action_history(self) -> None:
        """Show the history of the policy pack figure by figure, and all else as usual."""
        from tui.screens.officers.policy_edits import show_history

        record = self.current()
        if record is not None and record.kind == "policy":
            show_history(self.app, self.office, record)
        else:
            super().action_history()

    def open_record(self, record: Record) -> None:
        """Show the policy pack figure by figure, and a proposed edit by what it would change."""
        from tui.screens.officers.policy import PolicyScreen, ProposalScreen

        screens = {"policy": PolicyScreen, "policy_proposal": ProposalScreen}
        if record.kind in screens:
            self.app.push_screen(screens[record.kind](self.office, record))
        else:
            super().open_record(record)


DESK = Desk(
    Section.OFFICE,
    N_("Officers"),
    ("account", "officer", "policy", "policy_proposal", "widening", "ceremony", "export", "purge", "hold"),
    OfficersScreen,
    commands=(OpenOneMoreAccount(), ChangePassphrase(), WitnessLine()),
    setup=(
        SetupStep(
            "policy",
            AdoptPolicy,
            N_("Policy pack: read it figure by figure, change what is otherwise here, and confirm it."),
            Not(Blank("adopted")),
        ),
    ),
    place=1,
    letter="o",
)
