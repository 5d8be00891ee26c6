"""The viewer: an officer as rights see him. `core.rights` works out what he may read."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Viewer:
    """An officer as rights see him."""

    officer: str
    duties: frozenset[str] = frozenset()
    units: frozenset[str] | None = None
    """The units of his subtree; None is the whole site."""
    cells: frozenset[str] | None = None
    """The cells of his subtree; None is every one."""
    withheld: frozenset[str] = frozenset()
    """Records that his account would let him read, and that wait for another officer to accept that
    (`core.rights.effective_rights`)."""
    rules: dict[type, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """The condition by which he reads each type of record, once `core.rights.visibility` has worked it out."""
