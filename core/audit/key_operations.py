"""Deeds with the keys, as they are entered before they are done: who can open the store, or with which keys.

What opens the store is no part of the journal. So such a deed is entered as begun, then done, then completed with what
it writes (`data.site.key_changes`). Whoever opens the store after a kill in between reads from here what to complete.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self

from core.audit.audit_log import enter
from core.model.audit_event import Event
from core.model.change import Draft
from core.model.store import Store
from core.values.sentence import N_

BEGUN: Final = N_("begun")
NOT_DONE: Final = N_("not done: passphrases, papers and keys stayed as they were")
FOUND_DONE: Final = N_("found done afterwards, and completed then")


@dataclass(frozen=True)
class KeyOperation:
    """A deed with the keys that an officer has been let do."""

    officer: str
    action: str
    """The name of the action (`core.model.action.Action.verb`)."""
    event: Event
    """What the audit calls it."""
    said: Mapping[str, Any]
    """What its entry in the audit says besides."""
    drafts: tuple[Draft, ...]
    """What completing it writes."""

    def begin(self, store: Store, now: datetime) -> None:
        """Enter that it is about to be done; inside a transaction."""
        self._enter(store, now, note=BEGUN)

    def complete(self, store: Store, now: datetime, *, late: bool) -> None:
        """Write what follows from it and enter it as done; `late` if that was only found; inside a transaction."""
        store.write(self.drafts, officer=self.officer, action=self.action)
        self._enter(store, now, **({"note": FOUND_DONE} if late else {}))

    def abandon(self, store: Store, now: datetime) -> None:
        """Enter that it was not done; inside a transaction."""
        self._enter(store, now, note=NOT_DONE)

    def _enter(self, store: Store, now: datetime, **more: str) -> None:
        enter(store, self.officer, now, self.event, action=self.action, **{**self.said, **more})

    def dump(self) -> str:
        """Return it as JSON."""
        drafts = [[each.kind, each.record, dict(each.fields), each.compartment, each.action] for each in self.drafts]
        return json.dumps([self.officer, self.action, self.event.value, dict(self.said), drafts])

    @classmethod
    def load(cls, text: str) -> Self:
        """Return what `dump` made."""
        officer, action, event, said, drafts = json.loads(text)
        return cls(officer, action, Event(event), said, tuple(Draft(*each) for each in drafts))
