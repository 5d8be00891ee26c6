"""Which figures stand above the list of a kind, each with its trend and the fact that makes it useful.

```python
Tiles(OPEN_HAZARDS, LATE_HAZARDS, MENDED_IN_TIME)
```

A kind that declares none and has deadlines shows what is late and what is due soon, as far as it
has filters of these names.
"""

from datetime import date
from functools import cache

from core.model.context import Context
from core.model.deadline import DeadlineStatus
from core.model.figure import Figure
from core.model.past import Past, held
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
    past = lateness(record_type)
    return (
        Figure(f"{kind}_late", N_("late"), record_type, "late", status=late, past=past),
        Figure(f"{kind}_soon", N_("due soon"), record_type, "soon", status=soon),
    )


def lateness(record_type: type[Record]) -> tuple[Past, ...]:
    """Return what was late on earlier days; empty if that cannot be known, or of several deadlines.

    It can be known where the day stays and the day on which it was done stands beside it.
    """
    if len(record_type.deadlines) != 1:
        return ()
    (deadline,) = record_type.deadlines
    known = columns(record_type)
    dated = deadline.until and all(issubclass(known[name].type, date) for name in deadline.until)
    return (held(deadline.on, *deadline.until, overdue=True),) if dated and not deadline.stages else ()
