"""The audit 审计: who signed in, was refused, read, decided, and changed rights or policy.

An entry holds identifiers, names of the program and a number, never a name, a text or a value of the office: a purge
need not touch it. Nothing amends or purges one, and they are numbered without a gap, so that one that was taken out is
missed (docs/formats/changes.md §12). They are written here and nowhere else; `core.office.office` says when.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from typing import Annotated, Any, Final

from pydantic import Field

from core.model.action import Action, create
from core.model.audit_event import Event
from core.model.change import LOCAL, Draft
from core.model.context import Context
from core.model.field import About, Names, Role
from core.model.figure import Figure
from core.model.query import Between, Condition, Is, Query
from core.model.record import RECORDS, Record
from core.model.store import Store
from core.model.tiles import Tiles
from core.values.bounds import Count
from core.values.sentence import N_

READ_AUDIT: Final = "audit.read"
"""The duty that reads the audit. A role that carries it sees nothing else of the office."""
AUDIT: Final = "audit"
"""The kind of its entries."""


class AuditEntry(Record):
    """One thing that happened at this site."""

    kind = AUDIT
    label = N_("Audit entry")
    plural = N_("Audit")
    compartment = LOCAL
    duty = READ_AUDIT
    order = ("-number",)

    number: Annotated[Count, Field(ge=1), About(N_("Number"), column=7, index=True)]
    when: Annotated[datetime, About(N_("When"), column=16, index=True)]
    officer: Annotated[
        str, About(N_("Officer"), column=10, refers="officer", says=Role.DOER, index=True, as_then=True)
    ] = ""
    """Empty where nobody knows who it was: a wrong passphrase at a closed store."""
    seat: Annotated[int | None, Field(ge=1), About(N_("Seat"), column=4)] = None
    """Of a wrong passphrase, the seat that was typed with it, if one was."""
    event: Annotated[Event, About(N_("Event"), column=20, index=True)]
    action: Annotated[str, About(N_("Action"), column=20, names=Names.ACTION)] = ""
    """The name of the action (`core.model.action.Action.verb`)."""
    of_kind: Annotated[str, About(N_("Kind"), column=12, names=Names.KIND)] = ""
    of: Annotated[str, Field(pattern="^([0-9a-f]{32})?$"), About(N_("Identifier"), index=True)] = ""
    """The identifier of the record; empty if there is none. What was done to many as one has an entry for each."""
    count: Annotated[Count, About(N_("Count"), column=6)] = 0
    """How much it was about: rows or changes."""
    note: Annotated[str, About(N_("Note"), column=30, names=Names.TEMPLATE)] = ""
    """Why it was refused, or which list was exported: a text of the program, without the facts that fill its places."""

    @property
    def title(self) -> str:
        """The number and the time."""
        return f"{self.number}  {self.when:%Y-%m-%d %H:%M}"

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """What was refused, and what is of today."""
        day = (datetime.combine(context.today, each) for each in (time.min, time.max))
        return {
            N_("refusals"): Is("event", (Event.REFUSED, Event.WRONG)),
            N_("today"): Between("when", *day),
        }


Tiles(
    Figure("audit_refusals", N_("refusals"), AuditEntry, "refusals"),
    Figure("audit_today", N_("today"), AuditEntry, "today"),
)


def enter(store: Store, by: str, now: datetime, event: Event, **said: Any) -> None:
    """Write an entry: `by` is who is signed in, `said` its further fields.

    Raises:
        Refusal: what the disk says; whatever should have been entered must then not be done.
    """
    enter_each(store, by, now, [{"event": event, **said}])


def enter_each(store: Store, by: str, now: datetime, told: Sequence[Mapping[str, Any]]) -> None:
    """Write several entries as `enter` does, each with its event and its further fields."""
    with store.transaction():
        newest: list[AuditEntry] = store.find(Query(AUDIT, order=("-number",), limit=1))
        next_number = newest[0].number + 1 if newest else 1
        alike = {"when": now, "officer": by}
        entries = [
            AuditEntry.model_validate({"number": number, **alike, **said})
            for number, said in enumerate(told, next_number)
        ]
        store.write(list(map(create, entries)), officer=by, action=AUDIT)


def identifier(text: str) -> str:
    """Return a text if it is an identifier: what somebody typed besides could be anything."""
    return text if re.fullmatch("[0-9a-f]{32}", text) else ""


def event_of(action: type[Action], drafts: Iterable[Draft], *, rights: bool = False) -> Event | None:
    """Return what an action that was done is called in the audit, or None if it does not stand there.

    There stands what says so itself or by its kind, what changed that on which `rights` rest
    (`core.rights.effective_rights`), whatever is `local`, and what takes a second officer.
    """
    declared = action.audited or action.on.audited
    if rights and declared in (None, Event.DONE):
        return Event.RIGHTS
    if declared is not None:
        return declared
    if any(RECORDS[draft.kind].compartment == LOCAL for draft in drafts):
        return Event.DONE
    return Event.DECIDED if action.other_than or action.approves else None


class AuditBatch:
    """What is done in one transaction: entered at its end, each deed by itself with the record it was done to."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._told: list[dict[str, Any]] = []

    def add(self, action: Action, drafts: Sequence[Draft], *, rights: bool) -> None:
        """Note an action that was done, if it belongs into the audit; with `rights` it changed what they rest on."""
        event = event_of(type(action), drafts, rights=rights)
        if event is not None:
            self._told.append({"event": event, "action": action.verb(), **said_of(action, drafts)})

    def __bool__(self) -> bool:
        """Whether anything was noted."""
        return bool(self._told)

    def enter(self, store: Store, by: str, now: datetime) -> None:
        """Write the entries."""
        if self._told:
            enter_each(store, by, now, self._told)


def said_of(action: Action, drafts: Sequence[Draft]) -> dict[str, Any]:
    """Return what an entry says of one deed."""
    made = any(draft.record == action.target for draft in drafts)
    return {
        "of_kind": action.on.kind,
        "of": action.target if made or not action.creates else "",
        "count": getattr(action, action.counted) if action.counted else 0,
        "note": getattr(action, action.named) if action.named else "",
    }
