"""What a grievance consists of besides itself: steps, supervision, consultations, referrals and reviews.

Whoever handles the grievance stands in each as `to`, and follows it to another handler (`rules.work_follows`).
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Annotated

from core.desks.grievances import fields
from core.desks.grievances.records import whole_matter
from core.desks.grievances.vocabulary import APPROVE, EXTENSIBLE, Level, ReferralStage
from core.model.context import Context
from core.model.deadline import Deadline
from core.model.field import About, Role
from core.model.occurrence import Occurrence
from core.model.record import Record
from core.model.rule import Unique
from core.rights.four_eyes import SECOND, ever
from core.rules.request import Request
from core.values.sentence import N_, Sentence, say

Owner = Annotated[str, About(N_("Grievance"), refers="grievance", owner=True, index=True)]
By = Annotated[str, About(N_("By"), column=12, refers="officer", says=Role.DOER)]


def headline(text: str) -> str:
    """Return a text as the title of a part: the beginning of its first line."""
    return text.split("\n", 1)[0][:60]


class Step(Record):
    """One step of handling."""

    kind = "step"
    label = N_("Step")
    plural = N_("Steps")
    compartment = "grievance"
    duty = "grievances.read"
    order = ("day", "id")
    occurrence = Occurrence(("day",), by="by", what="step")
    deadlines = (Deadline(N_("next step: {next}"), on="next_due", until=("next_done",), owner=("to", "by")),)

    grievance: Owner
    step: fields.StepIs
    day: fields.StepDay
    by: By
    text: fields.StepText
    next: fields.Next = ""
    next_due: fields.NextDue | None = None
    next_done: Annotated[date | None, About(N_("Next step done"))] = None
    to: fields.Handler = ""
    """Who takes the next step, if that is not who took this one."""
    other: Annotated[str, About(N_("Other grievance"), refers="grievance")] = ""
    """The grievance that was merged into this one, or separated from it."""

    @property
    def title(self) -> str:
        """What was done, in one line."""
        return headline(self.text)

    @property
    def pending(self) -> bool:
        """Whether the next step is waited for."""
        return self.next_due is not None and self.next_done is None


class Supervision(Record):
    """A supervisor's instruction 督办: at the top of the handler's day until it is answered."""

    kind = "supervision"
    label = N_("Supervision")
    plural = N_("Supervision")
    compartment = "grievance"
    duty = "grievances.read"
    order = ("due", "id")
    occurrence = Occurrence(("answered", "due"), by="by")
    deadlines = (Deadline(N_("answer the supervisor"), on="due", until=("answered",), owner=("to",), pressing=True),)

    grievance: Owner
    by: By
    to: fields.Handler = ""
    instruction: fields.Instruction
    due: fields.InstructionDue
    answer: fields.Answer = ""
    answered: Annotated[date | None, About(N_("Answered"), column=10)] = None

    @property
    def title(self) -> str:
        """The instruction, in one line."""
        return headline(self.instruction)

    @property
    def pending(self) -> bool:
        """Whether the supervisor waits for an answer."""
        return self.answered is None


class Consultation(Record):
    """A joint consultation 集体会诊: several put their heads together over a question and come to an opinion."""

    kind = "consultation"
    label = N_("Joint consultation")
    plural = N_("Joint consultations")
    compartment = "grievance"
    duty = "grievances.read"
    order = ("day", "id")
    occurrence = Occurrence(("held", "day"), by="by")
    deadlines = (Deadline(N_("joint consultation"), on="day", until=("held", "cancelled"), owner=("to", "by")),)

    grievance: Owner
    day: fields.ConsultationDay
    by: Annotated[str, About(N_("Convened by"), column=12, refers="officer", says=Role.DOER)]
    to: fields.Handler = ""
    question: fields.Question
    invited: fields.Invited
    held: fields.Held | None = None
    attended: fields.Attended = ""
    opinion: fields.Opinion = ""
    cancelled: fields.Cancelled = ""

    @property
    def title(self) -> str:
        """The question, in one line."""
        return headline(self.question)

    @property
    def pending(self) -> bool:
        """Whether it is still to be held."""
        return self.held is None and not self.cancelled


class Referral(Record):
    """What was handed to a partner 协作单位 to deal with, and what became of it."""

    kind = "referral"
    label = N_("Referral")
    plural = N_("Referrals")
    compartment = "grievance"
    duty = "grievances.read"
    order = ("day", "id")
    occurrence = Occurrence(("day",), by="by")
    path = (ReferralStage.SENT, ReferralStage.ACCEPTED, ReferralStage.DONE)
    ends = (ReferralStage.DONE, ReferralStage.REFUSED, ReferralStage.WITHDRAWN)
    deadlines = (
        Deadline(N_("does the partner take it?"), on="due", stages=(ReferralStage.SENT,), owner=("to", "by")),
        Deadline(N_("result from the partner"), on="due", stages=(ReferralStage.ACCEPTED,), owner=("to", "by")),
    )

    grievance: Owner
    partner: fields.Partner
    stage: Annotated[ReferralStage, About(N_("Stage"), column=16)] = ReferralStage.SENT
    day: Annotated[date, About(N_("Date"), column=10)]
    by: By
    to: fields.Handler = ""
    text: fields.Asked
    due: fields.AnswerDue
    answered: fields.Answered | None = None
    reason: fields.Reason = ""
    finished: fields.Finished | None = None
    result: fields.Result = ""

    @property
    def title(self) -> str:
        """What is asked, in one line."""
        return headline(self.text)

    @property
    def pending(self) -> bool:
        """Whether the partner still owes an answer or a result."""
        return self.stage in (ReferralStage.SENT, ReferralStage.ACCEPTED)


class Extension(Request):
    """More time 延期 for a grievance, once, by a second officer."""

    kind = "extension"
    label = N_("Extension")
    plural = N_("Extensions")
    compartment = "grievance"
    duty = "grievances.read"
    decided_with = APPROVE
    to_decide = N_("decide the extension")
    asked_while = EXTENSIBLE
    order = ("asked", "id")
    occurrence = Occurrence(("asked",), by="asked_by")

    grievance: Owner
    reason: fields.ExtensionReason

    def involved(self, context: Context) -> Iterable[tuple[Collection[str], Sentence]]:
        """Whoever handles or ever handled it: it is his time that would grow."""
        whole = self.whole(context)
        matter = whole_matter(whole, context) if whole else []
        yield {officer for each in matter for officer in ever(each, ("handler",), context)}, say(SECOND)


class Review(Record):
    """A review 复查 or second review 复核 that the petitioner asked for, by officers who had no part in it before."""

    kind = "review"
    label = N_("Review")
    plural = N_("Reviews")
    compartment = "grievance"
    duty = "grievances.read"
    order = ("asked", "id")
    occurrence = Occurrence(("asked",), by="reviewer", what="level")
    deadlines = (
        Deadline(
            N_("decide: {level}"), on="due", until=("decided",), owner=("reviewer",),
            since="asked", counted=N_("asked for {day}"),
        ),
    )  # fmt: skip
    unique = (
        Unique(
            ("grievance",), N_("A review of this grievance waits for its decision already."),
            among=lambda review: review.pending,
        ),
    )  # fmt: skip

    grievance: Owner
    level: Annotated[Level, About(N_("Review"), column=12)]
    asked: fields.ReviewAsked
    reason: fields.Grounds
    due: Annotated[date, About(N_("Due"), column=10)]
    reviewer: fields.Reviewer
    handled_by: Annotated[str, About(N_("Handled by"), refers="officer", says=Role.DOER)] = ""
    replied_by: Annotated[str, About(N_("Replied by"), refers="officer", says=Role.DOER)] = ""
    closed_by: Annotated[str, About(N_("Closed by"), refers="officer", says=Role.DOER)] = ""
    reviewed_by: Annotated[str, About(N_("First reviewed by"), refers="officer", says=Role.DOER)] = ""
    decided: Annotated[date | None, About(N_("Decided"), column=10)] = None
    decided_by: Annotated[str, About(N_("Decided by"), refers="officer", says=Role.DOER)] = ""
    decision: fields.Decision | None = None
    outcome: fields.Outcome | None = None
    reasons: fields.Reasons = ""

    @property
    def title(self) -> str:
        """What the petitioner says, in one line."""
        return headline(self.reason)

    @property
    def pending(self) -> bool:
        """Whether it is still to be decided."""
        return self.decided is None
