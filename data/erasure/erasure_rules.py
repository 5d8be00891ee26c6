"""What a purge takes: which records it may, and which a legal hold keeps (docs/formats/changes.md §10.10 to §10.14)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain

from core.model.change import HOLD, PURGE, Body, Change, Draft, held_by, purged_by
from core.model.merge import Write, resolve_heads
from core.model.record import RECORDS, ancestors_of
from data.erasure.erasure_index import ErasedRecord, ErasureIndex, owner_of
from data.journal.journal import Journal
from data.journal.validity import may_be_purged, why_void


def whole_of(kind: str | None) -> str | None:
    """Return the kind that a kind is a part of, if it is known to be one."""
    return next(iter(ancestors_of(kind)[1:]), None) if kind in RECORDS else None


def covers(purge: Body | Draft, kind: str, compartment: str) -> bool:
    """Whether a purge takes records of this kind: that of its file, a part of it, or what is no record (§9.5)."""
    if kind not in RECORDS or RECORDS[kind].is_derived or RECORDS[kind].compartment != compartment:
        return True
    wholes = ancestors_of(kind)
    named = wholes[1:] if purge.fields.get("part") is True else wholes  # the purge of a part takes no file of its name
    return may_be_purged(kind) and purge.fields.get("file_kind") in named


class ErasureRules:
    """Purges and holds of a journal, together with changes that are about to come into it."""

    def __init__(self, journal: Journal, purges: ErasureIndex, coming: Iterable[Change] = ()) -> None:
        """Look into this journal and at what comes."""
        self.journal = journal
        self._purges = purges
        self._of: dict[str, list[Change]] = defaultdict(list)
        """What comes, by its record."""
        self._purging: dict[ErasedRecord, list[Body]] = defaultdict(list)
        self._holding: dict[ErasedRecord, set[str]] = defaultdict(set)
        for change in coming:
            body, compartment = change.body, change.stream.compartment
            self._of[body.record].append(change)
            if why_void(body.kind, compartment, change.time, body.fields):
                continue
            if of := purged_by(body):
                self._purging[ErasedRecord(of, compartment)].append(body)
            elif of := held_by(body):
                self._holding[ErasedRecord(of, compartment)].add(body.record)

    def purging(self, kind: str, place: ErasedRecord) -> Body | None:
        """Return the purge that is to be carried out on a record of this kind; None if there is none, or it may not."""
        said = next((each for each in self._said_of(place) if covers(each, kind, place.compartment)), None)
        return said if said and not self.held(place) else None

    def purging_part(self, kind: str, place: ErasedRecord, owner: ErasedRecord) -> Body | None:
        """Return the purge of its owner that takes a part along."""
        whole = whole_of(kind)
        said = next((each for each in self._said_of(owner) if covers(each, kind, place.compartment)), None)
        return said if said and whole and self.purging(whole, owner) and not self.held(place) else None

    def has_no_effect(self, change: Change) -> bool:
        """Whether a purge that comes takes nothing of what it names, though something is known of it (§10.10)."""
        place = ErasedRecord(purged_by(change.body), change.stream.compartment)
        kinds = {kind for kind, _ in self._known(place.record)} - {PURGE, HOLD}
        return bool(kinds) and not any(covers(change.body, kind, place.compartment) for kind in kinds)

    def _said_of(self, place: ErasedRecord) -> Iterator[Body]:
        return chain(self._purges.of(place), self._purging.get(place, ()))

    def kinds_of(self, place: ErasedRecord) -> list[str]:
        """Return the kinds of what is here, comes or waits at a place, but for purges and holds."""
        known = {kind for kind, compartment in self._known(place.record) if compartment == place.compartment}
        return sorted(known - {PURGE, HOLD})

    def _known(self, record: str) -> set[tuple[str, str]]:
        """Return the kinds under an identifier, each with its compartment."""
        coming = {(each.body.kind, each.stream.compartment) for each in self._of.get(record, ())}
        return coming | self.journal.kinds_of(record) | self._purges.kinds_waiting(record)

    def held(self, place: ErasedRecord) -> bool:
        """Whether a legal hold stands on a record, or on what it is a part of (§10.11)."""
        if not self._holding and not self._purges.held_at_all():
            return False
        seen, waiting = set[ErasedRecord](), [place]
        while waiting:
            each = waiting.pop()
            if each not in seen:
                seen.add(each)
                if any(self._stands(hold, each.compartment) for hold in self._holds_on(each)):
                    return True
                waiting += self._owners(each)
        return False

    def _holds_on(self, place: ErasedRecord) -> set[str]:
        return {*self._purges.holds_on(place), *self._holding.get(place, ())}

    def _owners(self, place: ErasedRecord) -> set[ErasedRecord]:
        coming = (owner_of(change.body) for change in self._of.get(place.record, ()))
        return self._purges.owners_of(place) | {owner for owner in coming if owner}

    def _stands(self, hold: str, compartment: str) -> bool:
        """Whether a hold is not lifted, by its changes in the compartment of what it holds (§10.11)."""
        writes = self.journal.marks(HOLD, hold, compartment)
        writes += [
            as_write(each)
            for each in self._of.get(hold, ())
            if (each.body.kind, each.stream.compartment) == (HOLD, compartment)
            and why_void(HOLD, compartment, each.time, each.body.fields) is None
        ]
        heads = resolve_heads(writes).get("lifted", ())
        return not heads or not all(isinstance(head.fields["lifted"], str) and head.fields["lifted"] for head in heads)


def as_write(change: Change) -> Write:
    """Return a change that comes as merging sees it."""
    return Write(change.id.hex(), change.time, change.body.supersedes, change.body.fields)


def lifts(said: Body | Draft) -> bool:
    """Whether a change may lift a hold, so that purges which waited for it are to be looked at again."""
    return said.kind == HOLD and "lifted" in said.fields
