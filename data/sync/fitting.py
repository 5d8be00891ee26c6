"""The third value of receiving: what of a verified file follows the journal, and what waits (changes §9.3 and §9.4)."""

from collections.abc import Iterable

from core.desks.sync.missing_changes import GapStage
from core.desks.sync.trust import Site
from core.model.query import Is, Query
from core.values.refusal import Refusal
from data.identity.succession import OldKeys
from data.peer_state.pending_segments import PendingSegment
from data.peer_state.reassembly import Fitted, Reassembly
from data.store.sql_store import SqlStore
from data.sync.known_sites import TrustStore
from data.sync.peer_context import site_of
from data.sync.verification import Verified
from data.transfer_file.segments import BeyondCutoff


class NotShared(Refusal):
    """The file holds the compartment “{compartment}”, which is not shared with {site}. Let the security officer decide
    whether it should be."""


class UnaccountedErasure(Refusal):
    """The file leaves out what changes of {site} say, and no purge tells why. Do not use it, and tell the sender."""


def fit(verified: Verified, store: SqlStore) -> Fitted:
    """Sort the segments of a file, and those that wait here, by what the journal has; inside a transaction.

    Raises:
        Refusal: NotShared, BeyondCutoff, OldKeys, or UnaccountedErasure.
    """
    sender = site_of(store, verified.sender)
    _refuse_unless_shared(verified.segments, sender)
    segments = _authorised(verified, sender, store)
    given_up = {gap.id for gap in store.find(Query("gap", Is("stage", (GapStage.GIVEN_UP,))))}
    fitted = Reassembly(store.journal.branches, store.erasure_index, store.pending_segments).sort(
        segments, lambda segment: _is_still_accepted(segment, verified.known, store), given_up
    )
    if fitted.unaccounted_erasure:
        raise UnaccountedErasure(site=site_of(store, fitted.unaccounted_erasure.stream.site).name)
    return fitted


def _refuse_unless_shared(segments: Iterable[PendingSegment], sender: Site) -> None:
    for each in segments:
        if each.segment.compartment not in sender.shares:
            raise NotShared(compartment=each.segment.compartment, site=sender.name)


def _authorised(verified: Verified, sender: Site, store: SqlStore) -> list[PendingSegment]:
    """Return the segments whose authors stand for them; of the others nothing may be new (changes §9.4)."""
    authorised = [each for each in verified.segments if verified.known.vouches(each.segment)]
    brought = {change.id for each in authorised for change in each.changes}
    for each in verified.segments:
        if each not in authorised and _has_new(each, brought, store):
            author = verified.known.sites[each.segment.site]
            raise (
                BeyondCutoff(site=author.card.name, sender=sender.name)
                if author.revoked
                else OldKeys(name=author.card.name)
            )
    return authorised


def _has_new(segment: PendingSegment, brought: set[bytes], store: SqlStore) -> bool:
    """Whether a segment has a change that is neither here nor among those brought by others."""
    holds = store.journal.branches.holds
    return any(
        change.id not in brought and not holds(change.stream, change.seq, change.id) for change in segment.changes
    )


def _is_still_accepted(segment: PendingSegment, known: TrustStore, store: SqlStore) -> bool:
    """Whether a segment that waited would still be taken from the site that sent it."""
    return segment.segment.compartment in site_of(store, segment.sender).shares and known.vouches(segment.segment)
