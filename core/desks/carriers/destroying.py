"""Destroying carriers: one lists them, another approves the list, and two see them go, who are others again."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from core.desks.carriers import fields
from core.desks.carriers.destruction import Destruction, DestructionItem
from core.desks.carriers.leaving import GONE, recall_faults
from core.desks.carriers.moving import busy_faults, held_faults, movement, settings
from core.desks.carriers.records import Carrier
from core.desks.carriers.vocabulary import (
    KEEP,
    OPEN_BATCH,
    BatchStage,
    CarrierStage,
    Method,
    Move,
    WhereDestroyed,
)
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.field import Start
from core.model.query import Blank, Is, Query, both
from core.rights.signing import Countersigned, hands
from core.rules.numbering import next_number
from core.rules.request import Approve, Decline, Withdraw
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say


def items_of(batch: str, context: Context) -> list[DestructionItem]:
    """Return the carriers that stand on the list of a batch."""
    return context.find(Query("destruction_item", both(Is("batch", (batch,)), Blank("taken_off"))))


def carriers_of(batch: str, context: Context) -> Iterator[Carrier]:
    """Yield the carriers of a batch as they are now."""
    for item in items_of(batch, context):
        found = context.get("carrier", item.carrier)
        if isinstance(found, Carrier):
            yield found


def _freed(batch: str, context: Context) -> Iterator[Draft]:
    """Draft that the carriers of a batch stand on no list any more."""
    for each in carriers_of(batch, context):
        if each.bill == batch:
            yield amend(each, bill="")


class PlanDestruction(Action):
    """Begin a list of carriers that are to be destroyed together."""

    on = Destruction
    creates = True
    duty = KEEP
    key = "n"
    reported = N_("List begun as {record}")
    stamps = {"listed": Start.TODAY}

    method: fields.Method = Method.SHRED
    destroyed_at: fields.WhereDestroyed = WhereDestroyed.DESIGNATED
    note: fields.Note = ""

    def written(self, record: Any, context: Context) -> dict[str, Any]:
        """Add the number and the site that gives it."""
        number = next_number("destruction", f"XH-{context.today.year}-", 4, context.site, context)
        return super().written(record, context) | {"number": number, "site": context.site}


class ListCarrier(Action):
    """Put a carrier on the list of a batch that is to be destroyed."""

    on = Carrier
    duty = KEEP
    key = "d"
    stages = (CarrierStage.STORED,)

    bill: Annotated[fields.OnBatch, REQUIRED]

    @classmethod
    def suggest(cls, record: Any, context: Context) -> dict[str, Any]:
        """Start from the list that was begun last."""
        newest = Query("destruction", Is("stage", (BatchStage.LISTED,)), ("-number",), limit=1)
        return super().suggest(record, context) | {"bill": next((each.id for each in context.find(newest)), "")}

    def refuse(self, record: Carrier, context: Context) -> Iterable[Sentence]:
        """Reject what stands on a list, is on hold, or belongs to its originator, and a list that is no longer open."""
        yield from busy_faults(record, context)
        yield from held_faults(record, context)
        yield from recall_faults(record)
        batch = context.get("destruction", self.bill)
        if not isinstance(batch, Destruction) or batch.stage is not BatchStage.LISTED:
            yield say(N_("Choose a list that is still being made, or begin a new one (Plan destruction)."))

    def changes(self, record: Carrier, context: Context) -> Iterable[Draft]:
        """Enter it on the list as it is called today."""
        yield amend(record, bill=self.bill)
        kept = ("number", "name", "form", "level", "size", "serial", "copies")
        said = {name: getattr(record, name) for name in kept}
        yield create(DestructionItem(batch=self.bill, carrier=record.id, **said))
        batch = context.get("destruction", self.bill)
        if isinstance(batch, Destruction):
            yield amend(batch, items=batch.items + 1)


class UnlistCarrier(Action):
    """Take a carrier off the list on which it is to be destroyed."""

    on = Carrier
    duty = KEEP
    key = "D"

    @classmethod
    def applies(cls, record: Carrier) -> bool:
        """Whether it stands on one."""
        return bool(record.bill)

    def refuse(self, record: Carrier, context: Context) -> Iterable[Sentence]:
        """Reject what stands on none."""
        if not record.bill:
            yield say(N_("{carrier} stands on no list."), carrier=record.number)

    def changes(self, record: Carrier, context: Context) -> Iterable[Draft]:
        """Free it."""
        yield amend(record, bill="")
        on_list = both(Is("batch", (record.bill,)), Is("carrier", (record.id,)), Blank("taken_off"))
        items = context.find(Query("destruction_item", on_list))
        for item in items:
            yield amend(item, taken_off=context.today)
        batch = context.get("destruction", record.bill)
        if isinstance(batch, Destruction):
            yield amend(batch, items=max(batch.items - len(items), 0))


class AskDestruction(Countersigned):
    """Lay a list before a second officer. Whoever counted the carriers on it with you signs."""

    on = Destruction
    duty = KEEP
    key = "a"
    stages = (BatchStage.LISTED,)
    leads_to = BatchStage.ASKED
    signers = ("counter",)
    undoable = False
    stamps = {"asked": Start.NOW, "asked_by": Start.ME}

    counter: Annotated[fields.Counter, REQUIRED]

    def refuse(self, record: Destruction, context: Context) -> Iterable[Sentence]:
        """Reject an empty list, and too many for an own machine."""
        if not record.items:
            yield say(N_("Nothing stands on the list. Put carriers on it first, in the ledger."))
        most = settings(context).own_machine_most
        if record.destroyed_at is WhereDestroyed.OWN and record.items > most:
            told = N_(
                "Only few carriers are destroyed at an own machine: at most {most}, and here are {count}. "
                "Take them to the designated unit."
            )
            yield say(told, most=most, count=record.items)


class ApproveDestruction(Approve):
    """Approve that the carriers on a list are destroyed."""

    on = Destruction
    key = "s"


class DeclineDestruction(Decline):
    """Decline a list; its carriers stay in the ledger, on no list."""

    on = Destruction
    key = "d"

    def changes(self, record: Destruction, context: Context) -> Iterable[Draft]:
        """Free the carriers."""
        yield from super().changes(record, context)
        yield from _freed(record.id, context)


class WithdrawDestruction(Withdraw):
    """Withdraw a list before anything was destroyed; its carriers stay in the ledger, on no list."""

    on = Destruction
    duty = KEEP
    stages = OPEN_BATCH

    def changes(self, record: Destruction, context: Context) -> Iterable[Draft]:
        """Free the carriers."""
        yield from super().changes(record, context)
        yield from _freed(record.id, context)


class DestroyCarriers(Countersigned):
    """Enter that you have destroyed what was approved. Whoever supervised it signs; neither approved the list."""

    on = Destruction
    duty = KEEP
    key = "x"
    stages = (BatchStage.APPROVED,)
    leads_to = BatchStage.DONE
    transitions = (((CarrierStage.STORED,), CarrierStage.DESTROYED),)
    other_than = ("decided_by",)
    signers = ("supervisor",)
    undoable = False
    stamps = {"destroyer": Start.ME, "at": Start.NOW}

    supervisor: Annotated[fields.Supervisor, REQUIRED]
    escort: fields.Escort = ""
    second_escort: fields.SecondEscort = ""
    receiver: fields.Receiver = ""
    signed_record: Annotated[fields.Record, REQUIRED]

    def refuse(self, record: Destruction, context: Context) -> Iterable[Sentence]:
        """Reject a supervisor who approved it, an escort of one, and a carrier that is not there to be destroyed."""
        if hands("officer", self.supervisor, context) & hands("officer", record.decided_by, context):
            yield say(N_("Whoever approved the list does not supervise: a third person has to see it go."))
        designated = record.destroyed_at is WhereDestroyed.DESIGNATED
        if designated and (not self.escort or not self.second_escort or self.escort == self.second_escort):
            yield say(N_("Two persons take it to the designated unit: name both."))
        for each in carriers_of(record.id, context):
            if each.stage is not CarrierStage.STORED:
                told = N_("{carrier}: {stage}. Take it off the list; the others can be destroyed.")
                yield say(told, carrier=each.number, stage=say(each.stage.label))
            yield from held_faults(each, context)
            yield from recall_faults(each)

    def changes(self, record: Destruction, context: Context) -> Iterable[Draft]:
        """Enter it of each carrier, all or none."""
        yield from super().changes(record, context)
        gone = {**GONE, "bill": "", "stage": CarrierStage.DESTROYED, "since": context.today}
        for each in carriers_of(record.id, context):
            facts = {"approver": record.decided_by, "batch": record.id, "way": self.way, "paper": self.paper}
            facts |= {"after": CarrierStage.DESTROYED, "whereto": self.receiver, "receipt": self.signed_record}
            yield movement(each, Move.DESTROY, context, **facts)
            yield amend(each, **gone)
