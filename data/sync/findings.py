"""What sites have signed of their own history, and where that contradicts itself (docs/formats/changes.md §12.7)."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from core.desks.sync.contradictions import Finding, NoteFinding, Why, finding_id
from core.model.query import EVERYTHING
from core.office.office import Office
from core.results.transfer import Contradicted
from data.peer_state.checkpoint_store import Statements
from data.store.sql_store import SqlStore
from data.sync.verification import Verified


def findings(verified: Verified, store: SqlStore) -> Iterator[Contradicted]:
    """Yield what sites contradict themselves in and nobody has cleared up, by what is kept here and this file."""
    for each in _found(verified, store):
        record = store.get("finding", each.finding, EVERYTHING)
        if not (isinstance(record, Finding) and record.seen_on and record.evidence == each.evidence):
            yield each


def _found(verified: Verified, store: SqlStore) -> Iterator[Contradicted]:
    for site in verified.statements.sites:
        name = "" if site == store.site else verified.known.sites[site].card.name
        yield from _contradictions(site, name, verified.statements, store)
    sender = verified.opened.sender.site
    if sender not in {each.site for each in verified.statements.checkpoints} and store.checkpoints.was_shown(sender):
        identifier, name = finding_id(sender, Why.SILENT, ""), verified.known.sites[sender].card.name
        yield Contradicted(identifier, sender, name, Why.SILENT, "", 0, None, verified.opened.manifest.transfer)


def _contradictions(site: str, name: str, statements: Statements, store: SqlStore) -> Iterator[Contradicted]:
    for each in store.checkpoints.verdict(site, statements):
        state = datetime.fromtimestamp(each.state // 1000) if each.state else None
        identifier = finding_id(site, each.why, each.incarnation)
        yield Contradicted(identifier, site, name, each.why, each.incarnation, each.shown, state, each.mark)


def note_findings(office: Office, store: SqlStore, found: Iterable[Contradicted]) -> None:
    """Bring the records of findings in step: those of which more is known now are to be cleared up again."""
    for each in found:
        known = store.get("finding", each.finding, EVERYTHING)
        said = each.said()
        if not isinstance(known, Finding) or any(getattr(known, name) != said[name] for name in said):
            office.do(NoteFinding(target=each.finding, **said))
