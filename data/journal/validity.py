"""What each change counts for: a record is named by its kind and its identifier, and what is void makes none.

The verdict follows from the set of changes under an identifier alone, so that every site that has them comes to the
same one in whatever order they came (docs/formats/changes.md §9.5).
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from core.desks.sync.void_changes import Void, Why
from core.model.change import BEYOND, HOLD, HOME, PURGE
from core.model.merge import Write
from core.model.record import RECORDS, ancestors_of


class Said(NamedTuple):
    """A change as it is judged."""

    kind: str
    site: str
    compartment: str
    write: Write


class Verdict(NamedTuple):
    """What the changes under one identifier come to."""

    writes: dict[str, list[Write]]
    """Those that count, by the kind of their record, in the order in which they came; also of kinds not known here."""
    authors: dict[str, tuple[str, str]]
    """The site and the compartment of each change."""
    voids: list[Void]


def may_be_purged(kind: str) -> bool:
    """Whether records of a kind are purged at all; of one that this version does not know nobody here can say."""
    return kind not in RECORDS or bool(RECORDS[ancestors_of(kind)[-1]].retention)


def why_void(kind: str, compartment: str, moment: int, fields: Mapping[str, Any]) -> Why | None:
    """Return what is impossible about a change, whatever else there is; None if nothing is."""
    if compartment in HOME:
        return None
    if moment >= BEYOND:
        return Why.CLOCK
    if kind in (PURGE, HOLD):
        return _why_void_mark(kind, compartment, fields.get("file_kind"))
    if kind not in RECORDS:
        return None
    if RECORDS[kind].is_derived:
        return Why.NOBODY_WRITES
    return None if RECORDS[kind].compartment == compartment else Why.PLACE


def _why_void_mark(kind: str, compartment: str, of_kind: Any) -> Why | None:
    """Return what is impossible about a purge or a hold in a compartment, by the kind of file that it names."""
    if not isinstance(of_kind, str) or of_kind not in RECORDS:
        return None
    if kind == PURGE and not may_be_purged(of_kind):
        return Why.NEVER_PURGED
    return None if RECORDS[of_kind].compartment == compartment else Why.PLACE


def home_of_mark(said: Iterable[Said]) -> str:
    """Return the compartment in which a purge or a hold stands; empty if there is no change of it that counts.

    It is one in which it names a kind of file that is purged there; else one in which it names a kind at all.
    """
    ranks: dict[str, int] = {}
    for each in said:
        of_kind = each.write.fields.get("file_kind")
        if why_void(each.kind, each.compartment, each.write.time, each.write.fields) is None:
            rank = _rank(of_kind, each.compartment)
            ranks[each.compartment] = min(rank, ranks.get(each.compartment, rank))
    return min(ranks, key=lambda compartment: (ranks[compartment], compartment), default="")


def _rank(of_kind: Any, compartment: str) -> int:
    """Return how well a compartment suits a purge or a hold that names this kind of file there, 0 the best."""
    if compartment in HOME:
        return 0
    if not isinstance(of_kind, str):
        return 3
    if of_kind not in RECORDS:
        return 2
    return 0 if may_be_purged(of_kind) else 1


def judge(record: str, changes: Iterable[Said]) -> Verdict:
    """Return what the changes under an identifier come to."""
    changes = list(changes)
    homes = {kind: home_of_mark(each for each in changes if each.kind == kind) for kind in (PURGE, HOLD)}
    claims: dict[tuple[str, str], list[Said]] = defaultdict(list)
    voids: dict[str, Void] = {}
    for each in changes:
        why = why_void(each.kind, each.compartment, each.write.time, each.write.fields)
        if why is None and homes.get(each.kind, each.compartment) != each.compartment:
            why = Why.PLACE
        if why is None:
            claims[each.kind, each.compartment].append(each)
        else:
            void = void_of(record, each.kind, why, each.site, each.compartment)
            voids[void.id] = void
    writes: dict[str, list[Write]] = {}
    for (kind, _), said in claims.items():
        writes.setdefault(kind, []).extend(each.write for each in said)
    authors = {each.write.id: (each.site, each.compartment) for each in changes}
    return Verdict(writes, authors, [*voids.values(), *_doubled(record, claims)])


def _doubled(record: str, claims: Mapping[tuple[str, str], Sequence[Said]]) -> Iterable[Void]:
    """Yield an entry for each of several records that have one identifier: no site that works right draws it twice."""
    travelling = sorted(claim for claim in claims if claim[1] not in HOME)
    for claim in travelling if len(travelling) > 1 else ():
        first = min(claims[claim], key=lambda each: (each.write.time, each.write.id))
        other = next(each for each in travelling if each != claim)
        yield void_of(record, claim[0], Why.IDENTIFIER, first.site, claim[1], beside=other[1])


def void_of(record: str, kind: str, why: Why, site: str, compartment: str, **more: str) -> Void:
    """Return the entry of something void; of the same site, kind and reason there is one for each record."""
    named = "\0".join((record, kind, why, site, compartment, *more.values()))
    identifier = hashlib.sha256(f"void\0{named}".encode()).hexdigest()[:32]
    return Void(id=identifier, of_kind=kind, of=record, record=record, why=why, site=site, part=compartment, **more)
