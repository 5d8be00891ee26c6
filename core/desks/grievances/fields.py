"""The fields that the records of the desk and its actions share. Each is declared once; `REQUIRED` makes one that a
record may lack one that an action asks for.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from core.desks.grievances import vocabulary
from core.desks.grievances.vocabulary import PETITIONER, PetitionerName
from core.model.field import About, FieldOf, Role, Start
from core.values.field_types import AS_CODE, REQUIRED, Line
from core.values.sentence import N_

# Of a grievance

Number = Annotated[
    str,
    Field(max_length=40),
    AS_CODE,
    About(N_("Number"), help=N_("Empty: the next of this year."), column=12, index=True, search=True),
]
Channel = Annotated[vocabulary.Channel, About(N_("Channel"), column=8, index=True)]
Received = Annotated[datetime, About(N_("Received"), column=10, index=True, start=Start.NOW, not_before="")]
Subject = Annotated[Line, REQUIRED, About(N_("Subject"), column=44, search=True)]
Text = Annotated[str, About(N_("Text"), lines=8, search=True)]
Category = Annotated[str, About(N_("Category"), column=16, options="categories", index=True)]
Urgency = Annotated[vocabulary.Urgency, About(N_("Urgency"), index=True)]
Unit = Annotated[str, About(N_("Unit"), refers="unit", index=True)]
Cell = Annotated[str, About(N_("Cell"), refers="cell", says=Role.WORK, index=True)]
PetitionerIs = Annotated[vocabulary.Petitioner, About(N_("Petitioner status"))]
Petitioner = Annotated[
    PetitionerName, About(N_("Petitioner"), help=N_("Empty if anonymous."), masked=PETITIONER, pinyin=True, index=True)
]
ComplainedOf = Annotated[
    str,
    About(
        N_("Complained of"),
        refers="person",
        says=Role.SUBJECT,
        help=N_("If it complains of a member of staff."),
        masked=PETITIONER,
        index=True,
    ),
]
Handler = Annotated[str, About(N_("Handler"), column=10, refers="officer", says=Role.WORK)]
Accepted = Annotated[date, About(N_("Accepted"), start=Start.TODAY, not_before="received")]
ExtensionReason = Annotated[Line, About(N_("Reason for extension"), column=30)]
PausedUntil = Annotated[date, About(N_("Paused until"))]
PauseReason = Annotated[Line, About(N_("Reason for the pause"))]
RedirectedTo = Annotated[
    Line, About(N_("Redirected to"), help=N_("Who is competent: a unit, an agency or a court."), search=True)
]
Told = Annotated[str, About(N_("Told the petitioner"), lines=3)]
OUTCOME = About(N_("Outcome"))
Outcome = Annotated[vocabulary.Outcome, OUTCOME]

# Of its parts

STEP_DAY = About(N_("Date"), column=10, start=Start.TODAY, not_before="received")
StepIs = Annotated[vocabulary.StepKind, About(N_("Step"), column=14)]
StepDay = Annotated[date, STEP_DAY]
StepText = Annotated[str, REQUIRED, About(N_("Text"), column=60, lines=8, search=True)]
Next = Annotated[Line, About(N_("Next step"))]
NextDue = Annotated[date, About(N_("Next step due"), column=10)]
Reply = Annotated[str, REQUIRED, About(N_("Reply"), lines=10)]

Instruction = Annotated[str, REQUIRED, About(N_("Instruction"), column=50, lines=4, search=True)]
InstructionDue = Annotated[date, About(N_("Due"), column=10, to_come=True)]
Answer = Annotated[str, About(N_("Answer"), column=30, lines=4, search=True)]

ConsultationDay = Annotated[date, replace(STEP_DAY, start=None, not_before=None, workday=True, to_come=True)]
Question = Annotated[str, REQUIRED, About(N_("Question"), column=40, lines=3, search=True)]
Invited = Annotated[
    Line, REQUIRED, About(N_("Who is asked"), help=N_("Departments, partners or officers, by name."), column=24)
]
Held = Annotated[date, About(N_("Held"), column=10, start=Start.TODAY)]
Attended = Annotated[Line, About(N_("Who took part"), start=FieldOf("invited"))]
Opinion = Annotated[str, About(N_("Opinion"), lines=6, search=True)]
Cancelled = Annotated[Line, About(N_("Why it was cancelled"))]

Partner = Annotated[str, About(N_("Partner"), column=24, refers="partner", index=True)]
Asked = Annotated[str, REQUIRED, About(N_("Asked of the partner"), column=40, lines=4, search=True)]
ANSWER_DUE = About(N_("Answer due"), column=10, to_come=True)
AnswerDue = Annotated[date, ANSWER_DUE]
ResultDue = Annotated[date, replace(ANSWER_DUE, label=N_("Result due"))]
Answered = Annotated[date, About(N_("Answered"), column=10, start=Start.TODAY, not_before="day")]
Finished = Annotated[date, About(N_("Finished"), column=10, start=Start.TODAY, not_before="day")]
Reason = Annotated[str, About(N_("Reason"), lines=2, search=True)]
Result = Annotated[str, About(N_("Result"), lines=4, search=True)]

ReviewAsked = Annotated[date, About(N_("Asked for"), column=10, start=Start.TODAY, not_before="closed")]
Grounds = Annotated[str, REQUIRED, About(N_("Grounds"), column=40, lines=4, search=True)]
Reviewer = Annotated[str, About(N_("Reviewer"), column=12, refers="officer", says=Role.WORK)]
Decision = Annotated[vocabulary.Decision, About(N_("Decision"), column=12)]
NewOutcome = Annotated[vocabulary.Outcome, replace(OUTCOME, help=N_("Only if it is changed."))]
Reasons = Annotated[str, About(N_("Reasons"), lines=4, search=True)]

# Of a recusal

Person = Annotated[str, About(N_("Person"), column=20, refers="person", says=Role.SUBJECT, index=True)]
EndedWhy = Annotated[Line, About(N_("Why it ended"), column=20)]
