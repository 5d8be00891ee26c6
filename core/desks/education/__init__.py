"""Education 教育日历: programmes, their sessions, who was there, the case library, and what of it is owed.

`words` and `records` say what is kept; `programmes`, `sessions`, `attendance` and `cases` what an officer does;
`audience` and `roll` whom it is for; `periods` what is owed; `calendar`, `coverage` and `plan` what the screens show.
"""

from core.desks.education import attendance, cases, plan, programmes, sessions
from core.desks.education.records import Attendance, CaseStory, Programme, Session
from core.desks.education.words import Audience, EducationTerms, Presence, SessionStage, Theme

__all__ = [
    "Attendance",
    "Audience",
    "CaseStory",
    "EducationTerms",
    "Presence",
    "Programme",
    "Session",
    "SessionStage",
    "Theme",
    "attendance",
    "cases",
    "plan",
    "programmes",
    "sessions",
]
