"""What becomes of a grievance, from registration to the second review? The queue 涉法维权.

Imports `core.desks.partners`.

- `vocabulary`: closed lists, duties and the section of the policy pack.
- `fields`: the fields that records and actions share.
- `records`: the grievance, its deadlines, and who is barred from it.
- `children`: steps, supervision, consultations, referrals, extensions and reviews of a grievance.
- `conflicts_of_interest`: who had a part in a grievance before, and so cannot decide on it.
- `rules`: rules that several actions share.
- `intake`: registering, accepting, redirecting and declining.
- `handling`: assigning, steps, and the reply.
- `closing`: closing, by a second officer where the policy pack says so.
- `clock`: more time, asked for by one officer and decided by another; pauses.
- `supervision`: a supervisor presses for it 督办, and is answered.
- `consulting`: joint consultations 集体会诊.
- `referring`: referrals to partners.
- `reviewing`: review 复查 and second review 复核, by officers who had no part in it.
- `merging`: several grievances handled as one 并案.
- `recusal`: the recusal 回避: who handles nothing of what; declaring it, stepping aside, and ending it.
- `duplicates`: which grievances may be about the same matter.
- `analysis`: how many came in, of what, how they ended, and which causes recur.
- `mailbox`: import of the messages of a grievance mailbox 网上信箱, with replies given already.
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
from core.desks.grievances.children import Consultation, Extension, Referral, Review, Step, Supervision
from core.desks.grievances.clock import (
    ApproveExtension,
    AskExtension,
    DeclineExtension,
    PauseGrievance,
    ResumeGrievance,
    WithdrawExtension,
)
from core.desks.grievances.consulting import CancelConsultation, ConveneConsultation, HoldConsultation
from core.desks.grievances.merging import MergeGrievance, SeparateGrievance
from core.desks.grievances.records import Grievance
from core.desks.grievances.recusal import DeclareRecusal, EndRecusal, Recusal, StepAside
from core.desks.grievances.referring import (
    AcceptReferral,
    FinishReferral,
    ReferGrievance,
    RefuseReferral,
    WithdrawReferral,
)
from core.desks.grievances.reviewing import AskReview, DecideReview
from core.desks.grievances.supervision import AnswerSupervision, SuperviseGrievance
from core.desks.grievances.vocabulary import (
    EXTENSIBLE,
    IN_HAND,
    OPEN,
    PETITIONER,
    REVIEWABLE,
    UNFINISHED,
    Channel,
    Days,
    Decision,
    GrievanceSettings,
    Level,
    Outcome,
    Petitioner,
    PetitionerName,
    ReferralStage,
    Stage,
    StepKind,
    Urgency,
    WithinTerm,
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
    "DeclineExtension",
    "DeclineGrievance",
    "EndRecusal",
    "Extension",
    "FinishReferral",
    "Grievance",
    "GrievanceSettings",
    "HoldConsultation",
    "Level",
    "MergeGrievance",
    "Outcome",
    "PauseGrievance",
    "Petitioner",
    "PetitionerName",
    "RecordPastReply",
    "Recusal",
    "RedirectGrievance",
    "ReferGrievance",
    "Referral",
    "ReferralStage",
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
    "WithdrawExtension",
    "WithdrawReferral",
    "WithinTerm",
]
