"""What the changes of a transfer would do here: records made, changed and purged, and fields with two values."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from core.model.change import HOLD, PURGE, Change, purged_by
from core.model.merge import conflicts, resolve_heads
from core.model.progress import Progress
from core.results.transfer import Counted, IncomingConflict, KindCount, Shares, shares
from data.erasure.erasure_index import ErasedRecord, ErasureIndex, owner_of
from data.erasure.erasure_rules import ErasureRules, as_write, lifts
from data.journal.journal import Journal
from data.journal.validity import Said, judge, why_void

Counts = tuple[KindCount, ...]
PurgedRecord = tuple[str, ErasedRecord]
"""A record that is purged: its kind and where it stands."""


def preview_changes(
    journal: Journal, purges: ErasureIndex, changes: Sequence[Change], progress: Progress
) -> tuple[Counts, tuple[IncomingConflict, ...]]:
    """Return how many records of each kind are new, changed or purged, and the fields that would have two values."""
    rules = ErasureRules(journal, purges, changes)
    purged_records = _purged_records(rules, purges, changes)
    purged = Counter(kind for kind, place in purged_records if purges.reached(place, [kind]))
    new, changed, clashes = Counter[str](), Counter[str](), list[IncomingConflict]()
    by_record: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        body = change.body
        standing = body.kind in (PURGE, HOLD) or (body.kind, _place(change)) not in purged_records
        if standing and not why_void(body.kind, change.stream.compartment, change.time, body.fields):
            by_record.setdefault((body.kind, body.record), []).append(change)
    for done, ((kind, record), theirs) in enumerate(by_record.items()):
        known = any(each == kind for each, _ in journal.kinds_of(record))
        (changed if known else new)[kind] += 1
        if known:
            clashes += _clashes(journal, kind, record, theirs)
        if done % 500 == 0:
            progress(done, len(by_record))
    kinds = sorted({*new, *changed, *purged})
    return tuple(KindCount(kind, new[kind], changed[kind], purged[kind]) for kind in kinds), tuple(clashes)


def impossible(journal: Journal, changes: Iterable[Change]) -> Shares:
    """Return how many of these changes would be void, or would stand under the identifier of another record (§9.5).

    They are counted by their compartment, and by that of the other record with it.
    """
    coming: dict[str, list[Change]] = {}
    for change in changes:
        coming.setdefault(change.body.record, []).append(change)
    found = Counter[Counted]()
    for record, theirs in coming.items():
        said = [*journal.said(record), *map(_said, theirs)]
        odd = {(void.of_kind, void.part): (void.part, void.beside) for void in judge(record, said).voids}
        for each in theirs:
            if parts := odd.get((each.body.kind, each.stream.compartment)):
                found[Counted("", tuple(filter(None, parts)))] += 1
    return found


def _said(change: Change) -> Said:
    return Said(change.body.kind, change.stream.site, change.stream.compartment, as_write(change))


def ineffective_purges(journal: Journal, purges: ErasureIndex, changes: Sequence[Change]) -> tuple[Shares, Shares]:
    """Count incoming purges without effect: those blocked by a legal hold, and those aimed at what is never purged.

    The former are counted by the kind of the file, the latter by their compartment.

    See changes §10.12 and §10.10.
    """
    rules = ErasureRules(journal, purges, changes)
    named = {
        ErasedRecord(of, change.stream.compartment): change for change in changes if (of := purged_by(change.body))
    }
    void = {place for place, change in named.items() if rules.has_no_effect(change)}
    wholes = {place for place, change in named.items() if not change.body.fields.get("part")} - void
    kept = ((next(iter(rules.kinds_of(place)), ""), place) for place in wholes if rules.held(place))
    return (
        shares((kind, place.compartment) for kind, place in kept if kind),
        shares(("", place.compartment) for place in void),
    )


def _place(change: Change) -> ErasedRecord:
    return ErasedRecord(change.body.record, change.stream.compartment)


def _purged_records(rules: ErasureRules, purges: ErasureIndex, changes: Sequence[Change]) -> set[PurgedRecord]:
    """Return what is purged once these changes have come in: of them and of what they purge, with its parts."""
    owners = [(change.body.kind, _place(change), owner_of(change.body)) for change in changes]
    purged = {ErasedRecord(of, change.stream.compartment) for change in changes if (of := purged_by(change.body))}
    if purged or purges.exist():
        purged |= {place for _, *both in owners for place in both if place}
    if any(lifts(change.body) for change in changes):
        purged |= set(purges.all())
    purged_records = {(kind, place) for place in purged for kind in rules.kinds_of(place) if rules.purging(kind, place)}
    new = purged
    while new:
        parts = purges.parts_of(new)
        parts += [(kind, part, owner) for kind, part, owner in owners if owner in new]
        taken = {(kind, part) for kind, part, owner in parts if rules.purging_part(kind, part, owner)} - purged_records
        purged_records |= taken
        new = {place for _, place in taken}
    return purged_records


def _clashes(journal: Journal, kind: str, record: str, changes: Sequence[Change]) -> Iterator[IncomingConflict]:
    ours = journal.writes(kind, record)
    theirs = map(as_write, changes)
    known = {write.id for write in ours}
    heads = resolve_heads([*ours, *theirs])
    for name in conflicts(heads):
        mine = next((write.fields[name] for write in heads[name] if write.id in known), None)
        brought = [write.fields[name] for write in heads[name] if write.id not in known]
        if brought:  # else it was one before
            yield IncomingConflict(kind, record, name, mine, brought[0])
