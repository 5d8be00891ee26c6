"""The access log 查阅记录: who read what, and when; kept by `core.office.office` for every way of reading.

A kind whose readings are logged names the kind of its entries (`Record.access_log`), which its desk declares as an
`AccessEntry`.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated

from core.audit.audit_log import enter
from core.model.action import create
from core.model.audit_event import Event
from core.model.change import ACCESS_LOG
from core.model.field import About, Role
from core.model.query import Between, Is, Query, both
from core.model.record import RECORDS, Record, owner_field, root_of
from core.model.store import Store
from core.values.refusal import Refusal
from core.values.sentence import N_


class NotLogged(Refusal):
    """Reading this must leave a trace, and none could be written, so nothing is shown. {why}"""  # noqa: D400 - as why


class AccessEntry(Record):
    """An officer read a record. A desk adds which: a reference that makes the entry a part of what was read.

    So a purge takes it along. It is local: no other site can write into it, and it tells no other site who works on
    what at which hour; each site's auditor answers for the readers of that site.
    """

    compartment = ACCESS_LOG
    order = ("-when", "id")

    when: Annotated[datetime, About(N_("When"), column=16, index=True)]
    officer: Annotated[str, About(N_("Read by"), column=16, refers="officer", says=Role.DOER, index=True)]

    @property
    def title(self) -> str:
        """When it was."""
        return f"{self.when:%Y-%m-%d %H:%M}"


def log_access(store: Store, officer: str, records: Iterable[Record], now: datetime, minutes: int) -> None:
    """Write down that an officer reads these records now, where their kinds have an access log.

    What he read less than so many minutes ago is not written again.

    Raises:
        NotTraced: it could not be written; then nothing may be shown.
    """
    read: dict[str, set[str]] = defaultdict(set)
    for record in records:
        if record.access_log:
            read[record.access_log].add(root_of(record))
    for kind, wholes in read.items():
        try:
            _write(store, kind, officer, wholes, now, minutes)
        except Refusal as refusal:
            raise NotLogged(why=refusal.sentence) from refusal


def _write(store: Store, kind: str, officer: str, wholes: set[str], now: datetime, minutes: int) -> None:
    """Write the readings that are new, each into the access log and into the audit."""
    owner = owner_field(RECORDS[kind])
    assert owner is not None  # or a purge of what was read would leave it
    lately = both(Is("officer", (officer,)), Between("when", now - timedelta(minutes=minutes), now))
    new = wholes - {getattr(reading, owner.name) for reading in store.find(Query(kind, lately))}
    if new:
        made = [
            RECORDS[kind].model_validate({"when": now, "officer": officer, owner.name: whole}) for whole in sorted(new)
        ]
        with store.transaction():
            store.write(map(create, made), officer=officer, action="read")
            for whole in sorted(new):
                enter(store, officer, now, Event.READ, of_kind=owner.about.refers, of=whole)
