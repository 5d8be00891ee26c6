"""Deeds on the store as a whole, which are no actions on records: each asks for a duty, and most stand in the audit."""

from dataclasses import dataclass

from core.access import TOTALS
from core.audit import READ_AUDIT, Event
from core.text import N_


@dataclass(frozen=True, slots=True)
class StoreDeed:
    """What it is called, who may do it, and what the audit calls it."""

    label: str
    """A catalogue key."""
    duties: frozenset[str]
    """Any of these duties (`core.policy`) is enough."""
    event: Event


CHECK = StoreDeed(N_("Check the store"), frozenset({TOTALS, READ_AUDIT}), Event.DONE)
"""Verify pages, chains, signatures and tables: a fault is told with its place."""
REBUILD = StoreDeed(N_("Rebuild the tables"), frozenset({TOTALS}), Event.DONE)
"""Work the tables out of the journal again."""
WITNESS = StoreDeed(N_("the witness line"), frozenset({TOTALS, READ_AUDIT}), Event.KEYS)
"""Tell, or compare, how many changes there are in all and what the last one is."""
DEEDS = (CHECK, REBUILD, WITNESS)
