"""Duties of cells: what is owed period by period, what was done, late or taken back."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.desks.grid import AddDutyCard, DoDuty, DutyCard, DutyDone, EndDutyCard, ExcuseDuty, TakeBackPeriod
from core.model.deadline import DeadlineStatus
from core.rules.obligation import PeriodOutcome, facts
from core.values.cadence import Rhythm
from data.site.open_site import OpenSite
from tests.support.grid_house import START, House, refused, standing
from tests.support.kept_records import KeptRecords


@pytest.fixture
def card(house: House) -> str:
    """A monthly duty since August, on 23 November."""
    cell = house.cell("01")
    return house.do(
        AddDutyCard, text="每月自查", cell=cell, rhythm=Rhythm.MONTHLY, evidence="自查表", start=date(2026, 8, 1)
    )


def done(card: DutyCard, period: str) -> DutyDone:
    return DutyDone(card=card.id, period=period, day=START, by="0" * 32)


def owed(house: House, card: str) -> list[str]:
    return [period.key for period in house.get("duty_card", card).overdue(house.office.today)]


def test_what_nobody_has_done_is_owed_period_by_period(house: House, card: str) -> None:
    assert owed(house, card) == ["2026-08", "2026-09", "2026-10"]
    assert standing(house, house.get("duty_card", card)) == DeadlineStatus.LONG_OVERDUE
    house.do(DoDuty, card, period="2026-08", day=date(2026, 9, 2), text="八月自查表")
    house.do(ExcuseDuty, card, period="2026-09", text="停工检修")
    assert owed(house, card) == ["2026-10"]
    assert standing(house, house.get("duty_card", card)) == DeadlineStatus.LATE


def test_periods_may_be_done_out_of_turn(house: House, card: str) -> None:
    house.do(DoDuty, card, period="2026-10", day=date(2026, 10, 20), text="表")
    assert owed(house, card) == ["2026-08", "2026-09"]
    house.do(DoDuty, card, period="2026-08", day=date(2026, 9, 20), text="表")
    house.do(DoDuty, card, period="2026-09", day=date(2026, 9, 20), text="表")
    assert owed(house, card) == []
    assert house.get("duty_card", card).due == date(2026, 11, 30)


def test_the_oldest_open_period_stands_in_the_agenda_of_the_cell(house: House, card: str) -> None:
    (entry,) = house.of("agenda", of=card)
    assert (entry.due, entry.cell) == (date(2026, 8, 31), house.get("duty_card", card).cell)


def test_periods_that_two_sites_complete_at_once_both_count(
    house: House, card: str, site: OpenSite, from_elsewhere: Callable[..., Any]
) -> None:
    house.do(DoDuty, card, period="2026-08", day=date(2026, 9, 2), text="表")
    from_elsewhere(site.store, house.get("duty_card", card), ahead="2026-09")
    assert owed(house, card) == ["2026-10"]
    assert [entry.due for entry in house.of("agenda", of=card)] == [date(2026, 10, 31)]


def test_nobody_decides_what_the_program_keeps_by_itself(
    house: House, card: str, site: OpenSite, from_elsewhere: Callable[..., Any]
) -> None:
    before = house.get("duty_card", card)
    house.do(DoDuty, card, period="2026-10", day=date(2026, 10, 20), text="表")
    from_elsewhere(site.store, before, ahead="2026-09")
    assert house.of("conflict") == []
    house.do(DoDuty, card, period="2026-08", day=date(2026, 9, 2), text="表")
    assert owed(house, card) == ["2026-09"], "the next action tells it from what was done"


def test_a_period_is_completed_once_begun_and_with_the_evidence_asked_for(house: House, card: str) -> None:
    refused(house, "no period of it", DoDuty, card, period="2026-12", day=date(2026, 11, 1), text="表")
    refused(house, "no period of it", DoDuty, card, period="2026-W40", day=date(2026, 11, 1), text="表")
    refused(house, "Evidence is asked for: 自查表", DoDuty, card, period="2026-08", day=date(2026, 9, 1))
    house.do(DoDuty, card, period="2026-08", day=date(2026, 9, 1), text="表")
    refused(house, "done or excused already", ExcuseDuty, card, period="2026-08", text="无")


def test_a_period_that_was_completed_by_mistake_is_taken_back_and_both_stay_on_record(house: House, card: str) -> None:
    house.do(DoDuty, card, period="2026-09", day=date(2026, 9, 20), text="登记表")
    owed_then = owed(house, card)
    (done,) = house.of("duty_done")
    house.do(TakeBackPeriod, done.id, mistake="点错了职责")
    assert "2026-09" in owed(house, card)
    assert owed(house, card) != owed_then
    refused(house, "done on 2026-11-23 already", TakeBackPeriod, done.id, mistake="再次")
    assert house.office.offered("duty_done", house.get("duty_done", done.id)) == []
    house.do(ExcuseDuty, card, period="2026-09", text="放假")
    assert owed(house, card) == owed_then
    assert [(each.outcome, each.taken_back) for each in house.of("duty_done")] == [
        (PeriodOutcome.EXCUSED, None), (PeriodOutcome.DONE, date(2026, 11, 23)),
    ]  # fmt: skip


def test_a_duty_is_done_in_its_period_or_late(house: House, card: str) -> None:
    refused(
        house, "2026-10 began on 2026-10-01 only", DoDuty, card, period="2026-10", day=date(2026, 9, 30), text="登记表"
    )
    house.do(DoDuty, card, period="2026-10", day=date(2026, 10, 31), text="登记表")
    house.do(DoDuty, card, period="2026-09", day=date(2026, 10, 1), text="登记表")
    assert [(each.period, each.outcome) for each in house.of("duty_done")] == [
        ("2026-10", PeriodOutcome.DONE), ("2026-09", PeriodOutcome.LATE),
    ]  # fmt: skip


@given(st.lists(st.tuples(st.integers(1, 11), st.booleans()), max_size=15))
def test_taking_back_leaves_a_card_as_if_nothing_had_been_noted(deeds: list[tuple[int, bool]]) -> None:
    card = DutyCard(text="自查", rhythm=Rhythm.MONTHLY, start=START, oldest_left=date(2026, 1, 31))
    noted: list[DutyDone] = []
    for month, mistake in deeds:
        key = f"2026-{month:02}"
        noted = [each.model_copy(update={"taken_back": START}) if each.period == key else each for each in noted]
        noted += [] if mistake else [done(card, key)]
        card = card.model_copy(update=facts(card, KeptRecords(*noted)))
    left = {f"2026-{month:02}" for month in range(1, 12)} - {each.period for each in noted if not each.taken_back}
    assert {period.key for period in card.overdue(date(2026, 12, 1))} == left


def test_an_ended_duty_still_owes_what_came_before(house: House, card: str) -> None:
    house.do(EndDutyCard, card, end=date(2026, 9, 30))
    assert owed(house, card) == ["2026-08", "2026-09"]
    for period in ("2026-08", "2026-09"):
        house.do(ExcuseDuty, card, period=period, text="撤销")
    assert not house.get("duty_card", card).open
    assert house.of("agenda", of=card) == []


def test_what_was_done_once_within_its_window_is_not_owed_again_by_ending_it(house: House) -> None:
    window = {"rhythm": Rhythm.WINDOW, "start": date(2026, 11, 1), "end": date(2026, 11, 30)}
    card = house.do(AddDutyCard, text="普查", cell=house.cell("01"), **window)
    period = house.get("duty_card", card).oldest.key
    house.do(DoDuty, card, period=period, day=date(2026, 11, 20))
    refused(house, "ends on 2026-11-30 already", EndDutyCard, card, end=date(2026, 11, 25))
    assert EndDutyCard not in house.office.offered("duty_card", house.get("duty_card", card))


def test_one_card_for_each_cell_below(house: House, three: tuple[str, str, str]) -> None:
    house.do(AddDutyCard, text="每周巡查", cell=three[0], below=True, rhythm=Rhythm.WEEKLY, start=START)
    assert {each.cell for each in house.of("duty_card")} == set(three)


def test_a_duty_is_a_cells_or_a_bodys_and_can_be_done(house: House) -> None:
    cell = house.cell("01")
    refused(house, "Name the cell", AddDutyCard, text="自查", rhythm=Rhythm.WEEKLY, start=START)
    refused(house, "Name the cell", AddDutyCard, text="自查", cell=cell, body="保密办", rhythm="weekly", start=START)
    refused(house, "number of days", AddDutyCard, text="自查", cell=cell, rhythm=Rhythm.EVERY_DAYS, start=START)
    refused(house, "last day", AddDutyCard, text="自查", cell=cell, rhythm=Rhythm.WINDOW, start=START)
    refused(house, "no period", AddDutyCard, text="自查", cell=cell, rhythm="yearly", start=START, end=date(2026, 2, 1))


@given(st.sampled_from([Rhythm.WEEKLY, Rhythm.MONTHLY, Rhythm.QUARTERLY]), st.sets(st.integers(0, 12)))
def test_what_is_owed_is_what_passed_and_was_not_completed(rhythm: Rhythm, places: set[int]) -> None:
    today = date(2029, 6, 15)
    card = DutyCard(text="自查", rhythm=rhythm, start=START)
    passed = [period for period in card.cadence.periods(today) if period.last < today]
    settled = {passed[place].key for place in places if place < len(passed)}
    moved = card.model_copy(update=facts(card, KeptRecords(*(done(card, key) for key in settled))))
    assert [period.key for period in moved.overdue(today)] == [each.key for each in passed if each.key not in settled]
