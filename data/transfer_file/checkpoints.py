"""What a site signs of its own history, and where that contradicts itself (changes §12).

A checkpoint says how far the site's own stream `local` has come, to whom that was shown, and which one this receiver
was shown before it. A beginning says where an incarnation goes on from, and why. The verdict over a set of these is
worked out in one place, `contradictions`, and from the set alone: the order in which they came does not matter.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Annotated, Final, Literal, NamedTuple, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import Field, model_validator

from core.desks.sync.contradictions import Why
from core.model.change import BEYOND, LOCAL, Stream, milliseconds
from core.values.bounds import MOST_COUNTED
from core.values.canonical_json import dump
from data.formats.strict_json import Identifier, Incarnation, Strict, Sum, decode64, encode64
from data.identity.site_card import SiteCard

A_MINUTE: Final = 60_000
"""In milliseconds: the moment of a backup is kept in seconds, and two within one second differ by one."""

STATEMENTS_AT_MOST: Final = 200
"""How many checkpoints a transfer carries, and how many beginnings."""

Milliseconds = Annotated[int, Field(ge=0, lt=milliseconds(BEYOND))]
"""Since 1970-01-01 UTC, by the wall clock of the site."""


class Statement(Strict):
    """What a site signs with the Ed25519 key of its card."""

    site: Identifier
    incarnation: Incarnation
    signature: str = ""

    @property
    def message(self) -> bytes:
        """The bytes that are signed."""
        context = f"sealdesk {type(self).__name__.lower()} v1\0".encode()
        return context + dump(self.model_dump(exclude={"signature"}))

    @property
    def digest(self) -> str:
        """What tells one statement from another, whichever keys of the site signed it."""
        return _digest(self)

    def signed(self, key: Ed25519PrivateKey) -> Self:
        """Return it with the signature of this key."""
        return self.model_copy(update={"signature": encode64(key.sign(self.message))})

    def is_signed_by(self, card: SiteCard) -> bool:
        """Whether the key of this card signed it."""
        try:
            key = Ed25519PublicKey.from_public_bytes(card.keys.signing.raw)
            key.verify(decode64(self.signature), self.message)
        except (InvalidSignature, ValueError):
            return False
        return True


@lru_cache(maxsize=8192)  # with every file all that is known of its sites is judged again
def _digest(statement: Statement) -> str:
    return hashlib.sha256(statement.message).hexdigest()


class Checkpoint(Statement):
    """A place of a site's own stream `local`, as it was shown to another site."""

    seq: Annotated[int, Field(ge=1, le=MOST_COUNTED)]
    id: Sum
    time: Annotated[int, Field(ge=0, lt=1 << 63)]
    """The clock of the change at that place (§3.3): along a stream it only grows."""
    made: Milliseconds
    to: Identifier
    before: Annotated[int, Field(ge=0)]
    """The place that was shown to this receiver before, in this incarnation; 0 if none was."""
    before_id: Sum
    beginning: Sum | Literal[""]
    """The digest of the beginning of this incarnation; empty if the site has none, and does not vouch for it."""

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if self.before >= self.seq:
            raise ValueError("before")
        return self

    @property
    def stream(self) -> Stream:
        """The stream of which it is a place."""
        return Stream(self.site, self.incarnation, LOCAL)


class Beginning(Statement):
    """Where an incarnation goes on from, and why it began."""

    why: Literal["founded", "restored", "put_back"]
    after: Incarnation | Literal[""]
    """The incarnation before it; empty for the first."""
    seq: Annotated[int, Field(ge=0, le=MOST_COUNTED)]
    """How many changes of its `local` stream this store had: where the incarnation before ended."""
    id: Sum
    begun: Milliseconds
    officer: Identifier | Literal[""]
    """Who restored the backup, or applied the file by which it came out."""
    state: Milliseconds
    """When the backup was made; 0 if it was none."""

    @model_validator(mode="after")
    def _check_why(self) -> Self:
        if (self.why == "founded") != (self.after == ""):
            raise ValueError("after")
        return self


class Contradiction(NamedTuple):
    """What is found about the statements of one site."""

    why: Why
    incarnation: str
    shown: int
    """As `Finding.shown`."""
    state: int
    evidence: frozenset[str]
    """The digests of the statements that contradict one another."""

    @property
    def mark(self) -> str:
        """What changes as soon as more evidence comes."""
        return hashlib.sha256("".join(sorted(self.evidence)).encode()).hexdigest()[:32]


class _Place(NamedTuple):
    seq: int
    id: str
    by: str
    """The digest of the statement that says so."""


def contradictions(checkpoints: Iterable[Checkpoint], beginnings: Iterable[Beginning]) -> list[Contradiction]:
    """Return what the statements of one site, all of them signed by it, contradict one another in."""
    shown: dict[str, list[Checkpoint]] = defaultdict(list)
    for checkpoint in {each.digest: each for each in checkpoints}.values():
        shown[checkpoint.incarnation].append(checkpoint)
    begun = list({each.digest: each for each in beginnings}.values())
    found = [
        *_two_histories(shown, begun),
        *_went_back(shown, begun),
        *_not_vouched(shown, begun),
        *_two_at_once(shown, begun),
        *_put_back(shown, begun),
    ]
    return sorted(found, key=lambda each: (each.incarnation, each.why))


Shown = Mapping[str, Collection[Checkpoint]]


def _two_histories(shown: Shown, begun: Collection[Beginning]) -> Iterator[Contradiction]:
    """Yield each incarnation with two changes at one place."""
    places: dict[str, list[_Place]] = defaultdict(list)
    for incarnation, checkpoints in shown.items():
        for each in checkpoints:
            places[incarnation].append(_Place(each.seq, each.id, each.digest))
            places[incarnation].append(_Place(each.before, each.before_id, each.digest))
    for beginning in begun:
        places[beginning.after].append(_Place(beginning.seq, beginning.id, beginning.digest))
    for incarnation, said in places.items():
        at: dict[int, list[_Place]] = defaultdict(list)
        for place in said:
            at[place.seq].append(place)
        double = {seq: each for seq, each in at.items() if len({place.id for place in each}) > 1}
        if double:
            evidence = frozenset(place.by for each in double.values() for place in each)
            yield Contradiction(Why.TWO_HISTORIES, incarnation, max(double), 0, evidence)


def _went_back(shown: Shown, begun: Collection[Beginning]) -> Iterator[Contradiction]:
    """Yield each incarnation of which less was shown after more, or something beside what was shown."""
    for incarnation, checkpoints in shown.items():
        pairs = [*_out_of_time(checkpoints), *_passed_over(checkpoints)]
        for beginning in begun:
            if beginning.why == "restored" and beginning.after == incarnation:
                pairs += [(beginning, each) for each in checkpoints if _denied(beginning, each)]
        if pairs:
            evidence = frozenset(each.digest for pair in pairs for each in pair)
            yield Contradiction(Why.WENT_BACK, incarnation, max(more.seq for _, more in pairs), 0, evidence)


def _out_of_time(checkpoints: Iterable[Checkpoint]) -> Iterator[tuple[Statement, Checkpoint]]:
    """Yield pairs of which the shorter one is not the earlier one: the clock of a stream only grows."""
    ordered = sorted(checkpoints, key=lambda each: (each.seq, each.time, each.id))
    for less, more in pairwise(ordered):
        if less.seq < more.seq and less.time >= more.time:
            yield less, more


def _passed_over(checkpoints: Iterable[Checkpoint]) -> Iterator[tuple[Statement, Checkpoint]]:
    """Yield pairs of which one says that nothing was shown to a receiver in between, and the other was."""
    to: dict[str, list[Checkpoint]] = defaultdict(list)
    for each in checkpoints:
        to[each.to].append(each)
    for several in to.values():
        ordered = sorted(several, key=lambda each: (each.seq, each.id))
        last: Checkpoint | None = None
        for one, other in pairwise(ordered):
            last = one if one.seq < other.seq else last
            if last is not None and other.before < last.seq:
                yield other, last


def _denied(beginning: Beginning, checkpoint: Checkpoint) -> bool:
    """Whether a backup lacks what the site had shown before the backup was made."""
    return checkpoint.seq > beginning.seq and checkpoint.made < beginning.state - A_MINUTE


def _not_vouched(shown: Shown, begun: Collection[Beginning]) -> Iterator[Contradiction]:
    """Yield each incarnation that the site says nothing of, or two things, and each further founding."""
    said: dict[str, set[str]] = defaultdict(set)
    evidence: dict[str, set[str]] = defaultdict(set)
    for incarnation, checkpoints in shown.items():
        said[incarnation] |= {each.beginning for each in checkpoints}
        evidence[incarnation] |= {each.digest for each in checkpoints if not each.beginning}
    for beginning in begun:
        said[beginning.incarnation].add(beginning.digest)
    first = min((each for each in begun if not each.after), key=lambda each: (each.begun, each.digest), default=None)
    for beginning in begun:
        if not beginning.after and beginning is not first:
            evidence[beginning.incarnation].add(beginning.digest)
    for incarnation, digests in said.items():
        if len(digests) > 1:
            evidence[incarnation] |= digests - {""}
        if evidence[incarnation]:
            reached = max((each.seq for each in shown.get(incarnation, ())), default=0)
            yield Contradiction(Why.NOT_VOUCHED, incarnation, reached, 0, frozenset(evidence[incarnation]))


def _two_at_once(shown: Shown, begun: Collection[Beginning]) -> Iterator[Contradiction]:
    """Yield each incarnation that was shown after the next one had begun."""
    ordered = sorted(begun, key=lambda each: (each.begun, each.digest))
    for one, following in pairwise(ordered):
        late = [each for each in shown.get(one.incarnation, ()) if each.made > following.begun]
        if late and one.incarnation != following.incarnation:
            evidence = frozenset({following.digest, *(each.digest for each in late)})
            yield Contradiction(Why.TWO_AT_ONCE, one.incarnation, max(each.seq for each in late), 0, evidence)


def _put_back(shown: Shown, begun: Collection[Beginning]) -> Iterator[Contradiction]:
    """Yield each incarnation that began with a store put back: with how much that was shown is not in it."""
    reached = {incarnation: max(each.seq for each in several) for incarnation, several in shown.items()}
    for beginning in begun:
        if beginning.why != "founded":
            missing = max(reached.get(beginning.after, 0) - beginning.seq, 0)
            for other in begun:
                if other.after == beginning.after and other.begun < beginning.begun:
                    missing += reached.get(other.incarnation, 0)
            why = Why.RESTORED if beginning.why == "restored" else Why.PUT_BACK
            counted, evidence = min(missing, MOST_COUNTED), frozenset({beginning.digest})
            yield Contradiction(why, beginning.incarnation, counted, beginning.state, evidence)
