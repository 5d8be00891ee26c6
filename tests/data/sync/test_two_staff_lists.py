"""Two sites that both have the staff list, and both count their grievances from 1, exchange."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from core.desks.grievances import RegisterGrievance
from core.desks.people.people import AddPerson, AddUnit
from core.desks.sync.duplicates import SeparatePerson, sure_joins
from core.importing.plan import Plan, plan
from core.model.query import Query
from core.model.record import columns
from core.office.refusals import NoSuchRecord, SeveralRecords
from core.rules.duplicates import Why
from core.spreadsheets.declaration import IMPORTS, Outcome
from data.documents.xlsx import open_table
from tui.formatting.values import Values
from tui.language import language
from tui.widgets.record_source import KindSource

Hands = tuple[Any, ...]
KINDS = ("unit", "person", "cell")


def roster(hand: Any) -> None:
    unit = AddUnit(name="总务科")
    hand.office.do_all([unit, *(AddPerson(name=f"人{n}", number=f"P{n}", unit=unit.target) for n in range(3))])


def read(hand: Any, path: Path) -> Plan:
    table = open_table(path, IMPORTS["staff_list"].columns, {})
    return plan(hand.office, IMPORTS["staff_list"], table.rows, table.mapping)


def test_the_preview_says_who_would_be_listed_twice_and_one_step_mends_it(hands: Hands) -> None:
    a, b, _ = hands
    roster(a)
    roster(b)
    file = a.send(b)
    told = b.exchange.inspect(file).preview.duplicates
    assert [(each.kind, each.title, each.why) for each in told] == [
        ("unit", "总务科", Why.PATH),
        *(("person", f"人{n} P{n}", Why.NUMBER) for n in range(3)),
    ]
    b.receive(file)
    assert b.office.count(Query("person")) == 6
    assert b.office.do_all(sure_joins(KINDS, b.office.context())) == 4
    again = a.send(b)
    assert b.exchange.inspect(again).preview.duplicates == ()
    a.receive(b.send(a))
    for hand in (a, b):
        assert [each.name for each in hand.office.find(Query("person"))] == ["人0", "人1", "人2"]
        assert len(hand.office.find(Query("unit"))) == 1
        assert hand.office.count(Query("duplicate")) == 0
        assert hand.store.check() is None
    assert a.find("person") == b.find("person")
    kept = a.find("person")[0]
    a.office.do(SeparatePerson(target=kept.id, **SeparatePerson.suggest(kept, a.office.context())))
    b.receive(a.send(b))
    assert a.find("person") == b.find("person")
    assert b.office.count(Query("person")) == 4


def test_both_sites_at_once_make_one_the_same(hands: Hands) -> None:
    a, b, _ = hands
    roster(a)
    roster(b)
    to_a, to_b = b.send(a), a.send(b)
    a.receive(to_a)
    b.receive(to_b)
    for hand in (a, b):
        hand.office.do_all(sure_joins(KINDS, hand.office.context()))
    to_a, to_b = b.send(a), a.send(b)
    a.receive(to_a)
    b.receive(to_b)
    assert a.find("person") == b.find("person")
    assert len(a.find("person")) == 3
    assert a.office.count(Query("conflict")) == b.office.count(Query("conflict")) == 0


def test_the_roster_is_read_again_while_all_are_listed_twice(hands: Hands, xlsx: Callable[..., Path]) -> None:
    a, b, _ = hands
    roster(a)
    roster(b)
    b.receive(a.send(b))
    rows = (("姓名", "工号", "单位", "电话"), *((f"人{n}", f"ｐ{n}", "总务科", f"1390000000{n}") for n in range(3)))
    first = read(b, xlsx(*rows))
    assert {verdict.outcome for verdict in first.verdicts} == {Outcome.CHANGED}
    assert not first.whole, "no unit is added"
    b.office.do_all(first.actions)
    assert sum(each.phone != "" for each in b.find("person")) == 3
    b.office.do_all(sure_joins(KINDS, b.office.context()))
    again = read(b, xlsx(*rows))
    assert {verdict.outcome for verdict in again.verdicts} == {Outcome.SAME}
    assert again.verdicts[0].remarks == ()


def test_a_number_of_another_site_is_shown_with_that_sites_name(hands: Hands) -> None:
    a, b, _ = hands
    for hand, subject in ((a, "拖欠工资"), (b, "宿舍热水")):
        hand.office.do(RegisterGrievance(received=datetime(2026, 11, 1), subject=subject))
    alone = KindSource(b.office, Query("grievance"))
    narrow = next(column.width for column in alone.columns if column.name == "number")
    b.receive(a.send(b))
    ours, theirs = sorted(b.office.find(Query("grievance")), key=lambda each: each.site != b.store.site)
    assert ours.number == theirs.number == "2026-000001"
    assert b.office.title("grievance", ours.id) == "2026-000001 宿舍热水"
    assert b.office.title("grievance", theirs.id) == "2026-000001 (甲站) 拖欠工资"
    assert Values(b.office, language().translate).of(theirs, columns(type(theirs))["number"]) == "2026-000001 (甲站)"
    for typed in ("2026-000001 (甲站)", "2026-000001（甲站）", "２０２６-000001(甲站)", "2026-000001 (甲站) 拖欠工资"):
        assert b.office.look_up(typed).id == theirs.id, typed
    for typed in ("2026-000001 (乙站)", "2026-000001 宿舍热水"):
        assert b.office.look_up(typed).id == ours.id, typed
    with pytest.raises(SeveralRecords) as several:
        b.office.look_up("2026-000001")
    told = str(several.value.facts["found"]).split(", ")
    assert sorted(b.office.look_up(each).id for each in told) == sorted([ours.id, theirs.id])
    for typed in ("2026-000001 (丙站)", "2026-000001 别的"):
        with pytest.raises(NoSuchRecord):
            b.office.look_up(typed)
    source = KindSource(b.office, Query("grievance"))
    place = next(at for at, column in enumerate(source.columns) if column.name == "number")
    cells = {row.cells[place] for row in source.page(source.keys())}
    assert cells == {"2026-000001", "2026-000001 (甲站)"}
    assert narrow < source.columns[place].width <= narrow + 12
    b.office.do(RegisterGrievance(received=datetime(2026, 11, 2), subject="后来"))
    assert {each.number for each in b.office.find(Query("grievance"))} == {"2026-000001", "2026-000002"}
