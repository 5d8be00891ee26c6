"""Who comes without having been asked for: a walk-in waits at the gate, officials with credentials come in at once."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

from core.desks.visits import fields
from core.desks.visits.gate import Entry
from core.desks.visits.records import Visit
from core.desks.visits.rules import (
    VISITS,
    area_faults,
    escort_faults,
    late_from,
    numbered,
    particulars_faults,
)
from core.desks.visits.vocabulary import GATE, DeviceRule, Purpose, VisitStage, VisitType
from core.model.action import Action
from core.model.change import Draft
from core.model.context import Context
from core.model.field import Start
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say


class RegisterWalkIn(Action):
    """Register who came to the gate unasked. A reviewer decides before anybody comes in."""

    on = Visit
    creates = True
    duty = GATE
    key = "s"
    stamps = {"asked": Start.NOW, "asked_by": Start.ME, "planned_in": Start.NOW, "review_by": Start.TODAY,
              "walk_in": True}  # fmt: skip

    type: fields.Type = VisitType.PERSON
    area: Annotated[fields.Area, REQUIRED]
    name: fields.Name
    body: Annotated[fields.Body, REQUIRED]
    people: fields.People = 1
    planned_out: fields.LeavesToday
    host: Annotated[fields.Host, REQUIRED]
    escort: fields.Escort = ""
    purpose: fields.Purpose = Purpose.MEETING
    purpose_text: fields.PurposeText = ""
    foreign: fields.Foreign = False
    plate: fields.Plate = ""
    driver: fields.Driver = ""
    telephone: fields.Telephone = DeviceRule.LEFT
    camera: fields.Camera = DeviceRule.NONE
    laptop: fields.Laptop = DeviceRule.NONE
    device_permit: fields.DevicePermit = ""

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject what no area takes."""
        return particulars_faults(_Now(self, context.now), context)

    def written(self, record: Any, context: Context) -> dict[str, Any]:
        """Add the number."""
        return super().written(record, context) | numbered("visit", VISITS, context)


class _Now:
    """What is asked of a walk-in: it comes now, and into one area."""

    def __init__(self, asked: RegisterWalkIn, now: datetime) -> None:
        self._asked = asked
        self.planned_in = now
        self.other_areas: tuple[str, ...] = ()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._asked, name)


class AdmitOfficials(Entry):
    """Let officials with their credentials in at once. The visit is reviewed on the same day."""

    on = Visit
    creates = True
    duty = GATE
    key = "w"
    stamps = {
        "asked": Start.NOW, "asked_by": Start.ME, "planned_in": Start.NOW, "review_by": Start.TODAY, "walk_in": True,
        "entered": Start.NOW, "entered_by": Start.ME, "type": VisitType.INSPECTION, "stage": VisitStage.INSIDE,
        "purpose": Purpose.INSPECTION,
    }  # fmt: skip

    area: Annotated[fields.Area, REQUIRED]
    name: fields.Name
    body: Annotated[fields.Body, REQUIRED]
    people: fields.People = 1
    planned_out: fields.LeavesToday
    host: fields.Host = ""
    escort: fields.Escort = ""
    purpose_text: Annotated[fields.PurposeText, REQUIRED]
    telephone: fields.Telephone = DeviceRule.LEFT

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject an area that cannot be visited, a missing escort, a document inside, and a badge that is out."""
        yield from area_faults((self.area,), context)
        yield from escort_faults((self.area,), self.escort, context)
        if self.planned_out <= context.now:
            yield say(N_("The planned time to leave must lie after the planned time to come."))
        yield from self.entry_faults(context)

    def written(self, record: Any, context: Context) -> dict[str, Any]:
        """Add the number, how many are inside, and from when it is an overstay."""
        inside = {"came": self.people, "inside": self.people, "late_from": late_from(self.planned_out, context)}
        return super().written(record, context) | inside | numbered("visit", VISITS, context)

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Note the entry, the document and the badge."""
        yield from super().changes(record, context)
        yield from self.entry_drafts(self.target, context)
