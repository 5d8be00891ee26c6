"""What belongs to an area: its controls, rounds of checks, who is allowed in, and what surrounds it."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Annotated

from core.desks.areas import fields
from core.desks.areas.records import IN_FORCE, Area
from core.desks.areas.vocabulary import (
    AMISS,
    AREAS,
    CHECK,
    KEEP,
    PROTECTION,
    READ,
    AccessStage,
    ControlGroup,
    ControlState,
)
from core.model.context import Context
from core.model.deadline import Deadline
from core.model.field import About, Role
from core.model.occurrence import Occurrence
from core.model.query import EVERYTHING, NOTHING, Between, Blank, Condition, Is, Query, Via, both
from core.model.record import Record, derived
from core.model.rule import Unique
from core.model.viewer import Viewer
from core.rights.visibility import readable
from core.rules.request import DecisionStages, Requested
from core.values.cleaning import code_key
from core.values.sentence import N_, Sentence, say

THERE = Blank("removed")
"""Controls that are still there."""


def of_area(viewer: Viewer) -> Condition:
    """Return the condition that the area of a record is one that the viewer reads."""
    whole = readable(viewer, Area)
    return whole if whole in (EVERYTHING, NOTHING) else Via("area", Area.kind, whole)


class Protecting(Record):
    """What tells how an area is protected: a part of it that is read with a duty of its own."""

    compartment = AREAS
    duty = PROTECTION

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Condition | None:
        """Whoever reads the area, and has the duty."""
        return of_area(viewer)


class Control(Protecting):
    """A control 防护措施 of an area: by people, things or technology; how it was found last, and how long it holds."""

    kind = "control"
    label = N_("Control")
    plural = N_("Controls")
    bears, bearing = "area", "{name} {title}"
    order = ("removed", "area", "number", "id")
    unique = (
        Unique(
            ("area", "key"), N_("The area has a control with the number {number} already."),
            among=lambda control: control.removed is None,
        ),
    )  # fmt: skip
    deadlines = (
        Deadline(
            N_("replace the control: {spot}"), on="valid_until", until=("removed",), duty=KEEP, soon=30,
            why=N_("Due {day}: it is valid until then."),
        ),
    )  # fmt: skip

    area: fields.Area
    number: fields.ControlNumber
    type: fields.ControlIs
    spot: fields.Spot
    count: fields.HowMany = 0
    state: fields.State = ControlState.OK
    state_since: Annotated[date | None, About(N_("Since"), column=10)] = None
    checked: Annotated[date | None, About(N_("Last check"), column=10)] = None
    checked_by: fields.By = ""
    installed: fields.Installed | None = None
    valid_until: fields.ValidUntil | None = None
    removed: fields.Removed | None = None
    removed_because: fields.Reason = ""

    @property
    def title(self) -> str:
        """Number and spot."""
        return f"{self.number} {self.spot}"

    @derived(About(N_("Compared as"), index=True))
    def key(self) -> str:
        """What the number is compared by."""
        return code_key(self.number)

    @derived(About(N_("Protects"), index=True))
    def group(self) -> ControlGroup:
        """By what it protects."""
        return self.type.group

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        return {
            N_("in use"): THERE,
            N_("amiss"): both(THERE, Is("state", AMISS)),
            **super().filters(context),
        }


class AreaCheck(Protecting):
    """A round of checks 巡检 of an area: which controls were not in order, and what else was looked at."""

    kind = "area_check"
    label = N_("Round of checks")
    plural = N_("Rounds of checks")
    order = ("-at", "-id")
    occurrence = Occurrence(("at",), by="by")

    area: fields.Area
    at: fields.CheckedAt
    by: fields.By
    seen: Annotated[int, About(N_("Controls seen"), column=8)] = 0
    faulty: Annotated[tuple[str, ...], About(N_("Faulty"), column=16, refers="control")] = ()
    absent: Annotated[tuple[str, ...], About(N_("Not there"), column=16, refers="control")] = ()
    off: Annotated[tuple[str, ...], About(N_("Switched off"), column=16, refers="control")] = ()
    seals: fields.SealsSeen = False
    ledger: fields.LedgerSeen = False
    lockers: fields.LockersSeen = False
    findings: fields.Findings = ""

    @property
    def title(self) -> str:
        """What was found, or when it was."""
        return self.findings.split("\n", 1)[0] or f"{self.at:%Y-%m-%d %H:%M}"

    @derived(About(N_("Not in order"), column=8, index=True))
    def amiss(self) -> int:
        """How many controls were not in order."""
        return len(self.faulty) + len(self.absent) + len(self.off)

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        return {N_("with findings"): Between("amiss", 1)}


class AreaAccess(Requested):
    """A person on the list of those who are allowed into an area 准入名单; a second person decides that."""

    kind = "area_access"
    label = N_("Person allowed in")
    plural = N_("People allowed in")
    compartment = AREAS
    duty = READ
    decided_with = CHECK
    to_decide = N_("decide who is allowed in")
    decision_stages = DecisionStages(
        AccessStage.WAITS, AccessStage.ALLOWED, AccessStage.DECLINED, AccessStage.WITHDRAWN
    )
    asked_while = IN_FORCE
    not_asked = Requested.not_asked | {"ended", "ended_because"}
    ends = (AccessStage.DECLINED, AccessStage.WITHDRAWN, AccessStage.ENDED)
    order = ("stage", "person", "id")
    unique = (
        Unique(
            ("area", "person"), N_("This person stands on the list of the area already."),
            among=lambda access: access.stage in (AccessStage.WAITS, AccessStage.ALLOWED),
        ),
    )  # fmt: skip
    deadlines = (
        Deadline(
            N_("end or renew the access"), on="until", stages=(AccessStage.ALLOWED,), duty=KEEP,
            why=N_("Due {day}: allowed in until then."),
        ),
    )  # fmt: skip

    area: fields.Area
    person: fields.Person
    reason: fields.Reason
    until: fields.AllowedUntil | None = None
    stage: Annotated[AccessStage, About(N_("Stage"), column=16, index=True)] = AccessStage.WAITS
    ended: fields.EndedOn | None = None
    ended_because: fields.EndedBecause = ""

    def involved(self, context: Context) -> Iterable[tuple[Collection[str], Sentence]]:
        """Yield the officers who are this person: nobody lets himself in."""
        officers = [each.id for each in context.find(Query("officer", Is("person", (self.person,))))]
        yield officers, say(N_("It is about yourself. Another officer decides."))

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        return {N_("in force"): Is("stage", (AccessStage.ALLOWED,)), **super().filters(context)}


class AreaReview(Protecting):
    """That an area, its technology or the list of those allowed in was gone through, and what came of it."""

    kind = "area_review"
    label = N_("Review of an area")
    plural = N_("Reviews of an area")
    order = ("-day", "-id")
    occurrence = Occurrence(("day",), by="by", what="what")

    area: fields.Area
    day: fields.DoneOn
    what: fields.Reviewed
    by: fields.By
    text: fields.ReviewText = ""

    @property
    def title(self) -> str:
        """What came of it, or when it was."""
        return self.text.split("\n", 1)[0] or self.day.isoformat()


class Survey(Protecting):
    """A survey of what surrounds an area 周边环境调查: places only, no firms and nobody."""

    kind = "area_survey"
    label = N_("Survey of the surroundings")
    plural = N_("Surveys of the surroundings")
    order = ("-day", "-id")
    occurrence = Occurrence(("day",), by="by")

    area: fields.Area
    day: fields.DoneOn
    by: fields.By
    found: fields.Seen

    @property
    def title(self) -> str:
        """What was found."""
        return self.found.split("\n", 1)[0]


class Exposure(Protecting):
    """A place around an area from which it could be seen, heard or entered, and what we do about it."""

    kind = "exposure"
    label = N_("Exposure")
    plural = N_("Exposures")
    order = ("done", "due", "id")
    deadlines = (
        Deadline(
            N_("see to the exposure: {place}"), on="due", until=("done", "lapsed"), duty=KEEP, since="found",
            counted=N_("found on {day}"),
        ),
    )  # fmt: skip

    area: fields.Area
    place: fields.NearPlace
    exposed_by: fields.ExposedBy
    severity: fields.HowGrave
    direction: fields.Towards
    metres: fields.Metres = 0
    found: Annotated[date, About(N_("Found on"), column=10)]
    by: Annotated[str, About(N_("Noted by"), refers="officer", says=Role.DOER)]
    measures: fields.Measures
    due: fields.MeasuresDue
    told_to: fields.ToldTo = ""
    told: fields.ToldOn | None = None
    done: fields.SeenTo | None = None
    done_as: fields.DoneAs = ""
    lapsed: Annotated[date | None, About(N_("Not asked for any more since"), index=True)] = None
    """When the area was revoked."""

    @property
    def title(self) -> str:
        """The place."""
        return self.place

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        return {N_("open"): both(Blank("done"), Blank("lapsed")), **super().filters(context)}
