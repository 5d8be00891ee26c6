"""Transfer files that an honest site would not write, signed with real keys, and the proof that they are refused."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from core.model.change import ROOT, Body, Stream, hash_body, header_bytes, identify
from core.values.ids import new_id
from core.values.refusal import Refusal
from data.transfer_file.sealed_file import ManifestDraft, seal
from data.transfer_file.segments import Head, Segment, erased_line, line, sign_tip


def crafted(
    sender: Any,
    to: Any,
    *bodies: Body,
    compartment: str = "grievance",
    gone: tuple[int, ...] = (),
    life: str = "",
    after: int = 0,
    parent: bytes = ROOT,
    times: tuple[int, ...] = (),
) -> Path:
    """Write a file by hand, signed with the real keys of its sender, with some bodies left out of a fresh stream.

    The stream may be that of a `life` that has begun, and the changes may follow any that they name. Their times are
    their places, if none are given.
    """
    stream = Stream(sender.store.site, life or new_id()[-16:], compartment)
    follows, lines = parent, []
    for seq, body in enumerate(bodies, after + 1):
        raw, moment = body.to_bytes(), times[seq - after - 1] if times else seq
        parent = identify(parent, header_bytes(stream, seq, moment), raw)
        lines.append(erased_line(0, seq, moment, hash_body(raw)) if seq in gone else line(0, seq, moment, raw))
    held = Head(**stream._asdict(), seq=after + len(bodies), id=parent.hex())
    signature = sign_tip(held, sender.site.keys.signing)
    run = Segment(**held.model_dump(), after=after, parent=follows.hex(), signature=signature)
    path = sender.files / f"{new_id()}.sealed"
    payload = {
        "checkpoints": [],
        "edition": 0,
        "heads": [],
        "acknowledged": "",
        "roster": "",
        "segments": [run.model_dump()],
        "since": "",
    }
    cover = ManifestDraft("changes", datetime.now(UTC), payload, transfer=new_id())
    seal(path, sender.site.keys, sender.exchange.card(), [to.exchange.card()], cover, lines)
    return path


def refused(hand: Any, path: Path, refusal: type[Refusal], match: str = "") -> None:
    before = hand.rows()
    for take in (hand.exchange.inspect, hand.receive):
        with pytest.raises(refusal, match=match or None):
            take(path)
    assert hand.rows() == before
