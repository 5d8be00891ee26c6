"""The manifest of a transfer file (transfer §6) and its signatures (§7)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Literal, Self

from cryptography.exceptions import InvalidSignature
from pydantic import Field, ValidationError, model_validator

from core.values import canonical_json
from core.values.refusal import Refusal
from data.formats import minisign
from data.formats.changes_jsonl import MAX_LINES, MAX_SIZE
from data.formats.strict_json import Identifier, Mark, Moment, Name, Strict, Sum, read_time, refuse_version
from data.formats.strict_json import format_time as format_time
from data.formats.strict_json import valid_time as valid_time
from data.identity.site_card import RENEWED, SiteCard
from data.identity.site_keys import SiteKeys, TrustedSite
from data.identity.succession import OldKeys, follow, replaced_at

FORMAT: Final = "sealdesk-transfer"
VERSION: Final = 1
CHANGES: Final = "changes.jsonl.zst"
MAX_MANIFEST: Final = 16 << 20
"""10,000 tips and 10,000 blobs are listed in 2 MB each, 10,000 segments in 5 MB, 200 cards in 3 MB."""
MAX_RECIPIENTS: Final = 64
MAX_BLOBS: Final = 10_000
MAX_CARDS: Final = 200
"""Of renewed keys; each is 15 kB."""
_CONTEXT: Final = b"sealdesk transfer v1"


class BadManifest(Refusal):
    """The list of contents of this file is wrong at “{where}”: the file was not made by this program."""


class NewerFormat(Refusal):
    """The file was made by a newer version of this program (format {version}). Update this program first."""


class UnknownSender(Refusal):
    """The file comes from a site that is not trusted here ({site}). Get its card and compare the fingerprint first."""


class RevokedSender(Refusal):
    """The file comes from {name}, which is no longer trusted here. Do not use it; tell the security officer."""


class WrongSignature(Refusal):
    """The file says it comes from {name}, but is not signed with its keys. Do not use it; ask {name} about it."""


class OtherRecipient(Refusal):
    """{name} made this file for another site, and somebody passed it on to this one. Do not use it."""


class OnlyByRoster(Refusal):
    """The file comes from {name}, which is known here by roster only. Let the security officer decide whether to
    exchange files with it directly."""


class SenderMismatch(Refusal):
    """The file was made by {name} under another card than the one trusted here. Ask {name} for its present card."""


class Party(Strict):
    """A site that a file is for."""

    fingerprint: Sum
    site: Identifier


class Sender(Party):
    """The site that a file is from."""

    name: Name


class Member(Strict):
    """A member of the archive after the signatures."""

    name: str
    sha256: Sum
    size: int = Field(ge=0)


class Extent(Strict):
    """How much the changes are before compression."""

    lines: int = Field(ge=0, le=MAX_LINES)
    size: int = Field(ge=0, le=MAX_SIZE)


class Manifest(Strict):
    """What a transfer file holds, from whom, for whom."""

    cards: list[SiteCard] = Field(max_length=MAX_CARDS)
    changes: Extent
    created: Moment
    format: Literal["sealdesk-transfer"]
    kind: Literal["changes", "receipt"]
    mark: Mark
    members: list[Member] = Field(min_length=1, max_length=1 + MAX_BLOBS)
    payload: dict[str, Any]
    recipients: list[Party] = Field(min_length=1, max_length=MAX_RECIPIENTS)
    sender: Sender
    transfer: Identifier
    version: Literal[1]

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        names = [member.name for member in self.members]
        sums = [member.sha256 for member in self.blobs]
        if names != [CHANGES, *(f"blobs/{sum_}" for sum_ in sorted(set(sums)))]:
            raise ValueError("members")
        generations = [(card.site, card.generation) for card in self.cards]
        if generations != sorted(set(generations)) or any(card.version != RENEWED for card in self.cards):
            raise ValueError("cards")
        if len({party.site for party in self.recipients}) != len(self.recipients):
            raise ValueError("recipients")
        return self

    @property
    def blobs(self) -> list[Member]:
        """The members after the changes."""
        return self.members[1:]

    @property
    def created_at(self) -> datetime:
        """When the file was made."""
        return read_time(self.created)

    @classmethod
    def parse(cls, raw: bytes) -> Self:
        """Read a manifest strictly; a newer format is told from a wrong one."""
        document = canonical_json.load(raw, max_bytes=MAX_MANIFEST)
        refuse_version(document, FORMAT, VERSION, malformed=BadManifest(where="format"), newer=NewerFormat)
        try:
            read = cls.model_validate(document)
        except ValidationError as error:
            where = ".".join(str(part) for part in error.errors()[0]["loc"]) or "members"
            raise BadManifest(where=where[:64]) from None
        for card in read.cards:
            card.check()
        return read

    def dump(self) -> bytes:
        """Return the bytes that are signed."""
        return canonical_json.dump(self.model_dump())

    def check_recipient(self, keys: SiteKeys) -> None:
        """Refuse a file that its sender meant for others (§11.7)."""
        if not any(party.site == keys.site and party.fingerprint in keys.fingerprints for party in self.recipients):
            raise OtherRecipient(name=self.sender.name)


class ManifestSignatures(Strict):
    """The two signature members."""

    minisign: bytes
    mldsa65: bytes


def sign(raw: bytes, transfer: str, keys: SiteKeys) -> ManifestSignatures:
    """Sign the exact bytes of a manifest with both keys."""
    return ManifestSignatures(
        minisign=minisign.sign(raw, keys.signing, _trusted_comment(transfer)),
        mldsa65=keys.signing_pq.sign(raw, _CONTEXT),
    )


def check_sender(
    raw: bytes, manifest: Manifest, signatures: ManifestSignatures, known: Mapping[str, TrustedSite]
) -> SiteCard:
    """Return the card with whose keys the sender signed, after checking what is demanded of it (§11.5 to §11.7)."""
    sender = known.get(manifest.sender.site)
    if sender is None:
        raise UnknownSender(site=manifest.sender.name)
    if sender.revoked:
        raise RevokedSender(name=sender.card.name)
    if not sender.exchanged:
        raise OnlyByRoster(name=sender.card.name)
    sender = follow(sender, manifest.cards)
    card = next((each for each in sender.cards if _signed(raw, manifest, signatures, sender, each)), None)
    if card is None:
        raise WrongSignature(name=sender.card.name)
    if card != sender.card and not manifest.created <= replaced_at(sender, card):
        raise OldKeys(name=sender.card.name)
    if manifest.sender.fingerprint != card.fingerprint:
        raise SenderMismatch(name=card.name)
    return card


def _signed(
    raw: bytes, manifest: Manifest, signatures: ManifestSignatures, sender: TrustedSite, card: SiteCard
) -> bool:
    """Whether the keys of a card made the signatures that are demanded of the sender."""
    return all(_CHECKS[kind](raw, manifest, signatures, card) for kind in sender.signatures)


def _minisign_is_right(raw: bytes, manifest: Manifest, signatures: ManifestSignatures, card: SiteCard) -> bool:
    try:
        return minisign.verify(raw, signatures.minisign, card.keys.signing) == _trusted_comment(manifest.transfer)
    except Refusal:
        return False


def _mldsa65_is_right(raw: bytes, _: Manifest, signatures: ManifestSignatures, card: SiteCard) -> bool:
    try:
        card.keys.signing_pq.verify(signatures.mldsa65, raw, _CONTEXT)
    except (InvalidSignature, ValueError):
        return False
    return True


_CHECKS: Final = {"ed25519": _minisign_is_right, "mldsa65": _mldsa65_is_right}


def _trusted_comment(transfer: str) -> str:
    return f"{_CONTEXT.decode()} {transfer}"
