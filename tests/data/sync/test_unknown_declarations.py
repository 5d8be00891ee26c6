"""Kinds and fields that only a newer version declares are kept, passed on, and shown after the upgrade."""

from core.model.query import Query
from core.values.ids import new_id
from data.store.sql_store import SqlStore
from tests.support.crafted_chains import Chain, body, crafted, stream_of
from tests.support.newer_version import newer
from tests.support.station import Station, Stations


def test_a_kind_and_a_field_of_a_newer_version_are_kept_passed_on_and_shown_after_the_upgrade(
    stations: Stations, third: Station
) -> None:
    a, b = stations
    for one, other in ((b, third), (third, b), (third, a)):
        one.trust(other)
    person = new_id()
    bodies = (body("inspection", day="2026-11-01"), body("person", person, name="张三", nickname="小张"))
    path = crafted(a, b, Chain(stream_of(a), bodies))
    assert b.exchange.inspect(path).preview.unknown == 1
    b.receive(path)
    assert b.names() == {"张三"}
    assert b.store.check() is None
    third.receive(b.send(third))
    held = [entry.change.body.fields for entry in third.store.history(person)]
    assert held == [{"name": "张三", "nickname": "小张"}]
    with newer():
        again = SqlStore(third.store.path, third.store._key)
        assert [each.day for each in again.find(Query("inspection"))] == ["2026-11-01"]
        assert again.check() is None
        again.close()


def test_two_values_of_a_field_that_only_a_newer_version_knows_wait_for_the_upgrade(stations: Stations) -> None:
    a, b = stations
    person = new_id()
    bodies = (
        body("person", person, name="张三", nickname="小张"),
        body("person", person, name="张三", nickname="老张"),
    )
    b.receive(crafted(a, b, Chain(stream_of(a), bodies)))
    assert b.office.find(Query("conflict")) == []
    assert b.store.check() is None
