"""Stores as they are after many years: thousands of streams, a thousand peers, a ledger of their transfers.

What takes part in the exchange is made with real keys and real chains, by the layers that make it in an office. Left
out are only the files: of what a peer would have sent, it is written down what receiving it writes down.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

from core.audit.audit_log import enter
from core.desks.sync.transfers import Arrival, Dispatch
from core.desks.sync.trust import Site
from core.model.action import amend, create
from core.model.audit_event import Event
from core.model.change import ROOT, Body, Change, Stream, header_bytes, identify
from core.model.query import Query
from core.values.ids import new_id
from data.identity.site_keys import SiteKeys
from data.peer_state.checkpoint_store import Statements
from data.site.open_site import OpenSite
from data.store.sql_store import SqlStore
from data.transfer_file.checkpoints import Beginning, Checkpoint
from data.transfer_file.segments import Head, sign_tip

SHARED = ("common", "grievance")
BOOKKEEPING = (
    "stream",
    "tip",
    "checkpoint",
    "beginning",
    "acknowledged_besides",
    "acknowledged_upto",
    "acknowledged_lacks",
    "announced",
    "sent_upto",
    "content",
    "pending_segment",
)
"""The tables that grow with peers, streams and transfers, beside the journal and what follows from it."""
NOW = datetime(2046, 11, 23, 9, 30)


@dataclass(frozen=True)
class Years:
    """How much has happened."""

    peers: int = 1000
    replaced: int = 200
    """Peers that were given up for another one: their streams stay."""
    lives: int = 3
    """Incarnations of each peer, for it was put back from a backup now and then."""
    renewed: int = 300
    """Peers that have renewed their keys."""
    restores: int = 30
    """How often this store was put back itself."""
    transfers: int = 20
    """Transfers to and from each peer that stand in the ledger."""


def live_through(site: OpenSite, years: Years, seed: int = 1) -> list[str]:
    """Let a store become as old as that; return its peers."""
    random, store = Random(seed), site.store
    keys, newer = (SiteKeys.generate("0" * 32) for _ in range(2))
    peers = [new_id() for _ in range(years.peers + years.replaced)]
    with store.transaction():
        store.write((create(_site(peer, n, keys, newer, n < years.renewed)) for n, peer in enumerate(peers)),
                    officer="a" * 32, action="test")  # fmt: skip
    for _ in range(years.restores):
        with store.transaction():
            store.begin_incarnation("put_back")
            own = (Stream(store.site, store.incarnation, each) for each in SHARED)
            store.accept([a_change(stream, random) for stream in own], lambda *_: None)
    for life in range(years.lives):
        with store.transaction():
            for n, peer in enumerate(peers):
                _live(store, _of(newer if n < years.renewed else keys, peer), life, random)
    with store.transaction():
        for peer in peers:
            believe(store, peer)
    _exchange(store, peers, years.transfers)
    return peers


def _of(keys: SiteKeys, site: str) -> SiteKeys:
    """Return the same keys as those of a site: making a pair for each of thousands would take minutes."""
    own = replace(keys, site=site)
    own.__dict__.update(public=keys.public, signing=keys.signing, signing_pq=keys.signing_pq)
    return own


def _site(peer: str, number: int, keys: SiteKeys, newer: SiteKeys, renewed: bool) -> Site:
    card = first = _of(keys, peer).card(f"站点 {number}")
    if renewed:
        card = _of(newer, peer).succeed(_of(keys, peer), first, (), datetime(2036, 1, 1, tzinfo=UTC))
    return Site(
        id=peer,
        name=card.name,
        fingerprint=card.spoken,
        card=card.dump().decode(),
        shares=SHARED,
        former=(first.dump().decode(),) if renewed else (),
        renewals=int(renewed),
    )


def a_change(stream: Stream, random: Random, seq: int = 1, parent: bytes = ROOT) -> tuple[Change, bytes]:
    """Return a change of a kind that this version does not know: it stands in the journal and in no table."""
    body = Body("later_kind", new_id(), {"n": 1}, (), "a" * 32, "test", random.randbytes(16).hex()[:22])
    raw = body.to_bytes()
    identifier = identify(parent, header_bytes(stream, seq, seq), raw)
    return Change(stream, seq, seq, parent, body, identifier), raw


def _incarnation(site: str, life: int) -> str:
    return f"{life:04x}" + site[-12:]


def _live(store: SqlStore, keys: SiteKeys, life: int, random: Random) -> None:
    """Let a peer begin a life, and send what it writes."""
    incarnation = _incarnation(keys.site, life)
    for compartment in SHARED:
        stream = Stream(keys.site, incarnation, compartment)
        change, raw = a_change(stream, random)
        store.accept([(change, raw)], lambda *_: None)
        held = Head(**stream._asdict(), seq=1, id=change.id.hex())
        store.keep_tip(stream, 1, held.id, sign_tip(held, keys.signing))
    _shown(store, keys, life, incarnation)


def _shown(store: SqlStore, keys: SiteKeys, life: int, incarnation: str) -> None:
    """Let a peer vouch for the life it has begun, and show how far its own history has come."""
    begun = 1_000_000 * (life + 1)
    after = _incarnation(keys.site, life - 1) if life else ""
    ended = {"seq": 100, "id": keys.site * 2} if life else {"seq": 0, "id": ROOT.hex()}
    beginning = Beginning(
        site=keys.site,
        incarnation=incarnation,
        why="put_back" if life else "founded",
        after=after,
        begun=begun,
        officer="",
        state=0,
        **ended,
    ).signed(keys.signing)
    checkpoint = Checkpoint(
        site=keys.site,
        incarnation=incarnation,
        seq=100,
        id=keys.site * 2,
        time=begun,
        made=begun,
        to=store.site,
        before=0,
        before_id=ROOT.hex(),
        beginning=beginning.digest,
    ).signed(keys.signing)
    store.checkpoints.keep(Statements([checkpoint], [beginning]))


def know(site: OpenSite, other: OpenSite) -> None:
    """Let a site know the sites that another one knows, as a roster would make them known."""
    own = {site.store.site, other.store.site}
    with site.store.transaction():
        sites = [each for each in other.store.find(Query("site")) if each.id not in own]
        site.store.write(map(create, sites), officer="a" * 32, action="test")


def believe(store: SqlStore, peer: str) -> None:
    """Take in that a peer has everything that may go to it; inside a transaction."""
    tips = [
        (stream, branch.seq, branch.id) for stream, branch in store.journal.branches if stream.compartment in SHARED
    ]
    store.acknowledgements.keep(peer, tips, new_id())
    store.acknowledgements.announce(peer, (told := new_id()), store.journal.last(), SHARED)
    store.acknowledgements.answered(peer, told)


def _exchange(store: SqlStore, peers: list[str], times: int) -> None:
    """Enter transfers to and from each peer, with their receipts, in the ledger and the audit."""
    for time in range(times):
        when = NOW - timedelta(days=30 * (times - time))
        with store.transaction():
            for peer in peers:
                dispatch = Dispatch(
                    id=new_id(), to=peer, sent=when, changes_sent=5, receipt_due=when.date(), by="a" * 32
                )
                arrival = Arrival(id=new_id(), sender=peer, received=when, made=when, changes_new=5, transfer=new_id())
                store.write([create(dispatch)], officer="a" * 32, action="send_transfer")
                enter(store, "a" * 32, when, Event.TRANSFER, action="send_transfer", of_kind="dispatch", count=5)
                drafts = [create(arrival), amend(dispatch, receipt=when)]
                store.write(drafts, officer="a" * 32, action="receive_transfer")
                enter(store, "a" * 32, when, Event.TRANSFER, action="receive_transfer", of_kind="arrival", count=5)


def rows(store: SqlStore) -> dict[str, int]:
    """Return how many rows the bookkeeping has."""
    with store._reads() as db:
        return {table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in BOOKKEEPING}
