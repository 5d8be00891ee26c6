"""The words and figures of the clearance desk, and the names of its duties."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from core.policy.pack import Settings, rising
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_, Sentence

READ = "clearance.read"
"""The duty to read the register of cleared people."""
KEEP = "clearance.keep"
"""The duty of the confidentiality clerk 保密干事, who keeps the register."""
PERSONNEL = "clearance.personnel"
"""The duty of the personnel officer, who says what personnel has to say of a declaration."""
ASSESS = "clearance.assess"
"""The duty to decide assessments that another officer proposed."""
APPROVE = "clearance.approve"
"""The duty of the supervisor: to approve posts, appointments, departures and the end of a cooling-off."""

COMPARTMENT = "clearance"

Months = Annotated[int, Field(ge=1, le=600)]
Days = Annotated[int, Field(ge=1, le=366)]


class Level(LabelledEnum):
    """How near to secrets a post is."""

    CORE = "core", N_("core")
    IMPORTANT = "important", N_("important")
    GENERAL = "general", N_("general")

    @property
    def rank(self) -> int:
        """Its place, the highest first: 0 is core."""
        return list(Level).index(self)


class ClearanceSettings(Settings):
    """The figures of section `[clearance]`: how often to review, and how long a cooling-off is, by level."""

    section = "clearance"
    label = N_("Clearance")

    core_review_months: Annotated[Months, Field(title=N_("Months between reviews, core posts"))] = 12
    important_review_months: Annotated[Months, Field(title=N_("Months between reviews, important posts"))] = 36
    general_review_months: Annotated[Months, Field(title=N_("Months between reviews, general posts"))] = 60
    core_cooling_least: Annotated[Months, Field(title=N_("Shortest cooling-off in months, core"))] = 36
    core_cooling_most: Annotated[Months, Field(title=N_("Longest cooling-off in months, core"))] = 60
    important_cooling_least: Annotated[Months, Field(title=N_("Shortest cooling-off in months, important"))] = 24
    important_cooling_most: Annotated[Months, Field(title=N_("Longest cooling-off in months, important"))] = 36
    general_cooling_least: Annotated[Months, Field(title=N_("Shortest cooling-off in months, general"))] = 12
    general_cooling_most: Annotated[Months, Field(title=N_("Longest cooling-off in months, general"))] = 24
    post_review_months: Annotated[Months, Field(title=N_("Months between reviews of a secret post"))] = 12
    training_hours: Annotated[int, Field(ge=0, le=200, title=N_("Hours of training before a secret post"))] = 4
    training_months: Annotated[Months, Field(title=N_("Months within which that training counts"))] = 12
    tell_days: Annotated[Days, Field(title=N_("Days to tell the person the result of an assessment"))] = 7
    appeal_days: Annotated[Days, Field(title=N_("Days to appeal after being told"))] = 15
    answer_days: Annotated[Days, Field(title=N_("Days to answer an appeal"))] = 30
    decide_days: Annotated[Days, Field(title=N_("Days to decide a declaration"))] = 7
    travel_workdays: Annotated[Days, Field(title=N_("Working days before a journey that it is asked for"))] = 15
    report_days: Annotated[Days, Field(title=N_("Days to report after a journey"))] = 10
    passport_days: Annotated[Days, Field(title=N_("Days to hand a passport back"))] = 10
    ending_days: Annotated[Days, Field(title=N_("Days ahead that the end of a cooling-off is prepared"))] = 30

    @property
    def soon_days(self) -> int:
        """How many days ahead a review or an end is due soon."""
        return self.ending_days

    def faults(self) -> Iterable[tuple[str, Sentence]]:
        """A higher level is reviewed no less often, and the shortest cooling-off is not longer than the longest."""
        yield from rising(self, "core_review_months", "important_review_months", "general_review_months")
        for level in Level:
            yield from rising(self, f"{level.value}_cooling_least", f"{level.value}_cooling_most")

    def review_months(self, level: Level) -> int:
        """Return how often who holds a post of this level is assessed again."""
        months: int = getattr(self, f"{level.value}_review_months")
        return months

    def cooling_months(self, level: Level) -> tuple[int, int]:
        """Return the shortest and the longest cooling-off of this level, in months."""
        return getattr(self, f"{level.value}_cooling_least"), getattr(self, f"{level.value}_cooling_most")


class Handled(LabelledEnum):
    """The highest level of what is handled at a post."""

    TOP_SECRET = "top_secret", N_("Top secret")
    CONFIDENTIAL = "confidential", N_("Confidential")
    SECRET = "secret", N_("Secret")


USUAL = {Level.CORE: Handled.TOP_SECRET, Level.IMPORTANT: Handled.CONFIDENTIAL, Level.GENERAL: Handled.SECRET}
"""What is usually handled at a post of a level; another is remarked upon, not refused."""


class PostStage(LabelledEnum):
    """Where a secret post stands."""

    DRAFT = "draft", N_("to approve")
    IN_FORCE = "in_force", N_("in force")
    ABOLISHED = "abolished", N_("abolished")


class AssessmentKind(LabelledEnum):
    """Why a person is assessed."""

    FIRST = "first", N_("before appointment")
    PERIODIC = "periodic", N_("periodic review")
    CHANGE = "change", N_("change of post")
    APPEAL = "appeal", N_("after an appeal")


class AssessmentStage(LabelledEnum):
    """Where an assessment stands."""

    DRAFTING = "drafting", N_("being answered")
    PROPOSED = "proposed", N_("proposed")
    DECIDED = "decided", N_("decided")
    WITHDRAWN = "withdrawn", N_("withdrawn")


class Finding(LabelledEnum):
    """What an assessment comes to."""

    PASS = "pass", N_("pass")
    CONDITIONAL = "conditional", N_("pass with conditions")
    FAIL = "fail", N_("not passed")


PASSED = (Finding.PASS, Finding.CONDITIONAL)


class AppointmentStage(LabelledEnum):
    """Where an appointment to a secret post stands."""

    PREPARED = "prepared", N_("to approve")
    ON_POST = "on_post", N_("on post")
    SUSPENDED = "suspended", N_("suspended")
    ENDED = "ended", N_("off post")
    DECLINED = "declined", N_("not appointed")


HOLDING = (AppointmentStage.ON_POST, AppointmentStage.SUSPENDED)
"""Who holds a post."""


class StaffType(LabelledEnum):
    """How a person belongs to the house."""

    STAFF = "staff", N_("regular staff")
    SECONDED = "seconded", N_("temporary post")
    LOANED = "loaned", N_("on loan")
    HIRED = "hired", N_("hired")


class LeavingReason(LabelledEnum):
    """Why a person leaves a secret post."""

    RETIRED = "retired", N_("retirement")
    TRANSFERRED = "transferred", N_("transfer")
    RESIGNED = "resigned", N_("resignation")
    OTHER = "other", N_("other")


class DepartureStage(LabelledEnum):
    """How far a departure is."""

    CLEARING = "clearing", N_("clearing")
    READY = "ready", N_("to approve")
    APPROVED = "approved", N_("approved")
    WITHDRAWN = "withdrawn", N_("withdrawn")


class CoolingStage(LabelledEnum):
    """Where a cooling-off stands."""

    RUNNING = "running", N_("cooling off")
    ENDED = "ended", N_("ended by decision")


class CoolingDecisionKind(LabelledEnum):
    """What is decided when a cooling-off comes to its end."""

    END = "end", N_("end")
    PROLONG = "prolong", N_("prolong")


class Matter(LabelledEnum):
    """What a person declares. The list is closed: no kind asks for what a third person is or does."""

    TRAVEL = "travel", N_("travel abroad")
    LEAK = "leak", N_("own leak or risk of one")
    APPROACHED = "approached", N_("being approached")
    FOREIGN_MONEY = "foreign_money", N_("money from abroad")
    FOREIGN_MARRIAGE = "foreign_marriage", N_("marriage to a foreigner")
    FOREIGN_RESIDENCE = "foreign_residence", N_("residence or nationality abroad in the family")
    SECOND_JOB = "second_job", N_("second occupation")
    GIFT = "gift", N_("gift")
    CONFLICT = "conflict", N_("conflict of interest")
    PASSPORT_LOST = "passport_lost", N_("passport lost")
    OTHER = "other", N_("other fact touching secrets")


class DeclarationStage(LabelledEnum):
    """Where a declaration stands."""

    RECEIVED = "received", N_("opinions wanted")
    ADVISED = "advised", N_("to decide")
    GRANTED = "granted", N_("granted")
    NOTED = "noted", N_("noted")
    REFUSED = "refused", N_("refused")
    AWAY = "away", N_("briefed, away")
    REPORTED = "reported", N_("back, reported")
    CLOSED = "closed", N_("closed")
    WITHDRAWN = "withdrawn", N_("withdrawn")


class Ruling(LabelledEnum):
    """What is decided on a declaration."""

    NOTED = "noted", N_("noted")
    GRANTED = "granted", N_("granted")
    REFUSED = "refused", N_("refused")


class Purpose(LabelledEnum):
    """Why somebody travels."""

    DUTY = "duty", N_("on duty")
    FAMILY = "family", N_("family visit")
    TOURISM = "tourism", N_("tourism")
    STUDY = "study", N_("study")
    HEALTH = "health", N_("medical treatment")
    OTHER = "other", N_("other")
