"""The fields of care files and their parts that records and actions share, each with its name and its rule."""

from datetime import date
from typing import Annotated

from core.desks.care import vocabulary
from core.model.field import About, FieldOf, Role, Start
from core.values.field_types import REQUIRED
from core.values.sentence import N_

File = Annotated[str, About(N_("Care file"), refers="care_file", owner=True, index=True)]

# Of the file itself

Person = Annotated[str, About(N_("Person"), refers="person", says=Role.SUBJECT, index=True)]
Unit = Annotated[str, About(N_("Unit"), column=24, refers="unit", index=True)]
Helper = Annotated[str, About(N_("Helper"), column=10, refers="officer", says=Role.WORK, index=True, start=Start.ME)]
Supervisor = Annotated[str, About(N_("Supervisor"), refers="officer", says=Role.WORK, index=True)]
Basis = Annotated[vocabulary.Basis, About(N_("Basis"))]
Facts = Annotated[str, REQUIRED, About(N_("Facts"), lines=6, help=N_("The trouble and what would help; no opinions."))]
Source = Annotated[vocabulary.Source, About(N_("Source"))]
Attention = Annotated[vocabulary.Attention, About(N_("Attention"), column=10, index=True)]
AttentionReason = Annotated[str, About(N_("Reason for the attention"), lines=2)]
Plan = Annotated[str, About(N_("Plan"), lines=4)]
Told = Annotated[date, About(N_("Person told on"), index=True, not_before="")]
UntoldReason = Annotated[str, About(N_("Why not told yet"), lines=2)]
UntoldBy = Annotated[str, About(N_("Decided by"), refers="officer", says=Role.DOER)]
UntoldUntil = Annotated[date, About(N_("To be told by"), index=True)]
Copied = Annotated[date, About(N_("Copy given on"), start=Start.TODAY, not_before="opened")]
ClosedReason = Annotated[str, About(N_("Reason for closing"), lines=2)]
HoldReason = Annotated[str, About(N_("Reason for the hold"), lines=2)]

# Of its parts

Day = Annotated[date, About(N_("Date"), column=10, index=True, start=Start.TODAY, not_before="opened")]
"""The day on which something was said or done, while there was a file."""
By = Annotated[str, About(N_("By"), column=12, refers="officer", says=Role.DOER)]
Way = Annotated[vocabulary.Way, About(N_("How"))]
Needs = Annotated[str, REQUIRED, About(N_("What the person needs"), lines=4)]
Agreed = Annotated[str, About(N_("What was agreed"), lines=4)]
Next = Annotated[date, About(N_("Next check-in"), help=N_("Empty: as the attention says."))]

Measure = Annotated[vocabulary.Measure, About(N_("Measure"))]
What = Annotated[str, REQUIRED, About(N_("What is done"), lines=3)]
SupportOwner = Annotated[str, About(N_("Owner"), column=12, refers="officer", says=Role.WORK, start=FieldOf("helper"))]
Due = Annotated[date, About(N_("Due"), column=10, start=FieldOf("next_checkin"), to_come=True)]
Result = Annotated[str, About(N_("Result"), lines=3)]
Finished = Annotated[date, About(N_("Finished"), column=10, start=Start.TODAY, not_before="")]

Reasons = Annotated[str, REQUIRED, About(N_("Reasons"), lines=4)]

ObjectionText = Annotated[str, REQUIRED, About(N_("Objection"), lines=4)]
Answer = Annotated[str, About(N_("Answer"), lines=4)]
