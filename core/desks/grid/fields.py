"""The fields that the records of the grid and its actions share. Each is declared once; `REQUIRED` makes one that a
record may lack one that an action asks for.
"""

from dataclasses import replace
from datetime import date
from typing import Annotated

from pydantic import Field

from core.desks.grid import vocabulary
from core.desks.grid.vocabulary import LONGEST_CODE
from core.model.field import ANY, About, FieldOf, Role, Start
from core.values.cadence import Rhythm
from core.values.field_types import AS_CODE, REQUIRED, Line
from core.values.sentence import N_

FROM = About(N_("From"), start=Start.TODAY, not_before="")
From = Annotated[date, FROM]
"""From which day on something is so: today, or earlier if it is entered afterwards."""
CELL = About(N_("Cell"), column=20, refers="cell", says=Role.WORK, index=True)
Cell = Annotated[str, CELL]

# Of a cell

Code = Annotated[
    str,
    Field(min_length=1, max_length=LONGEST_CODE),
    AS_CODE,
    About(N_("Code"), column=12, index=True, search=True),
]
Name = Annotated[Line, REQUIRED, About(N_("Name"), column=24, search=True, pinyin=True)]
Unit = Annotated[str, About(N_("Unit"), refers="unit", rights=True)]
Parent = Annotated[
    str,
    About(
        N_("Cell above"),
        help=N_("Empty: it is at the top."),
        column=20,
        refers="cell",
        says=Role.WORK,
        index=True,
        rights=True,
    ),
]
Lead = Annotated[str, About(N_("Lead"), column=14, refers="person", says=Role.WORK, index=True)]
Scope = Annotated[str, About(N_("Scope"), lines=3, search=True)]
CellStart = Annotated[date, About(N_("Start"), column=10, start=Start.TODAY)]
CellEnd = Annotated[date, About(N_("End"), column=10, start=Start.TODAY, not_before="start")]
MergedFrom = Annotated[date, replace(FROM, not_before="start")]
MergedInto = Annotated[str, About(N_("Merged into cell"), refers="cell", says=Role.SUBJECT, start=FieldOf("parent"))]

# Of a membership

Person = Annotated[str, About(N_("Person"), column=18, refers="person", says=Role.SUBJECT, index=True)]
MemberOf = Annotated[str, replace(CELL, column=22)]
Part = Annotated[vocabulary.Part, About(N_("Part"), column=12)]
Primary = Annotated[bool, About(N_("Primary"), help=N_("The one cell the person is counted in."), column=8)]
SINCE = About(N_("Since"), column=10, start=Start.TODAY, not_before="")
Since = Annotated[date, SINCE]
Until = Annotated[date, About(N_("Until"), column=10, start=Start.TODAY, not_before="since")]
MovedFrom = Annotated[date, replace(FROM, not_before="since")]
TakenOverBy = Annotated[str, About(N_("Taken over by"), column=18, refers="person", says=Role.SUBJECT, index=True)]

# Of a warning

Level = Annotated[vocabulary.Level, About(N_("Level"), column=6, index=True)]
What = Annotated[Line, REQUIRED, About(N_("What"), column=36, search=True)]
Place = Annotated[Line, About(N_("Place"), search=True)]
Concerns = Annotated[str, About(N_("About"), refers=ANY)]
Done = Annotated[str, About(N_("What was done"), lines=3, search=True)]

# Of a duty card

Duty = Annotated[str, REQUIRED, About(N_("Duty"), column=40, lines=3, search=True)]
DutyCell = Annotated[str, replace(CELL, help=N_("Or a role or department below."))]
Body = Annotated[Line, About(N_("Role or department"), column=14, search=True)]
HowOften = Annotated[Rhythm, About(N_("How often"), column=10)]
EveryDays = Annotated[int, Field(le=3660), About(N_("Number of days"))]
Evidence = Annotated[str, About(N_("Evidence asked for"), lines=2)]
CardStart = Annotated[date, About(N_("Start"), start=Start.TODAY)]
CARD_END = About(N_("End"))
CardEnd = Annotated[date, CARD_END]
EndedOn = Annotated[date, replace(CARD_END, start=Start.TODAY)]
DoneOn = Annotated[date, About(N_("Date"), column=10, start=Start.TODAY, not_before="start")]
Mistake = Annotated[str, About(N_("Why it was a mistake"), lines=2, search=True)]
