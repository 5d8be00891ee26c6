"""Bounds of work and growth: what a file makes is counted before, and nobody can stand in the way of a revocation."""

import itertools
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any
from unittest.mock import MagicMock

import pytest
from pydantic import ValidationError

from core.desks.sync.suspect_records import Doubt
from core.desks.sync.trust import MOST_PLACES, RevokeSite, Site, SiteStatus
from core.model.action import ACTIONS, Action, create
from core.model.change import ROOT, Body, Change, Stream, header_bytes, identify, new_salt
from core.model.query import Is, Query
from core.model.record import RECORDS, columns
from core.values.bounds import FIRST_DAY, LAST_DAY
from core.values.cadence import MOST_PERIODS, Cadence, Rhythm
from core.values.ids import new_id
from core.values.refusal import Refusal
from core.wording.record_text import remarks_on
from data.formats.changes_jsonl import MAX_LINES
from data.peer_state.pending_segments import PendingSegment
from data.peer_state.reassembly import Reassembly
from data.site.open_site import OpenSite
from data.transfer_file.manifest import Extent
from data.transfer_file.segments import Segment, VerifiedChange
from tests.support.site_driver import appoint

ELSEWHERE = "e" * 32


def chain(stream: Stream, records: dict[str, dict[str, Any]], kind: str = "person") -> Iterator[tuple[Change, bytes]]:
    """Yield a stream of records, one change for each with its fields."""
    parent = ROOT
    for seq, (record, fields) in enumerate(records.items(), 1):
        body = Body(kind, record, fields, (), "f" * 32, "elsewhere", new_salt())
        raw, time = body.to_bytes(), seq << 16
        identifier = identify(parent, header_bytes(stream, seq, time), raw)
        yield Change(stream, seq, time, parent, body, identifier), raw
        parent = identifier


def taken(site: OpenSite, *changes: tuple[Change, bytes]) -> None:
    with site.store.transaction():
        site.store.accept(changes, lambda done, total: None)


@pytest.fixture
def many_streams(site: OpenSite) -> dict[str, Any]:
    """A site that began more streams than a cut can name: a long one, and many of one change each."""
    with site.store.transaction():
        known = Site(id=ELSEWHERE, name="乙站", fingerprint="1234", card="card")
        site.store.write([create(known)], officer="f" * 32, action="test")
    long = [new_id(), new_id()]
    short = [new_id() for _ in range(MOST_PLACES + 50)]
    streams = [("f" * 16, long), *((f"{number:016x}", [record]) for number, record in enumerate(short))]
    changes = (
        chain(Stream(ELSEWHERE, name, "common"), {record: {"name": "张三"} for record in records})
        for name, records in streams
    )
    taken(site, *itertools.chain.from_iterable(changes))
    return {"long": long, "short": short}


def test_a_site_is_revoked_however_many_streams_it_began(site: OpenSite, many_streams: dict[str, Any]) -> None:
    office = site.office()
    office.do(RevokeSite(target=ELSEWHERE))
    revoked = office.get("site", ELSEWHERE)
    assert revoked.status is SiteStatus.REVOKED
    assert len(revoked.cutoff) == MOST_PLACES
    doubted = {doubt.of for doubt in office.find(Query(Doubt.kind, Is("site", (ELSEWHERE,))))}
    assert len(doubted) == 51, "what stands in streams for which there is no room is not believed"
    assert doubted < set(many_streams["short"]), "the longest are kept"


@pytest.mark.parametrize("kind", ["unit", "cell"])
def test_a_chain_far_deeper_than_any_office_ends_no_program(kind: str, site: OpenSite) -> None:
    ids = [new_id() for _ in range(3000)]
    above = [ids[-1], *ids[:-1]]  # and it closes upon itself
    every = {
        record: {"name": f"第{place}级", "code": str(place), "start": "2020-01-01", "parent": above[place]}
        for place, record in enumerate(ids)
    }
    known = RECORDS[kind].model_fields
    fitting = {record: {name: each[name] for name in each if name in known} for record, each in every.items()}
    taken(site, *chain(Stream(ELSEWHERE, "0" * 16, "common"), fitting, kind))
    office = site.office()
    assert office.title(kind, ids[-1])
    appoint(office, "李明", 2, "clerk", **{kind: ids[100]})
    assert len(getattr(site.office(2).viewer, f"{kind}s")) == len(ids)
    for action in (each for each in ACTIONS.values() if each.on.kind == kind and not each.creates):
        with suppress(Refusal, ValidationError):
            office.do(action(target=ids[1500], **asked(action, above=ids[2000])))
    for each in filter(office.reads, RECORDS):
        for record in office.find(Query(each, limit=20)):
            assert isinstance(remarks_on(record, office), list)
            assert office.called(record)
    assert site.store.check() is None


def asked(action: type[Action], above: str) -> dict[str, Any]:
    """Return what an action needs: every reference is to a place in the chain."""
    needed = {name: info for name, info in action.model_fields.items() if info.is_required() and name != "target"}
    known = columns(action)
    plain = {date: date(2026, 11, 23), int: 3, bool: False}
    return {name: above if known[name].about.refers else plain.get(known[name].type, "样本") for name in needed}


def test_a_stream_cut_into_as_many_runs_as_a_file_holds_is_looked_at_once() -> None:
    stream = Stream(ELSEWHERE, "0" * 16, "common")
    links = [
        VerifiedChange(change, raw) for change, raw in chain(stream, {new_id(): {"name": "张三"} for _ in range(2000)})
    ]
    parts = [
        PendingSegment(
            Segment(
                **stream._asdict(), seq=link.change.seq, id=link.change.id.hex(),
                after=link.change.seq - 1, parent=link.change.parent.hex(), signature="",
            ),
            ELSEWHERE,
            [link],
        )
        for link in links
    ]  # fmt: skip
    branches = MagicMock()
    branches.holds.side_effect = lambda stream, seq, identifier: seq == 0
    joining = Reassembly(branches, MagicMock(), MagicMock())
    assert list(joining._following(parts[::-1])) == parts
    assert branches.holds.call_count == len(parts)


def test_a_file_says_how_many_changes_it_has_and_no_more_are_taken_than_there_is_room_for() -> None:
    assert Extent(lines=MAX_LINES, size=1 << 30)
    for lines, size in ((MAX_LINES + 1, 1), (1, (1 << 30) + 1)):
        with pytest.raises(ValidationError):
            Extent(lines=lines, size=size)


@pytest.mark.parametrize("rhythm", list(Rhythm))
def test_a_cadence_over_centuries_is_looked_at_no_further_than_a_working_life(rhythm: Rhythm) -> None:
    forever = Cadence(rhythm, FIRST_DAY, LAST_DAY if rhythm is Rhythm.WINDOW else None, days=1)
    assert sum(1 for _ in forever.periods()) <= MOST_PERIODS
    late = date(2190, 5, 17)
    first = next(forever.periods(since=late))
    assert late in first, "what lies before is not gone through"


@pytest.mark.parametrize("rhythm", list(Rhythm))
def test_periods_from_a_day_on_are_the_last_of_all(rhythm: Rhythm) -> None:
    cadence = Cadence(rhythm, date(2026, 1, 14), date(2028, 3, 3), days=10)
    for since in (date(2020, 1, 1), date(2026, 1, 20), date(2027, 6, 30), date(2028, 3, 3)):
        assert list(cadence.periods(since=since)) == [each for each in cadence.periods() if each.last >= since]
