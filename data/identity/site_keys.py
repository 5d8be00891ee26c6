"""Sites as others know them (transfer §3): secret keys, the public card, and which cards are trusted."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey

from core.values import canonical_json
from core.values.refusal import Refusal
from data.formats import minisign
from data.formats.age_keys import HybridIdentity, Identity, X25519Identity
from data.formats.strict_json import check_name, decode64, encode64, format_time
from data.identity.site_card import CARD, FIRST, FORMAT, RENEWED, SUCCESSION, CardSignatures, PublicKeys, padded
from data.identity.site_card import ForgedCard as ForgedCard
from data.identity.site_card import MalformedCard as MalformedCard
from data.identity.site_card import NewerCard as NewerCard
from data.identity.site_card import SiteCard as SiteCard

SignatureKind = Literal["ed25519", "mldsa65"]


class BadKeys(Refusal):
    """The secret keys of this site are damaged. Restore the store from a backup."""


@dataclass(frozen=True, repr=False)
class FormerKeys:
    """What a site keeps of keys that it has replaced: only what opens files that were sealed to them."""

    fingerprint: str
    age: X25519Identity
    age_pq: HybridIdentity
    until: date

    @classmethod
    def from_json(cls, kept: dict[str, str]) -> Self:
        """Read what `to_json` made."""
        return cls(
            fingerprint=kept["fingerprint"],
            age=X25519Identity.parse(kept["age"]),
            age_pq=HybridIdentity.parse(kept["age_pq"]),
            until=date.fromisoformat(kept["until"]),
        )

    def to_json(self) -> dict[str, str]:
        """Return the secrets as texts for the encrypted store."""
        return {
            "fingerprint": self.fingerprint,
            "age": self.age.reveal(),
            "age_pq": self.age_pq.reveal(),
            "until": self.until.isoformat(),
        }


@dataclass(frozen=True, repr=False)
class SiteKeys:
    """The secret keys of a site. They are kept in the encrypted store and nowhere else."""

    site: str
    ed25519: bytes
    mldsa65: bytes
    age: X25519Identity
    age_pq: HybridIdentity
    former: tuple[FormerKeys, ...] = ()

    @classmethod
    def generate(cls, site: str, former: tuple[FormerKeys, ...] = ()) -> Self:
        """Make the keys of a new site, or new keys for one."""
        signing, signing_pq = Ed25519PrivateKey.generate(), MLDSA65PrivateKey.generate()
        seeds = signing.private_bytes_raw(), signing_pq.private_bytes_raw()
        return cls(site, *seeds, X25519Identity.generate(), HybridIdentity.generate(), former)

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
                former=tuple(map(FormerKeys.from_json, kept.get("former", ()))),
            )
            keys.card("-")  # makes each key work once
        except (KeyError, TypeError, AttributeError, ValueError, Refusal):
            raise BadKeys from None
        return keys

    def to_json(self) -> dict[str, Any]:
        """Return the secrets as texts for the encrypted store."""
        kept: dict[str, Any] = {
            "site": self.site,
            "ed25519": encode64(self.ed25519),
            "mldsa65": encode64(self.mldsa65),
            "age": self.age.reveal(),
            "age_pq": self.age_pq.reveal(),
        }
        return {**kept, "former": [each.to_json() for each in self.former]} if self.former else kept

    @property
    def identities(self) -> tuple[Identity, ...]:
        """What opens files that are sealed to this site, also those sealed to its former cards."""
        former = (key for each in self.former for key in (each.age_pq, each.age))
        return (self.age_pq, self.age, *former)

    @property
    def fingerprints(self) -> frozenset[str]:
        """Of these keys and of those whose files can still be opened."""
        return frozenset({self.public.fingerprint(self.site), *(each.fingerprint for each in self.former)})

    def on(self, today: date) -> Self:
        """Return these keys without the former ones whose time is over."""
        former = tuple(each for each in self.former if today <= each.until)
        return self if former == self.former else replace(self, former=former)

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

    def sign(self, context: bytes, document: Any) -> CardSignatures:
        """Sign a document with both keys (transfer §3.3)."""
        text = canonical_json.dump(document)
        return CardSignatures(
            ed25519=encode64(self.signing.sign(context + b"\0" + text)),
            mldsa65=encode64(self.signing_pq.sign(text, context)),
        )

    def card(self, name: str) -> SiteCard:
        """Make the signed card of this site's first keys."""
        return self._signed({**self._shown(name), "version": FIRST})

    def succeed(self, replaced: "SiteKeys", card: SiteCard, places: Iterable[str], made: datetime) -> SiteCard:
        """Make the card of these keys, which the replaced ones sign too (transfer §3.6)."""
        succeeds: dict[str, Any] = {
            "fingerprint": card.fingerprint,
            "generation": card.generation + 1,
            "made": format_time(made),
            "places": padded(places),
        }
        fields = {**self._shown(card.name), "version": RENEWED, "succeeds": succeeds}
        succeeds["signatures"] = replaced.sign(SUCCESSION, fields).model_dump()
        return self._signed(fields)

    def _shown(self, name: str) -> dict[str, Any]:
        return {"format": FORMAT, "keys": self.public.model_dump(), "name": check_name(name), "site": self.site}

    def _signed(self, fields: dict[str, Any]) -> SiteCard:
        return SiteCard.model_validate({**fields, "signatures": self.sign(CARD, fields).model_dump()})


@dataclass(frozen=True)
class TrustedSite:
    """A card that is believed, and what this site demands of its sender."""

    card: SiteCard
    signatures: frozenset[SignatureKind] = frozenset({"ed25519", "mldsa65"})
    revoked: bool = False
    exchanged: bool = True
    """Whether files are exchanged with it; not with one that is known by roster only."""
    former: tuple[SiteCard, ...] = ()
    """The cards that this one replaced, oldest first."""
    places: frozenset[str] = frozenset()
    """The names of places up to which is believed what its present keys have not signed (changes §9.4)."""

    @property
    def cards(self) -> tuple[SiteCard, ...]:
        """Every card by which it is or was known, the present one first."""
        return (self.card, *reversed(self.former))

    def __post_init__(self) -> None:
        if not self.signatures:
            raise ValueError("a trusted site must present a signature")
