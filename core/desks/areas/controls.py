"""Controls 防护措施 of an area: entered, corrected, mended and removed."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from core.desks.areas import fields
from core.desks.areas.children import Control
from core.desks.areas.proposing import controls_there
from core.desks.areas.records import Area
from core.desks.areas.vocabulary import AMISS, CHECK, KEEP, STANDING, AreaStage, ControlState
from core.model.action import Action
from core.model.context import Context
from core.model.field import Start
from core.rules.numbering import next_code
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say


def validity_faults(installed: date | None, valid_until: date | None) -> Iterable[Sentence]:
    """Yield that a control is valid until a day before it was installed."""
    if installed and valid_until and valid_until < installed:
        yield say(N_("It cannot be valid until {day}, before it was installed."), day=valid_until)


class AddControl(Action):
    """Enter a control of this area: a camera, a lock, a guard. It is looked at in every round from now on."""

    on = Area
    adds = Control
    duty = KEEP
    key = "l"
    stages = STANDING
    stamps = {"state_since": Start.TODAY}

    number: fields.ControlNumber = ""
    type: fields.ControlIs
    spot: fields.Spot
    count: fields.HowMany = 1
    state: fields.State = ControlState.OK
    installed: fields.Installed | None = None
    valid_until: fields.ValidUntil | None = None

    def refuse(self, record: Area, context: Context) -> Iterable[Sentence]:
        """Reject a validity that ended before it began."""
        return validity_faults(self.installed, self.valid_until)

    def written(self, record: Area, context: Context) -> dict[str, Any]:
        """Add the next number of the area, if none is given."""
        there = (each.number for each in controls_there(record.id, context))
        return super().written(record, context) | {"number": self.number or next_code("", there)}


class _OfControl(Action):
    """What is done to a control that is still there."""

    on = Control

    @classmethod
    def applies(cls, record: Control) -> bool:
        """It has not been removed."""
        return super().applies(record) and record.removed is None

    def refuse(self, record: Control, context: Context) -> Iterable[Sentence]:
        """Reject a control that was removed."""
        if record.removed:
            yield say(N_("This control was removed on {day}."), day=record.removed)


class AmendControl(_OfControl):
    """Correct what is known of this control. How it was found is noted in the rounds."""

    duty = KEEP
    key = "e"
    amends = True

    number: Annotated[fields.ControlNumber, REQUIRED]
    type: fields.ControlIs
    spot: fields.Spot
    count: fields.HowMany = 1
    installed: fields.Installed | None = None
    valid_until: fields.ValidUntil | None = None

    def refuse(self, record: Control, context: Context) -> Iterable[Sentence]:
        """Reject also a validity that ended before it began."""
        yield from super().refuse(record, context)
        yield from validity_faults(self.installed, self.valid_until)


class MendControl(_OfControl):
    """Note that this control is in order again, and since when."""

    duty = CHECK
    key = "s"
    stamps = {"state": ControlState.OK, "checked_by": Start.ME}

    state_since: fields.InOrderSince

    @classmethod
    def applies(cls, record: Control) -> bool:
        """It was found not in order."""
        return super().applies(record) and record.state in AMISS

    def refuse(self, record: Control, context: Context) -> Iterable[Sentence]:
        """Reject also a control that is in order."""
        yield from super().refuse(record, context)
        if record.state not in AMISS:
            yield say(N_("It is in order already."))

    def written(self, record: Control, context: Context) -> dict[str, Any]:
        """Add when it was last looked at, which is never put back."""
        return super().written(record, context) | {"checked": max(self.state_since, record.checked or self.state_since)}


class RemoveControl(_OfControl):
    """Note that this control is there no longer, with the reason."""

    duty = KEEP
    key = "x"

    removed: fields.Removed
    removed_because: Annotated[fields.Reason, REQUIRED]

    def refuse(self, record: Control, context: Context) -> Iterable[Sentence]:
        """Reject also taking the last control of an area in force (V7)."""
        yield from super().refuse(record, context)
        area = context.get("area", record.area)
        if isinstance(area, Area) and area.stage == AreaStage.IN_FORCE and len(controls_there(area.id, context)) == 1:
            yield say(N_("It is the last control of an area in force. Enter the one that takes its place first."))
