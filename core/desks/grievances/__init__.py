"""Grievance queue 涉法维权: from registration to the second review.

`words`, `records`, `parts` and `recusal` say what is kept; `intake`, `handling`, `consulting`, `referring`, `clock`,
`supervision`, `closing`, `reviewing`, `merging` and `recusing` what an officer does; `duplicates` which may be the same
matter; `analysis` what all of them together show.
"""

# What is imported first stands first among the keys of the queue: the usual way of a grievance.
from core.desks.grievances.intake import (
    AcceptGrievance,
    AmendGrievance,
    DeclineGrievance,
    RecordPastReply,
    RedirectGrievance,
    RegisterGrievance,
)

# isort: split
from core.desks.grievances.handling import AssignGrievance, ReplyToGrievance, TakeStep

# isort: split
from core.desks.grievances.closing import CloseGrievance

# isort: split
from core.desks.grievances.clock import ApproveExtension, AskExtension, PauseGrievance, RefuseExtension, ResumeGrievance
from core.desks.grievances.consulting import CancelConsultation, ConveneConsultation, HoldConsultation
from core.desks.grievances.merging import MergeGrievance, SeparateGrievance
from core.desks.grievances.parts import Consultation, Referral, Review, Step, Supervision
from core.desks.grievances.records import Grievance
from core.desks.grievances.recusal import Recusal
from core.desks.grievances.recusing import DeclareRecusal, EndRecusal, StepAside
from core.desks.grievances.referring import (
    AcceptReferral,
    FinishReferral,
    ReferGrievance,
    RefuseReferral,
    WithdrawReferral,
)
from core.desks.grievances.reviewing import AskReview, DecideReview
from core.desks.grievances.supervision import AnswerSupervision, SuperviseGrievance
from core.desks.grievances.words import (
    EXTENSIBLE,
    IN_HAND,
    OPEN,
    PETITIONER,
    REVIEWABLE,
    UNFINISHED,
    Channel,
    Days,
    Decision,
    GrievanceTerms,
    Kept,
    Level,
    Line,
    Outcome,
    Petitioner,
    PetitionerName,
    Prose,
    ReferralStage,
    Stage,
    StepKind,
    Urgency,
)

__all__ = [
    "EXTENSIBLE",
    "IN_HAND",
    "OPEN",
    "PETITIONER",
    "REVIEWABLE",
    "UNFINISHED",
    "AcceptGrievance",
    "AcceptReferral",
    "AmendGrievance",
    "AnswerSupervision",
    "ApproveExtension",
    "AskExtension",
    "AskReview",
    "AssignGrievance",
    "CancelConsultation",
    "Channel",
    "CloseGrievance",
    "Consultation",
    "ConveneConsultation",
    "Days",
    "DecideReview",
    "Decision",
    "DeclareRecusal",
    "DeclineGrievance",
    "EndRecusal",
    "FinishReferral",
    "Grievance",
    "GrievanceTerms",
    "HoldConsultation",
    "Kept",
    "Level",
    "Line",
    "MergeGrievance",
    "Outcome",
    "PauseGrievance",
    "Petitioner",
    "PetitionerName",
    "Prose",
    "RecordPastReply",
    "Recusal",
    "RedirectGrievance",
    "ReferGrievance",
    "Referral",
    "ReferralStage",
    "RefuseExtension",
    "RefuseReferral",
    "RegisterGrievance",
    "ReplyToGrievance",
    "ResumeGrievance",
    "Review",
    "SeparateGrievance",
    "Stage",
    "Step",
    "StepAside",
    "StepKind",
    "SuperviseGrievance",
    "Supervision",
    "TakeStep",
    "Urgency",
    "WithdrawReferral",
]
