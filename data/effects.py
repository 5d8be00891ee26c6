"""What the changes of a transfer would do here: records made, changed and purged, and fields with two values."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from core.change import PURGE, Change, Erased, purged_by
from core.exchange import Clash, KindCount
from core.merge import Write, conflicts, settle
from core.refusal import Refusal
from core.store import Progress
from data.journal import Journal
from data.purges import Place, Purges, owner_of

Counts = tuple[KindCount, ...]


class KindMismatch(Refusal):
    """The file changes a record of ours as if it were of another kind. Do not use it, and tell the sender."""


def effects(
    journal: Journal, purges: Purges, changes: Sequence[Change], progress: Progress
) -> tuple[Counts, tuple[Clash, ...]]:
    """Return how many records of each kind are new, changed or purged, and the fields that would have two values.

    Raises:
        Refusal: KindMismatch.
    """
    gone = _gone(purges, changes)
    purged = Counter(str(journal.kind_of(place.record)) for place in gone if purges.reached(place))
    new, changed, clashes = Counter[str](), Counter[str](), list[Clash]()
    by_record: dict[str, list[Change]] = {}
    for change in changes:
        if change.body.kind == PURGE or _place(change) not in gone:
            by_record.setdefault(change.body.record, []).append(change)
    for done, (record, theirs) in enumerate(by_record.items()):
        kind = theirs[0].body.kind
        before = journal.kind_of(record)
        if any(change.body.kind != kind for change in theirs) or before not in (None, kind):
            raise KindMismatch
        (changed if before else new)[kind] += 1
        if before:
            clashes += _clashes(journal, kind, record, theirs)
        if done % 500 == 0:
            progress(done, len(by_record))
    kinds = sorted({*new, *changed, *purged})
    return tuple(KindCount(kind, new[kind], changed[kind], purged[kind]) for kind in kinds), tuple(clashes)


def first_unnamed(purges: Purges, changes: Iterable[Change | Erased]) -> Erased | None:
    """Return the first erased change that no purge of its compartment names, among these or here (changes §10.4)."""
    changes = list(changes)
    named: dict[str, set[str]] = {}
    for change in changes:
        if isinstance(change, Change) and change.body.kind == PURGE:
            named.setdefault(change.stream.compartment, set()).update(change.body.over)
    erased = [change for change in changes if isinstance(change, Erased)]
    for compartment in {change.stream.compartment for change in erased}:
        named[compartment] = named.get(compartment, set()) | purges.named(compartment)
    return next((change for change in erased if change.id.hex() not in named[change.stream.compartment]), None)


def _place(change: Change) -> Place:
    return Place(change.body.record, change.stream.compartment)


def _gone(purges: Purges, changes: Sequence[Change]) -> set[Place]:
    """Return everything that is purged once these changes have come in, with its parts here and among them."""
    owners = [(_place(change), owner_of(change.body)) for change in changes]
    gone = set(purges.all())
    new = {Place(of, change.stream.compartment) for change in changes if (of := purged_by(change.body))} - gone
    new |= {part for part, owner in owners if owner in gone} - gone
    while new:
        gone |= new
        new = {*purges.parts_of(new), *(part for part, owner in owners if owner in new)} - gone
    return gone


def _clashes(journal: Journal, kind: str, record: str, changes: Sequence[Change]) -> Iterator[Clash]:
    ours = journal.writes(record)
    theirs = [Write(change.id.hex(), change.time, change.body.over, change.body.fields) for change in changes]
    known = {write.id for write in ours}
    heads = settle([*ours, *theirs])
    for name in conflicts(heads):
        mine = next((write.fields[name] for write in heads[name] if write.id in known), None)
        other = next((write.fields[name] for write in heads[name] if write.id not in known), None)
        yield Clash(kind, record, name, mine, other)
