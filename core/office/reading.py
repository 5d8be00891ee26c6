"""Reading: what an officer may know of the records of an open store, with masks, and with a trace where one is due."""

from array import array
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache, partial
from itertools import chain
from threading import RLock
from typing import Any, TypeVar

from core import desks  # noqa: F401 - declares every record and action
from core.audit.access_log import log_access
from core.audit.audit_log import AUDIT, enter, identifier
from core.desks.administration.officers import Account
from core.model.action import ACTIONS, Action
from core.model.audit_event import Event
from core.model.change import HOME, Entry
from core.model.query import EVERYTHING, NOTHING, Condition, Is, Query, both, fields_of, limited, sorted_by
from core.model.record import RECORDS, Record, columns, listed
from core.model.store import Store
from core.model.viewer import Viewer
from core.office.refusals import NoAccount, NoSuchRecord
from core.policy.pack import AccessLogSettings, Policy, WorkdaySettings
from core.rights.effective_rights import viewer_of
from core.rights.visibility import covered, readable, reads_whole, sees
from core.values.bounds import FIRST_MOMENT, LAST_MOMENT
from core.values.mask import MASK
from core.values.refusal import Refusal
from core.values.sentence import Sentence
from core.values.workdays import Workdays

ReadT = TypeVar("ReadT")


@lru_cache(maxsize=8)
def _policy(text: str) -> Policy:
    """Return a policy pack, read and checked once: rights are read again after many an action, the pack is the same."""
    return Policy(text)


@lru_cache(maxsize=1024)
def _unseen(duties: frozenset[str], record_type: type[Record]) -> tuple[str, ...]:
    """Return the fields of a kind whose contents somebody with these duties may not see."""
    known = columns(record_type).values()
    return tuple(column.name for column in known if not (column.derived or sees(Viewer("", duties), column.about)))


class Reading:
    """An open store as one officer sees it."""

    def __init__(
        self,
        store: Store,
        seat: int,
        clock: Callable[[], datetime] = datetime.now,
        holidays: Callable[[], Workdays] = Workdays,
    ) -> None:
        """Sign in the officer of this seat; raises `NoAccount` if it has none.

        `holidays` gives the public holidays, when they are first asked for.
        """
        self._store = store
        self._clock = clock
        self._holidays = holidays
        accounts = store.find(Query("account", both(Is("seat", (seat,)), Is("closed", (False,))), limit=1))
        if not accounts:
            raise NoAccount(seat=seat)
        self.officer: str = accounts[0].officer
        self.notices: tuple[Sentence, ...] = ()
        """What is said to the officer who has just signed in, before anything else."""
        self._account = accounts[0].id
        self._kept: tuple[tuple[int, date] | None, dict[Hashable, Any]] = (None, {})
        self._keeping = RLock()
        self._workdays: Workdays | None = None
        self._read_rights()

    def refresh(self) -> None:
        """Read policy and rights again: they change through actions, and units through transfers too.

        If the transaction comes to nothing in which that happens, they are again what they were.
        """
        self._store.if_undone(partial(self._go_by, self.policy, self.viewer))
        self._read_rights()

    def _go_by(self, policy: Policy, viewer: Viewer) -> None:
        self.policy, self.viewer, self._workdays = policy, viewer, None

    def _read_rights(self) -> None:
        self.policy = _policy(self._store.find(Query("policy", limit=1))[0].text)
        self._workdays = None
        account = self._store.get("account", self._account, EVERYTHING)
        assert isinstance(account, Account)
        self.viewer = viewer_of(account, self.policy, self._store)

    @property
    def workdays(self) -> Workdays:
        """The working days: public holidays with what the policy pack lays over them."""
        if self._workdays is None:
            terms = self.policy.settings(WorkdaySettings)
            base = self._holidays() if terms.public_holidays else Workdays()
            self._workdays = base.overridden(terms.off, terms.work, terms.known_until)
        return self._workdays

    @property
    def now(self) -> datetime:
        """The wall clock of the office, without a zone."""
        return self._wall_clock().replace(microsecond=0)

    @property
    def today(self) -> date:
        """The date at the office."""
        return self._wall_clock().date()

    def _wall_clock(self) -> datetime:
        """Return what the clock of the machine says, within the days that fields may hold (`core.values.bounds`)."""
        return min(max(self._clock(), FIRST_MOMENT), LAST_MOMENT)

    @property
    def site(self) -> str:
        """The identifier of this site."""
        return self._store.site

    # Reading

    def kept(self, question: Hashable, read: Callable[[], ReadT]) -> ReadT:
        """Return what was read for a question; it is read again once anything was written, or on another day.

        For what may take long and leaves no trace, and not inside a transaction. Threads that ask the same at once
        wait for one reading; what they get is shared, and not to be changed.
        """
        with self._keeping:
            now = (self._store.written, self.today)
            if self._kept[0] != now:
                self._kept = (now, {})
            known = self._kept[1]
            if question not in known:
                known[question] = read()
            found: ReadT = known[question]
            return found

    def _visible(self, kind: str) -> Condition:
        return readable(self.viewer, RECORDS[kind])

    def _allowed(self, query: Query) -> Query:
        """Add the rights to a query: what the viewer may not read, or not look into, matches nothing."""
        asked = [*fields_of(query.kind, query.where), *((query.kind, name) for name in sorted_by(query.order))]
        where = NOTHING if any(self._hidden(*each) for each in asked) else limited(query.where, self._visible)
        order = query.order or RECORDS[query.kind].order
        return replace(query, where=both(self._visible(query.kind), where), order=order)

    def _hidden(self, kind: str, field: str) -> bool:
        """Whether a field stays hidden in lists and is no use for a filter: masked, or read only with a trace."""
        about = columns(RECORDS[kind])[field].about if field in columns(RECORDS[kind]) else None
        return about is not None and not (sees(self.viewer, about) and listed(RECORDS[kind], about))

    def sees(self, kind: str, field: str) -> bool:
        """Whether this officer may see what stands in a field, in lists too, and so may ask for it."""
        return not self._hidden(kind, field)

    def reads(self, kind: str) -> bool:
        """Whether this officer may read any record of a kind."""
        return self._visible(kind) != NOTHING

    def keys(self, query: Query) -> "array[int]":
        """Return the row numbers of the records the query asks for that this officer may read."""
        return self._store.keys(self._allowed(query))

    def count(self, query: Query) -> int:
        """Return how many records the query asks for that this officer may read."""
        return self._store.count(self._allowed(query))

    def counts(self, query: Query, conditions: Sequence[Condition]) -> list[int]:
        """Return how many of those the query asks for, that this officer may read, meet each of the conditions."""
        allowed = [self._allowed(replace(query, where=each)).where for each in conditions]
        return self._store.counts(self._allowed(query), allowed)

    def groups(self, query: Query, *fields: str) -> list[tuple[Any, ...]]:
        """Return each combination of values of the fields, and how many records this officer may read have it."""
        if any(self._hidden(query.kind, field) for field in fields):
            return []
        return self._store.groups(self._allowed(query), *fields)

    def page(self, kind: str, keys: Sequence[int], names: Sequence[str]) -> list[tuple[Any, ...]]:
        """Return columns of rows that `keys` gave, masked where this officer need not know.

        Rows that he may not read, or no longer, are left out.
        """
        rows = self._store.page(kind, keys, names, self._visible(kind))
        hidden = {place for place, name in enumerate(names) if self._hidden(kind, name)}
        if not hidden:
            return rows
        return [tuple(covered(value) if place in hidden else value for place, value in enumerate(row)) for row in rows]

    def find(self, query: Query) -> list[Any]:
        """Return the records the query asks for that this officer may read, masked where he need not know."""
        return [self._masked(record) for record in self.find_unmasked(query)]

    def find_unmasked(self, query: Query) -> list[Any]:
        """Return what `find` returns with nothing masked: for an import, which compares and does not show."""
        return self._traced(self._store.find(self._allowed(query)))

    def get(self, kind: str, record: str) -> Any:
        """Return one record; raises `NoSuchRecord` also for one this officer may not read."""
        try:
            found = self._readable(kind, record)
        except NoSuchRecord as refusal:
            self.note_refusal(refusal, of_kind=kind, of=record)
            raise
        self._traced([found])
        return self._masked(found)

    def get_listed(self, kind: str, record: str) -> Any:
        """Return one record as its list may show it, which leaves no trace; of most kinds, what `get` returns."""
        found = self._readable(kind, record)
        fields = type(found).model_fields
        contents = {
            name: MASK if fields[name].is_required() else fields[name].get_default()
            for name, column in columns(type(found)).items()
            if not (column.derived or listed(type(found), column.about))
        }
        return self._masked(found.model_copy(update=contents))

    def _readable(self, kind: str, record: str) -> Record:
        found = self._store.get(kind, record, self._visible(kind))
        if found is None:
            raise NoSuchRecord(id=record)
        return found

    def _traced(self, records: list[Any]) -> list[Any]:
        """Return records that are about to be read, once the trace is written that reading some kinds leaves."""
        log_access(self._store, self.officer, records, self.now, self.policy.settings(AccessLogSettings).minutes)
        return records

    def _masked(self, record: Record) -> Record:
        hidden = {name: covered(getattr(record, name)) for name in _unseen(self.viewer.duties, type(record))}
        return record.model_copy(update=hidden) if hidden else record

    def history(self, record: Record) -> list[Entry]:
        """Return all changes of a record this officer may read, oldest first, masked like the record itself.

        What became of those that stand under it (`core.rules.joined_records`) is in it too.
        """
        self.get(record.kind, record.id)
        known = columns(type(record)).values()
        covers = {column.name: covered for column in known if not sees(self.viewer, column.about)}
        covers |= {name: covered for name, info in type(record).model_fields.items() if info.exclude}
        under = self._store.under(record.kind, record.id)
        of_all = [self._store.history(each, record.kind) for each in (record.id, *under)]
        entries = sorted(chain(*of_all), key=lambda entry: (entry.change.time, entry.change.id))
        return [entry.masked(covers) for entry in entries]

    def done_today(self) -> int:
        """Return how much this officer has done here today: of each action, on how many records."""
        since = max(datetime.combine(self.today, time.min), self._first_signed_in())
        done: dict[str, dict[str, set[str]]] = {}
        ends = (since, datetime.combine(self.today, time.min) + timedelta(days=1))
        for name, kind, record in self._store.deeds(self.officer, *(int(each.timestamp() * 1000) for each in ends)):
            if name in ACTIONS:  # what is kept besides, such as the access log, is nobody's work
                done.setdefault(name, {}).setdefault(kind, set()).add(record)
        return sum(
            len(kinds.get(ACTIONS[name].on.kind) or max(kinds.values(), key=len)) for name, kinds in done.items()
        )

    def _first_signed_in(self) -> datetime:
        """Return when this officer first signed in here: before, others made the store."""
        signed_in = both(Is("event", (Event.SIGNED_IN,)), Is("officer", (self.officer,)))
        found = self._store.find(Query(AUDIT, signed_in, ("number",), limit=1))
        return found[0].when if found else FIRST_MOMENT

    @property
    def counts_all(self) -> bool:
        """Whether this officer may count all that sites exchange."""
        exchanged = (each for each in RECORDS.values() if not each.is_derived and each.compartment not in HOME)
        return all(reads_whole(self.viewer, each.kind) for each in exchanged)

    # The audit

    def note(self, event: Event, **said: Any) -> None:
        """Enter in the audit what is no action, such as signing in; raises what the disk says."""
        enter(self._store, self.officer, self.now, event, **said)

    def note_refusal(
        self, refusal: Refusal, action: type[Action] | None = None, of_kind: str = "", of: str = ""
    ) -> None:
        """Enter in the audit that something was refused, once the present transaction has ended."""
        said = {"action": action.verb() if action else "", "of_kind": of_kind, "of": identifier(of)}
        self._store.after_commit(partial(self.note, Event.REFUSED, **said, note=refusal.without_facts))
