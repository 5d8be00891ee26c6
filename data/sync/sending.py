"""Sending to other sites: what they have not confirmed yet, in a sealed file and in the ledger at once.

The ledger is entered in the transaction in which the file is written, so that it never speaks of a file that was not.
Where a second officer has to approve, what goes is fixed before, as a consignment (`core.desks.sync.consignments`).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from core.desks.sync.consignments import (
    Consignment,
    ConsignmentStage,
    PrepareConsignment,
    VoidConsignment,
    Voided,
    WriteConsignment,
    outdated,
)
from core.desks.sync.transfers import SendTransfer, TransferSettings
from core.desks.sync.trust import Route, Site
from core.model.change import PURGE, Stream
from core.model.query import EVERYTHING
from core.model.store import Progress, no_progress
from core.office.build import build
from core.office.office import Office
from core.results.transfer import Sent
from core.values.ids import new_id
from core.values.refusal import Refusal
from core.values.sentence import say
from data.formats.changes_jsonl import MAX_LINES
from data.identity.roster import digest
from data.identity.site_card import SiteCard
from data.identity.site_keys import TrustedSite
from data.journal.branches import Branch
from data.peer_state.acknowledged import Telling
from data.peer_state.checkpoint_store import Statements
from data.sync.one_way_series import counted, series_of
from data.sync.peer_context import PeerContext
from data.transfer_file.consignment_content import Content
from data.transfer_file.manifest import MAX_CARDS
from data.transfer_file.sealed_file import Blob, ManifestDraft, PreparedFile, pack
from data.transfer_file.segments import Head, Segment, SegmentRange, erased_line, line, sign_tip, tip_is_signed, vouched

MOST_SENT: Final = 2_000
"""How many runs go with one file. What is beyond goes with the next, so that no store is too large to be sent."""
MOST_OF_CARDS: Final = 6 << 20
"""How many bytes of cards go with one file: the manifest has to hold them beside the runs."""

Part = tuple[Branch, SegmentRange]
"""Changes that go, and the branch they are of."""


class ConsignmentVoid(Refusal):
    """This consignment cannot be written any more as it was approved: {why}. Nothing was written; prepare it anew."""


def _held(stream: Stream, branch: Branch) -> Head:
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


class Sending(PeerContext):
    """What goes out."""

    def outgoing(self, to: Site, compartments: tuple[str, ...] = ()) -> dict[str, int]:
        """Return how many changes of each kind the site `to` has not confirmed yet, in these compartments or all."""
        with self._store.transaction():
            return self._kinds(self._parts(to, compartments))

    def consigned(self, consignment: str) -> dict[str, int]:
        """Return how many changes of each kind a consignment is; what has been erased since counts as purges."""
        with self._store.transaction():
            return self._kinds(self._fixed(self._content(consignment)))

    def passed_on(
        self, to: Site, compartments: tuple[str, ...] = (), consignment: str = ""
    ) -> dict[str, dict[str, int]]:
        """Return how many changes of each kind of which other sites would go along to `to`, or in a consignment."""
        with self._store.transaction():
            fixed = self._content(consignment) if consignment else None
            parts = self._fixed(fixed) if fixed else self._parts(to, compartments)
            others: dict[str, list[Part]] = {}
            for part in parts:
                if part[1].site != self._store.site:
                    others.setdefault(self.site_of(part[1].site).name, []).append(part)
            return {name: self._kinds(others[name]) for name in sorted(others)}

    def _kinds(self, parts: Iterable[Part]) -> dict[str, int]:
        kinds: Counter[str] = Counter()
        for branch, run in parts:
            kinds.update(self._store.journal.kinds_since(branch, run.after, run.seq))
        return dict(kinds)

    # Consignments

    def prepare(self, office: Office, to: str, compartments: tuple[str, ...] = (), purpose: str = "") -> str:
        """Fix what the site `to` has not confirmed yet as a consignment; return its identifier."""
        with self._store.transaction():
            site = self.site_of(to)
            chosen = compartments or site.shares
            content = self._measured(office, site, self._parts(site, chosen))
            action = build(
                PrepareConsignment,
                to=to,
                compartments=chosen,
                purpose=purpose,
                changes_sent=content.count,
                digest=content.digest,
            )
            office.do(action)
            self._store.unanswered_transfers.keep_content(action.target, to, content)
        return action.target

    def write(
        self,
        office: Office,
        consignment: str,
        path: Path,
        *,
        medium: str = "",
        volume_size: int = 0,
        device: int = 0,
        progress: Progress = no_progress,
    ) -> Sent:
        """Write an approved consignment to a transfer file: what was approved, and not a change more.

        Raises:
            Refusal: `ConsignmentVoid`, what `WriteConsignment` refuses, and what `data.media.verified_write` does.
        """
        office.require(WriteConsignment)
        self._store.promise_checkpoint(office.get(Consignment.kind, consignment).to)
        with self._store.transaction():
            found = office.get(Consignment.kind, consignment)  # also refuses one that he may not know of
            approved = self._consignment(found.id)
            why = self._void(office, approved) if approved.stage is ConsignmentStage.APPROVED else None
            if why is None:
                return self._write(office, approved, path, medium, progress, volume_size, device)
        office.do(VoidConsignment(target=approved.id, why=why))
        raise ConsignmentVoid(why=say(why.label))

    def _write(
        self,
        office: Office,
        approved: Consignment,
        path: Path,
        medium: str,
        progress: Progress,
        volume_size: int,
        device: int,
    ) -> Sent:
        site, parts, transfer = self.site_of(approved.to), self._fixed(self._content(approved.id)), new_id()
        office.do(
            WriteConsignment(
                target=approved.id,
                dispatch=transfer,
                digest=self._measured(office, site, parts).digest,
                medium=medium,
            )
        )
        return self._seal(office, site, parts, path, transfer, progress, volume_size=volume_size, device=device)

    def _void(self, office: Office, approved: Consignment) -> Voided | None:
        """Return why a consignment cannot be written as it was approved."""
        why = outdated(approved, office.context())
        if why is not None:
            return why
        site, content = self.site_of(approved.to), self._content(approved.id)
        parts = self._fixed(content)
        acknowledged = self._acknowledged(site)
        if parts and all(acknowledged.get(branch.n, 0) >= run.seq for branch, run in parts):
            return Voided.CONFIRMED
        if not self._are_vouched(parts):
            return Voided.AUTHOR
        return content.changed_to(self._measured(office, site, parts))

    def _are_vouched(self, parts: Iterable[Part]) -> bool:
        """Whether authors still stand for the ends: one may have renewed its keys since, or been revoked."""
        sites = self.known_sites().sites
        return all(
            run.site == self._store.site
            or (run.site in sites and vouched(run, self._store.tip_signature(run.stream, run.id), sites[run.site]))
            for _, run in parts
        )

    def _consignment(self, identifier: str) -> Consignment:
        """Return a consignment with its content, which officers need not know."""
        found = self._store.get(Consignment.kind, identifier, EVERYTHING)
        assert isinstance(found, Consignment)
        return found

    def _content(self, consignment: str) -> Content:
        """Return what a consignment fixed; nothing, if that is not kept any more
        (`data.peer_state.unanswered_transfers`)."""
        kept = self._store.unanswered_transfers.content(consignment)
        return kept or Content(erased=0, post_quantum=True, recipient="0" * 64, runs=())

    def _fixed(self, content: Content) -> list[Part]:
        """Return the parts of a content that are in the journal, which are all unless it was put back."""
        branches = self._store.journal.branches
        held = [(branches.holding(run.stream, run.seq, bytes.fromhex(run.id)), run) for run in content.runs]
        return [(branch, run) for branch, run in held if branch is not None]

    def _measured(self, office: Office, site: Site, parts: Iterable[Part]) -> Content:
        parts = list(parts)
        journal = self._store.journal
        return Content(
            erased=sum(journal.erased_since(branch, run.after, run.seq) for branch, run in parts),
            post_quantum=office.policy.settings(TransferSettings).post_quantum,
            recipient=self.card_of(site).fingerprint,
            runs=tuple(SegmentRange(**run.model_dump()) for _, run in parts),
        )

    # In one step

    def send(
        self,
        office: Office,
        to: str,
        path: Path,
        *,
        receipt_only: bool = False,
        compartments: tuple[str, ...] = (),
        medium: str = "",
        volume_size: int = 0,
        device: int = 0,
        progress: Progress = no_progress,
    ) -> Sent:
        """Write what the site `to` has not confirmed yet to a transfer file at `path`: of these compartments, or all.

        Raises:
            Refusal: what `SendTransfer` refuses, and what `data.media.verified_write` does.
        """
        office.require(SendTransfer)
        self._store.promise_checkpoint(to)
        with self._store.transaction():
            site = self._store.get("site", to, EVERYTHING)
            parts = self._parts(site, compartments) if isinstance(site, Site) and not receipt_only else []
            count = sum(run.seq - run.after for _, run in parts)
            transfer = new_id()
            office.do(build(SendTransfer, target=transfer, to=to, changes_sent=count, medium=medium))
            to_whom = self.site_of(to)
            return self._seal(
                office,
                to_whom,
                parts,
                path,
                transfer,
                progress,
                receipt_only=receipt_only,
                volume_size=volume_size,
                device=device,
            )

    # What else goes

    def _cover(self, cover: ManifestDraft, site: Site, runs: Iterable[Head]) -> tuple[ManifestDraft, list[Blob]]:
        """Add the cards that led to the keys of the authors, and the roster if the other site has not got it."""
        roster, cards = self.roster(), self._cards(site, runs)
        blobs = [Blob(digest(roster.raw), len(roster.raw), lambda: roster.raw)] if site.edition < roster.edition else []
        said = {"edition": roster.edition, "roster": blobs[0].sha256 if blobs else ""}
        return replace(cover, cards=tuple(cards), payload={**cover.payload, **said}), blobs

    def _cards(self, site: Site, runs: Iterable[Head]) -> list[SiteCard]:
        """Return the cards that led to our present keys and to those of the authors of runs (transfer §6)."""
        authors, sites = {self._store.site, *(run.site for run in runs)} - {site.id}, self.known_sites().sites
        return [card for author in sorted(authors) for card in _of_author(sites, author)]

    def needed(self, office: Office, to: str, compartments: tuple[str, ...] = (), consignment: str = "") -> int:
        """Return how many bytes a transfer to the site `to` takes on a medium; the changes are packed to know it."""
        with self._store.transaction():
            site = self.site_of(to)
            fixed = self._content(consignment) if consignment else None
            parts = self._fixed(fixed) if fixed else self._parts(site, compartments)
            telling = self._store.acknowledgements.telling(site.id, site.shares)
            given = self._given(site, promised=False)
            said = self._said(site, parts, new_id(), telling, given)
            return self._packed(office, site, parts, said).needed

    # What goes

    def _seal(
        self,
        office: Office,
        site: Site,
        parts: list[Part],
        path: Path,
        transfer: str,
        progress: Progress,
        *,
        receipt_only: bool = False,
        volume_size: int = 0,
        device: int = 0,
    ) -> Sent:
        """Write the file of a transfer that has been entered in the ledger."""
        kinds, runs = self._kinds(parts), self._runs(parts)
        telling = self._store.acknowledgements.telling(site.id, site.shares)
        given = self._given(site)
        cover = self._said(site, parts, transfer, telling, given, receipt_only=receipt_only)
        known = self._store.checkpoints.given_upto(self._store.acknowledgements.statements(site.id), given)
        self._store.acknowledgements.tell(site.id, transfer, telling.upto, site.shares, known)
        sealed = self._packed(office, site, parts, cover, progress).write(path, volume_size, device)
        self.keep_tips(runs)
        reached = ((branch.n, run.seq) for branch, run in parts)
        self._store.unanswered_transfers.keep_extent(site.id, transfer, reached, self.site_of(site.id).base)
        return Sent(
            transfer,
            sealed.path,
            site.name,
            sum(kinds.values()),
            sealed.written.size,
            kinds,
            sealed.written.volumes,
            more=not receipt_only and self._has_more(site),
        )

    def _runs(self, parts: Iterable[Part]) -> list[Segment]:
        sites = self.known_sites().sites
        return [self._signed(run, sites[run.site]) for _, run in parts]

    def _given(self, site: Site, *, promised: bool = True) -> Statements:
        """Return what a transfer gives of what sites signed of their history: what the other site does not know yet."""
        after = None if site.route is Route.TO else self._store.acknowledgements.statements(site.id)
        return self._store.checkpoints.to_give(site.id, self._store.incarnation, after, promised=promised)

    def _said(
        self,
        site: Site,
        parts: Iterable[Part],
        transfer: str,
        telling: Telling,
        given: Statements,
        *,
        receipt_only: bool = False,
    ) -> ManifestDraft:
        """Return what the manifest of a transfer says beside its contents (5)."""
        payload: dict[str, Any] = {
            "anchors": [checkpoint.model_dump() for checkpoint in given.checkpoints],
            "beginnings": [beginning.model_dump() for beginning in given.beginnings],
            "have": [_held(*each).model_dump() for each in telling.tips],
            "heard": self._store.acknowledgements.newest_file(site.id),
            "runs": [run.model_dump() for run in self._runs(parts)],
            "since": telling.since,
        }
        if series := series_of(self._store, transfer):
            payload["series"] = series.model_dump()
        return ManifestDraft("receipt" if receipt_only else "changes", datetime.now(UTC), payload, transfer=transfer)

    def _packed(
        self, office: Office, site: Site, parts: list[Part], cover: ManifestDraft, progress: Progress = no_progress
    ) -> PreparedFile:
        cover, blobs = self._cover(cover, site, (run for _, run in parts))
        return pack(
            self._keys,
            self.card(),
            [self.card_of(site)],
            cover,
            self._lines(parts, progress),
            blobs,
            post_quantum=office.policy.settings(TransferSettings).post_quantum,
        )

    def _every_part(self, to: Site, compartments: tuple[str, ...]) -> list[Part]:
        """Return the part of each branch that the other site has not confirmed (8.1 and 2), of what it may have."""
        parts, heard = [], self._store.acknowledgements.tips(to.id)
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
                parts.append((branch, SegmentRange(**end.model_dump(), after=after, parent=parent)))
        return parts

    def _parts(self, to: Site, compartments: tuple[str, ...]) -> list[Part]:
        """Return what goes with the next file: of what may go as much as one holds."""
        return self._fitting(to, self._every_part(to, compartments))

    def _has_more(self, to: Site) -> bool:
        """Return whether changes that may go to a site are in no transfer to it yet."""
        sent = self._unanswered(to)
        return any(sent.get(branch.n, 0) < run.seq for branch, run in self._every_part(to, ()))

    def _unanswered(self, to: Site) -> dict[int, int]:
        """Return up to which place of each branch the transfers to a site go that it has not confirmed."""
        sent: dict[int, int] = {}
        for reach in self._store.unanswered_transfers.unanswered(to.id).values():
            sent |= {branch: max(seq, sent.get(branch, 0)) for branch, seq in reach.items()}
        return sent

    def _fitting(self, to: Site, parts: list[Part]) -> list[Part]:
        """Return as many of these parts as one file holds; the others go with the next.

        What no unanswered transfer holds goes first, so that several files written one after the other hold all of it;
        then what has purges, so that nobody gets what was erased before what says so.
        """
        few = len(parts) <= MOST_SENT and sum(run.seq - run.after for _, run in parts) <= MAX_LINES // 2
        if few and _Room().without(self._cards(to, (run for _, run in parts))).left:
            return parts
        sent, journal = self._unanswered(to), self._store.journal
        parts.sort(key=lambda part: (
            sent.get(part[0].n, 0) >= part[1].seq,
            PURGE not in journal.kinds_since(part[0], part[1].after, part[1].seq),
        ))  # fmt: skip
        fitting, authors = list[Part](), {to.id, self._store.site}
        room, lines, sites = _Room().without(self._cards(to, ())), 0, self.known_sites().sites
        for branch, run in parts:
            if run.site not in authors:
                authors.add(run.site)
                room = room.without(_of_author(sites, run.site))
            lines += run.seq - run.after
            many = len(fitting) == MOST_SENT or lines > MAX_LINES // 2
            if fitting and (many or not room.left):
                break
            fitting.append((branch, run))
        return fitting

    def _acknowledged(self, site: Site) -> dict[int, int]:
        """Return up to which place of each branch another site needs nothing more."""
        if site.route is Route.TO:
            return counted(self._store, site)
        return self._store.journal.branches.acknowledged_by(
            self._store.acknowledgements.tips(site.id), self._store.site
        )

    def _end(self, stream: Stream, branch: Branch, author: TrustedSite) -> Head | None:
        """Return the last place of a branch for which its author stands (8.3); None if it has to sign again first."""
        tip = _held(stream, branch)
        if not author.revoked:  # what only was decided here lets nobody else believe it
            author = replace(author, places=frozenset(place for card in author.cards for place in card.places))
        if stream.site == self._store.site or vouched(tip, self._store.tip_signature(stream, tip.id), author):
            return tip
        named = self._store.journal.last_named(stream, branch, author.places)
        return Head(**stream._asdict(), seq=named[0], id=named[1].hex()) if named else None

    def _signed(self, run: SegmentRange, author: TrustedSite) -> Segment:
        """Add the signature of the end by the author's present keys, if there is one (8.3)."""
        held = Head(**run.model_dump(include=set(Head.model_fields)))
        ours = run.site == self._store.site
        signature = sign_tip(held, self._keys.signing) if ours else self._store.tip_signature(held.stream, held.id)
        return Segment(**run.model_dump(), signature=signature if tip_is_signed(held, signature, author.card) else "")

    def _lines(self, parts: list[Part], progress: Progress) -> Iterator[bytes]:
        total, done = sum(run.seq - run.after for _, run in parts), 0
        for number, (branch, run) in enumerate(parts):
            for seq, moment, _, body, body_hash in self._store.journal.since(branch, run.after, run.seq):
                done += 1
                if done % 1000 == 0:
                    progress(done, total)
                if body is not None:
                    yield line(number, seq, moment, body)
                else:
                    assert body_hash is not None
                    yield erased_line(number, seq, moment, body_hash)
