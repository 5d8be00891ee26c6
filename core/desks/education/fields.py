"""The fields of programmes, sessions, attendance and cases that records and actions share, each with its name."""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from core.desks.education import vocabulary
from core.model.field import About, Role, Start
from core.values import bounds, cadence
from core.values.field_types import REQUIRED, Line
from core.values.sentence import N_

PROGRAMME = About(N_("Programme"), refers="programme")
LECTURER = About(N_("Lecturer"), search=True)
CASE = About(N_("Case used"), refers="case_story")
KEPT_BY = About(N_("Kept by"), refers="officer", says=Role.WORK)

Minutes = Annotated[bounds.Minutes, About(N_("Minutes"))]
KeptBy = Annotated[str, KEPT_BY]

# Of a programme

Name = Annotated[Line, REQUIRED, About(N_("Name"), column=28, search=True, pinyin=True)]
Theme = Annotated[vocabulary.Theme, About(N_("Theme"), column=12, index=True)]
Audience = Annotated[vocabulary.Audience, About(N_("Audience"), column=10)]
Rhythm = Annotated[cadence.Rhythm, About(N_("How often"), help=N_("A campaign is once within a window."), column=10)]
Days = Annotated[bounds.Days, About(N_("Number of days"))]
First = Annotated[date, About(N_("Start"), column=10, start=Start.TODAY)]
End = Annotated[date, About(N_("Until"), index=True)]
Required = Annotated[bounds.Percent, About(N_("Required attendance, %"))]
Lecturer = Annotated[str, Field(max_length=60), LECTURER]
Material = Annotated[str, About(N_("Material"), lines=4, search=True)]
Ended = Annotated[date, About(N_("Ended"), column=10, start=Start.TODAY, not_before="start")]
EndedBecause = Annotated[Line, About(N_("Why the programme ended"))]

# Of a session

When = Annotated[
    datetime,
    About(N_("When"), help=N_("Day and time, such as 2026-11-30 09:00."), column=16, index=True, workday=True),
]
Topic = Annotated[Line, About(N_("Topic"), column=28, search=True)]
OfProgramme = Annotated[str, replace(PROGRAMME, column=16)]
Place = Annotated[str, Field(max_length=100), About(N_("Place"), column=12, search=True)]
SessionLecturer = Annotated[str, Field(max_length=60), replace(LECTURER, column=10)]
Case = Annotated[str, CASE]
CaseOrNext = Annotated[str, replace(CASE, help=N_("Empty: for a case of the week, the next one."))]
Evidence = Annotated[str, About(N_("Evidence"), lines=3, search=True)]
Questions = Annotated[str, About(N_("Questions asked"), lines=3, search=True)]
Quiz = Annotated[bounds.Percent, About(N_("Quiz result, %"))]
WhyCancelled = Annotated[Line, About(N_("Why it was cancelled"))]
Waived = Annotated[bool, About(N_("Its period is excused"), help=N_("No other session is owed for it."))]

# Of an attendance

Presence = Annotated[vocabulary.Presence, About(N_("Presence"), column=8)]
Reason = Annotated[Line, About(N_("Reason"), column=14)]
MakeUpDue = Annotated[date, About(N_("Make-up due"), column=10, to_come=True)]
MadeUp = Annotated[date, About(N_("Made up on"), start=Start.TODAY, not_before="day")]
MadeUpIn = Annotated[str, About(N_("Made up in"), refers="session", help=N_("Empty if it was done alone."))]

# Of a case

Title = Annotated[Line, REQUIRED, About(N_("Title"), column=36, search=True)]
Facts = Annotated[str, About(N_("Facts"), lines=6, search=True)]
Law = Annotated[str, About(N_("Law"), lines=3, search=True)]
Lesson = Annotated[str, About(N_("Lesson"), lines=3, search=True)]
