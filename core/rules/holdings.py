"""What a person still holds 清退: things that other desks gave out and that are not back yet.

A desk that hands things out answers for them::

    @holding
    def carriers_held(person: str, context: Context) -> Iterable[Held]:
        for carrier in context.find(Query("carrier", both(Is("holder", (person,)), OUT))):
            yield Held(say(N_("{carrier} is not back."), carrier=carrier.title), "carrier", carrier.id, keeps_here=True)

Whoever asks what is still to be given back, as a departure does, asks here, and imports none of those desks.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from core.model.context import Context
from core.values.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Held:
    """One thing that a person still holds."""

    said: Sentence
    """What it is and what is to be done, for whoever clears the person."""
    kind: str = ""
    """The kind of the record that tells of it."""
    record: str = ""
    keeps_here: bool = False
    """Whether the person cannot leave the roster of staff with it: nobody would answer for it."""


Holding = Callable[[str, Context], Iterable[Held]]

HOLDINGS: dict[str, Holding] = {}
"""Every declared question by its name; filled as desks are imported."""


def holding(asked: Holding) -> Holding:
    """Declare a function that says what a person, by his entry in the register, holds of a desk."""
    HOLDINGS[asked.__name__] = asked
    return asked


def held_by(person: str, context: Context) -> list[Held]:
    """Return all that a person still holds, also under entries that were made one with his."""
    entries = dict.fromkeys((person, *context.under("person", person)))
    return [each for asked in HOLDINGS.values() for entry in entries for each in asked(entry, context)]
