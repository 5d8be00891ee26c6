"""The education desk: the calendar with the sessions of the day, and the lists of programmes, attendance and cases."""

from typing import ClassVar

from core.desks.administration.exports import RecordExport
from core.desks.education.attendance import TakeAttendance
from core.desks.education.records import Session
from core.model.action import Action
from core.model.printout import PAPERS
from core.model.query import Between, Query, both
from core.model.record import Record
from core.values.refusal import Refusal
from core.values.section import Section
from core.values.sentence import N_
from tui.dashboards.calendar_screen import CalendarCommand, CalendarScreen
from tui.frame.desk import Desk
from tui.screens.education.attendance import AttendanceScreen


class MonthPlanOfEducation(CalendarCommand):
    """Write it to a .docx file."""

    key = "P"
    duty = RecordExport
    in_bar = False
    reads_again = False

    async def run(self, screen: "EducationScreen") -> None:
        """Write the plan of the month that is shown to a file."""
        from tui.actions.printing import print_paper

        plan = PAPERS["education_month"]
        await print_paper(screen.app, screen.office, screen.sealdesk.backend, plan, f"{screen.day:%Y-%m}")


class EducationScreen(CalendarScreen):
    """The calendar, and the lists."""

    foremost = frozenset({"do('take_attendance')"})
    empty = N_("Nothing on this day. n plans a session.")
    shown: ClassVar[dict[str, tuple[str, ...]]] = {
        "session": ("when", "topic", "stage", "place", "lecturer", "programme", "taken"),
        "programme": ("due", "name", "audience", "theme", "officer", "ended"),
        "attendance": ("due", "name", "stage", "session", "reason", "unit"),
    }

    def query_now(self) -> Query:
        """Return what the list asks for: of attendance what is owed."""
        if self.kind == "attendance" and not self.line:
            return Query("attendance", both(self._where, Between("due")))
        return super().query_now()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer no paper of a session under the calendar, where the plan of the month is printed."""
        return False if action == "print" and self.kind == "session" else super().check_action(action, parameters)

    async def perform(self, action: type[Action], record: Record | None) -> None:
        """Take attendance with the screen made for it; a session of which none can be taken says why before."""
        if action is not TakeAttendance or not isinstance(record, Session):
            await super().perform(action, record)
            return
        try:
            self.office.rehearse((TakeAttendance(target=record.id),))
        except Refusal as refusal:
            self.sealdesk.say(refusal)
            return
        await self.app.push_screen_wait(AttendanceScreen(self.office, record))
        self.reload()


DESK = Desk(
    Section.PREVENTION,
    N_("Education"),
    ("session", "programme", "attendance", "case_story"),
    EducationScreen,
    commands=(MonthPlanOfEducation(),),
    place=3,
    letter="e",
)
