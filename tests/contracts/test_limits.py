"""Every limit of what is read, from one table: it is documented, and one more than it is refused or left, not done."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest

from core.desks.sync.trust import MOST_OF_FORMER, MOST_PLACES, cutoff_at, kept_cards
from core.model.change import Body
from core.rules import attached_papers
from core.values import bounds, cadence, canonical_json
from core.values.canonical_json import dump
from core.values.refusal import Refusal
from data.backups import backup_label
from data.documents import xlsx_limits
from data.formats import age, changes_jsonl
from data.identity import roster, site_card
from data.media import preflight
from data.papers import preview_child
from data.peer_state import pending_segments
from data.sync import papers_carried
from data.system import text_lines
from data.transfer_file import checkpoints, manifest, segments, volumes
from data.transfer_file.sealed_file import ManifestDraft, pack
from data.vault import header, throttle
from tests.support import forged_files as forged

PAGE = Path(__file__).parents[2] / "docs" / "formats" / "limits.md"
HELD = {"compartment": "common", "id": "a" * 64, "incarnation": "b" * 16, "seq": 1, "site": "c" * 32}
PAYLOAD: dict[str, Any] = {
    "checkpoints": [], "edition": 0, "heads": [], "acknowledged": "", "roster": "", "segments": [], "since": "",
}  # fmt: skip
RUN = {**HELD, "after": 0, "parent": "0" * 64, "signature": ""}
STATED = {**{name: value for name, value in HELD.items() if name != "compartment"}, "signature": ""}
ANCHOR = {**STATED, "time": 0, "made": 0, "to": "b" * 32, "before": 0, "before_id": "0" * 64, "beginning": ""}
BEGINNING = {**STATED, "why": "founded", "after": "", "begun": 0, "officer": "", "state": 0}


@dataclass(frozen=True)
class Limit:
    """A limit, and what reads so many."""

    row: str
    """What the page calls it."""
    most: int
    read: Callable[[int, Path], object] | None = None
    """Read this many; None where reading just stops there, and `stops` tells how many were read."""
    stops: Callable[[int, Path], int] | None = None

    def __str__(self) -> str:
        return self.row.replace(" ", "_") + f"_{self.most}"


def payload(field: str, entry: dict[str, Any]) -> Callable[[int, Path], object]:
    def read(count: int, _: Path) -> object:
        numbered = [{**entry, "id": f"{number:064x}"} for number in range(count)]
        return segments.read_payload({**PAYLOAD, field: numbered})

    return read


def listed(**parts: Callable[[int], list[Any]]) -> Callable[[int, Path], object]:
    """Read a manifest of which one list has so many entries."""

    def read(count: int, _: Path) -> object:
        return manifest.Manifest.parse(dump({**_manifest(), **{name: make(count) for name, make in parts.items()}}))

    return read


def _manifest() -> dict[str, Any]:
    packed = pack(forged.ALPHA, forged.CARDS[forged.ALPHA.site], [forged.CARDS[forged.BETA.site]],
                  ManifestDraft("changes", forged.COVER.created, {}), [])  # fmt: skip
    return packed.listed.model_dump()


def _cards(count: int) -> list[Any]:
    renewed = forged.ALPHA.succeed(forged.GAMMA, forged.CARDS[forged.ALPHA.site], (), forged.COVER.created)
    documents = []
    for number in range(count):
        own = replace(forged.ALPHA, site=f"{number:032x}")
        own.__dict__.update(
            public=forged.ALPHA.public, signing=forged.ALPHA.signing, signing_pq=forged.ALPHA.signing_pq
        )
        succeeds = renewed.succeeds
        assert succeeds is not None
        fields = {**own._shown("甲站"), "version": 2, "succeeds": succeeds.model_dump()}
        documents.append(own._signed(fields).document())
    return documents


def _recipients(count: int) -> list[Any]:
    return [{"fingerprint": "a" * 64, "site": f"{number:032x}"} for number in range(count)]


def _members(count: int) -> list[Any]:
    blobs = [{"name": f"blobs/{number:064x}", "sha256": f"{number:064x}", "size": 0} for number in range(count)]
    return [*_manifest()["members"], *blobs]


def _extent(name: str) -> Callable[[int, Path], object]:
    return lambda count, _: manifest.Extent.model_validate({"lines": 0, "size": 0, name: count})


def _line(count: int, _: Path) -> object:
    return changes_jsonl.PackedChanges.pack([b"x" * count])


def _mark(count: int, _: Path) -> object:
    empty = len(dump({"of": "a" * 32, "rule": ""}))
    body = Body("purge", "b" * 32, {"of": "a" * 32, "rule": "x" * (count - empty)}, (), "c" * 32, "x", "A" * 22)
    return segments._check_form(segments.Segment(**RUN), body)


def _places(count: int, _: Path) -> object:
    return site_card.check_places([f"{number:064x}" for number in range(1 << (count - 1).bit_length())])


def _volumes(count: int, folder: Path) -> object:
    names = [("a" * 64, f"x.sealed.{number:03}") for number in range(1, count + 1)]
    (folder / "x.sealed.sums").write_bytes(volumes.write_list(names, "b" * 64, "x.sealed"))
    return volumes._read_list("x.sealed", [folder])


def _list_of_volumes(count: int, folder: Path) -> int:
    (folder / "x.sealed.sums").write_bytes(b"#" * count)
    read = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(volumes, "lines_of", lambda text: read.append(len(text)) or iter(()))
        with suppress(volumes.ListAltered):
            volumes._read_list("x.sealed", [folder])
    return read[0] - 1  # one more is read to see that there is more


def _former(count: int, _: Path) -> int:
    return sum(map(len, kept_cards(*("x" * 10 for _ in range(count // 10)))))


def _other_lists(count: int, folder: Path) -> int:
    for number in range(count):
        (folder / f"{number:05}.sums").write_bytes(volumes.write_list([], "a" * 64, "x"))
    read = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(volumes, "lines_of", lambda text: read.append(text) or iter(()))
        assert volumes._other_list("f" * 64, "whole", [folder]) is None
    return len(read)


def _attempts(count: int, folder: Path) -> int:
    (folder / "attempts").write_bytes(b"2026-11-23T09:30:00Z\n" * (1 + count // 21))
    return 21 * len(throttle.LoginThrottle(folder).tries)


def bytes_for(parse: Callable[[bytes], object]) -> Callable[[int, Path], object]:
    """Read so many bytes of JSON, up to where they would be looked into."""

    def read(count: int, _: Path) -> object:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(canonical_json, "_read", MagicMock(side_effect=LookedInto))
            with suppress(LookedInto):
                return parse(b"x" * count)

    return read


class LookedInto(BaseException):
    """What is not too long is read."""


LIMITS = (
    Limit("manifest of a transfer", manifest.MAX_MANIFEST, bytes_for(manifest.Manifest.parse)),
    Limit("cards in a manifest", manifest.MAX_CARDS, listed(cards=_cards)),
    Limit("recipients of a transfer", manifest.MAX_RECIPIENTS, listed(recipients=_recipients)),
    Limit("attachments of a transfer", manifest.MAX_BLOBS, listed(members=_members)),
    Limit("segments in a transfer", segments.MOST_SEGMENTS, payload("segments", RUN)),
    Limit("tips in a transfer", segments.MOST_HEADS, payload("heads", HELD)),
    Limit("checkpoints in a transfer", checkpoints.STATEMENTS_AT_MOST, payload("checkpoints", ANCHOR)),
    Limit("beginnings in a transfer", checkpoints.STATEMENTS_AT_MOST, payload("beginnings", BEGINNING)),
    Limit("lines of changes", changes_jsonl.MAX_LINES, _extent("lines")),
    Limit("changes, uncompressed", changes_jsonl.MAX_SIZE, _extent("size")),
    Limit("one line of changes", changes_jsonl.MAX_LINE, _line),
    Limit("fields of a purge or a hold", segments.MAX_PURGE, _mark),
    Limit("a card", site_card.MAX_CARD, bytes_for(site_card.SiteCard.parse)),
    Limit("places in a card, a roster entry", site_card.MAX_PLACES, _places),
    Limit("places in a cutoff", MOST_PLACES, stops=lambda count, _: len(cutoff_at(*map(str, range(count))))),
    Limit("former cards kept of a site", MOST_OF_FORMER, stops=_former),
    Limit("a roster", roster.MAX_ROSTER, bytes_for(roster.RosterFile.parse)),
    Limit("volumes of a transfer", volumes.MOST, _volumes),
    Limit("list of volumes", volumes.MOST_LIST, stops=_list_of_volumes),
    Limit("other lists beside a wrong volume", volumes.MOST_LISTS, stops=_other_lists),
    Limit("list of wrong passphrases", throttle.BYTES_AT_MOST, stops=_attempts),
)  # fmt: skip

WRITTEN_ONLY = (
    ("header of a sealed file", age.MAX_HEADER),
    ("header of a sealed file", age.MAX_STANZAS),
    ("segments, changes and bytes that wait", pending_segments.MOST_SEGMENTS),
    ("segments, changes and bytes that wait", pending_segments.MOST_CHANGES),
    ("segments, changes and bytes that wait", pending_segments.MOST_BYTES),
    ("a roster", roster.MOST_SITES),
    ("cards of a site in a roster", roster.MAX_CHAIN),
    ("number on a medium", preflight.MOST_LABEL),
    ("sealed papers that are asked for in a transfer", segments.MOST_WANTED),
    ("sealed papers that go with a transfer", papers_carried.MOST_CARRIED),
    ("a paper that is attached", 200 * attached_papers.MEGABYTE),
    ("pixels of a picture that is shown small", preview_child.MOST_PIXELS),
    ("label of a backup", backup_label._BYTES_AT_MOST),
    ("header of a vault", header.BYTES_AT_MOST),
    ("header of a vault", header.SLOTS_AT_MOST),
    ("a workbook", xlsx_limits.MOST_BYTES),
    ("a workbook", xlsx_limits.MOST_UNPACKED),
    ("cells of a sheet", xlsx_limits.MOST_CELLS),
    ("text that is pasted or read as lines", text_lines.MOST_BYTES),
    ("text of a field", bounds.LONGEST),
    ("values in a field", bounds.MOST_VALUES),
    ("periods of a rhythm", cadence.MOST_PERIODS),
)
"""What other tests try, each beside its reader: age, gaps, rosters, media, backups, the vault, spreadsheets, fields."""


def page() -> dict[str, str]:
    """Return the table of the page: what, and at most how much."""
    rows = (line.split("|")[1:3] for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| "))
    return {what.strip(): most for what, most in rows}


@pytest.mark.parametrize(("row", "most"), [*((each.row, each.most) for each in LIMITS), *WRITTEN_ONLY], ids=str)
def test_a_limit_stands_on_the_page(row: str, most: int) -> None:
    assert f"{most:,}" in page()[row]


def test_every_limit_of_the_page_is_one_of_the_program() -> None:
    assert page().keys() - {"what", "---"} == {each.row for each in LIMITS} | {row for row, _ in WRITTEN_ONLY}


@pytest.mark.parametrize("limit", [each for each in LIMITS if each.read], ids=str)
def test_one_more_than_a_limit_is_refused(limit: Limit, tmp_path: Path) -> None:
    assert limit.read is not None
    limit.read(limit.most, tmp_path)
    with pytest.raises((Refusal, ValueError)):
        limit.read(limit.most + 1, tmp_path)


@pytest.mark.parametrize("limit", [each for each in LIMITS if each.stops], ids=str)
def test_at_a_limit_the_reader_stops(limit: Limit, tmp_path: Path) -> None:
    assert limit.stops is not None
    assert limit.most - 21 < limit.stops(limit.most + 100, tmp_path) <= limit.most
