"""The day's list: who finds what in it, in which section, and what stands there as one task."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from core.desks.education import Attendance
from core.desks.education.attendance import TakeAttendance
from core.desks.grid.records import Membership
from core.desks.grievances import (
    AcceptGrievance,
    AskExtension,
    AssignGrievance,
    RegisterGrievance,
    StepAside,
    SuperviseGrievance,
)
from core.desks.people.people import AddPerson
from core.model.action import create
from core.model.query import FullText
from core.model.record import RECORDS, columns
from core.office.day_list import DayList, DaySection, Whose, own_tasks, section_of
from core.office.office import Office
from core.rules.agenda import AgendaItem, Task
from core.rules.obligation import Recurring
from tests.core.desks.education.conftest import desk as desk
from tests.support.education_desk import TODAY, Desk
from tests.support.every_case import every
from tests.support.site_driver import appoint

Listed = dict[str, tuple[int, int]]


def listed(office: Office, whose: Whose = Whose.MINE) -> Listed:
    """Return how many tasks and how many entries stand in each section."""
    return {part.section.value: (part.count, part.entries) for part in DayList(office, whose).parts}


# Tasks


@pytest.fixture
def absent(desk: Desk) -> Desk:
    """Three were absent from one session, and one from another."""
    programme = desk.programme()
    for day, names in (((date(2026, 11, 6)), "李四，王五，赵六"), (date(2026, 11, 13), "李四")):
        desk.do(TakeAttendance(target=desk.session(programme, day).id, absent=names))
    return desk


def make_ups(office: Office) -> list[tuple[DayList, Any, Any]]:
    day = DayList(office)
    return [(day, part, each) for part in day.parts for each in part.gathered]


def test_make_ups_of_one_session_are_one_task_with_its_number_and_its_first_day(absent: Desk) -> None:
    found = {each.count: each for _day, _part, each in make_ups(absent.office)}
    assert sorted(found) == [1, 3]
    task = Task.unpack(found[3].task)
    assert (task.kind, task.what, task.refers) == ("attendance", "make-up", "session")
    assert absent.get("session", task.value).when.date() == date(2026, 11, 6)
    assert found[3].due == date(2026, 11, 20)


def test_a_task_leads_to_exactly_its_records(absent: Desk) -> None:
    for day, part, each in make_ups(absent.office):
        records = absent.office.find(day.records(part, each.task))
        assert {type(record) for record in records} == {Attendance}
        assert {record.session for record in records} == {Task.unpack(each.task).value}
        assert len(records) == each.count == len(day.gathered_in(part, each.task))


def test_a_section_counts_tasks_and_knows_its_entries(absent: Desk) -> None:
    overdue, week = (listed(absent.office)[name] for name in ("overdue", "week"))
    assert (overdue[1] - overdue[0], week[1] - week[0]) == (2, 0), "three make-ups are one task"


def test_what_was_searched_for_is_counted_alone(absent: Desk) -> None:
    found = DayList(absent.office, Whose.ALL, FullText("没有这样的话")).parts
    assert found == []


def test_the_first_due_stand_in_front(accepted: Any) -> None:
    accepted.on("2026-12-31")
    for day in (5, 3, 4):
        accepted.clerk.do(RegisterGrievance(received=datetime(2026, 9, day, 8), subject=f"九月{day}日"))
    day = DayList(accepted.clerk, Whose.ALL)
    (part,) = day.parts
    dues = [due for (due,) in accepted.clerk.page(AgendaItem.kind, day.alone(part), ("due",))]
    assert dues == sorted(dues)
    assert len(dues) == part.count == 4


@pytest.mark.parametrize(
    ("days", "section"),
    [(-400, "overdue"), (-1, "overdue"), (0, "today"), (1, "week"), (7, "week"), (8, "later"), (400, "later")],
)
def test_a_day_belongs_to_one_section(days: int, section: str) -> None:
    assert section_of(TODAY + timedelta(days=days), TODAY) == section


@every("kind", [kind for kind in RECORDS.values() if kind.can_be_due()], lambda kind: kind.kind)
def test_what_is_one_task_goes_by_a_field_of_its_kind(kind: Any) -> None:
    owed = [kind.owed] if issubclass(kind, Recurring) else []
    declared = [each.together for each in (*kind.deadlines, *owed)]
    for together in filter(None, declared):
        assert together.by in columns(kind)
        assert "{count}" in together.count


@every("kind", [kind for kind in RECORDS.values() if kind.can_be_due()], lambda kind: kind.kind)
def test_what_may_be_nobodys_is_of_those_who_have_a_duty(kind: Any) -> None:
    """Else it would stand in no officer's own day."""
    owed = [kind.owed] if issubclass(kind, Recurring) else []
    for each in (*kind.deadlines, *owed):
        required = any(kind.model_fields[name].is_required() for name in (*each.owner, *filter(None, (each.cell,))))
        assert each.duty or required or each.owner, each.what


# Decisions


def decisions(office: Office, whose: Whose = Whose.MINE) -> int:
    return listed(office, whose).get("decisions", (0, 0))[0]


@pytest.fixture
def asked(accepted: Any) -> Any:
    """A grievance whose handler has asked for an extension."""
    return accepted.do(AskExtension, reason="案情复杂")


def test_what_is_to_be_decided_stands_in_front_for_who_may_decide(asked: Any) -> None:
    assert next(iter(listed(asked.colleague))) == "decisions"
    assert decisions(asked.colleague) == 1


@pytest.mark.parametrize("whose", Whose)
def test_it_does_not_stand_there_for_who_asked(asked: Any, whose: Whose) -> None:
    assert decisions(asked.clerk, whose) == 0


def test_it_does_not_stand_there_for_who_lacks_the_duty(asked: Any) -> None:
    appoint(asked.clerk, "赵敏", 8, "handler")
    assert asked.site.office(8).reads("extension")
    assert decisions(asked.site.office(8)) == 0


def test_it_does_not_stand_there_for_who_once_handled_the_matter(accepted: Any) -> None:
    accepted.do(AssignGrievance, handler=accepted.colleague.officer)
    accepted.do(AssignGrievance, handler=accepted.clerk.officer)
    accepted.do(AskExtension, reason="案情复杂")
    assert decisions(accepted.colleague) == 0


def test_it_does_not_stand_there_for_who_has_recused_himself(asked: Any) -> None:
    asked.do(StepAside, "colleague")
    assert decisions(asked.colleague) == 0


def test_once_decided_it_is_gone(asked: Any) -> None:
    from core.desks.grievances import ApproveExtension

    asked.do(ApproveExtension, "colleague")
    assert decisions(asked.colleague) == 0


def test_what_others_decide_stands_among_all_that_is_urgent_and_not_among_ones_decisions(asked: Any) -> None:
    assert listed(asked.clerk, Whose.ALL)["pressing"] == (1, 1)
    assert "pressing" not in listed(asked.clerk)


def test_what_may_be_decided_is_what_can_be_done(asked: Any) -> None:
    (extension,) = asked.asked
    assert asked.colleague.may_decide(extension, "grievances.approve")
    assert not asked.clerk.may_decide(extension, "grievances.approve")
    assert not asked.colleague.may_decide(extension, "grievances.read")


# Whose


def test_an_instruction_stands_on_top_whatever_its_day(accepted: Any) -> None:
    accepted.do(SuperviseGrievance, "colleague", instruction="请当面听取意见后报告", due=date(2026, 12, 30))
    assert [*listed(accepted.clerk)] == ["pressing", "later"]
    assert listed(accepted.colleague) == {}


def test_what_nobody_handles_is_of_those_who_may_take_it(case: Any) -> None:
    appoint(case.clerk, "赵敏", 8, "handler")
    assert sum(count for count, _ in listed(case.clerk).values()) == 1
    assert listed(case.site.office(8)) == {}
    assert DayList(case.site.office(8)).of_others() == 1


def test_once_it_is_somebodys_it_is_nobody_elses(accepted: Any) -> None:
    assert listed(accepted.colleague) == {}
    assert [count for count, _ in listed(accepted.clerk).values()] == [1]
    assert [count for count, _ in listed(accepted.colleague, Whose.ALL).values()] == [1]


# Done


def test_what_was_done_today_is_counted_by_deed_and_record(case: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def at(day: str) -> None:
        case.on(day)
        now = datetime.fromisoformat(day).replace(hour=9)
        monkeypatch.setattr("time.time_ns", lambda: int(now.timestamp()) * 10**9)

    at("2100-09-02")
    assert case.clerk.done_today() == 0
    for number in range(3):
        case.clerk.do(RegisterGrievance(received=datetime(2100, 9, 2, 8), subject=f"第{number}件"))
    case.do(AcceptGrievance, accepted=date(2100, 9, 2), handler=case.clerk.officer)
    assert (case.clerk.done_today(), case.colleague.done_today()) == (4, 0)
    at("2100-09-03")
    assert case.clerk.done_today() == 0


# Broken rules


def test_broken_rules_wait_for_who_may_mend_them_and_for_nobody_else(case: Any) -> None:
    appoint(case.clerk, "赵敏", 8, "grid_lead")
    twice = {"person": "d" * 32, "cell": "a" * 32, "since": date(2026, 8, 1)}
    with case.site.store.transaction():
        made = [create(Membership(id=letter * 32, **twice)) for letter in "bc"]
        case.site.store.write(made, officer=case.clerk.officer, action="test")
    clerk, lead = (DayList(office).broken_rules for office in (case.clerk, case.site.office(8)))
    assert {each.of_kind for each in case.clerk.find(clerk)} == {"membership"}
    assert case.site.office(8).reads("membership")
    assert case.site.office(8).count(lead) == 0


def test_conflicts_are_one_task_that_leads_to_their_list(case: Any, from_elsewhere: Any) -> None:
    appoint(case.clerk, "赵敏", 8, "handler")
    for name in ("张三", "李四"):
        person = AddPerson(name=name)
        case.clerk.do(person)
        from_elsewhere(case.site.store, case.clerk.get("person", person.target), name=f"{name}丰")
    day = DayList(case.clerk)
    part = day.parts[0]
    assert part.section is DaySection.DECISIONS
    (task,) = part.gathered
    assert task.count == 2 == case.clerk.count(day.records(part, task.task))
    assert {each.kind for each in case.clerk.find(day.records(part, task.task))} == {"conflict"}
    assert "decisions" not in listed(case.site.office(8))


def test_the_tabs_count_the_tasks_that_the_list_shows(absent: Desk) -> None:
    shown = {part.section: part.count for part in DayList(absent.office).parts}
    found = list(own_tasks(absent.office, absent.office.today))
    assert sum(count for _kind, _since, count in found) == shown[DaySection.OVERDUE] + shown.get(DaySection.TODAY, 0)
    assert ("attendance", date(2026, 11, 20), 1) in found
