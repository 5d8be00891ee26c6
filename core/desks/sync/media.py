"""Media 载体: the ledger of the sticks and discs that transfers travel on, each known by the number that stands on it.

The number stands in the ledger and in a small file on the medium (docs/formats/medium.md), so that the program can tell
before it writes whether the right one is plugged in.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Protocol

from core.model.action import amend
from core.model.audit_event import Event
from core.model.change import LOCAL, Draft
from core.model.context import Context
from core.model.deadline import Deadline
from core.model.field import About
from core.model.query import Is, Query
from core.rules.ledger import (
    HERE_OR_OUT,
    Destroy,
    Ledgered,
    LedgerStage,
    Register,
    ReportLost,
    SignIn,
    SignOut,
    numbered,
)
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_, Sentence, say

KEEP = "transfers.media"
"""The duty that keeps this ledger."""


class Reader(Protocol):
    """What finds records: an office, or a context."""

    def find(self, query: Query) -> list[Any]:
        """Return the records a query asks for."""


class MediumType(LabelledEnum):
    """What a medium is."""

    STICK = "stick", N_("USB stick")
    DISC = "disc", N_("optical disc")
    DISK = "disk", N_("disk")
    OTHER = "other", N_("other medium")


Type = Annotated[MediumType, About(N_("Kind of medium"), column=14)]


class Medium(Ledgered):
    """A medium that transfers travel on."""

    kind = "medium"
    label = N_("Medium")
    plural = N_("Media")
    compartment = LOCAL
    audited = Event.TRANSFER
    duty = "transfers.read"
    deadlines = (
        Deadline(
            N_("sign out, transfer on it"), on="loaded", stages=(LedgerStage.IN,), duty=KEEP,
            why=N_("Due {day}: a transfer was written on it that day, and the ledger says it is still in the office."),
            action="sign_out_medium",
        ),
    )  # fmt: skip

    type: Type = MediumType.STICK
    loaded: Annotated[date | None, About(N_("Transfer written on it"), column=10)] = None
    """The day on which a transfer was written on it that is to be carried away; none once it is back."""


def to_sign_out(number: str, context: Context) -> Iterable[Draft]:
    """Yield that a transfer is on the medium with this number: it is to be signed out to whoever carries it.

    One that is signed out is with its holder already.
    """
    medium = medium_numbered(number, context)
    if medium is not None and medium.stage is LedgerStage.IN:
        yield amend(medium, loaded=context.today)


def medium_numbered(number: str, context: Context) -> Medium | None:
    """Return the medium with this number, if the ledger has one."""
    found: Medium | None = numbered(Medium.kind, number, context)
    return found


def medium_faults(number: str, context: Context) -> Iterable[Sentence]:
    """Yield why nothing may travel on the medium with this number; an empty one is a medium outside the ledger."""
    medium = medium_numbered(number, context)
    if number and medium is None:
        yield say(
            N_("The ledger has no medium {number}. Register it first, or write to one that is registered."),
            number=number,
        )
    elif medium is not None and medium.stage not in HERE_OR_OUT:
        facts = {"number": number, "stage": say(medium.stage.label)}
        yield say(N_("The ledger says of medium {number}: {stage}. Nothing is written to it."), **facts)


def unfit_media(office: Reader) -> dict[str, Sentence]:
    """Return the numbers of the media that are not for use, each with why."""
    media = office.find(Query("medium", Is("stage", (LedgerStage.DESTROYED, LedgerStage.LOST))))
    return {medium.number: say(medium.stage.label) for medium in media}


class RegisterMedium(Register):
    """Enter a medium in the ledger, and write its number on it."""

    on = Medium
    duty = KEEP

    type: Type = MediumType.STICK


class SignOutMedium(SignOut):
    """Hand a medium out to an officer, who answers for it until it is signed in."""

    on = Medium
    duty = KEEP


class SignInMedium(SignIn):
    """Take a medium back, or one that was found again, from the officer who brings it."""

    on = Medium
    duty = KEEP
    stamps = {**SignIn.stamps, "loaded": None}


class DestroyMedium(Destroy):
    """Record that a medium was destroyed in the presence of two officers."""

    on = Medium
    duty = KEEP


class ReportMediumLost(ReportLost):
    """Record that a medium is lost. What was on it is sealed; report the transfers that it carried as lost too."""

    on = Medium
    duty = KEEP
