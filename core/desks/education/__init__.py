"""Who has to learn what, when, and who was there? Education 教育日历.

Imports `core.desks.people`, `core.desks.grid` and `core.desks.grievances`.

- `vocabulary`: closed lists, duties and the section of the policy pack.
- `fields`: what records and actions share of their fields.
- `records`: programmes 教育计划 and the periods they ask for, sessions 活动 and teaching cases.
- `attendance_record`: attendance 参训 of one person at one session.
- `audience`: whom a programme is for: everyone, units, cells, posts or roles in the grid.
- `attendance_list`: who is expected at a session; reading a pasted list of names against it.
- `programmes`: planning, amending, handing over and ending programmes.
- `case_library`: cases to learn from 案例库, and which one comes next.
- `sessions`: planning, moving, cancelling and holding sessions.
- `planning_ahead`: a session in every period of a programme, days off giving way to working days.
- `attendance`: taking attendance, making up what was missed, waiving it.
- `coverage`: who has had how much of what, what is owed, and what lapses soon.
- `month_plan`: the printed month plan 月度教育计划.
- `attendance_import`: import of a sign-in list 签到表, or a list of those absent, of one session or several.
"""

from core.desks.education import attendance, case_library, month_plan, programmes, sessions
from core.desks.education.attendance_record import Attendance
from core.desks.education.records import CaseStory, Programme, Session
from core.desks.education.vocabulary import Audience, EducationSettings, Presence, SessionStage, Theme

__all__ = [
    "Attendance",
    "Audience",
    "CaseStory",
    "EducationSettings",
    "Presence",
    "Programme",
    "Session",
    "SessionStage",
    "Theme",
    "attendance",
    "case_library",
    "month_plan",
    "programmes",
    "sessions",
]
