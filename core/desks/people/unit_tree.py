"""The tree of units, as an import finds and grows it by names."""

from collections.abc import Iterable, Sequence

from core.desks.people.people import AddUnit
from core.desks.people.records import Unit
from core.rules.joined_records import shown_for
from core.values.cleaning import folded
from core.values.tree_path import MOST_LEVELS, SEPARATOR


class UnitTree:
    """Units by their paths of names, `总公司 / 一部`; what `grow` adds is kept apart until somebody needs it."""

    def __init__(self, units: Iterable[Unit], joined: Iterable[Unit] = ()) -> None:
        """Take the units the store knows, and those that stand under others: their paths find these."""
        self._units: dict[str, Unit] = {}
        self._named: dict[str, list[Unit]] = {}
        self._found: dict[tuple[str, ...], list[str]] = {}
        self._added: dict[str, AddUnit] = {}
        joined = list(joined)
        self._shown = shown_for({unit.id: unit.same_as for unit in joined})
        for unit in (*units, *joined):
            self._enter(unit)

    def _enter(self, unit: Unit) -> None:
        self._units[unit.id] = unit
        self._named.setdefault(folded(unit.name), []).append(unit)
        self._found.clear()

    def find(self, names: Sequence[str]) -> list[str]:
        """Return the units whose path ends with these names; one whose whole path it is is meant alone."""
        key = tuple(map(folded, names))
        if key not in self._found:
            self._found[key] = self._search(key)
        return self._found[key]

    def _search(self, names: tuple[str, ...]) -> list[str]:
        paths = {
            unit.id: tuple(map(folded, self._path(unit, len(names) + 1))) for unit in self._named.get(names[-1], ())
        }
        exact = [unit for unit, path in paths.items() if path == names]
        found = exact or [unit for unit, path in paths.items() if path[-len(names) :] == names]
        return sorted({self._shown.get(unit, unit) for unit in found})

    def one(self, units: Sequence[str]) -> bool:
        """Whether units are the same place, which two sites have each made: they have one path."""
        return len({self.path(unit) for unit in units}) == 1

    def same(self, one: str, other: str) -> bool:
        """Whether two units are the same place."""
        return bool(one and other) and self.one((one, other))

    def path(self, unit: str) -> str:
        """Return the names from the root down to a unit."""
        return SEPARATOR.join(self._path(self._units[unit], MOST_LEVELS)) if unit in self._units else unit[:8]

    def _path(self, unit: Unit, most: int) -> tuple[str, ...]:
        """Return the last names of a path; bounded, because two sites at once can make a loop."""
        names = [unit.name]
        while unit.parent in self._units and len(names) < most:
            unit = self._units[unit.parent]
            names.append(unit.name)
        return tuple(reversed(names))

    def grow(self, names: Sequence[str]) -> str:
        """Return a new unit of this path, under as much of the path as there is; raises ValueError if it cannot be."""
        if len(names) > MOST_LEVELS:
            raise ValueError(f"more than {MOST_LEVELS} levels")
        parent = ""
        if above := names[:-1]:
            found = self.find(above)
            parent = found[0] if found else self.grow(above)
        action = AddUnit(name=names[-1], parent=parent)
        self._added[action.target] = action
        self._enter(Unit(id=action.target, name=action.name, parent=parent))
        return action.target

    def added(self, needed: Iterable[str]) -> list[AddUnit]:
        """Return the actions that add these units and those above them, parents first; known units need none."""
        wanted, waiting = set[str](), list(needed)
        while waiting:
            action = self._added.get(waiting.pop())
            if action and action.target not in wanted:
                wanted.add(action.target)
                waiting.append(action.parent)
        return [action for target, action in self._added.items() if target in wanted]
