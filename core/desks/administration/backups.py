"""Backups 备份: the ledger of what was copied where, when the next is due, and what was put back."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from pydantic import Field

from core.model.action import Action, amend
from core.model.audit_event import Event
from core.model.change import LOCAL, Draft
from core.model.context import Context
from core.model.deadline import Deadline
from core.model.field import About, Role, Start
from core.model.query import Blank, Not, Query
from core.model.record import Record
from core.policy.pack import Settings
from core.values.bounds import Count
from core.values.sentence import N_


class BackupSettings(Settings):
    """The section `[backups]`."""

    section = "backups"
    label = N_("Backups")

    every_days: Annotated[int, Field(ge=1, le=366, title=N_("Every how many days a backup is made"))] = 7
    """Every how many days a backup is made."""
    keep: Annotated[int, Field(ge=1, le=1000, title=N_("Backups that a folder keeps"))] = 10
    """How many backups of this store a folder keeps."""


Name = Annotated[str, About(N_("Name"), column=34)]
Place = Annotated[str, About(N_("Place"), column=24)]
Changes = Annotated[Count, About(N_("Changes"), column=9)]
Size = Annotated[Count, About(N_("Size in bytes"), column=13)]
Last = Annotated[str, About(N_("Last change"))]
"""The identifier of the last change in a backup: what the journal must still hold at that place."""
Made = Annotated[datetime, About(N_("Backup made"), column=16)]


class Backup(Record):
    """A backup that was made, read back and verified."""

    kind = "backup"
    label = N_("Backup")
    plural = N_("Backups")
    compartment = LOCAL
    audited = Event.BACKUP
    duty = "store.keep"
    order = ("-made",)
    deadlines = (
        Deadline(
            N_("next backup"), on="next_due", owner=("by",), since="made", counted=N_("made on {day}"),
            action="record_backup",
        ),
    )  # fmt: skip

    made: Annotated[datetime, About(N_("Made"), column=16, index=True)]
    name: Name
    place: Place
    changes: Changes = 0
    size: Size = 0
    last: Last = ""
    next_due: Annotated[date | None, About(N_("Next due"), column=10)] = None
    """Only the newest backup says when the next is due."""
    by: Annotated[str, About(N_("By"), column=12, refers="officer", says=Role.DOER)] = ""

    @property
    def title(self) -> str:
        """The name of its folder."""
        return self.name


class RecordBackup(Action):
    """Enter a backup in the ledger once it was read back and verified; when the next one is due is counted from it."""

    on = Backup
    creates = True
    duty = "store.keep"
    counted = "count"
    stamps = {"made": Start.NOW, "by": Start.ME}

    name: Name
    place: Place
    count: Changes = 0
    size: Size = 0
    last: Last = ""

    def written(self, record: Any, context: Context) -> dict[str, Any]:
        """Add how many changes it holds, and when the next one is due."""
        again = context.today + timedelta(days=context.policy.settings(BackupSettings).every_days)
        return super().written(record, context) | {"changes": self.count, "next_due": again}

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Enter it, and let the one before fall silent, or the founding that asked for a first one."""
        for before in context.find(Query("backup", Not(Blank("next_due")))):
            yield amend(before, next_due=None)
        for founded in context.find(Query("ceremony", Not(Blank("backup_due")))):
            yield amend(founded, backup_due=None)
        yield from super().changes(record, context)


class Restoration(Record):
    """That this store was put back from a backup: the first thing written in its new life."""

    kind = "restoration"
    label = N_("Restoration")
    plural = N_("Restorations")
    compartment = LOCAL
    audited = Event.BACKUP
    duty = "store.keep"
    order = ("-restored",)

    restored: Annotated[datetime, About(N_("Restored"), column=16, index=True)]
    made: Made
    changes: Changes = 0
    by: Annotated[str, About(N_("By"), column=12, refers="officer", says=Role.DOER)] = ""


class RestoreStore(Action):
    """Record that the store was restored from a backup."""

    on = Restoration
    creates = True
    duty = "store.keep"
    counted = "count"
    stamps = {"restored": Start.NOW, "by": Start.ME}

    made: Made
    count: Changes = 0

    def written(self, record: Any, context: Context) -> dict[str, Any]:
        """Add how many changes it held."""
        return super().written(record, context) | {"changes": self.count}

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Enter it; a backup is due at once, for nothing holds the new life yet."""
        yield from super().changes(record, context)
        for before in context.find(Query("backup", Not(Blank("next_due")))):
            yield amend(before, next_due=context.today)
