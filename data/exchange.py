"""Sending to and receiving from other sites: what `data.envelope` carries, joined with the journal.

Sending writes what the other site has not confirmed yet, and enters it in the ledger in the same transaction, so that
the ledger never speaks of a file that was not written. Receiving verifies, previews, and applies all or nothing.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from core.change import PURGE, Change, Stream
from core.desks.transfers import Dispatch, ReceiveTransfer, SendTransfer, Site, TransferTerms
from core.exchange import Preview, Sent
from core.ids import new_id
from core.office import Office
from core.query import EVERYTHING, Is, Query
from core.record import RECORDS
from core.refusal import Refusal
from core.store import Progress, no_progress
from data.branches import Branch
from data.effects import effects, first_unnamed
from data.envelope import Cover, Opened, open_sealed, seal
from data.identity import SiteCard, SiteKeys, TrustedSite
from data.runs import Held, Link, Run, erased_line, line, read_links, read_payload, sign_tip
from data.store import SqlStore


class MissingEarlier(Refusal):
    """Something sent earlier by {site} has not arrived here: changes {first} to {last} of “{compartment}”. Receive the
    earlier file first, or ask {site} to send again; it then sends everything you have not confirmed."""


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
    links: tuple[Link, ...]
    runs: tuple[Run, ...]
    have: tuple[Held, ...]
    confirmed: tuple[str, ...]
    outlived: bool
    """Whether our present incarnation has another life elsewhere, so that ours must begin a new one (changes §9.2)."""


def _held(stream: Stream, branch: Branch) -> Held:
    return Held(**stream._asdict(), seq=branch.seq, id=branch.id.hex())


class Exchange:
    """Transfers between this site and the sites it trusts."""

    def __init__(self, store: SqlStore, keys: SiteKeys) -> None:
        """Work on an open store with the site's keys."""
        self._store = store
        self._keys = keys

    def card(self) -> SiteCard:
        """Return our own card, to be carried to other sites."""
        return self._card_of(self._site(self._store.site))

    def _site(self, site: str) -> Site:
        found = self._store.get("site", site, EVERYTHING)
        assert isinstance(found, Site)
        return found

    @staticmethod
    def _card_of(site: Site) -> SiteCard:
        return SiteCard.parse(site.card.encode())

    # Sending

    def outgoing(self, to: Site) -> dict[str, int]:
        """Return how many changes of each kind the site `to` has not confirmed yet."""
        with self._store.transaction():
            kinds: Counter[str] = Counter()
            for branch, run in self._runs(to.id, to.shares):
                kinds.update(self._store.journal.kinds_since(branch, run.after))
            return dict(kinds)

    def send(
        self, office: Office, to: str, path: Path, *, receipt_only: bool = False, progress: Progress = no_progress
    ) -> Sent:
        """Write everything the site `to` has not confirmed yet to a transfer file at `path`.

        Raises:
            Refusal: what `SendTransfer` refuses, and what `data.envelope.seal` does when the medium fails.
        """
        with self._store.transaction():
            site = self._store.get("site", to, EVERYTHING)
            shares = site.shares if isinstance(site, Site) else ()
            parts = [] if receipt_only else self._runs(to, shares)
            runs = [run for _, run in parts]
            count = sum(run.seq - run.after for run in runs)
            reach = json.dumps([[*run.stream, run.seq] for run in runs])
            transfer = new_id()
            office.do(SendTransfer(target=transfer, to=to, changes_sent=count, reach=reach))
            kinds: Counter[str] = Counter()
            payload = {
                "have": [held.model_dump() for held in self._have(shares)],
                "runs": [run.model_dump() for run in runs],
            }
            sealed = seal(
                path,
                self._keys,
                self.card(),
                [self._card_of(self._site(to))],
                Cover("receipt" if receipt_only else "changes", datetime.now(UTC), payload, transfer=transfer),
                self._lines(parts, kinds, progress, count),
                post_quantum=office.policy.terms(TransferTerms).post_quantum,
            )
            self._keep_tips(runs)
        return Sent(transfer, sealed.path, self._site(to).name, count, sealed.path.stat().st_size, dict(kinds))

    def _runs(self, to: str, shares: tuple[str, ...]) -> list[tuple[Branch, Run]]:
        """Return the part of each branch that the other site has not confirmed, with its author's signature (8.1-3)."""
        runs, heard = [], self._store.heard(to)
        branches = self._store.journal.branches
        covered = branches.covered(heard, self._store.site)
        for stream, branch in branches:
            after = covered.get(branch.n, branch.after)
            if stream.compartment not in shares or after == branch.seq or (stream.site == to and not heard):
                continue
            held = _held(stream, branch)
            signature = (
                sign_tip(held, self._keys.signing)
                if stream.site == self._store.site
                else self._store.tip_signature(stream, held.id)
            )
            parent = branches.identifier(branch, after).hex()
            runs.append((branch, Run(**held.model_dump(), after=after, parent=parent, signature=signature)))
        return runs

    def _have(self, shares: tuple[str, ...]) -> list[Held]:
        return [
            _held(stream, branch)
            for stream, branch in self._store.journal.branches
            if stream.compartment in shares and branch.seq
        ]

    def _lines(
        self, parts: list[tuple[Branch, Run]], kinds: Counter[str], progress: Progress, total: int
    ) -> Iterator[bytes]:
        for number, (branch, run) in enumerate(parts):
            for seq, moment, kind, body, body_hash in self._store.journal.since(branch, run.after):
                kinds[kind or PURGE] += 1
                if sum(kinds.values()) % 1000 == 0:
                    progress(sum(kinds.values()), total)
                if body is not None:
                    yield line(number, seq, moment, body)
                else:
                    assert body_hash is not None
                    yield erased_line(number, seq, moment, body_hash)

    def _keep_tips(self, runs: list[Run]) -> None:
        for run in runs:
            self._store.keep_tip(run.stream, run.seq, run.id, run.signature)

    # Receiving

    def inspect(self, path: Path, progress: Progress = no_progress) -> Incoming:
        """Verify a transfer file and return what it would change; nothing is written.

        Raises:
            Refusal: what `data.envelope.open_sealed` and `data.runs` refuse, or what does not fit our journal.
        """
        opened, runs, have, links = self._open(path)
        with self._store.transaction():
            return self._judge(opened, runs, have, links, progress)

    def verify(self, path: Path) -> Preview:
        """Verify a transfer file in itself; what it would do here is not looked at."""
        opened, _, _, links = self._open(path)
        return self._preview(opened, len(links), 0)

    def _open(self, path: Path) -> tuple[Opened, list[Run], list[Held], list[Link]]:
        sites = [site for site in self._store.find(Query("site")) if isinstance(site, Site)]
        cards = {site.id: self._card_of(site) for site in sites}
        known = {
            site.id: TrustedSite(cards[site.id], revoked=site.revoked is not None)
            for site in sites
            if site.id != self._store.site
        }
        opened = open_sealed(path, self._keys, known)
        payload = read_payload(opened.manifest.payload, cards)
        links = list(read_links(opened.changes.unpack(), payload.runs))
        return opened, payload.runs, payload.have, links

    def _judge(
        self, opened: Opened, runs: list[Run], have: list[Held], links: list[Link], progress: Progress
    ) -> Incoming:
        """Compare a verified file with the journal."""
        sender = self._site(opened.sender.site)
        self._refuse_unless_joined(runs, sender, links)
        holds = self._store.journal.branches.holds
        each = {link.change.id: link for link in links}  # two runs of a stream may overlap
        fresh = [link for link in each.values() if not holds(link.change.stream, link.change.seq, link.change.id)]
        unnamed = first_unnamed(self._store.purges, (link.change for link in fresh))
        if unnamed:
            raise Unnamed(site=self._site(unnamed.stream.site).name)
        changes = [link.change for link in fresh if isinstance(link.change, Change)]
        counts, clashes = effects(self._store.journal, self._store.purges, changes, progress)
        confirmed = tuple(self._confirmed(sender.id, have))
        ours = {held.stream.incarnation for held in have if self._is_unknown_life(held)}
        ours |= {link.change.stream.incarnation for link in fresh if link.change.stream.site == self._store.site}
        preview = replace(
            self._preview(opened, len(links), len(fresh)),
            counts=counts,
            clashes=clashes,
            unknown=sum(change.body.kind not in RECORDS for change in changes),
            receipts=len(confirmed),
            put_back=bool(ours),
            forked=tuple(sorted({self._site(site).name for site in self._forked(fresh)})),
        )
        outlived = self._store.incarnation in ours
        return Incoming(preview, tuple(fresh), tuple(runs), tuple(have), confirmed, outlived)

    def _is_unknown_life(self, held: Held) -> bool:
        """Whether the sender has changes of ours that are not here: we were put back, or copied (changes §9.2)."""
        holds = self._store.journal.branches.holds
        return held.site == self._store.site and not holds(held.stream, held.seq, bytes.fromhex(held.id))

    def _forked(self, fresh: Iterable[Link]) -> Iterator[str]:
        """Yield the other sites of which a new change stands at a place where another one stands already."""
        reached = Counter[Stream]()
        for stream, branch in self._store.journal.branches:
            reached[stream] = max(reached[stream], branch.seq)
        for link in fresh:
            stream, seq = link.change.stream, link.change.seq
            if seq <= reached[stream] and stream.site != self._store.site:
                yield stream.site
            reached[stream] = max(reached[stream], seq)

    def _preview(self, opened: Opened, changes: int, fresh: int) -> Preview:
        return Preview(
            transfer=opened.manifest.transfer,
            sender=self._site(opened.sender.site).name,
            sender_id=opened.sender.site,
            made=opened.manifest.created_at.astimezone().replace(tzinfo=None),
            changes=changes,
            new_changes=fresh,
        )

    def _refuse_unless_joined(self, runs: list[Run], sender: Site, links: list[Link]) -> None:
        """Each run is shared with the sender, and follows what is here or what another run of the file brings."""
        branches = self._store.journal.branches
        brought = {(link.change.stream, link.change.seq, link.change.id) for link in links}
        for run in runs:
            if run.compartment not in sender.shares:
                raise NotShared(compartment=run.compartment, site=sender.name)
            parent = bytes.fromhex(run.parent)
            if not branches.holds(run.stream, run.after, parent) and (run.stream, run.after, parent) not in brought:
                first = 1 + max((branch.seq for branch in branches.of(run.stream)), default=0)
                raise MissingEarlier(
                    site=sender.name, first=min(first, run.after), last=run.after, compartment=run.compartment
                )

    def _confirmed(self, sender: str, have: list[Held]) -> Iterator[str]:
        """Yield the transfers to this site that what it has shows to have arrived."""
        tips = [(held.stream, held.seq, bytes.fromhex(held.id)) for held in have]
        covered = self._store.journal.branches.covered(tips, self._store.site)
        for dispatch in self._store.find(Query("dispatch", Is("to", (sender,)))):
            if isinstance(dispatch, Dispatch) and dispatch.receipt is None and dispatch.changes_sent:
                sent = json.loads(dispatch.reach)
                if all(self._covers(covered, Stream(*stream), seq) for *stream, seq in sent):
                    yield dispatch.id

    def _covers(self, covered: Mapping[int, int], stream: Stream, seq: int) -> bool:
        """Whether every change we have at this place is covered: which of several it was, the ledger does not say."""
        branches = [each for each in self._store.journal.branches.of(stream) if each.after < seq <= each.seq]
        return bool(branches) and all(covered.get(branch.n, 0) >= seq for branch in branches)

    def apply(
        self, office: Office, path: Path, transfer: str | None = None, progress: Progress = no_progress
    ) -> Preview:
        """Verify a transfer file again and apply it, whole or not at all; returns what it did.

        Raises:
            Refusal: what `inspect` refuses, what `ReceiveTransfer` refuses, or `FileChanged` if this is no longer the
                transfer that was previewed.
        """
        opened, runs, have, links = self._open(path)
        if transfer not in (None, opened.manifest.transfer):
            raise FileChanged
        with self._store.transaction():
            incoming = self._judge(opened, runs, have, links, no_progress)
            preview = incoming.preview
            if incoming.outlived:
                self._store.begin_incarnation()
            office.do(
                ReceiveTransfer(
                    target=preview.transfer,
                    sender=preview.sender_id,
                    made=preview.made,
                    changes_new=preview.new_changes,
                    confirmed=incoming.confirmed,
                )
            )
            self._store.accept(incoming.links, progress)
            self._keep_tips(runs)
            self._store.keep_heard(preview.sender_id, [(held.stream, held.seq, held.id) for held in have])
        office.refresh()
        return preview
