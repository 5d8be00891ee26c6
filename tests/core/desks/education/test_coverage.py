"""Coverage: who was reached, by programme, unit and person, and what lapses."""

from collections.abc import Callable
from datetime import date

from core.desks.education import Session
from core.desks.education.attendance import MakeUp, TakeAttendance
from core.desks.education.coverage import lapses, not_had
from core.model.card_section import card_sections
from core.model.chart import COUNT, View
from core.model.dashboard import DASHBOARDS
from core.model.figure import FIGURES
from core.model.query import Between, Is, Query
from core.model.span import Span
from core.office.office import Office
from core.values.cadence import Rhythm
from tests.support.education_desk import TODAY, Desk, counts


def test_coverage_by_programme_unit_and_person_is_what_the_records_say(desk: Desk) -> None:
    programme = desk.programme()
    for day, absent in ((2, "1002、1003"), (9, "1002"), (16, "")):
        session = desk.session(programme, date(2026, 11, day))
        desk.do(TakeAttendance(target=session.id, absent=absent))
    desk.do(MakeUp(target=desk.attendance(session_of(desk, 2), "1003").id, made_up=TODAY))
    office, this_year = desk.office, Is("year", (2026,))
    expected = {
        "covered": "88%",
        "attended": "16",
        "missed": "2",
        "owed_makeups": "2",
        "missed_repeatedly": "2",
        "hours": "24.0",
    }
    assert {name: FIGURES[name].number(office, this_year).text for name in expected} == expected
    assert counts(office, "attended", "unit") == {desk.units[0]: 9, desk.units[1]: 7}
    assert counts(office, "missed", "unit") == counts(office, "missed_repeatedly", "unit") == {desk.units[1]: 2}
    person = desk.person("1002").id
    assert counts(office, "missed_repeatedly", "person") == {person: 2}
    assert counts(office, "covered", "programme", Is("year", (2025,))) == {}


def test_the_card_of_a_person_tells_it_by_programme(desk: Desk) -> None:
    programme = desk.programme()
    for day, absent in ((2, "1002"), (9, "1002"), (16, "")):
        desk.do(TakeAttendance(target=desk.session(programme, date(2026, 11, day)).id, absent=absent))
    (section,) = card_sections(desk.office, desk.person("1002").id)
    assert str(section.heading) == "Attendance by Programme"
    assert [str(line) for line in section.lines] == ["反间谍教育: Attended 1, Missed 2, Owed 2, Hours 1.5"]


def session_of(desk: Desk, day: int) -> Session:
    found: Session = desk.office.find(Query("session", Between("when", date(2026, 11, day), date(2026, 11, day))))[0]
    return found


def test_what_lapses_is_told_with_how_many_it_concerns(desk: Desk) -> None:
    monthly = desk.programme(start=date(2026, 11, 1))
    yearly = desk.programme(rhythm=Rhythm.YEARLY, start=date(2026, 1, 1), name="年度")
    session = desk.session(monthly, date(2026, 11, 20))
    desk.do(TakeAttendance(target=session.id, absent="李四"))
    found = lapses(desk.office, TODAY, 30)
    assert [(lapse.on, lapse.programme, lapse.period and lapse.period.key, lapse.people) for lapse in found] == [
        (date(2026, 11, 30), monthly.id, "2026-11", 1),
        (date(2026, 12, 4), monthly.id, None, 1),
    ]
    assert found[0].period
    assert not_had(desk.office, monthly, found[0].period, TODAY) == [desk.person("1002").id]
    assert [lapse.programme for lapse in lapses(desk.office, TODAY, 60)][-1] == yearly.id
    (page,) = (page for page in DASHBOARDS["coverage"].pages if str(page[0].title) == "Lapsing")
    shown = [line.numbers[COUNT] for line in page[0].lines(desk.office, View(Span()))]
    assert [(each.figure.kind, desk.office.count(each.query(desk.office))) for each in shown] == [
        ("person", 1),
        ("attendance", 1),
    ]


def test_an_officer_of_a_unit_counts_the_attendance_of_that_unit_only(
    desk: Desk, colleague: Callable[..., Office]
) -> None:
    session = desk.session(desk.programme(), TODAY)
    desk.do(TakeAttendance(target=session.id, absent="1002"))
    bound = colleague("干事", "education_clerk", unit=desk.units[0])
    assert set(counts(bound, "covered", "unit")) == {desk.units[0]}
    assert bound.count(Query("attendance")) == 3
    assert bound.count(Query("attendance", Is("owed", (True,)))) == 0
    assert lapses(bound, TODAY, 30) == []
