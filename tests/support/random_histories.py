"""Random histories of machines that write, join, purge, hold, carry discs, renew keys, revoke, are put back and copied.

Beside them stands an oracle.

The oracle shares no code with the program. Every write puts a value into the world that occurs nowhere else, so what a
machine knows can be read off its journal, and what must be shown follows from the plainest statement of the rules: a
write stands until another one, made by somebody who knew it, sets the same field; what a known purge names is gone,
with its parts, unless a known hold names it that nobody is known to have lifted.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import permutations
from pathlib import Path

from core.desks.sync.trust import Route
from core.desks.sync.void_changes import Void
from core.model.query import Query
from core.rules.agenda import Conflict
from data.identity.succession import SkippedKeys
from data.site.open_site import OpenSite
from tests.support.disk_forensics import on_disk, unsealed
from tests.support.history_deeds import WorldOfDeeds
from tests.support.history_machines import CARE, CLOCKS, FILE, KINDS, NEEDED, PERSON, TAG, Machine, Wrote, standing
from tests.support.site_driver import card_of, trust

SHARED, SHARED_LESS = ("common", "grievance", CARE), ("common",)
PURGE_TAG = re.compile(rb"purge(\d+)x")
"""What a purge says beside what it names."""


class World(WorldOfDeeds):
    """Machines, discs on their way, copies in the cupboard, and everything that was ever written."""

    # The end

    def live(self, deeds: int) -> None:
        """Let this many things happen."""
        often: list[tuple[Callable[[], None], int]] = [
            (self.write, 14), (self.send, 8), (self.deliver, 8), (self.set_clock, 1), (self.keep_copy, 1),
            (self.put_back, 1), (self.copy_machine, 1), (self.purge, 1), (self.hold, 1), (self.lift, 1),
            (self.forge, 2), (self.join, 4), (self.renew_keys, 1), (self.revoke, 1), (self.change_route, 1),
        ]  # fmt: skip
        for deed in self.rng.choices([each for each, _ in often], [weight for _, weight in often], k=deeds):
            self.happened[deed.__name__] += 1
            deed()

    def make_up(self) -> None:
        """Let everybody trust everybody again, and files go both ways."""
        for one, other in permutations(self.machines, 2):
            if one.site != other.site:
                self.trust_again(one, other)
                self.set_route(one, other, Route.BOTH)

    def talk_it_out(self) -> None:
        """Let everybody send to everybody and be answered, until nobody has anything that another has not.

        Where there are copies, the answer comes at once: two machines of one site have one address, and whoever spoke
        last is answered.
        """
        pairs = [(one, other) for one, other in permutations(self.machines, 2) if one.site != other.site]
        for _ in range(12):
            self.rng.shuffle(pairs)
            talked = False
            for one, other in pairs:
                if self._has_more(one, other):
                    talked = True
                    answer = self.read(other, self.write_disc(one, other))
                    if answer is SkippedKeys:  # one compared the card aloud; whose it is brings those between
                        for third in self.machines:
                            if third.site not in (one.site, other.site):
                                self.read(other, self.write_disc(third, other))
                    if self.copied:
                        self.read(one, self.write_disc(other, one))
            if not talked:
                return
        raise AssertionError("the machines do not come to rest")

    def _has_more(self, one: Machine, other: Machine) -> bool:
        """Whether one machine has changes that another one is given and has not."""
        both = SHARED_LESS if self.given_less in (one.site, other.site) else SHARED
        return not one.changes(both) <= other.changes(both)

    def judge(self) -> None:
        """Talk it out and lift what is held, until nothing is; then compare every machine with the oracle."""
        alive = set().union(*(machine.known() for machine in self.machines))
        waiting = set().union(*(machine.waiting() for machine in self.machines))
        self.make_up()
        self.talk_it_out()
        while sum(self._lift_all(machine) for machine in self.machines):
            self.talk_it_out()
        # What was written at a machine that was put back since may live on in what waits elsewhere.
        alive |= waiting & set().union(*(machine.known() for machine in self.machines))
        erased = set().union(*(self._gone(machine) for machine in self.machines))
        self.happened["erased"] += len(erased)
        looked_through = self.rng.choice(self.machines)
        for machine in self.machines:
            less = machine.site == self.given_less
            given = [w for w in self.wrote if not less or w.kind == "person"]
            mine = [write for write in given if write.number in alive - erased]
            assert machine.known() == Counter(write.number for write in mine), "lost or doubled"
            self._judge_values(machine, mine)
            if machine is looked_through:  # the tables of all others are compared with those of one that is sound
                fault = machine.store.check()
                assert fault is None, fault
                if erased or less or self.rng.random() < 0.2:
                    self._judge_bytes(machine, {write.number for write in self.wrote if write not in given} | erased)
        self._judge_voids()
        self._judge_tables()
        self._judge_taking_apart()

    def _judge_tables(self) -> None:
        """Compare what the tables of all machines show, as far as they are given the same."""
        shown = [(machine.site == self.given_less, tables(machine)) for machine in self.machines]
        whole = next(each for less, each in shown if not less)
        common = {kind: rows for kind, rows in whole.items() if kind == PERSON}
        for less, each in shown:
            mine = {kind: each[kind] for kind in common} if less else each
            assert mine == (common if less else whole), "machines show different tables"

    def _judge_taking_apart(self) -> None:
        """Let everybody who was made one with another stand by himself: all is as if nobody ever had been."""
        machine = next(each for each in self.machines if each.site != self.given_less)
        joined = machine.store.find(Query(PERSON, joined=True))
        if not joined and not any(conflict.field == "same_as" for conflict in machine.store.find(Query(Conflict.kind))):
            return
        for person in machine.store.find(Query(PERSON)) + joined:
            if "same_as" in machine.store.heads(person.id, PERSON):
                self._say_same(machine, person.id, "")
        self.happened["taken apart"] += len(joined)
        assert not machine.store.find(Query(PERSON, joined=True))
        known = set(machine.known())
        there = {write.record for write in self.wrote if write.kind == PERSON and write.number in known}
        about = {write.record: write.about for write in self.wrote if write.about and write.number in known}
        listed = {person.id for person in machine.store.find(Query(PERSON))}
        made = {each for each in there if "name" in machine.store.heads(each, PERSON)}
        assert made == listed, "somebody stays joined"
        for file in machine.store.find(Query(FILE)):
            assert file.person == about.get(file.id, NEEDED[FILE]["person"]), "a file is about somebody else"
        fault = machine.store.check()
        assert fault is None, fault

    def _judge_voids(self) -> None:
        """Compare the lists of what is void: all name the same, as far as they are given the same."""
        lists = []
        for machine in self.machines:
            found = machine.store.find(Query(Void.kind))
            named = {(each.of, each.of_kind, each.why, each.site, each.part) for each in found}
            assert len(named) == len(found)
            self.happened["void"] += len(named)
            lists.append((machine.site == self.given_less, named))
        whole = next(named for less, named in lists if not less)
        common = {each for each in whole if each[-1] in SHARED_LESS}
        assert all(named == (common if less else whole) for less, named in lists), "machines find different things void"

    def _lift_all(self, machine: Machine) -> int:
        """Lift every hold that a machine knows of; return how many."""
        standing = machine.standing_holds()
        for hold in standing:
            self._lift(machine, hold)
        return len(standing)

    def _judge_bytes(self, machine: Machine, gone: set[int]) -> None:
        """Look for what must not be there: in tables and words, on the disk, in a whole transfer and in a copy."""
        copy = machine.store.path.with_suffix(".copy")
        machine.store.copy_to(copy, machine.store._key)
        places = {
            "tables": machine.bytes_of_everything(),
            "disk": on_disk(machine.store.path, machine.store._key),
            "copy": on_disk(copy, machine.store._key),
            "transfer": self._sent_anew(machine),
        }
        copy.unlink()
        for place, held in places.items():
            assert not gone & {int(number) for number in TAG.findall(held)}, f"purged or not shared, and in the {place}"
        assert machine.site != self.given_less or not PURGE_TAG.findall(places["disk"]), "it knows of a purge"

    def _sent_anew(self, machine: Machine) -> bytes:
        """Return what a site that has forgotten everything would be sent."""
        other = next(each for each in self.machines if each.site != machine.site)
        with machine.store.transaction():
            machine.store.acknowledgements.keep(other.site, [])
        return unsealed(self.write_disc(machine, other), other.keys)

    def _judge_values(self, machine: Machine, mine: Sequence[Wrote]) -> None:
        for record in {write.record for write in mine}:
            heads = machine.store.heads(record)
            for name in {name for write in mine if write.record == record for name in write.fields}:
                assert {head.fields[name] for head in heads[name]} == standing(mine, record, name)


def tables(machine: Machine) -> dict[str, list[str]]:
    """Return what the tables of a machine show of everything that travels, the conflicts and the duplicates."""
    kinds = (*KINDS, Conflict.kind)
    found = {kind: machine.store.find(Query(kind)) + machine.store.find(Query(kind, joined=True)) for kind in kinds}
    return {kind: sorted(map(repr, records)) for kind, records in found.items()}


class Nursery:
    """Sites that trust each other, as `trust_all` lets them: every world begins with copies of them."""

    def __init__(self, sites: Sequence[OpenSite], given_less: OpenSite) -> None:
        self._sites, self._given_less = list(sites), given_less.store.site

    def world(self, folder: Path, seed: int, sites: int = 4) -> World:
        """Return a world with one machine for each of so many sites."""
        world = World(folder, self._given_less, [], random.Random(seed))
        for site in self._sites if sites == len(self._sites) else world.rng.sample(self._sites, sites):
            original = Machine(site.store, site.keys, site.office(), 0)
            machine = world._opened(original, world._copied(original), new_life=False)
            machine.clock = world.rng.choice(CLOCKS)
            world.machines.append(machine)
        world.copied = False
        return world


def trust_all(sites: Sequence[OpenSite], given_less: OpenSite) -> None:
    """Let all trust all; `given_less` gives and is given people only."""
    for one, other in permutations(sites, 2):
        trust(one.office(), card_of(other), SHARED_LESS if given_less in (one, other) else SHARED)
