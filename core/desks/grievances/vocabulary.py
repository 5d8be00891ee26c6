"""The words, types and figures of the grievance desk."""

from typing import Annotated

from pydantic import Field

from core.policy.pack import Settings
from core.values.field_types import AS_NAME
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_

PetitionerName = Annotated[str, Field(max_length=60), AS_NAME]
Days = Annotated[int, Field(ge=1, le=366)]

PETITIONER = "grievances.petitioner"
"""The duty to know who a petitioner is; everybody else sees a mask."""
APPROVE = "grievances.approve"
"""The duty to decide what another officer asked for: extensions and reviews."""


class Channel(LabelledEnum):
    """How a grievance came in."""

    MAILBOX = "mailbox", N_("mailbox")
    LISTENING = "listening", N_("listening session")
    CIRCUIT = "circuit", N_("circuit service")
    WALK_IN = "walk_in", N_("walk-in")
    LETTER = "letter", N_("letter")
    PHONE = "phone", N_("phone")
    GRID = "grid", N_("grid")


class Petitioner(LabelledEnum):
    """What a petitioner is to the organisation."""

    STAFF = "staff", N_("staff")
    FAMILY = "family", N_("family")
    OUTSIDE = "outside", N_("outside")
    ANONYMOUS = "anonymous", N_("anonymous")


class Urgency(LabelledEnum):
    """How pressing it is."""

    ORDINARY = "ordinary", N_("ordinary")
    URGENT = "urgent", N_("urgent")


class Stage(LabelledEnum):
    """Where a grievance stands."""

    REGISTERED = "registered", N_("registered")
    ACCEPTED = "accepted", N_("in hand")
    PAUSED = "paused", N_("paused")
    REPLIED = "replied", N_("replied")
    CLOSED = "closed", N_("closed")
    REDIRECTED = "redirected", N_("redirected")
    DECLINED = "declined", N_("not accepted")
    REVIEW = "review", N_("under review")
    MERGED = "merged", N_("merged")


class Outcome(LabelledEnum):
    """How it ended."""

    RESOLVED = "resolved", N_("resolved")
    PARTLY = "partly", N_("partly resolved")
    EXPLAINED = "explained", N_("explained")
    WITHDRAWN = "withdrawn", N_("withdrawn")
    UNRESOLVED = "unresolved", N_("unresolved")


class StepKind(LabelledEnum):
    """What was done in handling it; joint consultations and referrals are parts of their own."""

    CONSULTATION = "consultation", N_("consultation")
    VISIT = "visit", N_("visit and inquiry")
    COORDINATION = "coordination", N_("coordination with an agency")
    MEDIATION = "mediation", N_("mediation")
    ENVOY = "envoy", N_("on-site envoy")
    MERGE = "merge", N_("merging")
    REPLY = "reply", N_("reply")


class WithinTerm(LabelledEnum):
    """Whether a term was kept, once it has ended."""

    IN_TIME = "in_time", N_("in time")
    LATE = "late", N_("late")


class ReferralStage(LabelledEnum):
    """Where a referral to a partner stands."""

    SENT = "sent", N_("waits for the partner")
    ACCEPTED = "accepted", N_("taken on by the partner")
    REFUSED = "refused", N_("refused by the partner")
    DONE = "done", N_("done")
    WITHDRAWN = "withdrawn", N_("withdrawn")


class Level(LabelledEnum):
    """Which review a petitioner asked for."""

    FIRST = "first", N_("first review")
    SECOND = "second", N_("second review")


class Decision(LabelledEnum):
    """What a review came to."""

    UPHELD = "upheld", N_("upheld")
    CHANGED = "changed", N_("changed")
    REVOKED = "revoked", N_("revoked, to be handled anew")


EXTENSIBLE = (Stage.ACCEPTED, Stage.PAUSED)
IN_HAND = (Stage.ACCEPTED, Stage.PAUSED, Stage.REPLIED)
OPEN = (Stage.REGISTERED, *IN_HAND)
UNFINISHED = (*OPEN, Stage.REVIEW)
"""What somebody still owes something."""
REVIEWABLE = (Stage.CLOSED, Stage.DECLINED)


class GrievanceSettings(Settings):
    """The figures of section `[grievances]`, in days where nothing else is said."""

    section = "grievances"
    label = N_("Grievances")
    guards = ("second_closes", "second_closes_urgent")

    accept_days: Annotated[Days, Field(title=N_("Days to accept"))] = 15
    term_days: Annotated[Days, Field(title=N_("Days to finish"))] = 60
    extension_days: Annotated[Days, Field(title=N_("Days of an extension"))] = 30
    soon_days: Annotated[Days, Field(title=N_("Days ahead that count as due soon"))] = 7
    pause_days: Annotated[Days, Field(title=N_("Days of pauses in all"))] = 90
    """How long a grievance may be paused in all."""
    review_days: Annotated[Days, Field(title=N_("Days to review"))] = 30
    second_review_days: Annotated[Days, Field(title=N_("Days to second review"))] = 30
    referral_days: Annotated[Days, Field(title=N_("Days for a partner to answer"))] = 15
    """Within how many days a partner is usually asked to answer."""
    same_days: Annotated[Days, Field(title=N_("Same matter: days apart at most"))] = 180
    """How far apart two grievances that may be the same matter can have come in."""
    same_percent: Annotated[int, Field(ge=1, le=100, title=N_("Same matter: likeness of subjects, percent"))] = 60
    """How alike their subjects are then, at least; half of it is enough if the petitioner is the same."""
    recurring_count: Annotated[int, Field(ge=2, title=N_("Grievances that make a cause recur"))] = 5
    """From how many grievances of one category in a period on it is a cause that recurs."""
    second_closes: Annotated[tuple[Outcome, ...], Field(title=N_("Outcomes that another officer closes"))] = (
        Outcome.WITHDRAWN,
        Outcome.UNRESOLVED,
    )
    """The outcomes with which only another officer than the one who handled it closes."""
    second_closes_urgent: Annotated[bool, Field(title=N_("Another officer closes what is urgent"))] = True
    """Whether that is so for everything urgent."""
