"""The visit 来访 itself: who asked for it, who reviewed it, when it came in and went out."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Annotated

from core.desks.visits import fields
from core.desks.visits.vocabulary import (
    APPROVE,
    ENDS,
    GATE,
    KEEP,
    READ,
    REVIEW,
    WIDE,
    DeviceRule,
    Purpose,
    VisitStage,
    VisitType,
)
from core.model.context import Context
from core.model.deadline import Deadline, Due, Together
from core.model.field import About, Role
from core.model.query import EVERYTHING, AnyOf, Between, Blank, Condition, Is, both
from core.model.record import Record, derived
from core.model.viewer import Viewer
from core.values.classification import Classification
from core.values.section import Section
from core.values.sentence import N_, Sentence, say

INSIDE = Is("stage", (VisitStage.INSIDE,))
CAME = (VisitStage.INSIDE, VisitStage.OUT, VisitStage.CLOSED)
UNREVIEWED = (VisitStage.ASKED, VisitStage.INSIDE, VisitStage.OUT)


class Visit(Record):
    """A visit of a person, a group, a vehicle, a repair or officials, from asking to leaving.

    Who came is found by day, area and host. Nothing is found by the visitor: there is no list of the visits of one.
    """

    kind = "visit"
    label = N_("Visit")
    plural = N_("Visits")
    section = Section.SECRETS
    compartment = "areas"
    classification = Classification.INTERNAL
    duty = READ
    retention = "visits.retention_months"
    issued = ("number", "site")
    ends = ENDS
    path = (VisitStage.ASKED, VisitStage.APPROVED, VisitStage.INSIDE, VisitStage.CLOSED)
    order = ("-planned_in", "id")
    indexes = (
        ("-planned_in", "id"),
        ("stage", "planned_in"),
        ("stage", "entered"),
        ("entered", "area", "hour"),
        ("site", "number"),
    )
    deadlines = (
        Deadline(
            N_("review the visit"), on="review_by", until=("reviewed",), stages=UNREVIEWED, duty=REVIEW, pressing=True,
            asked_by="asked_by", why=N_("Due {day}: a visit is reviewed by the end of the working day before it."),
        ),
        Deadline(
            N_("approve the visit"), on="review_by", stages=(VisitStage.REVIEWED,), duty=APPROVE, pressing=True,
            asked_by="reviewed_by", why=N_("Due {day}: this visit needs a second approval before it."),
        ),
        Deadline(
            N_("complete the request"), on="review_by", stages=(VisitStage.RETURNED,), owner=("asked_by",),
            why=N_("Due {day}: it was returned, and is reviewed by then."),
        ),
        Deadline(
            N_("let in, or note no-show"), on="planned_out", stages=(VisitStage.APPROVED,), duty=GATE, soon=0,
            why=N_("Due {day}: the visitors were to leave on that day."),
        ),
        Deadline(
            N_("see the visitors out"), on="late_from", stages=(VisitStage.INSIDE,), duty=GATE, soon=0, exact=True,
            why=N_("Due {day}: the planned time to leave, with the minutes of the policy pack after it."),
        ),
        Deadline(
            N_("get the badge back"), on="badge_due", stages=(VisitStage.OUT,), duty=GATE, soon=0,
            why=N_("Due {day}: a badge is back by the end of the day on which its bearer left."),
        ),
    )  # fmt: skip

    number: Annotated[str, About(N_("Number"), column=12, index=True, search=True)]
    site: Annotated[str, About(N_("Site"), refers="site")] = ""
    type: fields.Type = VisitType.PERSON
    area: fields.Area = ""
    other_areas: fields.OtherAreas = ()
    name: fields.Name
    body: fields.Body = ""
    people: fields.People
    planned_in: Annotated[datetime, About(N_("Planned in"), column=16, index=True)]
    planned_out: Annotated[datetime, About(N_("Planned out"), index=True)]
    stage: Annotated[VisitStage, About(N_("Stage"), column=12, index=True)] = VisitStage.ASKED
    host: fields.Host = ""
    escort: fields.Escort = ""
    purpose: fields.Purpose = Purpose.OTHER
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
    walk_in: Annotated[bool, About(N_("Came unasked"))] = False
    permission: Annotated[str, About(N_("Standing permission"), refers="standing_permission")] = ""
    asked: Annotated[datetime, About(N_("Asked for on"), index=True)]
    asked_by: Annotated[str, About(N_("Asked for by"), refers="officer", says=Role.WORK, index=True)]
    review_by: Annotated[date | None, About(N_("To be reviewed by"), index=True)] = None
    reviewed: Annotated[datetime | None, About(N_("Reviewed"))] = None
    reviewed_by: Annotated[str, About(N_("Reviewed by"), refers="officer", says=Role.DOER)] = ""
    second_on: Annotated[datetime | None, About(N_("Second approval"))] = None
    second_by: Annotated[str, About(N_("Second approval by"), refers="officer", says=Role.DOER)] = ""
    reason: fields.Reason = ""
    entered: Annotated[datetime | None, About(N_("In"), column=16, index=True)] = None
    entered_by: Annotated[str, About(N_("Let in by"), refers="officer", says=Role.DOER)] = ""
    came: Annotated[int, About(N_("How many came in"))] = 0
    inside: Annotated[int, About(N_("People inside"))] = 0
    late_from: Annotated[datetime | None, About(N_("Overstay from"), index=True)] = None
    gone: Annotated[datetime | None, About(N_("Out"), index=True)] = None
    gone_by: Annotated[str, About(N_("Seen out by"), refers="officer", says=Role.DOER)] = ""
    badge: fields.Badge = ""
    badge_due: Annotated[date | None, About(N_("Badge to be back"), index=True)] = None
    badge_back: Annotated[datetime | None, About(N_("Badge back"))] = None
    closed: Annotated[date | None, About(N_("Closed on"), index=True)] = None
    erase_on: Annotated[date | None, About(N_("Kept until"), index=True)] = None
    """The last day of the retention that was in force when it was closed."""

    @property
    def title(self) -> str:
        """The number: no list or slip that names a visit names who came."""
        return self.number

    @derived(About(N_("Compared as"), index=True))
    def key(self) -> str:
        """What the number is compared by."""
        return self.number.casefold()

    @derived(About(N_("Hour")))
    def hour(self) -> int | None:
        """The hour in which it came in."""
        return self.entered.hour if self.entered else None

    @derived(About(N_("Month of the purge")))
    def erase_month(self) -> str:
        """The month in which it is to be erased."""
        return f"{self.erase_on:%Y-%m}" if self.erase_on else ""

    @property
    def areas(self) -> tuple[str, ...]:
        """Every area that is entered."""
        return tuple(dict.fromkeys(filter(None, (self.area, *self.other_areas))))

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Condition:
        """Gate, reviewers, supervisors and the clerk read all; others the visits that they asked for."""
        bound = viewer.units is not None or viewer.cells is not None
        return EVERYTHING if not bound and viewer.duties & WIDE else Is("asked_by", (viewer.officer,))

    def agenda(self) -> Iterable[Due]:
        """What its deadlines say; when it is closed, its purge, which all visits of a month wait for together."""
        yield from super().agenda()
        if self.erase_on:
            together = Together("erase_month", N_("erase visits"), N_("{count} visits"))
            over = self.erase_on + timedelta(days=1)
            yield Due(over, say(N_("erase the visit")), duty=KEEP, purges=True, together=together)

    def explain(self) -> Sentence | None:
        """Return why it is due then; of what is closed, until when it is kept."""
        if self.erase_on:
            return say(N_("Kept until {day}, by the months of the policy pack."), day=self.erase_on)
        return super().explain()

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        today = context.today
        begins, ends = (datetime.combine(today, each) for each in (time.min, time.max))
        may_come = Is("stage", (VisitStage.APPROVED,))
        return {
            N_("inside"): INSIDE,
            N_("overstay"): both(INSIDE, Between("late_from", None, context.now)),
            N_("expected"): both(may_come, Between("planned_in", None, ends), Between("planned_out", begins)),
            N_("to review"): AnyOf(
                (
                    Is("stage", (VisitStage.ASKED, VisitStage.REVIEWED)),
                    both(Is("stage", (VisitStage.INSIDE, VisitStage.OUT)), Blank("reviewed")),
                )
            ),
            N_("badge out"): both(Is("stage", (VisitStage.OUT,)), Between("badge_due")),
            N_("today"): AnyOf((Between("planned_in", begins, ends), Between("entered", begins, ends))),
            N_("asked by me"): Is("asked_by", (context.officer,)),
            N_("expired"): Between("erase_on", None, today - timedelta(days=1)),
            **super().filters(context),
        }
