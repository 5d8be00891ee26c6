"""Key ceremonies 密钥事项: what was done with the keys of the store, by whom and when.

`data.site.keyring` carries it out. Each is an action, so that it needs a duty like any other and stands in the journal.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Annotated, Any, ClassVar

from pydantic import Field

from core.desks.administration.officers import GRANT, NOT_PERMITTED, Account, PermittedWhy, excluded
from core.model.action import Action, amend, create
from core.model.audit_event import Event
from core.model.change import LOCAL, Draft
from core.model.context import Context
from core.model.deadline import Deadline
from core.model.field import About, Names, Role, Start
from core.model.query import Blank, Not, Query
from core.model.record import Record
from core.rights.visibility import NAMES
from core.values.field_types import REQUIRED
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_, Sentence, say

PERMITTED_FOR = timedelta(days=1)


class Deed(LabelledEnum):
    """What was done."""

    FOUNDED = "founded", N_("store founded")
    PASSPHRASE = "passphrase", N_("passphrase changed")
    CLOSED = "closed", N_("seat closed")
    ADMITTED = "admitted", N_("new passphrase at a seat")
    ROTATED = "rotated", N_("master key changed")
    MADE = "made", N_("recovery made")
    TESTED = "tested", N_("recovery tested")
    USED = "used", N_("recovery used")


PAPERS_AFTER = (Deed.USED, Deed.ROTATED)
"""What leaves new recovery papers to be made."""
SINCE = N_("Due {day}: counted from the day on which this was done: {deed}.")


Need = Annotated[int, About(N_("Papers needed"), column=8)]
Of = Annotated[int, About(N_("Papers in all"), column=8)]
Seats = Annotated[str, About(N_("Seats"), column=24, names=Names.SEATS)]


class Ceremony(Record):
    """One deed with the keys of this store."""

    kind = "ceremony"
    label = N_("Key ceremony")
    plural = N_("Key ceremonies")
    compartment = LOCAL
    audited = Event.KEYS
    duty = "store.keep"
    order = ("-at",)
    deadlines = (
        Deadline(N_("make the first backup"), on="backup_due", duty="store.keep", why=SINCE, action="record_backup"),
        Deadline(N_("make recovery papers"), on="papers_due", duty="store.keep", why=SINCE, action="make_recovery"),
    )

    at: Annotated[datetime, About(N_("When"), column=16, index=True)]
    deed: Annotated[Deed, About(N_("What was done to the keys"), column=26)]
    officer: Annotated[str, About(N_("Officer"), column=16, refers="officer", says=Role.DOER)]
    seats: Seats = ""
    """The seats that it was about; after a change of the master key, those that were kept."""
    need: Need = 0
    of: Of = 0
    papers_due: Annotated[date | None, About(N_("Recovery papers due"), index=True)] = None
    """The day from which it leaves recovery papers to be made; none once they are."""

    backup_due: Annotated[date | None, About(N_("First backup due"), index=True)] = None
    """The day from which a first backup is to be made; none once one is (`core.desks.administration.backups`)."""


def _note(deed: Deed, context: Context, **more: Any) -> Draft:
    return create(Ceremony(at=context.now, deed=deed, officer=context.officer, **more))


def _papers_no_longer_due(context: Context) -> Iterable[Draft]:
    for before in context.find(Query("ceremony", Not(Blank("papers_due")))):
        yield amend(before, papers_due=None)


class CloseAccount(Action):
    """Stop an officer from signing in, and take the passphrase away.

    Copies of the store made before still open with it. To shut out copies too, change the master key.
    """

    on = Account
    key_deed = True
    duty = "accounts.keep"
    key = "c"
    other_than = ("officer",)
    stamps = {"closed": True, **NOT_PERMITTED}

    def refuse(self, record: Account, context: Context) -> Iterable[Sentence]:
        """Reject an account that is closed."""
        if record.closed:
            yield say(N_("This account is closed already."))

    def changes(self, record: Account, context: Context) -> Iterable[Draft]:
        """Close the account."""
        yield from super().changes(record, context)
        yield _note(Deed.CLOSED, context, seats=str(record.seat))


class PermitAdmission(Action):
    """Permit a new passphrase for an officer within a day.

    Whoever keeps accounts then sets it: two officers are needed.
    """

    on = Account
    duty = GRANT
    single = True
    key = "v"
    other_than = ("officer",)
    stamps = {"permitted_by": Start.ME}

    permitted_why: Annotated[PermittedWhy, REQUIRED]

    def written(self, record: Account, context: Context) -> dict[str, Any]:
        """Add until when it is permitted."""
        return super().written(record, context) | {"permitted_until": context.now + PERMITTED_FOR}


class AdmitAgain(Action):
    """Let an officer choose a new passphrase: one was forgotten, the master key was changed, or the account closed.

    A security officer has permitted it, so that nobody alone signs in as somebody else.
    """

    on = Account
    key_deed = True
    duty = "accounts.keep"
    key = "a"
    other_than = ("officer", "permitted_by")
    stamps = {"closed": False, **NOT_PERMITTED}

    def refuse(self, record: Account, context: Context) -> Iterable[Sentence]:
        """Reject what is not permitted today, and a closed account that brings back roles that exclude one another."""
        if not record.permitted_until:
            yield say(N_("A security officer permits a new passphrase first, with “Permit admission” on this account."))
        elif record.permitted_until < context.now:
            yield say(N_("This was permitted until {until}. Ask for it again."), until=record.permitted_until)
        yield from excluded(record, record.roles, context)

    def changes(self, record: Account, context: Context) -> Iterable[Draft]:
        """Open the account, if it was closed; what was permitted was permitted once."""
        yield from super().changes(record, context)
        yield _note(Deed.ADMITTED, context, seats=str(record.seat))


class _AtSeats(Action):
    """A deed at some seats."""

    key_deed = True
    on = Ceremony
    creates = True
    deed: ClassVar[Deed]

    seats: Annotated[Seats, REQUIRED]

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Note the deed, and that it leaves recovery papers to be made, which are then due once."""
        if self.deed in PAPERS_AFTER:
            yield from _papers_no_longer_due(context)
        due = context.today if self.deed in PAPERS_AFTER else None
        yield _note(self.deed, context, seats=self.seats, papers_due=due)


class ChangePassphrase(_AtSeats):
    """Choose another passphrase for your own seat."""

    duty = NAMES
    deed = Deed.PASSPHRASE


class RotateKeys(_AtSeats):
    """Change the master key: afterwards only those who type a passphrase now can open the store."""

    duty = "store.keep"
    key = "o"
    deed = Deed.ROTATED


class UseRecovery(_AtSeats):
    """Open the store with a recovery code or shares, and give your seat a new passphrase."""

    duty = NAMES
    deed = Deed.USED


class _OfPapers(Action):
    """A deed with recovery papers."""

    on = Ceremony
    creates = True
    duty = "store.keep"
    deed: ClassVar[Deed]

    need: Annotated[Need, Field(ge=1)]
    of: Annotated[Of, Field(ge=1)]

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Note the deed."""
        yield _note(self.deed, context, need=self.need, of=self.of)


class MakeRecovery(_OfPapers):
    """Make a recovery code on one paper, or shares for several people; earlier ones become void."""

    key_deed = True
    key = "m"
    deed = Deed.MADE

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Note the deed; no papers are due any more."""
        yield from _papers_no_longer_due(context)
        yield from super().changes(record, context)


class TryRecovery(_OfPapers):
    """Type recovery papers in and see whether they still open this store."""

    key = "t"
    deed = Deed.TESTED
