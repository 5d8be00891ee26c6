"""Random histories of sites that show checkpoints, are restored, are put back unnoticed, and pass on what they know.

The oracle keeps, beside each store, what really happened to it: a list of events that only grows, and is cut when a
copy takes its place. Whoever was shown two lists of one incarnation of which neither continues the other must name the
site; a site to which nothing but honest restorations happened is named by nobody.
"""

import random
import shutil
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from core.desks.sync.contradictions import Why
from core.model.audit_event import Event
from core.model.query import Query
from core.office.office import Office
from core.office.refusals import Refused
from core.values.ids import new_id
from data.store.sql_store import SqlStore
from data.sync.exchange import Exchange
from tests.support.history_machines import Machine
from tests.support.random_histories import Nursery

HONEST = {Why.RESTORED}
Life = tuple[str, tuple[int, ...]]
"""An incarnation, and what has happened in it."""


@dataclass(frozen=True)
class Disc:
    """A file on its way, and what its sender had really done when it showed its checkpoint."""

    path: Path
    sender: str
    to: str
    shown: Life


@dataclass
class World:
    """Three machines, discs, copies, and the truth."""

    folder: Path
    machines: list[Machine]
    rng: random.Random
    truth: dict[str, tuple[int, ...]] = field(default_factory=dict)
    discs: list[Disc] = field(default_factory=list)
    copies: list[tuple[str, Path, tuple[int, ...], datetime]] = field(default_factory=list)
    shown: dict[str, list[tuple[str, Life]]] = field(default_factory=dict)
    rewound: set[str] = field(default_factory=set)
    read: list[Disc] = field(default_factory=list)
    events: int = 0
    seen: int = 0
    """How often a machine had been shown both sides."""

    def happens(self, machine: Machine) -> None:
        """Something happens at a machine that only its own audit tells."""
        self.events += 1
        self.truth[machine.site] = (*self.truth.get(machine.site, ()), self.events)

    def work(self) -> None:
        machine = self.rng.choice(self.machines)
        for _ in range(self.rng.randint(1, 6)):
            machine.office.note(Event.LOCKED)
        self.happens(machine)

    def send(self) -> None:
        one, other = self.rng.sample(self.machines, 2)
        path = self.folder / f"{new_id()}.sealed"
        life = one.store.incarnation, self.truth.get(one.site, ())
        one.exchange.send(one.office, other.site, path)
        self.happens(one)
        self.discs.append(Disc(path, one.site, other.site, life))

    def deliver(self) -> None:
        if self.discs:
            new = [disc for disc in self.discs if disc not in self.read]
            disc = self.rng.choice(new if new and self.rng.random() < 0.8 else self.discs)
            self.read.append(disc)
            machine = next(each for each in self.machines if each.site == disc.to)
            life = machine.store.incarnation
            try:
                machine.exchange.apply(machine.office, disc.path)
            except Refused:
                return  # it came before
            if machine.store.incarnation != life:
                self.truth[machine.site] = ()
            self.happens(machine)
            self.shown.setdefault(machine.site, []).append((disc.sender, disc.shown))

    def copy(self) -> None:
        """Copy a store; that of the last site is never put back, so that it forgets nothing."""
        machine = self.rng.choice(self.machines[:2])
        path = self.folder / f"{new_id()}.db"
        machine.store._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        shutil.copyfile(machine.store.path, path)
        self.copies.append((machine.site, path, self.truth.get(machine.site, ()), datetime.now()))

    def restore(self) -> None:
        self._put(declared=True)

    def rewind(self) -> None:
        self._put(declared=False)

    def _put(self, *, declared: bool) -> None:
        if not self.copies:
            return
        site, path, truth, moment = self.rng.choice(self.copies)
        machine = next(each for each in self.machines if each.site == site)
        again = opened(machine, path, self.folder)
        machine.store.close()
        self.machines[self.machines.index(machine)] = again
        self.truth[site] = truth
        self.shown[site] = []  # it has forgotten what it was shown since; what it knows still may be more
        if declared:
            with again.store.transaction():
                again.store.begin_incarnation("restored", again.office.officer, moment)
            self.truth[site] = ()
        else:
            self.rewound.add(site)
        again.office.note(Event.SIGNED_IN)
        self.happens(again)

    def live(self, deeds: int) -> None:
        often: Any = [(self.work, 4), (self.send, 8), (self.deliver, 9), (self.copy, 2)]
        often += [(self.restore, 1), (self.rewind, 1)]
        for deed in self.rng.choices([each for each, _ in often], [weight for _, weight in often], k=deeds):
            deed()

    def judge(self) -> None:
        for machine in self.machines:
            named = named_by(machine)
            assert named <= self.rewound, "an honest site is accused"
            lives: dict[tuple[str, str], list[tuple[int, ...]]] = {}
            for sender, (incarnation, done) in self.shown.get(machine.site, []):
                lives.setdefault((sender, incarnation), []).append(done)
            for (sender, _), several in lives.items():
                ordered = sorted(set(several), key=len)
                if any(more[: len(less)] != less for less, more in pairwise(ordered)):
                    self.seen += 1
                    assert sender in named, "both sides were seen, and it is not said"
            assert machine.store.check() is None or machine.site in self.rewound


def opened(machine: Machine, path: Path, folder: Path) -> Machine:
    again = folder / f"{new_id()}.db"
    shutil.copyfile(path, again)
    store = SqlStore(again, machine.store._key)
    return replace(machine, store=store, office=Office(store, 1, machine.office._clock))


def named_by(machine: Machine) -> set[str]:
    return {each.of for each in machine.store.find(Query("finding")) if each.why not in HONEST}


def world(nursery: Nursery, folder: Path, seed: int) -> World:
    machines = nursery.world(folder, seed).machines[:3]
    return World(folder, machines, random.Random(seed))


@pytest.mark.parametrize("seed", range(6))
def test_whoever_has_seen_both_sides_names_it_and_nobody_accuses_an_honest_site(
    nursery: Nursery, tmp_path: Path, seed: int
) -> None:
    history = world(nursery, tmp_path, seed)
    history.live(80)
    history.judge()


@pytest.mark.parametrize("seed", range(3))
def test_the_verdict_does_not_depend_on_the_order_of_the_files(nursery: Nursery, tmp_path: Path, seed: int) -> None:
    history = world(nursery, tmp_path, seed)
    reader = history.machines[2]
    fresh = tmp_path / "fresh.db"
    reader.store._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    shutil.copyfile(reader.store.path, fresh)
    history.live(40)
    while not any(disc.to == reader.site for disc in history.discs):
        history.send()
    discs = [disc for disc in history.discs if disc.to == reader.site]
    verdicts = []
    for _ in range(3):
        history.rng.shuffle(discs)
        again = opened(reader, fresh, tmp_path)
        for disc in discs:
            Exchange(again.store, again.keys).apply(again.office, disc.path)
        found = again.store.find(Query("finding"))
        others = [each for each in found if each.of != reader.site]
        verdicts.append({(each.of, each.why, each.incarnation, each.evidence) for each in others})
        again.store.close()
    assert verdicts[0] == verdicts[1] == verdicts[2]
