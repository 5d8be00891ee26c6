"""Classification 密级: how far what a record says must be kept to those who need it."""

from collections.abc import Iterable

from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_


class Classification(LabelledEnum):
    """A level, the lowest first; what has none is not classified."""

    INTERNAL = "internal", N_("Internal")
    SECRET = "secret", N_("Secret")
    CONFIDENTIAL = "confidential", N_("Confidential")
    TOP_SECRET = "top_secret", N_("Top secret")


def highest(levels: Iterable[Classification | None]) -> Classification | None:
    """Return the highest of these levels; None if there is none."""
    found = frozenset(levels)
    return next((level for level in reversed(Classification) if level in found), None)
