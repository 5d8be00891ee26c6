"""Two sites that exchange files: what one writes the other sees, receipts, and what never leaves a site."""

from dataclasses import replace
from datetime import datetime

import pytest
import zstandard

from core.desks.grievances import AcceptGrievance, RegisterGrievance, TakeStep
from core.desks.people.people import AddPerson, AddUnit, AmendPerson, AmendUnit
from core.desks.sync.trust import ChangeShares
from core.model.change import HOME
from core.model.query import Blank, Is, Not, Query
from core.model.record import RECORDS
from core.office.refusals import NotAllowed, Refused
from core.values.refusal import Refusal
from data.media.verified_write import AlreadyThere
from data.site.open_site import OpenSite, pack_text
from tests.support.crafted_chains import changes_in, members, opened
from tests.support.site_driver import appoint
from tests.support.station import Stations

# The story


def test_what_one_site_writes_the_other_sees(stations: Stations) -> None:
    a, b = stations
    a.office.do(AddPerson(name="张三", number="7"))
    a.office.do(RegisterGrievance(received=datetime(2026, 11, 1), subject="拖欠工资", petitioner="李四"))
    grievance = a.office.find(Query("grievance"))[0]
    a.office.do(AcceptGrievance(target=grievance.id, accepted=a.office.today, handler=a.office.officer))
    a.office.do(TakeStep(target=grievance.id, day=a.office.today, text="走访"))
    b.receive(a.send(b))
    for kind in ("person", "grievance", "step", "officer"):
        here, there = ({each.id: each for each in site.office.find(Query(kind))} for site in stations)
        assert here.items() <= there.items()
    assert b.office.title("officer", a.office.officer) == "安宁"
    assert b.store.check() is None


def test_a_preview_says_what_would_happen_and_writes_nothing(stations: Stations) -> None:
    a, b = stations
    a.office.do(AddPerson(name="张三"))
    b.receive(a.send(b))
    a.office.do_all(
        [AmendPerson(target=a.person("张三").id, name="张三丰"), AddPerson(name="李四"), AddUnit(name="车间")]
    )
    a.receive(b.send(a, receipt_only=True))
    path, before = a.send(b), b.tables()
    preview = b.exchange.inspect(path).preview
    assert {count.kind: (count.new, count.changed) for count in preview.counts} == {"person": (1, 1), "unit": (1, 0)}
    assert (preview.sender, preview.sender_id, preview.unknown, preview.clashes) == ("甲站", a.id, 0, ())
    assert b.tables() == before
    applied = b.receive(path)
    assert applied == preview


def test_looking_at_a_file_changes_not_one_byte_of_any_table(stations: Stations) -> None:
    a, b = stations
    a.office.do_all([AddPerson(name="张三"), AddUnit(name="车间")])
    path, before = a.send(b), b.tables()
    b.exchange.inspect(path)
    b.exchange.verify(path)
    assert b.tables() == before


def test_only_what_was_not_confirmed_goes_again(stations: Stations) -> None:
    a, b = stations
    a.office.do(AddPerson(name="张三"))
    assert changes_in(a.send(b), b) == changes_in(a.send(b), b) == 2  # the officer and the person
    b.receive(a.send(b))
    a.receive(b.send(a, receipt_only=True))
    assert changes_in(a.send(b), b) == 0
    a.office.do(AddPerson(name="李四"))
    assert changes_in(a.send(b), b) == 1


def test_a_receipt_is_expected_until_it_comes(stations: Stations) -> None:
    a, b = stations
    a.office.do(AddPerson(name="张三"))
    path = a.send(b)
    assert a.office.count(Query("agenda", Is("of_kind", ("dispatch",)))) == 1
    b.receive(path)
    assert b.exchange.inspect(path).preview.new_changes == 0
    receipt = b.send(a, receipt_only=True)
    assert a.exchange.inspect(receipt).preview.receipts == 1
    a.receive(receipt)
    assert a.office.count(Query("agenda", Is("of_kind", ("dispatch",)))) == 0
    assert a.office.count(Query("dispatch", Not(Blank("receipt")))) == 1


def test_changes_bring_the_receipt_along(stations: Stations) -> None:
    a, b = stations
    a.office.do(AddPerson(name="张三"))
    b.receive(a.send(b))
    b.office.do(AddPerson(name="李四"))
    a.receive(b.send(a))
    assert a.names() == b.names() == {"张三", "李四"}
    assert a.office.count(Query("dispatch", Blank("receipt"))) == 0


def test_files_that_overlap_are_no_matter(stations: Stations) -> None:
    a, b = stations
    a.office.do(AddPerson(name="张三"))
    first = a.send(b)
    a.office.do(AddPerson(name="李四"))
    second = a.send(b)
    assert b.receive(second).new_changes > 0
    assert b.receive(first).new_changes == 0
    assert b.names() == {"张三", "李四"}
    assert b.store.check() is None


def test_what_a_site_was_told_goes_back_to_nobody_twice(stations: Stations) -> None:
    a, b = stations
    a.office.do(AddPerson(name="张三"))
    b.receive(a.send(b))
    path = b.send(a)
    assert {run["site"] for run in opened(path, a)["payload"]["segments"]} == {b.id}


def test_rights_follow_what_a_file_changes(stations: Stations, pair: tuple[OpenSite, OpenSite]) -> None:
    """A unit that another site moved away takes its records out of sight at once."""
    a, b = stations
    a.office.do_all([AddUnit(name="车间", code="1"), AddUnit(name="班组", code="2"), AddUnit(name="机关", code="3")])
    workshop, shift, offices = (unit.id for unit in a.office.find(Query("unit", order=("code",))))
    a.office.do(AmendUnit(target=shift, name="班组", code="2", parent=workshop))
    a.office.do(AddPerson(name="张三", unit=shift))
    b.receive(a.send(b))
    appoint(b.office, "李明", 2, "clerk", unit=workshop)
    bound = replace(b, office=pair[1].office(2))
    assert bound.names() == {"张三"}
    a.office.do(AmendUnit(target=shift, name="班组", code="2", parent=offices))
    bound.receive(a.send(b))
    assert bound.names() == set()


def test_an_officer_without_the_duty_may_neither_send_nor_receive(
    stations: Stations, pair: tuple[OpenSite, OpenSite]
) -> None:
    a, b = stations
    appoint(a.office, "李明", 2, "handler")
    handler = replace(a, office=pair[0].office(2))
    path = b.send(a)
    before, written = a.tables(), {"change", "stream", "kind_audit"}  # that it was tried stands in the audit
    for deed in (lambda: handler.send(b), lambda: handler.receive(path)):
        with pytest.raises(NotAllowed):
            deed()
    after = a.tables()
    assert {name for name in after if after[name] != before[name]} == written
    assert len(after["change"]) == len(before["change"]) + 2
    assert list(a.files.iterdir()) == [path]


def test_what_could_not_be_written_is_not_in_the_ledger(stations: Stations) -> None:
    a, b = stations
    path = a.send(b)
    promised = {"checkpoint", "tip"}  # the checkpoint for the next file is noted before it is written
    before = {name: rows for name, rows in a.tables().items() if name not in promised}
    with pytest.raises(AlreadyThere):
        a.exchange.send(a.office, b.id, path)
    with pytest.raises(Refusal):
        a.exchange.send(a.office, b.id, a.files / "no such folder" / "x.sealed")
    assert {name: rows for name, rows in a.tables().items() if name not in promised} == before


def test_what_is_stopped_half_way_is_not_applied_at_all(stations: Stations) -> None:
    a, b = stations
    a.office.do_all([AddPerson(name="张三"), AddUnit(name="车间")])
    path, before = a.send(b), b.tables()

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        b.exchange.apply(b.office, path, progress=stop)
    assert b.tables() == before
    b.receive(path)
    assert b.names() == {"张三"}


# What stays at home


def test_what_is_local_is_in_no_file(stations: Stations) -> None:
    """The plaintext is searched, not only the list of streams."""
    a, b = stations
    appoint(a.office, "李明", 2, "handler")
    a.office.do(AddPerson(name="张三"))
    b.receive(a.send(b))
    a.receive(b.send(a))
    path = a.send(b)
    inside = members(path, b)
    text = inside["manifest.json"] + zstandard.ZstdDecompressor().decompressobj().decompress(
        inside["changes.jsonl.zst"]
    )
    local = [kind for kind, record_type in RECORDS.items() if record_type.compartment in HOME]
    assert {"account", "policy", "site", "dispatch", "arrival"} <= set(local)
    named = {opened(path, b)["transfer"], opened(path, b)["payload"]["since"]}  # this file, and one that b has
    for kind in local:
        assert f'"kind":"{kind}"'.encode() not in text
        for record in a.office.find(Query(kind)):
            assert kind == "site" or record.id in named or record.id.encode() not in text
    assert not [kept for kept in HOME if f'"{kept}"'.encode() in text]
    assert pack_text("cn")[:40].encode() not in text
    assert a.store.meta("keys").encode() not in text


def test_local_cannot_be_shared(stations: Stations) -> None:
    a, b = stations
    with pytest.raises(Refused, match="never leaves"):
        a.office.do(ChangeShares(target=b.id, shares=("common", "local")))


def test_what_is_no_compartment_cannot_be_shared(stations: Stations) -> None:
    """It would be shared in name, and nothing would ever go."""
    a, b = stations
    with pytest.raises(Refused, match="no compartment called “grid”"):
        a.office.do(ChangeShares(target=b.id, shares=("common", "grid")))
