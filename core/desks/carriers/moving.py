"""What every movement of a carrier has in common: it is entered once, at the moment at which it is done."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, ClassVar

from core.desks.carriers.records import Carrier, Movement
from core.desks.carriers.vocabulary import CarrierSettings, CarrierStage, Move
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.query import Is, Query
from core.model.record import columns
from core.rules.legal_hold import active_holds
from core.values.classification import Classification
from core.values.sentence import N_, Sentence, say

BACK_IN_STORE: dict[str, Any] = {"holder": "", "due": None, "whereto": ""}
"""What is so of a carrier that is in store."""
NOT_MISSING: dict[str, Any] = {"report_by": None, "reported": None, "leak_on": None}


def settings(context: Context) -> CarrierSettings:
    """Return the terms of the policy pack."""
    found: CarrierSettings = context.policy.settings(CarrierSettings)
    return found


def in_days(days: int, context: Context) -> date:
    """Return the day in so many days."""
    return context.today + timedelta(days=days)


def movement(carrier: Carrier, move: Move, context: Context, **facts: Any) -> Draft:
    """Draft the entry of a movement, with what was so before it."""
    before = {
        "before": carrier.stage,
        "after": carrier.stage,
        "holder_before": carrier.holder,
        "keeper_before": carrier.keeper,
        "place_before": carrier.place,
        "whereto_before": carrier.whereto,
        "due_before": carrier.due,
        "since_before": carrier.since,
    }
    given = {"giver": carrier.holder or carrier.keeper}
    entered = {"carrier": carrier.id, "move": move, "at": context.now, "by": context.officer}
    return create(Movement(**{**before, **given, **entered, **facts}))


def busy_faults(carrier: Carrier, context: Context) -> Iterable[Sentence]:
    """Yield that a carrier stands on an open list, and so goes nowhere else: there is one truth about it."""
    if carrier.bill:
        batch = context.title("destruction", carrier.bill)
        told = N_("{carrier} stands on the list of batch {batch}. Take it off that list first.")
        yield say(told, carrier=carrier.number, batch=batch)


def held_faults(carrier: Carrier, context: Context) -> Iterable[Sentence]:
    """Yield that a carrier is evidence."""
    for each in active_holds(carrier, context)[:1]:
        told = N_("{carrier} is on hold since {day}: it is evidence. It stays until the hold is lifted.")
        yield say(told, carrier=carrier.number, day=each.day)


def escort_faults(level: Classification, companion: str, *, abroad: bool) -> Iterable[Sentence]:
    """Yield that what is top secret travels with one person, or abroad."""
    if level is not Classification.TOP_SECRET:
        return
    if abroad:
        yield say(N_("Top secret is not taken or sent abroad."))
    if not companion:
        yield say(N_("Top secret travels with two persons: name a companion."))


class Moving(Action):
    """What moves a carrier. Nobody undoes it: a counter-entry takes it back."""

    undoable = False

    move: ClassVar[Move]
    free: ClassVar[bool] = True
    """Whether it is refused while the carrier stands on an open list."""

    def refuse(self, record: Carrier, context: Context) -> Iterable[Sentence]:
        """Reject what stands on an open list."""
        if self.free:
            yield from busy_faults(record, context)

    def becomes(self, record: Carrier, context: Context) -> dict[str, Any]:
        """Return which fields of the carrier get which values besides its stage."""
        return {}

    def facts(self, record: Carrier, context: Context) -> dict[str, Any]:
        """Return what the movement says besides the arguments that are called like its fields."""
        return {}

    def changes(self, record: Carrier, context: Context) -> Iterable[Draft]:
        """Enter the movement, and where the carrier is now."""
        stage = self.leads_to or record.stage
        said = {name: getattr(self, name) for name in columns(type(self)) if name in columns(Movement)}
        yield movement(record, self.move, context, **{**said, "after": stage, **self.facts(record, context)})
        moved = {"stage": stage, "since": context.today} if stage is not record.stage else {}
        yield amend(record, **moved, **self.becomes(record, context))


def last_movement(carrier: Carrier, context: Context) -> Movement | None:
    """Return the newest movement of a carrier that says where it is and has not been taken back."""
    found: list[Movement] = context.find(Query("movement", Is("carrier", (carrier.id,))))
    taken_back = {each.takes_back for each in found if each.takes_back}
    counted = (Move.COUNTER, Move.COPY, Move.LEVEL, Move.PUT)
    return next((each for each in found if each.move not in counted and each.id not in taken_back), None)


COUNTERABLE = (Move.ISSUE, Move.RETURN, Move.HAND_OVER, Move.CARRY, Move.SEND, Move.REPAIR)
"""What a counter-entry takes back."""
STAGES_OF_THEM = (CarrierStage.STORED, CarrierStage.LENT, CarrierStage.CARRIED, CarrierStage.SENT, CarrierStage.REPAIR)
