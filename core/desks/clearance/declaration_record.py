"""The declaration 本人报告: what a cleared person reports of himself; of a journey also what comes before and after."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from core.desks.clearance import fields
from core.desks.clearance.of_person import OfPerson, waits_for
from core.desks.clearance.vocabulary import APPROVE, KEEP, PERSONNEL, DeclarationStage, Matter
from core.model.context import Context
from core.model.deadline import Deadline
from core.model.field import About, Role
from core.model.from_to import FromTo
from core.model.query import Condition, GroupCounter, Is, both
from core.model.record import derived
from core.values.cleaning import code_key
from core.values.field_types import Line
from core.values.sentence import N_, Sentence, say

Stage = DeclarationStage
RECEIVED, ADVISED = (Stage.RECEIVED,), (Stage.ADVISED,)
TO_TELL = (Stage.GRANTED, Stage.NOTED, Stage.REFUSED)
UNDECIDED = (*RECEIVED, *ADVISED)
JOURNEY = (Stage.RECEIVED, Stage.ADVISED, Stage.GRANTED, Stage.AWAY, Stage.REPORTED, Stage.CLOSED)
"""The way of a journey; that of all else is `Declaration.path`."""
LATE_REPORT = N_("The report came late: it was due by {day}.")


class Declaration(OfPerson):
    """Kind, day and one line of what a person reports; two opinions, and a decision by another."""

    kind = "declaration"
    label = N_("Declaration")
    plural = N_("Declarations")
    issued = ("number", "site")
    order = ("-number", "id")
    ends = (Stage.CLOSED, Stage.WITHDRAWN)
    path = (Stage.RECEIVED, Stage.ADVISED, Stage.NOTED, Stage.CLOSED)
    deadlines = (
        Deadline(
            N_("opinion of personnel"), on="due", until=("personnel_on",), stages=RECEIVED, unit="unit",
            duty=PERSONNEL, since="received", counted=N_("received on {day}"),
        ),
        Deadline(
            N_("opinion of secrecy office"), on="due", until=("secrecy_on",), stages=RECEIVED, unit="unit",
            duty=KEEP, since="received", counted=N_("received on {day}"),
        ),
        waits_for(N_("decide the declaration"), on="due", stage=Stage.ADVISED, duty=APPROVE, asked_by="secrecy_by"),
        Deadline(
            N_("tell the decision"), on="decided", until=("told",), stages=TO_TELL, unit="unit", duty=KEEP,
            why=N_("Due {day}: decided on that day."),
        ),
        Deadline(
            N_("brief before the journey"), on="leaves", stages=(Stage.GRANTED,), unit="unit", duty=KEEP,
            why=N_("Due {day}: the journey begins on that day."),
        ),
        Deadline(
            N_("take the report on return"), on="report_due", stages=(Stage.AWAY,), unit="unit", duty=KEEP,
            since="returns", counted=N_("planned return on {day}"),
        ),
        Deadline(
            N_("take the passport back"), on="passport_due", until=("passport_back",),
            stages=(Stage.AWAY, Stage.REPORTED), unit="unit", duty=KEEP, since="returns",
            counted=N_("planned return on {day}"),
        ),
    )  # fmt: skip
    timeline = FromTo("leaves", "returns", ("name", "places"))
    indexes = (("stage", "due"), ("person", "matter"), ("site", "number"))

    number: fields.Number = ""
    site: fields.GivenAt = ""
    matter: fields.Matter
    stage: Annotated[Stage, About(N_("Stage"), column=8, index=True)] = Stage.RECEIVED
    happened: fields.HappenedOn
    fact: fields.Fact
    unit: fields.Unit = ""
    received: Annotated[date, About(N_("Received"), column=10, index=True)]
    received_by: Annotated[str, About(N_("Received by"), refers="officer", says=Role.DOER)]
    due: Annotated[date, About(N_("Decide by"), index=True)]
    paper: fields.Paper = ""
    personnel_opinion: fields.PersonnelOpinion = ""
    personnel_by: Annotated[str, About(N_("Opinion of personnel by"), refers="officer", says=Role.DOER)] = ""
    personnel_on: Annotated[date | None, About(N_("Opinion of personnel on"))] = None
    secrecy_opinion: fields.SecrecyOpinion = ""
    secrecy_by: Annotated[str, About(N_("Opinion of the secrecy office by"), refers="officer", says=Role.DOER)] = ""
    secrecy_on: Annotated[date | None, About(N_("Opinion of the secrecy office on"))] = None
    ruling: fields.Ruling | None = None
    ruling_reasons: fields.Reason = ""
    decided: fields.Decided | None = None
    decided_by: fields.DecidedBy = ""
    told: Annotated[date | None, About(N_("Person told on"))] = None
    withdrawn_because: fields.Lapsed = ""
    # Of a journey
    leaves: fields.Leaves | None = None
    returns: fields.Returns | None = None
    places: fields.Places = ""
    purpose: fields.Purpose | None = None
    short_notice: Annotated[bool, About(N_("Asked for at short notice"))] = False
    briefed: fields.Briefed | None = None
    briefed_by: Annotated[str, About(N_("Briefed by"), refers="officer", says=Role.DOER)] = ""
    passport_out: fields.PassportOut | None = None
    passport_due: Annotated[date | None, About(N_("Passport due back"))] = None
    passport_back: fields.PassportBack | None = None
    returned: fields.Returned | None = None
    report_due: Annotated[date | None, About(N_("Report due"))] = None
    reported_on: fields.ReportedOn | None = None
    report: Annotated[Line, About(N_("Report in one line"))] = ""

    def usual_way(self) -> tuple[Stage, ...]:
        """A journey is granted, made and reported; of all else the person is told that it was noted."""
        return JOURNEY if self.matter == Matter.TRAVEL else self.path

    @property
    def title(self) -> str:
        """Number and name."""
        return f"{self.number} {self.name}".strip()

    @derived(About(N_("Compared as"), index=True))
    def key(self) -> str:
        """What the number is compared by."""
        return code_key(self.number)

    @derived(About(N_("Reported late"), index=True))
    def late_report(self) -> bool:
        """Whether the report on return came later than it was due: that stays."""
        return bool(self.reported_on and self.report_due and self.reported_on > self.report_due)

    def remarks(self, reader: GroupCounter) -> Iterable[Sentence]:
        """Say that the report came late."""
        if self.late_report:
            yield say(LATE_REPORT, day=self.report_due)

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        return {
            **super().filters(context),
            N_("waiting"): Is("stage", UNDECIDED),
            N_("open"): Is("stage", tuple(each for each in Stage if each not in cls.ends)),
            N_("away"): Is("stage", (Stage.AWAY,)),
            N_("travel"): Is("matter", (Matter.TRAVEL,)),
            N_("reported late"): both(Is("matter", (Matter.TRAVEL,)), Is("late_report", (True,))),
        }
