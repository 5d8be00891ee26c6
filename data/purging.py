"""Carrying out purges, those written here and those that come from elsewhere (docs/formats/changes.md §10)."""

from collections.abc import Callable, Collection
from dataclasses import replace

from core.change import PURGE, Body, Draft, Stream, purged_by
from core.ids import new_id
from core.refusal import Refusal
from data.changes import MAX_LINE
from data.journal import Journal
from data.purges import Place, Purges, owner_of
from data.tables import Tables

MOST_NAMED = MAX_LINE // 2 // 67
"""How many changes, each 64 digits, two quotes and a comma, one purge names: half of a line is left for the rest."""


class Purged(Refusal):
    """This was purged on {day}, here and at every other site. Nothing can be written to it or added to it any more."""


class Purging:
    """Erases what a purge reaches as soon as the purge is there, and whatever of it comes later.

    Its parts go when the transaction ends, because the whole journal is searched for them.
    """

    def __init__(self, journal: Journal, purges: Purges, tables: Tables, own: Callable[[str], Stream]) -> None:
        """Work on the connection that writes; `own` gives our own stream of a compartment."""
        self._journal = journal
        self._purges = purges
        self._tables = tables
        self._own = own
        self._any = False
        self._owners: dict[Place, Body] = {}
        self.erased = False
        """Whether this transaction has erased anything."""

    def begin(self) -> None:
        """Forget the last transaction."""
        self._any, self._owners, self.erased = self._purges.exist(), {}, False

    def finish(self) -> None:
        """Purge the parts of what was purged, the parts of these, and so on."""
        while self._owners:
            owners, self._owners = self._owners, {}
            for part, owner in self._purges.parts_of(owners).items():
                self._erase(part, _of_part(owners[owner], part))

    def sweep(self) -> None:
        """Carry out every purge once more: a newer version knows parts of other records that an older one did not."""
        for place, said in self._purges.all().items():
            self._erase(place, said)

    def refuse(self, draft: Draft, compartment: str) -> None:
        """Refuse to write to a record that was purged, or to make a part of one."""
        if not self._any or draft.kind == PURGE:
            return
        for place in filter(None, (Place(draft.record, compartment), owner_of(draft))):
            if said := self._said_of(place):
                raise Purged(day=said.fields.get("day"))

    def names(self, of: Place) -> tuple[str, ...]:
        """Return what a new purge of a record names; if that is too much for one change, `carry_out` names the rest."""
        return tuple(self._purges.reached(of)[:MOST_NAMED])

    def carry_out(self, of: Place) -> None:
        """Erase a record of which there is a purge in the journal."""
        self._erase(of, self._purges.of(of)[0])

    def take(self, bodies: Collection[tuple[Body, str]]) -> None:
        """Carry out the purges among bodies that have come into these compartments, and erase what any purge reaches.

        A record may come before its purge, and a part before what it is a part of.
        """
        if self._any or any(body.kind == PURGE for body, _ in bodies):
            for body, compartment in bodies:
                self._take(body, compartment)

    def _take(self, body: Body, compartment: str) -> None:
        if of := purged_by(body):
            self.carry_out(Place(of, compartment))
        elif said := self._said_of(place := Place(body.record, compartment)):
            self._erase(place, said)
        elif (owner := owner_of(body)) and (said := self._said_of(owner)):
            self._erase(place, _of_part(said, place))

    def _said_of(self, place: Place) -> Body | None:
        return next(iter(self._purges.of(place)), None)

    def _erase(self, of: Place, said: Body) -> None:
        """Erase a record; what no purge of it names yet, another change of the purge does (§10.5)."""
        self._any, self._owners[of] = True, said
        kind = self._journal.kind_of(of.record)
        erased = self._purges.erase(of)
        if kind is None or not erased:
            return
        self.erased = True
        self._tables.erase(kind, of.record)
        named = {identifier for body in self._purges.of(of) for identifier in body.over}
        unnamed = [identifier for identifier in erased if identifier not in named]
        for start in range(0, len(unnamed), MOST_NAMED):
            self._name(of, said, unnamed[start : start + MOST_NAMED])

    def _name(self, of: Place, said: Body, unnamed: list[str]) -> None:
        draft = Draft(PURGE, said.record, said.fields)
        stream = self._own(of.compartment)
        self._journal.append(stream, draft, tuple(unnamed), officer=said.officer, action=said.action)
        self._tables.settle(said.record)


def _of_part(said: Body, part: Place) -> Body:
    """Return what a purge says of a part of the file that it purges."""
    return replace(said, record=new_id(), fields={**said.fields, "of": part.record, "part": True})
