"""Owed periods: what is due follows from what was met, whoever met it, and one sum serves every desk."""

from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.desks.education import Programme, Session, SessionStage
from core.desks.grid import DutyCard, DutyDone
from core.model.action import ACTIONS
from core.model.record import RECORDS, columns
from core.rules.obligation import PeriodOutcome, Recurring, covered, facts, owed_periods, unmet
from core.values.cadence import Cadence, Rhythm
from tests.support.kept_records import KeptRecords

RECURRING = [rhythm for rhythm in Rhythm if rhythm != Rhythm.WINDOW]
DAY = timedelta(days=1)
KINDS = [kind for kind in RECORDS.values() if issubclass(kind, Recurring)]

some_days = st.dates(date(1990, 1, 1), date(2090, 12, 31))
cadences = st.builds(Cadence, st.sampled_from(RECURRING), some_days, st.none(), st.integers(1, 3660))


def card_of(cadence: Cadence) -> DutyCard:
    return DutyCard(text="x", rhythm=cadence.rhythm, days=cadence.days, start=cadence.start)


def programme_of(cadence: Cadence) -> Programme:
    return Programme(name="x", rhythm=cadence.rhythm, days=cadence.days, start=cadence.start)


def done(card: DutyCard, *keys: str) -> KeptRecords:
    return KeptRecords(*(DutyDone(card=card.id, period=key, day=card.start, by="0" * 32) for key in keys))


def held(programme: Programme, *days: date) -> KeptRecords:
    held = {"topic": "x", "programme": programme.id, "stage": SessionStage.HELD}
    return KeptRecords(*(Session(when=datetime.combine(day, time(9)), **held) for day in days))


Some = TypeVar("Some", bound=Recurring)


def knowing(record: Some, records: KeptRecords) -> Some:
    """Return a record that keeps what follows from these records."""
    return record.model_copy(update=facts(record, records))


@given(cadences, st.sets(st.integers(0, 9)))
def test_what_a_record_keeps_tells_the_same_as_what_meets_its_periods(cadence: Cadence, places: set[int]) -> None:
    first = list(islice(cadence.periods(), 12))
    chosen = [first[place] for place in sorted(places)]
    card, programme = card_of(cadence), programme_of(cadence)
    keys, days = done(card, *(each.key for each in chosen)), held(programme, *(each.last for each in chosen))
    until = first[-1].first
    for record, records in ((card, keys), (programme, days)):
        left = [each for each in first if each not in chosen]
        assert list(unmet(record, records, until)) == left
        assert list(knowing(record, records).waiting(until)) == left
        assert knowing(record, records).due == left[0].last
        assert knowing(record, records).due_after == left[1].last


@given(cadences, st.integers(1, 7), st.sets(st.integers(1, 7), min_size=1))
def test_two_sites_that_meet_periods_apart_leave_what_neither_met(
    cadence: Cadence, oldest: int, later: set[int]
) -> None:
    """One site meets the oldest periods and so moves on, the other later ones out of turn: the record has both."""
    first = list(islice(cadence.periods(), 9))
    card, programme = card_of(cadence), programme_of(cadence)
    for record, kept in (
        (card, lambda places: done(card, *(first[place].key for place in places))),
        (programme, lambda places: held(programme, *(first[place].last for place in places))),
    ):
        here, there = knowing(record, kept(range(oldest))), knowing(record, kept(later))
        assert (here.ahead, there.oldest_left) == ("", first[0].last)
        merged = here.model_copy(update={"ahead": there.ahead})
        left = {period.key for place, period in enumerate(first) if place >= oldest and place not in later}
        assert {period.key for period in merged.waiting(first[-1].first)} == left


@given(cadences, st.integers(0, 2000), st.integers(0, 12))
def test_a_duty_that_one_site_ends_while_another_completes_it_stays_due(
    cadence: Cadence, length: int, completed: int
) -> None:
    """Both change the card: whichever `oldest_left` stands in the end, what is left is found."""
    card = card_of(cadence)
    records = done(card, *(period.key for period in islice(cadence.periods(), completed)))
    ended = knowing(card, records).model_copy(update={"end": cadence.start + timedelta(days=length)})
    left = next(unmet(ended, records), None)
    assert ended.oldest == left
    assert knowing(ended, records).oldest == left


def test_what_became_of_each_period_is_told() -> None:
    card = DutyCard(text="x", rhythm=Rhythm.MONTHLY, start=date(2026, 8, 1))
    noted = {
        "2026-08": {"day": date(2026, 8, 30)},
        "2026-09": {"day": date(2026, 10, 9), "outcome": PeriodOutcome.LATE},
        "2026-10": {"day": date(2026, 11, 2), "outcome": PeriodOutcome.EXCUSED},
    }
    records = KeptRecords(*(DutyDone(card=card.id, period=key, by="0" * 32, **given) for key, given in noted.items()))
    told = [(each.period.key, each.outcome, each.day) for each in covered(card, records, date(2026, 12, 3))]
    assert told == [
        ("2026-12", None, None),
        ("2026-11", None, None),
        ("2026-10", PeriodOutcome.EXCUSED, date(2026, 11, 2)),
        ("2026-09", PeriodOutcome.LATE, date(2026, 10, 9)),
        ("2026-08", PeriodOutcome.DONE, date(2026, 8, 30)),
    ]


def test_what_is_owed_is_listed_oldest_first_whosever_it_is() -> None:
    old, young = (
        knowing(card, KeptRecords())
        for card in (
            DutyCard(text="old", rhythm=Rhythm.QUARTERLY, start=date(2026, 1, 1)),
            DutyCard(text="young", rhythm=Rhythm.MONTHLY, start=date(2026, 5, 1)),
        )
    )
    found = owed_periods(DutyCard, KeptRecords(old, young), date(2026, 7, 10))
    assert [(each.record.title, each.period.key) for each in found] == [
        ("old", "2026-Q1"), ("young", "2026-05"), ("old", "2026-Q2"), ("young", "2026-06"),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_what_meets_a_period_is_declared_and_never_goes_to_another_record(kind: type[Recurring]) -> None:
    for met in kind.owed.met_by:
        fields = columns(RECORDS[met.kind])
        assert {*filter(None, (met.of, met.on, met.period))} <= fields.keys()
        assert fields[met.of].about.refers == kind.kind
        assert met.on or met.period
        moving = [each for each in ACTIONS.values() if each.on.kind == met.kind and not each.creates and not each.adds]
        assert not [each for each in moving if met.of in each.recorded()]
