"""What a newer version writes goes by way of an older one, unaltered, and is shown where it is known (changes §7.6)."""

from typing import Any

import pytest

from core.model.action import amend
from core.model.change import Body, new_salt
from core.model.query import Query
from core.values.ids import new_id
from data.store.sql_store import SqlStore
from data.transfer_file.manifest import Manifest, NewerFormat
from tests.support.crafted_transfers import crafted, refused
from tests.support.newer_version import newer

Hands = tuple[Any, ...]
LIFE = "a" * 16


def body(kind: str, record: str, supersedes: tuple[str, ...] = (), **fields: Any) -> Body:
    return Body(kind, record, fields, supersedes, "f" * 32, "newer", new_salt())


def upgraded(hand: Any) -> SqlStore:
    """Open the store of a site with the newer version."""
    return SqlStore(hand.store.path, hand.store._key)


def bodies_of(hand: Any, record: str) -> list[bytes]:
    rows = hand.rows()["change"]
    return [row[7] for row in rows if row[5] == bytes.fromhex(record)]


def test_kinds_and_fields_go_through_an_older_site_byte_for_byte(hands: Hands) -> None:
    a, b, c = hands
    visit, person = new_id(), new_id()
    said = (
        body("inspection", visit, day="2026-11-01", 新字段=["一", 2, None, True]),
        body("person", person, name="张三", nickname="小张"),
    )
    path = crafted(a, b, *said, compartment="common", life=LIFE)
    assert b.exchange.inspect(path).preview.unknown == 1
    b.receive(path)
    c.receive(b.send(c))
    for record, wrote in zip((visit, person), said, strict=True):
        assert bodies_of(b, record) == bodies_of(c, record) == [wrote.to_bytes()]
    assert b.store.check() is c.store.check() is None
    with newer():
        store = upgraded(c)
        assert [each.day for each in store.find(Query("inspection"))] == ["2026-11-01"]
        assert store.check() is None
        store.close()


def test_what_is_written_over_it_by_an_older_site_leaves_the_newer_field_as_it_was(hands: Hands) -> None:
    a, b, c = hands
    person = new_id()
    b.receive(crafted(a, b, body("person", person, name="张三", nickname="小张"), compartment="common", life=LIFE))
    (known,) = b.find("person")
    b.write(amend(known, name="张山"))
    c.receive(b.send(c))
    heads = c.store.heads(person)
    assert {name: [write.fields[name] for write in found] for name, found in heads.items()} == {
        "name": ["张山"],
        "nickname": ["小张"],
    }


@pytest.mark.parametrize("relayed_first", [True, False], ids=["record first", "purge first"])
def test_a_purge_of_a_kind_that_the_relay_does_not_know_erases_it_there_too(hands: Hands, relayed_first: bool) -> None:
    a, b, c = hands
    visit, word = new_id(), "独角兽"
    first = crafted(a, b, body("inspection", visit, day=word), compartment="common", life=LIFE)
    b.receive(first)
    ((_, tip),) = [each for each in branches(b) if each[0].incarnation == LIFE]
    if relayed_first:
        c.receive(b.send(c))
    purge = body(
        "purge", new_id(), (tip.id.hex(),), of=visit, file_kind="inspection", part=False, rule="x", day="2026-11-23"
    )
    path = crafted(a, b, purge, compartment="common", life=LIFE, after=1, parent=tip.id)
    b.receive(path)
    assert word.encode() not in everything(b)
    relay = b.send(c)
    assert word.encode() not in c.unsealed(relay)
    c.receive(relay)
    for hand in (b, c):
        assert word.encode() not in everything(hand)
        assert hand.store.check() is None
    with newer():
        store = upgraded(c)
        assert store.find(Query("inspection")) == []
        assert store.check() is None
        store.close()


def test_parts_that_the_relay_does_not_know_as_parts_go_when_it_learns_of_them(hands: Hands) -> None:
    a, b, _ = hands
    visit, remark = new_id(), new_id()
    said = (body("inspection", visit, day="2026-11-01"), body("remark", remark, visit=visit, text="独角兽"))
    b.receive(crafted(a, b, *said, compartment="common", life=LIFE))
    ((_, tip),) = [each for each in branches(b) if each[0].incarnation == LIFE]
    purge = body("purge", new_id(), of=visit, file_kind="inspection", part=False, rule="x", day="2026-11-23")
    b.receive(crafted(a, b, purge, compartment="common", life=LIFE, after=2, parent=tip.id))
    assert b.store.check() is None
    with newer():
        store = upgraded(b)
        assert store.find(Query("remark")) == []
        assert store.check() is None
        store.close()
    assert "独角兽".encode() not in everything(b)


def branches(hand: Any) -> list[Any]:
    with hand.store.transaction():
        return list(hand.store.journal.branches)


def everything(hand: Any) -> bytes:
    return repr(hand.rows()).encode() + b"".join(
        cell for rows in hand.rows().values() for row in rows for cell in row if isinstance(cell, bytes)
    )


def test_what_waits_of_a_newer_version_joins_and_is_shown_after_the_upgrade(hands: Hands) -> None:
    a, b, c = hands
    before = body("inspection", new_id(), day="2026-11-01")
    c.receive(crafted(a, c, before, compartment="common", life=LIFE))
    ((_, tip),) = [each for each in branches(c) if each[0].incarnation == LIFE]
    after = body("inspection", new_id(), day="2026-11-02")
    b.receive(crafted(a, b, after, compartment="common", life=LIFE, after=1, parent=tip.id))
    assert b.receive(crafted(a, b, before, compartment="common", life=LIFE)).joined == 1
    assert b.store.check() is None
    with newer():
        store = upgraded(b)
        assert sorted(each.day for each in store.find(Query("inspection"))) == ["2026-11-01", "2026-11-02"]
        store.close()


def test_a_file_of_a_newer_format_says_so(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b, _ = hands
    genuine = Manifest.dump
    monkeypatch.setattr(Manifest, "dump", lambda listed: genuine(listed).replace(b'"version":1}', b'"version":2}'))
    path = a.send(b)
    monkeypatch.undo()
    refused(b, path, NewerFormat)
