"""Findings 异常发现: where what a site has signed of its own history contradicts itself (changes §12.7).

A finding rests on nothing but signatures of that site. It refuses no file and takes nothing away: it stands in Today of
those who look after transfers until an officer has cleared it up.
"""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any

from core.desks.sync.trust import TRUST
from core.model.action import Action, amend
from core.model.audit_event import Event
from core.model.change import LOCAL, Draft
from core.model.context import Context
from core.model.deadline import Due
from core.model.field import About, Role, Start
from core.model.record import Record
from core.values.bounds import Count
from core.values.field_types import REQUIRED, Line
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_, Sentence, say


class Why(LabelledEnum):
    """What is contradictory about what a site has signed."""

    WENT_BACK = "went_back", N_("went back behind what it had shown")
    TWO_HISTORIES = "two_histories", N_("has two histories of one time")
    NOT_VOUCHED = "not_vouched", N_("does not vouch for how it began anew")
    TWO_AT_ONCE = "two_at_once", N_("runs twice at once")
    PUT_BACK = "put_back", N_("was put back, and nobody declared it")
    SILENT = "silent", N_("shows nothing of its audit")
    RESTORED = "restored", N_("was restored from a backup")


_OF_ANOTHER = {
    Why.WENT_BACK: N_(
        "{site} has signed that its audit had come to {shown} changes, and has shown and signed afterwards what does "
        "not go on from there. Its store was put back from an old copy or its audit was altered. Call {site}, and "
        "tell the security officer."
    ),
    Why.TWO_HISTORIES: N_(
        "{site} has signed two different things as change {shown} of its audit: its store was copied or put back, or "
        "its audit was altered. Call {site}, and tell the security officer."
    ),
    Why.NOT_VOUCHED: N_(
        "{site} shows a new beginning of its store, and its signatures do not say, or not once and for all, where the "
        "one before ended. Call {site}, and tell the security officer."
    ),
    Why.TWO_AT_ONCE: N_(
        "{site} has begun anew, and its store from before went on all the same, up to change {shown}: the store runs "
        "twice, or a clock there is wrong. Call {site}."
    ),
    Why.PUT_BACK: N_(
        "{site} says that its store was found to be put back from a copy, without a restoration by an officer. "
        "{shown} changes of its audit that had been shown are not in it. Call {site}."
    ),
    Why.SILENT: N_(
        "{site} shows nothing of its audit in this file, as every file must. Call {site}, and tell the security "
        "officer."
    ),
    Why.RESTORED: N_(
        "{site} declares: its store was restored from a backup of {state}. {shown} changes of its audit that had been "
        "shown are not in it. What was sent to others comes back by transfer."
    ),
}
_OF_THIS = {
    Why.WENT_BACK: N_(
        "This site has signed that its audit had come to {shown} changes, and has shown afterwards what does not go on "
        "from there: its store was put back from an old copy, or its audit was altered. If nobody here did that, tell "
        "the auditor and the security officer."
    ),
    Why.TWO_HISTORIES: N_(
        "This site has signed two different things as change {shown} of its audit: its store was copied or put back, "
        "or its audit was altered. If nobody here did that, tell the auditor and the security officer."
    ),
    Why.NOT_VOUCHED: N_(
        "This site has shown a new beginning of its store without saying once and for all where the one before ended. "
        "If nobody here did that, tell the auditor and the security officer."
    ),
    Why.TWO_AT_ONCE: N_(
        "This site has begun anew, and its store from before went on all the same, up to change {shown}: it runs "
        "twice. Stop one of the two."
    ),
    Why.PUT_BACK: N_(
        "The store of this site was found to be put back from a copy without a restoration. {shown} changes of its "
        "audit that had been shown are not in it. If nobody here did that, tell the auditor and the security officer."
    ),
    Why.SILENT: N_("This site has sent a file that shows nothing of its audit."),
    Why.RESTORED: N_(
        "This store was restored from a backup of {state}. {shown} changes of its audit that other sites had been "
        "shown are not in it. What was sent to others comes back by transfer."
    ),
}


def sentence(why: Why, shown: int, state: datetime | None, site: str = "") -> Sentence:
    """Say what is known of another site, by its name, or of this one; and what to do."""
    said = (_OF_ANOTHER if site else _OF_THIS)[why]
    return say(said, site=site, shown=shown, state=f"{state:%Y-%m-%d %H:%M}" if state else "")


Of = Annotated[str, About(N_("Site"), column=20, refers="site", index=True)]
Found = Annotated[Why, About(N_("What was found"), column=44, index=True)]
Incarnation = Annotated[str, About(N_("Incarnation"), column=16)]
Shown = Annotated[Count, About(N_("Shown before"), column=12)]
State = Annotated[datetime, About(N_("State as of"), column=16)]
Evidence = Annotated[str, About(N_("Evidence"))]
Note = Annotated[Line, About(N_("What came of it"))]


class Finding(Record):
    """Something that a site has signed of its own history and that contradicts what it had signed before."""

    kind = "finding"
    label = N_("Finding about a site")
    plural = N_("Findings about sites")
    compartment = LOCAL
    audited = Event.CONTRADICTED
    duty = "transfers.read"
    order = ("seen_on", "-found")

    of: Of
    why: Found
    incarnation: Incarnation = ""
    """The incarnation that contradicts; empty if it is none in particular."""
    shown: Shown = 0
    """How many changes of its own the site had shown, or as many as are missing where it was put back."""
    state: State | None = None
    """Of a restoration, when the backup was made."""
    found: Annotated[date, About(N_("Found"), column=10)]
    evidence: Evidence = ""
    """What tells whether more has come since an officer cleared it up."""
    seen_on: Annotated[date | None, About(N_("Cleared up"), column=10)] = None
    seen_by: Annotated[str, About(N_("By"), column=12, refers="officer", says=Role.DOER)] = ""
    note: Note = ""

    bears = "of"

    @property
    def title(self) -> str:
        """The identifier of the site; `Office.called` puts its name there."""
        return self.of

    def agenda(self) -> Iterable[Due]:
        """Clearing it up; a restoration that was declared asks for nothing."""
        if self.seen_on is None and self.why is not Why.RESTORED:
            yield Due(self.found, say(N_("clear up with the site")), duty=TRUST)

    def sentence(self, site: str = "") -> Sentence:
        """Say what is known; `site` is the name of the site, empty of this one."""
        return sentence(self.why, self.shown, self.state, site)

    def explain(self) -> Sentence | None:
        """Return why it is due."""
        if self.seen_on is not None or self.why is Why.RESTORED:
            return None
        said = N_("Due {day}: it was found on that day that the site {found}, and nobody has cleared it up.")
        return say(said, day=self.found, found=say(self.why.label))


def finding_id(site: str, why: Why, incarnation: str) -> str:
    """Return the identifier of the record of a finding: the same whenever the same is found."""
    named = "\0".join(("finding", site, why, incarnation))
    return hashlib.sha256(named.encode()).hexdigest()[:32]


class NoteFinding(Action):
    """Enter what a site has signed that contradicts itself; if more of it comes, it is to be cleared up again."""

    on = Finding
    creates = True
    duty = "transfers.receive"
    stamps = {"found": Start.TODAY, "seen_on": None, "seen_by": "", "note": ""}

    of: Of
    why: Found
    incarnation: Incarnation = ""
    shown: Shown = 0
    state: State | None = None
    evidence: Evidence = ""

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Enter it, or what is more of it."""
        known = context.get("finding", self.target)
        if isinstance(known, Finding):
            yield amend(known, **self.written(record, context))
        else:
            yield from super().changes(record, context)


class ClearUpFinding(Action):
    """Record that this was cleared up with the site, and what came of it. What was found stays in the list."""

    on = Finding
    duty = TRUST
    key = "v"
    once = "seen_on"
    stamps = {"seen_on": Start.TODAY, "seen_by": Start.ME}

    note: Annotated[Note, REQUIRED]

    @classmethod
    def applies(cls, record: Any) -> bool:
        """The site has not declared it itself."""
        return super().applies(record) and record.why is not Why.RESTORED

    def refuse(self, record: Finding, context: Context) -> Iterable[Sentence]:
        """Reject a restoration that the site has declared itself."""
        if record.why is Why.RESTORED:
            yield say(N_("The site has declared this restoration itself; nothing is to be cleared up."))
