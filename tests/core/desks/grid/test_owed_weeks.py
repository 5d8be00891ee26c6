"""What cells owed at the end of earlier weeks is what the figure of the grid said then."""

from datetime import date, datetime, timedelta
from random import Random

import pytest

from core.desks.grid import AddDutyCard, DoDuty, DutyCard, ExcuseDuty
from core.desks.grid.figures import OWN_FIGURES, grid
from core.rules import owed_history
from core.rules.obligation import unmet
from core.rules.owed_history import owed_by
from core.values.cadence import Rhythm
from tests.support.grid_house import START, House

OWED = next(figure for figure in OWN_FIGURES if figure.name == "owed")
FIRST = date(2026, 6, 1)


def live(house: House, random: Random, days: list[date]) -> list[dict[str, int]]:
    """Do and excuse what is left, often late, as weeks go by; return what the figure said at the end of each day."""
    said = []
    for day in days:
        house.at(f"{day}T09:00")
        for card in house.of("duty_card"):
            left = [period for period in unmet(card, house.office, day) if period.first <= day]
            if left and random.random() < 0.4:
                period = random.choice(left)
                if random.random() < 0.3:
                    house.do(ExcuseDuty, card.id, period=period.key, text="出差")
                else:
                    house.do(DoDuty, card.id, period=period.key, day=day)
        said.append({cell: number.count for cell, number in OWED.numbers(house.office, "cell").items()})
    return said


@pytest.mark.parametrize("seed", range(4))
def test_it_is_what_the_figure_said_on_each_day(seed: int, house: House) -> None:
    random = Random(seed)
    cells = [house.cell(code) for code in ("01", "02", "03")]
    for cell in cells:
        for rhythm in (Rhythm.WEEKLY, Rhythm.MONTHLY):
            house.at("2026-05-01T09:00").do(AddDutyCard, text="自查", cell=cell, rhythm=rhythm, start=FIRST)
    days = [FIRST + timedelta(weeks=week) for week in range(1, 13)]
    said = live(house, random, days)
    found = owed_by(DutyCard, house.office, "cell", days, days[-1])
    assert found is not None
    for place, numbers in enumerate(said):
        assert {cell: counts[place] for cell, counts in found.items() if counts[place]} == numbers


def test_of_too_many_it_is_not_worked_out(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    for code in ("01", "02"):
        house.do(AddDutyCard, text="自查", cell=house.cell(code), rhythm=Rhythm.MONTHLY, start=START)
    today = datetime(2026, 11, 23).date()
    assert owed_by(DutyCard, house.office, "cell", [today], today) is not None
    monkeypatch.setattr(owed_history, "MOST_RECORDS", 1)
    assert owed_by(DutyCard, house.office, "cell", [today], today) is None


def test_cells_above_have_what_stands_below_them_too(house: House) -> None:
    top = house.cell("01")
    low, other = house.cell("01-01", top), house.cell("02")
    shown = grid(house.office)
    rows = dict(zip(shown.cells, shown.with_below({low: [0, 1, 2], top: [1, 0, 0]}), strict=True))
    assert rows == {top: [1, 1, 2], low: [0, 1, 2], other: [0, 0, 0]}
