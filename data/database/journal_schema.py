"""The tables that are not worked out of others: the journal, and what is kept beside it about this site and its peers.

What they are for is said in `data.journal` and `data.peer_state`.
"""

from typing import Final

from core.model.change import ROOT
from data.database.sqlcipher import Database, Migrations

migrations = Migrations("sealdesk")

_META: Final = (
    # The site's own identity and what else has one value: keys, incarnation, digests of the derived tables.
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT)",
)

_JOURNAL: Final = (
    # One row a branch (changes §2.5): how far it reaches, and the change it begins after, if its stream forked there.
    f"""CREATE TABLE stream (
        n INTEGER PRIMARY KEY, site TEXT, incarnation TEXT, compartment TEXT, seq INTEGER, tip BLOB,
        after INTEGER NOT NULL DEFAULT 0, parent BLOB NOT NULL DEFAULT x'{ROOT.hex()}'
    )""",
    "CREATE INDEX stream_of_site ON stream (site, incarnation, compartment)",
    # One row a change. `record` and `kind` repeat what the body says, to find it without reading it; `purges` and
    # `holds` the record that a purge or a hold names. Of an erased change only the hash of its body is kept.
    """CREATE TABLE change (
        n INTEGER PRIMARY KEY, stream INTEGER, seq INTEGER, time INTEGER, id BLOB, record BLOB, kind TEXT, body BLOB,
        body_hash BLOB, purges BLOB, holds BLOB
    )""",
    "CREATE UNIQUE INDEX change_in_stream ON change (stream, seq)",
    "CREATE INDEX change_record ON change (record)",
    "CREATE INDEX change_purges ON change (purges) WHERE purges IS NOT NULL",
    "CREATE INDEX change_holds ON change (holds) WHERE holds IS NOT NULL",
    # The author's signature of the tip of a stream, from transfers sent and received.
    """CREATE TABLE tip (
        site TEXT, incarnation TEXT, compartment TEXT, seq INTEGER, id TEXT, signature TEXT,
        PRIMARY KEY (site, incarnation, compartment, id)
    )""",
)

_PENDING_SEGMENTS: Final = (
    # Segments that follow something which has not come yet (changes §9.3), and their changes.
    """CREATE TABLE pending_segment (
        n INTEGER PRIMARY KEY, site TEXT, incarnation TEXT, compartment TEXT, after INTEGER, parent TEXT, seq INTEGER,
        id TEXT, signature TEXT, sender TEXT
    )""",
    """CREATE TABLE pending_change (
        segment INTEGER, seq INTEGER, time INTEGER, id BLOB, record BLOB, kind TEXT, body BLOB, body_hash BLOB,
        PRIMARY KEY (segment, seq)
    )""",
    "CREATE INDEX pending_change_record ON pending_change (record)",
)

_STATEMENTS: Final = (
    # Checkpoints that went to other sites or came from them (changes §12). Our own have no signature: they are signed
    # when they are given. `echoed`: it came with a transfer; `missed`: one of ours that is not here, and that was
    # said; `evidence`: it contradicts others and is passed on.
    """CREATE TABLE checkpoint (
        digest TEXT PRIMARY KEY, site TEXT, incarnation TEXT, seq INTEGER, id TEXT, time INTEGER, made INTEGER,
        "to" TEXT, before INTEGER, before_id TEXT, beginning TEXT, signature TEXT, echoed INTEGER, missed INTEGER,
        evidence INTEGER DEFAULT 0, n INTEGER
    )""",
    "CREATE INDEX checkpoint_of_site ON checkpoint (site, incarnation, seq)",
    "CREATE INDEX checkpoint_n ON checkpoint (n)",
    """CREATE TABLE beginning (
        digest TEXT PRIMARY KEY, site TEXT, incarnation TEXT, why TEXT, after TEXT, seq INTEGER, id TEXT, begun INTEGER,
        officer TEXT, state INTEGER, signature TEXT, n INTEGER
    )""",
    "CREATE INDEX beginning_of_site ON beginning (site)",
    "CREATE INDEX beginning_n ON beginning (n)",
)

_PEERS: Final = (
    # What a peer has (changes §8.5): as of which place of our journal it has everything in these compartments, and
    # from which of its transfers that is known; the branches of which it has nothing then, or less; and the tips that
    # it has besides.
    "CREATE TABLE acknowledged_upto (peer TEXT PRIMARY KEY, n INTEGER, compartments TEXT, files TEXT)",
    "CREATE TABLE acknowledged_lacks (peer TEXT, branch INTEGER, PRIMARY KEY (peer, branch))",
    """CREATE TABLE acknowledged_besides (
        peer TEXT, site TEXT, incarnation TEXT, compartment TEXT, seq INTEGER, id TEXT,
        PRIMARY KEY (peer, site, incarnation, compartment, id)
    )""",
    # As of which place of our journal a transfer told a peer our tips, and up to which statement what sites signed;
    # `number` counts them in the order of writing.
    """CREATE TABLE announced (
        number INTEGER PRIMARY KEY, peer TEXT, transfer TEXT, n INTEGER, compartments TEXT, statements INTEGER,
        confirmed INTEGER, UNIQUE (peer, transfer)
    )""",
    # How far a transfer went in each branch, until its receipt has come; `number` counts in the order of writing.
    """CREATE TABLE sent_upto (
        number INTEGER PRIMARY KEY, peer TEXT, dispatch TEXT, branch INTEGER, seq INTEGER,
        UNIQUE (peer, dispatch, branch)
    )""",
    "CREATE INDEX sent_upto_dispatch ON sent_upto (dispatch)",
    # The content of the last consignment to each peer: what is kept for ever of each is its digest.
    "CREATE TABLE content (consignment TEXT PRIMARY KEY, peer TEXT, content TEXT)",
    "CREATE TABLE content_end (id TEXT, peer TEXT, PRIMARY KEY (id, peer))",
)


@migrations()
def tables(db: Database) -> None:
    """Make all of them."""
    for statement in (*_META, *_JOURNAL, *_PENDING_SEGMENTS, *_STATEMENTS, *_PEERS):
        db.execute(statement)
