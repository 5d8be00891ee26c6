"""The fields of matters and of what belongs to them, that records and actions share."""

from datetime import date
from typing import Annotated

from pydantic import Field

from core.desks.matters import vocabulary
from core.model.field import About, FieldOf, Role, Start
from core.values.classification import Classification
from core.values.field_types import AS_CODE, REQUIRED, Line
from core.values.sentence import N_

Matter = Annotated[str, About(N_("Matter"), column=18, refers="matter", owner=True, index=True)]

# Of the matter itself

Alias = Annotated[
    str,
    Field(min_length=1, max_length=40),
    AS_CODE,
    About(
        N_("Code name"), help=N_("It tells nothing of what the matter is about."), column=18, index=True, search=True
    ),
]
Level = Annotated[Classification, About(N_("Secrecy level"), column=6, index=True)]
Years = Annotated[int, Field(le=100), About(N_("Term"), unit=N_("years"), help=N_("0: until a condition is met."))]
Condition = Annotated[Line, About(N_("Condition of lifting"))]
Since = Annotated[
    date,
    About(N_("Term from"), help=N_("The day it was made, or else of the notice."), start=Start.TODAY, not_before=""),
]
Basis = Annotated[
    Line, About(N_("Basis for fixing"), help=N_("The item of the catalogue of secrets, with its number."), search=True)
]
Unit = Annotated[str, About(N_("Unit"), column=14, refers="unit", index=True)]
Drafter = Annotated[str, About(N_("Drafter"), refers="officer", says=Role.DOER, index=True)]
Fixer = Annotated[str, About(N_("Responsible for fixing"), column=12, refers="officer", says=Role.WORK, index=True)]
Originator = Annotated[Line, About(N_("Originator"), help=N_("Empty: we fix it ourselves."), search=True)]
DerivedFrom = Annotated[str, About(N_("Derived from"), refers="matter", index=True)]
DeclinedWhy = Annotated[Line, About(N_("Reason for not fixing it"))]
Lifted = Annotated[date, About(N_("Lifted on"), column=10, index=True, start=Start.TODAY, not_before="since")]
LiftedWhy = Annotated[Line, About(N_("Reason for lifting"))]

# Of its parts

Person = Annotated[str, About(N_("Person"), column=16, refers="person", says=Role.SUBJECT, index=True)]
Reader = Annotated[str, About(N_("Reader"), column=14, refers="officer", says=Role.DOER, index=True)]
By = Annotated[str, About(N_("By"), column=12, refers="officer", says=Role.DOER)]
From = Annotated[date, About(N_("From"), column=10, index=True, start=Start.TODAY, not_before="")]
Until = Annotated[date, About(N_("Until"), column=10, index=True, start=Start.TODAY, not_before="since")]
Ended = Annotated[date, About(N_("Ended"), column=10, index=True, start=Start.TODAY, not_before="since")]

Contact = Annotated[vocabulary.Contact, About(N_("What it was"), column=10, index=True)]
Way = Annotated[vocabulary.Way, About(N_("How"), column=10, index=True)]
Document = Annotated[Line, About(N_("Document number"), column=14, search=True)]
Approver = Annotated[str, About(N_("Approved by"), column=10, refers="officer", says=Role.DOER)]
AskedOf = Annotated[
    str,
    About(
        N_("To be approved by"),
        help=N_("The head, or whoever he named: he may read the matter while the request waits."),
        refers="officer",
        says=Role.WORK,
        index=True,
    ),
]
OnPaper = Annotated[
    Line, About(N_("Approved on paper"), help=N_("Who approved it in the earlier register, and under which number."))
]
Why = Annotated[Line, REQUIRED, About(N_("Reason"), column=20)]

ReviewDay = Annotated[date, About(N_("Reviewed on"), column=10, index=True, start=Start.TODAY, not_before="since")]
Outcome = Annotated[vocabulary.Outcome, About(N_("Result of the review"), column=16)]
Grounds = Annotated[str, Field(max_length=2000), About(N_("Remark on the review"), lines=3)]

Decision = Annotated[
    Line, About(N_("Decision of the originator or superior"), help=N_("Its number and day, where they decide."))
]

# Of participations and follow-ups

WorkIn = Annotated[Line, REQUIRED, About(N_("Work in it"), column=18, search=True)]
FollowedBy = Annotated[
    str, About(N_("Followed up by"), column=12, refers="officer", says=Role.WORK, index=True, start=Start.ME)
]
ClosedWhy = Annotated[Line, About(N_("Reason for closing"))]

Subject = Annotated[str, About(N_("After what"), column=14, refers="participation cooling_off declaration", index=True)]
FollowUpKind = Annotated[vocabulary.FollowUpKind, About(N_("Kind of follow-up"), column=12, index=True)]
Owner = Annotated[
    str, About(N_("Owed by"), column=12, refers="officer", says=Role.WORK, index=True, start=FieldOf("owner"))
]
Due = Annotated[date, About(N_("Due"), column=10, index=True)]
DueThen = Annotated[date, About(N_("Due"), to_come=True)]
Done = Annotated[date, About(N_("Done on"), column=10, index=True, start=Start.TODAY, not_before="")]
Reached = Annotated[vocabulary.Reached, About(N_("How"), column=10)]
Reminded = Annotated[
    tuple[str, ...], About(N_("Reminded of"), options="reminders", help=N_("What the person was reminded of."))
]
Wishes = Annotated[
    str,
    Field(max_length=2000),
    About(N_("Difficulties and wishes"), lines=3, help=N_("What the person asks for; only if the person agrees.")),
]
Consent = Annotated[bool, About(N_("The person agrees to its being noted"))]
NotReached = Annotated[Line, About(N_("Not reached"), help=N_("When it was tried, and how."))]
DroppedWhy = Annotated[Line, About(N_("Why it is no longer owed"))]
