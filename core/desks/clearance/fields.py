"""The fields that the records of the clearance desk and its actions share, each with its name and its rule."""

from dataclasses import replace
from datetime import date
from typing import Annotated

from pydantic import Field

from core.desks.clearance import vocabulary
from core.model.field import About, FieldOf, Role, Start
from core.values import field_types
from core.values.field_types import AS_CODE, REQUIRED, Line
from core.values.sentence import N_

NUMBER = About(N_("Number"), column=12, index=True, search=True)
PERSON = About(N_("Person"), refers="person", says=Role.SUBJECT, index=True)
POST = About(N_("Secret post"), refers="post", index=True)
LEVEL = About(N_("Level of the post"), column=8, index=True)
BY = About(N_("By"), column=12, refers="officer", says=Role.DOER)
REASON = About(N_("Reason"), lines=3)
PAPER = About(N_("Number of the paper file"), help=N_("Where the signed paper is kept."))

Number = Annotated[str, Field(max_length=40), AS_CODE, NUMBER]
GivenAt = Annotated[str, About(N_("Registered at"), refers="site")]
Person = Annotated[str, PERSON]
Name = Annotated[Line, About(N_("Full name"), column=12, search=True, pinyin=True, index=True)]
"""As it was when it was written: it says who is meant also at a site without the register of staff."""
Unit = Annotated[str, About(N_("Unit"), column=18, refers="unit", index=True)]
Post = Annotated[str, replace(POST, column=16, grows=True)]
Level = Annotated[vocabulary.Level, LEVEL]
Reason = Annotated[Annotated[str, Field(max_length=2000)], REASON]
Paper = Annotated[Line, PAPER]
By = Annotated[str, BY]
Decided = Annotated[date, About(N_("Decided"), column=10, index=True)]
DecidedBy = Annotated[str, About(N_("Decided by"), refers="officer", says=Role.DOER)]
Asked = Annotated[date, About(N_("Asked for on"), column=10, start=Start.TODAY, not_before="")]
AskedBy = Annotated[str, About(N_("Asked for by"), refers="officer", says=Role.DOER)]

# Of a post

PostCode = Annotated[
    str, Field(min_length=1, max_length=20), field_types.AS_CODE, About(N_("Code"), column=10, index=True, search=True)
]
PostName = Annotated[Line, REQUIRED, About(N_("Name of the post"), column=18, search=True, pinyin=True)]
PostUnit = Annotated[str, About(N_("Unit"), column=16, refers="unit", index=True)]
Basis = Annotated[
    str,
    Field(max_length=2000),
    REQUIRED,
    About(N_("Why the post is secret"), lines=3, help=N_("By which rule, and what is done there.")),
]
Handles = Annotated[vocabulary.Handled, About(N_("Handles up to"), column=8, index=True)]
KnownScope = Annotated[str, Field(max_length=2000), About(N_("Scope of what is known there"), lines=3)]
Leader = Annotated[
    str,
    About(
        N_("Responsible leader"),
        refers="person",
        says=Role.DOER,
        index=True,
        help=N_("Who uses the person manages the person."),
    ),
]
Headcount = Annotated[int, Field(ge=1, le=1000), About(N_("Headcount"), column=4)]
FixedOn = Annotated[date, About(N_("Fixed on"), start=Start.TODAY, not_before="")]
Document = Annotated[
    Line,
    About(
        N_("Decision of the originator"),
        help=N_("Number of the document; a level is lowered only by who fixed it, or by a superior."),
    ),
]

# Of an assessment

AssessmentKind = Annotated[vocabulary.AssessmentKind, About(N_("Kind of assessment"), column=8, index=True)]
OwnStatement = Annotated[
    date,
    About(N_("Own statement signed on"), start=Start.TODAY, not_before="", help=N_("The person's own word, on paper.")),
]
Finding = Annotated[vocabulary.Finding, About(N_("Finding"), column=10, index=True)]
Proposal = Annotated[vocabulary.Finding, About(N_("Proposal"))]
Reasons = Annotated[
    str, Field(max_length=2000), About(N_("Reasons"), lines=3, help=N_("Facts only; needed unless it is passed."))
]
ProposalReasons = Annotated[
    str,
    Field(max_length=2000),
    About(N_("Reasons of the proposal"), lines=3, help=N_("Facts only; needed unless it is passed.")),
]
ReturnedBecause = Annotated[Line, About(N_("Why sent back"))]
Told = Annotated[date, About(N_("Person told on"), index=True, start=Start.TODAY, not_before="decided")]
Filed = Annotated[date, About(N_("Filed on"), column=10, start=Start.TODAY, not_before="told")]
Grounds = Annotated[str, Field(max_length=2000), REQUIRED, About(N_("Grounds"), lines=4)]
Assessor = Annotated[str, About(N_("New assessor"), column=12, refers="officer", says=Role.WORK)]

# Of an appointment

SINCE = About(N_("On post since"), column=10, index=True, start=Start.TODAY)
Since = Annotated[date, SINCE]
Until = Annotated[date, About(N_("Off post on"), index=True)]
Commitment = Annotated[date, About(N_("Commitment signed on"), index=True, not_before="")]
YearLetter = Annotated[date, About(N_("Yearly letter signed on"), index=True, start=Start.TODAY, not_before="")]
TrainedOn = Annotated[date, About(N_("Last training on"), not_before="")]
ReviewedOn = Annotated[date, About(N_("Last assessed"), not_before="")]
CoolingSince = Annotated[date, About(N_("Cooling-off from"), not_before="since")]
CoolingUntil = Annotated[date, About(N_("Cooling-off until"))]
Certificate = Annotated[Line, About(N_("Certificate"), search=True)]
FiledWith = Annotated[date, About(N_("Filed with the authority on"), index=True, start=Start.TODAY, not_before="since")]
StaffType = Annotated[vocabulary.StaffType, About(N_("Kind of staff"), column=8, index=True)]
FixesSecrets = Annotated[bool, About(N_("Fixes secrets"), help=N_("Whether the person decides what is secret."))]
SuspendedUntil = Annotated[date, About(N_("Suspended until"), to_come=True)]

# Of a departure and a cooling-off

LeavingReason = Annotated[vocabulary.LeavingReason, About(N_("Reason of leaving"), column=8, index=True)]
Talk = Annotated[date, About(N_("Reminder talk on"), start=Start.TODAY, not_before="")]
TalkBy = Annotated[str, About(N_("Talk held by"), refers="officer", says=Role.DOER, start=Start.ME)]
ExitCommitment = Annotated[date, About(N_("Exit commitment signed on"), start=Start.TODAY, not_before="")]
Destination = Annotated[Line, About(N_("Goes to"), help=N_("As the person says it."))]
MonthsChosen = Annotated[int, Field(ge=1, le=600), About(N_("Months of cooling-off"), column=5, unit=N_("months"))]
WhyLonger = Annotated[str, Field(max_length=2000), About(N_("Why longer"), lines=2)]
DutiesTold = Annotated[date, About(N_("Duties told on"), start=Start.TODAY, not_before="since")]
ManagedBy = Annotated[Line, About(N_("Managed by"), help=N_("The own unit, or the one that receives the person."))]

# Of a declaration

Matter = Annotated[vocabulary.Matter, About(N_("What is declared"), column=14, index=True)]
HappenedOn = Annotated[date, About(N_("Happened or planned on"), column=10)]
Fact = Annotated[
    Line, REQUIRED, About(N_("Fact in one line"), help=N_("No name of another person; details stay on paper."))
]
Opinion = Annotated[str, Field(max_length=2000), REQUIRED, About(N_("Opinion"), lines=3)]
PersonnelOpinion = Annotated[str, Field(max_length=2000), About(N_("Opinion of personnel"), lines=3)]
SecrecyOpinion = Annotated[str, Field(max_length=2000), About(N_("Opinion of the secrecy office"), lines=3)]
Ruling = Annotated[vocabulary.Ruling, About(N_("Decision"), column=8)]
Leaves = Annotated[date, About(N_("Leaves on"), index=True)]
Returns = Annotated[date, About(N_("Returns on"), index=True, not_before=None)]
Places = Annotated[Line, About(N_("Countries and places"))]
Purpose = Annotated[vocabulary.Purpose, About(N_("Purpose of the journey"))]
Briefed = Annotated[date, About(N_("Briefed on"), start=Start.TODAY, not_before="received")]
PassportOut = Annotated[date, About(N_("Passport taken on"), start=Start.TODAY, not_before="received")]
PassportBack = Annotated[date, About(N_("Passport back on"), start=Start.TODAY, not_before="passport_out")]
Returned = Annotated[date, About(N_("Really back on"), start=FieldOf("returns"), not_before="leaves")]
ReportedOn = Annotated[date, About(N_("Reported on"), start=Start.TODAY, not_before="returned")]
Report = Annotated[
    Line, REQUIRED, About(N_("Report in one line"), help=N_("No name of another person; details stay on paper."))
]
WhyWithdrawn = Annotated[str, Field(max_length=2000), About(N_("Why withdrawn"), lines=2)]
MonthsMore = Annotated[int, Field(le=600), About(N_("Months more"), unit=N_("months"))]
CoolingProposal = Annotated[vocabulary.CoolingDecisionKind, About(N_("Proposed decision"), column=8)]
LastTalk = Annotated[date, About(N_("Last talk on"), help=N_("No cooling-off ends without it."))]
NewLevel = Annotated[vocabulary.Level, About(N_("New level"), column=8)]
ChangedFrom = Annotated[date, About(N_("Changed from"), column=10, index=True, start=Start.TODAY, not_before="")]
Lapsed = Annotated[Line, About(N_("Why it lapsed"))]
