"""What is due of an officer's own work, counted by kind: the numbers on the sections and desks."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from core.model.query import Between, Query, both
from core.office.office import Office
from core.rules.agenda import AgendaItem
from tui.generic.desk import Desk, desk_of


@dataclass(frozen=True, slots=True)
class Due:
    """How much is due today or before, and how much of it is late."""

    count: int = 0
    late: int = 0

    def __add__(self, other: "Due") -> "Due":
        """Return both together."""
        return Due(self.count + other.count, self.late + other.late)


DueCounts = Mapping[str, Due]
"""What is due by the label of its desk; what stands at no desk is under the empty label."""


def due_counts(office: Office) -> dict[str, Due]:
    """Count what is late or due today of the officer's own work, with what waits for his decision; reads the store."""
    found: dict[str, Due] = {}
    for kind, due in _by_kind(office).items():
        desk = desk_of(kind)
        label = desk.label if desk is not None else ""
        found[label] = found.get(label, Due()) + due
    return found


def _by_kind(office: Office) -> dict[str, Due]:
    mine = AgendaItem.filters(office.context())["mine"]
    yesterday = office.today - timedelta(days=1)
    late, due = (
        Counter(dict(office.groups(Query(AgendaItem.kind, both(mine, Between("due", None, day))), "of_kind")))
        for day in (yesterday, office.today)
    )
    return {kind: Due(count, late[kind]) for kind, count in due.items()}


def due_at(counts: DueCounts, desks: Iterable[Desk]) -> Due:
    """Return what is due at several desks together; where Today is among them, everything."""
    labels = {desk.label for desk in desks if AgendaItem.kind not in desk.kinds}
    everything = any(AgendaItem.kind in desk.kinds for desk in desks)
    return sum((due for label, due in counts.items() if everything or label in labels), Due())
