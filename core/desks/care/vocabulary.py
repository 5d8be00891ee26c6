"""The words and figures of the care desk, and the names of its duties."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from core.policy.pack import Settings, rising
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_, Sentence

READ = "care.read"
"""The duty to be let into care files at all; into which, `CareFile.visible_to` says."""
ACCESS_LOG = "care.access_log"
"""The duty to see who read: of the files one reads, and for auditors, who read none, of all."""
KEEP = "care.keep"
"""The duty of the care clerk 帮扶干事, who keeps the files of his units."""
HELP = "care.help"
"""The duty of helper 专人 and clerk: to look after the person."""
DECIDE = "care.decide"
"""The duty of supervisor and clerk: to put off telling, to hold, to answer an objection."""

READING = "care_reading"
"""The kind of entry that reading a file leaves."""

Days = Annotated[int, Field(ge=1, le=366)]


class CareSettings(Settings):
    """The figures of section `[care]`, in days where nothing else is said."""

    section = "care"
    label = N_("Care files")

    routine_days: Annotated[Days, Field(title=N_("Days between check-ins, routine attention"))] = 30
    closer_days: Annotated[Days, Field(title=N_("Days between check-ins, closer attention"))] = 14
    urgent_days: Annotated[Days, Field(title=N_("Days between check-ins, urgent attention"))] = 7
    review_days: Annotated[Days, Field(title=N_("Days between reviews of a care file"))] = 90
    untold_days: Annotated[Days, Field(title=N_("Days that telling the person can be put off"))] = 30
    """For how long telling the person can be put off at once."""
    objection_days: Annotated[Days, Field(title=N_("Days to answer an objection"))] = 15
    retention_months: Annotated[int, Field(ge=1, le=240, title=N_("Months that a closed file is kept"))] = 24
    """How long a closed file is kept."""

    def faults(self) -> Iterable[tuple[str, Sentence]]:
        """More attention does not mean fewer check-ins."""
        return rising(self, "urgent_days", "closer_days", "routine_days")

    def checkin_days(self, attention: "Attention") -> int:
        """Return how often to check in under this attention."""
        return {
            Attention.ROUTINE: self.routine_days,
            Attention.CLOSER: self.closer_days,
            Attention.URGENT: self.urgent_days,
        }[attention]


class Attention(LabelledEnum):
    """How often help calls. It says nothing about the person and is set by an officer, with reasons."""

    ROUTINE = "routine", N_("routine")
    CLOSER = "closer", N_("closer")
    URGENT = "urgent", N_("urgent")


class Basis(LabelledEnum):
    """What trouble a person is in. The list is closed: a policy pack cannot add to it."""

    HARDSHIP = "hardship", N_("family hardship")
    ILLNESS = "illness", N_("illness")
    BEREAVEMENT = "bereavement", N_("bereavement")
    RELATIONSHIP = "relationship", N_("relationship")
    DEBT = "debt", N_("debt")
    DISPUTE = "dispute", N_("dispute or lawsuit")
    STRESS = "stress", N_("stress")
    OTHER = "other", N_("other")


class Source(LabelledEnum):
    """From whom the office knows."""

    SELF = "self", N_("the person")
    LEAD = "lead", N_("cell lead")
    SUPERVISOR = "supervisor", N_("a superior")
    HOTLINE = "hotline", N_("hotline")


class FileStage(LabelledEnum):
    """Where a file stands."""

    OPEN = "open", N_("in care")
    CLOSED = "closed", N_("closed")


class Way(LabelledEnum):
    """How a check-in was made."""

    VISIT = "visit", N_("home visit")
    TALK = "talk", N_("talk")
    PHONE = "phone", N_("by phone")
    HOSPITAL = "hospital", N_("visit in hospital")


class Measure(LabelledEnum):
    """What kind of support."""

    RELIEF = "relief", N_("relief")
    LEAVE = "leave", N_("time off")
    COUNSELLING = "counselling", N_("counselling")
    MEDIATION = "mediation", N_("mediation")
    LEGAL_AID = "legal_aid", N_("legal aid")
    OTHER = "other", N_("other")


class Decision(LabelledEnum):
    """What a review decided."""

    CONTINUE = "continue", N_("continue")
    CHANGE = "change", N_("change attention")
    CLOSE = "close", N_("close")
