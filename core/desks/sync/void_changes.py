"""Voids 无效变更: what came signed from a trusted site and means something impossible (docs/formats/changes.md §9.5).

It is kept and passed on, and nothing shows or counts it but this list, which the store works out of the journal: sites
that have the same changes have the same list.
"""

from typing import Annotated

from core.model.change import HOME
from core.model.field import About, Names
from core.model.query import NOTHING, Condition, Is, both
from core.model.record import Record
from core.model.viewer import Viewer
from core.rights.visibility import compartments_counted
from core.rules.agenda import DerivedRecord
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_


class Why(LabelledEnum):
    """What is impossible about it."""

    PLACE = "place", N_("in a compartment that is not its own")
    NOBODY_WRITES = "nobody_writes", N_("of a kind that is worked out and never written")
    NEVER_PURGED = "never_purged", N_("a purge of what is never purged")
    CLOCK = "clock", N_("of a year that is out of range")
    VALUE = "value", N_("a value that cannot be read or is out of range")
    IDENTIFIER = "identifier", N_("under the identifier of another record")


class Void(DerivedRecord):
    """Something impossible that another site wrote. Ask that site how it came about."""

    kind = "void"
    label = N_("Impossible change")
    plural = N_("Impossible changes")
    order = ("site", "of", "of_kind", "why", "field")

    of_kind: Annotated[str, About(N_("Kind"), column=16, names=Names.KIND)]
    why: Annotated[Why, About(N_("What is impossible"), column=44)]
    field: Annotated[str, About(N_("Field"), column=16, names=Names.FIELD)] = ""
    """Of a value, its field."""
    site: Annotated[str, About(N_("Ask"), column=16, refers="site", index=True)]
    """The site that wrote it."""
    part: Annotated[str, About(N_("Compartment"), column=12, index=True, options="compartments")]
    beside: Annotated[str, About(N_("Other compartment"))] = ""
    """Where the other record of its identifier stands."""

    @classmethod
    def applies_to(cls, record_type: type[Record]) -> bool:
        """Whatever other sites write too."""
        return record_type.compartment not in HOME

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Condition:
        """Only who looks after transfers, and of a compartment of which he may read some kind whole."""
        if "transfers.read" not in viewer.duties:
            return NOTHING
        parts = tuple(sorted(compartments_counted(viewer)))
        return both(Is("part", parts), Is("beside", ("", *parts)))
