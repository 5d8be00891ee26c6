"""The fields that the records of the desk and its actions share. Each is declared once."""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from core.desks.visits import vocabulary
from core.desks.visits.vocabulary import DOCUMENTS
from core.model.field import About, FieldOf, Role, Start
from core.values.classification import Classification
from core.values.field_types import AS_CODE, AS_NAME, REQUIRED, Line
from core.values.sentence import N_

# Of a visit

Type = Annotated[vocabulary.VisitType, About(N_("Kind of visit"), column=10, index=True)]
Area = Annotated[str, About(N_("Area"), column=24, refers="area", index=True)]
OtherAreas = Annotated[tuple[str, ...], About(N_("Other areas"), refers="area")]
NAME = About(
    N_("Visitor"), column=10, unsought=True, help=N_("Of a group: who leads it. The names are on a paper of their own.")
)  # fmt: skip
Name = Annotated[str, Field(min_length=1, max_length=60), AS_NAME, NAME]
Body = Annotated[str, Field(max_length=100), About(N_("Visitor's body"), column=12, unsought=True)]
People = Annotated[int, Field(ge=1, le=500), About(N_("How many people"), column=6)]
Phone = Annotated[str, Field(max_length=40), AS_CODE, About(N_("Telephone"), unsought=True, masked=DOCUMENTS)]
Foreign = Annotated[bool, About(N_("From abroad"), help=N_("Needs the second approval of a supervisor."))]
Plate = Annotated[str, Field(max_length=20), AS_CODE, About(N_("Plate"), unsought=True)]
Driver = Annotated[str, Field(max_length=60), AS_NAME, About(N_("Driver"), unsought=True)]
Host = Annotated[str, About(N_("Host"), column=14, refers="person", says=Role.WORK, index=True)]
Escort = Annotated[str, About(N_("Escort"), refers="person", says=Role.WORK, index=True)]
Purpose = Annotated[vocabulary.Purpose, About(N_("Purpose of the visit"), index=True)]
PurposeText = Annotated[Line, About(N_("What for"))]
PLANNED_IN = About(N_("Planned in"), column=16, index=True, to_come=True)
PlannedIn = Annotated[datetime, PLANNED_IN]
PLANNED_OUT = About(N_("Planned out"), index=True, not_before="planned_in", to_come=True)
PlannedOut = Annotated[datetime, PLANNED_OUT]
LeavesToday = Annotated[datetime, replace(PLANNED_OUT, not_before=None)]
Level = Annotated[Classification, About(N_("Level of what is seen"))]
Telephone = Annotated[vocabulary.DeviceRule, About(N_("Mobile phone"))]
Camera = Annotated[vocabulary.DeviceRule, About(N_("Camera or recorder"))]
Laptop = Annotated[vocabulary.DeviceRule, About(N_("Laptop"))]
DevicePermit = Annotated[
    str, Field(max_length=40), AS_CODE, About(N_("Approval number of devices"), help=N_("If one may come in."))
]
Carriers = Annotated[Line, About(N_("Carriers brought or taken"), help=N_("Their numbers."))]
Agreement = Annotated[
    str,
    Field(max_length=40),
    AS_CODE,
    About(N_("Secrecy agreement"), help=N_("The number of the one that was signed.")),
]
Note = Annotated[str, About(N_("Note"), lines=2)]
Reason = Annotated[Line, About(N_("Reason of the decision"))]
CAME = About(N_("How many came in"), start=FieldOf("people"))
Came = Annotated[int, Field(ge=1, le=500), CAME]
Left = Annotated[int, Field(ge=1, le=500), About(N_("How many go out"), start=FieldOf("inside"))]
Badge = Annotated[str, About(N_("Badge"), refers="badge", index=True)]
BadgeReturned = Annotated[bool, About(N_("Badge is back"))]

# Of its document

DocumentKind = Annotated[vocabulary.DocumentKind, About(N_("Kind of document"), column=12)]
DocumentNumber = Annotated[
    str, Field(max_length=40), AS_CODE, About(N_("Number of the document"), column=20, unsought=True, masked=DOCUMENTS)
]

# Of a badge

BadgeNumber = Annotated[
    str, Field(pattern=r"^[\w.-]{1,20}$"), AS_CODE, About(N_("Badge number"), column=12, index=True, search=True)
]
Colour = Annotated[vocabulary.BadgeColour, About(N_("Colour"), column=8, index=True)]

How = Annotated[Line, About(N_("How it was lost or found"))]

# Of a standing permission

For = Annotated[str, Field(min_length=1, max_length=100), About(N_("Person or firm"), column=20, unsought=True)]
Areas = Annotated[tuple[str, ...], REQUIRED, About(N_("Areas"), column=20, refers="area")]
PermittedArea = Annotated[str, REQUIRED, About(N_("Area"), refers="area")]
Since = Annotated[date, About(N_("From"), column=10, index=True, start=Start.TODAY)]
Until = Annotated[date, About(N_("Until"), column=10, index=True, not_before="since", to_come=True)]
Why = Annotated[Line, REQUIRED, About(N_("Reason"), column=20)]
EndedWhy = Annotated[Line, About(N_("Why it ended"))]
