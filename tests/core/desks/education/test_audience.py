"""Whom a programme is for: units, posts and cells as they are on the day."""

from datetime import date, timedelta
from typing import Any

from core.desks.education import Audience
from core.desks.education.attendance import TakeAttendance
from core.desks.education.audience import people_for
from core.desks.education.programmes import AmendProgramme, PlanProgramme
from core.desks.grid.appointments import AppointLead
from core.desks.grid.cells import AddCell, MoveCell
from core.desks.grid.members import PutInCell
from core.desks.grid.merging import EndCell, MergeCell
from core.desks.people.people import AddPerson, AddUnit, AmendPerson, AmendUnit, RecordLeaving
from core.desks.people.placements import CorrectPlacement
from core.model.query import Query
from tests.support.education_desk import TODAY, Desk, numbers


def audience(desk: Desk, day: date = TODAY, **given: Any) -> list[str]:
    return [person.number for person in people_for(desk.programme(**given), desk.office, day)]


def test_everyone_is_who_works_here_on_the_day(desk: Desk) -> None:
    desk.do(RecordLeaving(target=desk.person("1002").id, left=date(2026, 11, 10)))
    desk.do(AddPerson(name="新人", number="1009", joined=date(2026, 11, 20)))
    assert audience(desk) == ["1001", "1003", "1004", "1005", "1006", "1009"]
    assert audience(desk, date(2026, 11, 10)) == ["1001", "1002", "1003", "1004", "1005", "1006"]  # the last day
    assert audience(desk, date(2026, 11, 11)) == ["1001", "1003", "1004", "1005", "1006"]


def test_an_audience_by_units_and_posts(desk: Desk) -> None:
    below = desk.do(AddUnit(name="一班", code="01-1", parent=desk.units[0]))
    desk.do(AddPerson(name="班长", number="1008", unit=below, post="班长"))
    assert audience(desk, audience=Audience.UNITS, addressed="01") == ["1001", "1003", "1005", "1008"]
    assert audience(desk, audience=Audience.UNITS, addressed="一班、二部") == ["1002", "1004", "1006", "1008"]
    assert audience(desk, audience=Audience.POSTS, addressed="班长，会计") == ["1008"]


def test_an_audience_by_cells_is_who_was_there_on_the_day(desk: Desk) -> None:
    whole = desk.do(AddCell(code="01", name="机关", start=date(2026, 1, 1)))
    part = desk.do(AddCell(code="01-01", name="一组", parent=whole, start=date(2026, 1, 1)))
    desk.do(PutInCell(person=desk.person("1001").id, cell=part, since=date(2026, 11, 1)))
    desk.do(AppointLead(target=whole, person=desk.person("1002").id, day=date(2026, 11, 20)))
    assert audience(desk, audience=Audience.CELLS, addressed="01") == ["1001", "1002"]
    assert audience(desk, date(2026, 11, 10), audience=Audience.CELLS, addressed="01") == ["1001"]
    assert audience(desk, audience=Audience.CELLS, addressed="01-01") == ["1001"]
    assert audience(desk, audience=Audience.LEADERS) == ["1002"]
    assert audience(desk, audience=Audience.BACKBONE) == []


def test_a_programme_names_cells_and_goes_where_they_go(desk: Desk) -> None:
    one, two = (desk.do(AddCell(code=code, name=code, start=date(2026, 1, 1))) for code in ("01", "02"))
    part = desk.do(AddCell(code="01-01", name="一组", parent=one, start=date(2026, 1, 1)))
    desk.do(PutInCell(person=desk.person("1001").id, cell=part, since=date(2026, 1, 1)))
    of_part, of_one = (
        desk.programme(audience=Audience.CELLS, addressed=code, name=f"教育{code}") for code in ("01-01", "01")
    )
    moved = MoveCell(target=one, code="09").side_effects(desk.get("cell", one), desk.office.context())
    assert {what.say(): count for what, count in moved} == {
        "Programmes (Cells)": 2,
        "Cells below, whose codes follow": 1,
    }
    desk.do(MoveCell(target=part, parent=two, code="02-01"))
    newcomer = desk.do(AddCell(code="01-01", name="新组", parent=one, start=TODAY))
    desk.do(PutInCell(person=desk.person("1002").id, cell=newcomer, since=TODAY))
    assert numbers(desk, of_part, TODAY) == ["1001"]
    assert numbers(desk, of_one, TODAY) == ["1002"]
    assert numbers(desk, of_one, TODAY - timedelta(days=1)) == ["1001"]  # the cell stood below the other one then


def test_a_merged_cell_takes_its_programmes_along_and_keeps_its_past(desk: Desk) -> None:
    one, two = (desk.do(AddCell(code=code, name=code, start=date(2026, 1, 1))) for code in ("01", "02"))
    part = desk.do(AddCell(code="01-01", name="一组", parent=one, start=date(2026, 1, 1)))
    for number, cell in (("1001", one), ("1002", part), ("1003", two)):
        desk.do(PutInCell(person=desk.person(number).id, cell=cell, since=date(2026, 1, 1)))
    programme = desk.programme(audience=Audience.CELLS, addressed="01")
    merger = MergeCell(target=one, into=two, day=date(2026, 11, 20))
    moved = {what.say(): count for what, count in merger.side_effects(desk.get("cell", one), desk.office.context())}
    assert moved["Programmes (Cells)"] == 1
    assert "Programmes (Cells)" in desk.refused(EndCell(target=one, day=TODAY))
    desk.do(merger)
    assert numbers(desk, programme, date(2026, 11, 19)) == ["1001", "1002"]
    assert numbers(desk, programme, date(2026, 11, 20)) == ["1001", "1002", "1003"]
    asked = AmendProgramme.suggest(programme, desk.office.context())
    desk.do(AmendProgramme(target=programme.id, **asked))
    assert desk.get("programme", programme.id) == programme
    assert "“01”" in desk.refused(PlanProgramme(name="x", start=TODAY, audience=Audience.CELLS, addressed="01"))


def test_names_that_change_or_repeat_do_not_change_whom_a_programme_is_for(desk: Desk) -> None:
    programme = desk.programme(audience=Audience.UNITS, addressed="一部")
    desk.do(AddPerson(name="外人", number="2001", unit=desk.do(AddUnit(name="一部", code="03")), joined=TODAY))
    assert numbers(desk, programme, TODAY) == ["1001", "1003", "1005"]
    desk.do(AmendUnit(target=desk.units[0], name="综合部", code="01"))
    assert numbers(desk, programme, TODAY) == ["1001", "1003", "1005"]
    assert "exactly one" in desk.refused(
        PlanProgramme(name="x", start=TODAY, audience=Audience.UNITS, addressed="总部")
    )
    cell = desk.do(AddCell(code="01", name="机关", start=date(2026, 1, 1)))
    chosen = PlanProgramme(name="x", start=TODAY, audience=Audience.UNITS, addressed=(cell,))
    assert "“01 机关” is no unit" in desk.refused(chosen)


def test_units_and_posts_are_those_of_the_day(desk: Desk) -> None:
    units = desk.programme(audience=Audience.UNITS, addressed="01")
    posts = desk.programme(audience=Audience.POSTS, addressed="科长")
    session = desk.session(units, date(2026, 11, 19))
    moved = desk.person("1001")
    stands = AmendPerson.suggest(moved, desk.office.context())
    changed = {"unit": desk.units[1], "post": "科长", "since": date(2026, 11, 20)}
    desk.do(AmendPerson(target=moved.id, **stands | changed))
    assert numbers(desk, units, date(2026, 11, 19)) == ["1001", "1003", "1005"]
    assert numbers(desk, units, date(2026, 11, 20)) == ["1003", "1005"]
    assert (numbers(desk, posts, date(2026, 11, 19)), numbers(desk, posts, TODAY)) == ([], ["1001"])
    desk.do(TakeAttendance(target=session.id, present="1002"))  # a guest
    assert desk.attendance(session, "1001").unit == desk.units[0]


def test_a_transfer_that_is_entered_late_corrects_what_was_noted_since(desk: Desk) -> None:
    programme = desk.programme()
    sessions = [desk.session(programme, date(2026, 11, day)) for day in (16, 20)]
    for session in sessions:
        desk.do(TakeAttendance(target=session.id))
    stands = AmendPerson.suggest(desk.person("1001"), desk.office.context())
    changed = {"unit": desk.units[1], "since": date(2026, 11, 18)}
    desk.do(AmendPerson(target=desk.person("1001").id, **stands | changed))
    assert [desk.attendance(session, "1001").unit for session in sessions] == list(desk.units)
    (placement,) = desk.office.find(Query("placement"))
    desk.do(CorrectPlacement(target=placement.id, unit=desk.units[0], until=date(2026, 11, 20)))
    assert [desk.attendance(session, "1001").unit for session in sessions] == [desk.units[0]] * 2
