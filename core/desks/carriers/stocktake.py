"""Stocktakes 清点: what the ledger says is held against what is seen, carrier by carrier."""

from dataclasses import replace
from datetime import date
from typing import Annotated

from core.desks.carriers import fields
from core.desks.carriers.vocabulary import (
    COMPARTMENT,
    READ,
    CarrierSettings,
    Counted,
    CountStage,
    Scope,
)
from core.model.context import Context
from core.model.deadline import Deadline
from core.model.field import About, Role
from core.model.query import Condition, Is
from core.model.record import Record, derived
from core.values.cleaning import code_key
from core.values.sentence import N_


class Stocktake(Record):
    """A counting of carriers: all, or those of a unit, a place, a holder or a level."""

    kind = "stocktake"
    label = N_("Stocktake")
    plural = N_("Stocktakes")
    compartment = COMPARTMENT
    duty = READ
    order = ("-opened", "id")
    ends = (CountStage.CLOSED,)
    path = tuple(CountStage)
    deadlines = (
        Deadline(
            N_("finish the stocktake"), on="due", stages=(CountStage.COUNTING, CountStage.COUNTED), owner=("by",),
            soon=CarrierSettings, since="opened", counted=N_("begun on {day}"),
        ),
    )  # fmt: skip

    name: Annotated[str, About(N_("Name"), column=24, search=True)]
    stage: Annotated[CountStage, About(N_("Stage"), column=14, index=True)] = CountStage.COUNTING
    scope: fields.Scope = Scope.ALL
    unit: fields.ScopeUnit = ""
    place: fields.ScopePlace = ""
    holder: fields.ScopeHolder = ""
    level: fields.ScopeLevel | None = None
    opened: Annotated[date, About(N_("Begun"), column=10, index=True)]
    due: fields.FinishBy | None = None
    closed: Annotated[date | None, About(N_("Closed"), column=10)] = None
    by: Annotated[str, About(N_("By"), column=10, refers="officer", says=Role.WORK)] = ""
    counted_with: fields.Second = ""
    expected: Annotated[int, About(N_("To be counted"), column=6)] = 0
    found: Annotated[int, About(N_("In place"), column=6)] = 0
    elsewhere: Annotated[int, About(N_("Elsewhere"), column=6)] = 0
    not_found: Annotated[int, About(N_("Not seen"), column=6)] = 0
    surplus: Annotated[int, About(N_("Not in the ledger"), column=6)] = 0

    @property
    def title(self) -> str:
        """Its name and the day on which it began."""
        return f"{self.name} {self.opened}"


class CountLine(Record):
    """What was found of one carrier, or of something that bears a number the ledger does not know."""

    kind = "count_line"
    label = N_("Line of a stocktake")
    plural = N_("Lines of a stocktake")
    compartment = COMPARTMENT
    duty = READ
    order = ("result", "number", "id")
    indexes = (("stocktake", "result"), ("stocktake", "key"))

    stocktake: Annotated[str, replace(fields.STOCKTAKE, owner=True)]
    number: Annotated[str, About(N_("Carrier number"), column=16, index=True)]
    carrier: Annotated[str, replace(fields.CARRIER, column=0)] = ""
    result: fields.Result
    seen_at: fields.WhereFound = ""
    day: Annotated[date | None, About(N_("Counted on"), column=10)] = None
    by: Annotated[str, About(N_("Counted by"), refers="officer", says=Role.DOER)] = ""
    settled: fields.Settled = ""
    settled_on: Annotated[date | None, About(N_("Settled on"))] = None
    settled_by: Annotated[str, About(N_("Settled by"), refers="officer", says=Role.DOER)] = ""

    @derived(About(N_("Compared as"), index=True))
    def key(self) -> str:
        """What the number is compared by."""
        return code_key(self.number)

    @derived(About(N_("To be settled"), index=True))
    def unsettled(self) -> bool:
        """Whether somebody has still to say what became of it."""
        return self.result is not Counted.FOUND and not self.settled

    @property
    def title(self) -> str:
        """The number."""
        return self.number

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        return {N_("unsettled"): Is("unsettled", (True,))}
