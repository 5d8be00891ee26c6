"""Two sites, and what may go wrong between them: each refusal by its own name, and the store as it was before."""

import io
import json
import shutil
import tarfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from unittest.mock import patch

import pytest
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.desks.grievances import AcceptGrievance, RegisterGrievance, TakeStep
from core.desks.people.people import AddPerson, AddUnit, AmendPerson, AmendUnit
from core.desks.sync.conflicts import ResolveConflict
from core.desks.sync.trust import ChangeShares, RevokeSite
from core.desks.sync.void_changes import Why
from core.model.change import (
    BEYOND,
    HOME,
    LOCAL,
    ROOT,
    Body,
    Draft,
    Stream,
    header_bytes,
    identify,
    milliseconds,
    new_salt,
)
from core.model.field import About
from core.model.query import Blank, Is, Not, Query
from core.model.record import RECORDS, Record
from core.office.refusals import NotAllowed, Refused
from core.results.transfer import IncomingConflict
from core.values.ids import new_id
from core.values.mask import MASK
from core.values.refusal import Refusal
from core.values.sentence import Sentence
from data.database.sqlcipher import connect
from data.formats import age
from data.formats.age_keys import Stanza
from data.identity.site_keys import SiteKeys
from data.media.verified_write import AlreadyThere
from data.site.open_site import OpenSite, pack_text
from data.store.sql_store import SqlStore
from data.sync.fitting import NotShared
from data.sync.receiving import FileChanged
from data.transfer_file.manifest import OtherRecipient, RevokedSender, UnknownSender
from data.transfer_file.sealed_file import ManifestDraft, seal
from data.transfer_file.segments import (
    MAX_TIME,
    BadSegments,
    BeyondCutoff,
    ForgedTip,
    Head,
    Segment,
    UnknownAuthor,
    line,
    sign_tip,
)
from tests.support.site_driver import SiteDriver, appoint


class Station(SiteDriver):
    """A site that can be asked whether a refused file left it as it was."""

    def tables(self) -> dict[str, list[Any]]:
        """Return every row of every table but those of the full-text index, which follow from the rest."""
        db = connect(self.store.path, self.store._key, read_only=True)
        names = [
            row[0]
            for row in db.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'find\\_%' ESCAPE '\\'"
            )
        ]
        found = {name: [tuple(row) for row in db.execute(f'SELECT * FROM "{name}"')] for name in names}
        db.close()
        return found

    def untouched_by(self, refusal: type[Refusal], path: Path, match: str = "") -> None:
        """A file is refused in this way at the preview and at applying, and leaves everything as it was."""
        before = self.tables()
        for take in (self.exchange.inspect, self.receive):
            with pytest.raises(Refusal, match=match or None) as refused:
                take(path)
            assert type(refused.value) is refusal
        assert self.tables() == before


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "files").mkdir()
    return tmp_path / "files"


@pytest.fixture
def stations(pair: tuple[OpenSite, OpenSite], desk: Path) -> tuple[Station, Station]:
    """Two sites that trust each other."""
    return Station(pair[0], desk), Station(pair[1], desk)


@pytest.fixture
def third(new_site: Callable[[str], OpenSite], desk: Path) -> Station:
    """A third site that trusts nobody yet."""
    return Station(new_site("丙站"), desk)


Stations = tuple[Station, Station]


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


def changes_in(path: Path, reader: Station) -> int:
    return reader.exchange.verify(path).changes


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


# Conflicts


@pytest.fixture
def quarrel(stations: Stations) -> Stations:
    """Both sites have given the same person another name and post, and have exchanged what they wrote."""
    a, b = stations
    a.office.do(AddPerson(name="张三"))
    b.receive(a.send(b))
    one = a.person("张三").id
    a.office.do(AmendPerson(target=one, name="张山", post="科员"))
    b.office.do(AmendPerson(target=one, name="章三", post="科员"))
    from_a, from_b = a.send(b), b.send(a)
    b.receive(from_a)
    a.receive(from_b)
    return stations


def shown(station: Station) -> tuple[str, list[str]]:
    (person,) = station.office.find(Query("person"))
    return person.name, [conflict.field for conflict in station.office.find(Query("conflict"))]


def test_two_values_are_both_kept_and_the_same_one_is_shown_at_both_sites(quarrel: Stations) -> None:
    a, b = quarrel
    assert shown(a) == shown(b)
    assert shown(a)[1] == ["name"]  # the same post written twice is none
    for site in quarrel:
        (conflict,) = site.office.find(Query("conflict"))
        values = [entry.change.body.fields["name"] for entry in site.office.conflicting_changes(conflict)]
        assert set(values) == {"张山", "章三"}
        assert values[0] == shown(site)[0]


def test_two_values_stand_in_today_until_somebody_decides(quarrel: Stations) -> None:
    for site in quarrel:
        (conflict,) = site.office.find(Query("conflict"))
        (due,) = [each for each in site.office.find(Query("agenda")) if each.of == conflict.of]
        assert str(Sentence.unpack(due.what)) == "two values of 1 fields: decide (list of conflicts)"
        assert due.due <= datetime.now(UTC).date()
        (entry,) = site.office.find(Query("arrival", Is("conflicts", (1,))))
        assert entry.conflicts == 1
        chosen = site.store.heads(conflict.of)["name"][0].id
        assert site.store.check() is None
        site.office.do(ResolveConflict(target=conflict.id, chosen=chosen))
        assert not [each for each in site.office.find(Query("agenda")) if each.of == conflict.of]
        assert site.store.check() is None


def test_what_was_a_conflict_before_is_not_told_again(quarrel: Stations) -> None:
    a, b = quarrel
    one = a.office.find(Query("person"))[0].id
    a.office.do(AmendPerson(target=one, name=a.office.get("person", one).name, phone="139"))
    assert "phone" not in [clash.field for clash in b.exchange.inspect(a.send(b)).preview.clashes]


def test_a_preview_shows_the_fields_that_would_have_two_values(stations: Stations) -> None:
    a, b = stations
    a.office.do(AddPerson(name="张三"))
    b.receive(a.send(b))
    one = a.person("张三").id
    a.office.do(AmendPerson(target=one, name="张山"))
    b.office.do(AmendPerson(target=one, name="章三"))
    (clash,) = b.exchange.inspect(a.send(b)).preview.clashes
    assert (clash.kind, clash.record, clash.field, clash.ours, clash.theirs) == ("person", one, "name", "章三", "张山")


def test_a_clash_is_shown_to_those_who_may_see_its_values(stations: Stations, pair: tuple[OpenSite, OpenSite]) -> None:
    _, b = stations
    b.office.do(AddPerson(name="张三"))
    appoint(b.office, "李明", 2, "clerk")
    appoint(b.office, "王芳", 3, "auditor")
    one = b.person("张三").id
    clashes = [
        IncomingConflict("person", one, "name", "张三", "章三"),
        IncomingConflict("person", one, "phone", "139", "138"),
    ]
    named = tuple(replace(clash, title="张三") for clash in clashes)
    assert b.office.visible_conflicts(clashes) == named
    assert pair[1].office(2).visible_conflicts(clashes) == (named[0], replace(named[1], ours=MASK, theirs=MASK))
    assert pair[1].office(3).visible_conflicts(clashes) == ()


def test_a_head_of_one_field_that_was_replaced_in_another_is_no_conflict_there(stations: Stations) -> None:
    """Also if what replaced it was itself replaced, and is the head of nothing."""
    a, b = stations
    record = new_id()
    bodies: list[Body] = []
    for fields, follows in [({"name": "张三", "post": "科员"}, 0), ({"name": "张山"}, 1), ({"name": "章三"}, 2)]:
        supersedes = (chain_id(a, bodies, follows),) if follows else ()
        bodies.append(replace(body(record=record, **fields), supersedes=supersedes))
    bodies.append(body(record=record, post="处长"))
    b.receive(crafted(a, b, Chain(stream_of(a), tuple(bodies))))
    assert [conflict.field for conflict in b.office.find(Query("conflict"))] == ["post"]
    assert b.store.check() is None


def chain_id(a: Station, bodies: list[Body], seq: int) -> str:
    return [link[3] for link in Chain(stream_of(a), tuple(bodies)).links()][seq - 1].hex()


def resolve(site: Station, name: str) -> None:
    (conflict,) = site.office.find(Query("conflict"))
    chosen = next(
        entry for entry in site.office.conflicting_changes(conflict) if entry.change.body.fields["name"] == name
    )
    site.office.do(ResolveConflict(target=conflict.id, chosen=chosen.change.id.hex()))


@pytest.mark.parametrize("name", ["张山", "章三"])
def test_a_decision_holds_at_both_sites(quarrel: Stations, name: str) -> None:
    a, b = quarrel
    resolve(a, name)
    assert shown(a) == (name, [])
    b.receive(a.send(b))
    assert shown(b) == (name, [])
    assert a.store.check() is b.store.check() is None


def test_two_decisions_at_once_that_agree_are_no_conflict(quarrel: Stations) -> None:
    a, b = quarrel
    resolve(a, "张山")
    resolve(b, "张山")
    from_a, from_b = a.send(b), b.send(a)
    a.receive(from_b)
    b.receive(from_a)
    assert shown(a) == shown(b) == ("张山", [])


def test_two_decisions_at_once_that_differ_are_a_new_conflict(quarrel: Stations) -> None:
    a, b = quarrel
    resolve(a, "张山")
    resolve(b, "章三")
    from_a, from_b = a.send(b), b.send(a)
    a.receive(from_b)
    b.receive(from_a)
    assert shown(a) == shown(b)
    assert shown(a)[1] == ["name"]


def test_nothing_is_chosen_that_was_not_to_choose_from(quarrel: Stations) -> None:
    a, _ = quarrel
    (conflict,) = a.office.find(Query("conflict"))
    with pytest.raises(Refused, match="not one of the conflicting ones"):
        a.office.do(ResolveConflict(target=conflict.id, chosen="0" * 64))


# Refusals


def test_the_same_file_again(stations: Stations) -> None:
    a, b = stations
    a.office.do(AddPerson(name="张三"))
    path = a.send(b)
    b.receive(path)
    before = b.tables()
    with pytest.raises(Refused, match="received on 2026-11-23 09:30:00 already"):
        b.receive(path)
    assert b.tables() == before


def test_another_file_than_the_one_that_was_previewed(stations: Stations) -> None:
    a, b = stations
    previewed = b.exchange.inspect(a.send(b)).preview
    before = b.tables()
    with pytest.raises(FileChanged):
        b.exchange.apply(b.office, a.send(b), previewed.digest)
    assert b.tables() == before


def test_another_file_under_the_identifier_of_the_one_that_was_previewed(stations: Stations) -> None:
    a, b = stations
    with patch("data.sync.sending.new_id", lambda: "ab" * 16):
        one = a.send(b)
        a.office.do(AddPerson(name="张三"))
        two = a.send(b)
    previewed = b.exchange.inspect(one).preview
    assert previewed.transfer == b.exchange.inspect(two).preview.transfer
    one.write_bytes(two.read_bytes())  # the medium gives something else the second time
    before = b.tables()
    with pytest.raises(FileChanged):
        b.exchange.apply(b.office, one, previewed.digest)
    assert b.tables() == before


def test_an_earlier_file_is_missing(stations: Stations) -> None:
    a, b = stations
    b.receive(a.send(b))
    a.office.do(AddPerson(name="张三"))
    lost = a.send(b)
    claim_receipt(a, b)
    a.office.do(AddPerson(name="李四"))
    late = a.send(b)
    (missing,) = b.receive(late).missing
    assert "changes 2 of “Shared registers”, written by 甲站" in str(missing.sentence())
    assert b.names() == set()
    assert b.receive(lost).joined == 1
    assert b.names() == {"张三", "李四"}
    assert a.store.check() is b.store.check() is None


def claim_receipt(a: Station, b: Station) -> None:
    """Let `a` believe that `b` has everything."""
    with a.store.transaction():
        held = [(stream, tip.seq, tip.id) for stream, tip in a.store.journal.branches]
        a.store.acknowledgements.keep(b.id, held)


def test_a_site_that_lost_everything_is_sent_everything_once_it_says_so(stations: Stations) -> None:
    """What it does not list any more it does not have."""
    a, b = stations
    a.office.do(AddPerson(name="张三"))
    b.receive(a.send(b))
    claim_receipt(a, b)
    assert changes_in(a.send(b), b) == 0
    path = crafted(b, a, have=[])
    a.receive(path)
    assert changes_in(a.send(b), b) == 2


def test_a_file_for_another_site(stations: Stations, third: Station) -> None:
    a, b = stations
    third.trust(a)
    path = a.send(b)
    third.untouched_by(age.NoMatch, path)
    b.office.do(AddPerson(name="张三"))
    passed_on = crafted(a, b, sealed_for=[third])
    third.untouched_by(OtherRecipient, passed_on, "甲站")


def test_a_file_of_a_site_that_is_not_trusted(stations: Stations, third: Station) -> None:
    a, _ = stations
    third.trust(a)
    a.untouched_by(UnknownSender, third.send(a), "丙站")


def test_a_file_of_a_site_that_is_revoked(stations: Stations) -> None:
    a, b = stations
    path = a.send(b)
    b.office.do(RevokeSite(target=a.id))
    b.untouched_by(RevokedSender, path, "甲站")
    with pytest.raises(Refused, match="revoked"):
        b.send(a)


def test_nothing_is_sent_to_oneself_or_to_strangers(stations: Stations) -> None:
    a, _ = stations
    for to in (a.id, "f" * 32):
        with pytest.raises(Refused, match="trusted site"):
            a.exchange.send(a.office, to, a.files / "x.sealed")
    assert not (a.files / "x.sealed").exists()


def test_a_compartment_that_is_not_shared(stations: Stations) -> None:
    a, b = stations
    a.office.do(RegisterGrievance(received=datetime(2026, 11, 1), subject="x"))
    b.office.do(ChangeShares(target=a.id, shares=("common",)))
    b.untouched_by(NotShared, a.send(b), "“grievance”.*甲站")


def test_a_compartment_that_is_not_shared_is_not_sent(stations: Stations) -> None:
    a, b = stations
    a.office.do_all([RegisterGrievance(received=datetime(2026, 11, 1), subject="x"), AddPerson(name="张三")])
    a.office.do(ChangeShares(target=b.id, shares=("common",)))
    payload = opened(a.send(b), b)["payload"]
    assert {each["compartment"] for each in (*payload["segments"], *payload["heads"])} == {"common"}


# Files crafted with real keys, as a site that means harm could


def opened(path: Path, reader: Station) -> dict[str, Any]:
    """Return the manifest of a file as its recipient reads it."""
    return json.loads(members(path, reader)["manifest.json"])  # type: ignore[no-any-return]


def members(path: Path, reader: Station) -> dict[str, bytes]:
    with path.open("rb") as file:
        plain = b"".join(age.decrypt(file, [reader.keys.age_pq, reader.keys.age]))
    with tarfile.open(fileobj=io.BytesIO(plain)) as tar:
        return {info.name: tar.extractfile(info).read() for info in tar}  # type: ignore[union-attr]


@dataclass(frozen=True)
class Chain:
    """Changes of one stream, from the root or from another place."""

    stream: Stream
    bodies: tuple[Body, ...]
    times: tuple[int, ...] = ()
    after: int = 0
    parent: bytes = ROOT

    def links(self) -> Iterator[tuple[int, int, bytes, bytes]]:
        """Yield (seq, time, body, identifier)."""
        parent = self.parent
        for seq, body in enumerate(self.bodies, self.after + 1):
            moment = self.times[seq - self.after - 1] if self.times else seq
            raw = body.to_bytes()
            parent = identify(parent, header_bytes(self.stream, seq, moment), raw)
            yield seq, moment, raw, parent

    def run(self, key: Ed25519PrivateKey) -> Segment:
        *_, (seq, _, _, tip) = self.links()
        held = Head(**self.stream._asdict(), seq=seq, id=tip.hex())
        return Segment(**held.model_dump(), after=self.after, parent=self.parent.hex(), signature=sign_tip(held, key))


def crafted(
    sender: Station,
    to: Station,
    *chains: Chain,
    runs: Iterable[Segment] | None = None,
    have: Iterable[Head] = (),
    sealed_for: Iterable[Station] = (),
) -> Path:
    """Write a file by hand, signed with the real keys of its sender."""
    path = sender.files / f"{new_id()}.sealed"
    listed = list(runs) if runs is not None else [chain.run(sender.keys.signing) for chain in chains]
    payload = {
        "checkpoints": [],
        "edition": 0,
        "heads": [held.model_dump() for held in have],
        "acknowledged": "",
        "since": "",
        "roster": "",
        "segments": [run.model_dump() for run in listed],
    }
    lines = [
        line(number, seq, moment, raw) for number, chain in enumerate(chains) for seq, moment, raw, _ in chain.links()
    ]
    cards = [site.exchange.card() for site in sealed_for] or [to.exchange.card()]
    cover = ManifestDraft("changes", datetime.now(UTC), payload, transfer=new_id())
    if sealed_for:
        # Signed for `to`, and sealed to others by somebody who had received it.
        honest = crafted(sender, to, *chains, runs=runs, have=have)
        return resealed(honest, to, [site.keys for site in sealed_for])
    seal(path, sender.keys, sender.exchange.card(), cards, cover, lines)
    return path


def resealed(path: Path, reader: Station, keys: list[SiteKeys]) -> Path:
    with path.open("rb") as file:
        plain = b"".join(age.decrypt(file, [reader.keys.age_pq]))
    other = path.with_name(f"{new_id()}.sealed")
    note = Stanza(("sealdesk/size", str(len(plain))), b"")
    with other.open("wb") as out, age.Sealer(out, [each.age_pq.recipient for each in keys], [note]) as sealer:
        sealer.write(plain)
    return other


def stream_of(station: Station, compartment: str = "common") -> Stream:
    return Stream(station.id, "c" * 16, compartment)


def body(kind: str = "person", record: str = "", **fields: Any) -> Body:
    return Body(kind, record or new_id(), fields or {"name": "张三"}, (), "f" * 32, "crafted", new_salt())


def odd_body(**odd: Any) -> Body:
    return replace(body(), **odd)


def test_an_honest_file_crafted_by_hand_is_taken(stations: Stations) -> None:
    a, b = stations
    b.receive(crafted(a, b, Chain(stream_of(a), (body(), body(name="李四")))))
    assert b.names() == {"张三", "李四"}
    assert b.store.check() is None


WRONG_PLACES = [
    ("grievance", "person", {"name": "张三"}),
    ("common", "grievance", {"subject": "x", "received": "2026-11-01T00:00:00", "accept_days": 15}),
    ("common", "account", {"officer": "f" * 32, "seat": 9, "roles": ["clerk"]}),
    ("common", "policy", {"name": "x", "text": ""}),
    ("common", "site", {"name": "x", "fingerprint": "x", "card": "x"}),
    ("local", "account", {"officer": "f" * 32, "seat": 9, "roles": ["clerk"]}),
    ("common", "agenda", {"of": "f" * 32, "of_kind": "person", "due": "2026-11-01"}),
    ("common", "conflict", {"of": "f" * 32, "of_kind": "person", "field": "name"}),
]


@pytest.mark.parametrize(("compartment", "kind", "fields"), WRONG_PLACES)
def test_a_kind_in_a_compartment_that_is_not_its_own(
    stations: Stations, compartment: str, kind: str, fields: dict[str, Any]
) -> None:
    """It is void where it came by; what may not come by that way at all is refused."""
    a, b = stations
    path = crafted(a, b, Chain(stream_of(a, compartment), (body(kind, **fields),)))
    if compartment == LOCAL:
        b.untouched_by(BadSegments, path, "never leaves")
        return
    before = b.store.count(Query(kind))
    b.receive(path)
    assert b.store.count(Query(kind)) == before
    why = Why.NOBODY_WRITES if RECORDS[kind].is_derived else Why.PLACE
    assert [(each.of_kind, each.why, each.site) for each in b.store.find(Query("void"))] == [(kind, why, a.id)]
    assert b.store.check() is None


def test_a_record_of_ours_under_another_kind(stations: Stations) -> None:
    a, b = stations
    b.office.do(AddPerson(name="张三"))
    person = b.person("张三")
    preview = b.receive(crafted(a, b, Chain(stream_of(a), (body("unit", person.id, name="车间"),))))
    assert preview.impossible == 1
    assert b.person("张三") == person
    assert len(b.office.history(person)) == 1
    assert b.store.check() is None


def test_a_new_record_of_two_kinds(stations: Stations) -> None:
    a, b = stations
    same = new_id()
    b.receive(crafted(a, b, Chain(stream_of(a), (body("unit", same, name="车间"), body("person", same)))))
    assert {(each.of_kind, each.why, each.site) for each in b.store.find(Query("void"))} == {
        ("person", Why.IDENTIFIER, a.id),
        ("unit", Why.IDENTIFIER, a.id),
    }
    assert b.names() == {"张三"}
    assert b.store.check() is None


def test_changes_in_the_name_of_another_site(stations: Stations) -> None:
    a, b = stations
    chain = Chain(stream_of(b), (body(),))
    b.untouched_by(ForgedTip, crafted(a, b, chain), "乙站")


def test_changes_of_an_author_whose_card_nobody_trusts(stations: Stations, third: Station) -> None:
    a, b = stations
    chain = Chain(stream_of(third), (body(),))
    path = crafted(a, b, chain, runs=[chain.run(third.keys.signing)])
    b.untouched_by(UnknownAuthor, path, third.id[:8])


def test_our_own_changes_that_somebody_else_signed(stations: Stations) -> None:
    a, b = stations
    chain = Chain(stream_of(b), (body(),))
    b.untouched_by(ForgedTip, crafted(a, b, chain, runs=[chain.run(a.keys.signing)]), "乙站")


def test_a_run_that_branches_off_where_nothing_is_known(stations: Stations) -> None:
    a, b = stations
    b.receive(crafted(a, b, Chain(stream_of(a), (body(), body(name="李四")))))
    nowhere = Chain(stream_of(a), (body(name="王五"),), after=1, parent=bytes([7]) * 32)
    assert b.receive(crafted(a, b, nowhere)).waiting == 1
    assert b.names() == {"张三", "李四"}
    assert b.store.check() is None


def test_a_run_that_leaves_out_numbers(stations: Stations) -> None:
    """Its parent is there, but not at the place that the run says: the numbers of the stream would have a gap."""
    a, b = stations
    first = Chain(stream_of(a), (body(),))
    ((_, _, _, tip),) = first.links()
    later = Chain(stream_of(a), (body(name="王五"),), after=5, parent=tip)
    assert b.receive(crafted(a, b, first, later)).waiting == 1
    assert b.receive(crafted(a, b, later)).waiting == 1
    assert b.names() == {"张三"}
    assert b.store.check() is None


def test_a_branch_whose_beginning_comes_in_the_same_file(stations: Stations) -> None:
    a, b = stations
    trunk = Chain(stream_of(a), (body(), body(name="李四")))
    (_, _, _, first), _ = trunk.links()
    branch = Chain(stream_of(a), (body(name="王五"),), after=1, parent=first)
    assert b.receive(crafted(a, b, branch, trunk)).forked == ("甲站",)
    assert b.names() == {"张三", "李四", "王五"}
    assert b.store.check() is None


def test_a_tip_of_ours_that_never_was_costs_a_warning(stations: Stations) -> None:
    a, b = stations
    life = b.store.incarnation
    claim = Head(**Stream(b.id, life, "common")._asdict(), seq=99, id="0" * 64)
    assert b.receive(crafted(a, b, have=[claim])).restored_or_copied
    assert b.store.incarnation != life
    b.office.do(AddPerson(name="张三"))
    a.receive(b.send(a))
    assert a.names() == {"张三"}
    assert b.store.check() is None


def test_two_runs_that_overlap_bring_each_change_once(stations: Stations) -> None:
    a, b = stations
    long = Chain(stream_of(a), (body(), body(name="李四")))
    b.receive(crafted(a, b, long, Chain(long.stream, long.bodies[:1])))
    assert b.names() == {"张三", "李四"}
    assert b.store.check() is None


MISFIT: dict[str, Callable[[Chain, Segment, Segment], tuple[Chain, list[Segment]]]] = {
    "fewer than signed": lambda chain, run, _: (Chain(chain.stream, chain.bodies[:1]), [run]),
    "more than signed": lambda chain, _, short: (chain, [short]),
    "another body": lambda chain, run, _: (Chain(chain.stream, (body(name="王五"), *chain.bodies[1:])), [run]),
    "another time": lambda chain, run, _: (replace(chain, times=(9, 10)), [run]),
    "the same stream twice": lambda chain, run, _: (chain, [run, run]),
    "no run at all": lambda chain, *_: (chain, []),
}


@pytest.mark.parametrize("misfit", MISFIT.values(), ids=MISFIT)
def test_changes_that_are_not_what_was_signed(
    stations: Stations, misfit: Callable[[Chain, Segment, Segment], tuple[Chain, list[Segment]]]
) -> None:
    a, b = stations
    chain = Chain(stream_of(a), (body(), body(name="李四")))
    sent, runs = misfit(chain, chain.run(a.keys.signing), Chain(chain.stream, chain.bodies[:1]).run(a.keys.signing))
    b.untouched_by(BadSegments, crafted(a, b, sent, runs=runs))


@pytest.mark.parametrize(
    "odd",
    [
        body(record="A" * 32),
        body(record="a" * 31),
        body(record="ab " * 10 + "ab"),
        odd_body(supersedes=(3,)),
        odd_body(officer=3),
        odd_body(fields=["name"]),
    ],
    ids=["capitals", "too short", "spaces", "supersedes", "officer", "fields"],
)
def test_a_line_that_is_no_change(stations: Stations, odd: Body) -> None:
    a, b = stations
    b.untouched_by(BadSegments, crafted(a, b, Chain(stream_of(a), (odd,))), "no change")


def test_a_time_that_would_stop_our_clock(stations: Stations) -> None:
    a, b = stations
    b.untouched_by(BadSegments, crafted(a, b, Chain(stream_of(a), (body(),), (-1,))), "no change")
    for moment in (MAX_TIME - 1, BEYOND):
        b.receive(crafted(a, b, Chain(stream_of(a)._replace(incarnation=new_id()[-16:]), (body(),), (moment,))))
    b.office.do(AddPerson(name="李四"))
    (entry,) = b.office.history(b.person("李四"))
    assert milliseconds(entry.change.time) < time.time_ns() // 1_000_000 + 1
    assert b.names() == {"李四"}
    assert [each.why for each in b.store.find(Query("void"))] == [Why.CLOCK] * 2
    assert b.store.check() is None


@pytest.mark.parametrize(
    ("days", "said"), [(365, "365 days after the time here"), (-1, "24 hours before its own last entry"), (0, "")]
)
def test_a_clock_that_cannot_be_right_is_told_with_the_file(
    stations: Stations, monkeypatch: pytest.MonkeyPatch, days: int, said: str
) -> None:
    a, b = stations
    a.office.do(AddPerson(name="张三"))
    then = time.time_ns()
    with monkeypatch.context() as turned:
        turned.setattr("time.time_ns", lambda: then + days * 24 * 3600 * 10**9)
        turned.setattr("data.sync.packing.datetime", stopped_at(then / 10**9 + days * 24 * 3600))
        a.office.do(AddPerson(name="李四"))
        path = a.send(b)
    warnings = [str(each) for each in b.exchange.inspect(path).preview.warnings()]
    assert [said in each for each in warnings] == [True] * bool(said)


def stopped_at(seconds: float) -> type[datetime]:
    """Return a clock at which no time passes, however long a slow machine takes."""

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime.fromtimestamp(seconds, tz)

    return Stopped


def test_values_that_fit_no_declaration_are_kept_and_not_shown(stations: Stations) -> None:
    a, b = stations
    b.receive(crafted(a, b, Chain(stream_of(a), (body(name=7), body(name="李四")))))
    assert b.names() == {"李四"}
    assert b.store.check() is None


# Put back from a backup, or copied


@pytest.fixture
def copy_of(desk: Path) -> Iterator[Callable[[Station], Station]]:
    """Copy a station's database as it stands now, and open the copy under the officer's eyes."""
    made: list[SqlStore] = []

    def copy(station: Station) -> Station:
        path = desk.parent / f"{new_id()}.db"
        station.store._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        shutil.copyfile(station.store.path, path)
        made.append(SqlStore(path, station.store._key))
        return Station(replace(station.site, store=made[-1]), desk)

    yield copy
    for store in made:
        store.close()


def agree(*sites: Station) -> None:
    """Let two stations exchange files until neither has anything new for the other."""
    one, other = sites
    for _ in range(4):
        other.receive(one.send(other))
        one.receive(other.send(one))
    assert one.names() == other.names()
    assert shown_everywhere(one) == shown_everywhere(other)
    assert one.store.check() is other.store.check() is None


def shown_everywhere(station: Station) -> set[tuple[str, str]]:
    return {(person.id, person.name) for person in station.office.find(Query("person"))}


def test_a_site_put_back_is_told_and_takes_its_work_back(
    stations: Stations, copy_of: Callable[[Station], Station]
) -> None:
    a, b = stations
    old = copy_of(a)
    life = old.store.incarnation
    a.office.do(AddPerson(name="张三"))
    b.receive(a.send(b))
    preview = old.receive(b.send(a))
    assert preview.restored_or_copied
    assert ["put back from a copy" in str(warning) for warning in preview.warnings()] == [True]
    assert old.store.incarnation != life
    assert not old.receive(b.send(a)).forked
    agree(old, b)
    assert old.names() == {"张三"}
    assert len(old.office.history(old.person("张三"))) == 1


def test_what_is_written_after_that_follows_in_a_new_life(
    stations: Stations, copy_of: Callable[[Station], Station]
) -> None:
    a, b = stations
    old = copy_of(a)
    a.office.do(AddPerson(name="张三"))
    b.receive(a.send(b))
    old.receive(b.send(a))
    old.office.do(AddPerson(name="李四"))
    preview = b.receive(old.send(b))
    assert not preview.forked
    agree(old, b)
    assert old.names() == {"张三", "李四"}


def test_a_site_put_back_twice_from_the_same_copy_loses_nothing(
    stations: Stations, copy_of: Callable[[Station], Station]
) -> None:
    a, b = stations
    first, second = copy_of(a), copy_of(a)
    a.office.do(AddPerson(name="张三"))
    b.receive(a.send(b))
    first.receive(b.send(a))
    first.office.do(AddPerson(name="李四"))
    agree(first, b)
    assert second.receive(b.send(a)).restored_or_copied
    second.office.do(AddPerson(name="王五"))
    agree(second, b)
    assert second.names() == {"张三", "李四", "王五"}


def test_a_site_put_back_that_wrote_on_is_named_and_both_histories_are_kept(
    stations: Stations, copy_of: Callable[[Station], Station]
) -> None:
    a, b = stations
    old = copy_of(a)
    a.office.do(AddPerson(name="张三"))
    b.receive(a.send(b))
    old.office.do(AddPerson(name="李四"))
    preview = b.receive(old.send(b))
    assert preview.forked == ("甲站",)
    assert ["Two histories of 甲站" in str(warning) for warning in preview.warnings()] == [True]
    assert old.receive(b.send(a)).restored_or_copied
    agree(old, b)
    assert old.names() == {"张三", "李四"}


def test_two_copies_that_both_write_are_found_whichever_comes_first_and_part_ways(
    stations: Stations, copy_of: Callable[[Station], Station]
) -> None:
    a, b = stations
    duplicate = copy_of(a)
    a.office.do(AddPerson(name="张三"))
    duplicate.office.do_all([AddPerson(name="李四"), AddPerson(name="王五")])
    b.receive(duplicate.send(b))
    assert b.receive(a.send(b)).forked == ("甲站",)
    for one in (a, duplicate):
        assert one.receive(b.send(a)).restored_or_copied
    assert a.store.incarnation != duplicate.store.incarnation
    agree(a, b)
    agree(duplicate, b)
    assert a.names() == duplicate.names() == {"张三", "李四", "王五"}


def test_a_fork_reaches_a_third_site_by_way_of_another(
    stations: Stations, third: Station, copy_of: Callable[[Station], Station]
) -> None:
    a, b = stations
    for one, other in ((b, third), (third, b), (third, a)):
        one.trust(other)
    b.receive(a.send(b))
    third.receive(b.send(third))
    duplicate = copy_of(a)
    a.office.do(AddPerson(name="张三"))
    duplicate.office.do(AddPerson(name="李四"))
    b.receive(a.send(b))
    b.receive(duplicate.send(b))
    assert third.receive(b.send(third)).forked == ("甲站",)
    assert third.names() == {"张三", "李四"}
    assert third.store.check() is None


def test_a_receipt_of_the_twin_does_not_confirm_what_we_sent(
    stations: Stations, copy_of: Callable[[Station], Station]
) -> None:
    a, b = stations
    duplicate = copy_of(a)
    a.office.do(AddPerson(name="张三"))
    a.send(b)
    duplicate.office.do_all([AddPerson(name="李四"), AddPerson(name="王五")])
    b.receive(duplicate.send(b))
    assert a.receive(b.send(a, receipt_only=True)).receipts == 0
    agree(a, b)
    assert a.office.count(Query("agenda", Is("of_kind", ("dispatch",)))) == 0


# Very much on one record


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


def quarrelled_over(a: Station, b: Station, heads: int) -> None:
    """A site that means harm gives a field many values, none of which knows of another."""
    record = new_id()
    b.receive(crafted(a, b, Chain(stream_of(a), tuple(body(record=record, name=f"{n:05}") for n in range(heads)))))
    assert b.office.count(Query("conflict")) == 1
    b.office.do(AmendPerson(target=record, name="张三"))
    assert b.office.count(Query("conflict")) == 0
    assert b.names() == {"张三"}
    assert b.store.check() is None


def test_a_hundred_values_of_one_field_are_resolved_by_one_decision(stations: Stations) -> None:
    quarrelled_over(*stations, 100)


@pytest.mark.soak
def test_ten_thousand_values_of_one_field_are_resolved_by_one_decision(stations: Stations) -> None:
    quarrelled_over(*stations, 10_000)


# What a newer version writes


def test_a_kind_and_a_field_of_a_newer_version_are_kept_passed_on_and_shown_after_the_upgrade(
    stations: Stations, third: Station
) -> None:
    a, b = stations
    for one, other in ((b, third), (third, b), (third, a)):
        one.trust(other)
    person = new_id()
    bodies = (body("visit", day="2026-11-01"), body("person", person, name="张三", nickname="小张"))
    path = crafted(a, b, Chain(stream_of(a), bodies))
    assert b.exchange.inspect(path).preview.unknown == 1
    b.receive(path)
    assert b.names() == {"张三"}
    assert b.store.check() is None
    third.receive(b.send(third))
    held = [entry.change.body.fields for entry in third.store.history(person)]
    assert held == [{"name": "张三", "nickname": "小张"}]
    with newer_declarations():
        again = SqlStore(third.store.path, third.store._key)
        assert [each.day for each in again.find(Query("visit"))] == ["2026-11-01"]
        assert again.check() is None
        again.close()


@contextmanager
def newer_declarations() -> Iterator[None]:
    """Declare a kind for as long as this lasts."""

    class Visit(Record):
        """A kind of a newer version."""

        kind = "visit"
        label = "Visit"
        plural = "Visits"
        duty = "common.read"

        day: Annotated[str, About("Day", column=10)]

    yield
    del RECORDS[Visit.kind]


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


# Files that are damaged on the way


@pytest.fixture(scope="module")
def damaged_site(
    tmp_path_factory: pytest.TempPathFactory, found_at: Callable[[Path, str], OpenSite]
) -> Iterator[tuple[Station, Path]]:
    """A site, and a good file for it."""
    folder = tmp_path_factory.mktemp("damaged")
    sites = [found_at(folder / name, name) for name in ("甲站", "乙站")]
    a, b = (Station(site, folder) for site in sites)
    a.trust(b)
    b.trust(a)
    a.office.do_all([AddPerson(name=f"第{number}人") for number in range(20)])
    yield b, a.send(b)
    for site in sites:
        site.close()


HEALTH = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@HEALTH
@given(place=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_one_wrong_byte_anywhere_is_refused(
    damaged_site: tuple[Station, Path], tmp_path: Path, place: float, flip: int
) -> None:
    b, good = damaged_site
    raw = bytearray(good.read_bytes())
    raw[int(len(raw) * place)] ^= flip
    refused_and_untouched(b, tmp_path / "flipped.sealed", bytes(raw))


@HEALTH
@given(place=st.floats(0, 1, exclude_max=True))
def test_a_file_cut_short_anywhere_is_refused(damaged_site: tuple[Station, Path], tmp_path: Path, place: float) -> None:
    b, good = damaged_site
    raw = good.read_bytes()
    refused_and_untouched(b, tmp_path / "short.sealed", raw[: int(len(raw) * place)])


@HEALTH
@given(more=st.binary(min_size=1, max_size=200))
def test_a_file_with_something_after_its_end_is_refused(
    damaged_site: tuple[Station, Path], tmp_path: Path, more: bytes
) -> None:
    b, good = damaged_site
    refused_and_untouched(b, tmp_path / "long.sealed", good.read_bytes() + more)


def refused_and_untouched(b: Station, path: Path, raw: bytes) -> None:
    path.write_bytes(raw)
    before = b.store.journal.last()
    with pytest.raises(Refusal):
        b.receive(path)
    assert b.store.journal.last() == before


def test_the_good_file_is_taken_after_all(damaged_site: tuple[Station, Path]) -> None:
    b, good = damaged_site
    b.receive(good)
    assert len(b.names()) == 20


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


# By way of another site


def test_a_relay_passes_on_what_others_wrote(stations: Stations, third: Station) -> None:
    a, b = stations
    for one, other in ((b, third), (third, b), (third, a)):
        one.trust(other)
    a.office.do(AddPerson(name="张三"))
    b.receive(a.send(b))
    third.receive(b.send(third))
    assert third.names() == {"张三"}
    (entry,) = third.office.history(third.person("张三"))
    assert entry.change.stream.site == a.id
    assert third.office.title("officer", entry.change.body.officer) == "安宁"
    assert third.store.check() is None


def test_a_relay_cannot_pass_on_a_site_the_receiver_does_not_know(stations: Stations, third: Station) -> None:
    a, b = stations
    b.trust(third)
    third.trust(b)
    a.office.do(AddPerson(name="张三"))
    b.receive(a.send(b))
    third.untouched_by(UnknownAuthor, b.send(third), a.id[:8])


def test_the_same_change_by_two_ways_is_one_change(stations: Stations, third: Station) -> None:
    a, b = stations
    for one, other in ((b, third), (third, b), (third, a), (a, third)):
        one.trust(other)
    a.office.do(AddPerson(name="张三"))
    b.receive(a.send(b))
    third.receive(a.send(third))
    third.receive(b.send(third))
    assert len(third.office.history(third.person("张三"))) == 1
    assert third.store.check() is None


def test_what_a_revoked_site_wrote_and_nobody_here_had_heard_stays_out(stations: Stations, third: Station) -> None:
    a, b = stations
    for one, other in ((b, third), (third, b), (third, a)):
        one.trust(other)
    a.office.do(AddPerson(name="张三"))
    b.receive(a.send(b))
    path = b.send(third)
    third.office.do(RevokeSite(target=a.id))
    third.untouched_by(BeyondCutoff, path, "甲站.*乙站")
