"""What a care file consists of besides its cover: check-ins, support, reviews and objections."""

from datetime import date
from typing import Annotated

from core.desks.care import fields
from core.desks.care.records import SOON
from core.desks.care.vocabulary import READ, READING, Decision
from core.model.deadline import Deadline
from core.model.field import About, Role
from core.model.occurrence import Occurrence
from core.model.record import Record
from core.values.sentence import N_


class CheckIn(Record):
    """A check-in 走访谈心: what the person needs and what was agreed."""

    kind = "care_checkin"
    label = N_("Check-in")
    plural = N_("Check-ins")
    compartment = "care"
    duty = READ
    access_log = READING
    order = ("day", "id")
    occurrence = Occurrence(("day",), by="by", what="way")

    file: fields.File
    day: fields.Day
    way: fields.Way
    by: fields.By
    needs: fields.Needs
    agreed: fields.Agreed = ""
    next: fields.Next | None = None

    @property
    def title(self) -> str:
        """The date; what was said is read in the file."""
        return self.day.isoformat()


class Support(Record):
    """A measure of support 帮扶措施."""

    kind = "care_support"
    label = N_("Support")
    plural = N_("Support")
    compartment = "care"
    duty = READ
    access_log = READING
    order = ("finished", "due", "id")
    occurrence = Occurrence(("finished", "due"), by="helper", what="measure")
    deadlines = (Deadline(N_("support"), on="due", until=("finished",), owner=("helper",), soon=SOON),)
    indexes = (("finished", "due"),)

    file: fields.File
    measure: fields.Measure
    what: fields.What
    helper: fields.SupportOwner
    due: fields.Due
    result: fields.Result = ""
    finished: fields.Finished | None = None
    grievance: Annotated[str, About(N_("Grievance"), refers="grievance")] = ""
    """The grievance that legal aid opened; nothing there leads back here."""

    @property
    def title(self) -> str:
        """The date."""
        return self.due.isoformat()


class Review(Record):
    """A review: whether the file goes on, and why."""

    kind = "care_review"
    label = N_("File review")
    plural = N_("File reviews")
    compartment = "care"
    duty = READ
    access_log = READING
    order = ("day", "id")
    occurrence = Occurrence(("day",), by="by", what="decision")

    file: fields.File
    day: fields.Day
    by: fields.By
    decision: Annotated[Decision, About(N_("Decision"))]
    attention: fields.Attention
    reasons: fields.Reasons

    @property
    def title(self) -> str:
        """The date."""
        return self.day.isoformat()


class Objection(Record):
    """What the person concerned says against the file 异议, and the answer."""

    kind = "care_objection"
    label = N_("Objection")
    plural = N_("Objections")
    compartment = "care"
    duty = READ
    access_log = READING
    order = ("answered", "due", "id")
    occurrence = Occurrence(("day",), by="noted_by")
    deadlines = (
        Deadline(
            N_("answer the objection"),
            on="due",
            until=("answered",),
            owner=("owner",), soon=SOON,
            since="day",
            counted=N_("raised on {day}"),
        ),
    )  # fmt: skip
    indexes = (("answered", "due"),)

    file: fields.File
    day: fields.Day
    text: fields.ObjectionText
    noted_by: Annotated[str, About(N_("Noted by"), column=12, refers="officer", says=Role.DOER)]
    helper: Annotated[str, About(N_("Helper"), refers="officer", says=Role.SUBJECT)]
    """The helper when it was raised, who does not answer it: it is about the helper's work."""
    owner: Annotated[str, About(N_("To be answered by"), column=12, refers="officer", says=Role.WORK)] = ""
    due: Annotated[date, About(N_("Due"), column=10, index=True)]
    answer: fields.Answer = ""
    answered: Annotated[date | None, About(N_("Answered"), column=10, index=True)] = None
    answered_by: Annotated[str, About(N_("Answered by"), refers="officer", says=Role.DOER)] = ""

    @property
    def title(self) -> str:
        """The date."""
        return self.day.isoformat()
