"""Forgetting on time: the purge of a closed file whose retention is over."""

from collections.abc import Iterable

from core.desks.care.deciding import expired
from core.desks.care.records import CareFile
from core.desks.care.vocabulary import KEEP, FileStage
from core.model.action import Action
from core.model.audit_event import Event
from core.model.change import Draft
from core.model.context import Context
from core.rules.legal_hold import active_holds
from core.rules.purge import purge, purge_faults
from core.values.sentence import N_, Sentence, say


class PurgeFile(Action):
    """Erase the file with all its parts and its access log, here and at every site that has it, for ever."""

    on = CareFile
    duty = KEEP
    key = "x"
    stages = (FileStage.CLOSED,)
    audited = Event.PURGED

    def refuse(self, record: CareFile, context: Context) -> Iterable[Sentence]:
        """Reject a file whose time is not over, that is held, or in which anything waits for somebody."""
        if not expired(record, context.today):
            yield say(N_("This file is kept until {day}."), day=record.keep_until)
        if record.hold_by or active_holds(record, context):
            yield say(N_("A legal hold stands on this file. Another officer than the one who placed it can lift it."))
        yield from purge_faults(record, context)

    def changes(self, record: CareFile, context: Context) -> Iterable[Draft]:
        """Name the file; the store erases what belongs to it."""
        return purge([record], context)
