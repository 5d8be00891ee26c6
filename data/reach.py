"""What a purge takes: which records it may, and which a legal hold keeps (docs/formats/changes.md §10.10 to §10.14)."""

from collections import defaultdict
from collections.abc import Iterable

from core.change import HOLD, Body, Change, Draft, held_by, purged_by
from core.merge import Write, settle
from core.record import RECORDS, wholes_of
from data.journal import Journal
from data.purges import Place, Purges, owner_of


def may_be_purged(kind: str) -> bool:
    """Whether records of a kind are purged at all; of one that this version does not know nobody here can say."""
    return kind not in RECORDS or bool(RECORDS[wholes_of(kind)[-1]].retention)


def whole_of(kind: str | None) -> str | None:
    """Return the kind that a kind is a part of, if it is known to be one."""
    return next(iter(wholes_of(kind)[1:]), None) if kind in RECORDS else None


def takes(purge: Body | Draft, kind: str | None) -> bool:
    """Whether a purge takes records of this kind, that of its file or of a part of it; None is not known yet."""
    if kind is None or kind not in RECORDS:
        return True
    return may_be_purged(kind) and purge.fields.get("file_kind") in wholes_of(kind)


class Reach:
    """Purges and holds of a journal, together with changes that are about to come into it."""

    def __init__(self, journal: Journal, purges: Purges, coming: Iterable[Change] = ()) -> None:
        """Look into this journal and at what comes."""
        self.journal = journal
        self._purges = purges
        self._of: dict[str, list[Change]] = defaultdict(list)
        """What comes, by its record."""
        self._purging: dict[Place, list[Body]] = defaultdict(list)
        self._holding: dict[Place, set[str]] = defaultdict(set)
        for change in coming:
            body, compartment = change.body, change.stream.compartment
            self._of[body.record].append(change)
            if of := purged_by(body):
                self._purging[Place(of, compartment)].append(body)
            elif of := held_by(body):
                self._holding[Place(of, compartment)].add(body.record)

    def purging(self, place: Place, kind: str | None = None) -> Body | None:
        """Return the purge that is to be carried out on a record; None if there is none, or it may not be.

        `kind` is that of a record of which nothing is here.
        """
        kind = self.kind_of(place.record) or kind
        said = next((each for each in self._said_of(place) if takes(each, kind)), None)
        return said if said and not self.held(place) else None

    def purging_part(self, kind: str | None, place: Place, owner: Place) -> Body | None:
        """Return the purge of its owner that takes a part along."""
        said = next((each for each in self._said_of(owner) if takes(each, kind)), None)
        return said if said and self.purging(owner, whole_of(kind)) and not self.held(place) else None

    def forbids(self, change: Change) -> bool:
        """Whether a purge that comes is allowed nowhere, whatever it names (§10.10)."""
        kind = change.body.fields.get("file_kind")
        if not isinstance(kind, str) or kind not in RECORDS:
            return False
        return not may_be_purged(kind) or RECORDS[kind].compartment != change.stream.compartment

    def is_void(self, change: Change) -> bool:
        """Whether a purge that comes takes nothing of the record that it names (§10.10)."""
        return not takes(change.body, self.kind_of(purged_by(change.body)))

    def name_of(self, site: str) -> str:
        """Return the name of a site that wrote something."""
        heads = settle(self.journal.writes(site)).get("name", ())
        return str(heads[0].fields["name"]) if heads else site[:8]

    def _said_of(self, place: Place) -> list[Body]:
        return [*self._purges.of(place), *self._purging.get(place, ())]

    def kind_of(self, record: str) -> str | None:
        """Return the kind of a record that is here, comes or waits."""
        coming = self._of.get(record)
        known = self.journal.kind_of(record) or (coming[0].body.kind if coming else None)
        return known or self._purges.kind_waiting(record)

    def held(self, place: Place) -> bool:
        """Whether a legal hold stands on a record, or on what it is a part of (§10.11)."""
        if not self._holding and not self._purges.held_at_all():
            return False
        seen, waiting = set[Place](), [place]
        while waiting:
            each = waiting.pop()
            if each not in seen:
                seen.add(each)
                if any(self._stands(hold, each.compartment) for hold in self._holds_on(each)):
                    return True
                waiting += self._owners(each)
        return False

    def _holds_on(self, place: Place) -> set[str]:
        return {*self._purges.holds_on(place), *self._holding.get(place, ())}

    def _owners(self, place: Place) -> set[Place]:
        coming = (owner_of(change.body) for change in self._of.get(place.record, ()))
        return self._purges.owners_of(place) | {owner for owner in coming if owner}

    def _stands(self, hold: str, compartment: str) -> bool:
        """Whether a hold is not lifted, by its changes in the compartment of what it holds (§10.11)."""
        writes = self.journal.writes(hold, compartment)
        writes += [as_write(each) for each in self._of.get(hold, ()) if each.stream.compartment == compartment]
        heads = settle(writes).get("lifted", ())
        return not heads or not all(isinstance(head.fields["lifted"], str) and head.fields["lifted"] for head in heads)


def as_write(change: Change) -> Write:
    """Return a change that comes as merging sees it."""
    return Write(change.id.hex(), change.time, change.body.over, change.body.fields)


def lifts(said: Body | Draft) -> bool:
    """Whether a change may lift a hold, so that purges which waited for it are to be looked at again."""
    return said.kind == HOLD and "lifted" in said.fields
