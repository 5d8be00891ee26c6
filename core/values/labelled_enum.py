"""A closed list of values, each with its label: the value is stored, the label is shown."""

from enum import StrEnum
from typing import Self


class LabelledEnum(StrEnum):
    """One of a closed list of values, each with its label: `OPEN = "open", N_("open")`."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Make a member whose value goes to the store and whose label goes, translated, to the screen."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label or value
        return member
