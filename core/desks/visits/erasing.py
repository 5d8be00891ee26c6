"""Forgetting on time: numbers of documents after their days, visits after their months."""

from collections.abc import Iterable

from core.desks.visits.children import VisitDocument
from core.desks.visits.records import Visit
from core.desks.visits.vocabulary import ENDS, KEEP
from core.model.action import Action
from core.model.audit_event import Event
from core.model.change import Draft
from core.model.context import Context
from core.rules.legal_hold import active_holds
from core.rules.purge import purge, purge_faults
from core.values.sentence import N_, Sentence, say


class EraseDocument(Action):
    """Erase the document that was seen, with its number, here and at every site that has it, for ever."""

    on = VisitDocument
    duty = KEEP
    key = "x"
    audited = Event.PURGED

    def refuse(self, record: VisitDocument, context: Context) -> Iterable[Sentence]:
        """Reject one whose days are not over, or that is held."""
        if record.erase_on >= context.today:
            yield say(N_("This is kept until {day}."), day=record.erase_on)
        if active_holds(record, context):
            yield say(N_("A legal hold stands on this file. Another officer than the one who placed it can lift it."))
        yield from purge_faults(record, context)

    def changes(self, record: VisitDocument, context: Context) -> Iterable[Draft]:
        """Name it; the store erases it."""
        return purge([record], context)


class EraseVisit(Action):
    """Erase a visit with all its parts, here and at every site that has it, for ever."""

    on = Visit
    duty = KEEP
    key = "z"
    stages = ENDS
    audited = Event.PURGED

    @classmethod
    def applies(cls, record: Visit) -> bool:
        """It is closed, and there is a day until which it is kept."""
        return super().applies(record) and record.erase_on is not None

    def refuse(self, record: Visit, context: Context) -> Iterable[Sentence]:
        """Reject one whose time is not over, that is held, or in which anything waits."""
        if record.erase_on is None or record.erase_on >= context.today:
            yield say(N_("This is kept until {day}."), day=record.erase_on or "—")
        if active_holds(record, context):
            yield say(N_("A legal hold stands on this file. Another officer than the one who placed it can lift it."))
        yield from purge_faults(record, context)

    def changes(self, record: Visit, context: Context) -> Iterable[Draft]:
        """Name it; the store erases what belongs to it."""
        return purge([record], context)
