"""The audit: what happened at this site, the latest first, and the means to see whether all of it is still there."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from core.audit.audit_log import AUDIT
from core.audit.store_operations import CHECK, WITNESS
from core.values.refusal import Refusal
from core.values.sentence import N_, say
from tui.dialogs.choose import Choice, Command
from tui.dialogs.dialog import tell
from tui.dialogs.long_work import at_length
from tui.generic.desk import Desk
from tui.key_ceremonies.ceremony_screen import CeremonyScreen
from tui.language import _


class AuditScreen(CeremonyScreen):
    """The auditor's desk, and the only one: besides the list, what every officer needs who has no other."""

    empty = N_("Nothing is listed here.")
    shown: ClassVar[Mapping[str, tuple[str, ...]]] = {
        AUDIT: ("when", "officer", "event", "action", "of_kind", "note", "seat", "count", "number")
    }
    foremost = frozenset({"check_store"})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c,f7,fullwidth_latin_small_letter_c", "check_store", N_("Check the store"), id="audit.check"),
        Binding("w,ctrl+w,fullwidth_latin_small_letter_w", "witness", N_("Witness line"), id="audit.witness"),
        Binding(
            "p,alt+p,fullwidth_latin_small_letter_p",
            "change_passphrase",
            N_("Change passphrase"),
            id="audit.passphrase",
        ),
    ]

    def commands(self) -> Iterable[Choice[Command]]:
        """Add the keys of this desk to the palette."""
        yield from super().commands()
        if self.office.may_do(CHECK):
            about = _("Verify pages, chains, signatures and tables, and name the first thing wrong.")
            yield Choice(self.action_check_store, _("Check the store"), about, "check")
        if self.office.may_do(WITNESS):
            about = _(
                "A line for the present state of the store, to be noted on paper: it shows later whether an old copy"
                " was put back."
            )
            yield Choice(self.action_witness, _("Witness line"), about, "witness")
        about = _("Choose another passphrase for your own seat.")
        yield Choice(self.action_change_passphrase, _("Change passphrase"), about, "change_passphrase")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the check to those who may be told where a fault is."""
        if action == "check_store":
            return self.office.may_do(CHECK)
        return super().check_action(action, parameters)

    @work
    async def action_check_store(self) -> None:
        """Verify the whole store."""
        try:
            fault = await at_length(
                self.app, N_("Checking the store"), lambda progress: self.sealdesk.doors.check(self.office, progress)
            )
        except Refusal as refusal:
            self.sealdesk.say(refusal)
            return
        facts = {"where": fault.where, "what": fault.what} if fault else {}
        sound = N_("The store is sound: nothing of the audit was taken out, altered, put in or cut off.")
        await tell(self.app, say(N_("The store is not sound: {where}. {what}"), **facts) if fault else sound)


DESK = Desk(9, N_("Audit"), (AUDIT,), AuditScreen, ("refusals", "today"))
