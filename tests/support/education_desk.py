"""The education desk of a site with two units and six people."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from core.desks.education import Attendance, Presence, Programme, Session, SessionStage
from core.desks.education.attendance import NAMED, TakeAttendance
from core.desks.education.audience import people_for
from core.desks.education.planning_ahead import PlanAhead
from core.desks.education.programmes import AmendProgramme, PlanProgramme
from core.desks.education.sessions import HoldSession, PlanSession
from core.desks.people.records import Person
from core.model.action import Action
from core.model.figure import FIGURES
from core.model.query import EVERYTHING, Condition, Is, Query
from core.office.office import Office
from core.office.refusals import Refused
from core.values.cadence import Rhythm
from data.site.open_site import OpenSite

TODAY = date(2026, 11, 23)  # a Monday
SHOWN = (Session, (Programme,))
"""What stands on the calendar: sessions, and programmes as bands."""


@dataclass
class Desk:
    """The education desk of a site with two units and six people, two of them of one name."""

    site: OpenSite
    office: Office
    units: tuple[str, str]

    def do(self, action: Action) -> str:
        self.office.do(action)
        return action.target

    def refused(self, action: Action) -> str:
        with pytest.raises(Refused) as refused:
            self.office.do(action)
        return " ".join(str(finding) for finding in refused.value.findings)

    def programme(self, **given: Any) -> Programme:
        fields = {"name": "反间谍教育", "start": date(2026, 9, 1), "rhythm": Rhythm.MONTHLY, "minutes": 90}
        identifier = self.do(PlanProgramme(**{**fields, **given}))
        made: Programme = self.get("programme", identifier)
        return made

    def session(self, programme: Programme, day: date, hour: int = 9, **given: Any) -> Session:
        when = datetime.combine(day, datetime.min.time()) + timedelta(hours=hour)
        made: Session = self.get("session", self.do(PlanSession(programme=programme.id, when=when, **given)))
        return made

    def get(self, kind: str, identifier: str) -> Any:
        return self.office.get(kind, identifier)

    def person(self, number: str) -> Person:
        found: Person = self.office.find(Query("person", Is("number", (number,))))[0]
        return found

    def attendance(self, session: Session, number: str) -> Attendance:
        person = self.person(number).id
        of_session: list[Attendance] = self.office.find(Query("attendance", Is("session", (session.id,))))
        return next(each for each in of_session if each.person == person)

    def marks(self, session: Session) -> dict[str, str]:
        found = self.office.find(Query("attendance", Is("session", (session.id,))))
        return {self.get("person", each.person).number: each.stage.value for each in found}

    def due(self) -> dict[str, date]:
        return {item.of: item.due for item in self.office.find(Query("agenda"))}


def numbers(desk: Desk, programme: Programme, day: date) -> list[str]:
    return [person.number for person in people_for(programme, desk.office, day)]


def taking(desk: Desk, session: Session, marks: dict[str, Presence]) -> TakeAttendance:
    """Return the taking that says these marks, as the screen does."""
    lists = {stage.value: "\n".join(who for who, each in marks.items() if each == stage) for stage in NAMED}
    return TakeAttendance(target=session.id, others=None, **lists)


def counts(office: Office, name: str, by: str, where: Condition = EVERYTHING) -> dict[str, int]:
    """Return what a figure of the coverage comes to by a column."""
    return {key: number.count for key, number in FIGURES[name].numbers(office, by, where).items()}


RECURRING = [rhythm for rhythm in Rhythm if rhythm != Rhythm.WINDOW]


class Turned(Desk):
    """The desk, with a calendar that can be turned and the public holidays of China."""

    def on(self, *day: int) -> "Turned":
        now = datetime.combine(date(*day), time(9))
        self.office._clock = lambda: now
        return self

    def held(self, programme: Programme, day: date) -> None:
        self.do(HoldSession(target=self.session(programme, day).id))

    def now(self, programme: Programme) -> Programme:
        found: Programme = self.get("programme", programme.id)
        return found

    def amend(self, programme: Programme, **given: Any) -> list[str]:
        """Amend a programme; return what was foreseen of it."""
        asked = AmendProgramme.suggest(self.now(programme), self.office.context()) | given
        return self.foreseen_and_done(AmendProgramme(target=programme.id, **asked), programme)

    def ahead(self, programme: Programme, first: datetime, until: date) -> list[str]:
        """Plan a programme ahead; return what was foreseen of it."""
        return self.foreseen_and_done(PlanAhead(target=programme.id, first=first, until=until), programme)

    def foreseen_and_done(self, action: Action, programme: Programme) -> list[str]:
        foreseen = [str(each) for each in action.foresee(self.now(programme), self.office.context())]
        self.do(action)
        return foreseen

    def planned(self, programme: Programme) -> list[datetime]:
        found = self.office.find(Query("session", Is("programme", (programme.id,)), ("when",)))
        return [each.when for each in found if each.stage == SessionStage.PLANNED]
