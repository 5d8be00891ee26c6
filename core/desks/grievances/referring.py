"""Referrals to partners 协作单位: sent; taken on or refused with the reason; done, or withdrawn."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated, Any

from core.desks.grievances import fields
from core.desks.grievances.children import Referral
from core.desks.grievances.records import Grievance
from core.desks.grievances.vocabulary import IN_HAND, GrievanceSettings, ReferralStage
from core.desks.partners.register import partner_faults
from core.model.action import Action
from core.model.context import Context
from core.model.field import FieldOf, Start
from core.values.field_types import REQUIRED
from core.values.sentence import Sentence


class ReferGrievance(Action):
    """Refer it to a partner, such as an agency or a law firm, and say until when the partner is to answer."""

    on = Grievance
    duty = "grievances.handle"
    key = "f"
    stages = IN_HAND
    adds = Referral
    stamps = {"day": Start.TODAY, "by": Start.ME, "to": FieldOf("handler")}

    partner: Annotated[fields.Partner, REQUIRED]
    text: fields.Asked
    due: fields.AnswerDue

    @classmethod
    def suggest(cls, record: Grievance, context: Context) -> dict[str, Any]:
        """Start with the usual time of the policy pack."""
        return {"due": context.today + timedelta(days=context.policy.settings(GrievanceSettings).referral_days)}

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """Reject a partner we no longer work with, and a law firm whose standing was not checked in time."""
        return partner_faults(self.partner, context)


class AcceptReferral(Action):
    """Note that the partner takes it on, and until when there is to be a result."""

    on = Referral
    duty = "grievances.handle"
    key = "a"
    stages = (ReferralStage.SENT,)
    leads_to = ReferralStage.ACCEPTED

    answered: fields.Answered
    due: fields.ResultDue

    @classmethod
    def suggest(cls, record: Referral, context: Context) -> dict[str, Any]:
        """Start also from the day the answer was asked for."""
        return super().suggest(record, context) | {"due": max(record.due, context.today)}


class RefuseReferral(Action):
    """Note that the partner refuses it, and why: another way is to be found."""

    on = Referral
    duty = "grievances.handle"
    key = "x"
    stages = (ReferralStage.SENT,)
    leads_to = ReferralStage.REFUSED

    answered: fields.Answered
    reason: Annotated[fields.Reason, REQUIRED]


class FinishReferral(Action):
    """Note the result the partner came to."""

    on = Referral
    duty = "grievances.handle"
    key = "s"
    stages = (ReferralStage.ACCEPTED,)
    leads_to = ReferralStage.DONE

    finished: fields.Finished
    result: Annotated[fields.Result, REQUIRED]


class WithdrawReferral(Action):
    """Take the referral back from the partner, with the reason."""

    on = Referral
    duty = "grievances.handle"
    key = "d"
    stages = (ReferralStage.SENT, ReferralStage.ACCEPTED)
    leads_to = ReferralStage.WITHDRAWN

    finished: fields.Finished
    reason: Annotated[fields.Reason, REQUIRED]
