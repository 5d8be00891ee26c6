"""The records that a transfer would list twice."""

from collections import Counter
from collections.abc import Iterable, Sequence

from core.model.record import RECORDS
from core.results.transfer import Twinned
from core.values.sentence import N_, Sentence, say

MAX_NAMED = 200
"""How many are named before a transfer is applied; how many there are is always said."""


def twins_told(twins: Sequence[Twinned]) -> Iterable[Sentence]:
    """Yield what would be listed twice: how many of each kind, then each."""
    for kind, count in Counter(each.kind for each in twins).items():
        template = N_("{kind}: {count} would be listed twice. Join them afterwards; Today lists them.")
        yield say(template, kind=say(RECORDS[kind].plural), count=count)
    for each in twins[:MAX_NAMED]:
        yield say(N_("Listed twice: {title} ({why})"), title=each.title, why=say(each.why.label))
