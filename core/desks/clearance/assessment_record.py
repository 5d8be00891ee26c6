"""The assessment 保密审查: its list, proposal and decision, and the appeal 申诉 of the person against it."""

from datetime import date
from typing import Annotated

from core.desks.clearance import fields
from core.desks.clearance.of_person import OfPerson, waits_for
from core.desks.clearance.vocabulary import (
    ASSESS,
    COMPARTMENT,
    KEEP,
    PASSED,
    READ,
    AssessmentStage,
    Finding,
)
from core.model.context import Context
from core.model.deadline import Deadline
from core.model.field import About, Role
from core.model.query import Between, Blank, Condition, Is, both
from core.model.record import Record, derived
from core.rules.checklist import Answer
from core.values.classification import Classification
from core.values.cleaning import code_key
from core.values.sentence import N_

DRAFTING, PROPOSED, DECIDED = (
    (AssessmentStage.DRAFTING,),
    (AssessmentStage.PROPOSED,),
    (AssessmentStage.DECIDED,),
)


class Assessment(OfPerson):
    """Whether a person may hold a post of a level: proposed by one officer, decided by another."""

    kind = "assessment"
    label = N_("Assessment")
    plural = N_("Assessments")
    issued = ("number", "site")
    order = ("-number", "id")
    ends = (AssessmentStage.DECIDED, AssessmentStage.WITHDRAWN)
    path = (AssessmentStage.DRAFTING, AssessmentStage.PROPOSED, AssessmentStage.DECIDED)
    deadlines = (
        Deadline(
            N_("answer list and propose"), on="begun", stages=DRAFTING, owner=("assessor",), unit="unit", duty=KEEP,
            why=N_("Due {day}: begun on that day."),
        ),
        waits_for(
            N_("decide the assessment"), on="proposed", stage=AssessmentStage.PROPOSED, duty=ASSESS, asked_by="proposer"
        ),
        Deadline(
            N_("tell the person the result"), on="tell_by", until=("told",), stages=DECIDED, unit="unit", duty=KEEP,
            since="decided", counted=N_("decided on {day}"),
        ),
    )  # fmt: skip
    indexes = (("person", "stage"), ("post", "stage"), ("site", "number"))

    number: fields.Number = ""
    site: fields.GivenAt = ""
    post: fields.Post
    level: fields.Level
    assessed_as: fields.AssessmentKind
    stage: Annotated[AssessmentStage, About(N_("Stage"), column=8, index=True)] = AssessmentStage.DRAFTING
    unit: fields.Unit = ""
    own_statement: fields.OwnStatement
    assessor: Annotated[str, About(N_("Assessor"), refers="officer", says=Role.WORK)]
    begun: Annotated[date, About(N_("Begun on"), index=True)]
    proposal: fields.Proposal | None = None
    proposal_reasons: fields.ProposalReasons = ""
    proposed: Annotated[date | None, About(N_("Proposed on"), index=True)] = None
    proposer: Annotated[str, About(N_("Proposed by"), refers="officer", says=Role.DOER)] = ""
    returned_because: fields.ReturnedBecause = ""
    finding: fields.Finding | None = None
    reasons: fields.Reasons = ""
    decided: fields.Decided | None = None
    decided_by: fields.DecidedBy = ""
    valid_until: Annotated[date | None, About(N_("Valid until"), column=10, index=True)] = None
    tell_by: Annotated[date | None, About(N_("To be told by"))] = None
    told: fields.Told | None = None
    paper: fields.Paper = ""
    appeal: Annotated[str, About(N_("Appeal"), refers="appeal", index=True)] = ""
    """The appeal that this assessment answers."""
    withdrawn_because: fields.WhyWithdrawn = ""

    @property
    def title(self) -> str:
        """Number and name."""
        return f"{self.number} {self.name}".strip()

    @derived(About(N_("Compared as"), index=True))
    def key(self) -> str:
        """What the number is compared by."""
        return code_key(self.number)

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        decided = Is("stage", DECIDED)
        return {
            **super().filters(context),
            N_("open"): Is("stage", (*DRAFTING, *PROPOSED)),
            N_("to decide"): Is("stage", PROPOSED),
            N_("not passed"): both(decided, Is("finding", (Finding.FAIL,))),
            N_("not told"): both(decided, Blank("told")),
            N_("expired"): both(decided, Between("valid_until", None, context.today)),
        }


def passed(person: str, post: str) -> Condition:
    """Return the condition of assessments of a person for a post that were passed."""
    return both(Is("person", (person,)), Is("post", (post,)), Is("stage", DECIDED), Is("finding", PASSED))


class AssessmentAnswer(Answer):
    """What was found of one item of the list before an appointment."""

    kind = "assessment_answer"
    label = N_("Item of the assessment")
    plural = N_("List before appointment")
    compartment = COMPARTMENT
    classification = Classification.INTERNAL
    duty = READ
    checklist = "appointment"

    assessment: Annotated[str, About(N_("Assessment"), refers="assessment", owner=True, index=True)]


class Appeal(Record):
    """What the person says against an assessment. Another officer assesses anew, and yet another decides."""

    kind = "appeal"
    label = N_("Appeal")
    plural = N_("Appeals")
    compartment = COMPARTMENT
    classification = Classification.INTERNAL
    duty = READ
    order = ("answered", "due", "id")
    deadlines = (
        Deadline(
            N_("answer the appeal"), on="due", until=("answered",), owner=("assessor",), since="filed",
            counted=N_("appealed on {day}"),
        ),
    )  # fmt: skip

    assessment: Annotated[str, About(N_("Assessment"), refers="assessment", owner=True, index=True)]
    filed: fields.Filed
    grounds: fields.Grounds
    assessor: fields.Assessor
    noted_by: Annotated[str, About(N_("Noted by"), refers="officer", says=Role.DOER)]
    due: Annotated[date, About(N_("Due"), column=10, index=True)]
    answered: Annotated[date | None, About(N_("Answered"), column=10, index=True)] = None
    result: fields.Finding | None = None
    """What the new assessment came to."""

    @property
    def title(self) -> str:
        """The date."""
        return self.filed.isoformat()
