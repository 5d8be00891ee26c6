"""Transfer files that were damaged, or in which a trusted site signed what is wrong: lists, changes, cards, rosters."""

import hashlib
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.desks.people.people import AddPerson
from core.model.change import Stream, hash_body, header_bytes, identify_erased
from core.values.ids import new_id
from core.values.refusal import Refusal
from data.formats.changes_jsonl import PackedChanges
from data.identity.roster import RosterFile
from data.identity.site_card import CARD, SiteCard
from data.identity.site_keys import SiteKeys
from data.transfer_file.segments import Head, sign_tip
from data.transfer_file.volume_writer import SMALLEST
from tests.data.conftest import Hand
from tests.support.forged_files import Members, members_of, pack, reseal, resign
from tests.support.mutations import changed, compact, hit, hit_or_changed

Mutate = Callable[[random.Random], Callable[[], None]]
"""Makes a file and returns what reads it."""


@dataclass
class Scene:
    """Two sites that trust each other; one has renewed its keys and keeps the roster."""

    here: Hand
    there: Hand
    folder: Path
    sealed: Path
    """A transfer from there to here, not received yet, with cards and a roster."""

    @property
    def keys(self) -> SiteKeys:
        """The keys of the sender."""
        return self.there.exchange._keys

    def file(self, raw: bytes, name: str = "mutated.sealed") -> Path:
        path = self.folder / name
        path.write_bytes(raw)
        return path


class TakenBack(Exception):  # noqa: N818 - it is what was to be shown
    """What was applied is taken back, so that the next file meets the same store."""


def applying(scene: Scene, path: Path) -> Callable[[], None]:
    """Return what previews and applies a file, and takes that back."""

    def apply() -> None:
        scene.here.exchange.verify(path)
        with scene.here.store.transaction():
            scene.here.receive(path)
            raise TakenBack

    return apply


def a_transfer(scene: Scene) -> Mutate:
    """The envelope, hit from outside."""
    good = scene.sealed.read_bytes()
    return lambda rng: applying(scene, scene.file(hit(good, rng)))


def a_payload(scene: Scene) -> Mutate:
    """What is inside the envelope, hit, and sealed again."""
    good = pack(members_of(scene.sealed, scene.here.site.keys))

    def mutate(rng: random.Random) -> Callable[[], None]:
        return applying(scene, reseal(scene.folder / "mutated.sealed", hit(good, rng), to=scene.here.site.keys))

    return mutate


def resealed(scene: Scene, members: Members, listed: bytes) -> Callable[[], None]:
    """Return what applies these members under a list of contents that the sender signs."""
    try:
        transfer = str(json.loads(listed)["transfer"])
    except (ValueError, KeyError, TypeError, RecursionError):
        transfer = "d" * 32
    signed = resign(members, listed, scene.keys, transfer)
    return applying(scene, reseal(scene.folder / "mutated.sealed", pack(signed), to=scene.here.site.keys))


def a_signed_list(scene: Scene) -> Mutate:
    """The list of contents: its runs, anchors, cards and what else it says, rightly signed."""
    members = members_of(scene.sealed, scene.here.site.keys)
    good = json.loads(members[0][1])

    def mutate(rng: random.Random) -> Callable[[], None]:
        text = changed(good, rng, compact)
        if rng.random() < 0.3:
            part = rng.choice(("payload", "cards", "members", "sender"))
            text = compact({**good, part: json.loads(_or_null(changed({part: good[part]}, rng, compact))).get(part)})
        return resealed(scene, members, text.encode("utf-8", "replace"))

    return mutate


def _or_null(text: str) -> str:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return "{}"
    return text


def with_changes(members: Members, lines: list[bytes], listed: dict[str, Any]) -> tuple[Members, bytes]:
    """Put other changes in, and say in the list of contents what they are."""
    packed = PackedChanges.pack(lines)
    info, _ = members[3]
    info.size = len(packed.packed)
    said = {"name": info.name, "sha256": hashlib.sha256(packed.packed).hexdigest(), "size": len(packed.packed)}
    listed = {**listed, "changes": {"lines": packed.lines, "size": packed.size}}
    listed["members"] = [said, *listed["members"][1:]]
    return [*members[:3], (info, packed.packed), *members[4:]], compact(listed).encode()


def lines_of(members: Members, listed: dict[str, Any]) -> list[bytes]:
    packed = PackedChanges(members[3][1], listed["changes"]["lines"], listed["changes"]["size"])
    return list(packed.unpack())


def chained(lines: list[bytes], listed: dict[str, Any], keys: SiteKeys) -> dict[str, Any]:
    """Return the list of contents with the ends that these lines reach, signed, as far as they can be read."""
    runs = [dict(run) for run in listed["payload"]["segments"]]
    reach = [(run["after"], bytes.fromhex(run["parent"])) for run in runs]
    for raw in lines:
        try:
            read = json.loads(raw)
            stream, seq, moment = int(read["stream"]), int(read["seq"]), int(read["time"])
            body = raw[len(b'{"body":') : raw.rindex(b',"seq":')]
            run = runs[stream]
            of = Stream(run["site"], run["incarnation"], run["compartment"])
            reach[stream] = seq, identify_erased(reach[stream][1], header_bytes(of, seq, moment), hash_body(body))
        except (Refusal, ValueError, KeyError, TypeError, IndexError, OverflowError, RecursionError):
            continue
    for run, (seq, identifier) in zip(runs, reach, strict=True):
        if run["site"] == keys.site and seq > 0:
            run["seq"], run["id"] = seq, identifier.hex()
            held = Head(**{name: run[name] for name in Head.model_fields})
            run["signature"] = sign_tip(held, keys.signing)
    return {**listed, "payload": {**listed["payload"], "segments": runs}}


def a_signed_change(scene: Scene) -> Mutate:
    """The changes: a line is another, or lines are gone, doubled, in another order; mostly chained and signed anew."""
    members = members_of(scene.sealed, scene.here.site.keys)
    listed = json.loads(members[0][1])
    good = lines_of(members, listed)

    def mutate(rng: random.Random) -> Callable[[], None]:
        lines = list(good)
        at = rng.randrange(len(lines))
        how = rng.randrange(6)
        if how == 0:
            lines = rng.choice((lines[:at], lines[at + 1 :], [*lines, lines[at]], rng.sample(lines, len(lines))))
        elif how == 1:
            lines[at] = hit(lines[at], rng)
        else:
            lines[at] = changed(json.loads(lines[at]), rng, compact).encode("utf-8", "replace")
        lines = [line.replace(b"\n", b" ") or b" " for line in lines if len(line) < 1 << 20]
        anew = chained(lines, listed, scene.keys) if rng.random() < 0.8 else listed
        return resealed(scene, *with_changes(members, lines, anew))

    return mutate


def a_signed_roster(scene: Scene) -> Mutate:
    """The roster that a transfer brings, signed by its keeper."""
    members = members_of(scene.sealed, scene.here.site.keys)
    listed = json.loads(members[0][1])
    good = json.loads(members[4][1])

    def mutate(rng: random.Random) -> Callable[[], None]:
        raw = changed(good, rng, compact).encode("utf-8", "replace")
        if rng.random() < 0.7:
            raw = _signed_roster(raw, scene.keys)
        info, _ = members[4]
        sha256 = hashlib.sha256(raw).hexdigest()
        info.name, info.size = f"blobs/{sha256}", len(raw)
        said = {**listed, "payload": {**listed["payload"], "roster": sha256}}
        said["members"] = [listed["members"][0], {"name": info.name, "sha256": sha256, "size": len(raw)}]
        return resealed(scene, [*members[:4], (info, raw)], compact(said).encode())

    return mutate


def _signed_roster(raw: bytes, keys: SiteKeys) -> bytes:
    """Sign a roster, if it is one."""
    try:
        read = RosterFile.parse(raw)
    except Refusal:
        return raw
    entries = list(read.sites)
    return RosterFile.make(keys, read.edition, entries, datetime.now(UTC)).dump()


def a_roster(scene: Scene) -> Mutate:
    """A roster as a file of its own."""
    good = scene.there.exchange.roster_file()

    def mutate(rng: random.Random) -> Callable[[], None]:
        raw = hit_or_changed(good, rng, compact)

        def take() -> None:
            with scene.here.store.transaction():
                scene.here.exchange.take_roster(scene.here.office, raw)
                raise TakenBack

        return take

    return mutate


def a_card(scene: Scene) -> Mutate:
    """A card as a file, hit or signed anew by the keys that it shows, first and renewed ones."""
    good = scene.there.exchange.card().dump()

    def mutate(rng: random.Random) -> Callable[[], None]:
        raw = hit(good, rng)
        if rng.random() < 0.7:
            raw = changed(json.loads(good), rng, compact).encode("utf-8", "replace")
            if rng.random() < 0.6:
                raw = _signed_card(raw, scene.keys)

        def take() -> None:
            SiteCard.parse(raw)
            with scene.here.store.transaction():
                scene.here.exchange.take_card(scene.here.office, raw)
                raise TakenBack

        return take

    return mutate


def _signed_card(raw: bytes, keys: SiteKeys) -> bytes:
    """Sign a card, if what it shows can be signed."""
    try:
        said = json.loads(raw)
        fields = {name: value for name, value in said.items() if name != "signatures"}
        return compact({**fields, "signatures": keys.sign(CARD, fields).model_dump()}).encode()
    except (ValueError, AttributeError, RecursionError, Refusal):
        return raw


def a_volume(scene: Scene) -> Mutate:
    """Volumes and their list, one of them hit."""
    whole = scene.folder / f"volumes-{new_id()}"
    whole.mkdir()
    path = whole / "in volumes.sealed"
    scene.there.office.do_all([AddPerson(name=f"人{number}", post=new_id() * 8) for number in range(400)])
    scene.there.exchange.send(scene.there.office, scene.here.store.site, path, volume_size=SMALLEST)
    good = {each.name: each.read_bytes() for each in whole.iterdir()}

    def mutate(rng: random.Random) -> Callable[[], None]:
        for name, raw in good.items():
            (whole / name).write_bytes(raw)
        name = rng.choice(sorted(good))
        odd = rng.choice((hit(good[name], rng), b"", good[rng.choice(sorted(good))]))
        (whole / name).write_bytes(odd)
        return applying(scene, rng.choice((path, whole / name)))

    return mutate
