"""Batches to be destroyed 销毁批: listed, approved by another, and destroyed before two pairs of eyes."""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated

from core.desks.carriers import fields
from core.desks.carriers.vocabulary import (
    APPROVE,
    COMPARTMENT,
    KEEP,
    OPEN_BATCH,
    READ,
    BatchStage,
    CarrierSettings,
    Method,
    WhereDestroyed,
)
from core.model.context import Context
from core.model.deadline import Deadline
from core.model.field import About, Role
from core.model.query import Condition, Is
from core.model.record import Record, derived
from core.model.rule import Unique
from core.rights.signing import Paper, Way, Witnessing
from core.rules.request import DecisionStages, Requested
from core.values.cleaning import code_key
from core.values.sentence import N_


class Destruction(Requested):
    """A batch of carriers that are to be destroyed together."""

    kind = "destruction"
    label = N_("Batch to be destroyed")
    plural = N_("Batches to be destroyed")
    compartment = COMPARTMENT
    duty = READ
    decided_with = APPROVE
    to_decide = N_("decide the destruction")
    decision_stages = DecisionStages(BatchStage.ASKED, BatchStage.APPROVED, BatchStage.DECLINED, BatchStage.WITHDRAWN)
    not_asked = Requested.not_asked | {
        "destroyer", "supervisor", "escort", "second_escort", "receiver", "signed_record", "at", "way", "paper",
        "listed", "site",
    }  # fmt: skip
    order = ("-number", "id")
    issued = ("number", "site")
    unique = (Unique(("key", "site"), N_("There is a batch {number} already. Give it another number.")),)
    ends = (BatchStage.DONE, BatchStage.DECLINED, BatchStage.WITHDRAWN)
    path = (BatchStage.LISTED, BatchStage.ASKED, BatchStage.APPROVED, BatchStage.DONE)
    deadlines = (
        Deadline(
            N_("ask for the decision"), on="listed", stages=(BatchStage.LISTED,), duty=KEEP,
            why=N_("Due {day}: the list was begun on that day."), action="ask_destruction",
        ),
        Deadline(
            N_("destroy what was approved"), on="decided", stages=(BatchStage.APPROVED,), duty=KEEP,
            soon=CarrierSettings, why=N_("Due {day}: it was approved on that day."),
        ),
    )  # fmt: skip

    number: Annotated[str, About(N_("Batch number"), column=14, index=True, search=True)]
    site: Annotated[str, About(N_("Site"), refers="site", index=True)] = ""
    stage: Annotated[BatchStage, About(N_("Stage"), column=16, index=True)] = BatchStage.LISTED
    method: fields.Method = Method.SHRED
    destroyed_at: fields.WhereDestroyed = WhereDestroyed.DESIGNATED
    counter: fields.Counter = ""
    asked: Annotated[datetime | None, About(N_("Asked for on"), column=16, index=True)] = None  # type: ignore[assignment]
    asked_by: Annotated[str, About(N_("Asked for by"), column=10, refers="officer", says=Role.DOER)] = ""
    items: Annotated[int, About(N_("Carriers"), column=8)] = 0
    listed: Annotated[date | None, About(N_("List begun"), column=10)] = None
    destroyer: fields.Destroyer = ""
    supervisor: fields.Supervisor = ""
    escort: fields.Escort = ""
    second_escort: fields.SecondEscort = ""
    receiver: fields.Receiver = ""
    signed_record: fields.Record = ""
    at: Annotated[datetime | None, About(N_("Time of destruction"), column=16)] = None
    way: Way = Witnessing.SIGNED
    paper: Paper = ""
    note: fields.Note = ""

    @derived(About(N_("Compared as"), index=True))
    def key(self) -> str:
        """What the number is compared by."""
        return code_key(self.number)

    @property
    def title(self) -> str:
        """The number."""
        return self.number

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        return {**super().filters(context), N_("open"): Is("stage", OPEN_BATCH)}


class DestructionItem(Record):
    """One carrier of a batch, with what the list says of it, for good."""

    kind = "destruction_item"
    label = N_("Carrier of a batch")
    plural = N_("Carriers of a batch")
    compartment = COMPARTMENT
    duty = READ
    order = ("number", "id")

    batch: Annotated[str, replace(fields.BATCH, owner=True)]
    carrier: Annotated[str, replace(fields.CARRIER, column=0)]
    number: Annotated[str, About(N_("Carrier number"), column=16)]
    name: Annotated[str, About(N_("Name"), column=26)]
    form: fields.Form
    level: fields.Level
    size: fields.Size = ""
    serial: Annotated[str, About(N_("Serial number"), column=12)] = ""
    copies: fields.Copies = 0
    taken_off: Annotated[date | None, About(N_("Taken off the list"), column=10)] = None

    @property
    def title(self) -> str:
        """Number and name."""
        return f"{self.number} {self.name}"
