"""What differs between two texts of a policy pack, figure by figure: for whoever confirms an edit, and for history."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from core.policy.errors import read_pack


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure, or one list, that is not the same in both texts; None where it is not written."""

    path: tuple[str, ...]
    """The names that lead to it: `("grievances", "accept_days")`."""
    before: Any
    after: Any

    @property
    def of_lists(self) -> bool:
        """Whether it is told best by what was taken out of a list and what was put in."""
        sides = (self.before, self.after)
        return any(isinstance(side, list) for side in sides) and all(isinstance(side, list | None) for side in sides)

    @property
    def removed(self) -> list[Any]:
        """What only the list before holds."""
        return [each for each in self.before or () if each not in (self.after or ())]

    @property
    def added(self) -> list[Any]:
        """What only the list after holds."""
        return [each for each in self.after or () if each not in (self.before or ())]


def differences(before: str, after: str) -> list[Difference]:
    """Return what differs between two packs, in the order of the text after; comments and spacing do not count.

    A text that is no TOML is refused (`PolicyRefused`), except an empty one, which has no figures.
    """
    old, new = dict(leaves(read_pack(before))), dict(leaves(read_pack(after)))
    paths = [*new, *(path for path in old if path not in new)]
    return [Difference(path, old.get(path), new.get(path)) for path in paths if not _same(old, new, path)]


def _same(old: Mapping[tuple[str, ...], Any], new: Mapping[tuple[str, ...], Any], path: tuple[str, ...]) -> bool:
    # TOML knows 1, 1.0 and true as three values; Python calls them equal.
    return path in old and path in new and (type(old[path]), old[path]) == (type(new[path]), new[path])


def leaves(table: Mapping[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield every value that is no table, with its path; an empty table counts as a value, so that none is lost."""
    for name, value in table.items():
        path = (*above, name)
        if isinstance(value, Mapping) and value:
            yield from leaves(value, path)
        else:
            yield path, value
