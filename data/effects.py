"""What the changes of a transfer would do here: records made, changed and purged, and fields with two values."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from core.change import HOLD, PURGE, Change, Erased, purged_by
from core.exchange import Clash, KindCount
from core.merge import conflicts, settle
from core.refusal import Refusal
from core.store import Progress
from data.journal import Journal
from data.purges import Place, Purges, owner_of
from data.reach import Reach, as_write, lifts

Counts = tuple[KindCount, ...]


class KindMismatch(Refusal):
    """The file changes a record of ours as if it were of another kind. Do not use it, and tell the sender."""


class RecordMoved(Refusal):
    """The file moves a record of ours to another compartment ({compartment}), where others could read it. Do not use
    it, and tell the sender."""


class ForbiddenPurge(Refusal):
    """{site} would have {record} purged, and nothing of this kind is ever purged. Nothing was changed. Do not use the
    file, and tell the security officer there."""


MISFITS = (KindMismatch, RecordMoved, ForbiddenPurge)
"""Why new changes do not fit what is here (changes §9.1, step 9)."""


def effects(
    journal: Journal, purges: Purges, changes: Sequence[Change], progress: Progress
) -> tuple[Counts, tuple[Clash, ...]]:
    """Return how many records of each kind are new, changed or purged, and the fields that would have two values.

    Raises:
        Refusal: one of `MISFITS`.
    """
    reach = Reach(journal, purges, changes)
    _refuse_forbidden(reach, changes)
    gone = _gone(reach, purges, changes)
    purged = Counter(str(journal.kind_of(place.record)) for place in gone if purges.reached(place))
    new, changed, clashes = Counter[str](), Counter[str](), list[Clash]()
    by_record: dict[str, list[Change]] = {}
    for change in changes:
        if change.body.kind in (PURGE, HOLD) or _place(change) not in gone:
            by_record.setdefault(change.body.record, []).append(change)
    for done, (record, theirs) in enumerate(by_record.items()):
        before = journal.home_of(record)
        kind = _refuse_misfit(before, theirs)
        (changed if before else new)[kind] += 1
        if before:
            clashes += _clashes(journal, kind, record, theirs)
        if done % 500 == 0:
            progress(done, len(by_record))
    kinds = sorted({*new, *changed, *purged})
    return tuple(KindCount(kind, new[kind], changed[kind], purged[kind]) for kind in kinds), tuple(clashes)


def idle(journal: Journal, purges: Purges, changes: Sequence[Change]) -> tuple[int, int]:
    """Return of how many files a purge comes that a legal hold keeps here, and of how many records one that is void.

    See changes §10.12 and §10.10.
    """
    reach = Reach(journal, purges, changes)
    named = {Place(of, change.stream.compartment): change for change in changes if (of := purged_by(change.body))}
    void = {place for place, change in named.items() if reach.is_void(change)}
    wholes = {place for place, change in named.items() if not change.body.fields.get("part")} - void
    return sum(reach.kind_of(place.record) is not None and reach.held(place) for place in wholes), len(void)


def _refuse_misfit(before: tuple[str, str] | None, theirs: Iterable[Change]) -> str:
    """Return the kind of a record; refuse it under two, or in two compartments: others would read the second."""
    homes = [(change.body.kind, change.stream.compartment) for change in theirs]
    kind, compartment = before or homes[0]
    if any(each != kind for each, _ in homes):
        raise KindMismatch
    for _, each in homes:
        if each != compartment:
            raise RecordMoved(compartment=each)
    return kind


def _refuse_forbidden(reach: Reach, changes: Iterable[Change]) -> None:
    """Refuse purges that are known not to be allowed (changes §10.10)."""
    for change in changes:
        if (of := purged_by(change.body)) and reach.forbids(change):
            raise ForbiddenPurge(site=reach.name_of(change.stream.site), record=of[:8])


def unnamed(purges: Purges, changes: Iterable[Change | Erased]) -> list[Erased]:
    """Return the erased changes that no purge of their compartment names, among these or here (changes §10.4)."""
    changes = list(changes)
    named: dict[str, set[str]] = {}
    for change in changes:
        if isinstance(change, Change) and change.body.kind == PURGE:
            named.setdefault(change.stream.compartment, set()).update(change.body.over)
    erased = [change for change in changes if isinstance(change, Erased)]
    for compartment in {change.stream.compartment for change in erased}:
        named[compartment] = named.get(compartment, set()) | purges.named(compartment)
    return [change for change in erased if change.id.hex() not in named[change.stream.compartment]]


def _place(change: Change) -> Place:
    return Place(change.body.record, change.stream.compartment)


def _gone(reach: Reach, purges: Purges, changes: Sequence[Change]) -> set[Place]:
    """Return what is purged once these changes have come in: of them and of what they purge, with its parts."""
    owners = [(change.body.kind, _place(change), owner_of(change.body)) for change in changes]
    purged = {Place(of, change.stream.compartment) for change in changes if (of := purged_by(change.body))}
    if purged or purges.exist():
        purged |= {place for _, *both in owners for place in both if place}
    if any(lifts(change.body) for change in changes):
        purged |= set(purges.all())
    new = gone = {place for place in purged if reach.purging(place)}
    while new:
        parts = [(reach.kind_of(part.record), part, owner) for part, owner in purges.parts_of(new).items()]
        parts += [(kind, part, owner) for kind, part, owner in owners if owner in new]
        taken = {part for kind, part, owner in parts if owner and reach.purging_part(kind, part, owner)}
        new = taken - gone
        gone = gone | new
    return gone


def _clashes(journal: Journal, kind: str, record: str, changes: Sequence[Change]) -> Iterator[Clash]:
    ours = journal.writes(record)
    theirs = map(as_write, changes)
    known = {write.id for write in ours}
    heads = settle([*ours, *theirs])
    for name in conflicts(heads):
        mine = next((write.fields[name] for write in heads[name] if write.id in known), None)
        brought = [write.fields[name] for write in heads[name] if write.id not in known]
        if brought:  # else it was one before
            yield Clash(kind, record, name, mine, brought[0])
