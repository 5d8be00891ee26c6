"""Segments of streams as a transfer carries them (docs/formats/changes.md): part of a stream, from a known place to a
signed tip. Reading one verifies every link and the author's signature, before anything is compared with the journal.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import Field, StringConstraints, ValidationError

from core.model.change import (
    HOLD,
    HOME,
    PURGE,
    Body,
    Change,
    Erased,
    Stream,
    hash_body,
    header_bytes,
    held_by,
    identify_erased,
    position_digest,
    purged_by,
)
from core.values.canonical_json import dump, load
from core.values.refusal import Refusal
from data.formats.strict_json import Identifier, Incarnation, Strict, Sum, decode64, encode64
from data.identity.site_card import SiteCard
from data.identity.site_keys import TrustedSite
from data.transfer_file.checkpoints import STATEMENTS_AT_MOST, Beginning, Checkpoint

_TIP_CONTEXT = b"sealdesk tip v1\0"
_BODY, _AFTER_BODY = b'{"body":', b',"seq":'

MAX_TIME = 1 << 63
"""What a journal can keep (§3.3.1); what is out of reach of any clock (§3.3.4) is void long before."""

MAX_PURGE = 4096
"""Bytes of the fields of a purge: others write them again beside the names of what they erase (changes §10.5). Those
of a hold are as few: nothing ever erases them."""

MOST_WANTED = 10_000
"""How many sealed papers a site asks for at most in one transfer (changes §13)."""

MOST_SEGMENTS = MOST_HEADS = 10_000
"""How many segments, and how many tips, one transfer holds at most (changes §5)."""

Word = Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9_]{0,63}$")]
"""A name that the program gave: of a compartment, a kind, an action."""


class BadSegments(Refusal):
    """The changes in this file do not fit together: {what}. Do not use it; ask the sender for a new one."""


class ForgedTip(Refusal):
    """The file holds changes in the name of {site} that {site} did not sign. Do not use it, and tell the sender."""


class BeyondCutoff(Refusal):
    """The file holds changes of {site} from after the last ones that are believed of it: it is revoked here. Do not use
    the file; let {sender} take the new roster, or revoke {site} too, and send again."""


class UnknownAuthor(Refusal):
    """The file, from {sender}, holds changes written by a site whose card is not trusted here: {site}. Ask {sender}
    which site that is, compare and trust its card, then receive the file again."""


class Head(Strict):
    """How far a site says it has a stream."""

    compartment: Word
    id: Sum
    incarnation: Incarnation
    seq: Annotated[int, Field(ge=1)]
    site: Identifier

    @property
    def stream(self) -> Stream:
        """The stream it speaks of."""
        return Stream(self.site, self.incarnation, self.compartment)


class SegmentRange(Head):
    """A part of a stream: the changes after `after` up to `seq`."""

    after: Annotated[int, Field(ge=0)]
    parent: Sum


class Segment(SegmentRange):
    """A part of a stream as it is sent: the author signed the identifier of its end."""

    signature: str


class Series(Strict):
    """The place of a transfer in the series of a one-way route (changes §8.2)."""

    number: Annotated[int, Field(ge=1, lt=1 << 31)]
    since: Annotated[int, Field(ge=0, lt=1 << 31)]
    """The number of the transfer after which its content begins; 0 if it holds everything."""


class Payload(Strict):
    """What the manifest of a transfer says beside the contents: what is sent, and what the sender has."""

    checkpoints: list[Checkpoint] = Field(max_length=STATEMENTS_AT_MOST)
    beginnings: list[Beginning] = Field(default_factory=list, max_length=STATEMENTS_AT_MOST)
    edition: Annotated[int, Field(ge=0, lt=1 << 31)]
    """Which roster the sender has; 0 if none."""
    heads: list[Head] = Field(max_length=MOST_HEADS)
    """The tips of the sender: all of them, or those that have grown since the transfer `since`."""
    acknowledged: Identifier | Literal[""]
    """The last transfer of the receiver of which the sender knows the tips; empty if it knows none."""
    roster: Sum | Literal[""]
    """The attachment that is this roster."""
    segments: list[Segment] = Field(max_length=MOST_SEGMENTS)
    series: Series | None = None
    wanted: list[Sum] = Field(default_factory=list, max_length=MOST_WANTED)
    """The sealed papers that the sender asks for (changes §13)."""
    since: Identifier | Literal[""]
    """The transfer of the sender on which `heads` builds; empty if it builds on none."""


def tip_message(held: Head) -> bytes:
    """Return the bytes an author signs to vouch for a stream up to a place."""
    fields = {name: getattr(held, name) for name in Head.model_fields}
    return _TIP_CONTEXT + dump(fields)


def sign_tip(held: Head, key: Ed25519PrivateKey) -> str:
    """Return the author's signature of a tip, in base64."""
    return encode64(key.sign(tip_message(held)))


def tip_is_signed(held: Head, signature: str, card: SiteCard) -> bool:
    """Whether the author's key made this signature."""
    try:
        Ed25519PublicKey.from_public_bytes(card.keys.signing.raw).verify(decode64(signature), tip_message(held))
    except (InvalidSignature, ValueError):
        return False
    return True


def signed_by_any(held: Head, signature: str, author: TrustedSite) -> bool:
    """Whether the author made this signature with its present keys, or with some that it had."""
    return any(tip_is_signed(held, signature, card) for card in author.cards)


def vouched(held: Head, signature: str, author: TrustedSite) -> bool:
    """Whether an author stands for its stream up to this place (changes §9.4): it is named, or signed as it must be."""
    if position_digest(held.stream, held.seq, bytes.fromhex(held.id)) in author.places:
        return True
    return not author.revoked and tip_is_signed(held, signature, author.card)


def line(segment: int, seq: int, moment: int, body: bytes) -> bytes:
    """Return a line of changes.jsonl: canonical JSON around the body's own bytes."""
    return b'%b%b,"seq":%d,"stream":%d,"time":%d}' % (_BODY, body, seq, segment, moment)


def erased_line(segment: int, seq: int, moment: int, body_hash: bytes) -> bytes:
    """Return a line of changes.jsonl for a change whose body a purge took (changes §10.6)."""
    return dump({"erased": body_hash.hex(), "seq": seq, "stream": segment, "time": moment})


class VerifiedChange(NamedTuple):
    """A verified change, with the exact bytes of its body; an erased one has none."""

    change: Change | Erased
    body: bytes


def read_payload(payload: Mapping[str, Any]) -> Payload:
    """Read the manifest's payload."""
    try:
        read = Payload.model_validate(payload)
    except ValidationError:
        raise BadSegments(what="the list of streams is damaged") from None
    if len({(segment.stream, segment.id) for segment in read.segments}) != len(read.segments):
        raise BadSegments(what="a stream stands twice in the list")
    return read


def check_authors(
    segments: Iterable[Segment], authors: Mapping[str, TrustedSite], sender: str, names: Mapping[str, str]
) -> None:
    """Verify that each author is known and signed the tip of each segment, with whichever of its keys.

    One that is not is told by its name, if `names` has it, and by that of the sender, who knows it.

    Of a revoked author's keys not all may be known here: what is believed of it is seen later (changes §9.4).
    """
    for segment in segments:
        if segment.site not in authors:
            raise UnknownAuthor(site=names.get(segment.site, segment.site[:8]), sender=sender)
        author = authors[segment.site]
        if (
            not signed_by_any(segment, segment.signature, author)
            and not author.revoked
            and not vouched(segment, segment.signature, author)
        ):
            raise ForgedTip(site=author.card.name)


def read_changes(lines: Iterable[bytes], segments: Sequence[Segment]) -> list[list[VerifiedChange]]:
    """Return the changes of each segment, each verified to follow the one before, and all to end at the tips."""
    changes: list[list[VerifiedChange]] = [[] for _ in segments]
    reached = [(segment.after, bytes.fromhex(segment.parent)) for segment in segments]
    for raw in lines:
        read = _read_line(raw)
        if read.stream >= len(segments):
            raise BadSegments(what="a line belongs to no stream")
        segment = segments[read.stream]
        after, parent = reached[read.stream]
        if read.seq != after + 1:
            raise BadSegments(what=f"change {after + 1} of a stream is missing or out of its place")
        verified = _verified(segment, read, parent, raw)
        reached[read.stream] = (read.seq, verified.change.id)
        changes[read.stream].append(verified)
    for segment, (seq, identifier) in zip(segments, reached, strict=True):
        if (seq, identifier.hex()) != (segment.seq, segment.id):
            raise BadSegments(what="a stream does not end where its author signed it")
    return changes


class _Body(Strict):
    """The shape of a body (changes §3)."""

    action: Word
    fields: dict[str, Any]
    kind: Word
    officer: Identifier
    supersedes: list[Sum]
    record: Identifier
    salt: Annotated[str, StringConstraints(pattern="^[0-9A-Za-z_-]{22}$")]


class _AnyLine(Strict):
    """What every line has (changes §6)."""

    seq: Annotated[int, Field(ge=1)]
    stream: Annotated[int, Field(ge=0)]
    time: Annotated[int, Field(ge=0, lt=MAX_TIME)]


class _Line(_AnyLine):
    """The line of a change."""

    body: _Body


class _ErasedLine(_AnyLine):
    """The line of a change whose body a purge took (changes §10.6)."""

    erased: Sum


def _read_line(raw: bytes) -> _Line | _ErasedLine:
    shape = _Line if raw.startswith(_BODY) else _ErasedLine
    try:
        return shape.model_validate(load(raw))
    except ValidationError:
        raise BadSegments(what="a line is no change") from None


def _verified(segment: Segment, read: _Line | _ErasedLine, parent: bytes, raw: bytes) -> VerifiedChange:
    """Return the change of a line that follows `parent`."""
    header = header_bytes(segment.stream, read.seq, read.time)
    if isinstance(read, _ErasedLine):
        _check_travels(segment)
        body_hash = bytes.fromhex(read.erased)
        identifier = identify_erased(parent, header, body_hash)
        return VerifiedChange(Erased(segment.stream, read.seq, read.time, parent, identifier, body_hash), b"")
    body = Body(**{**dict(read.body), "supersedes": tuple(read.body.supersedes)})
    _check_form(segment, body)
    # The line is canonical, and after the body only numbers follow: these are the body's exact bytes.
    raw_body = raw[len(_BODY) : raw.rindex(_AFTER_BODY)]
    identifier = identify_erased(parent, header, hash_body(raw_body))
    return VerifiedChange(Change(segment.stream, read.seq, read.time, parent, body, identifier), raw_body)


def _check_travels(segment: Segment) -> None:
    if segment.compartment in HOME:
        raise BadSegments(what=f"the compartment “{segment.compartment}” never leaves its site")


def _check_form(segment: Segment, body: Body) -> None:
    """Refuse what is no change at all; what means something impossible is void (§9.5) and refuses no file."""
    _check_travels(segment)
    if body.kind in (PURGE, HOLD):
        if "of" in body.fields and not (purged_by(body) or held_by(body)):
            raise BadSegments(what=f"a {body.kind} names no record")
        if len(dump(body.fields)) > MAX_PURGE:
            raise BadSegments(what=f"a {body.kind} says more than a {body.kind} may")
