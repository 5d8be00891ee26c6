"""An area on its way into force: proposed, examined, approved by another, confirmed by the authority, put in force."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated, Any

from core.desks.areas import fields
from core.desks.areas.children import THERE
from core.desks.areas.records import Area
from core.desks.areas.vocabulary import (
    APPROVE,
    BEFORE,
    CONFIRMED_ONES,
    DIGITS,
    KEEP,
    NUMBERED,
    PROPOSE,
    AreaKind,
    AreaSettings,
    AreaStage,
    Rounds,
)
from core.desks.grid.rules import cell_faults
from core.model.action import Action
from core.model.context import Context
from core.model.field import Start
from core.model.query import Is, Query, both
from core.rights.four_eyes import same_person
from core.rules.numbering import next_number, taken
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say

DESCRIBED = (
    "name", "type", "level", "unit", "cell", "place", "keeper", "deputy", "outline", "rounds", "escort", "no_phones",
    "no_devices", "rules",
)  # fmt: skip
"""What the approval of an area is about."""


def keeper_faults(keeper: str, deputy: str, context: Context) -> Iterable[Sentence]:
    """Yield that keeper and deputy of an area are one person."""
    if keeper and deputy and deputy in same_person(keeper, context):
        yield say(N_("Keeper and deputy are two persons. Name somebody else as deputy, or nobody."))


class _Described(Action):
    """What is asked of an area, by the action that proposes one and the one that completes it."""

    number: fields.Number = ""
    name: fields.Name
    type: fields.KindOfArea = AreaKind.PLACE
    level: fields.Level | None = None
    place: fields.Place = ""
    unit: fields.Unit = ""
    cell: fields.Cell = ""
    keeper: fields.Keeper = ""
    deputy: fields.Deputy = ""
    phone: fields.Phone = ""
    staff: fields.Staff = 0
    outline: fields.Outline = ""
    rounds: fields.RoundsOf = Rounds.MONTHLY
    escort: fields.Escorted = False
    no_phones: fields.NoPhones = False
    no_devices: fields.NoDevices = False
    rules: fields.Rules = ""

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject a number that another area has, a cell that has ended, and one person as keeper and deputy."""
        if self.number and taken("area", self.number, record, context):
            yield say(N_("Another area has the number {number}. Leave it empty for the next one."), number=self.number)
        if self.cell:
            yield from cell_faults(self.cell, context)
        yield from keeper_faults(self.keeper, self.deputy, context)


class ProposeArea(_Described):
    """Propose a key department, key place or other secure area. It is examined, and another officer approves it."""

    on = Area
    creates = True
    duty = PROPOSE
    key = "n"
    undoable = False  # its number is given once
    reported = N_("Proposed as {record}")
    stamps = {"proposed": Start.TODAY, "proposed_by": Start.ME}

    def written(self, record: Any, context: Context) -> dict[str, Any]:
        """Add the number, and the site that gave it."""
        number = self.number or next_number(
            "area", NUMBERED.format(year=context.today.year), DIGITS, context.site, context
        )
        return super().written(record, context) | {"number": number, "site": context.site}


class AmendArea(_Described):
    """Complete or correct what is proposed. Of an area in force, ask for a change: another officer approves it."""

    on = Area
    duty = PROPOSE
    key = "e"
    stages = (AreaStage.PROPOSED,)
    amends = True

    def written(self, record: Area, context: Context) -> dict[str, Any]:
        """Leave the number as it is, unless another is said."""
        return super().written(record, context) | {"number": self.number or record.number}


class ExamineArea(Action):
    """Note that the proposal was examined: what is made and kept there, and its protection. Now another decides."""

    on = Area
    duty = KEEP
    key = "v"
    stages = (AreaStage.PROPOSED,)
    leads_to = AreaStage.EXAMINED
    stamps = {"examined": Start.TODAY, "examined_by": Start.ME, "remark": ""}

    def refuse(self, record: Area, context: Context) -> Iterable[Sentence]:
        """Reject a proposal without a level or a place."""
        if record.level is None:
            yield say(N_("It has no level. Complete the proposal first: “Amend area”."))
        if not record.place:
            yield say(N_("It has no place. Complete the proposal first: “Amend area”."))


class ReturnArea(Action):
    """Give a proposal back to be completed, with the reason."""

    on = Area
    duty = KEEP
    key = "b"
    stages = (AreaStage.EXAMINED,)
    leads_to = AreaStage.PROPOSED
    stamps = {"examined": None, "examined_by": ""}

    remark: Annotated[fields.Remark, REQUIRED]


class _DecideArea(Action):
    """What approving and declining have in common: another officer does it, who had just this before him."""

    on = Area
    duty = APPROVE
    stages = (AreaStage.EXAMINED,)
    other_than = ("proposed_by", "examined_by")
    approves = DESCRIBED


class ApproveArea(_DecideArea):
    """Approve that this becomes a secure area, as an officer who neither proposed nor examined it."""

    key = "a"
    leads_to = AreaStage.APPROVED
    stamps = {"approved": Start.TODAY, "approved_by": Start.ME}

    fixed: fields.FixedOn
    document: fields.Document = ""

    def written(self, record: Area, context: Context) -> dict[str, Any]:
        """Add by when the authority is to confirm it, if it does."""
        written = super().written(record, context)
        if record.type in CONFIRMED_ONES:
            days = context.policy.settings(AreaSettings).confirm_days
            written["confirm_by"] = context.today + timedelta(days=days)
        return written


class DeclineArea(_DecideArea):
    """Decline that this becomes a secure area, with the reason."""

    key = "d"
    leads_to = AreaStage.DECLINED

    remark: Annotated[fields.Remark, REQUIRED]


class WithdrawArea(Action):
    """Withdraw the proposal of an area that is not in force."""

    on = Area
    duty = PROPOSE
    stages = BEFORE
    leads_to = AreaStage.WITHDRAWN

    remark: Annotated[fields.Remark, REQUIRED]


class ConfirmArea(Action):
    """Enter that the authority has confirmed the key department or key place."""

    on = Area
    duty = KEEP
    key = "c"
    stages = (AreaStage.APPROVED,)
    leads_to = AreaStage.CONFIRMED

    confirmed: fields.ConfirmedOn
    confirmed_with: Annotated[fields.Confirmation, REQUIRED]

    @classmethod
    def applies(cls, record: Area) -> bool:
        """The authority confirms areas of its kind."""
        return super().applies(record) and record.type in CONFIRMED_ONES

    def refuse(self, record: Area, context: Context) -> Iterable[Sentence]:
        """Reject the confirmation of an area that no authority confirms."""
        if record.type not in CONFIRMED_ONES:
            yield say(N_("No authority confirms an area of this kind. Put it in force."))


class PutInForce(Action):
    """Put the area in force: from that day its rounds of checks are owed, and its reviews and surveys are due."""

    on = Area
    duty = KEEP
    key = "f"
    stages = (AreaStage.APPROVED, AreaStage.CONFIRMED)
    leads_to = AreaStage.IN_FORCE

    in_force: fields.InForce

    @classmethod
    def applies(cls, record: Area) -> bool:
        """Nothing else is missing on its way."""
        return super().applies(record) and record.ready is not None

    def refuse(self, record: Area, context: Context) -> Iterable[Sentence]:
        """Reject an area that waits for the authority, and one without level, keeper or control (V7)."""
        if record.ready is None:
            yield say(N_("The authority has not confirmed it yet. Enter the confirmation first: “Confirm area”."))
        elif self.in_force < record.ready:
            yield say(N_("It was ready on {day}. Enter that day or a later one."), day=record.ready)
        if record.level is None:
            yield say(N_("It has no level. Withdraw it, and propose it with its level."))
        if not record.keeper:
            yield say(N_("It has no keeper, and nobody would answer for it. Name one first: “Name area keeper”."))
        if not controls_there(record.id, context):
            yield say(N_("Nothing protects it yet. Enter at least one control first: “Add control”."))

    def written(self, record: Area, context: Context) -> dict[str, Any]:
        """Add from when its rounds are counted, and when what recurs is due next."""
        terms = context.policy.settings(AreaSettings)
        written = super().written(record, context) | {"rounds_since": self.in_force}
        for done, due, days in (
            ("reviewed", "next_review", terms.review_days),
            ("allowed_reviewed", "next_allowed", terms.allowed_days),
            ("inspected", "next_inspection", terms.inspection_days),
            ("surveyed", "next_survey", terms.survey_days),
        ):
            written |= again(record, done, due, self.in_force, days)
        return written


class NameAreaKeeper(Action):
    """Name keeper and deputy of an area that is not in force yet."""

    on = Area
    duty = KEEP
    stages = (AreaStage.APPROVED, AreaStage.CONFIRMED)
    amends = True

    keeper: Annotated[fields.Keeper, REQUIRED]
    deputy: fields.Deputy = ""
    phone: fields.Phone = ""

    def refuse(self, record: Area, context: Context) -> Iterable[Sentence]:
        """Reject one person as keeper and deputy."""
        return keeper_faults(self.keeper, self.deputy, context)


def controls_there(area: str, context: Context) -> list[Any]:
    """Return the controls of an area that have not been removed."""
    return context.find(Query("control", both(Is("area", (area,)), THERE), ("number", "id")))


def again(record: Area, done: str, due: str, day: date, days: int) -> dict[str, date]:
    """Return what it makes of the next date that something recurring was done on a day.

    What is entered later than what was done after it moves nothing back.
    """
    last = getattr(record, done)
    return {} if last and day < last else {done: day, due: day + timedelta(days=days)}
