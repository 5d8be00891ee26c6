"""The closed lists, duties and policy figures of the visits desk."""

from typing import Annotated

from pydantic import Field

from core.policy.pack import Settings
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_

READ = "visits.read"
"""The duty to be let into visits at all; into which, `Visit.visible_to` says."""
ASK = "visits.ask"
"""The duty of hosts 接待人: to ask for a visit, and to see what one asked for."""
GATE = "visits.gate"
"""The duty of the gate 门岗: to let in and out."""
REVIEW = "visits.review"
"""The duty to review visits: keepers and deputies for their own areas, who keeps the desk for all."""
APPROVE = "visits.approve"
"""The duty of supervisors: to approve what needs a second approval."""
KEEP = "visits.keep"
"""The duty of the confidentiality clerk 保密干事: badges, registers, and what is erased on time."""
DOCUMENTS = "visits.documents"
"""The duty to see the full number of a visitor's document; everybody else sees a mask."""
WIDE = frozenset({GATE, REVIEW, APPROVE, KEEP})
"""The duties with which all visits are read; without, those that one asked for."""


class VisitSettings(Settings):
    """The figures of section `[visits]`."""

    section = "visits"
    label = N_("Visits")

    grace_minutes: Annotated[int, Field(ge=0, le=600, title=N_("Minutes until a visit is an overstay"))] = 30
    """How long after the planned time to leave."""
    document_days: Annotated[int, Field(ge=1, le=3650, title=N_("Days that a document number is kept"))] = 90
    retention_months: Annotated[int, Field(ge=1, le=240, title=N_("Months that a visit is kept"))] = 24
    standing_months: Annotated[int, Field(ge=1, le=24, title=N_("Months of a standing permission, at most"))] = 12


class VisitStage(LabelledEnum):
    """Where a visit stands."""

    ASKED = "asked", N_("to review")
    RETURNED = "returned", N_("returned")
    REVIEWED = "reviewed", N_("second approval")
    APPROVED = "approved", N_("may come")
    INSIDE = "inside", N_("inside")
    OUT = "out", N_("out, open")
    CLOSED = "closed", N_("closed")
    REFUSED = "refused", N_("refused")
    NO_SHOW = "no_show", N_("did not come")
    CANCELLED = "cancelled", N_("cancelled")


ENDS = (VisitStage.CLOSED, VisitStage.REFUSED, VisitStage.NO_SHOW, VisitStage.CANCELLED)


class VisitType(LabelledEnum):
    """Of what kind a visit is."""

    PERSON = "person", N_("person")
    GROUP = "group", N_("group")
    VEHICLE = "vehicle", N_("vehicle")
    REPAIR = "repair", N_("repair or delivery")
    INSPECTION = "inspection", N_("officials")


class Purpose(LabelledEnum):
    """What a visit is for."""

    MEETING = "meeting", N_("meeting")
    WORK = "work", N_("work together")
    REPAIR = "repair", N_("repair")
    DELIVERY = "delivery", N_("delivery")
    CLEANING = "cleaning", N_("cleaning and services")
    INSPECTION = "inspection", N_("inspection")
    TOUR = "tour", N_("tour")
    OTHER = "other", N_("other purpose")


class DeviceRule(LabelledEnum):
    """What becomes of a device at the gate."""

    NONE = "none", N_("has none")
    LEFT = "left", N_("left at the gate")
    SEALED = "sealed", N_("sealed")
    ALLOWED = "allowed", N_("allowed")


class DocumentKind(LabelledEnum):
    """What a visitor identifies himself with."""

    IDENTITY = "identity", N_("identity card")
    PASSPORT = "passport", N_("passport")
    SERVICE = "service", N_("service card")
    DRIVING = "driving", N_("driving licence")
    OTHER = "other", N_("other document")


class BadgeStage(LabelledEnum):
    """Where a badge is."""

    IN = "in", N_("at the gate")
    OUT = "out", N_("with a visitor")
    LOST = "lost", N_("lost badge")
    WITHDRAWN = "withdrawn", N_("withdrawn badge")


class BadgeColour(LabelledEnum):
    """What the colour of a badge says of where its bearer may go."""

    WHITE = "white", N_("white")
    BLUE = "blue", N_("blue")
    YELLOW = "yellow", N_("yellow")
    RED = "red", N_("red")
