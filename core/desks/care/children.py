"""What a care file consists of besides its cover: check-ins, support, reviews and objections."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Annotated, Any

from core.desks.care import fields
from core.desks.care.records import SOON
from core.desks.care.vocabulary import READ, READING, Decision
from core.model.context import Context
from core.model.field import About, Role
from core.model.query import Between, Blank, Condition, Is, both
from core.model.record import DeadlineStatus, Due, Record
from core.values.sentence import N_, Sentence, say


def _filters(done: str, owner: str, context: Context) -> dict[str, Condition]:
    being_open = Blank(done)
    return {
        N_("open"): being_open,
        N_("late"): both(being_open, Between("due", None, context.today - timedelta(days=1))),
        N_("mine"): both(being_open, Is(owner, (context.officer,))),
    }


def _standing(due: date, context: Context) -> DeadlineStatus:
    if due < context.today:
        return DeadlineStatus.LATE
    return DeadlineStatus.DUE_SOON if due <= context.today + SOON else DeadlineStatus.ON_TIME


class CheckIn(Record):
    """A check-in 走访谈心: what the person needs and what was agreed."""

    kind = "care_checkin"
    label = N_("Check-in")
    plural = N_("Check-ins")
    compartment = "care"
    duty = READ
    access_log = READING
    order = ("day", "id")

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
    status_columns = ("due", "finished")
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

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """What is still to be done, and of that what is late and what is one's own."""
        return _filters("finished", "helper", context)

    @classmethod
    def deadline_status(cls, row: Mapping[str, Any], context: Context) -> DeadlineStatus | None:
        """As its date says, until it is finished."""
        return None if row["finished"] else _standing(row["due"], context)

    def agenda(self) -> Iterable[Due]:
        """The measure, until it is finished."""
        if self.finished is None:
            yield Due(self.due, say(N_("support")), self.helper)


class Review(Record):
    """A review: whether the file goes on, and why."""

    kind = "care_review"
    label = N_("File review")
    plural = N_("File reviews")
    compartment = "care"
    duty = READ
    access_log = READING
    order = ("day", "id")

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
    status_columns = ("due", "answered")
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

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """What is still to be answered, and of that what is late and what is one's own."""
        return _filters("answered", "owner", context)

    @classmethod
    def deadline_status(cls, row: Mapping[str, Any], context: Context) -> DeadlineStatus | None:
        """As its date says, until it is answered."""
        return None if row["answered"] else _standing(row["due"], context)

    def explain(self) -> Sentence | None:
        """Return the sum that leads to its date."""
        if self.answered:
            return None
        days = (self.due - self.day).days
        return say(N_("Answer by {due} because {day} + {days} days."), due=self.due, day=self.day, days=days)

    def agenda(self) -> Iterable[Due]:
        """The answer."""
        if self.answered is None:
            yield Due(self.due, say(N_("answer the objection")), self.owner)
