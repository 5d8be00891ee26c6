"""Which figures stand above the list of a kind, each with its trend and the fact that makes it useful.

```python
Tiles(OPEN_HAZARDS, LATE_HAZARDS, MENDED_IN_TIME)
```

A kind that declares none and has deadlines shows what is late and what is due soon, as far as it
has filters of these names.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache

from core.model.context import Context
from core.model.deadline import Deadline, DeadlineStatus
from core.model.figure import Figure
from core.model.past import Past, either, held
from core.model.record import RECORDS, Record, columns
from core.values.sentence import N_

TILES: dict[str, "Tiles"] = {}
"""What was declared, by the kind of its first figure; filled as desks are imported."""


class Tiles:
    """The figures above the list of the kind that the first of them counts."""

    def __init__(self, *figures: Figure) -> None:
        """Enter them in `TILES`."""
        self.figures = figures
        TILES[figures[0].kind] = self


def tiles(kind: str, context: Context) -> tuple[Figure, ...]:
    """Return the figures that stand above the list of a kind."""
    if kind in TILES:
        return TILES[kind].figures
    if not RECORDS[kind].deadlines:
        return ()
    filters = RECORDS[kind].filters(context)
    return tuple(each for each in _usual(RECORDS[kind]) if each.where in filters)


@cache
def _usual(record_type: type[Record]) -> tuple[Figure, ...]:
    kind = record_type.kind
    late, soon = DeadlineStatus.LATE, DeadlineStatus.DUE_SOON
    past = lateness(record_type.deadlines, record_type)
    return (
        Figure(f"{kind}_late", N_("late"), record_type, "late", status=late, past=past),
        Figure(f"{kind}_soon", N_("due soon"), record_type, "soon", status=soon),
    )


def lateness(deadlines: Iterable[Deadline], record_type: type[Record]) -> Past | None:
    """Return what was late on earlier days; None if that cannot be known of one of the deadlines.

    It can be known where the day stays and the day on which it was done stands beside it.
    """
    known = columns(record_type)
    several = []
    for each in deadlines:
        if each.stages or not each.until or not all(issubclass(known[name].type, date) for name in each.until):
            return None
        several.append(held(each.on, *each.until, overdue=True))
    return either(*several) if several else None
