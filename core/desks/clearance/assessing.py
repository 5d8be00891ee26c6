"""Assessing a person: the list, the proposal of one officer, the decision of another, and telling the person."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Annotated, Any

from core.desks.clearance import fields
from core.desks.clearance.assessment_record import (
    DECIDED,
    DRAFTING,
    PROPOSED,
    Appeal,
    Assessment,
    AssessmentAnswer,
)
from core.desks.clearance.of_person import known_of, newest
from core.desks.clearance.post_record import IN_FORCE
from core.desks.clearance.rules import holders, level_of, person_faults, terms
from core.desks.clearance.vocabulary import (
    ASSESS,
    HOLDING,
    KEEP,
    PASSED,
    AssessmentKind,
    AssessmentStage,
    Finding,
)
from core.model.action import Action, amend
from core.model.change import Draft
from core.model.context import Context
from core.model.field import Start
from core.model.query import Is, Query, both
from core.rules.checklist import AnswerItem, Result
from core.rules.numbering import next_number
from core.values.dates import months_later
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say

PREFIX, DIGITS = "SC", 4
"""How assessments are numbered in each year: SC-2026-0001, of 审查."""
NO_REMEDY = N_("This officer had a part in the first assessment: another assesses anew, and yet another decides.")


def numbered(context: Context) -> dict[str, Any]:
    """Return the next number of the ledger of assessments, and the site that gives it."""
    prefix = f"{PREFIX}-{context.today.year}-"
    return {"number": next_number("assessment", prefix, DIGITS, context.site, context), "site": context.site}


class BeginAssessment(Action):
    """Begin to assess a person for a secret post, with the statement that the person has signed."""

    on = Assessment
    creates = True
    duty = KEEP
    key = "n"
    reported = N_("Begun as {record}")
    stamps = {"begun": Start.TODAY, "assessor": Start.ME}

    person: Annotated[fields.Person, REQUIRED]
    post: Annotated[fields.Post, REQUIRED]
    assessed_as: fields.AssessmentKind = AssessmentKind.FIRST
    own_statement: fields.OwnStatement
    paper: fields.Paper = ""

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject a post that is not in force, a second assessment beside one that runs, and an appeal."""
        yield from person_faults(self.person, context)
        post = context.get("post", self.post)
        if post is None or post.stage not in IN_FORCE:
            yield say(N_("This post is not in force. Choose one that is, or let it be fixed first: “Fix post”."))
        running = both(Is("person", (self.person,)), Is("post", (self.post,)), Is("stage", (*DRAFTING, *PROPOSED)))
        for each in context.find(Query("assessment", running, limit=1)):
            yield say(N_("{number} runs already for this person and post. Work in that one."), number=each.number)
        if self.assessed_as == AssessmentKind.APPEAL:
            yield say(N_("After an appeal, choose “Assess anew” on the appeal."))

    def written(self, record: Any, context: Context) -> dict[str, Any]:
        """Add the number, who it is, and the level of the post."""
        level = {"level": level_of(self.post, context)}
        return {**super().written(record, context), **numbered(context), **known_of(self.person, context), **level}


class AnswerAssessment(AnswerItem):
    """Say of each item of the list before appointment what was found."""

    on = Assessment
    adds = AssessmentAnswer
    duty = KEEP
    key = "l"
    stages = DRAFTING


class ProposeFinding(Action):
    """Propose what the assessment comes to, once every item is answered. Another officer decides."""

    on = Assessment
    duty = KEEP
    key = "s"
    stages = DRAFTING
    leads_to = AssessmentStage.PROPOSED
    demands = (AssessmentAnswer.complete,)
    stamps = {"proposed": Start.TODAY, "proposer": Start.ME, "returned_because": ""}

    proposal: fields.Proposal = Finding.PASS
    proposal_reasons: fields.ProposalReasons = ""

    def involved(self, record: Assessment, context: Context) -> Iterable[tuple[Collection[str], Sentence]]:
        """Who had a part in the assessment that was appealed against."""
        yield earlier_hands(record, context), say(NO_REMEDY)

    def refuse(self, record: Assessment, context: Context) -> Iterable[Sentence]:
        """Reject a pass while an item is not met, and anything but a pass without reasons."""
        yield from _reason_faults(self.proposal, self.proposal_reasons)
        if self.proposal == Finding.PASS:
            yield from _unmet(record, context)


def _reason_faults(finding: Finding, reasons: str) -> Iterable[Sentence]:
    if finding != Finding.PASS and not reasons:
        yield say(N_("Give the reasons: only what is passed without conditions needs none."))


def _unmet(record: Assessment, context: Context) -> Iterable[Sentence]:
    for each in AssessmentAnswer.sheet(record.id, context):
        if each.result == Result.NOT_MET:
            yield say(N_("Not met: {item}. Then it is passed with conditions, or not passed."), item=each.title)


class ReturnAssessment(Action):
    """Send an assessment back to be completed, with what is missing."""

    on = Assessment
    duty = ASSESS
    key = "b"
    stages = PROPOSED
    leads_to = AssessmentStage.DRAFTING
    other_than = ("proposer",)

    returned_because: Annotated[fields.ReturnedBecause, REQUIRED]


class DecideAssessment(Action):
    """Decide the assessment that another officer proposed: passed until the next review of its level, or not."""

    on = Assessment
    duty = ASSESS
    key = "a"
    stages = PROPOSED
    leads_to = AssessmentStage.DECIDED
    other_than = ("proposer", "assessor")
    approves = ("person", "post", "level", "own_statement", "proposal", "proposal_reasons")
    stamps = {"decided": Start.TODAY, "decided_by": Start.ME}

    finding: fields.Finding
    reasons: fields.Reasons = ""

    @classmethod
    def suggest(cls, record: Assessment, context: Context) -> dict[str, Any]:
        """Start from what was proposed."""
        return {"finding": record.proposal, "reasons": record.proposal_reasons}

    def involved(self, record: Assessment, context: Context) -> Iterable[tuple[Collection[str], Sentence]]:
        """Who had a part in the assessment that was appealed against."""
        yield earlier_hands(record, context), say(NO_REMEDY)

    def refuse(self, record: Assessment, context: Context) -> Iterable[Sentence]:
        """Reject a pass while an item is not met, and anything but a pass without reasons."""
        yield from _reason_faults(self.finding, self.reasons)
        if self.finding == Finding.PASS:
            yield from _unmet(record, context)

    def written(self, record: Assessment, context: Context) -> dict[str, Any]:
        """Add until when it holds, and by when the person is told."""
        valid = months_later(context.today, terms(context).review_months(record.level))
        tell_by = context.today + timedelta(days=terms(context).tell_days)
        held = {"valid_until": valid if self.finding in PASSED else None}
        return super().written(record, context) | held | {"tell_by": tell_by}

    def changes(self, record: Assessment, context: Context) -> Iterable[Draft]:
        """Decide it; a review puts off the next one of who is on the post, and a new one answers the appeal."""
        yield from super().changes(record, context)
        if record.appeal and (appeal := context.get("appeal", record.appeal)):
            yield amend(appeal, answered=context.today, result=self.finding)
        if self.finding in PASSED:
            again = months_later(context.today, terms(context).review_months(record.level))
            for each in holders(record.post, context):
                if each.person == record.person and each.stage in HOLDING:
                    following = {"reviewed": newest((each.reviewed, context.today)), "assessment": record.id}
                    yield amend(each, next_review=again, **following)


def earlier_hands(record: Assessment, context: Context) -> set[str]:
    """Return who proposed or decided the assessment that a new one takes up after an appeal."""
    appeal = context.get("appeal", record.appeal) if record.appeal else None
    return hands_of(context.get("assessment", appeal.assessment)) if isinstance(appeal, Appeal) else set()


def hands_of(record: Assessment | None) -> set[str]:
    """Return who assessed, proposed or decided."""
    return {record.assessor, record.proposer, record.decided_by} - {""} if record else set()


class TellResult(Action):
    """Note when the person was told the result, and of the right to appeal."""

    on = Assessment
    duty = KEEP
    key = "t"
    stages = DECIDED
    once = "told"

    told: fields.Told


class WithdrawAssessment(Action):
    """Withdraw an assessment that is not decided, with the reason. Its number is not given again."""

    on = Assessment
    duty = KEEP
    key = "x"
    stages = (*DRAFTING, *PROPOSED)
    leads_to = AssessmentStage.WITHDRAWN

    withdrawn_because: Annotated[fields.WhyWithdrawn, REQUIRED]
