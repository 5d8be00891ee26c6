"""Bounds of work and growth: what a file makes is counted before, and nobody can stand in the way of a revocation."""

from collections.abc import Iterator
from typing import Any

import pytest

from core.action import create
from core.change import ROOT, Body, Change, Stream, header_bytes, identify, new_salt
from core.desks.doubts import Doubt
from core.desks.trust import MOST_PLACES, RevokeSite, Site, SiteStatus
from core.ids import new_id
from core.query import Is, Query
from data.site import OpenSite

ELSEWHERE = "e" * 32


def chain(stream: Stream, records: list[str]) -> Iterator[tuple[Change, bytes]]:
    """Yield a stream of people, one change for each."""
    parent = ROOT
    for seq, record in enumerate(records, 1):
        body = Body("person", record, {"name": "张三"}, (), "f" * 32, "elsewhere", new_salt())
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
    taken(site, *chain(Stream(ELSEWHERE, "f" * 16, "common"), long))
    for number, record in enumerate(short):
        taken(site, *chain(Stream(ELSEWHERE, f"{number:016x}", "common"), [record]))
    return {"long": long, "short": short}


def test_a_site_is_revoked_however_many_streams_it_began(site: OpenSite, many_streams: dict[str, Any]) -> None:
    office = site.office()
    office.do(RevokeSite(target=ELSEWHERE))
    revoked = office.get("site", ELSEWHERE)
    assert revoked.status is SiteStatus.REVOKED
    assert len(revoked.cut) == MOST_PLACES
    doubted = {doubt.of for doubt in office.find(Query(Doubt.kind, Is("site", (ELSEWHERE,))))}
    assert len(doubted) == 51, "what stands in streams for which there is no room is not believed"
    assert doubted < set(many_streams["short"]), "the longest are kept"
