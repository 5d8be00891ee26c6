"""Review before entry: by who answers for the area, and not by host or escort; for some a supervisor besides."""

from collections.abc import Collection, Iterable
from typing import Annotated, Any, ClassVar

from core.desks.visits import fields
from core.desks.visits.records import Visit
from core.desks.visits.rules import (
    OWN_VISIT,
    area_faults,
    closing,
    device_faults,
    escort_faults,
    needs_second,
    party_to,
    right_faults,
)
from core.desks.visits.vocabulary import APPROVE, REVIEW, VisitStage
from core.model.action import Action
from core.model.context import Context
from core.model.field import Start
from core.values.field_types import REQUIRED
from core.values.sentence import Sentence, say

ASKED_FIELDS: tuple[str, ...] = (
    *("type", "area", "other_areas", "name", "body", "people", "planned_in", "planned_out", "host", "escort"),
    *("purpose", "purpose_text", "foreign", "plate", "driver", "level", "telephone", "camera", "laptop"),
    *("device_permit", "carriers", "agreement"),
)
"""What is reviewed: the decision is on these as they were looked at."""


class _Decide(Action):
    """What all decisions on a visit have in common: neither who asked nor host nor escort takes them."""

    on = Visit
    other_than: ClassVar[tuple[str, ...]] = ("asked_by",)
    approves: ClassVar[tuple[str, ...]] = ASKED_FIELDS

    def involved(self, record: Visit, context: Context) -> Iterable[tuple[Collection[str], Sentence]]:
        """Host and escort."""
        yield party_to(record, context), say(OWN_VISIT)


class _Review(_Decide):
    """What reviewers do: keeper or deputy of each area, or the confidentiality clerk."""

    duty = REVIEW
    stages = (VisitStage.ASKED,)
    stamps = {"reviewed_by": Start.ME, "reviewed": Start.NOW}

    @classmethod
    def obstacles(cls, record: Visit, context: Context) -> Iterable[Sentence]:
        """Yield that the officer does not answer for an area: it stands in the day of those who do, and not in his."""
        return right_faults(record.areas, context)

    def refuse(self, record: Visit, context: Context) -> Iterable[Sentence]:
        """Reject a reviewer who does not answer for the area."""
        return right_faults(record.areas, context)


class ApproveVisit(_Review):
    """Approve a visit: it may come in. The highest level, and visitors from abroad, need a supervisor besides."""

    key = "a"
    transitions = (((VisitStage.ASKED,), VisitStage.APPROVED), ((VisitStage.ASKED,), VisitStage.REVIEWED))

    reason: fields.Reason = ""

    def refuse(self, record: Visit, context: Context) -> Iterable[Sentence]:
        """Reject also what the areas do not take, as they are today."""
        yield from super().refuse(record, context)
        yield from area_faults(record.areas, context)
        yield from escort_faults(record.areas, record.escort, context)
        yield from device_faults(record, record.areas, context)

    def written(self, record: Visit, context: Context) -> dict[str, Any]:
        """Add whether a second approval is needed."""
        stage = VisitStage.REVIEWED if needs_second(record, context) else VisitStage.APPROVED
        return super().written(record, context) | {"stage": stage}


class RefuseVisit(_Review):
    """Refuse a visit, with the reason. It does not come in."""

    key = "d"
    leads_to = VisitStage.REFUSED

    reason: Annotated[fields.Reason, REQUIRED]

    def written(self, record: Visit, context: Context) -> dict[str, Any]:
        """Add until when it is kept."""
        return super().written(record, context) | closing(context)


class ReturnVisit(_Review):
    """Return a request to who asked, to complete it."""

    key = "b"
    leads_to = VisitStage.RETURNED
    stamps = {"reviewed": None, "reviewed_by": ""}

    reason: Annotated[fields.Reason, REQUIRED]


class _Second(_Decide):
    """What a supervisor decides, after the review."""

    duty = APPROVE
    stages = (VisitStage.REVIEWED,)
    other_than = ("asked_by", "reviewed_by")
    stamps = {"second_by": Start.ME, "second_on": Start.NOW}


class ApproveSecond(_Second):
    """Approve a visit that needs a second approval: it may come in."""

    key = "c"
    leads_to = VisitStage.APPROVED

    reason: fields.Reason = ""


class RefuseSecond(_Second):
    """Refuse the second approval, with the reason. The visit does not come in."""

    key = "f"
    leads_to = VisitStage.REFUSED

    reason: Annotated[fields.Reason, REQUIRED]

    def written(self, record: Visit, context: Context) -> dict[str, Any]:
        """Add until when it is kept."""
        return super().written(record, context) | closing(context)


class ReviewAfterwards(_Decide):
    """Review officials who came in with their credentials, on the same day."""

    duty = REVIEW
    key = "v"
    stages = (VisitStage.INSIDE, VisitStage.OUT)
    once = "reviewed"
    approves = ()
    stamps = {"reviewed_by": Start.ME, "reviewed": Start.NOW}
    transitions = (((VisitStage.OUT,), VisitStage.CLOSED),)

    reason: fields.Reason = ""

    def refuse(self, record: Visit, context: Context) -> Iterable[Sentence]:
        """Reject a reviewer who does not answer for the area."""
        return right_faults(record.areas, context)

    def written(self, record: Visit, context: Context) -> dict[str, Any]:
        """Close it, if its badge is back."""
        ends = record.stage == VisitStage.OUT and not record.badge_due
        ending = {"stage": VisitStage.CLOSED, **closing(context)} if ends else {}
        return super().written(record, context) | ending
