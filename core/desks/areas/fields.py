"""The fields that the records of the desk and its actions share. Each is declared once; `REQUIRED` makes one that a
record may lack one that an action asks for.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from core.desks.areas import vocabulary
from core.model.field import About, Role, Start
from core.values.bounds import Count
from core.values.classification import Classification
from core.values.field_types import AS_CODE, REQUIRED, Line
from core.values.sentence import N_

Area = Annotated[str, About(N_("Area"), column=18, refers="area", owner=True, index=True)]
OFFICER = About(N_("By"), column=10, refers="officer", says=Role.DOER)
By = Annotated[str, OFFICER]
Reason = Annotated[Line, About(N_("Reason"), column=24)]

# Of an area

Number = Annotated[
    str,
    Field(max_length=40),
    AS_CODE,
    About(N_("Number"), help=N_("Empty: the next of this year."), column=12, index=True, search=True),
]
NAME = About(N_("Name"), column=20, search=True, pinyin=True)
Name = Annotated[Line, REQUIRED, NAME]
KindOfArea = Annotated[vocabulary.AreaKind, About(N_("Kind of area"), column=8, index=True)]
Unit = Annotated[str, About(N_("Unit in charge"), refers="unit", index=True)]
Cell = Annotated[str, About(N_("Cell"), refers="cell", says=Role.WORK, index=True)]
Level = Annotated[Classification, About(N_("Secrecy level"), column=6, index=True)]
PLACE = About(N_("Place"), help=N_("Building, floor and room."), column=18, search=True)
Place = Annotated[Line, PLACE]
NewName = Annotated[Line, REQUIRED, replace(NAME, search=False, pinyin=False)]
NewPlace = Annotated[Line, REQUIRED, replace(PLACE, search=False)]
KEEPER = About(N_("Keeper"), column=8, refers="officer", says=Role.WORK, index=True)
Keeper = Annotated[str, KEEPER]
Deputy = Annotated[str, replace(KEEPER, label=N_("Deputy keeper"), column=0)]
NewCell = Annotated[str, About(N_("Cell"), refers="cell", says=Role.SUBJECT)]
NEW_KEEPER = replace(KEEPER, says=Role.SUBJECT, index=False)
NewKeeper = Annotated[str, NEW_KEEPER]
NewDeputy = Annotated[str, replace(NEW_KEEPER, label=N_("Deputy keeper"), column=0)]
"""What is asked for: the work is theirs when it is approved."""
Phone = Annotated[Line, AS_CODE, About(N_("Telephone"))]
Staff = Annotated[Count, About(N_("People cleared there"))]
Outline = Annotated[str, About(N_("Secret matters in outline"), lines=3)]
Escorted = Annotated[bool, About(N_("Visitors with an escort only"))]
NoPhones = Annotated[bool, About(N_("Phones stay outside"))]
NoDevices = Annotated[bool, About(N_("Nothing that records"))]
Rules = Annotated[Line, About(N_("Other rules of entry"))]
RoundsOf = Annotated[vocabulary.Rounds, About(N_("Rounds of checks"), help=N_("Machine and wiring rooms: weekly."))]
Document = Annotated[Line, About(N_("Document"), help=N_("Its number, and where the paper is kept."), search=True)]
Remark = Annotated[Line, About(N_("Reason of the decision"))]
Confirmation = Annotated[
    Line, About(N_("Confirmation"), help=N_("The document of the authority: its number, and where it is kept."))
]
RevokedBecause = Annotated[Line, About(N_("Why it was revoked"))]
FixedOn = Annotated[date, About(N_("Fixed on"), start=Start.TODAY, not_before="")]
ConfirmedOn = Annotated[date, About(N_("Confirmed on"), start=Start.TODAY, not_before="fixed")]
InForce = Annotated[date, About(N_("In force since"), start=Start.TODAY, not_before="fixed")]
RevokedOn = Annotated[date, About(N_("Revoked on"), start=Start.TODAY, not_before="in_force")]
DoneOn = Annotated[date, About(N_("Done on"), column=10, index=True, start=Start.TODAY, not_before="in_force")]
"""When something recurring was done; it may be entered later."""

Reviewed = Annotated[vocabulary.ReviewOf, About(N_("What was reviewed"), column=20)]
ReviewText = Annotated[str, Field(max_length=2000), About(N_("What came of it"), column=40, lines=3)]

# Of a control

CONTROL = About(N_("Control"), refers="control", index=True)
ControlIs = Annotated[vocabulary.ControlType, About(N_("Kind of control"), column=12, index=True)]
ControlNumber = Annotated[
    str,
    Field(max_length=20),
    AS_CODE,
    About(N_("Number"), help=N_("Empty: the next of the area."), column=8),
]
Spot = Annotated[Line, REQUIRED, About(N_("Spot"), column=18)]
HowMany = Annotated[Count, About(N_("How many"), column=6)]
Installed = Annotated[date, About(N_("Installed"), column=10, not_before="")]
ValidUntil = Annotated[date, About(N_("Valid until"), column=10, index=True)]
State = Annotated[vocabulary.ControlState, About(N_("Condition"), column=8, index=True)]
InOrderSince = Annotated[date, About(N_("Since"), column=10, start=Start.TODAY, not_before="state_since")]
Removed = Annotated[date, About(N_("Removed"), column=10, index=True, start=Start.TODAY, not_before="")]
Findings = Annotated[str, Field(max_length=2000), About(N_("Findings"), column=30, lines=3)]
CheckedAt = Annotated[datetime, About(N_("Checked at"), column=16, index=True, start=Start.NOW, not_before="in_force")]

SealsSeen = Annotated[bool, About(N_("Seals in order"))]
LedgerSeen = Annotated[bool, About(N_("Ledger in order"))]
LockersSeen = Annotated[bool, About(N_("Phone lockers in order"))]

# Of who is allowed in

Person = Annotated[str, About(N_("Person"), column=14, refers="person", says=Role.SUBJECT, index=True)]
AllowedUntil = Annotated[date, About(N_("Allowed until"), column=10, to_come=True)]
EndedOn = Annotated[date, About(N_("No longer allowed since"), column=10, start=Start.TODAY, not_before="")]
EndedBecause = Annotated[Line, About(N_("Why no longer"))]

# Of the surroundings

Seen = Annotated[
    str,
    Field(max_length=2000),
    REQUIRED,
    About(N_("Surroundings"), help=N_("Places only; no firms, nobody."), column=40, lines=4),
]
NearPlace = Annotated[
    Line,
    REQUIRED,
    About(N_("Place around"), help=N_("A building, road or height; no firm, nobody."), column=24),
]
Towards = Annotated[vocabulary.Direction, About(N_("Direction"), column=8)]
Metres = Annotated[Count, About(N_("Distance"), unit=N_("metres"), column=6)]
ExposedBy = Annotated[vocabulary.Exposing, About(N_("Exposed to"), column=8, index=True)]
HowGrave = Annotated[vocabulary.Severity, About(N_("Severity"), column=8, index=True)]
Measures = Annotated[str, Field(max_length=2000), REQUIRED, About(N_("What we do"), column=30, lines=3)]
MeasuresDue = Annotated[date, About(N_("Due"), column=10, index=True, to_come=True)]
SeenTo = Annotated[date, About(N_("Seen to on"), column=10, index=True, start=Start.TODAY, not_before="found")]
DoneAs = Annotated[str, Field(max_length=2000), About(N_("What was done"), lines=3)]
ToldTo = Annotated[Line, About(N_("Reported to"), help=N_("The authority, for a new building near by."))]
ToldOn = Annotated[date, About(N_("Reported on"), not_before="")]

# Of secret meetings

MeetingName = Annotated[Line, REQUIRED, About(N_("Name"), column=24, search=True)]
Organiser = Annotated[str, About(N_("Organiser"), column=12, refers="unit", index=True)]
MeetingAt = Annotated[datetime, About(N_("Begins"), column=16, index=True, to_come=True)]
MeetingPlace = Annotated[str, About(N_("Area"), column=14, refers="area", index=True)]
Lead = Annotated[str, About(N_("Secrecy lead"), column=8, refers="officer", says=Role.WORK, index=True, start=Start.ME)]
MayAttend = Annotated[
    str, Field(max_length=2000), REQUIRED, About(N_("Who may attend"), help=N_("By unit and post."), lines=3)
]
Plan = Annotated[Line, REQUIRED, About(N_("Secrecy plan"), help=N_("Its number, and where the paper is kept."))]
Printed = Annotated[Count, About(N_("Papers printed"), column=6)]
Given = Annotated[Count, About(N_("Papers handed out"), column=6)]
Back = Annotated[Count, About(N_("Papers back"), column=6)]
PapersWith = Annotated[str, About(N_("Papers kept by"), refers="officer", says=Role.DOER)]
MissingPapers = Annotated[
    Line, About(N_("Papers that are not back"), help=N_("Where they are, or under which number it is looked into."))
]
Held = Annotated[date, About(N_("Held"), column=10, start=Start.TODAY, not_before="")]
