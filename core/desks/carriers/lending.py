"""Lending carriers and taking them back: giver and taker both sign, and what is out stays in Today until it is back."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated, Any

from core.desks.carriers import fields
from core.desks.carriers.moving import (
    BACK_IN_STORE,
    COUNTERABLE,
    STAGES_OF_THEM,
    Moving,
    escort_faults,
    in_days,
    last_movement,
    settings,
)
from core.desks.carriers.records import Carrier
from core.desks.carriers.vocabulary import AWAY, KEEP, MEDIA, CarrierStage, Move
from core.model.context import Context
from core.model.field import FieldOf
from core.rights.signing import Countersigned
from core.rules.right_to_hold import holder_faults, place_faults
from core.values.field_types import REQUIRED, Line
from core.values.sentence import N_, Sentence, say


class LendCarrier(Countersigned, Moving):
    """Lend a carrier to a person, who signs for it and answers for it until it is back."""

    on = Carrier
    duty = KEEP
    key = "o"
    stages = (CarrierStage.STORED,)
    leads_to = CarrierStage.LENT
    move = Move.ISSUE
    signers = ("taker",)

    taker: Annotated[fields.Taker, REQUIRED]
    due: fields.DueBack
    purpose: fields.Purpose = ""
    device: fields.Device = ""
    approver: fields.Approver = ""

    @classmethod
    def suggest(cls, record: Any, context: Context) -> dict[str, Any]:
        """Start from the term of the policy pack."""
        return super().suggest(record, context) | {"due": in_days(settings(context).loan_days, context)}

    def refuse(self, record: Carrier, context: Context) -> Iterable[Sentence]:
        """Reject a person who may not hold what is of its level."""
        yield from super().refuse(record, context)
        yield from holder_faults(self.taker, record.level, context)

    def becomes(self, record: Carrier, context: Context) -> dict[str, Any]:
        """The taker has it."""
        return {"holder": self.taker, "due": self.due}


class ReturnCarrier(Countersigned, Moving):
    """Take a carrier back into the store. Whoever brings it signs."""

    on = Carrier
    duty = KEEP
    key = "b"
    stages = AWAY
    leads_to = CarrierStage.STORED
    move = Move.RETURN
    signers = ("giver",)

    giver: Annotated[str, replace(fields.GIVER, start=FieldOf("holder"))] = ""
    area: Annotated[str, replace(fields.AREA, help=N_("Empty: where it lay before."))] = ""
    place: Annotated[Line, replace(fields.PLACE, help=N_("Empty: where it lay before."))] = ""
    cleared: fields.Cleared = False
    note: fields.Note = ""

    def refuse(self, record: Carrier, context: Context) -> Iterable[Sentence]:
        """Reject a return that nobody signs, a medium from outside that was not cleared, and an unfit place."""
        if record.holder and not self.giver:
            yield say(N_("Say who brings it back: he signs for it."))
        if record.stage is CarrierStage.CARRIED and record.form in MEDIA and not self.cleared:
            yield say(
                N_("A medium that was outside is cleared of information before it goes into the store. Say so here.")
            )
        yield from place_faults(self.area or record.area, record.level, context)

    def facts(self, record: Carrier, context: Context) -> dict[str, Any]:
        """Its custodian has it again."""
        return {"taker": record.keeper}

    def becomes(self, record: Carrier, context: Context) -> dict[str, Any]:
        """It is in store."""
        return BACK_IN_STORE | {"place": self.place or record.place, "area": self.area or record.area}


class HandOnCarrier(Countersigned, Moving):
    """Hand a carrier on: to another borrower while it is lent, to another custodian while it is in store. Both sign."""

    on = Carrier
    duty = KEEP
    key = "t"
    stages = (CarrierStage.STORED, CarrierStage.LENT)
    move = Move.HAND_OVER
    signers = ("giver", "taker")

    giver: fields.Giver = ""
    taker: Annotated[fields.Taker, REQUIRED]
    purpose: fields.Purpose = ""
    note: fields.Note = ""

    @classmethod
    def suggest(cls, record: Any, context: Context) -> dict[str, Any]:
        """Start from who has it."""
        return super().suggest(record, context) | {"giver": record.holder or record.keeper}

    def refuse(self, record: Carrier, context: Context) -> Iterable[Sentence]:
        """Reject handing on without whoever has it, and to a person who may not hold it."""
        yield from super().refuse(record, context)
        if (record.holder or record.keeper) and not self.giver:
            yield say(N_("Say who hands it on: he signs for it."))
        yield from holder_faults(self.taker, record.level, context)

    def becomes(self, record: Carrier, context: Context) -> dict[str, Any]:
        """The taker has it, or answers for it."""
        return {"holder" if record.stage is CarrierStage.LENT else "keeper": self.taker}


class CarryCarrier(Countersigned, Moving):
    """Let a carrier be taken along outside, with another officer's approval, until a day on which it is back."""

    on = Carrier
    duty = KEEP
    key = "x"
    stages = (CarrierStage.STORED, CarrierStage.LENT)
    leads_to = CarrierStage.CARRIED
    move = Move.CARRY
    signers = ("approver", "taker", "companion")

    taker: Annotated[fields.Taker, REQUIRED]
    companion: fields.Companion = ""
    whereto: Annotated[fields.To, REQUIRED]
    abroad: fields.Abroad = False
    due: fields.DueBack
    purpose: Annotated[fields.Purpose, REQUIRED]
    approver: Annotated[fields.Approver, REQUIRED]

    def refuse(self, record: Carrier, context: Context) -> Iterable[Sentence]:
        """Reject top secret with one person or abroad, and persons who may not hold it."""
        yield from super().refuse(record, context)
        yield from escort_faults(record.level, self.companion, abroad=self.abroad)
        for each in (self.taker, self.companion):
            yield from holder_faults(each, record.level, context)

    def becomes(self, record: Carrier, context: Context) -> dict[str, Any]:
        """The taker has it there."""
        return {"holder": self.taker, "whereto": self.whereto, "due": self.due}


class TakeBackMovement(Moving):
    """Take back the last movement of a carrier by a counter-entry: it was entered by mistake. Both entries stay."""

    on = Carrier
    duty = KEEP
    stages = STAGES_OF_THEM
    move = Move.COUNTER
    transitions = tuple((STAGES_OF_THEM, stage) for stage in STAGES_OF_THEM)

    note: Annotated[fields.Reason, REQUIRED]

    def refuse(self, record: Carrier, context: Context) -> Iterable[Sentence]:
        """Reject what no counter-entry takes back."""
        yield from super().refuse(record, context)
        last = last_movement(record, context)
        if last is None or last.move not in COUNTERABLE or last.after is not record.stage:
            yield say(N_("The last movement of {carrier} is none that a counter-entry takes back. Enter what became of "
                         "the carrier since."), carrier=record.number)  # fmt: skip

    def facts(self, record: Carrier, context: Context) -> dict[str, Any]:
        """Which movement it takes back, and where the carrier was before that."""
        last = last_movement(record, context)
        if last is None:
            return {}
        return {"takes_back": last.id, "after": last.before, "giver": last.taker, "taker": last.giver}

    def becomes(self, record: Carrier, context: Context) -> dict[str, Any]:
        """Everything is as it was before that movement."""
        last = last_movement(record, context)
        if last is None:
            return {}
        return {
            "stage": last.before,
            "holder": last.holder_before,
            "keeper": last.keeper_before,
            "place": last.place_before,
            "whereto": last.whereto_before,
            "due": last.due_before,
            "since": last.since_before,
        }
