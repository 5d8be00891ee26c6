"""Officers: their accounts, the policy pack with its proposed edits, the ledgers, and the keys of the store."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from core.audit.store_operations import WITNESS
from core.desks.administration.exports import ConfirmExport, RecordExport
from core.desks.administration.key_ceremonies import (
    AdmitAgain,
    ChangePassphrase,
    CloseAccount,
    MakeRecovery,
    RotateKeys,
    TryRecovery,
    UseRecovery,
)
from core.desks.administration.officers import OpenAccount
from core.model.action import Action
from core.model.record import Record
from core.values.sentence import N_
from tui.dialogs.choose import Choice, Command
from tui.generic.desk import Desk
from tui.key_ceremonies.ceremonies import Ceremonies
from tui.key_ceremonies.ceremony_screen import CeremonyScreen
from tui.language import _

DEEDS: Mapping[type[Action], Callable[[Ceremonies, Any], Awaitable[None]]] = {
    CloseAccount: lambda ceremonies, account: ceremonies.close_account(account),
    AdmitAgain: lambda ceremonies, account: ceremonies.admit_again(account),
    RotateKeys: lambda ceremonies, _record: ceremonies.rotate(),
    MakeRecovery: lambda ceremonies, _record: ceremonies.make_recovery(),
    TryRecovery: lambda ceremonies, _record: ceremonies.try_recovery(),
}
"""The actions that are more than a form: something is asked of the vault as well."""


class OfficersScreen(CeremonyScreen):
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
    foremost = frozenset({"open_account"})
    by_hand = frozenset({OpenAccount, ChangePassphrase, UseRecovery, RecordExport, ConfirmExport})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,f7,fullwidth_latin_small_letter_n", "open_account", N_("Open account"), id="officers.open"),
        Binding(
            "p,alt+p,fullwidth_latin_small_letter_p",
            "change_passphrase",
            N_("Change passphrase"),
            id="officers.passphrase",
        ),
        Binding("w,ctrl+w,fullwidth_latin_small_letter_w", "witness", N_("Witness line"), id="officers.witness"),
    ]

    def commands(self) -> Iterable[Choice[Command]]:
        """Add what is no action on a record to the palette."""
        yield from super().commands()
        if self.office.may(OpenAccount):
            yield Choice(self.action_open_account, _(OpenAccount.label()), _(OpenAccount.help()), "open_account")
        yield Choice(
            self.action_change_passphrase, _(ChangePassphrase.label()), _(ChangePassphrase.help()), "change_passphrase"
        )
        if self.office.may_do(WITNESS):
            about = _(
                "A line for the present state of the store, to be noted on paper: it shows later whether an old copy"
                " was put back."
            )
            yield Choice(self.action_witness, _("Witness line"), about, "witness")

    def leading(self) -> frozenset[str]:
        """Put the opening of accounts first only where accounts are listed."""
        return self.foremost if self.kind == "account" else frozenset()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the opening of accounts to those who may."""
        if action == "open_account":
            return self.office.may(OpenAccount)
        return super().check_action(action, parameters)

    async def perform(self, action: type[Action], record: Record | None) -> None:
        """Do an action; those that need the vault are asked for step by step, and the policy pack is edited its way."""
        from tui.screens.officers.policy_edits import edited

        deed = DEEDS.get(action)
        if deed is None:
            await edited(self, action, record, super().perform)
        else:
            await self.hold(lambda ceremonies: deed(ceremonies, record))

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

    @work
    async def action_open_account(self) -> None:
        """Open an account, with a passphrase that the new officer types."""
        await self.hold(Ceremonies.open_account)


DESK = Desk(
    8,
    N_("Officers"),
    ("account", "officer", "policy", "policy_proposal", "widening", "ceremony", "export", "purge", "hold"),
    OfficersScreen,
)
