"""Transfer files written by hand, with the keys of their sender or with keys that somebody has stolen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from core.model.change import ROOT, Body, Stream, header_bytes, identify, new_salt
from core.values.ids import new_id
from data.identity.site_card import SiteCard
from data.identity.site_keys import SiteKeys
from data.transfer_file.sealed_file import ManifestDraft, seal
from data.transfer_file.segments import Head, Segment, line, sign_tip
from tests.support.station import Station


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
