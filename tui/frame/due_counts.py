"""What is due of an officer's own work, counted by kind: the numbers on the sections and desks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.office.day_list import own_tasks
from core.office.office import Office
from core.rules.agenda import AgendaItem
from tui.frame.desk import Desk, desk_of


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
    """Count the tasks that are late or due today of the officer's own work, with what waits for his decision."""
    found: dict[str, Due] = {}
    for kind, due in _by_kind(office).items():
        desk = desk_of(kind)
        label = desk.label if desk is not None else ""
        found[label] = found.get(label, Due()) + due
    return found


def _by_kind(office: Office) -> dict[str, Due]:
    found: dict[str, Due] = {}
    for kind, first, count in own_tasks(office, office.today):
        found[kind] = found.get(kind, Due()) + Due(count, count if first < office.today else 0)
    return found


def due_at(counts: DueCounts, desks: Iterable[Desk]) -> Due:
    """Return what is due at several desks together; where Today is among them, everything."""
    labels = {desk.label for desk in desks if AgendaItem.kind not in desk.kinds}
    everything = any(AgendaItem.kind in desk.kinds for desk in desks)
    return sum((due for label, due in counts.items() if everything or label in labels), Due())
