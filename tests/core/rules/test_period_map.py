"""The map of periods tells the same as the lists of periods, in the months in which they end."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.desks.education import Programme
from core.desks.grid import DutyCard, DutyDone
from core.rules.obligation import PeriodOutcome, covered
from core.rules.period_map import MonthOfPeriods, month_after, months_until, period_map
from core.values.cadence import Cadence, Rhythm
from tests.support.kept_records import KeptRecords

TODAY = date(2026, 11, 23)
CELL, OTHER = "c" * 32, "d" * 32

rhythms = st.sampled_from([rhythm for rhythm in Rhythm if rhythm != Rhythm.WINDOW])
starts = st.dates(TODAY - timedelta(days=900), TODAY)
cadences = st.builds(Cadence, rhythms, starts, st.none(), st.integers(3, 120))


def card(cadence: Cadence, cell: str = "", body: str = "") -> DutyCard:
    return DutyCard(
        text="自查", cell=cell, body=body, rhythm=cadence.rhythm, days=cadence.days, start=cadence.start,
        end=cadence.end,
    )  # fmt: skip


def done(of: DutyCard, key: str, day: date, outcome: PeriodOutcome = PeriodOutcome.DONE) -> DutyDone:
    return DutyDone(card=of.id, period=key, day=day, by="0" * 32, outcome=outcome)


def monthly(start: date, cell: str = CELL) -> DutyCard:
    return card(Cadence(Rhythm.MONTHLY, start), cell)


def told(month: MonthOfPeriods) -> tuple[int, PeriodOutcome | None, int]:
    return month.owed, month.outcome, len(month.periods)


@given(st.lists(st.tuples(cadences, st.sets(st.integers(0, 11))), min_size=1, max_size=4), st.integers(1, 40))
def test_the_map_shows_each_period_once_and_as_the_list_of_its_record_does(
    drawn: list[tuple[Cadence, set[int]]], count: int
) -> None:
    cards = [card(cadence, CELL) for cadence, _met in drawn]
    met = []
    for each, (_cadence, places) in zip(cards, drawn, strict=True):
        begun = list(each.asked(KeptRecords(), TODAY))[-12:]
        met += [done(each, begun[place].key, begun[place].last) for place in places if place < len(begun)]
    records = KeptRecords(*cards, *met)
    months = months_until(TODAY, count)
    shown = [
        period
        for line in period_map(DutyCard, records, months, TODAY)
        for each in line.months
        for period in each.periods
    ]
    listed = [each for one in cards for each in covered(one, records, TODAY) if each.period.last >= months[0]]
    by_place = {(each.record.id, each.period.key): each.outcome for each in shown}
    assert by_place == {(each.record.id, each.period.key): each.outcome for each in listed}
    assert len(shown) == len(listed)


def test_a_month_says_how_many_are_owed_or_else_what_became_of_its_periods() -> None:
    owing, keeping = monthly(date(2026, 8, 1)), monthly(date(2026, 8, 1))
    records = KeptRecords(
        owing, keeping,
        *(done(keeping, key, date(2026, 9, 5)) for key in ("2026-08", "2026-09")),
        done(owing, "2026-08", date(2026, 10, 1), PeriodOutcome.LATE),
        done(owing, "2026-10", date(2026, 10, 1), PeriodOutcome.EXCUSED),
        done(keeping, "2026-10", date(2026, 10, 1), PeriodOutcome.EXCUSED),
    )  # fmt: skip
    (line,) = period_map(DutyCard, records, months_until(TODAY, 5), TODAY)
    assert (line.kind, line.value, line.owed) == ("cell", CELL, 1)
    assert [told(each) for each in line.months] == [
        (0, None, 0),
        (0, PeriodOutcome.LATE, 2),
        (1, None, 2),
        (0, PeriodOutcome.EXCUSED, 2),
        (0, None, 2),
    ]


def test_a_period_that_still_runs_stands_in_the_month_of_today() -> None:
    yearly = card(Cadence(Rhythm.YEARLY, date(2026, 1, 1)), CELL)
    (line,) = period_map(DutyCard, KeptRecords(yearly), months_until(TODAY, 2), TODAY)
    assert [told(each) for each in line.months] == [(0, None, 0), (0, None, 1)]


def test_each_cell_has_a_line_and_what_names_none_has_its_own() -> None:
    body = card(Cadence(Rhythm.MONTHLY, date(2026, 9, 1)), body="保密办")
    records = KeptRecords(monthly(date(2026, 10, 1)), monthly(date(2026, 6, 1), OTHER), body)
    lines = period_map(DutyCard, records, months_until(TODAY, 6), TODAY)
    assert [(each.kind, each.value, each.owed) for each in lines] == [
        ("cell", CELL, 1),
        ("cell", OTHER, 5),
        ("duty_card", body.id, 2),
    ]


def test_what_names_neither_cell_nor_unit_has_a_line_for_each_record() -> None:
    several = [Programme(name=name, rhythm=Rhythm.MONTHLY, start=date(2026, 10, 1)) for name in ("保密", "反谍")]
    lines = period_map(Programme, KeptRecords(*several), months_until(TODAY, 2), TODAY)
    assert {(each.kind, each.value, each.owed) for each in lines} == {("programme", each.id, 1) for each in several}


def test_months_before_are_those_that_end_in_them_alone() -> None:
    months = months_until(date(2026, 9, 30), 2)
    (line,) = period_map(DutyCard, KeptRecords(monthly(date(2026, 1, 1))), months, TODAY)
    assert [told(each) for each in line.months] == [(1, None, 1), (1, None, 1)]


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2026, 1, 31), -1, date(2025, 12, 1)),
        (date(2026, 11, 23), 0, date(2026, 11, 1)),
        (date(2026, 11, 23), 14, date(2028, 1, 1)),
        (date(1, 2, 3), -9, date(1, 1, 1)),
    ],
)
def test_months_are_counted_over_years(day: date, months: int, found: date) -> None:
    assert month_after(day, months) == found


def test_the_calendar_has_no_months_before_its_first() -> None:
    assert months_until(date(1, 2, 3), 9) == [date(1, 1, 1), date(1, 2, 1)]
