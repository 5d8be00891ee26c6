"""Rounds of checks: owed in every period, all in order but what is named, and a warning for what newly is not."""

from datetime import date, datetime

from core.desks.areas.controls import MendControl
from core.desks.areas.rounds import CheckArea
from core.desks.areas.vocabulary import ControlState, Rounds
from core.model.deadline import DeadlineStatus
from core.rules.obligation import unmet
from tests.support.area_case import AreaCase

SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 30), date(2026, 10, 31), date(2026, 11, 30)


def at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(hour=9)


def test_a_round_is_owed_every_month_by_the_keeper(case: AreaCase) -> None:
    assert case.now.due == SEPTEMBER
    assert ("area", SEPTEMBER) in case.due("keeper")
    case.on("2026-09-05").do(CheckArea, "keeper", at=at("2026-09-05"))
    assert case.now.due == OCTOBER


def test_machine_rooms_owe_one_every_week(empty: AreaCase) -> None:
    case = empty.proposed(rounds=Rounds.WEEKLY).warded().approved().in_force()
    assert case.now.due == date(2026, 9, 6)
    case.on("2026-09-08").do(CheckArea, at=at("2026-09-08"))
    assert case.now.due == date(2026, 9, 6)  # the first week is owed still


def test_all_controls_are_in_order_but_those_that_are_named(case: AreaCase) -> None:
    given = {"faulty_ones": "2", "absent_ones": "03", "findings": "黑屏；缺失", "warning": "请留意"}
    case.on("2026-09-05").do(CheckArea, at=at("2026-09-05"), **given)
    states = {each.number: each.state for each in case.all("control")}
    assert states == {"01": ControlState.OK, "02": ControlState.FAULTY, "03": ControlState.ABSENT}
    round_ = case.last("area_check")
    assert (round_.seen, round_.amiss, len(round_.faulty)) == (3, 2, 1)


def test_it_tells_what_will_come_of_it_before_it_is_done(case: AreaCase) -> None:
    asked = CheckArea(target=case.area, at=at("2026-09-01"), faulty_ones="1", findings="黑屏", warning="请留意")
    said = [each.say() for each in asked.foresee(case.now, case.officers["clerk"].context())]
    assert said == ["Controls in order: 2 of 3.", "Not in order: 01 走廊.", "Warnings that the cell gets: 1."]


def test_numbers_of_no_control_are_refused_with_those_that_there_are(case: AreaCase) -> None:
    said = case.refused(CheckArea, at=at("2026-09-01"), faulty_ones="7", findings="x")
    assert "“7” is no control" in said
    assert "01、02、03" in said


def test_what_is_not_in_order_is_described(case: AreaCase) -> None:
    assert "“Findings”" in case.refused(CheckArea, at=at("2026-09-01"), seals=False)
    assert "“Warning to the grid”" in case.refused(CheckArea, at=at("2026-09-01"), off_ones="1", findings="断电")


def test_a_control_that_newly_fails_raises_one_warning_in_the_cell_with_no_word_of_the_area(case: AreaCase) -> None:
    given = {"faulty_ones": "2", "findings": "黑屏", "warning": "走廊请留意"}
    case.on("2026-09-05").do(CheckArea, at=at("2026-09-05"), **given)
    (warning,) = case.all("warning", "all")
    assert (warning.what, warning.place, warning.level) == ("走廊请留意", "", "yellow")
    case.on("2026-10-05").do(CheckArea, at=at("2026-10-05"), faulty_ones="2", findings="仍黑屏")
    assert len(case.all("warning", "all")) == 1


def test_a_mended_control_may_fail_anew(case: AreaCase) -> None:
    given = {"faulty_ones": "1", "findings": "黑屏", "warning": "请留意"}
    case.on("2026-09-05").do(CheckArea, at=at("2026-09-05"), **given)
    (broken,) = [each for each in case.all("control") if each.state == ControlState.FAULTY]
    case.on("2026-09-08").do(MendControl, "keeper", target=broken.id, state_since=date(2026, 9, 8))
    assert "in order already" in case.refused(MendControl, target=broken.id, state_since=date(2026, 9, 8))
    case.on("2026-10-05").do(CheckArea, at=at("2026-10-05"), **given)
    assert len(case.all("warning", "all")) == 2


def test_a_round_that_is_entered_late_moves_nothing_back(case: AreaCase) -> None:
    case.on("2026-10-20").do(CheckArea, at=at("2026-09-20")).do(CheckArea, at=at("2026-10-10"))
    assert case.now.due == NOVEMBER
    case.do(CheckArea, at=at("2026-09-10"), faulty_ones="1", findings="当时黑屏")
    assert case.now.due == NOVEMBER
    assert {each.state for each in case.all("control")} == {ControlState.OK}
    assert {each.checked for each in case.all("control")} == {date(2026, 10, 10)}
    assert case.all("warning", "all") == []


def test_rounds_that_were_missed_stay_owed(case: AreaCase) -> None:
    case.on("2026-12-15").do(CheckArea, at=at("2026-12-15"))
    context = case.officers["clerk"].context()
    left = [period.key for period in unmet(case.now, context, context.today)]
    assert left == ["2026-09", "2026-10", "2026-11"]
    row = {name: getattr(case.now, name) for name in type(case.now).status_columns}
    assert type(case.now).deadline_status(row, context) == DeadlineStatus.LONG_OVERDUE
