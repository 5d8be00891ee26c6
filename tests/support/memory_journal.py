"""What is written to a store in memory, transaction by transaction."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Self

from core.model.change import (
    HOLD,
    HOME,
    LATEST,
    PURGE,
    ROOT,
    Body,
    Change,
    Draft,
    Stream,
    header_bytes,
    identify,
    new_salt,
    purged_by,
    tick,
)
from core.model.progress import Progress, no_progress
from core.model.record import RECORDS, owner_field, root_of
from core.values.ids import new_id
from core.values.refusal import Refusal
from core.values.sentence import say
from data.erasure.erase import Purged, UnderHold
from data.journal.journal import A_DAY, LONGEST, TooLong, new_incarnation
from data.journal.validity import why_void
from data.store.sql_store import NeverWritten, OtherRecord
from data.tables.projection import Unworkable
from data.tables.resolved_values import present
from data.vault.high_water_mark import HighWaterMark
from tests.support.memory_state import State


class MemoryJournal:
    """What is written to a store in memory, transaction by transaction."""

    def __init__(self, site: str = "") -> None:
        """Begin with nothing."""
        self.site = site or new_id()
        self.incarnation = new_incarnation()
        self._state, self._draft = State(), State()
        self._writing = threading.RLock()
        self.written = 0
        self._thread: int | None = None
        self._looks_back = False
        self._afterwards: list[Callable[[], None]] = []
        self._undoing: list[Callable[[], None]] = []
        self._time = 0

    def copy(self) -> Self:
        """Return another store that holds the same, and goes its own way from here."""
        other = type(self)(self.site)
        other.incarnation, other._state, other._time = self.incarnation, self._state.copy(), self._time
        return other

    def close(self) -> None:
        """Do nothing: nothing is kept open."""

    # Transactions

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make everything inside one transaction; one inside another joins it."""
        with self._writing:
            if self._thread is not None:
                yield
                return
            try:
                self._draft, self._thread = self._state.copy(), threading.get_ident()
                yield
                self._draft.tell_twins()
                self._draft.tell_breaches()
                self._state = self._draft
                self.written += 1
            except BaseException:
                for deed in reversed(self._undoing):
                    deed()
                raise
            finally:
                self._thread, self._undoing = None, []
                waiting, self._afterwards = self._afterwards, []
                for deed in waiting:
                    self.after_commit(deed)

    def after_commit(self, deed: Callable[[], None]) -> None:
        """Do something once the present transaction has ended; at once if there is none. A refusal is passed over."""
        if self._thread == threading.get_ident():
            self._afterwards.append(deed)
            return
        with suppress(Refusal):
            deed()

    def if_undone(self, deed: Callable[[], None]) -> None:
        """Do something if the present transaction comes to nothing, the last first; nothing if there is none."""
        if self._thread == threading.get_ident():
            self._undoing.append(deed)

    @contextmanager
    def before(self) -> Iterator[None]:
        """Read, while inside, what stood before the present transaction."""
        self._looks_back = True
        try:
            yield
        finally:
            self._looks_back = False

    @property
    def touched(self) -> Mapping[str, set[str]]:
        """The records of each kind whose rows the present transaction has written, or taken away."""
        return self._draft.touched

    @property
    def _now(self) -> State:
        """What whoever asks sees: a thread inside a transaction what it wrote, everybody else what was committed."""
        inside = self._thread == threading.get_ident() and not self._looks_back
        return self._draft if inside else self._state

    # Writing

    def write(self, drafts: Iterable[Draft], *, officer: str, action: str) -> None:
        """Append drafts to the journal and bring what is shown up to date; inside a transaction."""
        for draft in drafts:
            stream = Stream(self.site, self.incarnation, self._home(draft))
            self._refuse_purged(draft)
            supersedes = self._replaced(draft)
            body = Body(draft.kind, draft.record, draft.fields, supersedes, officer, draft.action or action, new_salt())
            self._draft.append(self._chained(stream, body))
            gave_way = self._draft.settle(draft.record)
            if gave_way & draft.fields.keys() or draft.record not in self._draft.rows[draft.kind]:
                self._refuse_unworkable(draft)
            if purged_by(draft):
                self._purge(draft, officer, action)

    def _home(self, draft: Draft) -> str:
        """Return the compartment of a draft; refuse what no other site could take for what it is meant."""
        home = draft.compartment or RECORDS[draft.kind].compartment
        of_kind = draft.fields.get("file_kind")
        if draft.kind in (PURGE, HOLD) and not draft.compartment and of_kind in RECORDS:
            home = RECORDS[of_kind].compartment  # a mark stands beside what it names
        known = {(each.body.kind, each.stream.compartment) for each in self._draft.changes_of(draft.record)}
        others = any(kind != draft.kind and compartment not in HOME for kind, compartment in known)
        if home not in HOME and others and (draft.kind, home) not in known:
            raise OtherRecord(id=draft.record)
        if why := why_void(draft.kind, home, 0, draft.fields):
            raise NeverWritten(why=say(why.label))
        return home

    def _replaced(self, draft: Draft) -> tuple[str, ...]:
        """Return the changes that a draft replaces: the heads of its fields, and all of what it purges."""
        row = self._draft.rows[draft.kind].get(draft.record)
        heads = [head for name in draft.fields for head in (row.heads.get(name, ()) if row else ())]
        purged = (change.id.hex() for change in self._draft.changes_of(purged_by(draft)))
        return tuple(dict.fromkeys((*(head.id for head in sorted(heads, key=lambda head: head.key)), *purged)))

    def _chained(self, stream: Stream, body: Body) -> Change:
        """Return a change of our own after the last one of its stream."""
        raw = body.to_bytes()
        if len(raw) > LONGEST:
            raise TooLong(size=len(raw), limit=LONGEST)
        last = self._draft.tips.get(stream)
        seq, parent = (last.seq + 1, last.id) if last else (1, ROOT)
        self._time = tick(self._time, time.time_ns() // 1_000_000)
        identifier = identify(parent, header_bytes(stream, seq, self._time), raw)
        return Change(stream, seq, self._time, parent, body, identifier)

    def _refuse_unworkable(self, draft: Draft) -> None:
        """Say why nothing can be made of a draft: it fits no declaration, or nothing can be worked out with it."""
        before = self._state.one(draft.kind, draft.record)
        known = before.model_dump() if before else {}
        RECORDS[draft.kind].model_validate({**known, "id": draft.record, **present(draft.fields)})
        raise Unworkable(kind=say(RECORDS[draft.kind].label))

    def accept(self, changes: Iterable[tuple[Change, bytes]], progress: Progress = no_progress) -> None:
        """Append verified changes of other sites and settle what they touch; inside a transaction."""
        believed = tick(0, min(time.time_ns() // 1_000_000, LATEST) + A_DAY)
        touched = dict[str, None]()
        for change, _ in changes:
            if purged_by(change.body):
                raise NotImplementedError("a purge of another site is not carried out in memory")
            self._draft.append(change)
            self._time = max(self._time, change.time) if change.time <= believed else self._time
            touched[change.body.record] = None
        for record in touched:
            self._draft.settle(record)

    def last_of(self, stream: Stream) -> Change | None:
        """Return the last change of a stream."""
        return self._now.tips.get(stream)

    def high_water_mark(self) -> HighWaterMark:
        """Return how far the journal has come."""
        changes = self._now.changes
        return HighWaterMark(len(changes), changes[-1].id) if changes else HighWaterMark()

    # Purges

    def _refuse_purged(self, draft: Draft) -> None:
        """Refuse to purge what is held, and to write to what was purged or to make a part of it."""
        if of := purged_by(draft):
            rows = [rows[of].shown for rows in self._draft.rows.values() if of in rows]
            wholes = {of, *map(root_of, rows)}
            if any(hold.of in wholes and hold.lifted is None for hold in self._draft.shown(HOLD)):
                raise UnderHold
            return
        owner = owner_field(RECORDS[draft.kind])
        for record in (draft.record, draft.fields.get(owner.name) if owner else None):
            if record in self._draft.purged and draft.kind not in (PURGE, HOLD):
                raise Purged(day=self._draft.purged[record])

    def _purge(self, draft: Draft, officer: str, action: str) -> None:
        """Erase what a purge names and purge its parts."""
        of = purged_by(draft)
        kept = [rows[of].shown for rows in self._draft.rows.values() if of in rows]
        parts = [part for record in kept for part in self._draft.parts_of(record)]
        self._draft.purged[of] = draft.fields["day"]
        self._draft.erase(of)
        for part in parts:
            said = {**draft.fields, "of": part.id, "part": True}
            self.write([replace(draft, record=new_id(), fields=said)], officer=officer, action=action)
