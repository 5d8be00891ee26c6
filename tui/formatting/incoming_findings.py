"""What a transfer would leave to be put right: records that would be listed twice, and rules that would be broken."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from core.values.sentence import N_, Sentence, say

if TYPE_CHECKING:
    # With it all desks would be loaded before the first screen, which waits for the whole command line.
    from core.results.transfer import IncomingBreach, IncomingDuplicate

MAX_NAMED = 200
"""How many are named before a transfer is applied; how many there are is always said."""


def duplicates_told(duplicates: "Sequence[IncomingDuplicate]") -> Iterable[Sentence]:
    """Yield what would be listed twice: how many of each kind, then each."""
    counted = N_("{kind}: {count} would be listed twice. Join them afterwards; Today lists them.")
    return _told(
        duplicates,
        counted,
        lambda each: say(N_("Listed twice: {title} ({why})"), title=each.title, why=say(each.why.label)),
    )


def breaches_told(breaches: "Sequence[IncomingBreach]") -> Iterable[Sentence]:
    """Yield what would break a rule: how many of each kind, then each."""
    counted = N_("{kind}: {count} would break a rule. “Broken rules” lists them afterwards.")
    return _told(breaches, counted, lambda each: say(N_("Broken rule: {title}: {why}"), title=each.title, why=each.why))


def _told(found: Sequence[Any], counted: str, named: Callable[[Any], Sentence]) -> Iterable[Sentence]:
    from core.model.record import RECORDS

    for kind, count in Counter(each.kind for each in found).items():
        yield say(counted, kind=say(RECORDS[kind].plural), count=count)
    yield from map(named, found[:MAX_NAMED])
