"""Fixing a matter: proposed by its drafter, fixed by another officer, reviewed each year, and lifted."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from core.desks.matters import fields
from core.desks.matters.children import Knowledge, MatterReview, ScopeEntry
from core.desks.matters.participations import Participation, closed
from core.desks.matters.records import FIXED, LIVING, Matter
from core.desks.matters.rules import mark_faults, may_act
from core.desks.matters.vocabulary import (
    FIX,
    KEEP,
    MatterSettings,
    MatterStage,
    ParticipationStage,
)
from core.model.action import Action, amend
from core.model.change import Draft
from core.model.context import Context
from core.model.field import Start
from core.model.query import Blank, Is, Not, Query, both
from core.rights.four_eyes import same_person
from core.rules.following_rules import different_officers
from core.values.classification import Classification
from core.values.dates import months_later
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say

TWO_TO_FIX = N_("Whoever drafts a matter does not fix it: name another officer as responsible for fixing.")
different_officers("matter", "fixer", "drafter", TWO_TO_FIX).declare()
MARKED = ("level", "years", "condition", "since", "basis", "originator", "derived_from")
"""What is fixed of a matter, and changed afterwards by a decision only."""


class _Particulars(Action):
    """What is asked of a matter, by the action that proposes one and the one that amends."""

    alias: fields.Alias
    level: fields.Level = Classification.SECRET
    years: fields.Years = 0
    condition: fields.Condition = ""
    since: fields.Since
    basis: fields.Basis = ""
    originator: fields.Originator = ""
    derived_from: fields.DerivedFrom = ""
    decision: fields.Decision = ""
    unit: fields.Unit = ""


class ProposeMatter(_Particulars):
    """Propose that a matter is kept secret. Another officer, who is responsible for it, fixes it."""

    on = Matter
    creates = True
    duty = KEEP
    key = "n"
    stamps = {"drafter": Start.ME, "proposed": Start.TODAY}

    fixer: Annotated[fields.Fixer, REQUIRED]

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject what is no secret, a term that is too long, and an officer who cannot fix it."""
        yield from mark_faults(self, context)
        yield from fixer_faults(self.fixer, context.officer, context)


def fixer_faults(fixer: str, drafter: str, context: Context) -> Iterable[Sentence]:
    """Yield why an officer cannot be responsible for fixing what another drafted."""
    if fixer in same_person(drafter, context):
        yield say(TWO_TO_FIX)
    yield from may_act(fixer, FIX, context)


class AmendMatter(_Particulars):
    """Correct a matter. Once it is fixed, its mark is changed by a decision alone: “Ask for mark change”."""

    on = Matter
    duty = KEEP
    key = "e"
    stages = LIVING
    amends = True

    def refuse(self, record: Matter, context: Context) -> Iterable[Sentence]:
        """Reject another mark of what is fixed, and what could not be proposed either."""
        if record.stage == MatterStage.FIXED:
            yield from self._by_hand(record)
        else:
            yield from mark_faults(self, context)

    def _by_hand(self, record: Matter) -> Iterable[Sentence]:
        if any(getattr(self, name) != getattr(record, name) for name in MARKED):
            yield say(
                N_(
                    "What was fixed is not changed by hand: the originator, a superior or the head decides on level and"
                    " term. Choose “Ask for mark change”."
                )
            )


class FixMatter(Action):
    """Fix a matter as it was proposed: from now on it is secret, and reviewed each year."""

    on = Matter
    duty = FIX
    key = "f"
    stages = (MatterStage.PROPOSED,)
    leads_to = MatterStage.FIXED
    other_than = ("drafter",)
    approves = ("alias", *MARKED)
    stamps = {"fixed": Start.TODAY, "fixed_by": Start.ME, "reviewed": Start.TODAY, "fixer": Start.ME}

    def refuse(self, record: Matter, context: Context) -> Iterable[Sentence]:
        """Reject what is no secret, as when the policy pack has changed, and a matter that nobody may know."""
        yield from mark_faults(record, context)
        if record.expires and record.expires < context.today:
            yield say(N_("Its term ended on {day}: nothing is left to keep secret. Decline it."), day=record.expires)

    def written(self, record: Matter, context: Context) -> dict[str, Any]:
        """Add when it is reviewed."""
        return super().written(record, context) | {"next_review": review_day(context.today, context)}


class DeclineMatter(Action):
    """Do not fix a matter that was proposed, with the reason."""

    on = Matter
    duty = FIX
    key = "x"
    stages = (MatterStage.PROPOSED,)
    leads_to = MatterStage.DECLINED
    other_than = ("drafter",)

    declined_why: Annotated[fields.DeclinedWhy, REQUIRED]


def review_day(day: date, context: Context) -> date:
    """Return when a matter is reviewed that was fixed or reviewed on a day."""
    return months_later(day, context.policy.settings(MatterSettings).review_months)


class ReviewMatter(Action):
    """Note the yearly review of a matter: whether it stays, and why. One that is entered late moves nothing."""

    on = Matter
    duty = FIX
    single = True
    key = "r"
    stages = FIXED
    adds = MatterReview
    stamps = {"by": Start.ME}

    day: fields.ReviewDay
    outcome: fields.Outcome
    grounds: fields.Grounds = ""

    def changes(self, record: Matter, context: Context) -> Iterable[Draft]:
        """Add the review; the newest decides when the next one is."""
        yield from super().changes(record, context)
        if record.reviewed is None or self.day >= record.reviewed:
            yield amend(record, reviewed=self.day, next_review=review_day(self.day, context))


class HandMatterOver(Action):
    """Make another officer responsible for a matter: for its review, and for lifting it."""

    on = Matter
    duty = FIX
    key = "o"
    stages = LIVING
    amends = True

    fixer: Annotated[fields.Fixer, REQUIRED]

    def refuse(self, record: Matter, context: Context) -> Iterable[Sentence]:
        """Reject the drafter, and an officer who cannot fix matters."""
        return fixer_faults(self.fixer, record.drafter, context)


class LiftMatter(Action):
    """Lift a matter, at the end of its term or by decision. Scope and knowledge entries close, follow-ups end."""

    on = Matter
    duty = FIX
    key = "l"
    stages = FIXED
    leads_to = MatterStage.LIFTED
    other_than = ("drafter",)
    transitions = (((ParticipationStage.RUNNING, ParticipationStage.FOLLOWED), ParticipationStage.CLOSED),)
    stamps = {"lifted_by": Start.ME, "next_review": None}

    lifted: fields.Lifted
    lifted_why: Annotated[fields.LiftedWhy, REQUIRED]
    decision: fields.Decision = ""

    def refuse(self, record: Matter, context: Context) -> Iterable[Sentence]:
        """Reject that what another body fixed is lifted before its term without the decision of that body."""
        early = record.expires is None or self.lifted < record.expires
        if record.originator and early and not self.decision:
            template = N_("{body} fixed it. Before the end of its term it decides: enter its decision.")
            yield say(template, body=record.originator)

    def changes(self, record: Matter, context: Context) -> Iterable[Draft]:
        """Lift it, and close what belongs to it."""
        yield from super().changes(record, context)
        yield from self._closed(record, context)
        yield from self._followed_no_more(record, context)

    def _closed(self, record: Matter, context: Context) -> Iterable[Draft]:
        of_matter = Is("matter", (record.id,))
        for kind, ended in ((ScopeEntry.kind, "ended"), (Knowledge.kind, "until")):
            for each in context.find(Query(kind, both(of_matter, Blank(ended)))):
                yield amend(each, **{ended: max(self.lifted, each.since)})

    def _followed_no_more(self, record: Matter, context: Context) -> Iterable[Draft]:
        running = both(Is("matter", (record.id,)), Not(Is("stage", (ParticipationStage.CLOSED,))))
        for each in context.find(Query(Participation.kind, running)):
            yield from closed(each, self.lifted_why, context)
