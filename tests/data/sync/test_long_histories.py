"""A record that was changed very often arrives with its whole history."""

import pytest

from core.model.change import Draft
from core.values.ids import new_id
from tests.support.station import Station, Stations


def written_over_and_over(a: Station, b: Station, times: int) -> None:
    record = new_id()
    with a.store.transaction():
        for number in range(times):
            draft = Draft("person", record, {"name": f"第{number}次"})
            a.store.write([draft], officer=a.office.officer, action="history")
    b.receive(a.send(b))
    assert b.names() == {f"第{times - 1}次"}
    assert len(b.store.history(record)) == times
    assert b.store.check() is None


def test_a_thousand_changes_of_one_record_arrive(stations: Stations) -> None:
    written_over_and_over(*stations, 1_000)


@pytest.mark.soak
def test_a_hundred_thousand_changes_of_one_record_arrive(stations: Stations) -> None:
    written_over_and_over(*stations, 100_000)
