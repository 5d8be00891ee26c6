"""The access log of care files: what it refers to, and who sees it (`core.audit.access_log` says how it is
written)."""

from typing import Annotated

from core.audit.access_log import AccessEntry
from core.desks.care.records import CareFile
from core.desks.care.vocabulary import ACCESS_LOG, READING
from core.model.field import About
from core.model.query import EVERYTHING, NOTHING, Condition, Via
from core.model.viewer import Viewer
from core.rights.visibility import readable
from core.values.sentence import N_


class CareReading(AccessEntry):
    """An officer read a care file, or a part of it."""

    kind = READING
    label = N_("Reading")
    plural = N_("Access log")
    duty = ACCESS_LOG
    indexes = (("officer", "when"), ("file", "when"))

    file: Annotated[str, About(N_("Care file"), column=20, refers="care_file", owner=True, index=True)]

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Condition:
        """Whoever reads a file sees who else did. An auditor, who reads none, has the audit
        (`core.audit.audit_log`)."""
        rule = readable(viewer, CareFile)
        return rule if rule in (EVERYTHING, NOTHING) else Via("file", CareFile.kind, rule)
