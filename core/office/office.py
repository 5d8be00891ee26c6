"""The office: an open store and a signed-in officer. The only door for screens and commands.

Rights, need to know, masking and four eyes are applied here, to reading and to acting alike; no desk checks by itself.
"""

import re
from array import array
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from itertools import chain
from typing import Any

from pydantic import ValidationError

from core import desks  # noqa: F401 - declares every record and action
from core.audit.access_log import log_access
from core.audit.audit_log import AuditBatch, enter, event_of, identifier, said_of
from core.audit.key_operations import KeyOperation
from core.audit.store_operations import StoreOperation
from core.desks.administration.officers import GRANT, Account
from core.desks.administration.rights_widenings import HELD_BACK, MOST, Widening
from core.model.action import ACTIONS, Action, create
from core.model.audit_event import Event
from core.model.change import HOME, Draft, Entry, seconds
from core.model.merge import Heads
from core.model.query import EVERYTHING, NOTHING, Condition, Is, Query, StartsWith, both, fields_of, limited
from core.model.record import ANY, RECORDS, Record, columns, listed, owner_field
from core.model.store import Progress, Store, no_progress
from core.policy.pack import AccessLogSettings, Policy, WorkdaySettings
from core.results.transfer import Counted, IncomingConflict, Preview, Twinned
from core.rights.effective_rights import Comparison, changes_rights, viewer_of
from core.rights.four_eyes import changed_since_seen, eyes_faults, is_matter, last_writers, officer_faults, same_person
from core.rights.visibility import compartments_counted, covered, readable, reads_whole, sees
from core.rules.agenda import Conflict
from core.values.bounds import FIRST_MOMENT, LAST_MOMENT
from core.values.cleaning import code_key, folded
from core.values.mask import MASK
from core.values.refusal import Refusal
from core.values.sentence import N_, Sentence, Translate, say
from core.values.tree_path import MOST_LEVELS, SEPARATOR
from core.values.workdays import Workdays
from core.wording.field_errors import draft_faults, named_faults
from core.wording.record_text import spoken, titled


class NoAccount(Refusal):
    """Seat {seat} has no open account in this store. Ask the system administrator to open one."""


class NotAllowed(Refusal):
    """Your roles do not let you do this: {action}. Ask an officer whose roles do."""

    by_right = True


_IN_BRACKETS = re.compile(r"\[([0-9a-f]{32})\]$")
"""The identifier behind what a record is called, as `SeveralRecords` tells several apart."""
_SHOWN_NUMBER = re.compile(r"\s*(\S+)[\s(（]")
"""A number with its site or more behind it."""

MOST_NAMED = 4
"""How many records are named where several are meant by what was asked for."""


class NoSuchRecord(Refusal):
    """There is no record {id} here. Check the identifier; `list` shows what there is."""

    by_right = True


class SeveralRecords(Refusal):
    """Several records begin with {id}, or have it as their number: {found}. Give the identifier of one of them."""

    def __init__(self, asked: str, found: Sequence[str]) -> None:
        """Keep what was asked for, and what was found of it, each with its name and its identifier."""
        named = [*found[:MOST_NAMED], *(["…"] if len(found) > MOST_NAMED else [])]
        super().__init__(id=asked, found="; ".join(named))


class Refused(Refusal):
    """{action}: refused. {reasons}"""  # noqa: D400 - the reasons bring their own full stops

    def __init__(self, action: Sentence, findings: Sequence[Sentence], *, by_right: bool = False) -> None:
        """Keep the findings, so that a form can show them one by one, and whether they are about who asks."""
        super().__init__(action=action, reasons=Reasons(findings))
        self.findings = tuple(findings)
        self.by_right = by_right

    @property
    def told(self) -> str:
        """The first finding without its facts."""
        return self.findings[0].template


OUT_OF_REACH = N_("The dates that follow from this are out of range. Check its dates and numbers.")


class Reasons(Sentence):
    """Several findings as one text."""

    def __init__(self, findings: Sequence[Sentence]) -> None:
        super().__init__("", {})
        object.__setattr__(self, "findings", tuple(findings))

    def say(self, translate: Callable[[str], str] = str) -> str:
        """Return the findings after one another."""
        return " ".join(finding.say(translate) for finding in self.findings)  # type: ignore[attr-defined]


class Office:
    """An open store as one officer sees and uses it."""

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
        self.refresh()

    def refresh(self) -> None:
        """Read policy and rights again: they change through actions, and units through transfers too."""
        self.policy = Policy(self._store.find(Query("policy", limit=1))[0].text)
        self._workdays: Workdays | None = None
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

    def _visible(self, kind: str) -> Condition:
        return readable(self.viewer, RECORDS[kind])

    def _allowed(self, query: Query) -> Query:
        """Add the rights to a query: what the viewer may not read, or not look into, matches nothing."""
        asked = [*fields_of(query.kind, query.where), *((query.kind, name.lstrip("-")) for name in query.order)]
        where = NOTHING if any(self._hidden(*each) for each in asked) else limited(query.where, self._visible)
        order = query.order or RECORDS[query.kind].order
        return replace(query, where=both(self._visible(query.kind), where), order=order)

    def _hidden(self, kind: str, field: str) -> bool:
        """Whether a field stays hidden in lists and is no use for a filter: masked, or read only with a trace."""
        about = columns(RECORDS[kind])[field].about if field in columns(RECORDS[kind]) else None
        return about is not None and not (sees(self.viewer, about) and listed(RECORDS[kind], about))

    def reads(self, kind: str) -> bool:
        """Whether this officer may read any record of a kind."""
        return self._visible(kind) != NOTHING

    def keys(self, query: Query) -> "array[int]":
        """Return the row numbers of the records the query asks for that this officer may read."""
        return self._store.keys(self._allowed(query))

    def count(self, query: Query) -> int:
        """Return how many records the query asks for that this officer may read."""
        return self._store.count(self._allowed(query))

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
        return [self._masked(record) for record in self.originals(query)]

    def originals(self, query: Query) -> list[Any]:
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

    def glance(self, kind: str, record: str) -> Any:
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

    def look_up(self, asked: str, kind: str = "") -> Any:
        """Return the record, of any kind or of this one, that has this number, or whose identifier begins so.

        A number is taken as it is shown: with the site that gave it behind, with what the record is about, and with the
        identifier that tells it apart from others.

        Raises:
            NoSuchRecord, SeveralRecords: it is none, or several that this officer may read.
        """
        if told_apart := _IN_BRACKETS.search(asked):
            asked = told_apart[1]
        kinds = [each for each in RECORDS if not RECORDS[each].mirrors and kind in ("", each)]
        found = [record for each in kinds for record in self._numbered(each, asked)]
        found = found or [record for each in kinds for record in self._beginning(each, asked)]
        if not found:  # it may stand under another
            under = [record for each in kinds for record in self._beginning(each, asked, joined=True)]
            found = [self.get(record.kind, record.id) for record in under]
        if not found:
            self.note_refusal(refusal := NoSuchRecord(id=asked), of=asked)
            raise refusal
        if len(found) > 1:
            raise SeveralRecords(asked, [self._told_apart(self._masked(each)) for each in found])
        return self._masked(self._traced(found)[0])

    def _told_apart(self, record: Record) -> str:
        """Return what a record is called, with the site that gave its number, this one too, and its identifier."""
        site = getattr(record, record.issued[1]) if record.issued else ""
        where = f" ({self.title('site', site)})" if site == self.site else ""  # another stands behind its number
        return f"{self.called(record)}{where} [{record.id}]"

    def _numbered(self, kind: str, number: str) -> list[Any]:
        """Return the few readable records of a kind that bear a number which people write down."""
        known = columns(RECORDS[kind])
        if not number or "number" not in known or known["number"].type is not str or self._hidden(kind, "number"):
            return []
        found = self._bearing(kind, number)
        if not found and (shown := _SHOWN_NUMBER.match(number)):
            found = [
                each
                for each in self._bearing(kind, shown[1])
                if folded(number) in (folded(self.called(each)), folded(self._number_and_site(each)))
            ]
        return found[: MOST_NAMED + 1]

    def _bearing(self, kind: str, number: str) -> list[Any]:
        field, wanted = ("key", code_key(number)) if "key" in columns(RECORDS[kind]) else ("number", number)
        return self._store.find(Query(kind, both(Is(field, (wanted,)), self._visible(kind)), ("id",)))

    def _number_and_site(self, record: Any) -> str:
        """Return a number with the site that gave it behind, this one too."""
        site = getattr(record, record.issued[1]) if record.issued else ""
        return f"{record.number} ({self.title('site', site)})" if site else record.number

    def _beginning(self, kind: str, prefix: str, *, joined: bool = False) -> list[Any]:
        """Return the few readable records of a kind by the beginning of their identifier; others count for none.

        With `joined` it is those that stand under others.
        """
        visible = self._visible(kind)
        if visible == NOTHING:
            return []
        where = both(StartsWith("id", prefix), visible)
        return self._store.find(Query(kind, where, ("id",), limit=MOST_NAMED + 1, joined=joined))

    def _masked(self, record: Record) -> Record:
        hidden = {
            column.name: covered(getattr(record, column.name))
            for column in columns(type(record)).values()
            if not (column.derived or sees(self.viewer, column.about))
        }
        return record.model_copy(update=hidden) if hidden else record

    def title(self, kind: str, record: str, translate: Translate = str) -> str:
        """Return the one-line name of a record of a kind, or of `ANY`; of one that is not to be read, its beginning."""
        kinds = [found for found, _ in self._store.kind_of(record)] if kind == ANY and record else [kind]
        found = self._store.get(kinds[0], record, self._visible(kinds[0])) if record and kinds else None
        return self.called(found, translate) if found else record[:8]

    def called(self, record: Record, translate: Translate = str) -> str:
        """Return the one-line name of a record, as it can be told apart from others; of one that has none, its kind.

        Where others of its kind bear its name too, those above it stand in front.
        """
        kind, title = type(record), self._titled(record)
        if words := spoken(record):
            return words.say(translate)
        if kind.bears:
            whose = getattr(record, kind.bears)
            name = self.title(columns(kind)[kind.bears].about.refers, whose, translate)
            return name if title == whose else f"{name} {title}"
        if title == record.id:
            return translate(kind.label)
        if not kind.within or not getattr(record, kind.within):
            return title
        namesakes = Query(kind.kind, Is("name", (record.name,)))  # type: ignore[attr-defined]
        return SEPARATOR.join(self._path(record)) if self._store.count(namesakes) > 1 else title

    def _path(self, record: Record) -> tuple[str, ...]:
        """Return the titles from the root down to a record; bounded, because two sites at once can make a loop."""
        kind, titles = type(record), [titled(record)]
        above = self._store.get(kind.kind, getattr(record, kind.within), EVERYTHING)
        while above and len(titles) < MOST_LEVELS:
            titles.append(titled(above))
            above = self._store.get(kind.kind, getattr(above, kind.within), EVERYTHING)
        return tuple(reversed(titles))

    def _titled(self, record: Record) -> str:
        """Return the title of a record; a number that another site gave stands in it with that site's name."""
        if record.issued is None:
            return titled(record)
        number, site = record.issued
        marked = self.number(getattr(record, number), getattr(record, site))
        return titled(record.model_copy(update={number: marked}))

    def officer_then(self, officer: str, record: str, change: bytes = b"", translate: Translate = str) -> str:
        """Return what an officer was called when a change of a record was made, or its first, and if that was changed.

        It goes by the order in which changes came to be here: no later change, whatever its clock says, renames who did
        something.
        """
        if not self.reads("officer"):
            return self.title("officer", officer)
        stood, place = self._store.stood(officer, "officer", "name"), self._store.place(record, change)
        if len(stood) < 2:
            return self.title("officer", officer)
        then, now = max(sum(each.place <= place for each in stood), 1) - 1, stood[-1]
        name = str(stood[then].value)
        if name == str(now.value):
            return name
        day = datetime.fromtimestamp(seconds(stood[then + 1].time)).date()
        facts = {"name": name, "now": str(now.value), "day": day, "site": self.title("site", stood[then + 1].site)}
        return say(N_("{name} (now {now}; changed {day}, {site})"), **facts).say(translate)

    def number(self, number: str, site: str) -> str:
        """Return a number with the name of the site that gave it behind, if that is another one."""
        if not (number and site) or site == self.site:
            return number
        return f"{number} ({self.title('site', site)})"

    def history(self, record: Record) -> list[Entry]:
        """Return all changes of a record this officer may read, oldest first, masked like the record itself.

        What became of those that stand under it (`core.rules.joined_records`) is in it too.
        """
        self.get(record.kind, record.id)
        known = columns(type(record)).values()
        covers = {column.name: covered for column in known if not sees(self.viewer, column.about)}
        under = self._store.under(record.kind, record.id)
        of_all = [self._store.history(each, record.kind) for each in (record.id, *under)]
        entries = sorted(chain(*of_all), key=lambda entry: (entry.change.time, entry.change.id))
        return [entry.masked(covers) for entry in entries]

    def rivals(self, conflict: Conflict) -> list[Entry]:
        """Return the changes that gave a field its different values, the one that is shown first."""
        record = self.get(conflict.of_kind, conflict.of)
        order = [write.id for write in self._store.heads(conflict.of, conflict.of_kind)[conflict.field]]
        entries = {entry.change.id.hex(): entry for entry in self.history(record)}
        return [entries[identifier] for identifier in order]

    def clashes(self, clashes: Iterable[IncomingConflict]) -> tuple[IncomingConflict, ...]:
        """Return the clashes of records this officer may read, by name, and masked like the records."""
        readable = (
            (clash, self._store.get(clash.kind, clash.record, self._visible(clash.kind)))
            for clash in clashes
            if clash.kind in RECORDS
        )
        return tuple(
            replace(clash, title=self._named_or_whole(found), **self._covered(clash))
            for clash, found in readable
            if found
        )

    def _covered(self, clash: IncomingConflict) -> dict[str, str]:
        return {"ours": MASK, "theirs": MASK} if self._hidden(clash.kind, clash.field) else {}

    def _named_or_whole(self, record: Record) -> str:
        """Return the name of a record, or of what it is a part of; nothing if both have none."""
        if record.title != record.id:
            return self.called(record)
        owner = owner_field(type(record))
        return self.title(owner.about.refers, getattr(record, owner.name)) if owner else ""

    def twinned(self, twins: Iterable[Twinned]) -> tuple[Twinned, ...]:
        """Return what would be listed twice of the kinds that this officer may read whole."""
        return tuple(each for each in twins if self._visible(each.kind) == EVERYTHING)

    @property
    def counts_all(self) -> bool:
        """Whether this officer may count all that sites exchange."""
        exchanged = (each for each in RECORDS.values() if not each.mirrors and each.compartment not in HOME)
        return all(reads_whole(self.viewer, each.kind) for each in exchanged)

    def told(self, counts: Mapping[str, int]) -> dict[str, int]:
        """Return counts by kind, of those kinds that this officer may read whole."""
        return {kind: count for kind, count in counts.items() if reads_whole(self.viewer, kind)}

    def previewed(self, preview: Preview) -> Preview:
        """Return what a transfer would do, or did, as far as this officer may know it.

        What he may not know changes nothing of it: neither a figure nor whether something is said.
        """
        counted = compartments_counted(self.viewer)

        def may_count(figure: Counted) -> bool:
            if figure.kind in RECORDS:
                return reads_whole(self.viewer, figure.kind)
            return counted.issuperset(figure.parts)

        return replace(
            preview.told(may_count),
            counts=tuple(each for each in preview.counts if reads_whole(self.viewer, each.kind)),
            clashes=self.clashes(preview.clashes),
            twins=self.twinned(preview.twins),
            missing=tuple(gap for gap in preview.missing if gap.part in counted),
            rest=not self.counts_all,
        )

    # Acting

    def may(self, action: type[Action]) -> bool:
        """Whether this officer's roles carry the action's duty."""
        return action.duty in self.viewer.duties

    def require(self, action: type[Action]) -> None:
        """Refuse what this officer's roles do not let him do; raises `NotAllowed`."""
        if not self.may(action):
            self.note_refusal(refusal := NotAllowed(action=say(action.label())), action)
            raise refusal

    def require_duty(self, duty: str, what: str) -> None:
        """Refuse what takes a duty and is no single action, such as an import; raises `NotAllowed`.

        The audit tells it by `what`, a catalogue key.
        """
        if duty not in self.viewer.duties:
            self._store.afterwards(partial(self.note, Event.REFUSED, note=what))
            raise NotAllowed(action=say(what))

    def may_do(self, deed: StoreOperation) -> bool:
        """Whether this officer's roles carry a duty that does something with the whole store."""
        return not deed.duties.isdisjoint(self.viewer.duties)

    def begin(self, deed: StoreOperation) -> None:
        """Enter in the audit that something is done with the whole store; raises `NotAllowed`, which stands there too.

        It is entered before it is done, for what it tells has been told then.
        """
        if not self.may_do(deed):
            self._store.afterwards(partial(self.note, Event.REFUSED, note=deed.label))
            raise NotAllowed(action=say(deed.label))
        self.note(deed.event, note=deed.label)

    def offered(self, kind: str, record: Record | None = None) -> list[type[Action]]:
        """Return the actions this officer may do to a record now, or those that make one of its kind."""
        return [
            action
            for action in ACTIONS.values()
            if action.on.kind == kind
            and self.may(action)
            and (action.creates if record is None else not action.creates)
            and (record is None or _applies(action, record))
            and (record is None or not action.elsewhere or record.id != self.site)
        ]

    def do(self, action: Action) -> None:
        """Do one action, whole or not at all; raises `NotAllowed`, `NoSuchRecord` or `Refused`."""
        self.do_all((action,))

    def do_all(self, actions: Iterable[Action], progress: Progress = no_progress, total: int = 0) -> int:
        """Do many actions in one transaction, each seeing the ones before it; return how many.

        All or nothing: the first refusal undoes every one.
        """
        done, rights, deeds, moved = 0, (self.policy, self.viewer), AuditBatch(), False
        try:
            with self._store.transaction():
                for action in actions:
                    moved |= self._act(action, deeds)
                    done += 1
                    if total and done % 200 == 0:
                        progress(done, total)
                if moved:
                    self.hold_back()
                deeds.enter(self._store, self.officer, self.now)
        except BaseException:
            self.policy, self.viewer = rights  # what had changed them is undone
            raise
        return done

    def rehearse(self, actions: Sequence[Action], *, attempt: bool = True) -> None:
        """Raise what `do_all` would raise, and write nothing; what an officer may not do is audited as an attempt.

        Each action finds the record it is done to as the ones before it would leave it; searches see the store alone.
        """
        targets = {action.target for action in actions[1:]}
        drafted: dict[str, Record] = {}
        for action in actions:
            for draft in self._decided(action, drafted, attempt=attempt):
                if draft.record in targets:
                    before = drafted.get(draft.record) or self._store.get(draft.kind, draft.record, EVERYTHING)
                    fields = before.model_dump() if before else {"id": draft.record}
                    drafted[draft.record] = RECORDS[draft.kind].model_validate({**fields, **draft.fields})

    def entered_first(self, action: Action) -> KeyOperation:
        """Return an action that changes who can open the store, to be entered before it is done; refuses like `do`."""
        if not type(action).key_deed:
            raise TypeError(f"{action.verb()} is no deed with the keys")
        drafts = self._decided(action, {})
        event = event_of(type(action), drafts) or Event.KEYS
        return KeyOperation(self.officer, action.verb(), event, said_of(action, drafts), tuple(drafts))

    def _act(self, action: Action, deeds: AuditBatch) -> bool:
        """Do an action; return whether it changed that on which rights rest."""
        drafts = self._decided(action, {})
        rights = any(changes_rights(draft, self._store) for draft in drafts)
        self._store.write(drafts, officer=self.officer, action=type(action).verb())
        deeds.add(action, drafts, rights=rights)
        changed = {draft.kind for draft in drafts}
        bound = {"unit": self.viewer.units, "cell": self.viewer.cells}
        if changed & {"policy", "account", "widening"} or any(bound.get(kind) is not None for kind in changed):
            self.refresh()
        return rights

    def hold_back(self, sender: str = "") -> None:
        """Enter what the present transaction would widen, so that rights leave it aside until it is accepted.

        `sender` is the site of which it takes in what it wrote. What an officer does here who says himself what others
        may do widens at once, but for himself.
        """
        mine = GRANT in self.viewer.duties and not sender
        drafts = []
        for widened in Comparison(self._store, self.policy).widened():
            because = widened.pop("because")
            if mine and widened["officer"] not in same_person(self.officer, self.context()):
                continue
            whence = {"site": self._written_by(because, widened.get("field", "")) or sender or self.site}
            whence |= {} if sender else {"by": self.officer}
            opened = widened["records"]
            for records in (opened[start : start + MOST] for start in range(0, len(opened), MOST)):
                told = {**widened, **whence, "records": records, "count": len(records), "day": self.today}
                drafts.append(create(Widening.model_validate(told)))
        if drafts:
            self._store.write(drafts, officer=self.officer, action=HELD_BACK)
        self.refresh()

    def _written_by(self, record: str, field: str) -> str:
        """Return the site that was the last to write a field of a record, or anything of it if none is named."""
        sites = [
            entry.change.stream.site
            for entry in self._store.history(record)
            if field in ("", *entry.change.body.fields)
        ]
        return sites[-1] if sites else ""

    def _decided(self, action: Action, drafted: Mapping[str, Record], *, attempt: bool = True) -> list[Draft]:
        """Return what an action changes, or raise why it may not be done; what is about rights is noted."""
        try:
            return self._decide(action, drafted)
        except Refusal as refusal:
            if attempt and refusal.by_right:
                of = "" if type(action).creates else action.target
                self.note_refusal(refusal, type(action), of_kind=action.on.kind, of=of)
            raise

    def _decide(self, action: Action, drafted: Mapping[str, Record]) -> list[Draft]:
        """Return what an action changes, or raise why it may not be done; `drafted` records win over stored ones."""
        if not self.may(type(action)):
            raise NotAllowed(action=say(type(action).label()))
        record = None
        if not type(action).creates:
            kind = type(action).on.kind
            record = drafted.get(action.target) or self._store.get(kind, action.target, self._visible(kind))
            if record is None:
                raise NoSuchRecord(id=action.target)
        context = _Context(self)
        asked_by = list(self._four_eyes(action, record, stored=action.target not in drafted))
        findings = [*asked_by, *_stage(action, record)]
        try:
            findings = findings or [*_named(action, record, context), *action.refusals(record, context)]
            drafts = [] if findings else [draft for draft in action.changes(record, context) if draft.fields]
        except ValidationError as error:  # of a record that it would make
            raise Refused(say(type(action).label()), named_faults(error)) from None
        except OverflowError:
            raise Refused(say(type(action).label()), [say(OUT_OF_REACH)]) from None
        if findings:
            raise Refused(say(type(action).label()), findings, by_right=bool(asked_by))
        if unfit := [fault for draft in drafts for fault in draft_faults(draft)]:
            raise Refused(say(type(action).label()), unfit)
        for made in _made(action, drafts):
            asked_by = list(eyes_faults(action, made, (), context))
            if findings := [*asked_by, *officer_faults(action, made, context)]:
                raise Refused(say(type(action).label()), findings, by_right=bool(asked_by))
        return drafts

    def _four_eyes(self, action: Action, record: Record | None, *, stored: bool) -> Iterable[Sentence]:
        if record is None:
            return
        writers: frozenset[str] = frozenset()
        if type(action).approves and stored:
            of = (record.id, record.kind)
            writers = last_writers(self._store.heads(*of), self._store.history(*of), type(action).approves, self.site)
        yield from eyes_faults(action, record, writers, self.context())
        yield from changed_since_seen(action, self._masked(record))

    # The audit

    def note(self, event: Event, **said: Any) -> None:
        """Enter in the audit what is no action, such as signing in; raises what the disk says."""
        enter(self._store, self.officer, self.now, event, **said)

    def note_refusal(
        self, refusal: Refusal, action: type[Action] | None = None, of_kind: str = "", of: str = ""
    ) -> None:
        """Enter in the audit that something was refused, once the present transaction has ended."""
        said = {"action": action.verb() if action else "", "of_kind": of_kind, "of": identifier(of)}
        self._store.afterwards(partial(self.note, Event.REFUSED, **said, note=refusal.told))

    # What desks decide with

    def context(self) -> "_Context":
        """Return what an action may know, for forms that ask `suggest` before there is an action."""
        return _Context(self)


def _applies(action: type[Action], record: Record) -> bool:
    """Whether an action is such that it can be done to a record; not where that cannot be worked out."""
    try:
        return action.applies(record)
    except Exception:  # as in `core.wording.record_text`: a desk meets what it was not made for
        return False


def _stage(action: Action, record: Record | None) -> Iterable[Sentence]:
    if record is not None and action.stages and getattr(record, "stage", None) not in action.stages:
        stage = record.stage  # type: ignore[attr-defined]
        yield say(N_("It cannot be done at this stage: {stage}."), stage=say(stage.label))


def _made(action: Action, drafts: Iterable[Draft]) -> Iterable[Record]:
    """Yield the matter that an action is about to make: whom it is about does not make it either."""
    if type(action).creates and is_matter(type(action).on):
        for draft in drafts:
            if draft.record == action.target:
                yield RECORDS[draft.kind].model_validate({"id": draft.record, **draft.fields})


def _named(action: Action, record: Record | None, context: "_Context") -> Iterable[Sentence]:
    return () if record is None else officer_faults(action, record, context)


class _Context:
    """What an action may know when it decides (`core.model.context.Context`): rules look at everything there is."""

    def __init__(self, office: Office) -> None:
        self._store = office._store
        self.officer = office.officer
        self.now = office.now
        self.today = office.today
        self.site = office.site
        self.policy = office.policy
        self._office = office

    @property
    def workdays(self) -> Workdays:
        """The working days of the office."""
        return self._office.workdays

    def get(self, kind: str, record: str) -> Record | None:
        """Return a record, whoever may read it."""
        return self._store.get(kind, record, EVERYTHING)

    def find(self, query: Query) -> list[Any]:
        """Return the records a query asks for, whoever may read them."""
        return self._store.find(query)

    def rows(self, query: Query, *names: str) -> list[tuple[Any, ...]]:
        """Return columns of the records a query asks for, of those the officer may read: quicker than the records."""
        return self._store.page(query.kind, self._office.keys(query), names, EVERYTHING)

    def values(self, kind: str, field: str) -> list[Any]:
        """Return each value that a field has, once, of the records of a kind that the officer may read."""
        return [value for value, _count in self._office.groups(Query(kind), field)]

    def title(self, kind: str, record: str, translate: Translate = str) -> str:
        """Return what a record of a kind, or of `ANY`, is called on the officer's screen."""
        return self._office.title(kind, record, translate)

    def seen(self, query: Query) -> bool:
        """Whether there is what a query asks for among what the officer may read: no refusal tells of the rest."""
        return self._office.count(query) > 0

    def under(self, kind: str, record: str) -> list[str]:
        """Return the records that stand under one as the same (`core.rules.joined_records`)."""
        return self._store.under(kind, record)

    def history(self, record: str, kind: str) -> list[Entry]:
        """Return all changes of a record of a kind, oldest first, whoever may read them."""
        return self._store.history(record, kind)

    def heads(self, record: str, kind: str = "") -> Heads:
        """Return the heads of each field of a record."""
        return self._store.heads(record, kind)

    def places(self, site: str, before: str = "") -> tuple[str, ...]:
        """Return the names of the last places that are here of a site's streams, or were before a record was made."""
        return self._store.places(site, before)

    def beyond(self, site: str, places: Collection[str], *, complete: bool) -> list[tuple[str, str]]:
        """Return kind and identifier of each record that a site changed after these places of its streams."""
        return self._store.beyond(site, places, complete=complete)
