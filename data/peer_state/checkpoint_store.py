"""Checkpoints and beginnings: what this site signs of its journal, keeps of others, and gives away (changes §12)."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.model.change import LOCAL, ROOT, Stream
from data.database.dialect import merge
from data.database.sqlcipher import Database
from data.formats.strict_json import decode64
from data.journal.branches import Branches
from data.peer_state.tip_signatures import keep_signature
from data.system.clock import wall_milliseconds
from data.transfer_file.checkpoints import (
    STATEMENTS_AT_MOST,
    Beginning,
    Checkpoint,
    Contradiction,
    Statement,
    contradictions,
)
from data.transfer_file.segments import Head, sign_tip

MOST_UNSIGNED: Final = 100
"""How many changes of its own stream `local` a site makes until it signs a checkpoint."""
UNCONFIRMED_AT_MOST: Final = 60
"""How many of the checkpoints that a receiver has not given back go along again."""
ABOUT_OTHERS_AT_MOST: Final = 100
"""How many checkpoints of third sites go along."""
MOST_KEPT: Final = 500
"""How many checkpoints to one receiver are kept of each incarnation: the furthest ones."""

Kind = TypeVar("Kind", bound=Statement)


class Statements(NamedTuple):
    """Checkpoints and beginnings, as a transfer carries them."""

    checkpoints: list[Checkpoint]
    beginnings: list[Beginning]

    @property
    def sites(self) -> list[str]:
        """The sites that they are of, by name."""
        return sorted({each.site for each in (*self.checkpoints, *self.beginnings)})

    def of(self, site: str) -> "Statements":
        """Return those of one site."""
        checkpoints, beginnings = ([each for each in some if each.site == site] for some in self)
        return Statements(checkpoints, beginnings)  # type: ignore[arg-type]


# With every file all that is known of its sites is judged again: what a row says, and its digest, is worked out once.


@lru_cache(maxsize=4 * MOST_KEPT)
def _checkpoint(row: tuple[Any, ...]) -> Checkpoint:
    return Checkpoint(**dict(zip(Checkpoint.model_fields, row, strict=True)))


@lru_cache(maxsize=4 * MOST_KEPT)
def _beginning(row: tuple[Any, ...]) -> Beginning:
    return Beginning(**dict(zip(Beginning.model_fields, row, strict=True)))


@dataclass(frozen=True)
class Missed:
    """An echo that our journal contradicts: a signed checkpoint of ours that is not here (§12.6)."""

    checkpoint: Checkpoint
    here: int
    """How many changes our stream of that incarnation has."""


class CheckpointStore:
    """The checkpoints of this site, and those that it and others were given; inside a transaction."""

    def __init__(self, db: Database, branches: Branches, site: str) -> None:
        """Work on this connection, on the streams as a transaction sees them."""
        self._db = db
        self._branches = branches
        self._site = site

    # Our own

    def sign(self, incarnation: str) -> Head | None:
        """Sign how far our stream `local` has come and keep that; None if it has nothing, or the site no keys yet.

        What the present transaction has appended is not meant: a file that leaves must not speak of what a power cut
        may still undo.
        """
        place, signing = self._committed(incarnation), self._signing()
        if place is None or signing is None:
            return None
        keep_signature(self._db, self._branches, place.stream, place.seq, place.id, sign_tip(place, signing))
        return place

    def sign_if_due(self, incarnation: str) -> None:
        """Sign a checkpoint if the last one lies far enough behind; at the end of a transaction."""
        place = self._committed(incarnation)
        if place is not None and place.seq >= MOST_UNSIGNED:
            signed = "SELECT coalesce(max(seq), 0) FROM tip WHERE (site, incarnation, compartment) = (?, ?, ?)"
            if place.seq - self._db.execute(signed, place.stream).fetchone()[0] >= MOST_UNSIGNED:
                self.sign(incarnation)

    def _signing(self) -> Ed25519PrivateKey | None:
        kept = self._db.execute("SELECT value FROM meta WHERE name = 'keys'").fetchone()
        return Ed25519PrivateKey.from_private_bytes(decode64(json.loads(kept[0])["ed25519"])) if kept else None

    def _committed(self, incarnation: str) -> Head | None:
        """Return our place as the table of streams has it, which is written when a transaction ends."""
        stream = Stream(self._site, incarnation, LOCAL)
        last = "SELECT seq, tip FROM stream WHERE (site, incarnation, compartment) = (?, ?, ?) ORDER BY n DESC LIMIT 1"
        row = self._db.execute(last, stream).fetchone()
        return Head(**stream._asdict(), seq=row[0], id=row[1].hex()) if row and row[0] else None

    def begin(self, incarnation: str, before: str, why: str, officer: str, state: int) -> None:
        """Enter that an incarnation begins after another one, which ends where it stands here."""
        branches = self._branches.of(Stream(self._site, before, LOCAL)) if before else []
        seq, identifier = max(((each.seq, each.id) for each in branches), default=(0, ROOT))
        self._keep(
            Beginning(
                site=self._site,
                incarnation=incarnation,
                why=why,  # type: ignore[arg-type]
                after=before,
                seq=seq,
                id=identifier.hex(),
                begun=wall_milliseconds(),
                officer=officer,
                state=state,
            )
        )

    def promise(self, to: str, incarnation: str) -> None:
        """Note the checkpoint that a site is given next, in a transaction of its own before the file is written.

        So a file that was written is never denied, even if the power fails before it stands in the ledger.
        """
        self.sign(incarnation)
        if (checkpoint := self._next(to, incarnation)) is not None:
            self._keep(checkpoint)
            self._prune(checkpoint)

    def _next(self, to: str, incarnation: str) -> Checkpoint | None:
        """Return the checkpoint for a site, which follows the one that it was given last; the same if nothing came."""
        place = self._committed(incarnation)
        if place is None:
            return None
        given = self._given(to, incarnation)
        if given and given[-1].seq >= place.seq:
            return given[-1]
        begun = self._beginnings("site = ? AND incarnation = ? AND signature = ''", [self._site, incarnation])
        time = "SELECT time FROM change WHERE id = ?"
        return Checkpoint(
            site=self._site,
            incarnation=incarnation,
            seq=place.seq,
            id=place.id,
            time=self._db.execute(time, [bytes.fromhex(place.id)]).fetchone()[0],
            made=wall_milliseconds(),
            to=to,
            before=given[-1].seq if given else 0,
            before_id=given[-1].id if given else ROOT.hex(),
            beginning=begun[0].digest if begun else "",
        )

    def _given(self, to: str, incarnation: str) -> list[Checkpoint]:
        """Return what a site was given in this incarnation from the last one on that it has given back."""
        own = [self._site, to, incarnation]
        where = '(site, "to", incarnation) = (?, ?, ?)'
        last = f"SELECT coalesce(max(seq), 0) FROM checkpoint WHERE {where} AND echoed"
        since = self._db.execute(last, own).fetchone()[0]
        found = self._checkpoints(f"{where} AND seq >= ? AND missed = 0", [*own, since], UNCONFIRMED_AT_MOST)
        return found[::-1]

    # Given and taken

    def to_give(self, to: str, incarnation: str, after: int | None = 0, *, promised: bool = True) -> Statements:
        """Return what goes to a site: checkpoints of ours, what is known of its own, and what of third sites.

        Of what others signed that is what came `after` a place up to which the site says that it knows it: what
        contradicts something first, then the oldest, so that the next files bring the rest. None if it never answers:
        then the newest goes. If no checkpoint was `promised`, because only the size of a file is asked for, one is
        added.
        """
        signing = self._signing()
        if signing is None:
            return Statements([], [])
        own = self._given(to, incarnation)[-UNCONFIRMED_AT_MOST + 1 :]
        if not promised and (following := self._next(to, incarnation)) not in (None, *own):
            own.append(following)  # type: ignore[arg-type]
        rest = STATEMENTS_AT_MOST - len(own) - ABOUT_OTHERS_AT_MOST
        news = self._news(after)
        echoes = [each for each in news.checkpoints if each.site == to][:rest]
        others = [each for each in news.checkpoints if each.site != to][:ABOUT_OTHERS_AT_MOST]
        beginnings = news.beginnings[:STATEMENTS_AT_MOST]
        return Statements(
            [*(each.signed(signing) for each in own), *echoes, *others],
            [each if each.signature else each.signed(signing) for each in beginnings],
        )

    def given_upto(self, after: int, given: Statements) -> int:
        """Return up to which place a site knows all statements if it has got those `after` a place that were given."""
        had = {each.digest for some in given for each in some}
        places = "SELECT n, digest FROM checkpoint UNION ALL SELECT n, digest FROM beginning ORDER BY n"
        told = {each.digest for some in self._news(after) for each in some} - had
        upto = after
        for n, digest in self._db.execute(places).fetchall():
            if digest in told:
                break
            upto = max(upto, n)
        return upto

    def _news(self, after: int | None) -> Statements:
        """Return the beginnings after a place, and of each incarnation of others the furthest checkpoint.

        Checkpoints that contradict something go before all others. After no place: the newest first.
        """
        order = "n DESC" if after is None else "n"
        same = "(b.site, b.incarnation) = (checkpoint.site, checkpoint.incarnation)"
        furthest = f"SELECT max(b.seq) FROM checkpoint b WHERE {same}"
        where = f"site <> ? AND n > ? AND missed = 0 AND (evidence OR seq = ({furthest}))"
        checkpoints = self._checkpoints(where, [self._site, after or 0], order=f"evidence DESC, {order}")
        return Statements(checkpoints, self._beginnings("n > ?", [after or 0], order=order))

    def missed(self, checkpoints: Iterable[Checkpoint], incarnation: str) -> Iterator[Missed]:
        """Yield the echoes that our journal contradicts, each until it was said once (§12.6)."""
        for checkpoint in checkpoints:
            if checkpoint.site == self._site and not self._holds(checkpoint) and not self._was_missed(checkpoint):
                here = max((branch.seq for branch in self._branches.of(checkpoint.stream)), default=0)
                if checkpoint.incarnation == incarnation or checkpoint.seq <= here:
                    yield Missed(checkpoint, here)

    def verdict(self, site: str, more: Statements) -> list[Contradiction]:
        """Return what a site contradicts itself in, by what is kept here of it and these (§12.7)."""
        known, brought = self._of(site), more.of(site)
        return contradictions(
            [*known.checkpoints, *brought.checkpoints],
            [*known.beginnings, *brought.beginnings],
        )

    def was_shown(self, site: str) -> bool:
        """Whether a site has ever shown a checkpoint here."""
        found = self._db.execute('SELECT 1 FROM checkpoint WHERE site = ? AND "to" = ? LIMIT 1', [site, self._site])
        return found.fetchone() is not None

    def keep(self, statements: Statements) -> None:
        """Keep statements that were verified; what contradicts others is marked, to be passed on."""
        for each in (*statements.checkpoints, *statements.beginnings):
            self._keep(each, echoed=True)
        for each in statements.checkpoints:
            self._prune(each)
        for site in statements.sites:
            found = contradictions(*self._of(site))
            digests = {digest for each in found for digest in each.evidence}
            for digest in digests:
                marked = "UPDATE checkpoint SET evidence = 1, n = ? WHERE digest = ? AND NOT evidence"
                self._db.execute(marked, [self._next_place(), digest])

    def _of(self, site: str) -> Statements:
        return Statements(self._checkpoints("site = ?", [site]), self._beginnings("site = ?", [site]))

    def _keep(self, statement: Statement, *, echoed: bool = False) -> None:
        row = {**statement.model_dump(), "digest": statement.digest, "n": self._next_place()}
        if isinstance(statement, Checkpoint):
            missed = echoed and statement.site == self._site and not self._holds(statement)
            row |= {"echoed": int(echoed), "missed": int(missed)}
            merge(self._db, "checkpoint", row, ["digest"], largest=["echoed"])
        else:
            merge(self._db, "beginning", row, ["digest"])

    def _next_place(self) -> int:
        """Return the place of the statement that comes next, and is told to each site after those before it."""
        last = "SELECT coalesce(max(n), 0) FROM (SELECT n FROM checkpoint UNION ALL SELECT n FROM beginning)"
        return int(self._db.execute(last).fetchone()[0]) + 1

    def _prune(self, like: Checkpoint) -> None:
        """Forget the shortest of very many checkpoints to one receiver; one that contradicts something stays."""
        same = 'site = ? AND incarnation = ? AND "to" = ?'
        self._db.execute(
            f"DELETE FROM checkpoint WHERE {same} AND NOT evidence AND NOT missed AND seq <"
            f" (SELECT seq FROM checkpoint WHERE {same} ORDER BY seq DESC LIMIT 1 OFFSET ?)",
            [like.site, like.incarnation, like.to, like.site, like.incarnation, like.to, MOST_KEPT - 1],
        )

    def _checkpoints(
        self, where: str, values: list[Any], limit: int | None = None, order: str = "evidence DESC, seq DESC, digest"
    ) -> list[Checkpoint]:
        """Return the checkpoints that meet a condition: what contradicts something first, then the furthest."""
        listed = ", ".join(f'"{name}"' for name in Checkpoint.model_fields)
        first = "" if limit is None else f" LIMIT {limit}"
        rows = self._db.execute(f"SELECT {listed} FROM checkpoint WHERE {where} ORDER BY {order}{first}", values)
        return [_checkpoint(tuple(row)) for row in rows.fetchall()]

    def _beginnings(self, where: str, values: list[Any], order: str = "begun DESC, digest") -> list[Beginning]:
        """Return the beginnings that meet a condition, the newest first."""
        listed = ", ".join(f'"{name}"' for name in Beginning.model_fields)
        rows = self._db.execute(f"SELECT {listed} FROM beginning WHERE {where} ORDER BY {order}", values)
        return [_beginning(tuple(row)) for row in rows.fetchall()]

    def _holds(self, checkpoint: Checkpoint) -> bool:
        return self._branches.holds(checkpoint.stream, checkpoint.seq, bytes.fromhex(checkpoint.id))

    def _was_missed(self, checkpoint: Checkpoint) -> bool:
        found = self._db.execute(
            "SELECT 1 FROM checkpoint WHERE (site, incarnation, missed) = (?, ?, 1) AND seq >= ?",
            [checkpoint.site, checkpoint.incarnation, checkpoint.seq],
        )
        return found.fetchone() is not None
