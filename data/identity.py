"""Sites as others know them (transfer §3): secret keys, the public card, and which cards are trusted."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey, MLDSA65PublicKey

from core import canonical
from core.refusal import Refusal
from data import fingerprint, minisign
from data.age_keys import HybridIdentity, HybridRecipient, Recipient, X25519Identity, X25519Recipient
from data.wire import Identifier, Name, Strict, check_name, decode64, encode64, refuse_version

MAX_CARD: Final = 32 * 1024
"""A card is 11 kB."""
SignatureKind = Literal["ed25519", "mldsa65"]
_FORMAT: Final = "sealdesk-card"
_VERSION: Final = 1
_CARD_CONTEXT: Final = b"sealdesk card v1"
_FINGERPRINT_CONTEXT: Final = b"sealdesk fingerprint v1"


class MalformedCard(Refusal):
    """That file is not a site card, or it is damaged. Ask the site for it again."""


class NewerCard(Refusal):
    """The card was made by a newer version of this program (version {version}). Update this program first."""


class ForgedCard(Refusal):
    """The card of {name} is not signed by the keys it shows: it was altered. Do not trust it."""


class BadKeys(Refusal):
    """The secret keys of this site are damaged. Restore the store from a backup."""


class PublicKeys(Strict):
    """The four public keys of a site, as text (transfer §3.1)."""

    age: str
    age_pq: str
    ed25519: str
    mldsa65: str

    @cached_property
    def signing(self) -> minisign.PublicKey:
        """The Ed25519 key."""
        return minisign.PublicKey.parse(self.ed25519)

    @cached_property
    def signing_pq(self) -> MLDSA65PublicKey:
        """The ML-DSA-65 key."""
        return MLDSA65PublicKey.from_public_bytes(decode64(self.mldsa65))

    def recipient(self, *, post_quantum: bool) -> Recipient:
        """Return the key that files are sealed to."""
        return HybridRecipient.parse(self.age_pq) if post_quantum else X25519Recipient.parse(self.age)

    def fingerprint(self, site: str) -> str:
        """Return SHA-256 of the keys and the site's id; the name may change (transfer §3.4)."""
        document = canonical.dump({"keys": self.model_dump(), "site": site})
        return hashlib.sha256(_FINGERPRINT_CONTEXT + b"\0" + document).hexdigest()

    def check(self) -> None:
        """Refuse keys that are not keys, and other spellings of keys."""
        spelled = (self.recipient(post_quantum=False), self.recipient(post_quantum=True), self.signing)
        if [str(key) for key in spelled] != [self.age, self.age_pq, self.ed25519]:
            raise MalformedCard
        if self.signing != minisign.PublicKey.of(Ed25519PublicKey.from_public_bytes(self.signing.raw)):
            raise MalformedCard
        _ = self.signing_pq


class _Signatures(Strict):
    ed25519: str
    mldsa65: str


class SiteCard(Strict):
    """What a site gives to others: its name and public keys, signed with both of its signing keys."""

    format: Literal["sealdesk-card"]
    keys: PublicKeys
    name: Name
    signatures: _Signatures
    site: Identifier
    version: Literal[1]

    @classmethod
    def parse(cls, raw: bytes) -> Self:
        """Read and check a card file."""
        try:
            document = canonical.load(raw, max_bytes=MAX_CARD)
            refuse_version(document, _FORMAT, _VERSION, malformed=MalformedCard(), newer=NewerCard)
            card = cls.model_validate(document)
            card.keys.check()
        except NewerCard:
            raise
        except (Refusal, ValueError):
            raise MalformedCard from None
        card._check_signatures()
        return card

    def dump(self) -> bytes:
        """Return the card file."""
        return canonical.dump(self.model_dump())

    @cached_property
    def fingerprint(self) -> str:
        """The fingerprint of its keys, in hex."""
        return self.keys.fingerprint(self.site)

    @property
    def spoken(self) -> str:
        """The fingerprint as digits to read aloud."""
        return fingerprint.spoken(self.fingerprint)

    def _check_signatures(self) -> None:
        document = canonical.dump(self.model_dump(exclude={"signatures"}))
        public = Ed25519PublicKey.from_public_bytes(self.keys.signing.raw)
        try:
            public.verify(decode64(self.signatures.ed25519), _CARD_CONTEXT + b"\0" + document)
            self.keys.signing_pq.verify(decode64(self.signatures.mldsa65), document, _CARD_CONTEXT)
        except (InvalidSignature, ValueError):
            raise ForgedCard(name=self.name) from None


@dataclass(frozen=True, repr=False)
class SiteKeys:
    """The secret keys of a site. They are kept in the encrypted store and nowhere else."""

    site: str
    ed25519: bytes
    mldsa65: bytes
    age: X25519Identity
    age_pq: HybridIdentity

    @classmethod
    def generate(cls, site: str) -> Self:
        """Make the keys of a new site, or new keys for one."""
        signing, signing_pq = Ed25519PrivateKey.generate(), MLDSA65PrivateKey.generate()
        seeds = signing.private_bytes_raw(), signing_pq.private_bytes_raw()
        return cls(site, *seeds, X25519Identity.generate(), HybridIdentity.generate())

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """Read what `to_json` made."""
        try:
            keys = cls(
                site=kept["site"],
                ed25519=decode64(kept["ed25519"]),
                mldsa65=decode64(kept["mldsa65"]),
                age=X25519Identity.parse(kept["age"]),
                age_pq=HybridIdentity.parse(kept["age_pq"]),
            )
            keys.card("-")  # makes each key work once
        except (KeyError, TypeError, AttributeError, ValueError, Refusal):
            raise BadKeys from None
        return keys

    def to_json(self) -> dict[str, str]:
        """Return the secrets as texts for the encrypted store."""
        return {
            "site": self.site,
            "ed25519": encode64(self.ed25519),
            "mldsa65": encode64(self.mldsa65),
            "age": self.age.reveal(),
            "age_pq": self.age_pq.reveal(),
        }

    @cached_property
    def signing(self) -> Ed25519PrivateKey:
        """The Ed25519 key."""
        return Ed25519PrivateKey.from_private_bytes(self.ed25519)

    @cached_property
    def signing_pq(self) -> MLDSA65PrivateKey:
        """The ML-DSA-65 key."""
        return MLDSA65PrivateKey.from_seed_bytes(self.mldsa65)

    @cached_property
    def public(self) -> PublicKeys:
        """The public keys of these."""
        return PublicKeys(
            age=str(self.age.recipient),
            age_pq=str(self.age_pq.recipient),
            ed25519=str(minisign.PublicKey.of(self.signing.public_key())),
            mldsa65=encode64(self.signing_pq.public_key().public_bytes_raw()),
        )

    def card(self, name: str) -> SiteCard:
        """Make the signed card of this site."""
        fields = {
            "format": _FORMAT,
            "keys": self.public.model_dump(),
            "name": check_name(name),
            "site": self.site,
            "version": _VERSION,
        }
        document = canonical.dump(fields)
        signatures = {
            "ed25519": encode64(self.signing.sign(_CARD_CONTEXT + b"\0" + document)),
            "mldsa65": encode64(self.signing_pq.sign(document, _CARD_CONTEXT)),
        }
        return SiteCard.model_validate({**fields, "signatures": signatures})


@dataclass(frozen=True)
class TrustedSite:
    """A card whose fingerprint was compared, and what this site demands of its sender."""

    card: SiteCard
    signatures: frozenset[SignatureKind] = frozenset({"ed25519", "mldsa65"})
    revoked: bool = False

    def __post_init__(self) -> None:
        if not self.signatures:
            raise ValueError("a trusted site must present a signature")
