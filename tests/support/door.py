"""A site at whose door officers come and go, by a clock that can be turned."""

from datetime import datetime, timedelta
from pathlib import Path

from core.audit.audit_log import AUDIT, AuditEntry
from core.model.query import Query
from data.site.open_site import open_site
from tests.conftest import NOW, PASSPHRASE

WRONG = "not these words"


class Clock:
    """A clock that is turned by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def turn(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def entries(closed_store: Path) -> list[AuditEntry]:
    """All entries of a closed store, the oldest first."""
    site = open_site(closed_store, PASSPHRASE)
    found: list[AuditEntry] = site.store.find(Query(AUDIT, order=("number",)))
    site.close()
    return found
