"""Media 载体: the ledger of the sticks and discs that transfers travel on, each known by the number that stands on it.

The number stands in the ledger and in a small file on the medium (docs/formats/medium.md), so that the program can tell
before it writes whether the right one is plugged in.
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Annotated, Any, ClassVar, Protocol

from pydantic import Field

from core.model.action import Action, amend, create
from core.model.audit_event import Event
from core.model.change import LOCAL, Draft
from core.model.context import Context
from core.model.query import Is, Query, both
from core.model.record import About, Record, derived
from core.rules.numbering import bearers
from core.values.cleaning import code_key
from core.values.field_types import AS_CODE
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


class MediumStage(LabelledEnum):
    """Where a medium is."""

    IN = "in", N_("in the office")
    OUT = "out", N_("signed out")
    DESTROYED = "destroyed", N_("destroyed")
    LOST = "lost", N_("lost")


HERE_OR_OUT = (MediumStage.IN, MediumStage.OUT)
Number = Annotated[str, Field(pattern=r"^[\w.-]{1,20}$"), AS_CODE]


class Medium(Record):
    """A medium that transfers travel on."""

    kind = "medium"
    label = N_("Medium")
    plural = N_("Media")
    compartment = LOCAL
    audited = Event.TRANSFER
    duty = "transfers.read"
    order = ("number", "id")

    number: Annotated[Number, About(N_("Number"), column=12, index=True, search=True)]
    sort: Annotated[MediumType, About(N_("Kind of medium"), column=14)] = MediumType.STICK
    name: Annotated[str, About(N_("Label"), column=16, search=True)] = ""
    stage: Annotated[MediumStage, About(N_("Medium status"), column=14, index=True)] = MediumStage.IN
    since: Annotated[date | None, About(N_("Since"), column=10)] = None
    holder: Annotated[str, About(N_("Holder"), column=12, refers="officer")] = ""
    by: Annotated[str, About(N_("By"), column=12, refers="officer")] = ""
    witness: Annotated[str, About(N_("With"), column=12, refers="officer")] = ""
    """The second name of what was done last; history keeps those before."""

    @derived(About(N_("Compared as"), index=True))
    def key(self) -> str:
        """What the number is compared by."""
        return code_key(self.number)

    @property
    def title(self) -> str:
        """The number."""
        return self.number


def numbered(number: str, context: Context) -> Medium | None:
    """Return the medium with this number, if the ledger has one."""
    found = bearers("medium", number, context)
    return found[0] if found else None


def lose(medium: Medium, context: Context) -> Draft:
    """Return the draft that enters a medium as lost; who held it stays."""
    return amend(medium, stage=MediumStage.LOST, since=context.today, by=context.officer, witness="")


def medium_faults(number: str, context: Context) -> Iterable[Sentence]:
    """Yield why nothing may travel on the medium with this number; an empty one is a medium outside the ledger."""
    medium = numbered(number, context)
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
    media = office.find(Query("medium", Is("stage", (MediumStage.DESTROYED, MediumStage.LOST))))
    return {medium.number: say(medium.stage.label) for medium in media}


class RegisterMedium(Action):
    """Enter a medium in the ledger, and write its number on it."""

    on = Medium
    creates = True
    duty = KEEP
    key = "n"

    number: Annotated[Number, About(N_("Number"), help=N_("The number that stands on the medium."))]
    sort: Annotated[MediumType, About(N_("Kind of medium"))] = MediumType.STICK
    name: Annotated[str, Field(max_length=60), About(N_("Label"))] = ""

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """A number has one medium."""
        if numbered(self.number, context) is not None:
            yield say(N_("Medium {number} is in the ledger already. Give this one another number."), number=self.number)

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Enter it; it is in the office."""
        yield create(
            Medium(
                id=self.target,
                number=self.number,
                sort=self.sort,
                name=self.name,
                since=context.today,
                by=context.officer,
            )
        )


class _WithWitness(Action):
    """What needs two names: that of the officer who enters it, and another."""

    second: ClassVar[str] = "witness"

    witness: Annotated[str, About(N_("With"), refers="officer", help=N_("The second name, next to yours."))]

    def involved(self, record: Medium, context: Context) -> Iterable[tuple[Collection[str], Sentence]]:
        """Oneself."""
        yield (context.officer,), say(N_("This needs two names: name an officer other than yourself."))

    def refuse(self, record: Medium, context: Context) -> Iterable[Sentence]:
        """The second name is that of an officer who works here."""
        if not context.find(Query("account", both(Is("officer", (self.witness,)), Is("closed", (False,))), limit=1)):
            yield say(N_("Name an officer who has an account here."))

    def moved(self, record: Medium, context: Context, **fields: Any) -> Draft:
        """Return the draft of where the medium is now, with both names."""
        return amend(record, since=context.today, by=context.officer, witness=self.witness, **fields)


class SignOutMedium(_WithWitness):
    """Hand a medium out to an officer, who answers for it until it is signed in."""

    on = Medium
    duty = KEEP
    key = "o"
    stages: ClassVar[tuple[LabelledEnum, ...]] = (MediumStage.IN,)

    def changes(self, record: Medium, context: Context) -> Iterable[Draft]:
        """It is with the one to whom it was handed."""
        yield self.moved(record, context, stage=MediumStage.OUT, holder=self.witness)


class SignInMedium(_WithWitness):
    """Take a medium back, or one that was found again, from the officer who brings it."""

    on = Medium
    duty = KEEP
    key = "i"
    stages: ClassVar[tuple[LabelledEnum, ...]] = (MediumStage.OUT, MediumStage.LOST)

    @classmethod
    def suggest(cls, record: Medium, context: Context) -> dict[str, Any]:
        """It is usually the holder who brings it."""
        return {"witness": record.holder}

    def changes(self, record: Medium, context: Context) -> Iterable[Draft]:
        """It is in the office."""
        yield self.moved(record, context, stage=MediumStage.IN, holder="")


class DestroyMedium(_WithWitness):
    """Record that a medium was destroyed in the presence of two officers."""

    on = Medium
    duty = KEEP
    key = "d"
    stages: ClassVar[tuple[LabelledEnum, ...]] = HERE_OR_OUT

    def changes(self, record: Medium, context: Context) -> Iterable[Draft]:
        """It is no more."""
        yield self.moved(record, context, stage=MediumStage.DESTROYED, holder="")


class ReportMediumLost(Action):
    """Record that a medium is lost. What was on it is sealed; report the transfers that it carried as lost too."""

    on = Medium
    duty = KEEP
    key = "x"
    stages: ClassVar[tuple[LabelledEnum, ...]] = HERE_OR_OUT

    def changes(self, record: Medium, context: Context) -> Iterable[Draft]:
        """It is lost; who held it stays."""
        yield lose(record, context)
