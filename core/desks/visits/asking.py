"""Asking for a visit: by the host who receives it, days before; and what becomes of it until the gate."""

from collections.abc import Iterable
from typing import Annotated, Any

from core.desks.visits import fields
from core.desks.visits.records import Visit
from core.desks.visits.rules import VISITS, closing, numbered, particulars_faults, review_day
from core.desks.visits.vocabulary import ASK, DeviceRule, Purpose, VisitStage, VisitType
from core.model.action import Action
from core.model.context import Context
from core.model.field import Start
from core.rights.four_eyes import entries_of
from core.values.classification import Classification
from core.values.field_types import REQUIRED
from core.values.sentence import Sentence


class _Particulars(Action):
    """What is asked of a visit."""

    type: fields.Type = VisitType.PERSON
    area: Annotated[fields.Area, REQUIRED]
    other_areas: fields.OtherAreas = ()
    name: fields.Name
    body: Annotated[fields.Body, REQUIRED]
    people: fields.People = 1
    planned_in: fields.PlannedIn
    planned_out: fields.PlannedOut
    host: Annotated[fields.Host, REQUIRED]
    escort: fields.Escort = ""
    purpose: fields.Purpose = Purpose.MEETING
    purpose_text: fields.PurposeText = ""
    phone: fields.Phone = ""
    foreign: fields.Foreign = False
    plate: fields.Plate = ""
    driver: fields.Driver = ""
    level: fields.Level = Classification.INTERNAL
    telephone: fields.Telephone = DeviceRule.LEFT
    camera: fields.Camera = DeviceRule.NONE
    laptop: fields.Laptop = DeviceRule.NONE
    device_permit: fields.DevicePermit = ""
    carriers: fields.Carriers = ""
    agreement: fields.Agreement = ""
    note: fields.Note = ""

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject what no area takes: without the escort it asks for, with what it keeps out, or out before in."""
        return particulars_faults(self, context)

    def written(self, record: Any, context: Context) -> dict[str, Any]:
        """Add by when it is to be reviewed."""
        return super().written(record, context) | {"review_by": review_day(self.planned_in, context)}


class AskVisit(_Particulars):
    """Ask for a visit. Another than host and escort reviews it before anybody comes in."""

    on = Visit
    creates = True
    duty = ASK
    key = "n"
    stamps = {"asked": Start.NOW, "asked_by": Start.ME}

    @classmethod
    def suggest(cls, record: Any, context: Context) -> dict[str, Any]:
        """Start with oneself as host."""
        own = entries_of(context.officer, context)
        host = {"host": next(iter(own))} if len(own) == 1 else {}
        return super().suggest(record, context) | host

    def written(self, record: Any, context: Context) -> dict[str, Any]:
        """Add the number."""
        return super().written(record, context) | numbered("visit", VISITS, context)


class AmendVisit(_Particulars):
    """Correct or complete what is asked for, before it is reviewed or after it was returned. It is reviewed anew."""

    on = Visit
    duty = ASK
    key = "e"
    stages = (VisitStage.ASKED, VisitStage.RETURNED)
    leads_to = VisitStage.ASKED
    amends = True


class CancelVisit(Action):
    """Call a visit off before anybody came."""

    on = Visit
    duty = ASK
    key = "x"
    stages = (VisitStage.ASKED, VisitStage.RETURNED, VisitStage.REVIEWED, VisitStage.APPROVED)
    leads_to = VisitStage.CANCELLED

    reason: Annotated[fields.Reason, REQUIRED]

    def written(self, record: Visit, context: Context) -> dict[str, Any]:
        """Add until when it is kept."""
        return super().written(record, context) | closing(context)
