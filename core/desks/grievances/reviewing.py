"""Review 复查 and second review 复核: what was decided is looked at by officers who had no part in it before."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Annotated, Any

from core.desks.grievances import fields
from core.desks.grievances.children import Review
from core.desks.grievances.conflicts_of_interest import settled
from core.desks.grievances.records import Grievance
from core.desks.grievances.vocabulary import (
    APPROVE,
    REVIEWABLE,
    Decision,
    GrievanceSettings,
    Level,
    Stage,
)
from core.model.action import Action, amend
from core.model.change import Draft
from core.model.context import Context
from core.model.field import Start
from core.model.query import Is, Query
from core.rights.four_eyes import SECOND
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say


def reviews(record: Grievance, context: Context) -> list[Review]:
    """Return the reviews of how it is settled now: those before it was last revoked speak of an earlier handling."""
    found: list[Review] = context.find(Query("review", Is("grievance", (record.id,))))
    last = max((place for place, each in enumerate(found, 1) if each.decision == Decision.REVOKED), default=0)
    return found[last:]


def parted(record: Grievance, earlier: Iterable[Review], context: Context) -> set[str]:
    """Return the officers who had a part in how a grievance is settled now, and so do not review it."""
    return settled(record, context) | {each.decided_by for each in earlier}


class AskReview(Action):
    """Note that the petitioner asks for a review, or after that for the second review, and who is to decide it."""

    on = Grievance
    duty = "grievances.register"
    stages = REVIEWABLE
    second = "reviewer"
    adds = Review
    transitions = ((REVIEWABLE, Stage.REVIEW),)

    asked: fields.ReviewAsked
    reason: fields.Grounds
    reviewer: Annotated[fields.Reviewer, REQUIRED]

    def involved(self, record: Grievance, context: Context) -> Iterable[tuple[Collection[str], Sentence]]:
        """Who had a part in what is reviewed, and who notes that a review is asked for."""
        yield (
            parted(record, reviews(record, context), context),
            say(N_("A review is decided by an officer who had no part in it so far. Choose another officer.")),
        )
        yield (
            (context.officer,),
            say(N_("Who notes that a review is asked for does not decide it. Choose another officer.")),
        )

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """Reject a third review."""
        if any(each.level == Level.SECOND for each in reviews(record, context)):
            yield say(N_("The second review has been decided; there is no third. Tell the petitioner so."))

    def written(self, record: Grievance, context: Context) -> dict[str, Any]:
        """Add which review it is, by when it is to be decided, and who had a part in what is reviewed."""
        earlier = reviews(record, context)
        return super().written(record, context) | {
            "level": Level.SECOND if earlier else Level.FIRST,
            "due": self.asked + timedelta(days=_days(earlier, context)),
            "handled_by": record.handler,
            "replied_by": record.replied_by,
            "closed_by": record.closed_by,
            "reviewed_by": earlier[-1].decided_by if earlier else "",
        }

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """Add the review with the term in force today; the grievance is open again until it is decided."""
        yield from super().changes(record, context)
        days = _days(reviews(record, context), context)
        yield amend(record, stage=Stage.REVIEW, review_asked=self.asked, review_days=days)


def _days(earlier: list[Review], context: Context) -> int:
    """Return within how many days a review is decided after these."""
    terms = context.policy.settings(GrievanceSettings)
    return terms.second_review_days if earlier else terms.review_days


class DecideReview(Action):
    """Decide a review: uphold what was decided, change the outcome, or revoke it, so that it is handled anew."""

    on = Review
    duty = APPROVE
    key = "v"
    other_than = ("handled_by", "replied_by", "closed_by", "reviewed_by")
    approves = ("level", "asked", "reason")
    once = "decided"
    transitions = tuple(((Stage.REVIEW,), after) for after in (*REVIEWABLE, Stage.ACCEPTED))
    stamps = {"decided": Start.TODAY, "decided_by": Start.ME}

    decision: fields.Decision = Decision.UPHELD
    outcome: fields.NewOutcome | None = None
    reasons: Annotated[fields.Reasons, REQUIRED]

    def involved(self, record: Review, context: Context) -> Iterable[tuple[Collection[str], Sentence]]:
        """Who had a part in what is reviewed."""
        whole = context.get("grievance", record.grievance)
        if isinstance(whole, Grievance):
            earlier = (each for each in reviews(whole, context) if each.id != record.id)
            yield parted(whole, earlier, context), say(SECOND)

    def refuse(self, record: Review, context: Context) -> Iterable[Sentence]:
        """Reject a change without a new outcome, and a new outcome without a change."""
        if (self.decision == Decision.CHANGED) != (self.outcome is not None):
            yield say(N_("A new outcome is filled in for the decision “{changed}”, and for no other."),
                      changed=say(Decision.CHANGED.label))  # fmt: skip

    def changes(self, record: Review, context: Context) -> Iterable[Draft]:
        """Write the decision, and what becomes of the grievance."""
        yield from super().changes(record, context)
        whole = context.get("grievance", record.grievance)
        if isinstance(whole, Grievance):
            yield amend(whole, review_asked=None, review_days=0, **self._after(whole, context))

    def _after(self, whole: Grievance, context: Context) -> dict[str, Any]:
        """Return what becomes of the grievance: settled as it was, with another outcome, or handled anew from today."""
        if self.decision != Decision.REVOKED:
            settled = Stage.CLOSED if whole.accepted else Stage.DECLINED
            return {"stage": settled, "outcome": self.outcome or whole.outcome}
        return {
            "stage": Stage.ACCEPTED,
            "accepted": context.today,
            "term": context.policy.settings(GrievanceSettings).term_days,
            "extension": 0,
            "paused_days": 0,
            **dict.fromkeys(("replied_by", "closed_by"), ""),
            **dict.fromkeys(("replied", "closed", "outcome")),
        }
