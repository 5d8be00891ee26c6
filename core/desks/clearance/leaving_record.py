"""Leaving a secret post 离岗离职: the departure with its list, and the cooling-off 脱密期 that follows."""

from datetime import date
from typing import Annotated

from core.desks.clearance import fields
from core.desks.clearance.of_person import OfPerson, waits_for
from core.desks.clearance.vocabulary import (
    APPROVE,
    COMPARTMENT,
    KEEP,
    READ,
    ClearanceSettings,
    CoolingStage,
    DepartureStage,
    Level,
)
from core.model.context import Context
from core.model.deadline import Deadline
from core.model.field import About, Role
from core.model.from_to import FromTo
from core.model.query import Between, Blank, Condition, Is, both
from core.rules.checklist import Answer
from core.rules.request import Request
from core.values.classification import Classification
from core.values.field_types import Line
from core.values.sentence import N_

CLEARING, READY, RUNNING = (DepartureStage.CLEARING,), (DepartureStage.READY,), (CoolingStage.RUNNING,)


class Departure(OfPerson):
    """A person leaves secret posts: every item of the list is cleared before it is approved."""

    kind = "departure"
    label = N_("Departure from a secret post")
    plural = N_("Departures from secret posts")
    order = ("-asked", "id")
    ends = (DepartureStage.APPROVED, DepartureStage.WITHDRAWN)
    path = (DepartureStage.CLEARING, DepartureStage.READY, DepartureStage.APPROVED)
    deadlines = (
        Deadline(
            N_("clear the departure"), on="asked", stages=CLEARING, unit="unit", duty=KEEP,
            why=N_("Due {day}: asked for on that day."),
        ),
        waits_for(
            N_("decide the departure"), on="submitted", stage=DepartureStage.READY, duty=APPROVE,
            asked_by="submitted_by",
        ),
    )  # fmt: skip
    indexes = (("person", "stage"),)

    appointments: Annotated[
        tuple[str, ...], About(N_("Posts that are left"), column=16, grows=True, refers="appointment", index=True)
    ]
    level: fields.Level
    """The highest of those posts."""
    stage: Annotated[DepartureStage, About(N_("Stage"), column=8, index=True)] = DepartureStage.CLEARING
    leaves_because: fields.LeavingReason
    unit: fields.Unit = ""
    asked: fields.Asked
    asked_by: fields.AskedBy
    destination: fields.Destination = ""
    talk: fields.Talk | None = None
    talk_by: fields.TalkBy = ""
    exit_commitment: fields.ExitCommitment | None = None
    paper: fields.Paper = ""
    months: Annotated[int, About(N_("Months of cooling-off"), unit=N_("months"))] = 0
    why_longer: fields.WhyLonger = ""
    managed_by: fields.ManagedBy = ""
    submitted: Annotated[date | None, About(N_("Laid before on"), index=True)] = None
    submitted_by: Annotated[str, About(N_("Laid before by"), refers="officer", says=Role.DOER)] = ""
    approved: Annotated[date | None, About(N_("Approved on"), column=10, index=True)] = None
    approved_by: Annotated[str, About(N_("Approved by"), refers="officer", says=Role.DOER)] = ""
    returned_because: Annotated[Line, About(N_("Why sent back"))] = ""

    @property
    def title(self) -> str:
        """The name."""
        return self.name

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        return {**super().filters(context), N_("open"): Is("stage", (*CLEARING, *READY))}


class DepartureAnswer(Answer):
    """What was found of one item of the list on leaving."""

    kind = "departure_answer"
    label = N_("Item on leaving")
    plural = N_("List on leaving")
    compartment = COMPARTMENT
    classification = Classification.INTERNAL
    duty = READ
    checklist = "departure"

    departure: Annotated[str, About(N_("Departure from a secret post"), refers="departure", owner=True, index=True)]


class CoolingOff(OfPerson):
    """The time after a secret post in which its duties go on. It ends by a decision and a talk, never by silence."""

    kind = "cooling_off"
    label = N_("Cooling-off")
    plural = N_("Cooling-offs")
    order = ("-stage", "until", "id")
    ends = (CoolingStage.ENDED,)
    deadlines = (
        Deadline(
            N_("tell the duties"), on="since", until=("told",), stages=RUNNING, unit="unit",
            duty=KEEP, why=N_("Due {day}: the cooling-off began on that day."),
        ),
        Deadline(
            N_("decide the end"), on="until", stages=RUNNING, unit="unit", duty=KEEP,
            soon=ClearanceSettings, since="since", counted=N_("left the post on {day}"), long=30,
        ),
    )  # fmt: skip
    timeline = FromTo("since", "until", ("name", "level"))
    indexes = (("stage", "until"), ("person", "stage"))

    departure: Annotated[str, About(N_("Departure from a secret post"), refers="departure", index=True)] = ""
    appointment: Annotated[str, About(N_("Person on a secret post"), refers="appointment", index=True)] = ""
    """Where a level was lowered and nobody left: the appointment whose level that was."""
    level: fields.Level
    since: Annotated[date, About(N_("From"), column=10, index=True)]
    until: Annotated[date | None, About(N_("Until"), column=10, index=True)] = None
    """Empty where a taken over one has no end."""
    months: fields.MonthsChosen
    stage: Annotated[CoolingStage, About(N_("Stage"), column=10, index=True)] = CoolingStage.RUNNING
    unit: fields.Unit = ""
    why_longer: fields.WhyLonger = ""
    managed_by: fields.ManagedBy = ""
    told: fields.DutiesTold | None = None
    talk: fields.Talk | None = None
    ended: Annotated[date | None, About(N_("Ended on"), index=True)] = None
    ended_by: Annotated[str, About(N_("Ended by"), refers="officer", says=Role.DOER)] = ""
    taken_over: Annotated[bool, About(N_("Taken over from an earlier register"))] = False

    @property
    def title(self) -> str:
        """The name."""
        return self.name

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        running = Is("stage", RUNNING)
        return {
            **super().filters(context),
            N_("cooling off"): running,
            N_("undecided"): both(running, Between("until", None, context.today)),
            N_("not told"): both(running, Blank("told")),
        }


class CoolingDecision(Request):
    """What one officer proposes when a cooling-off comes to its end, and another decides: its end, or a longer one."""

    kind = "cooling_decision"
    label = N_("Decision on a cooling-off")
    plural = N_("Decisions on cooling-offs")
    compartment = COMPARTMENT
    classification = Classification.INTERNAL
    duty = READ
    decided_with = APPROVE
    to_decide = N_("decide on the cooling-off")
    asked_while = RUNNING

    cooling_off: Annotated[str, About(N_("Cooling-off"), refers="cooling_off", owner=True, index=True)]
    proposal: fields.CoolingProposal
    talk: fields.LastTalk | None = None
    months: fields.MonthsMore = 0
    reason: fields.Reason = ""


class LevelChange(Request):
    """Another level of a person on a post: a raise needs an assessment, a cut begins a cooling-off."""

    kind = "level_change"
    label = N_("Change of level")
    plural = N_("Changes of level")
    compartment = COMPARTMENT
    classification = Classification.INTERNAL
    duty = READ
    decided_with = APPROVE
    to_decide = N_("decide the change of level")

    appointment: Annotated[str, About(N_("Person on a secret post"), refers="appointment", owner=True, index=True)]
    before: Annotated[Level, About(N_("Level until now"), column=8)]
    level: fields.NewLevel
    since: fields.ChangedFrom
    reason: fields.Reason
    document: fields.Document = ""
