"""Random histories of machines that write, join, purge, hold, carry discs, renew keys, revoke, are put back and copied.

Beside them stands an oracle.

The oracle shares no code with the program. Every write puts a value into the world that occurs nowhere else, so what a
machine knows can be read off its journal, and what must be shown follows from the plainest statement of the rules: a
write stands until another one, made by somebody who knew it, sets the same field; what a known purge names is gone,
with its parts, unless a known hold names it that nobody is known to have lifted.
"""

import json
import random
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path
from typing import Any
from unittest.mock import patch

from core.desks.sync.key_renewal import ReplaceCard
from core.desks.sync.routes import ChangeRoute
from core.desks.sync.trust import RevokeSite, Route, Site
from core.desks.sync.void_changes import Void
from core.model.change import HOLD, PURGE, ROOT, Change, Draft, Stream, header_bytes, identify, new_salt
from core.model.query import EVERYTHING, Query
from core.model.store import no_progress
from core.office.office import Office
from core.office.refusals import Refused
from core.rules.agenda import Conflict
from core.values.ids import new_id
from core.values.refusal import Refusal
from data.database.sqlcipher import connect
from data.erasure.erase import UnderHold
from data.identity.site_keys import SiteKeys
from data.identity.succession import OldKeys, SkippedKeys
from data.journal.validity import why_void
from data.site.open_site import OpenSite
from data.store.sql_store import SqlStore
from data.sync.exchange import Exchange
from data.sync.fitting import UnaccountedErasure
from data.transfer_file.manifest import OtherRecipient, RevokedSender
from data.transfer_file.segments import BeyondCutoff
from tests.support.disk_forensics import on_disk, unsealed
from tests.support.impossible_changes import impossible
from tests.support.site_driver import card_of, trust

KINDS = {
    "person": ("name", "post", "phone", "number"),
    "grievance": ("subject", "text"),
    "care_file": ("facts", "plan"),
    "care_checkin": ("needs", "agreed"),
}
NEEDED: dict[str, dict[str, Any]] = {
    "person": {},
    "grievance": {"number": "2026-000001", "received": "2026-11-01T00:00:00", "accept_days": 15},
    "care_file": {
        "name": "张三", "person": "a" * 32, "helper": "b" * 32, "opened": "2026-11-01", "checked": "2026-11-01",
        "reviewed": "2026-11-01", "basis": "stress",
    },
    "care_checkin": {"day": "2026-11-02", "way": "visit", "by": "b" * 32},
}  # fmt: skip
PERSON, FILE, PART, CARE, DAY = "person", "care_file", "care_checkin", "care", "2026-11-23"
SHARED, SHARED_LESS = ("common", "grievance", CARE), ("common",)
TAG = re.compile(rb"write(\d+)x")
"""A value: one word, so that the full text keeps it whole."""
PURGE_TAG = re.compile(rb"purge(\d+)x")
"""What a purge says beside what it names."""
A_DAY = 86_400_000
CLOCKS = (0, A_DAY, int(datetime(2026, 11, 23, tzinfo=UTC).timestamp() * 1000), 4_070_908_800_000)
"""Where clocks stand when a history begins: 1970, a day later, today, 2099."""


ANSWERED = (OldKeys, SkippedKeys, BeyondCutoff, RevokedSender, OtherRecipient)
"""What a machine may answer a disc while keys are renewed and sites are revoked; it comes again later."""


@dataclass(frozen=True)
class Wrote:
    """A write as the oracle sees it."""

    number: int
    kind: str
    record: str
    fields: frozenset[str]
    knew: frozenset[int]
    """The writes that whoever wrote this knew of."""
    owner: str = ""
    """The file that the record is a part of."""
    about: str = ""
    """The person that a new file is about."""

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
    _read: dict[str, tuple[int, list[bytes]]] = field(default_factory=dict)
    """What stood in a table when so many rows had been written."""

    @property
    def site(self) -> str:
        return self.store.site

    @property
    def exchange(self) -> Exchange:
        return Exchange(self.store, self.keys)

    def bodies(self, table: str = "change") -> list[bytes]:
        """Return what stands in the journal or waits; the rows are asked for, and nothing else of the program."""
        written = self.store._writer.conn.total_changes
        if self._read.get(table, (-1, []))[0] != written:
            found = self.store._reader.execute(f"SELECT body FROM {table} WHERE body IS NOT NULL")
            self._read[table] = written, [row[0] for row in found]
        return self._read[table][1]

    def changes(self, compartments: Sequence[str]) -> set[bytes]:
        """Return the identifiers of all changes in these compartments."""
        found = self.store._reader.execute("SELECT c.id, s.compartment FROM change c JOIN stream s ON s.n = c.stream")
        return {identifier for identifier, compartment in found if compartment in compartments}

    def of_site(self, site: str) -> set[bytes]:
        """Return the identifiers of all changes of a site, of those too that wait."""
        found = self.store._reader.execute(
            "SELECT c.id FROM change c JOIN stream s ON s.n = c.stream WHERE s.site = ? AND s.compartment <> 'local' "
            "UNION SELECT w.id FROM pending_change w JOIN pending_segment r ON r.n = w.segment WHERE r.site = ?",
            [site, site],
        )
        return {identifier for (identifier,) in found}

    def waiting(self) -> set[int]:
        """Return the writes that wait for something which has not come: nobody here knows them yet."""
        return {int(tag) for body in self.bodies("pending_change") for tag in TAG.findall(body)}

    def known(self) -> Counter[int]:
        """Return how often each write stands in the journal: in how many changes, not in how many fields."""
        return Counter(number for body in self.bodies() for number in {int(tag) for tag in TAG.findall(body)})

    def marks(self, kind: str) -> list[dict[str, Any]]:
        """Return what the purges or holds in the journal say, each with its record; the program is not asked."""
        said = (json.loads(body) for body in self.bodies() if b'"kind":"%s"' % kind.encode() in body)
        return [{**each["fields"], "record": each["record"]} for each in said if each["kind"] == kind]

    def standing_holds(self) -> dict[str, str]:
        """Return the holds that nobody is known to have lifted, and what they hold."""
        said = self.marks("hold")
        lifted = {each["record"] for each in said if each.get("lifted")}
        return {each["record"]: each["of"] for each in said if "of" in each and each["record"] not in lifted}

    def purged(self) -> set[str]:
        """Return the records that the purges here name."""
        return {each["of"] for each in self.marks("purge") if "of" in each}

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
    """A site that is given people only, and writes nothing else."""
    machines: list[Machine]
    rng: random.Random
    wrote: list[Wrote] = field(default_factory=list)
    purges: list[str] = field(default_factory=list)
    """The record that each purge names."""
    discs: list[tuple[str, Path]] = field(default_factory=list)
    copies: list[tuple[Machine, Path]] = field(default_factory=list)
    happened: Counter[str] = field(default_factory=Counter)
    copied: bool = False
    """Whether a machine was ever copied or put back."""

    @contextmanager
    def at(self, machine: Machine) -> Iterator[None]:
        """Let the wall clock be this machine's for as long as something is done there."""
        machine.clock += self.rng.randrange(1, 60_000)
        with patch("data.journal.journal.time.time_ns", lambda: machine.clock * 1_000_000):
            yield

    # Deeds: each may happen at any time.

    def write(self) -> None:
        """Make a record, or give some fields of a known one a value that occurs nowhere else."""
        machine = self.rng.choice(self.machines)
        known = frozenset(machine.known())
        heard_of = {(write.kind, write.record) for write in self.wrote if write.number in known}
        # Of a record that another site made, the making may still be missing where an amendment has come.
        here = sorted(each for each in heard_of if machine.store.get(*each, EVERYTHING) is not None)
        kind, record = self.rng.choice(here) if here and self.rng.random() < 0.6 else self._new(machine, here)
        new = (kind, record) not in here
        names = KINDS[kind][:1] if new else self.rng.sample(KINDS[kind], self.rng.randint(1, 2))
        files = [file for each, file in here if each == FILE]
        owner = self._owner_of(record) or (self.rng.choice(files) if kind == PART else "")
        people = [person for each, person in here if each == PERSON]
        about = self.rng.choice(people) if kind == FILE and new and people else ""
        needed = {**NEEDED[kind], **({"file": owner} if owner else {}), **({"person": about} if about else {})}
        write = Wrote(len(self.wrote), kind, record, frozenset(names), known, owner, about)
        draft = Draft(kind, record, {**(needed if new else {}), **dict.fromkeys(names, write.value)})
        with self.at(machine), machine.store.transaction():
            machine.store.write([draft], officer=machine.office.officer, action="history")
        self.wrote.append(write)

    def join(self) -> None:
        """Make a known person one with another, or let one stand by itself again, as chance has it."""
        machine = self.rng.choice(self.machines)
        known = frozenset(machine.known())
        people = sorted({write.record for write in self.wrote if write.number in known and write.kind == PERSON})
        here = [each for each in people if machine.store.get(PERSON, each, EVERYTHING) is not None]
        if len(here) > 1:
            one, other = self.rng.sample(here, 2)
            self._say_same(machine, one, self.rng.choice((other, other, "")))

    def _say_same(self, machine: Machine, person: str, same_as: str) -> None:
        write = Wrote(len(self.wrote), PERSON, person, frozenset({"number"}), frozenset(machine.known()))
        self._mark(machine, Draft(PERSON, person, {"same_as": same_as, "number": write.value}))
        self.wrote.append(write)

    def renew_keys(self) -> None:
        """Give a site new keys, if one machine alone holds them and has all that the site wrote.

        What others hold of it and it has lost would be beyond the places of its old keys, and stay where it is. Copies
        with the old keys are put back no more.
        """
        sites = Counter(machine.site for machine in self.machines)
        single = [machine for machine in self.machines if sites[machine.site] == 1 and self._has_its_own(machine)]
        if single:
            machine = self.rng.choice(single)
            exchange = machine.exchange
            with self.at(machine):
                exchange.renew(machine.office)
            machine.keys = exchange._keys
            self.copies = [(other, path) for other, path in self.copies if other.site != machine.site]

    def _has_its_own(self, machine: Machine) -> bool:
        """Whether nobody holds, or keeps waiting, what this machine's site wrote and this machine has not."""
        return all(other.of_site(machine.site) <= machine.of_site(machine.site) for other in self.machines)

    def revoke(self) -> None:
        """Let some machine trust another site no more, until `trust_again`."""
        one, other = self.rng.sample(self.machines, 2)
        if one.site != other.site and not self._seen_by(one, other).is_revoked:
            with self.at(one):
                one.office.do(RevokeSite(target=other.site))

    def trust_again(self, one: Machine, other: Machine) -> None:
        """Let a machine trust a revoked site again, by the card that it has now."""
        if self._seen_by(one, other).is_revoked:
            card = other.exchange.card()
            with self.at(one):
                one.office.do(
                    ReplaceCard(
                        target=other.site,
                        card=card.dump().decode(),
                        fingerprint=card.spoken,
                        renewals=card.generation - 1,
                        places=card.places,
                    )
                )

    def change_route(self) -> None:
        """Let files go one way only between two machines."""
        one, other = self.rng.sample(self.machines, 2)
        if one.site != other.site:
            self.set_route(one, other, Route.TO)
            self.set_route(other, one, Route.FROM)

    def set_route(self, one: Machine, other: Machine, route: Route) -> None:
        """Let a machine hold the route to another site to be such."""
        if self._seen_by(one, other).route is not route:
            with self.at(one):
                one.office.do(ChangeRoute(target=other.site, route=route))

    @staticmethod
    def _seen_by(one: Machine, other: Machine) -> Site:
        found = one.store.get(Site.kind, other.site, EVERYTHING)
        assert isinstance(found, Site)
        return found

    def forge(self) -> None:
        """Write what means something impossible, as whoever holds the keys of a site can, often under a known record.

        Where it cannot be told by the rules that it is none, nobody may show it.
        """
        machine = self.rng.choice(self.machines)
        odd = self.rng.choice([each for each in impossible() if each.body.kind not in (PURGE, HOLD)])
        compartment = "common" if machine.site == self.given_less else odd.compartment
        if why_void(odd.body.kind, compartment, odd.time, odd.body.fields) is None:
            return
        records = sorted({write.record for write in self.wrote})
        record = self.rng.choice(records) if records and self.rng.random() < 0.7 else odd.body.record
        body = replace(odd.body, record=record, salt=new_salt())
        stream = Stream(machine.site, machine.store.incarnation, compartment)
        with self.at(machine), machine.store.transaction():
            branches = machine.store.journal.branches.of(stream)
            seq, parent = (branches[-1].seq, branches[-1].id) if branches else (0, ROOT)
            raw, moment = body.to_bytes(), odd.time or machine.clock << 16
            identifier = identify(parent, header_bytes(stream, seq + 1, moment), raw)
            machine.store.accept([(Change(stream, seq + 1, moment, parent, body, identifier), raw)], no_progress)

    def _new(self, machine: Machine, here: Sequence[tuple[str, str]]) -> tuple[str, str]:
        kinds = {"person"} if machine.site == self.given_less else set(KINDS)
        if any(kind == FILE for kind, _ in here) and self.rng.random() < 0.7:
            return PART, new_id()
        return self.rng.choice(sorted(kinds - {PART})), new_id()

    def _owner_of(self, record: str) -> str:
        return next((write.owner for write in self.wrote if write.record == record), "")

    def purge(self) -> None:
        """Purge a file or a part: one that is shown here, or one that has not come here yet."""
        machine = self._keeper()
        kinds = {write.record: write.kind for write in self.wrote if write.kind in (FILE, PART)}
        if kinds:
            record = self.rng.choice(sorted(kinds))
            said = {"of": record, "file_kind": FILE, "rule": f"purge{len(self.purges)}x", "day": DAY}
            try:
                self._mark(machine, Draft("purge", new_id(), {**said, "part": kinds[record] == PART}, CARE))
            except UnderHold:
                self.happened["purge under hold"] += 1
                return
            self.purges.append(record)
            self._see(machine)

    def hold(self) -> None:
        """Hold a file that is shown here."""
        machine = self._keeper()
        files = sorted({write.record for write in self.wrote if write.kind == FILE})
        shown = [file for file in files if machine.store.get(FILE, file, EVERYTHING) is not None]
        if shown:
            said = {"of": self.rng.choice(shown), "file_kind": FILE, "day": DAY}
            self._mark(machine, Draft("hold", new_id(), said, CARE))

    def lift(self) -> None:
        """Lift a hold that is known here."""
        machine = self._keeper()
        if standing := sorted(machine.standing_holds()):
            self._lift(machine, self.rng.choice(standing))

    def _lift(self, machine: Machine, hold: str) -> None:
        self._mark(machine, Draft("hold", hold, {"lifted": DAY}, CARE))
        self._see(machine)

    def _keeper(self) -> Machine:
        return self.rng.choice([machine for machine in self.machines if machine.site != self.given_less])

    def _mark(self, machine: Machine, draft: Draft) -> None:
        with self.at(machine), machine.store.transaction():
            machine.store.write([draft], officer=machine.office.officer, action="history")

    def _see(self, machine: Machine) -> Counter[int]:
        """Return what a machine knows; nothing of that may be of what is gone there."""
        gone, known = self._gone(machine), machine.known()
        assert not gone & set(known), "purged, and still there"
        return known

    def _gone(self, machine: Machine) -> set[int]:
        """Return the writes that a machine must not have any more, as far as it can know."""
        purged, held = machine.purged(), set(machine.standing_holds().values())
        named = {write.number: self._of(write.number) for write in self.wrote}
        return {number for number, of in named.items() if of & purged and not of & held}

    def _of(self, number: int) -> set[str]:
        """Return the record of a write, and what that is a part of."""
        return {self.wrote[number].record, self.wrote[number].owner}

    def send(self) -> None:
        """Put a disc for some other site into the post. It may never be read, or be read twice, or late."""
        one, other = self.rng.sample(self.machines, 2)
        if one.site != other.site:
            try:
                self.discs.append((other.site, self.write_disc(one, other)))
            except Refused:
                seen = self._seen_by(one, other)
                assert seen.is_revoked or seen.route is Route.FROM

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

    def read(self, machine: Machine, path: Path) -> type[Refusal] | None:
        """Read a disc; return what was answered, if it was refused for the keys of its sender or of an author."""
        before, answer = machine.known(), None
        with self.at(machine):
            try:
                preview = machine.exchange.apply(machine.office, path)
            except Refused:
                self.happened["twice"] += 1
            except ANSWERED as refusal:
                answer = type(refusal)
                self.happened[answer.__name__] += 1
            except (
                UnaccountedErasure
            ):  # of a fork the sender knew another life, and left out who purged; it sends that next time
                self.happened["unnamed"] += 1
            else:
                self.happened["forked"] += bool(preview.forked)
                self.happened["put back"] += preview.restored_or_copied
                self.happened["kept by a hold"] += bool(preview.kept_by_hold)
                self.happened["waits"] += bool(preview.waiting)
                self.happened["joins"] += bool(preview.joined)
        taken = before - self._see(machine)
        assert set(taken) <= self._gone(machine), "a disc took something away"
        return answer

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
        store._writer.execute("PRAGMA synchronous = OFF")  # no machine here loses its power
        self.copied = True
        if new_life:
            with store.transaction():
                store.begin_incarnation("put_back")
        return Machine(store, machine.keys, Office(store, 1, machine.office._clock), machine.clock)

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
