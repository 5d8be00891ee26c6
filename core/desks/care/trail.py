"""The reading trail of care files: what it refers to, and who sees it (`core.trail` says how it is written)."""

from typing import Annotated

from core.access import Viewer, readable
from core.desks.care.records import CareFile
from core.desks.care.words import READING, TRAIL
from core.query import EVERYTHING, NOTHING, Condition, Via
from core.record import About
from core.text import N_
from core.trail import Reading


class CareReading(Reading):
    """An officer read a care file, or a part of it."""

    kind = READING
    label = N_("Reading")
    plural = N_("Reading trail")
    duty = TRAIL
    indexes = (("officer", "when"), ("file", "when"))

    file: Annotated[str, About(N_("Care file"), column=20, refers="care_file", owner=True, index=True)]

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Condition:
        """Whoever reads a file sees who else did. An auditor, who reads none, has the audit (`core.audit`)."""
        rule = readable(viewer, CareFile)
        return rule if rule in (EVERYTHING, NOTHING) else Via("file", CareFile.kind, rule)
