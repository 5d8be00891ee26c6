"""Warnings: they escalate cell by cell until somebody acknowledges them."""

from datetime import date, timedelta

import pytest

from core.desks.grid import AcknowledgeWarning, ChangeLevel, CloseWarning, Level, MergeCell, MoveCell, RaiseWarning
from core.desks.grid.warnings import escalation_step
from core.model.deadline import DeadlineStatus
from tests.support.grid_house import NOW, House, refused, standing


def test_a_warning_escalates_cell_by_cell_until_somebody_acknowledges_it(
    house: House, three: tuple[str, str, str]
) -> None:
    top, middle, low = three
    warning = house.at("2026-11-23T09:00").do(RaiseWarning, level=Level.RED, what="门禁失灵", cell=low)
    seen = [
        (hour, standing(house.at(f"2026-11-23T{hour}"), house.get("warning", warning)))
        for hour in ("10:59", "11:00", "13:00", "15:00")
    ]
    assert seen == [
        ("10:59", DeadlineStatus.DUE_SOON),
        ("11:00", DeadlineStatus.LATE),
        ("13:00", DeadlineStatus.LATE),
        ("15:00", DeadlineStatus.LONG_OVERDUE),
    ]
    assert [entry.cell for entry in house.of("agenda", of=warning)] == [low, middle, top, ""]
    house.do(AcknowledgeWarning, warning)
    assert standing(house, house.get("warning", warning)) == DeadlineStatus.ON_TIME
    assert [(entry.owner, entry.due) for entry in house.of("agenda", of=warning)] == [
        (house.office.officer, date(2026, 11, 30))
    ]


@pytest.mark.parametrize(("level", "hours"), [("red", 2), ("orange", 8), ("yellow", 24), ("blue", 72)])
def test_each_level_has_its_hours(house: House, level: Level, hours: int) -> None:
    cell = house.cell("01")
    warning = house.get("warning", house.do(RaiseWarning, level=level, what="异常", cell=cell))
    assert warning.escalates_at == NOW + timedelta(hours=hours)
    assert [escalation_step(NOW, hours, NOW + timedelta(hours=hours, minutes=m)) for m in (-1, 0)] == [0, 1]


def test_a_warning_is_acknowledged_then_closed_with_what_was_done(house: House) -> None:
    warning = house.do(RaiseWarning, level=Level.BLUE, what="异常", cell=house.cell("01"))
    refused(house, "Acknowledge it first", CloseWarning, warning, done="已处理")
    house.do(AcknowledgeWarning, warning)
    refused(house, "already", AcknowledgeWarning, warning)
    house.do(CloseWarning, warning, done="已处理")
    assert not house.get("warning", warning).open
    assert house.of("agenda", of=warning) == []
    refused(house, "was closed", CloseWarning, warning, done="再次")


def test_a_higher_level_shortens_the_hours(house: House) -> None:
    warning = house.do(RaiseWarning, level=Level.BLUE, what="异常", cell=house.cell("01"))
    house.do(ChangeLevel, warning, level=Level.RED)
    assert house.get("warning", warning).hours == 2


def test_an_open_warning_follows_its_cell(house: House, three: tuple[str, str, str]) -> None:
    top, middle, low = three
    warning = house.do(RaiseWarning, level=Level.RED, what="异常", cell=low)
    other = house.cell("02")
    house.do(MoveCell, middle, parent=other, code="02-01")
    assert house.get("warning", warning).escalation_path == (low, middle, other)
    house.do(MergeCell, low, into=top, day=date(2026, 11, 1))
    assert (house.get("warning", warning).cell, house.get("warning", warning).escalation_path) == (top, (top,))
