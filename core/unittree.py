"""The tree of units, as an import finds and grows it by names."""

from collections.abc import Iterable, Sequence

from core.desks.people import AddUnit, Unit


class UnitTree:
    """Units by their paths of names, `总公司 / 一部`; what `grow` adds is kept apart until somebody needs it."""

    def __init__(self, units: Iterable[Unit]) -> None:
        """Take the units the store knows."""
        self._units: dict[str, Unit] = {}
        self._named: dict[str, list[Unit]] = {}
        self._added: dict[str, AddUnit] = {}
        for unit in units:
            self._enter(unit)

    def _enter(self, unit: Unit) -> None:
        self._units[unit.id] = unit
        self._named.setdefault(unit.name, []).append(unit)

    def find(self, names: Sequence[str]) -> list[str]:
        """Return the units whose path ends with these names; one whose whole path it is is meant alone."""
        ending = {unit.id: self._path(unit, len(names) + 1) for unit in self._named.get(names[-1], ())}
        exact = [unit for unit, path in ending.items() if path == list(names)]
        return exact or [unit for unit, path in ending.items() if path[-len(names) :] == list(names)]

    def path(self, unit: str) -> str:
        """Return the names from the root down to a unit."""
        return "/".join(self._path(self._units[unit], 20)) if unit in self._units else unit[:8]

    def _path(self, unit: Unit, longest: int) -> list[str]:
        """Return the last names of a path; bounded, because two sites at once can make a loop."""
        names = [unit.name]
        while unit.parent in self._units and len(names) < longest:
            unit = self._units[unit.parent]
            names.insert(0, unit.name)
        return names

    def grow(self, names: Sequence[str]) -> str:
        """Return a new unit of this path, under as much of the path as there is already."""
        above = self.find(names[:-1]) if len(names) > 1 else []
        parent = above[0] if above else self.grow(names[:-1]) if len(names) > 1 else ""
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
