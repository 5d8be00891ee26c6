"""The records that a transfer would list twice."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from core.model.record import RECORDS
from core.values.sentence import N_, Sentence, say

if TYPE_CHECKING:
    from core.results.transfer import IncomingDuplicate  # with it all desks would be loaded before the first screen

MAX_NAMED = 200
"""How many are named before a transfer is applied; how many there are is always said."""


def duplicates_told(duplicates: "Sequence[IncomingDuplicate]") -> Iterable[Sentence]:
    """Yield what would be listed twice: how many of each kind, then each."""
    for kind, count in Counter(each.kind for each in duplicates).items():
        template = N_("{kind}: {count} would be listed twice. Join them afterwards; Today lists them.")
        yield say(template, kind=say(RECORDS[kind].plural), count=count)
    for each in duplicates[:MAX_NAMED]:
        yield say(N_("Listed twice: {title} ({why})"), title=each.title, why=say(each.why.label))
