"""Who may hold what is secret, and where it may lie: the ledger of carriers asks, the desks that know answer.

A desk that knows who is cleared, or how far an area is protected, enters its rule::

    @holder_rule
    def cleared(person: str, level: Classification, context: Context) -> Iterable[Sentence]:
        '''Reject a holder below the level.'''
"""

from collections.abc import Callable, Iterable

from core.model.context import Context
from core.values.classification import Classification
from core.values.sentence import Sentence

HolderRule = Callable[[str, Classification, Context], Iterable[Sentence]]
"""Yields why a person of the staff register may not hold what is of a level."""
PlaceRule = Callable[[str, Classification, Context], Iterable[Sentence]]
"""Yields why what is of a level may not lie in a secure area."""

HOLDER_RULES: list[HolderRule] = []
PLACE_RULES: list[PlaceRule] = []


def holder_rule(rule: HolderRule) -> HolderRule:
    """Enter a rule about who may hold what."""
    HOLDER_RULES.append(rule)
    return rule


def place_rule(rule: PlaceRule) -> PlaceRule:
    """Enter a rule about where what may lie."""
    PLACE_RULES.append(rule)
    return rule


def holder_faults(person: str, level: Classification, context: Context) -> Iterable[Sentence]:
    """Yield why a person may not hold what is of a level; nobody holds nothing."""
    for rule in HOLDER_RULES if person else ():
        yield from rule(person, level, context)


def place_faults(area: str, level: Classification, context: Context) -> Iterable[Sentence]:
    """Yield why what is of a level may not lie in a secure area."""
    for rule in PLACE_RULES if area else ():
        yield from rule(area, level, context)
