"""A cause of invented grievances, with the words to put together a subject, a text and a reply.

`{month}`, `{amount}`, `{days}`, `{year}`, `{times}` and `{unit}` are filled in by `lives`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Matter:
    """A cause of grievances."""

    category: str
    """Its place on the tree of the policy pack `cn`."""
    competent: str
    """Whose work it is to mend."""
    subjects: tuple[str, ...]
    facts: tuple[str, ...]
    wishes: tuple[str, ...]
    findings: tuple[str, ...]
    """What looking into it brought to light."""
    of_person: bool = False
    """Whether it complains of somebody on the staff."""
