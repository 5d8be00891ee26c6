"""The access log of knowledge entries: what it refers to, and who sees it (`core.audit.access_log` says how it is
written)."""

from typing import Annotated

from core.audit.access_log import AccessEntry
from core.desks.matters.records import Matter
from core.desks.matters.vocabulary import ACCESS_LOG, READING
from core.model.field import About
from core.model.query import EVERYTHING, NOTHING, Condition, Via
from core.model.viewer import Viewer
from core.rights.visibility import readable
from core.values.sentence import N_


class MatterReading(AccessEntry):
    """An officer read who knows of a matter."""

    kind = READING
    label = N_("Reading of knowledge entries")
    plural = N_("Readings of knowledge entries")
    duty = ACCESS_LOG
    indexes = (("officer", "when"), ("matter", "when"))

    matter: Annotated[str, About(N_("Matter"), column=20, refers="matter", owner=True, index=True)]

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Condition:
        """Whoever reads a matter sees who else read who knows of it."""
        rule = readable(viewer, Matter)
        return rule if rule in (EVERYTHING, NOTHING) else Via("matter", Matter.kind, rule)
