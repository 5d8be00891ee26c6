"""What may happen to the machines of a random history, each deed at any time."""

import random
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from unittest.mock import patch

from core.desks.sync.key_renewal import ReplaceCard
from core.desks.sync.routes import ChangeRoute
from core.desks.sync.trust import RevokeSite, Route, Site
from core.model.change import HOLD, PURGE, ROOT, Change, Draft, Stream, header_bytes, identify, new_salt
from core.model.progress import no_progress
from core.model.query import EVERYTHING
from core.office.office import Office
from core.office.refusals import Refused
from core.values.ids import new_id
from core.values.refusal import Refusal
from data.erasure.erase import UnderHold
from data.identity.succession import OldKeys, SkippedKeys
from data.journal.validity import why_void
from data.store.sql_store import SqlStore
from data.sync.fitting import UnaccountedErasure
from data.transfer_file.manifest import OtherRecipient, RevokedSender
from data.transfer_file.segments import BeyondCutoff
from tests.support.history_machines import CARE, CLOCKS, DAY, FILE, KINDS, NEEDED, PART, PERSON, Machine, Wrote
from tests.support.impossible_changes import impossible

ANSWERED = (OldKeys, SkippedKeys, BeyondCutoff, RevokedSender, OtherRecipient)
"""What a machine may answer a disc while keys are renewed and sites are revoked; it comes again later."""


@dataclass
class WorldOfDeeds:
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
        with patch("data.system.clock.time.time_ns", lambda: machine.clock * 1_000_000):
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
