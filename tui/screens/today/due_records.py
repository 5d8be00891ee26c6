"""What an entry of the day's list is about: a record, or the conflicts that are to be decided."""

from core.model.query import Is, Query
from core.model.record import Record
from core.office.office import Office
from core.rules.agenda import DECIDE, AgendaItem, Conflict, duplicates_of
from core.rules.duplicates import Duplicate
from core.values.refusal import Refusal


def conflicts_of(office: Office, key: int) -> Query | None:
    """Return what asks for the conflicts that an item of the agenda is about; None if it is about something else."""
    rows = office.page(AgendaItem.kind, (key,), ("of", "decided_with"))
    if not rows or rows[0][1] != DECIDE:
        return None
    query = Query(Conflict.kind, Is("of", rows[0][:1]))
    return query if office.count(query) else None


def due_record(office: Office, key: int) -> Record | None:
    """Return the record that an item of the agenda points at; None if it has gone meanwhile."""
    rows = office.page(AgendaItem.kind, (key,), ("of_kind", "of"))
    if rows and rows[0][1] == duplicates_of(rows[0][0]):
        return next(iter(office.find(Query(Duplicate.kind, Is("of_kind", rows[0][:1]), limit=1))), None)
    try:
        found: Record | None = office.get_listed(*rows[0]) if rows else None
    except Refusal:
        return None
    return found
