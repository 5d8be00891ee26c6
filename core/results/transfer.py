"""What a transfer is to an officer: what would come in, what went out; `data.sync.exchange` sees to the file."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from core.desks.sync.contradictions import Why, sentence
from core.values.compartments import compartment_called, numbers
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_, Sentence, say

MORE = N_("More goes with the next transfer to this site; it may be written now.")
"""Said where one file did not hold, or was not to hold, all that may go."""
THE_REST = N_("What concerns kinds of records that you do not read whole is handled too, and not counted here.")
"""What is said to whoever may not count everything, whether there is such or not."""


class Counted(NamedTuple):
    """What is counted together: something of this kind in these compartments."""

    kind: str
    """Empty where it is only known in which compartment it stands."""
    parts: tuple[str, ...]


Shares = Mapping[Counted, int]
"""How much of a figure is of what."""


def shares(counted: Iterable[tuple[str, str]]) -> Shares:
    """Return how many there are of each pair of a kind and a compartment."""
    found = Counter(counted)
    return {Counted(kind, (part,)): count for (kind, part), count in found.items()}


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many records of a kind a transfer makes, how many it changes, and how many of them here it purges."""

    kind: str
    new: int
    changed: int
    purged: int = 0


@dataclass(frozen=True, slots=True)
class IncomingConflict:
    """A field that this transfer would leave with two values: ours and theirs."""

    kind: str
    record: str
    field: str
    ours: object
    theirs: object
    title: str = ""
    """What the record is called here, as far as an officer may know it (`Office.visible_conflicts`)."""


@dataclass(frozen=True, slots=True)
class IncomingDuplicate:
    """A record that this transfer would leave listed twice: it is one with another that is here or comes too."""

    kind: str
    title: str
    why: LabelledEnum


@dataclass(frozen=True, slots=True)
class IncomingBreach:
    """A rule that this transfer would leave broken, though each site has kept it (`core.rules.breaches`)."""

    kind: str
    rule: str
    title: str
    why: Sentence


@dataclass(frozen=True, slots=True)
class Missing:
    """A gap (`core.desks.sync.missing_changes`): changes that have not come, while others that follow them wait."""

    gap: str
    """The identifier of its record."""
    of: str
    ask: str
    names: tuple[str, str]
    """The names of the site that wrote it and of the one to be asked for it."""
    part: str
    first: int
    last: int
    waiting: int
    answers: bool = True
    """Whether a transfer of ours can reach the site that is to be asked."""

    def said(self) -> dict[str, Any]:
        """Return what its record says."""
        return {name: getattr(self, name) for name in ("of", "ask", "part", "first", "last", "waiting")}

    def sentence(self) -> Sentence:
        """Say what is missing, and from whom."""
        with_answer = N_(
            "Missing: changes {numbers} of “{part}”, written by {author}. {waiting} changes that follow wait "
            "for them. Ask {ask} to send again; your next transfer to {ask} says what is missing."
        )
        one_way = N_(
            "Missing: changes {numbers} of “{part}”, written by {author}. {waiting} changes that follow wait "
            "for them. The route is one way: have {ask} called up, and ask for a snapshot."
        )
        return say(
            with_answer if self.answers else one_way,
            numbers=numbers(self.first, self.last),
            part=compartment_called(self.part),
            author=self.names[0],
            ask=self.names[1],
            waiting=self.waiting,
        )


@dataclass(frozen=True, slots=True)
class Contradicted:
    """Where what a site has signed of its own history contradicts itself (`core.desks.sync.contradictions`)."""

    finding: str
    """The identifier of its record."""
    of: str
    name: str
    """What the site is called here; empty of this one."""
    why: Why
    incarnation: str
    shown: int
    state: datetime | None
    evidence: str

    def said(self) -> dict[str, Any]:
        """Return what its record says."""
        return {name: getattr(self, name) for name in ("of", "why", "incarnation", "shown", "state", "evidence")}

    def sentence(self) -> Sentence:
        """Say what is known, and what to do."""
        return sentence(self.why, self.shown, self.state, self.name)


@dataclass(frozen=True, slots=True)
class Numbered:
    """The place of a file in the series of a one-way route, and which files before it have not come."""

    number: int
    since: int
    missing: tuple[int, int] | None
    again: bool = False
    """Whether another file with this number has come before."""

    def warnings(self, sender: str) -> Iterator[Sentence]:
        """Yield what is odd about the number."""
        if self.missing:
            first, last = self.missing
            yield say(
                N_("Files {first} to {last} of {sender} have not come. Ask where those media are."),
                first=first,
                last=last,
                sender=sender,
            )
        if self.again:
            yield say(
                N_(
                    "Another file with the number {number} has come from {sender} before: that site was put back "
                    "from a copy, or copied. Ask an officer there whether that is so."
                ),
                number=self.number,
                sender=sender,
            )


@dataclass(frozen=True, slots=True)
class Preview:
    """A verified transfer file, and what applying it would do. Nothing has been written."""

    transfer: str
    digest: str
    """What tells its contents from any other's: applying is bound to it (changes §9.1)."""
    sender: str
    """The name of the sending site as we trust it."""
    sender_id: str
    made: datetime
    changes: int
    """Changes in the file."""
    new_changes: int
    """Those of them that are not known here yet."""
    counts: tuple[KindCount, ...] = ()
    clashes: tuple[IncomingConflict, ...] = ()
    duplicates: tuple[IncomingDuplicate, ...] = ()
    """What would be listed twice, so that an officer makes it one afterwards."""
    breaches: tuple[IncomingBreach, ...] = ()
    """Which rules would be broken, so that an officer puts it right afterwards."""
    unknown: int = 0
    """Changes of a newer version: kept, passed on, and shown after an upgrade."""
    receipts: int = 0
    """Transfers of ours that the sender confirms to have."""
    kept_by_hold: int = 0
    """Files that it purges and a legal hold keeps here."""
    void: int = 0
    """Records that it purges and that nobody may purge: they stay."""
    impossible: int = 0
    """Changes that mean something impossible (changes §9.5): kept and passed on, and named in a list."""
    restored_or_copied: bool = False
    """Whether the sender has changes of this site that are not here: it was put back from a copy, or copied."""
    audit_cut: bool = False
    """Whether the sender can prove that this site had other changes of its own (changes §12.6)."""
    clock: Sentence | None = None
    """What is odd about the clock of the sender, or of this machine (`core.rules.clock_check`)."""
    notices: tuple[Sentence, ...] = ()
    """What it teaches about other sites: new keys, a roster."""
    findings: tuple[Contradicted, ...] = ()
    """Where sites contradict what they have signed of their own history, and no officer has cleared that up."""
    forked: tuple[str, ...] = ()
    """The names of other sites of which this brings a second history: they were put back or copied."""
    waiting: int = 0
    """Changes of the file that follow something which has not come yet: they wait for it."""
    no_room: int = 0
    """Those of them for which there is no room: they come again."""
    joined: int = 0
    """Changes that have waited here and follow now."""
    discarded: int = 0
    """Changes that have waited here and do not stand any more."""
    missing: tuple[Missing, ...] = ()
    """What is missing once this is applied."""
    series: Numbered | None = None
    """Its place in the series of a one-way route."""
    of_what: Mapping[str, Shares] = field(default_factory=dict, repr=False)
    """How much of each figure, by its name, is of what; empty once it was told to an officer."""
    rest: bool = False
    """Whether an officer was told only a part of it, there being more or not."""

    def told(self, may_count: Callable[[Counted], bool]) -> "Preview":
        """Return it with only so much of each figure as somebody may count."""
        figures: dict[str, Any] = {
            name: sum(count for counted, count in of_what.items() if may_count(counted))
            for name, of_what in self.of_what.items()
        }
        return replace(self, **figures, of_what={})

    def plain(self) -> dict[str, Any]:
        """Return its fields for machine reading."""
        return {each.name: getattr(self, each.name) for each in fields(self) if each.name != "of_what"}

    def warnings(self) -> Iterator[Sentence]:
        """Yield what must be known before this is applied (changes §9.2)."""
        if self.clock:
            yield self.clock
        yield from self.notices
        if self.restored_or_copied:
            yield say(
                N_(
                    "{sender} has changes of this site that are not here: this store was put back from a copy, or "
                    "copied. They come back. If nobody here did that, tell the security officer."
                ),
                sender=self.sender,
            )
        if self.audit_cut:
            yield say(
                N_(
                    "{sender} can prove that the audit of this site was another one. It was cut or altered, or this "
                    "store was put back from a copy. What is missing of it does not come back. If nobody here did "
                    "that, tell the auditor and the security officer."
                ),
                sender=self.sender,
            )
        for finding in self.findings:
            yield finding.sentence()
        for site in self.forked:
            yield say(
                N_(
                    "Two histories of {site} exist: it was put back from a copy, or copied. Both are kept. "
                    "Ask an officer of {site} whether that is so."
                ),
                site=site,
            )
        if self.kept_by_hold:
            yield say(
                N_(
                    "{count} files that this purges are kept here, because a legal hold stands on them. "
                    "They are purged as soon as it is lifted."
                ),
                count=self.kept_by_hold,
            )
        if self.void:
            yield say(
                N_(
                    "{count} purges in this file name what is never purged. They take nothing. "
                    "Tell the security officer of the site that wrote them."
                ),
                count=self.void,
            )
        if self.impossible:
            yield say(
                N_(
                    "{count} changes in this file mean something impossible. They are kept and passed on, and change "
                    "nothing that was here. “Impossible changes” names them, and which site to ask."
                ),
                count=self.impossible,
            )
        yield from self._gaps()
        if self.series:
            yield from self.series.warnings(self.sender)

    def _gaps(self) -> Iterator[Sentence]:
        """Yield what waits and what is missing (changes §9.3)."""
        if self.joined:
            yield say(N_("{count} changes that have waited here follow now."), count=self.joined)
        if self.waiting:
            yield say(N_("{count} changes follow something that has not come yet: they wait."), count=self.waiting)
        for missing in self.missing:
            yield missing.sentence()
        if self.no_room:
            yield say(
                N_("For {count} of these changes there is no room: they come again with a later transfer."),
                count=self.no_room,
            )
        if self.discarded:
            yield say(
                N_(
                    "{count} changes that have waited here do not fit what came before them, or are not shared any "
                    "more: they are thrown away. If they come again, the file says what is wrong with them."
                ),
                count=self.discarded,
            )


@dataclass(frozen=True, slots=True)
class Sent:
    """A transfer file that was written and proved to be on its medium."""

    transfer: str
    path: Path
    to: str
    changes: int
    size: int
    counts: dict[str, int] = field(default_factory=dict)
    """Changes by kind."""
    volumes: int = 0
    """In how many volumes it was written; 0 if it is one file."""
    more: bool = False
    """Whether changes that may go to the site are in no transfer yet: one file did not hold them, or was not to."""
    rest: bool = False
    """Whether an officer was told only a part of these counts, there being more or not."""
