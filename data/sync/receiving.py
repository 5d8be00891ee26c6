"""Receiving from other sites: a file is verified, compared with the journal, and applied whole or not at all."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from core.desks.sync.contradictions import Finding, NoteFinding, Why, finding_id
from core.desks.sync.missing_changes import FILES, FillGap, Gap, GapStage, NoteGap, files_missing
from core.desks.sync.transfers import Outcome, ReceiveTransfer
from core.desks.sync.trust import Route, Site
from core.model.audit_event import Event
from core.model.change import Change, Stream
from core.model.query import EVERYTHING, Is, Not, Query
from core.model.record import RECORDS
from core.model.store import Progress, no_progress
from core.office.office import Office
from core.results.transfer import Contradicted, IncomingConflict, Missing, Numbered, Preview, Shares, shares
from core.rules.clock_check import of_file
from core.values.refusal import Refusal
from data.identity.succession import OldKeys
from data.media.preflight import readable_number_on
from data.peer_state.acknowledged import Tip
from data.peer_state.checkpoint_store import Statements, believed
from data.peer_state.pending_segments import PendingSegment
from data.peer_state.reassembly import Fitted, MissingPredecessor, Reassembly
from data.sync.known_sites import KnownSites, TrustStore
from data.sync.peer_context import PeerContext
from data.sync.preview import Counts, effects, idle, impossible
from data.system.clock import stamped, wall
from data.transfer_file.manifest import RevokedSender
from data.transfer_file.sealed_file import OpenedFile, open_sealed
from data.transfer_file.segments import (
    BeyondCutoff,
    Head,
    Payload,
    VerifiedChange,
    check_authors,
    read_links,
    read_payload,
)


class NotShared(Refusal):
    """The file holds the compartment “{compartment}”, which is not shared with {site}. Let the security officer decide
    whether it should be."""


class Unnamed(Refusal):
    """The file leaves out what changes of {site} say, and no purge tells why. Do not use it, and tell the sender."""


class FileChanged(Refusal):
    """This is no longer the file that was previewed. Preview it again before you apply it."""


@dataclass(frozen=True)
class Incoming:
    """A verified transfer file, its new changes in memory, and what they would do."""

    preview: Preview
    joined: Fitted
    have: list[Tip] | None
    """What the sender has, if that can be told."""
    confirmed: tuple[str, ...]
    statements: Statements
    """What sites have signed of their own history, as far as it is believed (changes §12.5)."""
    outlived: bool
    """Whether our present incarnation has another life elsewhere, so that ours must begin a new one (changes §9.2)."""
    missed: int
    """How many changes of our own are not here, as the sender can prove."""


class Receiving(PeerContext):
    """What comes in."""

    def inspect(self, path: Path, progress: Progress = no_progress, folders: Sequence[Path] = ()) -> Incoming:
        """Verify a transfer file and return what it would change; nothing is written.

        Raises:
        Refusal: what `data.transfer_file.sealed_file.open_sealed` and `data.transfer_file.segments` refuse, or what
        does not fit our journal.
        """
        opened, parts, payload, circle = self._open(path, folders)
        with self._store.transaction():
            return self._judge(opened, parts, payload, circle, progress)

    def verify(self, path: Path, folders: Sequence[Path] = ()) -> Preview:
        """Verify a transfer file in itself; what it would do here is not looked at."""
        opened, parts, *_ = self._open(path, folders)
        return self._preview(opened, parts)

    def _open(
        self, path: Path, folders: Sequence[Path] = ()
    ) -> tuple[OpenedFile, list[PendingSegment], Payload, TrustStore]:
        circle = self.circle()
        opened = open_sealed(path, self._keys, KnownSites(self._store, without=self._store.site), folders)
        payload = read_payload(opened.manifest.payload)
        circle = circle.with_cards(opened.manifest.cards)
        if payload.roster:
            circle = circle.with_roster(opened.blob(payload.roster))
        sender = circle.sites[opened.sender.site]
        if sender.revoked:  # by the roster that it brings itself
            raise RevokedSender(name=sender.card.name)
        known = {site.card.name for site in circle.sites.values()}  # a made-up card may bear the name of another site
        names = {card.site: card.name for card in opened.manifest.cards if card.name not in known}
        check_authors(payload.runs, circle.sites, sender.card.name, names)
        stated = believed(Statements(payload.anchors, payload.beginnings), sender, circle.sites, self._store.site)
        payload = payload.model_copy(update={"anchors": stated.checkpoints, "beginnings": stated.beginnings})
        links = read_links(opened.changes.unpack(), payload.runs)
        parts = [
            PendingSegment(circle.proper(run), opened.sender.site, each)
            for run, each in zip(payload.runs, links, strict=True)
        ]
        return opened, parts, payload, circle

    def _believed(self, parts: list[PendingSegment], circle: TrustStore, sender: Site) -> list[PendingSegment]:
        """Return the parts that are believed; of the others nothing may be new (changes §9.4)."""
        believed = [part for part in parts if circle.vouches(part.run)]
        brought = {change.id for part in believed for change in part.changes}
        holds = self._store.journal.branches.holds
        for part in parts:
            if part not in believed and any(
                change.id not in brought and not holds(change.stream, change.seq, change.id) for change in part.changes
            ):
                author = circle.sites[part.run.site]
                raise (
                    BeyondCutoff(site=author.card.name, sender=sender.name)
                    if author.revoked
                    else OldKeys(name=author.card.name)
                )
        return believed

    def _judge(
        self, opened: OpenedFile, parts: list[PendingSegment], payload: Payload, circle: TrustStore, progress: Progress
    ) -> Incoming:
        """Compare a verified file with the journal and with what waits."""
        sender = self.site_of(opened.sender.site)
        for part in parts:
            if part.run.compartment not in sender.shares:
                raise NotShared(compartment=part.run.compartment, site=sender.name)
        parts = self._believed(parts, circle, sender)
        have = payload.have if opened.sender == circle.sites[sender.id].card else []  # old keys confirm nothing
        joined, counts, clashes = self._joined(parts, circle, progress)
        changes = [link.change for link in joined.links if isinstance(link.change, Change)]
        brought = {link.change.id for part in parts for link in part.links}
        tips = [(held.stream, held.seq, bytes.fromhex(held.id)) for held in have]
        merged = self._store.heard.merged(sender.id, tips, payload.since)
        confirmed = tuple(self._confirmed(sender.id, tips if merged is None else merged))
        ours = {held.stream.incarnation for held in have if self._is_unknown_life(held)}
        streams = {*(link.change.stream for link in joined.links), *(part.run.stream for part in joined.left)}
        ours |= {stream.incarnation for stream in streams if stream.site == self._store.site}
        statements = Statements(payload.anchors, payload.beginnings)
        present = self._store.incarnation
        missed = list(self._store.anchors.missed(statements.checkpoints, present))
        kept, void = idle(self._store.journal, self._store.purges, changes)
        of_what = {
            "new_changes": _of_links(link for link in joined.links if link.change.id in brought),
            "unknown": _of_links(link for link in joined.links if _kind(link) not in ("", *RECORDS)),
            "kept": kept,
            "void": void,
            "impossible": impossible(self._store.journal, changes),
            "waiting": _of_parts(joined.left),
            "unkept": _of_parts(joined.unkept),
            "joined": _of_links(link for link in joined.links if link.change.id not in brought),
            "thrown": _of_parts(joined.thrown),
        }
        preview = self._preview(opened, parts)
        of_what = {**preview.of_what, **of_what}
        figures: dict[str, Any] = {name: sum(figure.values()) for name, figure in of_what.items()}
        preview = replace(
            preview,
            **figures,
            of_what=of_what,
            counts=counts,
            clashes=clashes,
            twins=self._store.twins_with(changes),
            receipts=len(confirmed),
            put_back=bool(ours),
            audit_cut=bool(missed),
            findings=tuple(self._findings(sender.id, opened.manifest.transfer, statements, circle)),
            forked=tuple(sorted({self.site_of(site).name for site in self._forked(joined)})),
            missing=tuple(self._missing(hole, joined, circle) for hole in joined.holes),
            lessons=circle.lessons,
            series=self._series(sender, payload),
        )
        outlived = present in ours or any(each.anchor.incarnation == present for each in missed)
        missing = max((each.anchor.seq - each.here for each in missed), default=0)
        return Incoming(preview, joined, merged, confirmed, statements, outlived, max(missing, 0))

    # What sites have signed of their own history (changes §12.7)

    def _findings(
        self, sender: str, transfer: str, statements: Statements, circle: TrustStore
    ) -> Iterator[Contradicted]:
        """Yield what sites contradict themselves in and nobody has cleared up, by what is kept here and this file."""
        found = [(site, *each) for site in statements.sites for each in self._contradictions(site, statements)]
        if not any(each.site == sender for each in statements.checkpoints) and self._store.anchors.was_shown(sender):
            found.append((sender, Why.SILENT, "", 0, None, transfer))
        for site, why, incarnation, shown, state, evidence in found:
            record = self._store.get("finding", finding_id(site, why, incarnation), EVERYTHING)
            if not (isinstance(record, Finding) and record.seen_on and record.evidence == evidence):
                name = "" if site == self._store.site else circle.sites[site].card.name
                identifier = finding_id(site, why, incarnation)
                yield Contradicted(identifier, site, name, why, incarnation, shown, state, evidence)

    def _contradictions(
        self, site: str, statements: Statements
    ) -> Iterator[tuple[Why, str, int, datetime | None, str]]:
        for each in self._store.anchors.verdict(site, statements):
            state = datetime.fromtimestamp(each.state // 1000) if each.state else None
            yield each.why, each.incarnation, each.shown, state, each.mark

    def _note_findings(self, office: Office, findings: Iterable[Contradicted]) -> None:
        """Bring the records of findings in step: those of which more is known now are to be cleared up again."""
        for each in findings:
            known = self._store.get("finding", each.finding, EVERYTHING)
            said = each.said()
            if not isinstance(known, Finding) or any(getattr(known, name) != said[name] for name in said):
                office.do(NoteFinding(target=each.finding, **said))

    # What joins and what waits (changes §9.3)

    def _joined(
        self, parts: list[PendingSegment], circle: TrustStore, progress: Progress
    ) -> tuple[Fitted, Counts, tuple[IncomingConflict, ...]]:
        """Return what becomes of these parts and of what waits, and what that does here."""
        joined = self._sorted(parts, circle)
        if joined.nameless:
            raise Unnamed(site=self.site_of(joined.nameless.stream.site).name)
        return joined, *self._effects(joined.parts, progress)

    def _sorted(self, parts: list[PendingSegment], circle: TrustStore) -> Fitted:
        store = self._store
        given_up = {gap.id for gap in store.find(Query("gap", Is("stage", (GapStage.GIVEN_UP,))))}
        return Reassembly(store.journal.branches, store.purges, store.waiting).sort(
            parts, lambda part: self._still_stands(part, circle), given_up
        )

    def _still_stands(self, part: PendingSegment, circle: TrustStore) -> bool:
        """Whether a part that waited would still be taken from the site that sent it."""
        return part.run.compartment in self.site_of(part.sender).shares and circle.vouches(part.run)

    def _effects(
        self, parts: Iterable[PendingSegment], progress: Progress
    ) -> tuple[Counts, tuple[IncomingConflict, ...]]:
        holds = self._store.journal.branches.holds
        each = {change.id: change for part in parts for change in part.changes if isinstance(change, Change)}
        fresh = [change for change in each.values() if not holds(change.stream, change.seq, change.id)]
        return effects(self._store.journal, self._store.purges, fresh, progress)

    def _missing(self, hole: MissingPredecessor, joined: Fitted, circle: TrustStore) -> Missing:
        stream, last, _ = hole.follows
        here = [branch.seq for branch in self._store.journal.branches.of(stream)]
        here += [part.run.seq for part in joined.parts if part.run.stream == stream]
        ask = hole.parts[0].sender
        return Missing(
            gap=hole.id,
            of=stream.site,
            ask=ask,
            names=(circle.sites[stream.site].card.name, circle.sites[ask].card.name),
            answers=self.site_of(ask).route is Route.BOTH,
            part=stream.compartment,
            first=min(1 + max(here, default=0), last),
            last=last,
            waiting=hole.waiting,
        )

    def _series(self, sender: Site, payload: Payload) -> Numbered | None:
        """Return what the number of a file over a one-way route says (changes §8.2)."""
        if payload.series is None:
            return None
        number, since = payload.series.number, payload.series.since
        arrivals = self._store.find(Query("arrival", Is("sender", (sender.id,))))
        known = {arrival.number for arrival in arrivals} - {0}
        return Numbered(number, since, files_missing(number, since, known), again=number in known)

    def _note_gaps(self, office: Office, missing: Iterable[Missing]) -> None:
        """Bring the records of the gaps in step with what waits."""
        known = {
            gap.id: gap for gap in self._store.find(Query("gap", Not(Is("part", (FILES,))))) if isinstance(gap, Gap)
        }
        for each in missing:
            said = each.said()
            gap = known.pop(each.gap, None)
            if gap is None or gap.stage is not GapStage.OPEN or any(getattr(gap, name) != said[name] for name in said):
                office.do(NoteGap(target=each.gap, **said))
        for gap in known.values():
            if gap.stage is GapStage.OPEN:
                office.do(FillGap(target=gap.id))

    def _is_unknown_life(self, held: Head) -> bool:
        """Whether the sender has changes of ours that are not here: we were put back, or copied (changes §9.2)."""
        holds = self._store.journal.branches.holds
        return held.site == self._store.site and not holds(held.stream, held.seq, bytes.fromhex(held.id))

    def _forked(self, joined: Fitted) -> Iterator[str]:
        """Yield the other sites of which a new change stands at a place where another one stands already."""
        reached = Counter[Stream]()
        for stream, branch in self._store.journal.branches:
            reached[stream] = max(reached[stream], branch.seq)
        for link in joined.links:
            stream, seq = link.change.stream, link.change.seq
            if seq <= reached[stream] and stream.site != self._store.site:
                yield stream.site
            reached[stream] = max(reached[stream], seq)

    def _preview(self, opened: OpenedFile, parts: Collection[PendingSegment]) -> Preview:
        name = self.site_of(opened.sender.site).name
        made = opened.manifest.created_at.astimezone().replace(tzinfo=None)
        own = (part.changes for part in parts if part.run.site == opened.sender.site)
        newest = max((change.time for changes in own for change in changes), default=0)
        return Preview(
            transfer=opened.manifest.transfer,
            digest=opened.digest,
            sender=name,
            sender_id=opened.sender.site,
            made=made,
            changes=sum(part.length for part in parts),
            new_changes=0,
            of_what={"changes": _of_parts(parts)},
            clock=of_file(name, made, stamped(newest) if newest else None, wall()),
        )

    def _confirmed(self, sender: str, tips: list[Tip]) -> Iterator[str]:
        """Yield the transfers to this site that what it has shows to have arrived."""
        covered = self._store.journal.branches.covered(tips, self._store.site)
        for transfer, reach in self._store.pending.unanswered(sender).items():
            if all(covered.get(branch, 0) >= seq for branch, seq in reach.items()):
                yield transfer

    def apply(
        self,
        office: Office,
        path: Path,
        digest: str | None = None,
        progress: Progress = no_progress,
        folders: Sequence[Path] = (),
    ) -> Preview:
        """Verify a transfer file again and apply it, whole or not at all; returns what it did.

        `digest` is that of the preview an officer looked at.

        Raises:
            Refusal: what `inspect` refuses, what `ReceiveTransfer` refuses, or `FileChanged` if the file holds
                anything else than what was previewed.
        """
        opened, parts, payload, circle = self._open(path, folders)
        if digest not in (None, opened.digest):
            raise FileChanged
        with self._store.transaction():
            incoming = self._judge(opened, parts, payload, circle, no_progress)
            preview = incoming.preview
            if incoming.outlived:
                self._store.begin_incarnation("put_back", office.officer)
            if incoming.outlived or preview.audit_cut:
                office.note(Event.PUT_BACK, count=incoming.missed)
            self._store.anchors.keep(incoming.statements)
            office.do(
                ReceiveTransfer(
                    sender=preview.sender_id,
                    transfer=preview.transfer,
                    made=preview.made,
                    changes_new=preview.new_changes,
                    confirmed=incoming.confirmed,
                    edition=payload.edition,
                    learned=circle.learned.packed,
                    medium=readable_number_on(path.parent),
                    outcome=_outcome(preview),
                    number=preview.series.number if preview.series else 0,
                    counted_from=preview.series.since if preview.series else 0,
                    conflicts=len(preview.clashes),
                )
            )
            if circle.learned.roster:
                self.keep_roster(circle.learned.roster.edition, opened.blob(payload.roster))
            joined = incoming.joined
            self._store.keep_waiting((), joined.done)
            self._store.accept(joined.links, progress)
            self._store.keep_waiting(joined.kept, ())
            self.keep_tips([part.run for part in joined.parts])
            self._note_gaps(office, preview.missing)
            office.hold_back(preview.sender_id)
            self._note_findings(office, preview.findings)
            if opened.sender == circle.sites[preview.sender_id].card:
                if incoming.have is not None:
                    self._store.heard.keep(preview.sender_id, incoming.have, preview.transfer, payload.since)
                self._store.heard.answered(preview.sender_id, payload.heard)
                self._store.pending.answered(incoming.confirmed)
        office.refresh()
        return preview


def _kind(link: VerifiedChange) -> str:
    """Return the kind of the record that a change is about; nothing if it was erased."""
    return link.change.body.kind if isinstance(link.change, Change) else ""


def _of_links(links: Iterable[VerifiedChange]) -> Shares:
    return shares((_kind(link), link.change.stream.compartment) for link in links)


def _of_parts(parts: Iterable[PendingSegment]) -> Shares:
    return _of_links(link for part in parts for link in part.links)


def _outcome(preview: Preview) -> Outcome:
    if preview.waiting:
        return Outcome.WAITS
    return Outcome.APPLIED if preview.new_changes or preview.joined else Outcome.NOTHING_NEW
