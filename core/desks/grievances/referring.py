"""Referrals to partners 协作单位: sent; taken on or refused with the reason; done, or withdrawn."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import Field

from core.desks.grievances.children import Referral
from core.desks.grievances.records import Grievance
from core.desks.grievances.rules import date_faults, past_due_faults
from core.desks.grievances.vocabulary import IN_HAND, GrievanceSettings, Prose, ReferralStage
from core.desks.partners.register import partner_faults
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.record import About
from core.values.sentence import N_, Sentence


class ReferGrievance(Action):
    """Refer it to a partner, such as an agency or a law firm, and say until when the partner is to answer."""

    on = Grievance
    duty = "grievances.handle"
    key = "f"
    stages = IN_HAND

    partner: Annotated[str, Field(min_length=1), About(N_("Partner"), refers="partner")]
    text: Annotated[Prose, About(N_("Asked of the partner"), lines=4)]
    due: Annotated[date, About(N_("Answer due"))]

    @classmethod
    def suggest(cls, record: Grievance, context: Context) -> dict[str, Any]:
        """Start with the usual time of the policy pack."""
        return {"due": context.today + timedelta(days=context.policy.settings(GrievanceSettings).referral_days)}

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """The partner works with us, and a law firm is in good standing."""
        yield from partner_faults(self.partner, context)
        yield from past_due_faults(self.due, context.today)

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """Add the referral, with the handler to follow it up."""
        yield create(
            Referral(
                grievance=record.id,
                partner=self.partner,
                day=context.today,
                by=context.officer,
                to=record.handler,
                text=self.text,
                due=self.due,
            )
        )


class _OnReferral(Action):
    """What is noted of a referral has happened between the day it was sent and today."""

    on = Referral
    duty = "grievances.handle"

    day: Annotated[date, About(N_("Date"))]

    @classmethod
    def suggest(cls, record: Referral, context: Context) -> dict[str, Any]:
        """Start from today."""
        return {"day": context.today}

    def refuse(self, record: Referral, context: Context) -> Iterable[Sentence]:
        """It has happened, and after it was sent."""
        return date_faults(self.day, record.day, context.today)


class AcceptReferral(_OnReferral):
    """Note that the partner takes it on, and until when there is to be a result."""

    on = Referral
    key = "a"
    stages = (ReferralStage.SENT,)

    due: Annotated[date, About(N_("Result due"))]

    @classmethod
    def suggest(cls, record: Referral, context: Context) -> dict[str, Any]:
        """Start from today and the day the answer was asked for."""
        return {"day": context.today, "due": max(record.due, context.today)}

    def refuse(self, record: Referral, context: Context) -> Iterable[Sentence]:
        """A result is still to come."""
        yield from super().refuse(record, context)
        yield from past_due_faults(self.due, context.today)

    def changes(self, record: Referral, context: Context) -> Iterable[Draft]:
        """Write the answer and the new date."""
        yield amend(record, stage=ReferralStage.ACCEPTED, answered=self.day, due=self.due)


class RefuseReferral(_OnReferral):
    """Note that the partner refuses it, and why: another way is to be found."""

    on = Referral
    key = "x"
    stages = (ReferralStage.SENT,)

    reason: Annotated[Prose, About(N_("Reason"), lines=2)]

    def changes(self, record: Referral, context: Context) -> Iterable[Draft]:
        """Write the answer and the reason."""
        yield amend(record, stage=ReferralStage.REFUSED, answered=self.day, reason=self.reason)


class FinishReferral(_OnReferral):
    """Note the result the partner came to."""

    on = Referral
    key = "s"
    stages = (ReferralStage.ACCEPTED,)

    result: Annotated[Prose, About(N_("Result"), lines=4)]

    def changes(self, record: Referral, context: Context) -> Iterable[Draft]:
        """Write the result."""
        yield amend(record, stage=ReferralStage.DONE, finished=self.day, result=self.result)


class WithdrawReferral(_OnReferral):
    """Take the referral back from the partner, with the reason."""

    on = Referral
    key = "d"
    stages = (ReferralStage.SENT, ReferralStage.ACCEPTED)

    reason: Annotated[Prose, About(N_("Reason"), lines=2)]

    def changes(self, record: Referral, context: Context) -> Iterable[Draft]:
        """Write the day and the reason."""
        yield amend(record, stage=ReferralStage.WITHDRAWN, finished=self.day, reason=self.reason)
