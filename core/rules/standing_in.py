"""What stands in an area: things that other desks keep there, because of which the area cannot be given up yet.

A desk that says of its things where they are answers for them::

    @standing_in
    def carriers_there(area: str, context: Context) -> Iterable[Sentence]:
        for carrier in context.find(Query("carrier", both(Is("area", (area,)), HERE))):
            yield say(N_("{carrier} stands there. Move it to another area first."), carrier=carrier.title)

Whoever ends an area asks here, and imports none of those desks.
"""

from collections.abc import Callable, Iterable

from core.model.context import Context
from core.values.sentence import Sentence

Standing = Callable[[str, Context], Iterable[Sentence]]

STANDING: dict[str, Standing] = {}
"""Every declared question by its name; filled as desks are imported."""


def standing_in(asked: Standing) -> Standing:
    """Declare a function that says what of a desk stands in an area, with what is to be done about it."""
    STANDING[asked.__name__] = asked
    return asked


def what_stands_in(area: str, context: Context) -> list[Sentence]:
    """Return what still stands in an area, as every desk says it."""
    return [each for asked in STANDING.values() for each in asked(area, context)]
