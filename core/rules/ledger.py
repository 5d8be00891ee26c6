"""Ledgers 台账 of things that are handed out: in the office, signed out, destroyed or lost, each time with two names.

A desk declares what it keeps a ledger of, and the actions on it by what they are and who does them::

    class Carrier(Ledgered):
        kind = "carrier"

    class SignOutCarrier(SignOut):
        '''Hand a carrier out to an officer, who answers for it until it is signed in.'''

        on = Carrier
        duty = KEEP
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from core.model.action import Action
from core.model.context import Context
from core.model.field import About, FieldOf, Role, Start
from core.model.query import Is, Query, both
from core.model.record import Record, derived
from core.model.rule import Unique
from core.rules.numbering import bearers
from core.values.cleaning import code_key
from core.values.field_types import AS_CODE
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_, Sentence, say


class LedgerStage(LabelledEnum):
    """Where a thing of a ledger is."""

    IN = "in", N_("in the office")
    OUT = "out", N_("signed out")
    DESTROYED = "destroyed", N_("destroyed")
    LOST = "lost", N_("lost")


HERE_OR_OUT = (LedgerStage.IN, LedgerStage.OUT)
Number = Annotated[
    str,
    Field(pattern=r"^[\w.-]{1,20}$"),
    AS_CODE,
    About(N_("Number"), help=N_("The number that stands on it."), column=12, index=True, search=True),
]
Name = Annotated[str, Field(max_length=60), About(N_("Label"), column=16, search=True)]
WITNESS = About(N_("With"), help=N_("The second name, next to yours."), column=12, refers="officer", says=Role.DOER)
Witness = Annotated[str, WITNESS]


class Ledgered(Record):
    """A thing of which a ledger tells where it is, since when, and who has it."""

    order = ("number", "id")
    unique = (Unique(("key",), N_("{number} is in the ledger already. Give this one another number.")),)
    ends = (LedgerStage.DESTROYED,)

    number: Number
    name: Name = ""
    stage: Annotated[LedgerStage, About(N_("Where it is"), column=14, index=True)] = LedgerStage.IN
    since: Annotated[date | None, About(N_("Since"), column=10)] = None
    holder: Annotated[str, About(N_("Holder"), column=12, refers="officer", says=Role.WORK)] = ""
    by: Annotated[str, About(N_("By"), column=12, refers="officer", says=Role.DOER)] = ""
    witness: Witness = ""
    """The second name of what was done last; history keeps those before."""

    @derived(About(N_("Compared as"), index=True))
    def key(self) -> str:
        """What the number is compared by."""
        return code_key(self.number)

    @property
    def title(self) -> str:
        """The number."""
        return self.number


def numbered(kind: str, number: str, context: Context) -> Any:
    """Return the thing of a kind with this number, or None if the ledger has none."""
    return next(iter(bearers(kind, number, context)), None)


class Register(Action):
    """Enter a thing in its ledger: it is in the office."""

    creates = True
    key = "n"
    stamps = {"since": Start.TODAY, "by": Start.ME}

    number: Number
    name: Name = ""


class _WithWitness(Action):
    """What needs two names: that of the officer who enters it, and another."""

    second = "witness"

    witness: Witness

    def involved(self, record: Any, context: Context) -> Iterable[tuple[Collection[str], Sentence]]:
        """Oneself."""
        yield (context.officer,), say(N_("This needs two names: name an officer other than yourself."))

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject a second name that is of no officer who works here."""
        if not context.find(Query("account", both(Is("officer", (self.witness,)), Is("closed", (False,))), limit=1)):
            yield say(N_("Name an officer who has an account here."))


class SignOut(_WithWitness):
    """Hand a thing out to the second officer, who answers for it until it is signed in."""

    key = "o"
    stages = (LedgerStage.IN,)
    leads_to = LedgerStage.OUT
    stamps = {"since": Start.TODAY, "by": Start.ME}

    def written(self, record: Any, context: Context) -> dict[str, Any]:
        """Add that it is with the one to whom it was handed."""
        return super().written(record, context) | {"holder": self.witness}


class SignIn(_WithWitness):
    """Take a thing back, or one that was found again, usually from its holder."""

    key = "i"
    stages = (LedgerStage.OUT, LedgerStage.LOST)
    leads_to = LedgerStage.IN
    stamps = {"since": Start.TODAY, "by": Start.ME, "holder": ""}

    witness: Annotated[str, replace(WITNESS, start=FieldOf("holder"))]


class Destroy(_WithWitness):
    """Record that a thing was destroyed in the presence of two officers."""

    key = "d"
    stages = HERE_OR_OUT
    leads_to = LedgerStage.DESTROYED
    stamps = {"since": Start.TODAY, "by": Start.ME, "holder": ""}


class ReportLost(Action):
    """Record that a thing is lost; who held it stays. It takes one name: whoever finds out tells it at once."""

    key = "x"
    stages = HERE_OR_OUT
    leads_to = LedgerStage.LOST
    stamps = {"since": Start.TODAY, "by": Start.ME, "witness": ""}
