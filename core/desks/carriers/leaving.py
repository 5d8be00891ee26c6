"""Carriers that leave the house: sent off, given back to the originator, to the archive, or to be repaired."""

from collections.abc import Iterable
from typing import Annotated, Any

from core.desks.carriers import fields
from core.desks.carriers.moving import Moving, escort_faults, held_faults, in_days, settings
from core.desks.carriers.records import Carrier
from core.desks.carriers.vocabulary import AWAY, KEEP, CarrierStage, Move
from core.model.action import Action, amend
from core.model.change import Draft
from core.model.context import Context
from core.model.query import Is, Query, both
from core.rights.signing import Countersigned
from core.rules.right_to_hold import holder_faults
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say

GONE: dict[str, Any] = {"holder": "", "keeper": "", "due": None, "recall_by": None}
"""What is so of a carrier for which nobody here answers any more."""


class SendCarrier(Countersigned, Moving):
    """Send a carrier off for good, by courier, with another officer's approval. Its receipt is waited for."""

    on = Carrier
    duty = KEEP
    key = "w"
    stages = (CarrierStage.STORED,)
    leads_to = CarrierStage.SENT
    move = Move.SEND
    signers = ("approver", "taker", "companion")

    whereto: Annotated[fields.To, REQUIRED]
    abroad: fields.Abroad = False
    receipt: Annotated[fields.Receipt, REQUIRED]
    taker: fields.Taker = ""
    companion: fields.Companion = ""
    approver: Annotated[fields.Approver, REQUIRED]
    purpose: fields.Purpose = ""

    def refuse(self, record: Carrier, context: Context) -> Iterable[Sentence]:
        """Reject top secret with one courier or abroad, what is on hold, and who may not carry it."""
        yield from super().refuse(record, context)
        yield from held_faults(record, context)
        yield from escort_faults(record.level, self.companion, abroad=self.abroad)
        for each in (self.taker, self.companion):
            yield from holder_faults(each, record.level, context)

    def facts(self, record: Carrier, context: Context) -> dict[str, Any]:
        """When its receipt is due."""
        return {"due": in_days(settings(context).receipt_days, context)}

    def becomes(self, record: Carrier, context: Context) -> dict[str, Any]:
        """It is on its way."""
        return {"whereto": self.whereto, "due": in_days(settings(context).receipt_days, context)}


class ReceiptCarrier(Moving):
    """Enter the receipt that came back for a carrier that was sent."""

    on = Carrier
    duty = KEEP
    key = "u"
    stages = (CarrierStage.SENT,)
    leads_to = CarrierStage.DELIVERED
    move = Move.RECEIPT

    receipt: Annotated[fields.Receipt, REQUIRED]
    note: fields.Note = ""

    def becomes(self, record: Carrier, context: Context) -> dict[str, Any]:
        """Others answer for it now."""
        return GONE


class RecallCarriers(Action):
    """Put carriers on the list of what is to be given back by a day. Copies made of them are to be given back too."""

    on = Carrier
    duty = KEEP
    key = "q"
    stages = (CarrierStage.STORED, *AWAY)

    recall_by: fields.RecallBy

    def changes(self, record: Carrier, context: Context) -> Iterable[Draft]:
        """Note the day, of its copies too."""
        yield from super().changes(record, context)
        for each in self._copies(record, context):
            yield amend(each, recall_by=self.recall_by)

    def _copies(self, record: Carrier, context: Context) -> Iterable[Carrier]:
        waiting, seen = [record.id], {record.id}
        while waiting:
            found = Query("carrier", both(Is("parent", (waiting.pop(),)), Is("stage", self.stages)))
            for each in context.find(found):
                if each.id not in seen:
                    seen.add(each.id)
                    waiting.append(each.id)
                    yield each


class GiveBackCarrier(Countersigned, Moving):
    """Give a carrier back to its originator, with the receipt. Another officer signs the list with you."""

    on = Carrier
    duty = KEEP
    key = "B"
    stages = (CarrierStage.STORED,)
    leads_to = CarrierStage.RECALLED
    move = Move.RECALL
    signers = ("approver",)

    receipt: Annotated[fields.Receipt, REQUIRED]
    approver: Annotated[fields.Approver, REQUIRED]
    note: fields.Note = ""

    def refuse(self, record: Carrier, context: Context) -> Iterable[Sentence]:
        """Reject what is on hold, and what has no originator but this house."""
        yield from super().refuse(record, context)
        yield from held_faults(record, context)
        if not record.originator:
            yield say(N_("{carrier} has no originator to whom it could be given back. Enter him first."),
                      carrier=record.number)  # fmt: skip

    def facts(self, record: Carrier, context: Context) -> dict[str, Any]:
        """To whom."""
        return {"whereto": record.originator}

    def becomes(self, record: Carrier, context: Context) -> dict[str, Any]:
        """The originator answers for it."""
        return GONE | {"whereto": record.originator}


class ArchiveCarrier(Countersigned, Moving):
    """Hand a carrier to the archive. Another officer signs with you."""

    on = Carrier
    duty = KEEP
    key = "A"
    stages = (CarrierStage.STORED,)
    leads_to = CarrierStage.ARCHIVED
    move = Move.ARCHIVE
    signers = ("approver",)

    receipt: Annotated[fields.Receipt, REQUIRED]
    approver: Annotated[fields.Approver, REQUIRED]
    note: fields.Note = ""

    def refuse(self, record: Carrier, context: Context) -> Iterable[Sentence]:
        """Reject what is to be given back."""
        yield from super().refuse(record, context)
        yield from recall_faults(record)

    def becomes(self, record: Carrier, context: Context) -> dict[str, Any]:
        """The archive answers for it."""
        return GONE


class RepairCarrier(Moving):
    """Give a device to be repaired, watched by somebody of this house, until it is back."""

    on = Carrier
    duty = KEEP
    key = "R"
    stages = (CarrierStage.STORED,)
    leads_to = CarrierStage.REPAIR
    move = Move.REPAIR

    whereto: Annotated[fields.To, REQUIRED]
    companion: Annotated[fields.Watcher, REQUIRED]
    purpose: Annotated[fields.Purpose, REQUIRED]
    cleared: fields.Cleared = False
    due: fields.DueBack

    @classmethod
    def suggest(cls, record: Any, context: Context) -> dict[str, Any]:
        """Start from the term of the policy pack."""
        return super().suggest(record, context) | {"due": in_days(settings(context).repair_days, context)}

    def refuse(self, record: Carrier, context: Context) -> Iterable[Sentence]:
        """Reject who may not see what is on it."""
        yield from super().refuse(record, context)
        yield from held_faults(record, context)
        yield from holder_faults(self.companion, record.level, context)

    def becomes(self, record: Carrier, context: Context) -> dict[str, Any]:
        """It is with the firm."""
        return {"whereto": self.whereto, "due": self.due}


def recall_faults(carrier: Carrier) -> Iterable[Sentence]:
    """Yield that a carrier belongs to its originator, who has asked for it back."""
    if carrier.recall_by:
        told = N_("{carrier} is to be given back to its originator by {day}: it is not ours.")
        yield say(told, carrier=carrier.number, day=carrier.recall_by)
