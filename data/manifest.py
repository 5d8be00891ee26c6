"""The manifest of a transfer file (transfer §6) and its signatures (§7)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal, Self

from cryptography.exceptions import InvalidSignature
from pydantic import AfterValidator, Field, ValidationError, model_validator

from core import canonical
from core.refusal import Refusal
from data import minisign
from data.identity import SiteCard, SiteKeys, TrustedSite
from data.wire import Identifier, Mark, Name, Strict, Sum, refuse_version

FORMAT: Final = "sealdesk-transfer"
VERSION: Final = 1
CHANGES: Final = "changes.jsonl.zst"
MAX_MANIFEST: Final = 4 << 20
"""10,000 blobs are listed in 2 MB."""
MAX_RECIPIENTS: Final = 64
MAX_BLOBS: Final = 10_000
_CONTEXT: Final = b"sealdesk transfer v1"
_TIME: Final = "%Y-%m-%dT%H:%M:%SZ"


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


class SenderMismatch(Refusal):
    """The file was made by {name} under another card than the one trusted here. Ask {name} for its present card."""


def valid_time(text: str) -> str:
    """Return a moment that is written as the manifest writes it; anything else is a ValueError."""
    if datetime.strptime(text, _TIME).strftime(_TIME) != text:
        raise ValueError
    return text


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

    lines: int = Field(ge=0)
    size: int = Field(ge=0)


class Manifest(Strict):
    """What a transfer file holds, from whom, for whom."""

    changes: Extent
    created: Annotated[str, AfterValidator(valid_time)]
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
        return datetime.strptime(self.created, _TIME).replace(tzinfo=UTC)

    @classmethod
    def parse(cls, raw: bytes) -> Self:
        """Read a manifest strictly; a newer format is told from a wrong one."""
        document = canonical.load(raw, max_bytes=MAX_MANIFEST)
        refuse_version(document, FORMAT, VERSION, malformed=BadManifest(where="format"), newer=NewerFormat)
        try:
            return cls.model_validate(document)
        except ValidationError as error:
            where = ".".join(str(part) for part in error.errors()[0]["loc"]) or "members"
            raise BadManifest(where=where[:64]) from None

    def dump(self) -> bytes:
        """Return the bytes that are signed."""
        return canonical.dump(self.model_dump())

    def check_recipient(self, keys: SiteKeys) -> None:
        """Refuse a file that its sender meant for others (§11.7)."""
        if Party(site=keys.site, fingerprint=keys.public.fingerprint(keys.site)) not in self.recipients:
            raise OtherRecipient(name=self.sender.name)


def format_time(moment: datetime) -> str:
    """Return a moment as the manifest writes it."""
    return moment.astimezone(UTC).strftime(_TIME)


class Signatures(Strict):
    """The two signature members."""

    minisign: bytes
    mldsa65: bytes


def sign(raw: bytes, transfer: str, keys: SiteKeys) -> Signatures:
    """Sign the exact bytes of a manifest with both keys."""
    return Signatures(
        minisign=minisign.sign(raw, keys.signing, _trusted_comment(transfer)),
        mldsa65=keys.signing_pq.sign(raw, _CONTEXT),
    )


def check_sender(raw: bytes, manifest: Manifest, signatures: Signatures, known: Mapping[str, TrustedSite]) -> SiteCard:
    """Return the pinned card of the sender after checking what is demanded of it (§11.5 to §11.7)."""
    sender = known.get(manifest.sender.site)
    if sender is None:
        raise UnknownSender(site=manifest.sender.name)
    if sender.revoked:
        raise RevokedSender(name=sender.card.name)
    if not all(_CHECKS[kind](raw, manifest, signatures, sender.card) for kind in sender.signatures):
        raise WrongSignature(name=sender.card.name)
    if manifest.sender.fingerprint != sender.card.fingerprint:
        raise SenderMismatch(name=sender.card.name)
    return sender.card


def _minisign_is_right(raw: bytes, manifest: Manifest, signatures: Signatures, card: SiteCard) -> bool:
    try:
        return minisign.verify(raw, signatures.minisign, card.keys.signing) == _trusted_comment(manifest.transfer)
    except Refusal:
        return False


def _mldsa65_is_right(raw: bytes, _: Manifest, signatures: Signatures, card: SiteCard) -> bool:
    try:
        card.keys.signing_pq.verify(signatures.mldsa65, raw, _CONTEXT)
    except (InvalidSignature, ValueError):
        return False
    return True


_CHECKS: Final = {"ed25519": _minisign_is_right, "mldsa65": _mldsa65_is_right}


def _trusted_comment(transfer: str) -> str:
    return f"{_CONTEXT.decode()} {transfer}"
