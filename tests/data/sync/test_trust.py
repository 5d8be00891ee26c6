"""Trust between sites: renewed keys, revocations with a cut, the roster, and what a relay can and cannot do."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.desks.administration.backups import RestoreStore
from core.desks.grievances import RegisterGrievance
from core.desks.people.people import AddPerson, AmendPerson
from core.desks.sync.key_renewal import ConfirmKeys, RenewKeys, ReplaceCard
from core.desks.sync.site_roster import NameKeeper
from core.desks.sync.suspect_records import SettleDoubt
from core.desks.sync.trust import ChangeShares, ExchangeWithSite, RevokeSite, Site, SiteStatus, TrustSite
from core.model.change import ROOT, Body, Stream, header_bytes, identify, new_salt, position_digest
from core.model.query import Blank, Is, Not, Query
from core.office.refusals import Refused
from core.values.ids import new_id
from core.values.refusal import Refusal
from data.formats import age
from data.identity.roster import (
    ForgedRoster,
    ForkedRoster,
    MalformedRoster,
    NotKeeper,
    RosterEntry,
    RosterFile,
    RosterRollback,
)
from data.identity.site_card import ForgedCard, MalformedCard, SiteCard
from data.identity.site_keys import SiteKeys
from data.identity.succession import ForgedSuccession, OldCard, OldKeys, SkippedKeys, TwoSuccessors
from data.site.open_site import OpenSite
from data.sync.fitting import NotShared
from data.sync.key_renewal import OwnCard
from data.transfer_file.manifest import OnlyByRoster, RevokedSender, WrongSignature
from data.transfer_file.sealed_file import ManifestDraft, seal
from data.transfer_file.segments import BeyondCutoff, ForgedTip, Head, Segment, UnknownAuthor, line, sign_tip
from tests.support.disk_forensics import unsealed
from tests.support.site_driver import SiteDriver


class Station(SiteDriver):
    """A site that can be asked whether a refused file left it as it was."""

    def state(self) -> tuple[int, list[Site], str]:
        """Return what a refused file must leave as it was."""
        return self.store.journal.last(), self.store.find(Query("site")), self.store.meta("roster")

    def untouched_by(self, refusal: type[Refusal], path: Path) -> None:
        before = self.state()
        for take in (self.exchange.inspect, self.receive):
            with pytest.raises(Refusal) as refused:
                take(path)
            assert type(refused.value) is refusal
            assert "{" not in str(refused.value)
        assert self.state() == before


Found = Callable[..., tuple[Station, ...]]


@pytest.fixture
def found(new_site: Callable[[str], OpenSite], tmp_path: Path) -> Found:
    """Found sites by name that know nobody, as stations."""
    files = tmp_path / "files"
    files.mkdir()
    return lambda *names: tuple(Station(new_site(name), files) for name in names)


@pytest.fixture
def couple(found: Found) -> tuple[Station, ...]:
    """Two sites that trust each other, where the second has heard from the first."""
    a, b = found("甲站", "乙站")
    a.trust(b)
    b.trust(a)
    a.add("张三")
    b.receive(a.send(b))
    return a, b


@pytest.fixture
def chain(found: Found) -> tuple[Station, ...]:
    """Three sites: the first and the third exchange no files, but the third has compared the card of the first."""
    a, b, c = found("甲站", "乙站", "丙站")
    a.trust(b)
    b.trust(a, c)
    c.trust(a, b)
    a.add("张三")
    b.receive(a.send(b))
    c.receive(b.send(c))
    return a, b, c


# By hand, with keys that somebody has stolen


@dataclass(frozen=True)
class Theft:
    """The secret keys of a site as they were at some time, and the stream that it wrote then."""

    keys: SiteKeys
    card: SiteCard
    stream: Stream
    seq: int
    tip: bytes
    before: bytes

    @classmethod
    def of(cls, site: Station, compartment: str = "common") -> "Theft":
        stream = Stream(site.id, site.store.incarnation, compartment)
        with site.store.transaction():
            (branch,) = site.store.journal.branches.of(stream)
            before = site.store.journal.branches.identifier(branch, branch.seq - 1) if branch.seq > 1 else ROOT
        return cls(site.site.keys, site.card, stream, branch.seq, branch.id, before)

    def run(self, name: str, *, instead: bool = False, kind: str = "person") -> tuple[Segment, bytes]:
        """Return a change after the last one, or instead of it, as a run of one line."""
        after, parent = (self.seq - 1, self.before) if instead else (self.seq, self.tip)
        raw = Body(kind, new_id(), {"name": name}, (), "f" * 32, "forged", new_salt()).to_bytes()
        moment = 1 << 50
        tip = identify(parent, header_bytes(self.stream, after + 1, moment), raw)
        held = Head(**self.stream._asdict(), seq=after + 1, id=tip.hex())
        signature = sign_tip(held, self.keys.signing)
        run = Segment(**held.model_dump(), after=after, parent=parent.hex(), signature=signature)
        return run, line(0, after + 1, moment, raw)


def crafted(
    sender: Station,
    to: Station,
    *runs: tuple[Segment, bytes],
    keys: SiteKeys | None = None,
    card: SiteCard | None = None,
    cards: Iterable[SiteCard] = (),
    created: datetime | None = None,
    have: Iterable[Head] = (),
) -> Path:
    """Write a file by hand, with the keys of its sender or with stolen ones."""
    path = sender.files / f"{new_id()}.sealed"
    payload = {
        "checkpoints": [],
        "edition": 0,
        "heads": [held.model_dump() for held in have],
        "acknowledged": "",
        "since": "",
        "roster": "",
        "segments": [run.model_dump() for run, _ in runs],
    }
    cover = ManifestDraft("changes", created or datetime.now(UTC), payload, transfer=new_id(), cards=tuple(cards))
    seal(path, keys or sender.site.keys, card or sender.card, [to.card], cover, [raw for _, raw in runs])
    return path


# What is shared


def test_a_site_that_is_given_less_holds_no_byte_of_the_rest(found: Found) -> None:
    a, b, c = found("甲站", "乙站", "丙站")
    a.trust(b, shares=("common",))
    b.trust(a, shares=("common", "grievance", "care"))
    a.trust(c)
    c.trust(a)
    a.add("张三")
    a.office.do(RegisterGrievance(received=datetime(2026, 11, 1), subject="拖欠工资", petitioner="李四"))
    a.exchange.renew(a.office)
    path = a.send(b)
    assert "grievance" not in unsealed(path, b.site.keys).decode(errors="replace")
    b.receive(path)
    assert b.office.count(Query("grievance")) == 0
    assert [stream.compartment for stream, _ in branches(b) if stream.site == a.id] == ["common"]
    c.receive(a.send(c))
    assert c.office.count(Query("grievance")) == 1


def branches(site: Station) -> list[Any]:
    with site.store.transaction():
        return list(site.store.journal.branches)


@pytest.mark.parametrize("written", [1, 40])
def test_a_new_card_does_not_tell_how_many_streams_there_are(couple: Any, written: int) -> None:
    a, _ = couple
    with a.store.transaction():
        for _ in range(written):
            a.store.begin_incarnation("put_back")
            a.office.do(AddPerson(name="张三"))
    card = a.exchange.renew(a.office)
    assert len(card.places) == (16 if written == 1 else 64)


def test_a_compartment_that_is_taken_away_stops_and_comes_whole_when_it_is_given_again(couple: Any) -> None:
    a, b = couple
    for number in range(3):
        a.office.do(RegisterGrievance(received=datetime(2026, 11, 1), subject=f"第{number}件"))
    for site, other in ((a, b), (b, a)):
        site.office.do(ChangeShares(target=other.id, shares=("common",)))
    b.receive(a.send(b))
    a.receive(b.send(a))
    assert b.office.count(Query("grievance")) == 0
    a.office.do(ChangeShares(target=b.id, shares=("common", "grievance")))
    b.untouched_by(NotShared, a.send(b))
    b.office.do(ChangeShares(target=a.id, shares=("common", "grievance")))
    b.receive(a.send(b))
    assert b.office.count(Query("grievance")) == 3
    assert b.sound()


def test_trusting_a_card_starts_from_what_everybody_gets(couple: Any) -> None:
    a, _ = couple
    assert TrustSite.suggest(None, a.office.context())["shares"] == ("common", "grievance")


# New keys


def test_new_keys_are_taken_with_the_transfer_that_brings_them(couple: Any) -> None:
    a, b = couple
    a.exchange.renew(a.office)
    a.add("李四")
    path = a.send(b)
    preview = b.exchange.inspect(path).preview
    assert [str(said) for said in preview.warnings()] == [
        "甲站 has new keys (generation 2). Its old keys vouch for them; compare them aloud soon."
    ]
    assert b.knows(a).generation == 1
    b.receive(path)
    known = b.knows(a)
    assert (known.generation, known.fingerprint, known.confirm_by) == (2, a.card.spoken, date(2026, 12, 23))
    assert b.names() == {"张三", "李四"}
    assert (a.sound(), b.sound()) == (True, True)
    a.receive(b.send(a))  # and is answered under the new card
    assert a.office.count(Query("dispatch", Blank("receipt"))) == 0


def test_the_comparison_that_is_due_is_confirmed(couple: Any) -> None:
    a, b = couple
    a.exchange.renew(a.office)
    b.receive(a.send(b))
    waiting = Query("agenda", Is("of_kind", ("site",)))
    assert b.office.count(waiting) == 1
    b.office.do(ConfirmKeys(target=a.id))
    assert b.office.count(waiting) == 0
    with pytest.raises(Refused, match="wait to be compared"):
        b.office.do(ConfirmKeys(target=a.id))


def test_a_site_that_missed_a_generation_learns_both_from_one_transfer(couple: Any) -> None:
    a, b = couple
    first = a.card
    for _ in range(2):
        a.exchange.renew(a.office)
    b.receive(a.send(b))
    assert b.knows(a).generation == 3
    assert len(b.knows(a).former) == 2
    assert SiteCard.parse(b.knows(a).former[0].encode()) == first
    assert b.sound()


def test_new_keys_come_with_a_card_file_too(couple: Any) -> None:
    a, b = couple
    a.exchange.renew(a.office)
    b.exchange.take_card(b.office, a.card.dump())
    assert b.knows(a).generation == 2
    b.receive(a.send(b))
    a.receive(b.send(a))
    assert (a.sound(), b.sound()) == (True, True)


def test_what_was_sealed_to_the_old_card_opens_until_its_time_is_over(couple: Any) -> None:
    a, b = couple
    b.add("李四")
    on_its_way, late = b.send(a), b.send(a)
    a.exchange.renew(a.office)
    a.receive(on_its_way)
    assert a.names() == {"张三", "李四"}
    a.site.clock = lambda: datetime(2026, 11, 23) + timedelta(days=91)
    with pytest.raises(age.NoMatch):
        a.exchange.inspect(late)


def test_the_keys_that_signed_are_destroyed_and_the_others_kept(couple: Any) -> None:
    a, _ = couple
    old = a.site.keys.to_json()
    a.exchange.renew(a.office)
    kept = a.store.meta("keys")
    assert old["ed25519"] not in kept
    assert old["mldsa65"] not in kept
    assert old["age_pq"] in kept


def test_renewing_is_whole_or_not_at_all(couple: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = couple
    before = a.store.meta("keys")

    def fail(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(a.store, "set_meta", fail)
    with pytest.raises(KeyboardInterrupt):
        a.exchange.renew(a.office)
    monkeypatch.undo()
    assert (a.store.meta("keys"), a.card.generation) == (before, 1)
    b.receive(a.send(b))


def test_only_the_security_officer_renews_keys(couple: Any) -> None:
    a, b = couple
    with pytest.raises(Refusal, match="own site"):
        a.office.do(RevokeSite(target=a.id))
    card = b.card
    told = {"card": card.dump().decode(), "fingerprint": card.spoken}
    with pytest.raises(Refused, match="own site"):
        b.office.do(ReplaceCard(target=b.id, **told))


def test_a_file_that_was_on_its_way_when_the_keys_were_renewed_is_taken(couple: Any) -> None:
    a, b = couple
    a.add("李四")
    on_its_way = a.send(b)
    a.exchange.renew(a.office)
    b.exchange.take_card(b.office, a.card.dump())
    b.receive(on_its_way)
    assert b.names() == {"张三", "李四"}
    assert b.sound()


def test_stolen_keys_that_were_replaced_sign_no_file(couple: Any) -> None:
    a, b = couple
    stolen = Theft.of(a)
    a.exchange.renew(a.office)
    b.exchange.take_card(b.office, a.card.dump())
    later = datetime.now(UTC) + timedelta(hours=1)
    b.untouched_by(OldKeys, crafted(a, b, keys=stolen.keys, card=stolen.card, created=later))


@pytest.mark.parametrize("instead", [False, True], ids=["beyond the last place", "below it"])
def test_stolen_keys_that_were_replaced_add_nothing_to_a_stream(couple: Any, instead: bool) -> None:
    """Not with a file that says to be old, and not by way of an honest relay."""
    a, b = couple
    stolen = Theft.of(a)
    a.exchange.renew(a.office)
    b.exchange.take_card(b.office, a.card.dump())
    forged = stolen.run("王五", instead=instead)
    yesterday = datetime.now(UTC) - timedelta(days=1)
    b.untouched_by(OldKeys, crafted(a, b, forged, keys=stolen.keys, card=stolen.card, created=yesterday))
    b.untouched_by(OldKeys, crafted(a, b, forged))


def test_a_backdated_file_confirms_nothing(couple: Any) -> None:
    a, b = couple
    stolen = Theft.of(a)
    b.add("李四")
    b.send(a)
    with b.store.transaction():
        stream = next(stream for stream, _ in b.store.journal.branches if stream.site == b.id)
        claim = Head(**Stream(b.id, stream.incarnation, "common")._asdict(), seq=99, id="0" * 64)
    a.exchange.renew(a.office)
    b.exchange.take_card(b.office, a.card.dump())
    yesterday = datetime.now(UTC) - timedelta(days=1)
    preview = b.receive(crafted(a, b, keys=stolen.keys, card=stolen.card, created=yesterday, have=[claim]))
    assert (preview.restored_or_copied, preview.receipts) == (False, 0)


def test_what_stolen_keys_had_signed_before_others_heard_is_doubted(couple: Any) -> None:
    a, b = couple
    stolen = Theft.of(a)
    a.exchange.renew(a.office)
    b.receive(crafted(a, b, stolen.run("王五"), keys=stolen.keys, card=stolen.card))
    assert b.office.count(Query("doubt")) == 0
    b.exchange.take_card(b.office, a.card.dump())
    (doubt,) = b.office.find(Query("doubt"))
    assert b.office.get("person", doubt.of).name == "王五"
    assert b.sound()
    b.office.do(SettleDoubt(target=doubt.id))
    assert b.office.count(Query("agenda", Is("of_kind", ("doubt",)))) == 0
    a.add("赵六")
    assert b.receive(a.send(b)).forked == ("甲站",)
    assert b.names() == {"张三", "王五", "赵六"}
    assert b.sound()


# Successions that are not right


def with_succession(card: SiteCard, keys: SiteKeys, **fields: Any) -> SiteCard:
    """Return a card whose new keys sign something else that it says of the old ones."""
    document = card.document()
    document["succeeds"] |= fields
    del document["signatures"]
    return SiteCard.model_validate({**document, "signatures": keys.sign(b"sealdesk card v1", document).model_dump()})


SUCCESSIONS = ["not the old keys", "ed25519 of others", "mldsa65 of others", "a generation left out", "another site's"]


@pytest.mark.parametrize("how", SUCCESSIONS)
def test_a_succession_that_is_not_right_is_refused_as_a_file_and_in_a_transfer(
    couple: Any, found: Found, how: str
) -> None:
    a, b = couple
    old, new, strange = a.site.keys, SiteKeys.generate(a.id), SiteKeys.generate(a.id)
    good = new.succeed(old, a.card, [], datetime.now(UTC))
    assert good.succeeds
    wrong = strange.sign(b"sealdesk succession v1", good.succession_text())
    signatures = good.succeeds.signatures
    cards = {
        "not the old keys": (with_succession(good, new, signatures=wrong.model_dump()), ForgedSuccession),
        "ed25519 of others": (
            with_succession(good, new, signatures={**signatures.model_dump(), "ed25519": wrong.ed25519}),
            ForgedSuccession,
        ),
        "mldsa65 of others": (
            with_succession(good, new, signatures={**signatures.model_dump(), "mldsa65": wrong.mldsa65}),
            ForgedSuccession,
        ),
        "a generation left out": (with_succession(good, new, generation=3), SkippedKeys),
        "another site's": (new.succeed(b.site.keys, b.card, [], datetime.now(UTC)), ForgedSuccession),
    }
    card, refusal = cards[how]
    before = b.state()
    with pytest.raises(Refusal) as refused:
        b.exchange.take_card(b.office, card.dump())
    assert type(refused.value) is refusal
    assert b.state() == before
    b.untouched_by(refusal, crafted(a, b, keys=new, card=card, cards=[card]))


def test_a_succession_is_of_one_site_only(couple: Any) -> None:
    """Put under another site, the card is signed by neither of its keys."""
    a, b = couple
    card = SiteKeys.generate(a.id).succeed(a.site.keys, a.card, [], datetime.now(UTC))
    with pytest.raises(ForgedCard):
        SiteCard.read({**card.document(), "site": b.id})


def test_a_card_that_was_replaced_is_not_taken_again(couple: Any) -> None:
    a, b = couple
    first = a.card
    a.exchange.renew(a.office)
    second = a.card
    a.exchange.renew(a.office)
    b.receive(a.send(b))
    for old in (first, second):
        with pytest.raises(OldCard):
            b.exchange.take_card(b.office, old.dump())
    b.receive(crafted(a, b, cards=[second]))  # in a transfer it is passed over
    assert b.knows(a).generation == 3


def test_two_cards_that_say_to_be_the_next_are_told(couple: Any) -> None:
    a, b = couple
    stolen = Theft.of(a)
    a.exchange.renew(a.office)
    b.receive(a.send(b))
    other = SiteKeys.generate(a.id)
    rival = other.succeed(stolen.keys, stolen.card, [], datetime.now(UTC))
    with pytest.raises(TwoSuccessors):
        b.exchange.take_card(b.office, rival.dump())
    b.untouched_by(TwoSuccessors, crafted(a, b, keys=other, card=rival, cards=[rival]))


def test_places_that_are_nowhere_here_vouch_for_nothing(couple: Any) -> None:
    a, b = couple
    stolen, new = Theft.of(a), SiteKeys.generate(a.id)
    nowhere = [position_digest(stolen.stream, 50, bytes(32))]
    b.exchange.take_card(b.office, new.succeed(a.site.keys, a.card, nowhere, datetime.now(UTC)).dump())
    b.untouched_by(OldKeys, crafted(a, b, stolen.run("王五"), keys=new, card=b.exchange.card_of(b.knows(a))))


@pytest.mark.parametrize("count", [0, 15, 17, 2048])
def test_a_card_names_a_round_number_of_places(couple: Any, count: int) -> None:
    a, _ = couple
    new = SiteKeys.generate(a.id)
    document = new.succeed(a.site.keys, a.card, [], datetime.now(UTC)).document()
    document["succeeds"]["places"] = [f"{number:064x}" for number in range(count)]
    with pytest.raises(MalformedCard):
        SiteCard.read(document)


def test_one_signature_is_not_enough_for_a_transfer(couple: Any) -> None:
    """What is demanded stands with the receiver: a file with only one right signature cannot ask for less."""
    a, b = couple
    mixed = replace(a.site.keys, mldsa65=SiteKeys.generate(a.id).mldsa65)
    b.untouched_by(WrongSignature, crafted(a, b, keys=mixed))
    mixed = replace(a.site.keys, ed25519=SiteKeys.generate(a.id).ed25519)
    b.untouched_by(WrongSignature, crafted(a, b, keys=mixed))


# Revoking


def test_of_a_revoked_site_nothing_more_is_taken_whoever_brings_it(chain: Any) -> None:
    a, b, c = chain
    a.add("李四")
    b.receive(a.send(b))
    path, relayed = crafted(a, c), b.send(c)
    c.office.do(RevokeSite(target=a.id))
    c.untouched_by(RevokedSender, path)
    c.untouched_by(BeyondCutoff, relayed)
    assert c.names() == {"张三"}
    assert c.sound()


def test_what_is_below_the_cut_still_comes_by_way_of_others(chain: Any) -> None:
    a, b, c = chain
    c.office.do(RevokeSite(target=a.id))
    old = Theft.of(a)
    assert c.receive(crafted(b, c)).new_changes == 0
    b.add("李四")
    c.receive(b.send(c))
    assert c.names() == {"张三", "李四"}
    c.untouched_by(BeyondCutoff, crafted(b, c, old.run("王五")))
    c.untouched_by(BeyondCutoff, crafted(b, c, old.run("王五", instead=True)))


def test_a_relay_that_revoked_a_site_too_sends_no_more_than_it_believes(chain: Any) -> None:
    a, b, c = chain
    a.add("李四")
    b.receive(a.send(b))
    for site in (b, c):
        site.office.do(RevokeSite(target=a.id, first=site.office.find(Query("arrival"))[-1].id))
    b.add("王五")
    c.receive(b.send(c))
    assert c.names() == {"张三", "王五"}
    assert b.sound()


@pytest.mark.parametrize("how", ["first", "since"])
def test_a_cut_is_named_by_a_transfer_or_a_day_and_what_is_beyond_it_is_doubted(couple: Any, how: str) -> None:
    a, b = couple
    b.site.clock = b.office._clock = lambda: datetime(2026, 11, 25, 9)
    a.add("李四")
    b.receive(a.send(b))
    late = b.office.find(Query("arrival", order=("received",)))[-1]
    named = {"first": {"first": late.id}, "since": {"since": date(2026, 11, 24)}}[how]
    b.office.do(RevokeSite(target=a.id, **named))
    doubted = [b.office.get("person", doubt.of).name for doubt in b.office.find(Query("doubt"))]
    assert doubted == ["李四"]
    assert b.names() == {"张三", "李四"}  # nothing is removed
    assert (b.knows(a).status, b.knows(a).revoked) == (SiteStatus.REVOKED, date(2026, 11, 25))
    assert b.sound()


def test_a_day_and_a_transfer_are_not_both_named(couple: Any) -> None:
    a, b = couple
    arrival = b.office.find(Query("arrival"))[0].id
    with pytest.raises(Refused, match="not both"):
        b.office.do(RevokeSite(target=a.id, since=date(2026, 11, 1), first=arrival))
    with pytest.raises(Refused, match="no such received"):
        b.office.do(RevokeSite(target=a.id, first=new_id()))


def test_a_revoked_site_renews_nothing(chain: Any) -> None:
    a, b, c = chain
    c.office.do(RevokeSite(target=a.id))
    a.exchange.renew(a.office)
    a.add("李四")
    b.receive(a.send(b))
    c.untouched_by(BeyondCutoff, b.send(c))
    assert c.knows(a).generation == 1


def test_a_revoked_site_comes_back_with_a_card_that_was_compared(couple: Any) -> None:
    a, b = couple
    stolen = Theft.of(a)
    b.office.do(RevokeSite(target=a.id))
    a.exchange.renew(a.office)
    card = a.card
    told = {"card": card.dump().decode(), "fingerprint": card.spoken, "renewals": 1}
    b.office.do(ReplaceCard(target=a.id, **told))
    a.add("李四")
    b.receive(a.send(b))
    assert b.names() == {"张三", "李四"}
    assert b.knows(a).status is SiteStatus.TRUSTED
    b.untouched_by(OldKeys, crafted(a, b, stolen.run("王五")))
    assert b.sound()


def told(card: SiteCard) -> dict[str, Any]:
    return {"card": card.dump().decode(), "fingerprint": card.spoken, "renewals": card.generation - 1}


@pytest.mark.parametrize("renewed", [False, True], ids=["its card", "a new one"])
def test_a_site_that_was_revoked_by_mistake_is_trusted_again_with_whichever_card_it_has(
    couple: Any, *, renewed: bool
) -> None:
    a, b = couple
    b.office.do(RevokeSite(target=a.id))
    if renewed:
        a.exchange.renew(a.office)
    b.office.do(ReplaceCard(target=a.id, **told(a.card)))
    assert not b.knows(a).is_revoked
    assert len(b.knows(a).former) == int(renewed)
    a.add("李四")
    b.receive(a.send(b))
    b.add("王五")
    a.receive(b.send(a))
    assert b.names() == a.names() == {"张三", "李四", "王五"}
    assert b.sound()


def test_whoever_asks_hears_the_same_of_a_revoked_site(couple: Any) -> None:
    a, b = couple
    b.office.do(RevokeSite(target=a.id))
    old = a.card
    a.exchange.renew(a.office)
    before = b.state()
    for refused in (
        lambda: b.trust(a),
        lambda: b.exchange.take_card(b.office, a.card.dump()),
        lambda: b.exchange.take_card(b.office, old.dump()),
        lambda: b.send(a),
        lambda: b.exchange.prepare(b.office, a.id),
    ):
        with pytest.raises(Refused, match=r"甲站 is revoked since .* To trust it again, compare its card anew"):
            refused()
    assert b.state() == before


def test_what_ends_with_a_revocation_is_said_before_it(couple: Any) -> None:
    a, b = couple
    b.office.do(NameKeeper(target=a.id))
    first = b.office.find(Query("arrival"))[0].id
    deed = RevokeSite(target=a.id, first=first)
    assert [str(each) for each in deed.foresee(b.knows(a), b.office.context())] == [
        "Nothing goes to 甲站 any more, and no file that it sends is taken.",
        "It keeps the roster; afterwards nobody does, until another site is named.",
        "Records that it changed and that are to be looked at: 2.",
        "To trust it again, its fingerprint has to be compared aloud once more.",
    ]


def test_the_card_of_this_site_itself_is_no_other(couple: Any) -> None:
    a, _ = couple
    for take in (a.exchange.foreign, lambda raw: a.exchange.take_card(a.office, raw)):
        with pytest.raises(OwnCard, match="this site itself"):
            take(a.card.dump())
    with pytest.raises(Refused, match="this site itself"):
        a.trust(a)


# The roster


@pytest.fixture
def kept(found: Found) -> tuple[Station, ...]:
    """A keeper, two sites that trust it and each other, and a fourth that only the keeper knows."""
    k, b, c, a = found("总站", "乙站", "丙站", "甲站")
    k.trust(b, c, a)
    for site in (b, c):
        site.trust(k, b if site is c else c)
        site.office.do(NameKeeper(target=k.id))
    a.trust(k, b)
    b.trust(a)
    a.add("张三")
    return k, b, c, a


def test_a_roster_in_a_file_makes_its_authors_known(kept: Any) -> None:
    """The third site has never heard of the first; the relay brings the roster along."""
    k, b, c, a = kept
    b.receive(a.send(b))
    c.untouched_by(UnknownAuthor, b.send(c))
    k.exchange.publish(k.office)
    b.receive(k.send(b))
    preview = c.receive(b.send(c))
    assert "甲站 is known now, by roster." in [str(said) for said in preview.warnings()]
    assert c.names() == {"张三"}
    assert c.knows(a).status is SiteStatus.ROSTER
    assert c.sound()


def test_a_site_known_by_roster_exchanges_files_once_that_is_decided(kept: Any) -> None:
    k, _, c, a = kept
    k.exchange.publish(k.office)
    c.receive(k.send(c))
    a.trust(c)
    path = a.send(c)
    c.untouched_by(OnlyByRoster, path)
    with pytest.raises(Refusal):
        c.send(a)
    with pytest.raises(Refused, match="Exchange with site"):
        c.trust(a)
    c.office.do(ExchangeWithSite(target=a.id, shares=("common",)))
    c.receive(path)
    assert c.names() == {"张三"}


def test_the_roster_goes_once_to_each_site(kept: Any) -> None:
    k, b, *_ = kept
    k.exchange.publish(k.office)
    b.receive(k.send(b))
    k.receive(b.send(k))
    assert b'"roster":""' in unsealed(k.send(b), b.site.keys)
    k.exchange.publish(k.office)
    assert b'"format":"sealdesk-roster"' in unsealed(k.send(b), b.site.keys)


def test_a_revocation_travels_with_the_roster_and_its_cut_is_the_keepers(kept: Any) -> None:
    """The keeper had heard more than the third site has: up to there it still comes by way of the relay."""
    k, b, c, a = kept
    k.exchange.publish(k.office)
    for site in (b, c):
        site.receive(k.send(site))
    a.add("李四")
    k.receive(a.send(k))
    b.receive(a.send(b))
    stolen = Theft.of(a)
    k.office.do(RevokeSite(target=a.id))
    k.exchange.publish(k.office)
    c.exchange.take_roster(c.office, k.exchange.roster_file())
    assert c.knows(a).status is SiteStatus.REVOKED
    c.untouched_by(BeyondCutoff, crafted(b, c, stolen.run("王五")))
    c.untouched_by(BeyondCutoff, crafted(b, c, stolen.run("王五", instead=True)))
    c.receive(b.send(c))
    assert c.names() == {"张三", "李四"}
    assert c.sound()


def test_a_site_that_the_roster_revokes_is_sent_on_up_to_its_cut(kept: Any) -> None:
    k, b, c, a = kept
    k.receive(a.send(k))
    b.receive(a.send(b))
    k.office.do(RevokeSite(target=a.id))
    k.exchange.publish(k.office)
    a.add("李四")
    b.receive(a.send(b))  # the relay has not heard yet
    b.receive(k.send(b))
    assert [b.office.get("person", doubt.of).name for doubt in b.office.find(Query("doubt"))] == ["李四"]
    c.receive(b.send(c))
    assert c.names() == {"张三"}
    assert (b.sound(), c.sound()) == (True, True)


def test_what_was_decided_here_is_not_loosened_by_a_roster(kept: Any) -> None:
    k, b, _, a = kept
    b.office.do(RevokeSite(target=a.id))
    mine = b.knows(a)
    k.exchange.publish(k.office)
    b.receive(k.send(b))
    assert b.knows(a) == mine
    b.office.do(ChangeShares(target=k.id, shares=("common",)))
    k.exchange.publish(k.office)
    b.receive(k.send(b))
    assert b.knows(k).shares == ("common",)


def test_new_keys_come_with_the_roster(kept: Any) -> None:
    k, b, c, a = kept
    k.exchange.publish(k.office)
    c.receive(k.send(c))
    a.exchange.renew(a.office)
    a.add("李四")
    k.receive(a.send(k))
    k.exchange.publish(k.office)
    b.receive(a.send(b))
    c.exchange.take_roster(c.office, k.exchange.roster_file())
    assert c.knows(a).generation == 2
    c.receive(b.send(c))
    assert c.names() == {"张三", "李四"}
    assert c.sound()


def test_a_keeper_that_renews_its_keys_publishes_again(kept: Any) -> None:
    k, b, *_ = kept
    k.exchange.publish(k.office)
    b.receive(k.send(b))
    k.exchange.renew(k.office)
    b.receive(k.send(b))
    assert [roster.edition for roster in b.office.find(Query("roster"))] == [2, 1]
    assert b.knows(k).generation == 2
    assert b.knows(k).keeper


def rosters(k: Station) -> tuple[bytes, bytes]:
    """Return two editions of a roster."""
    return tuple(k.exchange.publish(k.office).dump() for _ in range(2))  # type: ignore[return-value]


def test_an_older_roster_is_refused_as_a_file_and_told_in_a_transfer(kept: Any) -> None:
    k, b, *_ = kept
    first, second = rosters(k)
    b.exchange.take_roster(b.office, second)
    before = b.state()
    with pytest.raises(RosterRollback):
        b.exchange.take_roster(b.office, first)
    assert b.state() == before
    with k.store.transaction():
        k.exchange.keep_roster(3, first)  # as somebody would send it who says that it is newer
    preview = b.receive(k.send(b))
    assert any("edition 1 of the roster" in str(said) for said in preview.warnings())
    assert b.store.meta("roster").startswith("2 ")


def test_a_roster_of_another_site_than_the_keeper(kept: Any) -> None:
    k, b, c, a = kept
    foreign = made(c, 9, RosterEntry(site=a.id, cards=[a.card], revoked=None))
    with pytest.raises(NotKeeper):
        b.exchange.take_roster(b.office, foreign)
    with c.store.transaction():
        c.exchange.keep_roster(9, foreign)
    sites = b.store.find(Query("site", Not(Is("id", (c.id,)))))
    preview = b.receive(c.send(b))
    assert any("does not keep it" in str(said) for said in preview.warnings())
    assert b.store.find(Query("site", Not(Is("id", (c.id,))))) == sites
    del k


def made(k: Station, edition: int, *entries: RosterEntry, keys: SiteKeys | None = None) -> bytes:
    return RosterFile.make(keys or k.site.keys, edition, entries, datetime.now(UTC)).dump()


def test_rosters_that_are_forged_forked_or_damaged(kept: Any) -> None:
    k, b, c, a = kept
    known = made(k, 5)
    b.exchange.take_roster(b.office, known)
    b.exchange.take_roster(b.office, known)  # the same again is no matter
    entry = RosterEntry(site=a.id, cards=[a.card], revoked=None)
    document = json.loads(made(k, 6, entry))
    half = replace(k.site.keys, mldsa65=SiteKeys.generate(k.id).mldsa65)
    strange = SiteKeys.generate(k.id)
    attacks = {
        "same edition": (made(k, 5, entry), ForkedRoster),
        "strange keys": (made(k, 6, keys=strange), ForgedRoster),
        "one key": (made(k, 6, keys=half), ForgedRoster),
        "altered": (json_of({**document, "edition": 7}), ForgedRoster),
        "not sorted": (json_of({**document, "sites": document["sites"] * 2}), MalformedRoster),
        "of nobody": (json_of({**document, "sites": [{**document["sites"][0], "site": c.id}]}), MalformedRoster),
        "no roster": (b"[]", MalformedRoster),
        "cut": (made(k, 6)[:-1], MalformedRoster),
        "more": (json_of({**document, "more": 1}), MalformedRoster),
    }
    before = b.state()
    for name, (raw, refusal) in attacks.items():
        with pytest.raises(Refusal) as refused:
            b.exchange.take_roster(b.office, raw)
        assert type(refused.value) is refusal, name
        assert b.state() == before, name
        if refusal is not MalformedRoster or name == "no roster":
            with k.store.transaction():
                k.exchange.keep_roster(9, raw)
            b.untouched_by(refusal, k.send(b))


def json_of(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def test_a_card_in_the_roster_that_its_site_did_not_sign(kept: Any) -> None:
    k, b, _, a = kept
    card = a.card.model_copy(update={"name": "假站"})
    with pytest.raises(ForgedCard):
        b.exchange.take_roster(b.office, made(k, 6, RosterEntry(site=a.id, cards=[card], revoked=None)))


def test_another_card_in_the_roster_does_not_replace_one_that_was_compared(kept: Any) -> None:
    k, b, c, a = kept
    strange = SiteKeys.generate(a.id).card("甲站")
    raw = made(k, 6, RosterEntry(site=a.id, cards=[strange], revoked=None))
    mine = b.knows(a)
    notices = b.exchange.take_roster(b.office, raw)
    assert any("a card in the name of 甲站" in str(said) for said in notices)
    assert b.knows(a) == mine
    c.exchange.take_roster(c.office, made(k, 4, RosterEntry(site=a.id, cards=[a.card], revoked=None)))
    c.exchange.take_roster(c.office, raw)
    assert c.knows(a).fingerprint == strange.spoken  # what only the roster had made known, it may change


def test_a_site_is_told_when_the_roster_revokes_it(kept: Any) -> None:
    k, b, *_ = kept
    k.office.do(RevokeSite(target=b.id))
    notices = b.exchange.take_roster(b.office, k.exchange.publish(k.office).dump())
    assert any("this site is revoked" in str(said) for said in notices)
    assert b.knows(b).status is SiteStatus.OWN


def test_a_relay_that_the_roster_in_its_own_file_revokes(kept: Any) -> None:
    k, b, c, _ = kept
    k.office.do(RevokeSite(target=b.id))
    raw = k.exchange.publish(k.office).dump()
    with b.store.transaction():
        b.exchange.keep_roster(1, raw)
    c.untouched_by(RevokedSender, b.send(c))


# By way of others


def test_a_relay_passes_on_what_was_signed_before_and_after_new_keys(chain: Any) -> None:
    a, b, c = chain
    a.add("李四")
    b.receive(a.send(b))
    a.exchange.renew(a.office)
    a.add("王五")
    b.receive(a.send(b))
    c.receive(b.send(c))
    assert c.names() == {"张三", "李四", "王五"}
    assert c.knows(a).generation == 2
    assert (b.sound(), c.sound()) == (True, True)


def test_whoever_sends_learns_whose_changes_go_along(chain: Any) -> None:
    a, b, c = chain
    b.add("李四")
    a.add("王五")
    b.receive(a.send(b))
    ours = b.exchange.outgoing(b.knows(c))
    along = b.exchange.passed_on(b.knows(c))
    assert list(along) == ["甲站"]
    assert 0 < sum(along["甲站"].values()) < sum(ours.values())
    assert all(along["甲站"][kind] <= ours[kind] for kind in along["甲站"])
    fixed = b.exchange.prepare(b.office, c.id)
    a.add("赵六")
    b.receive(a.send(b))
    assert b.exchange.passed_on(b.knows(c), (), fixed) == along


@pytest.mark.parametrize("renewed", [False, True], ids=["its first card", "a card that travels"])
def test_an_author_that_is_not_known_is_told_by_name_where_the_file_has_it_and_by_who_knows_it(
    found: Found, *, renewed: bool
) -> None:
    a, b, c = found("甲站", "乙站", "丙站")
    a.trust(b)
    b.trust(a, c)
    c.trust(b)
    if renewed:
        a.exchange.renew(a.office)
    a.add("张三")
    b.receive(a.send(b))
    with pytest.raises(UnknownAuthor, match=f"from 乙站.*{'甲站' if renewed else a.id[:8]}.*Ask 乙站"):
        c.exchange.inspect(b.send(c))


def test_a_relay_that_has_the_new_card_only_vouches_up_to_the_places_it_names(chain: Any) -> None:
    a, b, c = chain
    a.add("李四")
    b.receive(a.send(b))
    a.exchange.renew(a.office)
    b.exchange.take_card(b.office, a.card.dump())
    c.receive(b.send(c))
    assert c.names() == {"张三", "李四"}
    assert c.knows(a).generation == 2  # the relay brings the card along
    assert c.sound()


def test_a_relay_that_lags_behind_new_keys_waits_for_the_author(chain: Any) -> None:
    a, b, c = chain
    a.add("李四")
    a.exchange.renew(a.office)
    b.exchange.take_card(b.office, a.card.dump())
    b.add("王五")
    c.receive(b.send(c))
    assert c.names() == {"张三", "王五"}
    b.receive(a.send(b))
    c.receive(b.send(c))
    assert c.names() == {"张三", "李四", "王五"}


def test_a_relay_can_neither_sign_for_another_nor_take_its_signature_away(chain: Any) -> None:
    a, b, c = chain
    theft = Theft.of(a)
    run, raw = replace(theft, keys=b.site.keys).run("王五")
    c.untouched_by(ForgedTip, crafted(b, c, (run, raw)))
    c.untouched_by(ForgedTip, crafted(b, c, (run.model_copy(update={"signature": ""}), raw)))


def test_what_a_relay_holds_back_is_missed(chain: Any) -> None:
    a, b, c = chain
    a.add("李四")
    a.add("王五")
    whole = a.send(b)
    b.receive(whole)
    with b.store.transaction():
        stream = Stream(a.id, a.store.incarnation, "common")
        (branch,) = b.store.journal.branches.of(stream)
        parent = b.store.journal.branches.identifier(branch, branch.seq - 1)
        ((seq, moment, _, raw, _),) = b.store.journal.since(branch, branch.seq - 1, branch.seq)
        signature = b.store.tip_signature(stream, branch.id.hex())
    held = Head(**stream._asdict(), seq=seq, id=branch.id.hex())
    run = Segment(**held.model_dump(), after=seq - 1, parent=parent.hex(), signature=signature)
    preview = c.receive(crafted(b, c, (run, line(0, seq, moment, raw))))
    assert [(gap.first, gap.last) for gap in preview.missing] == [(seq - 1, seq - 1)]
    assert c.names() == {"张三"}
    c.receive(b.send(c))
    assert c.names() == {"张三", "李四", "王五"}


def test_an_amendment_survives_rotation_and_relay_alike(chain: Any) -> None:
    a, b, c = chain
    one = a.office.find(Query("person"))[0]
    for number in range(3):
        a.office.do(AmendPerson(target=one.id, name=f"张{number}"))
        a.exchange.renew(a.office)
        b.receive(a.send(b))
        c.receive(b.send(c))
        assert c.names() == {f"张{number}"}
    assert c.knows(a).generation == 4
    assert (a.sound(), b.sound(), c.sound()) == (True, True, True)


def test_a_compartment_that_nobody_here_knows_is_not_taken(couple: Any) -> None:
    a, b = couple
    unknown = Theft(a.site.keys, a.card, Stream(a.id, a.store.incarnation, "secret"), 0, ROOT, ROOT)
    b.untouched_by(NotShared, crafted(a, b, unknown.run("王五", kind="visit")))
    b.untouched_by(NotShared, crafted(a, b, unknown.run("王五")))


def test_a_relay_that_spoils_a_signature_at_a_named_place_does_no_harm(chain: Any) -> None:
    a, b, c = chain
    a.add("李四")
    b.receive(a.send(b))
    a.exchange.renew(a.office)
    b.exchange.take_card(b.office, a.card.dump())
    with b.store.transaction():
        (stream,) = {stream for stream, _ in b.store.journal.branches if stream[::2] == (a.id, "common")}
        (branch,) = b.store.journal.branches.of(stream)
        rows = list(b.store.journal.since(branch, branch.seq - 1, branch.seq))
        parent = b.store.journal.branches.identifier(branch, branch.seq - 1)
    ((seq, moment, _, raw, _),) = rows
    held = Head(**stream._asdict(), seq=seq, id=branch.id.hex())
    run = Segment(**held.model_dump(), after=seq - 1, parent=parent.hex(), signature="AAAA")
    c.receive(crafted(b, c, (run, line(0, seq, moment, raw)), cards=[a.card]))
    assert c.names() == {"张三", "李四"}
    assert c.sound()


def test_a_made_up_card_says_nothing_against_the_site_whose_name_it_bears(found: Found) -> None:
    """Anybody can sign a card with keys of his own; only keys that are known here tell of a site."""
    a, b, c = found("甲站", "乙站", "丙站")
    for one, other in ((a, b), (b, a), (a, c), (b, c), (c, a), (c, b)):
        one.trust(other)
    strange, other = SiteKeys.generate(c.id), SiteKeys.generate(c.id)
    made_up = strange.succeed(other, other.card("丙站"), [], datetime.now(UTC))
    for take in (
        lambda: b.exchange.take_card(b.office, made_up.dump()),
        lambda: b.exchange.inspect(crafted(a, b, cards=[made_up])),
    ):
        with pytest.raises(ForgedSuccession, match="says nothing against 丙站"):
            take()


# New keys after a store was put back


def test_before_new_keys_an_officer_is_told_from_whom_nothing_has_come_since_the_store_was_put_back(
    couple: tuple[Station, ...],
) -> None:
    """What another site holds and this one lost, the old keys signed: it comes back only while they are in force."""
    a, b = couple

    def told() -> str:
        renewal = RenewKeys(target=a.id, card=" ", fingerprint=" ")
        return " ".join(map(str, renewal.foresee(a.knows(a), a.office.context())))

    assert not told()
    a.office.do(RestoreStore(made=datetime(2026, 11, 20)))
    assert "乙站" in told()
    a.receive(b.send(a))
    assert not told()
