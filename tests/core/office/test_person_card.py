"""A person's card: what names a person follows from the declarations, and holds to the rights of whoever looks."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from core.desks.education.attendance import TakeAttendance
from core.desks.education.programmes import PlanProgramme
from core.desks.education.sessions import PlanSession
from core.desks.grievances import RegisterGrievance
from core.desks.people.people import AddPerson
from core.model.card_section import card_sections
from core.model.field import ANY
from core.model.query import Query
from core.model.record import RECORDS, columns
from core.office.office import Office
from core.office.person_card import threads
from core.values.cadence import Rhythm
from tests.support.every_case import every
from tests.support.site_driver import appoint


@pytest.fixture
def person(office: Office) -> str:
    """赵强, who is an officer too, and of whom a grievance complains."""
    asked = AddPerson(name="赵强", number="1001", joined=date(2020, 1, 1))
    office.do(asked)
    appoint(office, "赵强", 2, "handler", person=asked.target)
    office.do(RegisterGrievance(subject="反映加班未付", received=office.now, person=asked.target))
    return asked.target


def named(office: Office, person: str) -> dict[tuple[str, str], int]:
    """How many records of which kind name the person in which field."""
    counts = {
        (thread.record_type.kind, thread.column.name): office.count(thread.query) for thread in threads(office, person)
    }
    return {key: count for key, count in counts.items() if count}


def test_whatever_names_the_person_stands_on_the_card(office: Office, person: str) -> None:
    assert named(office, person) == {("officer", "person"): 1, ("grievance", "person"): 1}


def test_every_field_that_names_a_person_is_asked_for(office: Office, person: str) -> None:
    declared = {
        (kind, name)
        for kind, record_type in RECORDS.items()
        for name, column in columns(record_type).items()
        if column.about.refers in ("person", ANY) and column.type is str and not record_type.is_derived
    }
    assert {(thread.record_type.kind, thread.column.name) for thread in threads(office, person)} == declared


def test_nobody_else_stands_on_it(office: Office, person: str) -> None:
    other = AddPerson(name="张三", number="1002")
    office.do(other)
    assert named(office, other.target) == {}


def test_a_field_that_is_masked_for_an_officer_tells_nothing(
    office: Office, person: str, colleague: Callable[..., Office]
) -> None:
    supervisor = colleague("李明", "supervisor")  # reads grievances, and need not know of whom they complain
    assert supervisor.count(Query("grievance")) == 1
    assert named(supervisor, person) == {("officer", "person"): 1}


def test_what_an_officer_does_not_read_is_not_even_asked_for(person: str, colleague: Callable[..., Office]) -> None:
    registrar = colleague("李明", "registrar")
    assert "grievance" not in {thread.record_type.kind for thread in threads(registrar, person)}


def test_the_card_tells_how_the_person_stands_with_each_programme(
    office: Office, person: str, colleague: Callable[..., Office]
) -> None:
    programme = PlanProgramme(name="反间谍教育", start=date(2026, 9, 1), rhythm=Rhythm.MONTHLY, minutes=90)
    session = PlanSession(programme=programme.target, when=datetime(2026, 11, 2, 9))
    office.do_all((programme, session, TakeAttendance(target=session.target, absent="")))
    (section,) = card_sections(office, person)
    assert section.heading.say() == "Attendance by Programme"
    assert [told.say() for told in section.lines] == ["反间谍教育: Attended 1, Hours 1.5"]
    auditor = colleague("方审", "auditor")
    assert list(card_sections(auditor, person)) == []


@every("kind", sorted(kind for kind, each in RECORDS.items() if not each.is_derived))
def test_what_names_a_person_is_found_by_an_index(kind: str) -> None:
    """A card is painted at once, however many records there are of a kind."""
    leading = {each[0] for each in RECORDS[kind].indexes}
    for name, column in columns(RECORDS[kind]).items():
        if column.about.refers == "person" and column.type is str:
            assert column.about.index or name in leading, name
