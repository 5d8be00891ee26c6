"""A number that dashboards show, declared by the desk whose records it counts.

```python
OPEN_CASES = Figure("cases", N_("Cases"), "grievance", lambda context: Is("open", (True,)), key="c")
```

The grid shows every figure whose records have a `cell`, counted by cell and rolled up over the cells below it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from core.model.context import Context
from core.model.query import Condition, Is, Query, both

FIGURES: dict[str, "Figure"] = {}
"""Every declared figure by its name; filled as desks are imported."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, and the records it counts."""

    name: str
    label: str
    """A catalogue key."""
    kind: str
    """The kind of record it counts."""
    where: Callable[[Context], Condition]
    """Which of them it counts: those of a filter, so that the number leads to just these records."""
    key: str = ""
    """The key that leads from the number to the records."""

    def __post_init__(self) -> None:
        """Enter the figure in `FIGURES`."""
        FIGURES[self.name] = self

    def query(self, cells: Iterable[str], context: Context) -> Query:
        """Return what the number counts in these cells."""
        return Query(self.kind, both(Is("cell", tuple(cells)), self.where(context)))
