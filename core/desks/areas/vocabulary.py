"""The words and figures of the desk of secure areas, and the names of its duties."""

from typing import Annotated

from pydantic import Field

from core.policy.pack import Settings
from core.values.cadence import Rhythm
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_

AREAS = "areas"
"""The compartment of the journal that all of it is written to."""
READ = "areas.read"
PROPOSE = "areas.propose"
"""Proposing areas, as a unit does."""
KEEP = "areas.keep"
"""Examining what is proposed, controls, surroundings, and asking for changes: the confidentiality clerk."""
APPROVE = "areas.approve"
"""Deciding on areas, their changes, and secret meetings, as a supervisor does."""
CHECK = "areas.check"
"""Rounds of checks, and who is allowed in: keeper, deputy and confidentiality clerk."""
PROTECTION = "areas.protection"
"""Reading by what an area is protected, and where that fails: whoever stands at the gate does not."""
MEETINGS = "areas.meetings"
"""Knowing of secret meetings at all; whoever stands at the gate does not."""
HOLD = "areas.hold_meetings"
"""Planning secret meetings, and keeping their record."""

NUMBERED, DIGITS = "QY-{year}-", 4
"""How numbers of areas begin, and how many digits follow."""

Days = Annotated[int, Field(ge=1, le=1100)]


class AreaSettings(Settings):
    """The figures of section `[areas]`, in days."""

    section = "areas"
    label = N_("Secure areas")

    confirm_days: Annotated[Days, Field(title=N_("Days until the authority confirms an area"))] = 60
    review_days: Annotated[Days, Field(title=N_("Days between reviews of an area"))] = 365
    allowed_days: Annotated[Days, Field(title=N_("Days between reviews of who is allowed in"))] = 365
    inspection_days: Annotated[Days, Field(title=N_("Days between technical inspections"))] = 365
    survey_days: Annotated[Days, Field(title=N_("Days between surveys of the surroundings"))] = 365
    meeting_days: Annotated[Days, Field(title=N_("Days to close a secret meeting"))] = 5
    soon_days: Annotated[Days, Field(title=N_("Days ahead that are soon, for areas"))] = 30


class AreaKind(LabelledEnum):
    """What an area is. The first two are confirmed by the authority before they are in force."""

    DEPARTMENT = "department", N_("key department")
    PLACE = "place", N_("key place")
    OTHER = "other", N_("other secure area")


CONFIRMED_ONES = (AreaKind.DEPARTMENT, AreaKind.PLACE)
"""The kinds of areas that the authority confirms before they are in force."""


class AreaStage(LabelledEnum):
    """Where an area stands on its way."""

    PROPOSED = "proposed", N_("area proposed")
    EXAMINED = "examined", N_("examined")
    APPROVED = "approved", N_("approved, not in force")
    CONFIRMED = "confirmed", N_("confirmed by the authority")
    IN_FORCE = "in_force", N_("area in force")
    REVOKED = "revoked", N_("revoked")
    DECLINED = "declined", N_("area declined")
    WITHDRAWN = "withdrawn", N_("proposal withdrawn")


BEFORE = (AreaStage.PROPOSED, AreaStage.EXAMINED, AreaStage.APPROVED, AreaStage.CONFIRMED)
"""The stages before an area is in force."""
STANDING = (*BEFORE, AreaStage.IN_FORCE)
"""The stages at which anything is done to an area."""


class Rounds(LabelledEnum):
    """How often the controls of an area are checked; machine rooms and wiring rooms every week."""

    WEEKLY = "weekly", N_("weekly")
    MONTHLY = "monthly", N_("monthly")

    @property
    def rhythm(self) -> Rhythm:
        """The rhythm of the periods."""
        return Rhythm(self.value)


class ControlGroup(LabelledEnum):
    """By what a control protects."""

    PEOPLE = "people", N_("by people")
    PHYSICAL = "physical", N_("by things")
    TECHNICAL = "technical", N_("by technology")


class ControlType(LabelledEnum):
    """What a control is."""

    CAMERA = "camera", N_("camera")
    WARNING_SIGN = "warning_sign", N_("warning sign")
    DIRECTION_SIGN = "direction_sign", N_("direction sign")
    LOCK = "lock", N_("lock")
    SAFE = "safe", N_("coded safe")
    IRON = "iron", N_("iron door or window")
    ALARM = "alarm", N_("alarm")
    INFRARED = "infrared", N_("infrared sensor")
    ACCESS = "access", N_("access control")
    PHONE_LOCKER = "phone_locker", N_("phone locker")
    SHIELD = "shield", N_("shield or jammer")
    GUARD = "guard", N_("guard")
    SHREDDER = "shredder", N_("shredder")
    OTHER = "other", N_("other control")

    @property
    def group(self) -> ControlGroup:
        """By what it protects."""
        if self is ControlType.GUARD:
            return ControlGroup.PEOPLE
        return ControlGroup.TECHNICAL if self in _TECHNICAL else ControlGroup.PHYSICAL


_TECHNICAL = (
    ControlType.CAMERA, ControlType.ALARM, ControlType.INFRARED, ControlType.ACCESS, ControlType.SHIELD,
)  # fmt: skip


class ControlState(LabelledEnum):
    """How a control was found."""

    OK = "ok", N_("in order")
    FAULTY = "faulty", N_("faulty")
    ABSENT = "absent", N_("not there")
    OFF = "off", N_("switched off")


AMISS = (ControlState.FAULTY, ControlState.ABSENT, ControlState.OFF)


class AccessStage(LabelledEnum):
    """Whether a person is allowed in."""

    WAITS = "waits", N_("waits for a decision")
    ALLOWED = "allowed", N_("allowed in")
    DECLINED = "declined", N_("declined")
    WITHDRAWN = "withdrawn", N_("withdrawn")
    ENDED = "ended", N_("no longer allowed")


class ReviewOf(LabelledEnum):
    """What was reviewed."""

    AREA = "area", N_("review of the area")
    INSPECTION = "inspection", N_("technical inspection")
    ALLOWED = "allowed", N_("review of who is allowed in")


class Exposing(LabelledEnum):
    """By what an area is exposed to a place around it."""

    SIGHT = "sight", N_("sight")
    SOUND = "sound", N_("sound")
    RADIO = "radio", N_("radio")
    ACCESS = "access", N_("way in")
    DIGGING = "digging", N_("digging")


class Direction(LabelledEnum):
    """In which direction of an area something lies."""

    NORTH = "n", N_("north")
    NORTH_EAST = "ne", N_("north-east")
    EAST = "e", N_("east")
    SOUTH_EAST = "se", N_("south-east")
    SOUTH = "s", N_("south")
    SOUTH_WEST = "sw", N_("south-west")
    WEST = "w", N_("west")
    NORTH_WEST = "nw", N_("north-west")


class Severity(LabelledEnum):
    """How much an exposure matters, the least first."""

    LOW = "low", N_("slight")
    MIDDLE = "middle", N_("considerable")
    HIGH = "high", N_("grave")


class MeetingStage(LabelledEnum):
    """Where a secret meeting stands."""

    PLANNED = "planned", N_("plan waits for approval")
    APPROVED = "approved", N_("plan approved")
    HELD = "held", N_("meeting held")
    CLOSED = "closed", N_("meeting closed")
    DECLINED = "declined", N_("plan declined")
    CANCELLED = "cancelled", N_("meeting cancelled")
