"""Secret meetings 涉密会议活动: planned, approved by another, held with ten checks, closed when every paper is back."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated, Any

from core.desks.areas import fields
from core.desks.areas.children import of_area
from core.desks.areas.records import Area
from core.desks.areas.vocabulary import APPROVE, AREAS, HOLD, MEETINGS, AreaSettings, AreaStage, MeetingStage
from core.model.action import Action
from core.model.context import Context
from core.model.deadline import Deadline
from core.model.field import About, Role, Start
from core.model.query import Condition, Is
from core.model.viewer import Viewer
from core.rules.checklist import Answer, AnswerItem
from core.rules.request import Approve, Ask, DecisionStages, Decline, Requested, Withdraw
from core.values.classification import Classification
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say

LEVELS = list(Classification)
"""The levels, the lowest first."""


class SecretMeeting(Requested):
    """A meeting or other event at which secrets are spoken of or shown."""

    kind = "secret_meeting"
    label = N_("Secret meeting")
    plural = N_("Secret meetings")
    compartment = AREAS
    duty = MEETINGS
    decided_with = APPROVE
    to_decide = N_("decide on the plan")
    decision_stages = DecisionStages(
        MeetingStage.PLANNED, MeetingStage.APPROVED, MeetingStage.DECLINED, MeetingStage.CANCELLED
    )
    not_asked = Requested.not_asked | {
        "held", "printed", "given", "back", "papers_with", "held_by", "close_by", "closed", "closed_by", "missing",
    }  # fmt: skip
    ends = (MeetingStage.CLOSED, MeetingStage.DECLINED, MeetingStage.CANCELLED)
    path = (MeetingStage.PLANNED, MeetingStage.APPROVED, MeetingStage.HELD, MeetingStage.CLOSED)
    order = ("-at", "id")
    deadlines = (
        Deadline(
            N_("hold the secret meeting"), on="at", stages=(MeetingStage.APPROVED,), owner=("lead",), duty=HOLD,
            why=N_("Due {day}: it begins on that day."),
        ),
        Deadline(
            N_("close the secret meeting"), on="close_by", stages=(MeetingStage.HELD,), duty=APPROVE,
            since="held", counted=N_("held on {day}"),
        ),
    )  # fmt: skip

    name: fields.MeetingName
    level: fields.Level
    at: fields.MeetingAt
    area: fields.MeetingPlace
    organiser: fields.Organiser = ""
    lead: fields.Lead
    attending: fields.MayAttend
    plan: fields.Plan
    stage: Annotated[MeetingStage, About(N_("Stage"), column=14, index=True)] = MeetingStage.PLANNED
    held: fields.Held | None = None
    held_by: Annotated[str, About(N_("Record kept by"), refers="officer", says=Role.DOER)] = ""
    printed: fields.Printed = 0
    given: fields.Given = 0
    back: fields.Back = 0
    papers_with: fields.PapersWith = ""
    missing: fields.MissingPapers = ""
    close_by: Annotated[date | None, About(N_("To be closed by"), index=True)] = None
    closed: Annotated[date | None, About(N_("Closed on"))] = None
    closed_by: Annotated[str, About(N_("Closed by"), refers="officer", says=Role.DOER)] = ""

    @property
    def title(self) -> str:
        """Day and name."""
        return f"{self.at:%Y-%m-%d} {self.name}"

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Condition | None:
        """Whoever reads its area, and has the duty."""
        return of_area(viewer)

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        return {N_("open"): Is("stage", (MeetingStage.PLANNED, MeetingStage.APPROVED, MeetingStage.HELD)),
                **super().filters(context)}  # fmt: skip


class MeetingAnswer(Answer):
    """What was found of one of the checks of a secret meeting."""

    kind = "meeting_answer"
    label = N_("Check of a secret meeting")
    plural = N_("Checks of a secret meeting")
    compartment = AREAS
    duty = MEETINGS
    checklist = "secret_meeting"

    meeting: Annotated[str, About(N_("Secret meeting"), refers="secret_meeting", owner=True, index=True)]


class PlanMeeting(Ask):
    """Plan a secret meeting in an area, with its secrecy plan. Another officer approves it."""

    on = SecretMeeting
    creates = True
    duty = HOLD
    key = "n"

    name: fields.MeetingName
    level: fields.Level
    at: fields.MeetingAt
    area: Annotated[fields.MeetingPlace, REQUIRED]
    organiser: fields.Organiser = ""
    lead: Annotated[fields.Lead, REQUIRED]
    attending: fields.MayAttend
    plan: fields.Plan

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject an area that is not in force, and one whose level is below that of the meeting."""
        return place_faults(self.area, self.level, context)


def place_faults(area: str, level: Classification, context: Context) -> Iterable[Sentence]:
    """Yield why a meeting of a level cannot be held in an area."""
    found = context.get("area", area)
    if not isinstance(found, Area) or found.stage != AreaStage.IN_FORCE:
        yield say(N_("Choose an area in force for it."))
    elif found.level is None or LEVELS.index(found.level) < LEVELS.index(level):
        yield say(N_("The level of the area {area} is below that of the meeting. Choose another."), area=found.title)


class ApproveMeeting(Approve):
    """Approve the plan of a secret meeting that another officer made."""

    on = SecretMeeting
    key = "a"

    def refuse(self, record: SecretMeeting, context: Context) -> Iterable[Sentence]:
        """Reject a plan whose area is not fit for it any more."""
        yield from super().refuse(record, context)
        yield from place_faults(record.area, record.level, context)


class DeclineMeeting(Decline):
    """Decline the plan of a secret meeting, with the reason."""

    on = SecretMeeting
    key = "d"


class CancelMeeting(Withdraw):
    """Cancel a secret meeting that has not been held."""

    on = SecretMeeting
    duty = HOLD
    key = "x"
    stages = (MeetingStage.PLANNED, MeetingStage.APPROVED)


class AnswerMeeting(AnswerItem):
    """Say of each of the ten checks of a secret meeting whether it was met."""

    on = SecretMeeting
    adds = MeetingAnswer
    duty = HOLD
    key = "l"
    stages = (MeetingStage.APPROVED, MeetingStage.HELD)


class HoldMeeting(Action):
    """Note that the meeting was held, and how many papers there were."""

    on = SecretMeeting
    duty = HOLD
    key = "s"
    single = True
    stages = (MeetingStage.APPROVED,)
    leads_to = MeetingStage.HELD
    stamps = {"held_by": Start.ME}

    held: fields.Held
    printed: fields.Printed = 0
    given: fields.Given = 0
    back: fields.Back = 0
    papers_with: fields.PapersWith = ""

    def refuse(self, record: SecretMeeting, context: Context) -> Iterable[Sentence]:
        """Reject a day before it began, and numbers of papers that cannot be."""
        if self.held < record.at.date():
            yield say(N_("It begins on {day}. Enter that day or a later one."), day=record.at.date())
        yield from paper_faults(self.printed, self.given, self.back)
        if self.printed and not self.papers_with:
            yield say(N_("Say who keeps the papers."))

    def written(self, record: SecretMeeting, context: Context) -> dict[str, Any]:
        """Add by when it is to be closed."""
        days = context.policy.settings(AreaSettings).meeting_days
        return super().written(record, context) | {"close_by": self.held + timedelta(days=days)}


def paper_faults(printed: int, given: int, back: int) -> Iterable[Sentence]:
    """Yield that more papers were handed out than printed, or came back than were handed out."""
    if given > printed:
        yield say(N_("More papers were handed out than printed: {given} of {printed}."), given=given, printed=printed)
    if back > given:
        yield say(N_("More papers came back than were handed out: {back} of {given}."), back=back, given=given)


class TakePapersBack(Action):
    """Note how many papers of the meeting have come back by now."""

    on = SecretMeeting
    duty = HOLD
    key = "b"
    single = True
    amends = True
    stages = (MeetingStage.HELD,)

    back: fields.Back = 0

    def refuse(self, record: SecretMeeting, context: Context) -> Iterable[Sentence]:
        """Reject more than were handed out."""
        return paper_faults(record.printed, record.given, self.back)


class CloseMeeting(Action):
    """Close the record of the meeting, as another officer than who kept it: every check answered, every paper back."""

    on = SecretMeeting
    duty = APPROVE
    key = "c"
    stages = (MeetingStage.HELD,)
    leads_to = MeetingStage.CLOSED
    other_than = ("held_by", "lead")
    demands = (MeetingAnswer.complete,)
    stamps = {"closed": Start.TODAY, "closed_by": Start.ME}

    missing: fields.MissingPapers = ""

    def refuse(self, record: SecretMeeting, context: Context) -> Iterable[Sentence]:
        """Reject papers that are not back and of which nothing is said."""
        if record.back < record.given and not self.missing.strip():
            yield say(
                N_("Papers that are not back: {count}. Note them when they come (“Take papers back”), or say where "
                   "they are."),
                count=record.given - record.back,
            )  # fmt: skip
