"""The words and figures of the desk of matters, and the names of its duties."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from core.desks.clearance.vocabulary import Level
from core.policy.pack import Settings, rising
from core.values.classification import Classification
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_, Sentence

READ = "matters.read"
"""The duty to be let into matters at all; into which, `Matter.visible_to` says."""
ACCESS_LOG = "matters.access_log"
"""The duty to see who read the knowledge entries of the matters that one reads."""
KEEP = "matters.keep"
"""The duty of the confidentiality clerk 保密干事: proposes matters, and records who knows them."""
FIX = "matters.fix"
"""The duty of whoever is responsible for fixing secrets 定密责任人."""
APPROVE = "matters.approve"
"""The duty of the head, or of whoever he named: lets in who is outside the scope, and decides on marks."""
FOLLOW_UP = "follow_ups.do"
"""The duty to read and do the follow-ups that one owes; `KEEP` with it, to read those of all."""

READING = "matter_reading"
"""The kind of entry that reading the knowledge entries of a matter leaves."""

Years = Annotated[int, Field(ge=1, le=100)]
Months = Annotated[int, Field(ge=1, le=60)]
Days = Annotated[int, Field(ge=1, le=366)]


class MatterSettings(Settings):
    """The figures of section `[matters]`."""

    section = "matters"
    label = N_("Matters")

    top_secret_years: Annotated[Years, Field(title=N_("Longest term of what is top secret, years"))] = 30
    confidential_years: Annotated[Years, Field(title=N_("Longest term of what is confidential, years"))] = 20
    secret_years: Annotated[Years, Field(title=N_("Longest term of what is secret, years"))] = 10
    review_months: Annotated[Months, Field(title=N_("Months between reviews of a matter"))] = 12
    soon_days: Annotated[Days, Field(title=N_("Days ahead that a review or the end of a term is due soon"))] = 30
    follow_up_months: Annotated[Months, Field(title=N_("Months between follow-ups after a participation"))] = 6
    follow_up_until_months: Annotated[Months, Field(title=N_("Months that a participation is followed up"))] = 24
    follow_up_days: Annotated[Days, Field(title=N_("Days until the first follow-up"))] = 30
    core_follow_up_months: Annotated[Months, Field(title=N_("Months between follow-ups, cooling-off, core"))] = 3
    important_follow_up_months: Annotated[
        Months, Field(title=N_("Months between follow-ups, cooling-off, important"))
    ] = 6
    general_follow_up_months: Annotated[Months, Field(title=N_("Months between follow-ups, cooling-off, general"))] = 12
    last_talk_days: Annotated[Days, Field(title=N_("Days before the end of a cooling-off to the last talk"))] = 30

    def faults(self) -> Iterable[tuple[str, Sentence]]:
        """What is more secret may stay so longer, and follow-ups come within the time of following up."""
        yield from rising(self, "secret_years", "confidential_years", "top_secret_years")
        yield from rising(self, "follow_up_months", "follow_up_until_months")
        yield from rising(self, "core_follow_up_months", "important_follow_up_months", "general_follow_up_months")

    def longest(self, level: Classification) -> int:
        """Return for how many years what has this level stays secret at most."""
        higher = {
            Classification.TOP_SECRET: self.top_secret_years,
            Classification.CONFIDENTIAL: self.confidential_years,
        }
        return higher.get(level, self.secret_years)

    def cooling_months(self, level: Level) -> int:
        """Return every how many months a person of this level is followed up while the cooling-off runs."""
        months: int = getattr(self, f"{level.value}_follow_up_months")
        return months


class MatterStage(LabelledEnum):
    """Where a matter stands."""

    PROPOSED = "proposed", N_("proposed")
    FIXED = "fixed", N_("in force")
    LIFTED = "lifted", N_("lifted")
    DECLINED = "declined", N_("not fixed")


class Contact(LabelledEnum):
    """How far somebody came to a matter."""

    CONTACT = "contact", N_("handled it")
    KNOW = "know", N_("knows it")


class Way(LabelledEnum):
    """How somebody came to know."""

    TOLD = "told", N_("was told")
    READ = "read", N_("read it")
    TOOK_PART = "took_part", N_("took part")
    MADE = "made", N_("made it")


class Outcome(LabelledEnum):
    """What the yearly review of a matter came to."""

    STAYS = "stays", N_("stays as it is")
    CHANGE = "change", N_("mark to be changed")
    LIFT = "lift", N_("to be lifted")


class ParticipationStage(LabelledEnum):
    """Where a participation stands."""

    RUNNING = "running", N_("takes part")
    FOLLOWED = "followed", N_("followed up")
    CLOSED = "closed", N_("closed")


class FollowUpKind(LabelledEnum):
    """What a follow-up is."""

    VISIT = "visit", N_("visit to the person")
    REMINDER = "reminder", N_("reminder of secrecy")
    TALK = "talk", N_("reminder talk")


class FollowUpStage(LabelledEnum):
    """What became of a follow-up."""

    OPEN = "open", N_("to do")
    DONE = "done", N_("done")
    DROPPED = "dropped", N_("no longer owed")


class Reached(LabelledEnum):
    """How the person was reached."""

    MET = "met", N_("in person")
    PHONE = "phone", N_("by phone")
    LETTER = "letter", N_("by letter")
