"""The appointment 上岗: who is on which secret post, since when, and when he is assessed again."""

from datetime import date
from typing import Annotated

from core.desks.clearance import fields
from core.desks.clearance.of_person import OfPerson, waits_for
from core.desks.clearance.vocabulary import (
    APPROVE,
    HOLDING,
    KEEP,
    AppointmentStage,
    ClearanceSettings,
    StaffType,
)
from core.desks.people.service import gone
from core.model.context import Context
from core.model.deadline import Deadline
from core.model.field import About, Role
from core.model.query import AllOf, Blank, Condition, Is, Via
from core.model.record import derived
from core.model.rule import Unique
from core.values.field_types import Line
from core.values.section import Section
from core.values.sentence import N_

PREPARED = (AppointmentStage.PREPARED,)
OPEN = (AppointmentStage.PREPARED, *HOLDING)


class Appointment(OfPerson):
    """A person on a secret post."""

    kind = "appointment"
    label = N_("Person on a secret post")
    plural = N_("People on secret posts")
    section = Section.SECRETS
    order = ("-open", "next_review", "name", "id")
    ends = (AppointmentStage.ENDED, AppointmentStage.DECLINED)
    path = (AppointmentStage.PREPARED, AppointmentStage.ON_POST, AppointmentStage.ENDED)
    unique = (
        Unique(
            ("person", "post"), N_("{name} is on this post already, or is to be. Open that entry."),
            among=lambda record: record.stage in OPEN,
        ),
    )  # fmt: skip
    deadlines = (
        waits_for(
            N_("decide the appointment"), on="prepared", stage=AppointmentStage.PREPARED, duty=APPROVE,
            asked_by="prepared_by",
        ),
        Deadline(
            N_("assess again"), on="next_review", stages=HOLDING, unit="unit", duty=KEEP, soon=ClearanceSettings,
            since="reviewed", counted=N_("assessed on {day}"), long=90,
        ),
        Deadline(
            N_("decide on the suspension"), on="suspended_until", stages=(AppointmentStage.SUSPENDED,), unit="unit",
            duty=APPROVE, why=N_("Due {day}: until then access is suspended."),
        ),
    )  # fmt: skip
    bears, bearing = "post", "{title} {name}"
    indexes = (("stage", "next_review"), ("level", "stage"), ("post", "stage"), ("person", "stage"))
    counters = (("level", "stage", "unit"),)

    post: fields.Post
    level: fields.Level
    stage: Annotated[AppointmentStage, About(N_("Stage"), column=8, index=True)] = AppointmentStage.PREPARED
    since: fields.Since
    next_review: Annotated[date | None, About(N_("Next assessment"), column=10, index=True)] = None
    reviewed: fields.ReviewedOn | None = None
    unit: fields.Unit = ""
    assessment: Annotated[str, About(N_("Assessment"), refers="assessment")] = ""
    """The one by which the person was appointed, or last assessed again."""
    until: fields.Until | None = None
    staff_type: fields.StaffType = StaffType.STAFF
    commitment: fields.Commitment | None = None
    paper: fields.Paper = ""
    year_letter: fields.YearLetter | None = None
    training: Annotated[str, About(N_("Training before the post"), refers="session")] = ""
    trained: fields.TrainedOn | None = None
    certificate: fields.Certificate = ""
    filed: fields.FiledWith | None = None
    fixes_secrets: fields.FixesSecrets = False
    prepared: Annotated[date, About(N_("Prepared on"), index=True)]
    prepared_by: Annotated[str, About(N_("Prepared by"), refers="officer", says=Role.DOER)]
    approved: Annotated[date | None, About(N_("Approved on"))] = None
    approved_by: Annotated[str, About(N_("Approved by"), refers="officer", says=Role.DOER)] = ""
    declined_because: Annotated[Line, About(N_("Why not appointed"))] = ""
    taken_over: Annotated[bool, About(N_("Taken over from an earlier register"))] = False
    """It was entered from a list of the past: nobody was assessed here for it."""
    cooling_since: fields.CoolingSince | None = None
    cooling_until: fields.CoolingUntil | None = None
    """Of somebody taken over who was off post already."""
    suspended: Annotated[date | None, About(N_("Access suspended on"))] = None
    suspended_until: fields.SuspendedUntil | None = None
    suspended_because: fields.Reason = ""

    @property
    def title(self) -> str:
        """The name; it is called by it and the post."""
        return self.name

    @derived(About(N_("Open"), index=True))
    def open(self) -> bool:
        """Whether the person is on the post, or to be appointed."""
        return self.stage in OPEN

    @derived(About(N_("On a post"), index=True))
    def holds(self) -> bool:
        """Whether the person holds the post now."""
        return self.stage in HOLDING

    @derived(About(N_("Month of the next assessment")))
    def review_month(self) -> str:
        """The month in which the person is to be assessed again: `2026-11`; empty if there is none to come."""
        return f"{self.next_review:%Y-%m}" if self.next_review and self.stage in HOLDING else ""

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        on_post = Is("stage", HOLDING)
        return {
            **super().filters(context),
            N_("on post"): on_post,
            N_("to approve"): Is("stage", (AppointmentStage.PREPARED,)),
            N_("suspended"): Is("stage", (AppointmentStage.SUSPENDED,)),
            N_("unassessed"): AllOf((on_post, Blank("next_review"))),
            N_("gone from the roster"): AllOf((on_post, _gone(context))),
            N_("not filed"): AllOf((on_post, Blank("filed"))),
        }

    @classmethod
    def open_ones(cls, context: Context) -> Condition:
        """Return who is on a post or to be appointed."""
        return Is("stage", OPEN)


def _gone(context: Context) -> Condition:
    """Return whom the register of staff no longer has in service, though he is on a post here."""
    return Via("person", "person", gone(context.today))
