"""Whether a database is sound: its pages, its chains and signatures, and its tables against ones made afresh."""

from core.model.progress import Progress, no_progress
from core.model.store import IntegrityFault
from core.values.sentence import N_, say
from data.database.dialect import begin_reading, read_texts_with
from data.database.schema import AFRESH
from data.database.sqlcipher import Database, page_integrity
from data.integrity.compare_tables import first_difference
from data.integrity.verify_journal import first_fault
from data.tables.rebuild import Tables


def first_unsound(db: Database, name: str, progress: Progress = no_progress) -> IntegrityFault | None:
    """Return the first fault of a database on a connection that nothing else uses, or None; `name` is its own."""
    read_texts_with(db, _legible)
    damage = page_integrity(db)
    if damage:
        return IntegrityFault(name, damage)
    begin_reading(db)
    fault = first_fault(db, progress)
    if fault:
        return fault
    Tables(db, AFRESH).rebuild(progress)
    odd = first_difference(db)
    mend = N_("This table is not what the journal says; `sealdesk rebuild` makes it again.")
    return IntegrityFault(odd, say(mend)) if odd else None


def _legible(text: bytes) -> str:
    """Return a text as it is checked: one that was tampered with until it is none is another, not a failure."""
    return text.decode(errors="replace")
