"""The second value of receiving: what a file proves by itself, by the cards known here (docs/formats/changes.md §9.1).

Nothing is compared with the journal, and nothing is written.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from data.identity.site_keys import TrustedSite
from data.peer_state.believed_statements import believed
from data.peer_state.checkpoint_store import Statements
from data.peer_state.pending_segments import PendingSegment
from data.sync.known_sites import TrustStore
from data.transfer_file.manifest import RevokedSender
from data.transfer_file.sealed_file import OpenedFile
from data.transfer_file.segments import Payload, check_authors, read_changes, read_payload


@dataclass(frozen=True)
class Verified:
    """A transfer file of which every signature and every chain was verified."""

    opened: OpenedFile
    payload: Payload
    segments: Sequence[PendingSegment]
    known: TrustStore
    """The sites known here, and what the file teaches about them."""
    statements: Statements
    """What sites have signed of their own history, as far as it is believed (changes §12.5)."""

    @property
    def sender(self) -> str:
        """The identifier of the sending site."""
        return self.opened.sender.site

    @property
    def has_present_keys(self) -> bool:
        """Whether the sender signed with its present keys; replaced ones confirm nothing."""
        return self.opened.sender == self.known.sites[self.sender].card


def verify(opened: OpenedFile, known: TrustStore) -> Verified:
    """Verify what an opened file says: its authors, its statements and the chain of every segment.

    Raises:
        Refusal: RevokedSender, or what `data.identity` and `data.transfer_file` refuse.
    """
    payload = read_payload(opened.manifest.payload)
    known = _taught(opened, payload, known)
    sender = known.sites[opened.sender.site]
    if sender.revoked:  # by the roster that it brings itself
        raise RevokedSender(name=sender.card.name)
    _check_authors(opened, payload, known, sender)
    statements = believed(Statements(payload.checkpoints, payload.beginnings), sender, known.sites, known.own)
    return Verified(opened, payload, _segments(opened, payload, known), known, statements)


def _taught(opened: OpenedFile, payload: Payload, known: TrustStore) -> TrustStore:
    """Return the known sites with what the cards and the roster in the file teach."""
    known = known.with_cards(opened.manifest.cards)
    return known.with_roster(opened.blob(payload.roster)) if payload.roster else known


def _check_authors(opened: OpenedFile, payload: Payload, known: TrustStore, sender: TrustedSite) -> None:
    taken = {site.card.name for site in known.sites.values()}  # a made-up card may bear the name of another site
    names = {card.site: card.name for card in opened.manifest.cards if card.name not in taken}
    check_authors(payload.segments, known.sites, sender.card.name, names)


def _segments(opened: OpenedFile, payload: Payload, known: TrustStore) -> Sequence[PendingSegment]:
    changes = read_changes(opened.changes.unpack(), payload.segments)
    return [
        PendingSegment(known.without_foreign_signature(segment), opened.sender.site, each)
        for segment, each in zip(payload.segments, changes, strict=True)
    ]
