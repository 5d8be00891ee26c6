"""Carrying out purges, those written here and those that come from elsewhere (docs/formats/changes.md §10)."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from core.model.change import HOLD, PURGE, Body, Draft, Stream, purged_by
from core.values.ids import new_id
from core.values.refusal import Refusal
from data.erasure.erasure_index import ErasedRecord, ErasureIndex, owner_of
from data.erasure.erasure_rules import ErasureRules, covers, lifts, whole_of
from data.formats.changes_jsonl import MAX_LINE
from data.journal.journal import Journal
from data.tables.rebuild import Tables

MOST_NAMED = MAX_LINE // 2 // 67
"""How many changes, each 64 digits, two quotes and a comma, one purge names: half of a line is left for the rest."""


class Purged(Refusal):
    """This was purged on {day}, here and at every other site. Nothing can be written to it or added to it any more."""


class UnderHold(Refusal):
    """A legal hold stands on this record. It can be purged when another officer than the one who placed it has lifted
    it."""


class Purging:
    """Erases what a purge takes as soon as the purge is there, and whatever of it comes later; nothing that is held.

    Its parts go when the transaction ends, because the whole journal is searched for them.
    """

    def __init__(self, journal: Journal, purges: ErasureIndex, tables: Tables, own: Callable[[str], Stream]) -> None:
        """Work on the connection that writes; `own` gives our own stream of a compartment."""
        self._journal = journal
        self._purges = purges
        self._rules = ErasureRules(journal, purges)
        self._tables = tables
        self._own = own
        self._any = self._lifted = False
        self._owners: set[ErasedRecord] = set()
        self.erased = False
        """Whether this transaction has erased anything."""

    def begin(self) -> None:
        """Forget the last transaction."""
        self._any, self._lifted, self.erased = self._purges.exist(), False, False
        self._owners = set()

    def finish(self) -> None:
        """Purge what a hold kept that was lifted, then the parts of what was purged, the parts of these, and so on."""
        if self._lifted:
            self.sweep()
        while self._owners:
            owners, self._owners = self._owners, set()
            for part in self._purges.parts_of(owners):
                self._take_part(*part)

    def sweep(self) -> None:
        """Carry out every purge once more: a hold was lifted, or a newer version knows parts that an older did not."""
        for place in self._purges.all():
            self.carry_out(place)

    def refuse(self, draft: Draft, compartment: str) -> None:
        """Refuse to purge what is held, to write to a record that was purged, or to make a part of one."""
        if of := purged_by(draft):
            if self._rules.held(ErasedRecord(of, compartment)):
                raise UnderHold
        elif self._any and draft.kind not in (PURGE, HOLD):
            self._refuse_purged(draft.kind, ErasedRecord(draft.record, compartment))
            owner, whole = owner_of(draft), whole_of(draft.kind)
            if owner and whole:
                self._refuse_purged(whole, owner)

    def _refuse_purged(self, kind: str, place: ErasedRecord) -> None:
        if said := self._rules.purging(kind, place):
            raise Purged(day=said.fields.get("day"))

    def names(self, purge: Draft, of: ErasedRecord) -> tuple[str, ...]:
        """Return what a new purge of a record names; if that is too much for one change, `carry_out` names the rest."""
        kinds = [kind for kind in self._rules.kinds_of(of) if covers(purge, kind, of.compartment)]
        return tuple(self._purges.reached(of, kinds)[:MOST_NAMED])

    def carry_out(self, of: ErasedRecord) -> None:
        """Erase a record of which there is a purge in the journal, if it may be purged and nothing holds it."""
        self._any = True
        self._owners.add(of)
        for kind in self._rules.kinds_of(of):
            if said := self._rules.purging(kind, of):
                self._erase(kind, of, said)

    def take(self, said: Iterable[tuple[Body | Draft, str]]) -> None:
        """Carry out the purges among what has come into these compartments, and erase what any purge takes.

        A record may come before its purge, and a part before what it is a part of.
        """
        said = list(said)
        self._lifted |= any(lifts(each) for each, _ in said)
        for purge in dict.fromkeys(
            ErasedRecord(of, compartment) for each, compartment in said if (of := purged_by(each))
        ):
            self.carry_out(purge)
        if self._any:
            others = ((each, compartment) for each, compartment in said if each.kind not in (PURGE, HOLD))
            for kind, place, owner in dict.fromkeys(
                (e.kind, ErasedRecord(e.record, c), owner_of(e)) for e, c in others
            ):
                self._take(kind, place, owner)

    def _take(self, kind: str, place: ErasedRecord, owner: ErasedRecord | None) -> None:
        if purge := self._rules.purging(kind, place):
            self._erase(kind, place, purge)
        elif owner:
            self._take_part(kind, place, owner)

    def _take_part(self, kind: str, part: ErasedRecord, owner: ErasedRecord) -> None:
        if said := self._rules.purging_part(kind, part, owner):
            self._erase(kind, part, _of_part(said, part))

    def _erase(self, kind: str, of: ErasedRecord, said: Body) -> None:
        """Erase a record; what no purge of it names yet, another change of the purge does (§10.5)."""
        self._any = True
        self._owners.add(of)
        erased = self._purges.erase(of, kind)
        if not erased:
            return
        self.erased = True
        self._tables.erase(kind, of.record)
        named = {identifier for body in self._purges.of(of) for identifier in body.supersedes}
        unnamed = [identifier for identifier in erased if identifier not in named]
        for start in range(0, len(unnamed), MOST_NAMED):
            self._name(of, said, unnamed[start : start + MOST_NAMED])

    def _name(self, of: ErasedRecord, said: Body, unnamed: list[str]) -> None:
        draft = Draft(PURGE, said.record, said.fields)
        stream = self._own(of.compartment)
        self._journal.append(stream, draft, tuple(unnamed), officer=said.officer, action=said.action)
        self._tables.reproject(said.record)
        self.carry_out(of)  # of a part, it is the first purge that names it: that takes what is void beside it


def _of_part(said: Body, part: ErasedRecord) -> Body:
    """Return what a purge says of a part of the file that it purges."""
    return replace(said, record=new_id(), fields={**said.fields, "of": part.record, "part": True})
