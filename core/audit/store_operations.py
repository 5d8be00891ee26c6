"""Deeds on the store as a whole, which are no actions on records: each asks for a duty, and most stand in the audit."""

from dataclasses import dataclass

from core.audit.audit_log import READ_AUDIT
from core.model.audit_event import Event
from core.rights.visibility import TOTALS
from core.values.sentence import N_


@dataclass(frozen=True, slots=True)
class StoreOperation:
    """What it is called, who may do it, and what the audit calls it."""

    label: str
    """A catalogue key."""
    duties: frozenset[str]
    """Any of these duties (`core.policy.pack`) is enough."""
    event: Event


CHECK = StoreOperation(N_("Check the store"), frozenset({TOTALS, READ_AUDIT}), Event.DONE)
"""Verify pages, chains, signatures and tables: a fault is told with its place."""
REBUILD = StoreOperation(N_("Rebuild the tables"), frozenset({TOTALS}), Event.DONE)
"""Work the tables out of the journal again."""
WITNESS = StoreOperation(N_("the witness line"), frozenset({TOTALS, READ_AUDIT}), Event.KEYS)
"""Tell, or compare, how many changes there are in all and what the last one is."""
DEEDS = (CHECK, REBUILD, WITNESS)
