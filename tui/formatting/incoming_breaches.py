"""The rules that a transfer would leave broken."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from core.model.record import RECORDS
from core.values.sentence import N_, Sentence, say

if TYPE_CHECKING:
    from core.results.transfer import IncomingBreach  # with it all desks would be loaded before the first screen

MAX_NAMED = 200
"""How many are named before a transfer is applied; how many there are is always said."""


def breaches_told(breaches: "Sequence[IncomingBreach]") -> Iterable[Sentence]:
    """Yield what would break a rule: how many of each kind, then each."""
    for kind, count in Counter(each.kind for each in breaches).items():
        template = N_("{kind}: {count} would break a rule. “Broken rules” lists them afterwards.")
        yield say(template, kind=say(RECORDS[kind].plural), count=count)
    for each in breaches[:MAX_NAMED]:
        yield say(N_("Broken rule: {title}: {why}"), title=each.title, why=each.why)
