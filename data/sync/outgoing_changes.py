"""Which changes go to a site with the next transfer, and the segments that they go in (docs/formats/changes.md §8)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from core.desks.sync.trust import Route, Site
from core.model.change import PURGE, Stream
from core.model.progress import Progress
from data.formats.changes_jsonl import MAX_LINES
from data.identity.site_card import SiteCard
from data.identity.site_keys import TrustedSite
from data.journal.branches import Branch
from data.sync.one_way_series import counted
from data.sync.peer_context import PeerContext
from data.transfer_file.manifest import MAX_CARDS
from data.transfer_file.segments import Head, Segment, SegmentRange, erased_line, line, sign_tip, tip_is_signed, vouched

MOST_SENT: Final = 2_000
"""How many segments go with one file. What is beyond goes with the next, so that no store is too large to be sent."""
MOST_OF_CARDS: Final = 6 << 20
"""How many bytes of cards go with one file: the manifest has to hold them beside the segments."""

BranchRange = tuple[Branch, SegmentRange]
"""Changes that go, and the branch they are of."""


def head_of(stream: Stream, branch: Branch) -> Head:
    """Return how far a branch reaches, as a transfer says it."""
    return Head(**stream._asdict(), seq=branch.seq, id=branch.id.hex())


def _of_author(sites: Mapping[str, TrustedSite], author: str) -> list[SiteCard]:
    """Return the cards by which an author's keys were renewed."""
    known = sites.get(author)
    return [card for card in known.cards if card.succeeds] if known else []


class _Room(NamedTuple):
    """How many more cards a file takes, and how many bytes of them."""

    cards: int = MAX_CARDS
    size: int = MOST_OF_CARDS

    def without(self, cards: Sequence[SiteCard]) -> "_Room":
        """Return the room beside these cards; below zero if there is none."""
        return _Room(self.cards - len(cards), self.size - sum(len(card.dump()) for card in cards))

    @property
    def left(self) -> bool:
        """Whether all found room."""
        return self.cards >= 0 and self.size >= 0


class OutgoingChanges(PeerContext):
    """What a site has not confirmed yet, as far as one file holds it."""

    def _kinds(self, ranges: Iterable[BranchRange]) -> dict[str, int]:
        kinds: Counter[str] = Counter()
        for branch, part in ranges:
            kinds.update(self._store.journal.kinds_since(branch, part.after, part.seq))
        return dict(kinds)

    def _segments(self, ranges: Iterable[BranchRange]) -> list[Segment]:
        sites = self.known_sites().sites
        return [self._signed(part, sites[part.site]) for _, part in ranges]

    def _cards(self, site: Site, segments: Iterable[Head]) -> list[SiteCard]:
        """Return the cards that led to our present keys and to those of the authors of segments (transfer §6)."""
        authors, sites = {self._store.site, *(part.site for part in segments)} - {site.id}, self.known_sites().sites
        return [card for author in sorted(authors) for card in _of_author(sites, author)]

    def _next_ranges(self, to: Site, compartments: tuple[str, ...]) -> list[BranchRange]:
        """Return what goes with the next file: of what may go as much as one holds."""
        return self._fitting(to, self._all_ranges(to, compartments))

    def _all_ranges(self, to: Site, compartments: tuple[str, ...]) -> list[BranchRange]:
        """Return the range of each branch that the other site has not confirmed (8.1 and 2), of what it may have."""
        ranges, heard = [], self._store.acknowledgements.tips(to.id)
        branches = self._store.journal.branches
        acknowledged = self._acknowledged(to)
        shared, sites = set(to.shares) & set(compartments or to.shares), self.known_sites().sites
        for stream, branch in branches:
            after = acknowledged.get(branch.n, branch.after)
            if stream.compartment not in shared or after == branch.seq or (stream.site == to.id and not heard):
                continue
            end = self._end(stream, branch, sites[stream.site])
            if end is not None and end.seq > after:
                parent = branches.identifier(branch, after).hex()
                ranges.append((branch, SegmentRange(**end.model_dump(), after=after, parent=parent)))
        return ranges

    def _has_more(self, to: Site) -> bool:
        """Return whether changes that may go to a site are in no transfer to it yet."""
        sent = self._unanswered(to)
        return any(sent.get(branch.n, 0) < part.seq for branch, part in self._all_ranges(to, ()))

    def _unanswered(self, to: Site) -> dict[int, int]:
        """Return up to which place of each branch the transfers to a site go that it has not confirmed."""
        sent: dict[int, int] = {}
        for reach in self._store.unanswered_transfers.unanswered(to.id).values():
            sent |= {branch: max(seq, sent.get(branch, 0)) for branch, seq in reach.items()}
        return sent

    def _fitting(self, to: Site, ranges: list[BranchRange]) -> list[BranchRange]:
        """Return as many of these ranges as one file holds; the others go with the next.

        What no unanswered transfer holds goes first, so that several files written one after the other hold all of it;
        then what has purges, so that nobody gets what was erased before what says so.
        """
        few = len(ranges) <= MOST_SENT and sum(part.seq - part.after for _, part in ranges) <= MAX_LINES // 2
        if few and _Room().without(self._cards(to, (part for _, part in ranges))).left:
            return ranges
        sent, journal = self._unanswered(to), self._store.journal
        ranges.sort(key=lambda each: (
            sent.get(each[0].n, 0) >= each[1].seq,
            PURGE not in journal.kinds_since(each[0], each[1].after, each[1].seq),
        ))  # fmt: skip
        fitting, authors = list[BranchRange](), {to.id, self._store.site}
        room, lines, sites = _Room().without(self._cards(to, ())), 0, self.known_sites().sites
        for branch, part in ranges:
            if part.site not in authors:
                authors.add(part.site)
                room = room.without(_of_author(sites, part.site))
            lines += part.seq - part.after
            many = len(fitting) == MOST_SENT or lines > MAX_LINES // 2
            if fitting and (many or not room.left):
                break
            fitting.append((branch, part))
        return fitting

    def _acknowledged(self, site: Site) -> dict[int, int]:
        """Return up to which place of each branch another site needs nothing more."""
        if site.route is Route.TO:
            return counted(self._store, site)
        tips = self._store.acknowledgements.tips(site.id)
        return self._store.journal.branches.acknowledged_by(tips, self._store.site)

    def _end(self, stream: Stream, branch: Branch, author: TrustedSite) -> Head | None:
        """Return the last place of a branch for which its author stands (8.3); None if it has to sign again first."""
        tip = head_of(stream, branch)
        if not author.revoked:  # what only was decided here lets nobody else believe it
            author = replace(author, places=frozenset(place for card in author.cards for place in card.places))
        if stream.site == self._store.site or vouched(tip, self._store.tip_signature(stream, tip.id), author):
            return tip
        named = self._store.journal.last_named(stream, branch, author.places)
        return Head(**stream._asdict(), seq=named[0], id=named[1].hex()) if named else None

    def _signed(self, part: SegmentRange, author: TrustedSite) -> Segment:
        """Add the signature of the end by the author's present keys, if there is one (8.3)."""
        held = Head(**part.model_dump(include=set(Head.model_fields)))
        ours = part.site == self._store.site
        signature = sign_tip(held, self._keys.signing) if ours else self._store.tip_signature(held.stream, held.id)
        return Segment(**part.model_dump(), signature=signature if tip_is_signed(held, signature, author.card) else "")

    def _lines(self, ranges: list[BranchRange], progress: Progress) -> Iterator[bytes]:
        total, done = sum(part.seq - part.after for _, part in ranges), 0
        for number, (branch, part) in enumerate(ranges):
            for seq, moment, _, body, body_hash in self._store.journal.since(branch, part.after, part.seq):
                done += 1
                if done % 1000 == 0:
                    progress(done, total)
                if body is not None:
                    yield line(number, seq, moment, body)
                else:
                    assert body_hash is not None
                    yield erased_line(number, seq, moment, body_hash)
