"""Changes that have not come while others that follow them wait (docs/formats/changes.md §9.3), and their records."""

from collections.abc import Iterable

from core.desks.sync.missing_changes import FILES, FillGap, Gap, GapStage, NoteGap
from core.desks.sync.trust import Route
from core.model.query import Is, Not, Query
from core.office.office import Office
from core.results.transfer import Missing
from data.peer_state.reassembly import Fitted, MissingPredecessor
from data.store.sql_store import SqlStore
from data.sync.known_sites import TrustStore
from data.sync.peer_context import site_of


def missing_changes(fitted: Fitted, known: TrustStore, store: SqlStore) -> tuple[Missing, ...]:
    """Return what is missing once a file is applied, and which site is to be asked for it."""
    return tuple(_missing(each, fitted, known, store) for each in fitted.missing)


def _missing(gap: MissingPredecessor, fitted: Fitted, known: TrustStore, store: SqlStore) -> Missing:
    stream, last, _ = gap.follows
    here = [branch.seq for branch in store.journal.branches.of(stream)]
    here += [each.segment.seq for each in fitted.joining if each.segment.stream == stream]
    ask = gap.segments[0].sender
    return Missing(
        gap=gap.id,
        of=stream.site,
        ask=ask,
        names=(known.sites[stream.site].card.name, known.sites[ask].card.name),
        answers=site_of(store, ask).route is Route.BOTH,
        part=stream.compartment,
        first=min(1 + max(here, default=0), last),
        last=last,
        waiting=gap.waiting,
    )


def note_missing(office: Office, store: SqlStore, missing: Iterable[Missing]) -> None:
    """Bring the records of gaps in step with what waits."""
    known = {gap.id: gap for gap in store.find(Query("gap", Not(Is("part", (FILES,))))) if isinstance(gap, Gap)}
    for each in missing:
        said = each.said()
        gap = known.pop(each.gap, None)
        if gap is None or gap.stage is not GapStage.OPEN or any(getattr(gap, name) != said[name] for name in said):
            office.do(NoteGap(target=each.gap, **said))
    for gap in known.values():
        if gap.stage is GapStage.OPEN:
            office.do(FillGap(target=gap.id))
