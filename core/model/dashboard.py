"""Dashboards: which figures a desk shows, and how; declared beside them.

```python
Dashboard("hazards", N_("Hazards"), N_("Which hazards there are, and how they were mended."), "z", (
    Numbers(OPEN_HAZARDS, LATE_HAZARDS, IN_TIME),
    Bars(OPEN_HAZARDS, "category", before=True),
    Ages(OPEN_HAZARDS, since="found", edges=(7, 30, 90)),
    Table("cell", OPEN_HAZARDS, LATE_HAZARDS, IN_TIME),
))
```

The desk that lists the records of its first figure offers it by its key (`tui.dashboards.dashboard`). Every number in
it leads to the records that it counts, as far as the officer reads them: nobody is shown a number of more than he may
list.
"""

from dataclasses import dataclass
from datetime import date

from core.model.chart import Part
from core.model.figure import Figure
from core.model.span import Span

DASHBOARDS: dict[str, "Dashboard"] = {}
"""Every declared dashboard by its name; filled as desks are imported."""


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Which figures a desk shows, and how."""

    name: str
    label: str
    """A catalogue key."""
    help: str
    """What it shows, in a sentence (a catalogue key)."""
    key: str
    """The key that shows it, on the desk that lists the records of its first figure."""
    parts: tuple[Part, ...]
    foremost: bool = False
    """Whether its key stands first in the bar of the desk."""

    def __post_init__(self) -> None:
        """Enter it in `DASHBOARDS`."""
        DASHBOARDS[self.name] = self

    @property
    def kind(self) -> str:
        """The kind of the records of its first figure."""
        return self.figures[0].kind

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure that it shows."""
        return tuple(dict.fromkeys(figure for part in self.parts for figure in part.figures))

    @property
    def pages(self) -> list[list[Part]]:
        """Its parts page by page: those that stand alone by themselves, the others below one another."""
        pages: list[list[Part]] = []
        for part in self.parts:
            if pages and not part.alone and not pages[-1][-1].alone:
                pages[-1].append(part)
            else:
                pages.append([part])
        return pages

    def spans(self, today: date) -> tuple[Span, ...]:
        """Return from which spans one can choose: quarter, year, all years; those that all its figures can tell."""
        columns_ = [each.column(each.within).type for each in self.figures if each.within]
        year, whole = Span(today.year), Span()
        if int in columns_:
            return year, whole
        return (Span.of_quarter(today), year, whole) if columns_ else (whole,)
