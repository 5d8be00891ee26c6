"""The card of a site (transfer §3): its name and public keys, signed by themselves, and by the keys they replace."""

import hashlib
import secrets
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import Annotated, Any, Final, Literal, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PublicKey
from pydantic import AfterValidator, Field, model_validator

from core.values import canonical_json
from core.values.refusal import Refusal
from data.formats import minisign
from data.formats.age_keys import HybridRecipient, Recipient, X25519Recipient
from data.formats.strict_json import Identifier, Moment, Name, Strict, Sum, decode64, refuse_version
from data.identity import fingerprint

MAX_CARD: Final = 128 * 1024
"""A card is 9 kB, one that succeeds another 15 kB and up to 68 kB of places."""
MAX_PLACES: Final = 1024
FORMAT: Final = "sealdesk-card"
FIRST, RENEWED = 1, 2
"""The versions of a card: of the first keys of a site, and of renewed ones."""
CARD: Final = b"sealdesk card v1"
SUCCESSION: Final = b"sealdesk succession v1"
_FINGERPRINT: Final = b"sealdesk fingerprint v1"


class MalformedCard(Refusal):
    """That file is not a site card, or it is damaged. Ask the site for it again."""


class NewerCard(Refusal):
    """The card was made by a newer version of this program (version {version}). Update this program first."""


class ForgedCard(Refusal):
    """The card of {name} is not signed by the keys it shows: it was altered. Do not trust it."""


class CardSignatures(Strict):
    """What both signing keys of a site made of one text, in base64."""

    ed25519: str
    mldsa65: str


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
        document = canonical_json.dump({"keys": self.model_dump(), "site": site})
        return hashlib.sha256(_FINGERPRINT + b"\0" + document).hexdigest()

    def check(self) -> None:
        """Refuse keys that are not keys, and other spellings of keys."""
        spelled = (self.recipient(post_quantum=False), self.recipient(post_quantum=True), self.signing)
        if [str(key) for key in spelled] != [self.age, self.age_pq, self.ed25519]:
            raise MalformedCard
        if self.signing != minisign.PublicKey.of(Ed25519PublicKey.from_public_bytes(self.signing.raw)):
            raise MalformedCard
        _ = self.signing_pq

    def signed(self, context: bytes, document: Any, signatures: CardSignatures) -> bool:
        """Whether both of these keys signed a document in this context (transfer §3.3)."""
        text = canonical_json.dump(document)
        public = Ed25519PublicKey.from_public_bytes(self.signing.raw)
        try:
            public.verify(decode64(signatures.ed25519), context + b"\0" + text)
            self.signing_pq.verify(decode64(signatures.mldsa65), text, context)
        except (InvalidSignature, ValueError):
            return False
        return True


def check_places(places: list[str]) -> list[str]:
    """Return names of places as a card or a roster may show them, in order and padded; else a ValueError (§3.6.2)."""
    count = len(places)
    if places != sorted(set(places)) or not 16 <= count <= MAX_PLACES or count & (count - 1):
        raise ValueError
    return places


Places = Annotated[list[Sum], AfterValidator(check_places)]


class Succession(Strict):
    """What a card says of the keys that it replaces, and what these say to that (transfer §3.6)."""

    fingerprint: Sum
    generation: Annotated[int, Field(ge=2, lt=1 << 31)]
    made: Moment
    places: Places
    signatures: CardSignatures


class SiteCard(Strict):
    """What a site gives to others: its name and public keys, signed with both of its signing keys."""

    format: Literal["sealdesk-card"]
    keys: PublicKeys
    name: Name
    signatures: CardSignatures
    site: Identifier
    succeeds: Succession | None = None
    version: Literal[1, 2]

    @model_validator(mode="after")
    def _check_version(self) -> Self:
        renewed = self.version == RENEWED
        if renewed != ("succeeds" in self.model_fields_set) or renewed != (self.succeeds is not None):
            raise ValueError("succeeds")
        return self

    @classmethod
    @lru_cache(maxsize=1024)  # every file that comes is held to all cards that are known, and these are the same ones
    def parse(cls, raw: bytes) -> Self:
        """Read and check a card file."""
        try:
            return cls.read(canonical_json.load(raw, max_bytes=MAX_CARD))
        except canonical_json.BadJson:
            raise MalformedCard from None

    @classmethod
    def read(cls, document: Any) -> Self:
        """Read and check a card that stands in another text."""
        try:
            refuse_version(document, FORMAT, RENEWED, malformed=MalformedCard(), newer=NewerCard)
            card = cls.model_validate(document)
        except NewerCard:
            raise
        except (Refusal, ValueError):
            raise MalformedCard from None
        card.check()
        return card

    def check(self) -> None:
        """Refuse a card whose keys are none, or did not sign it."""
        try:
            self.keys.check()
        except (Refusal, ValueError):
            raise MalformedCard from None
        if not self.keys.signed(CARD, self._document("signatures"), self.signatures):
            raise ForgedCard(name=self.name)

    def dump(self) -> bytes:
        """Return the card file."""
        return canonical_json.dump(self.document())

    def document(self) -> dict[str, Any]:
        """Return what the card file says."""
        return self.model_dump(exclude_none=True)

    def _document(self, *without: str) -> dict[str, Any]:
        return {name: value for name, value in self.document().items() if name not in without}

    @cached_property
    def fingerprint(self) -> str:
        """The fingerprint of its keys, in hex."""
        return self.keys.fingerprint(self.site)

    @property
    def spoken(self) -> str:
        """The fingerprint as digits to read aloud."""
        return fingerprint.spoken(self.fingerprint)

    @property
    def generation(self) -> int:
        """Which keys these are of the site, from 1."""
        return self.succeeds.generation if self.succeeds else 1

    @property
    def places(self) -> tuple[str, ...]:
        """The names of the last places that the replaced keys signed."""
        return tuple(self.succeeds.places) if self.succeeds else ()

    def succession_text(self) -> dict[str, Any]:
        """Return what the replaced keys sign."""
        document = self._document("signatures")
        succeeds = {name: value for name, value in document["succeeds"].items() if name != "signatures"}
        return {**document, "succeeds": succeeds}

    def is_signed_by(self, replaced: PublicKeys) -> bool:
        """Whether the keys that this card says to replace agree, both of them."""
        return self.succeeds is not None and replaced.signed(
            SUCCESSION, self.succession_text(), self.succeeds.signatures
        )


def padded(places: Iterable[str]) -> list[str]:
    """Return names of places among random ones, so that their number tells little (transfer §3.6.2)."""
    known = set(places)
    count = 16
    while count < len(known):
        count *= 2
    return sorted(known | {secrets.token_hex(32) for _ in range(count - len(known))})
