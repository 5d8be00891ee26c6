"""Sending to and receiving from other sites: what `data.envelope` carries, joined with the journal.

Sending writes what the other site has not confirmed yet, and enters it in the ledger in the same transaction, so that
the ledger never speaks of a file that was not written. Receiving verifies, previews, and applies all or nothing.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from core.change import Stream
from core.desks.transfers import Dispatch, ReceiveTransfer, SendTransfer, Site, TransferTerms
from core.exchange import Clash, KindCount, Preview, Sent
from core.ids import new_id
from core.merge import Write, conflicts, settle
from core.office import Office
from core.query import EVERYTHING, Is, Query
from core.record import RECORDS
from core.refusal import Refusal
from core.store import Progress, no_progress
from data.envelope import Cover, Opened, open_sealed, seal
from data.identity import SiteCard, SiteKeys, TrustedSite
from data.runs import Held, Link, Run, line, read_links, read_payload, sign_tip
from data.store import SqlStore


class MissingEarlier(Refusal):
    """Something sent earlier by {site} has not arrived here: changes {first} to {last} of “{compartment}”. Receive the
    earlier file first, or ask {site} to send again; it then sends everything you have not confirmed."""


class Forked(Refusal):
    """Two different histories of {site} exist: it was put back from a backup, or copied. Do not use this file; let the
    security officers of both sites compare what they have."""


class Restored(Refusal):
    """{site} holds changes of this site that are not here: this store was put back from a backup. Do not write on;
    let the security officer take the newer backup or ask {site} for the missing changes."""


class NotShared(Refusal):
    """The file holds the compartment “{compartment}”, which is not shared with {site}. Let the security officer decide
    whether it should be."""


class KindMismatch(Refusal):
    """The file changes a record of ours as if it were of another kind. Do not use it, and tell the sender."""


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
            for run in self._runs(to.id, to.shares):
                kinds.update(self._store.journal.kinds_since(run.stream, run.after))
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
            runs = [] if receipt_only else self._runs(to, shares)
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
                self._lines(runs, kinds, progress, count),
                post_quantum=office.policy.terms(TransferTerms).post_quantum,
            )
            self._keep_tips(runs)
        return Sent(transfer, sealed.path, self._site(to).name, count, sealed.path.stat().st_size, dict(kinds))

    def _runs(self, to: str, shares: tuple[str, ...]) -> list[Run]:
        """Return the part of each stream that the other site has not confirmed, with its author's signature."""
        runs = []
        confirmed = self._store.heard(to)
        for stream, tip in sorted(self._store.journal.tips().items()):
            after = min(confirmed.get(stream, 0), tip.seq)
            if stream.compartment not in shares or stream.site == to or after == tip.seq:
                continue
            parent = self._store.journal.identifier_at(stream, after)
            assert parent is not None
            held = Held(**stream._asdict(), seq=tip.seq, id=tip.id.hex())
            signature = (
                sign_tip(held, self._keys.signing)
                if stream.site == self._store.site
                else self._store.tip_signature(stream, tip.seq)
            )
            runs.append(Run(**held.model_dump(), after=after, parent=parent.hex(), signature=signature))
        return runs

    def _have(self, shares: tuple[str, ...]) -> list[Held]:
        return [
            Held(**stream._asdict(), seq=tip.seq, id=tip.id.hex())
            for stream, tip in sorted(self._store.journal.tips().items())
            if stream.compartment in shares and tip.seq
        ]

    def _lines(self, runs: list[Run], kinds: Counter[str], progress: Progress, total: int) -> Iterator[bytes]:
        for number, run in enumerate(runs):
            for seq, moment, kind, body in self._store.journal.since(run.stream, run.after):
                kinds[kind] += 1
                if sum(kinds.values()) % 1000 == 0:
                    progress(sum(kinds.values()), total)
                yield line(number, seq, moment, body)

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
        fresh_after = {run.stream: self._fresh_after(run, sender) for run in runs}
        self._check_have(have, sender)
        fresh = []
        for link in links:
            stream, seq = link.change.stream, link.change.seq
            if seq > fresh_after[stream]:
                fresh.append(link)
            elif self._store.journal.identifier_at(stream, seq) != link.change.id:
                raise Forked(site=self._site(stream.site).name)
        counts, clashes = self._effects(fresh, progress)
        confirmed = tuple(self._confirmed(sender.id, have))
        preview = replace(
            self._preview(opened, len(links), len(fresh)),
            counts=counts,
            clashes=clashes,
            unknown=sum(link.change.body.kind not in RECORDS for link in fresh),
            receipts=len(confirmed),
        )
        return Incoming(preview, tuple(fresh), tuple(runs), tuple(have), confirmed)

    def _preview(self, opened: Opened, changes: int, fresh: int) -> Preview:
        return Preview(
            transfer=opened.manifest.transfer,
            sender=self._site(opened.sender.site).name,
            sender_id=opened.sender.site,
            made=opened.manifest.created_at.astimezone().replace(tzinfo=None),
            changes=changes,
            new_changes=fresh,
        )

    def _fresh_after(self, run: Run, sender: Site) -> int:
        """Return the place up to which we have a run's stream; refuse a run that does not join what we have."""
        if run.compartment not in sender.shares:
            raise NotShared(compartment=run.compartment, site=sender.name)
        tip = self._store.journal.tips().get(run.stream)
        reached = tip.seq if tip else 0
        author = self._site(run.site)
        if run.site == self._store.site and run.seq > reached:
            raise Restored(site=sender.name)
        if run.after > reached:
            raise MissingEarlier(site=sender.name, first=reached + 1, last=run.after, compartment=run.compartment)
        if self._store.journal.identifier_at(run.stream, run.after) != bytes.fromhex(run.parent):
            raise Forked(site=author.name)
        return reached

    def _check_have(self, have: list[Held], sender: Site) -> None:
        """What the sender says it has of our own changes must be what we have."""
        for held in have:
            if held.site == self._store.site:
                ours = self._store.journal.identifier_at(held.stream, held.seq)
                if ours is None:
                    raise Restored(site=sender.name)
                if ours.hex() != held.id:
                    raise Forked(site=self._site(self._store.site).name)

    def _effects(self, fresh: list[Link], progress: Progress) -> tuple[tuple[KindCount, ...], tuple[Clash, ...]]:
        """Return how many records of each kind are new or changed, and the fields that would have two values."""
        by_record: dict[str, list[Link]] = {}
        for link in fresh:
            by_record.setdefault(link.change.body.record, []).append(link)
        new, changed, clashes = Counter[str](), Counter[str](), list[Clash]()
        for done, (record, links) in enumerate(by_record.items()):
            kind = links[0].change.body.kind
            before = self._store.journal.kind_of(record)
            if any(link.change.body.kind != kind for link in links) or before not in (None, kind):
                raise KindMismatch
            if before is None:
                new[kind] += 1
            else:
                changed[kind] += 1
                clashes += self._clashes(kind, record, links)
            if done % 500 == 0:
                progress(done, len(by_record))
        kinds = sorted({*new, *changed})
        return tuple(KindCount(kind, new[kind], changed[kind]) for kind in kinds), tuple(clashes)

    def _clashes(self, kind: str, record: str, links: list[Link]) -> Iterator[Clash]:
        ours = self._store.journal.writes(record)
        theirs = [
            Write(link.change.id.hex(), link.change.time, link.change.body.over, link.change.body.fields)
            for link in links
        ]
        known = {write.id for write in ours}
        heads = settle([*ours, *theirs])
        for name in conflicts(heads):
            mine = next((write.fields[name] for write in heads[name] if write.id in known), None)
            other = next((write.fields[name] for write in heads[name] if write.id not in known), None)
            yield Clash(kind, record, name, mine, other)

    def _confirmed(self, sender: str, have: list[Held]) -> Iterator[str]:
        """Yield the transfers to this site that what it has shows to have arrived."""
        reached = {held.stream: held.seq for held in have}
        for dispatch in self._store.find(Query("dispatch", Is("to", (sender,)))):
            if isinstance(dispatch, Dispatch) and dispatch.receipt is None and dispatch.changes_sent:
                sent = json.loads(dispatch.reach)
                if all(reached.get(Stream(*stream), 0) >= seq for *stream, seq in sent):
                    yield dispatch.id

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
            office.do(
                ReceiveTransfer(
                    target=preview.transfer,
                    sender=preview.sender_id,
                    made=preview.made,
                    changes_new=preview.new_changes,
                    confirmed=incoming.confirmed,
                )
            )
            self._store.accept(((link.change, link.body) for link in incoming.links), progress)
            self._keep_tips(runs)
            self._store.keep_heard(preview.sender_id, [(held.stream, held.seq, held.id) for held in have])
        office.refresh()
        return preview
