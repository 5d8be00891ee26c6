"""An area in force is changed or revoked: one officer asks for it, and another approves it."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from core.desks.areas import fields
from core.desks.areas.children import THERE, Protecting
from core.desks.areas.proposing import keeper_faults
from core.desks.areas.records import IN_FORCE, Area
from core.desks.areas.reviewing import lapsing
from core.desks.areas.vocabulary import APPROVE, KEEP, AccessStage, AreaStage, Rounds
from core.desks.grid.rules import cell_faults
from core.model.action import amend
from core.model.change import Draft
from core.model.context import Context
from core.model.query import Blank, Is, Query, both
from core.rules.request import Approve, Ask, Decline, Request, Withdraw
from core.rules.standing_in import what_stands_in
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say

CHANGED = (
    "name", "level", "unit", "cell", "place", "keeper", "deputy", "phone", "rounds", "escort", "no_phones",
    "no_devices", "rules",
)  # fmt: skip
"""What is changed of an area in force."""


class AreaChange(Protecting, Request):
    """What an area in force is to be from now on."""

    kind = "area_change"
    label = N_("Change of an area")
    plural = N_("Changes of an area")
    decided_with = APPROVE
    to_decide = N_("decide on the change")
    asked_while = IN_FORCE

    area: fields.Area
    name: fields.NewName
    level: fields.Level
    place: fields.NewPlace
    unit: fields.Unit = ""
    cell: fields.NewCell = ""
    keeper: fields.NewKeeper = ""
    deputy: fields.NewDeputy = ""
    phone: fields.Phone = ""
    rounds: fields.RoundsOf = Rounds.MONTHLY
    escort: fields.Escorted = False
    no_phones: fields.NoPhones = False
    no_devices: fields.NoDevices = False
    rules: fields.Rules = ""
    reason: fields.Reason


class AskAreaChange(Ask):
    """Ask for a change of this area: its level, place, keeper, rounds or rules. Another officer approves it."""

    on = Area
    adds = AreaChange
    duty = KEEP
    key = "p"

    name: fields.Name
    level: fields.Level
    place: Annotated[fields.Place, REQUIRED]
    unit: fields.Unit = ""
    cell: fields.Cell = ""
    keeper: Annotated[fields.Keeper, REQUIRED]
    deputy: fields.Deputy = ""
    phone: fields.Phone = ""
    rounds: fields.RoundsOf = Rounds.MONTHLY
    escort: fields.Escorted = False
    no_phones: fields.NoPhones = False
    no_devices: fields.NoDevices = False
    rules: fields.Rules = ""
    reason: Annotated[fields.Reason, REQUIRED]

    @classmethod
    def suggest(cls, record: Area, context: Context) -> dict[str, Any]:
        """Start from what stands in the area."""
        stands = {name: getattr(record, name) for name in CHANGED}
        return super().suggest(record, context) | {name: value for name, value in stands.items() if value is not None}

    def refuse(self, record: Area, context: Context) -> Iterable[Sentence]:
        """Reject what changes nothing, an ended cell, one person twice, and other rounds while some are owed."""
        yield from super().refuse(record, context)
        if all(getattr(self, name) == getattr(record, name) for name in CHANGED):
            yield say(N_("Nothing is changed by this."))
        if self.cell and self.cell != record.cell:
            yield from cell_faults(self.cell, context)
        yield from keeper_faults(self.keeper, self.deputy, context)
        yield from _owed_rounds(record, self.rounds, context)


def _owed_rounds(area: Area, rounds: Rounds, context: Context) -> Iterable[Sentence]:
    if rounds != area.rounds and (owed := area.overdue(context.today)):
        yield say(
            N_("Rounds of checks are owed: {count}. Note them first; then the rounds can be changed."), count=len(owed)
        )


class ApproveAreaChange(Approve):
    """Approve the change of an area that another officer asked for: it is so from now on."""

    on = AreaChange

    def refuse(self, record: AreaChange, context: Context) -> Iterable[Sentence]:
        """Reject also other rounds while some are owed."""
        yield from super().refuse(record, context)
        area = record.whole(context)
        if area is not None:
            yield from _owed_rounds(area, record.rounds, context)

    def grant(self, request: AreaChange, whole: Area, context: Context) -> Iterable[Draft]:
        """Change the area; other rounds are asked for from today."""
        since = {"rounds_since": context.today} if request.rounds != whole.rounds else {}
        asked = {name: getattr(request, name) for name in CHANGED}
        yield amend(whole, **asked, **since, changed=context.today)


class DeclineAreaChange(Decline):
    """Decline the change of an area that another officer asked for, with the reason."""

    on = AreaChange


class WithdrawAreaChange(Withdraw):
    """Take back the change of an area that was asked for."""

    on = AreaChange
    duty = KEEP


class AreaRevocation(Protecting, Request):
    """That an area is to be one no longer."""

    kind = "area_revocation"
    label = N_("Revocation of an area")
    plural = N_("Revocations of an area")
    decided_with = APPROVE
    to_decide = N_("decide on the revocation")
    asked_while = IN_FORCE

    area: fields.Area
    reason: fields.Reason


def _still_there(area: Area, context: Context) -> Iterable[Sentence]:
    """Yield what stands in an area that is to be revoked (V8)."""
    return what_stands_in(area.id, context)


class AskRevocation(Ask):
    """Ask that this area is revoked, with the reason. Another officer approves it; nothing stands in it then."""

    on = Area
    adds = AreaRevocation
    duty = KEEP
    key = "q"

    reason: Annotated[fields.Reason, REQUIRED]

    def refuse(self, record: Area, context: Context) -> Iterable[Sentence]:
        """Reject also an area in which something stands (V8)."""
        yield from super().refuse(record, context)
        yield from _still_there(record, context)


class ApproveRevocation(Approve):
    """Approve that the area is revoked: nothing is owed of it any more, and nobody is on its list."""

    on = AreaRevocation
    transitions = (
        (IN_FORCE, AreaStage.REVOKED),
        ((AccessStage.ALLOWED,), AccessStage.ENDED),
    )

    def refuse(self, record: AreaRevocation, context: Context) -> Iterable[Sentence]:
        """Reject also an area in which something stands (V8)."""
        yield from super().refuse(record, context)
        area = record.whole(context)
        if area is not None:
            yield from _still_there(area, context)

    def grant(self, request: AreaRevocation, whole: Area, context: Context) -> Iterator[Draft]:
        """Revoke it, and end what belongs to it: its list, its controls, what was to be done around it."""
        today, of_it = context.today, Is("area", (whole.id,))
        yield amend(whole, stage=AreaStage.REVOKED, revoked=today, revoked_because=request.reason)
        for access in context.find(Query("area_access", both(of_it, Is("stage", (AccessStage.ALLOWED,))))):
            yield amend(access, stage=AccessStage.ENDED, ended=today, ended_because=request.reason)
        for control in context.find(Query("control", both(of_it, THERE))):
            yield amend(control, removed=today, removed_because=request.reason)
        for exposure in context.find(Query("exposure", both(of_it, Blank("done"), Blank("lapsed")))):
            yield amend(exposure, **lapsing(context))


class DeclineRevocation(Decline):
    """Decline that the area is revoked, with the reason."""

    on = AreaRevocation


class WithdrawRevocation(Withdraw):
    """Take back that the area is to be revoked."""

    on = AreaRevocation
    duty = KEEP
