"""Random histories of machines that write, carry discs, are put back and are copied; and an oracle for the outcome.

The oracle shares no code with the program. Every write puts a value into the world that occurs nowhere else, so what a
machine knows can be read off its journal, and what must be shown follows from the plainest statement of the rules: a
write stands until another one, made by somebody who knew it, sets the same field.
"""

import random
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path
from typing import Any
from unittest.mock import patch

from core.change import Draft
from core.desks.transfers import TrustSite
from core.ids import new_id
from core.office import Office, Refused
from core.query import EVERYTHING
from data.exchange import Exchange, MissingEarlier
from data.identity import SiteKeys
from data.site import OpenSite
from data.sqlcipher import connect
from data.store import SqlStore

KINDS = {"person": ("name", "post", "phone"), "grievance": ("subject", "text")}
NEEDED = {"person": {}, "grievance": {"number": "2026-000001", "received": "2026-11-01T00:00:00", "accept_days": 15}}
TAG = re.compile(rb"write(\d+)x")
"""A value: one word, so that the full text keeps it whole."""
A_DAY = 86_400_000
CLOCKS = (0, A_DAY, int(datetime(2026, 11, 23, tzinfo=UTC).timestamp() * 1000), 4_070_908_800_000)
"""Where clocks stand when a history begins: 1970, a day later, today, 2099."""


@dataclass(frozen=True)
class Wrote:
    """A write as the oracle sees it."""

    number: int
    kind: str
    record: str
    fields: frozenset[str]
    knew: frozenset[int]
    """The writes that whoever wrote this knew of."""

    @property
    def value(self) -> str:
        return f"write{self.number}x"


def standing(writes: Sequence[Wrote], record: str, name: str) -> set[str]:
    """Return the values of a field that nobody who knew them has replaced: the whole rule of merging."""
    of_field = [write for write in writes if write.record == record and name in write.fields]
    return {one.value for one in of_field if not any(one.number in other.knew for other in of_field)}


@dataclass
class Machine:
    """A computer with a store on it. Two may hold the same site, if one was copied."""

    store: SqlStore
    keys: SiteKeys
    office: Office
    clock: int
    """Milliseconds since 1970, as this computer believes."""

    @property
    def site(self) -> str:
        return self.store.site

    @property
    def exchange(self) -> Exchange:
        return Exchange(self.store, self.keys)

    def bodies(self) -> list[bytes]:
        db = connect(self.store.path, self.store._key, read_only=True)
        found = [row[0] for row in db.execute("SELECT body FROM change")]
        db.close()
        return found

    def known(self) -> Counter[int]:
        """Return how often each write stands in the journal: in how many changes, not in how many fields."""
        return Counter(number for body in self.bodies() for number in {int(tag) for tag in TAG.findall(body)})

    def bytes_of_everything(self) -> bytes:
        """Return every cell of every table, and every word of the full text, which is kept compressed."""
        db = connect(self.store.path, self.store._key)
        listed = "SELECT name, sql LIKE 'CREATE VIRTUAL%' FROM sqlite_master WHERE type = 'table'"
        cells: list[Any] = []
        for name, virtual in db.execute(listed).fetchall():
            source = f'"{name}"'
            if virtual:
                db.execute(f"CREATE VIRTUAL TABLE temp.words_of_{name} USING fts5vocab(main, {name}, 'row')")
                source = f"temp.words_of_{name}"
            cells += [cell for row in db.execute(f"SELECT * FROM {source}") for cell in row]
        db.close()
        return b"\0".join(cell if isinstance(cell, bytes) else str(cell).encode() for cell in cells)


@dataclass
class World:
    """Machines, discs on their way, copies in the cupboard, and everything that was ever written."""

    folder: Path
    given_less: str
    """A site that is given no grievances, and writes none."""
    machines: list[Machine]
    rng: random.Random
    wrote: list[Wrote] = field(default_factory=list)
    erased: set[int] = field(default_factory=set)
    """The writes that were purged: no byte of them may be left anywhere once all is talked out."""
    discs: list[tuple[str, Path]] = field(default_factory=list)
    copies: list[tuple[Machine, Path]] = field(default_factory=list)
    happened: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def at(self, machine: Machine) -> Iterator[None]:
        """Let the wall clock be this machine's for as long as something is done there."""
        machine.clock += self.rng.randrange(1, 60_000)
        with patch("data.journal.time.time_ns", lambda: machine.clock * 1_000_000):
            yield

    # Deeds: each may happen at any time. A purge is one more of them, which adds to `erased`.

    def write(self) -> None:
        """Make a record, or give some fields of a known one a value that occurs nowhere else."""
        machine = self.rng.choice(self.machines)
        known = frozenset(machine.known())
        heard_of = {(write.kind, write.record) for write in self.wrote if write.number in known}
        # Of a record that another site made, the making may still be missing where an amendment has come.
        here = sorted(each for each in heard_of if machine.store.get(*each, EVERYTHING) is not None)
        kind, record = self.rng.choice(here) if here and self.rng.random() < 0.8 else self._new(machine)
        names = KINDS[kind][:1] if (kind, record) not in here else self.rng.sample(KINDS[kind], self.rng.randint(1, 2))
        write = Wrote(len(self.wrote), kind, record, frozenset(names), known)
        needed = {} if (kind, record) in here else NEEDED[kind]
        draft = Draft(kind, record, {**needed, **dict.fromkeys(names, write.value)})
        with self.at(machine), machine.store.transaction():
            machine.store.write([draft], officer=machine.office.officer, action="history")
        self.wrote.append(write)

    def _new(self, machine: Machine) -> tuple[str, str]:
        return "person" if machine.site == self.given_less else self.rng.choice(sorted(KINDS)), new_id()

    def send(self) -> None:
        """Put a disc for some other site into the post. It may never be read, or be read twice, or late."""
        one, other = self.rng.sample(self.machines, 2)
        if one.site != other.site:
            self.discs.append((other.site, self.write_disc(one, other)))

    def write_disc(self, one: Machine, other: Machine) -> Path:
        path = self.folder / f"{new_id()}.sealed"
        with self.at(one):
            one.exchange.send(one.office, other.site, path)
        return path

    def deliver(self) -> None:
        """Read any disc that was ever written at a machine of the site it is for."""
        if self.discs:
            site, path = self.rng.choice(self.discs)
            self.read(self.rng.choice([machine for machine in self.machines if machine.site == site]), path)

    def read(self, machine: Machine, path: Path) -> None:
        before = machine.known()
        with self.at(machine):
            try:
                preview = machine.exchange.apply(machine.office, path)
            except MissingEarlier:
                self.happened["missing earlier"] += 1
            except Refused:
                self.happened["twice"] += 1
            else:
                self.happened["forked"] += bool(preview.forked)
                self.happened["put back"] += preview.put_back
        assert machine.known() >= before, "a disc took something away"

    def set_clock(self) -> None:
        """Put a clock somewhere: it may go back."""
        self.rng.choice(self.machines).clock = self.rng.choice(CLOCKS)

    def keep_copy(self) -> None:
        """Put a copy of some machine's disk into the cupboard."""
        machine = self.rng.choice(self.machines)
        self.copies.append((machine, self._copied(machine)))

    def _copied(self, machine: Machine) -> Path:
        path = self.folder / f"{new_id()}.db"
        machine.store._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        shutil.copyfile(machine.store.path, path)
        return path

    def put_back(self) -> None:
        """Put a machine back from a copy: by the command, which begins a new life, or behind the program's back."""
        if self.copies:
            machine, path = self.rng.choice(self.copies)
            if machine in self.machines:
                by_command = self.rng.random() < 0.5
                machine.store.close()
                self.machines.remove(machine)
                self.machines.append(self._opened(machine, path, new_life=by_command))

    def copy_machine(self) -> None:
        """Let one image run on two computers."""
        if len(self.machines) < 6:
            machine = self.rng.choice(self.machines)
            self.machines.append(self._opened(machine, self._copied(machine), new_life=False))

    def _opened(self, machine: Machine, path: Path, *, new_life: bool) -> Machine:
        again = self.folder / f"{new_id()}.db"
        shutil.copyfile(path, again)
        store = SqlStore(again, machine.store._key)
        if new_life:
            with store.transaction():
                store.begin_incarnation()
        return Machine(store, machine.keys, Office(store, 1, machine.office._clock), machine.clock)

    # The end

    def live(self, deeds: int) -> None:
        """Let this many things happen."""
        often: list[tuple[Callable[[], None], int]] = [
            (self.write, 12), (self.send, 8), (self.deliver, 8), (self.set_clock, 1), (self.keep_copy, 1),
            (self.put_back, 1), (self.copy_machine, 1),
        ]  # fmt: skip
        for deed in self.rng.choices([each for each, _ in often], [weight for _, weight in often], k=deeds):
            self.happened[deed.__name__] += 1
            deed()

    def talk_it_out(self) -> None:
        """Let everybody send to everybody and be answered, until nobody learns anything new.

        The answer comes at once: two machines of one site have one address, and whoever spoke last is answered.
        """
        for _ in range(12):
            before = [machine.known() for machine in self.machines]
            for one, other in permutations(self.machines, 2):
                if one.site != other.site:
                    self.read(other, self.write_disc(one, other))
                    self.read(one, self.write_disc(other, one))
            if [machine.known() for machine in self.machines] == before:
                return
        raise AssertionError("the machines do not come to rest")

    def judge(self) -> None:
        """Compare every machine with the oracle."""
        alive = set().union(*(machine.known() for machine in self.machines)) - self.erased
        self.talk_it_out()
        for machine in self.machines:
            less = machine.site == self.given_less
            mine = [w for w in self.wrote if w.number in alive and (not less or w.kind == "person")]
            assert machine.known() == Counter(write.number for write in mine), "lost or doubled"
            self._judge_values(machine, mine)
            assert machine.store.check() is None
            gone = {w.value.encode() for w in self.wrote if w.number in self.erased or (less and w.kind != "person")}
            held = machine.bytes_of_everything()
            assert not [tag for tag in gone if tag in held], "a byte of what was purged, or is not shared"
        shown = [self._shown(machine) for machine in self.machines]
        assert all(each == shown[0] for each in shown), "machines show different values"

    def _judge_values(self, machine: Machine, mine: Sequence[Wrote]) -> None:
        for record in {write.record for write in mine}:
            heads = machine.store.heads(record)
            for name in {name for write in mine if write.record == record for name in write.fields}:
                assert {head.fields[name] for head in heads[name]} == standing(mine, record, name)

    def _shown(self, machine: Machine) -> dict[tuple[str, str], Any]:
        """Return what is shown of everything that all sites are given."""
        people = {write.record for write in self.wrote if write.kind == "person"}
        return {
            (record, name): heads[0].fields[name]
            for record in people
            for name, heads in machine.store.heads(record).items()
        }


class Nursery:
    """Founded sites that trust each other, on disk: every world begins with copies of them."""

    def __init__(self, sites: Sequence[OpenSite], given_less: OpenSite) -> None:
        """Let all trust all; `given_less` gives and is given no grievances."""
        self._sites, self._given_less = list(sites), given_less.store.site
        for one in sites:
            for other in sites:
                if one is not other:
                    trust(one, other, ("common",) if given_less in (one, other) else ("common", "grievance"))

    def world(self, folder: Path, seed: int) -> World:
        """Return a world with one machine for each site."""
        world = World(folder, self._given_less, [], random.Random(seed))
        for site in self._sites:
            original = Machine(site.store, site.keys, site.office(), 0)
            machine = world._opened(original, world._copied(original), new_life=False)
            machine.clock = world.rng.choice(CLOCKS)
            world.machines.append(machine)
        return world


def trust(one: OpenSite, other: OpenSite, shares: tuple[str, ...]) -> None:
    """Let one site trust another, and share these compartments with it."""
    card = Exchange(other.store, other.keys).card()
    one.office().do(
        TrustSite(target=card.site, name=card.name, fingerprint=card.spoken, card=card.dump().decode(), shares=shares)
    )
