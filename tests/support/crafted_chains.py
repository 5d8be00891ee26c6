"""Transfer files crafted by hand from chains of changes, signed with the real keys of their sender."""

import io
import json
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.model.change import ROOT, Body, Stream, header_bytes, identify, new_salt
from core.values.ids import new_id
from data.formats import age
from data.formats.age_keys import Stanza
from data.identity.site_keys import SiteKeys
from data.transfer_file.sealed_file import ManifestDraft, seal
from data.transfer_file.segments import Head, Segment, line, sign_tip
from tests.support.station import Station


def changes_in(path: Path, reader: Station) -> int:
    return reader.exchange.verify(path).changes


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
