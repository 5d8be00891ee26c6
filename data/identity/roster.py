"""The roster file: sites and their cards, signed by the site that keeps the list (transfer §3.7)."""

import hashlib
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, Field, ValidationError, model_validator

from core.values import canonical_json
from core.values.refusal import Refusal
from data.formats.strict_json import Identifier, Moment, Strict, format_time, read_time, refuse_version
from data.identity.site_card import CardSignatures, Places, PublicKeys, SiteCard
from data.identity.site_keys import SiteKeys, TrustedSite
from data.identity.succession import succeed

MAX_ROSTER: Final = 64 << 20
"""2,000 sites of which each has renewed its keys once; or 1,000 that did so three times."""
MOST_SITES: Final = 5000
MAX_DEPTH: Final = 8
MAX_CHAIN: Final = 16
FORMAT: Final = "sealdesk-roster"
VERSION: Final = 1
_CONTEXT: Final = b"sealdesk roster v1"


class MalformedRoster(Refusal):
    """That file is not a roster of sites, or it is damaged. Ask its keeper for it again."""


class NewerRoster(Refusal):
    """The roster was made by a newer version of this program (version {version}). Update this program first."""


class ForgedRoster(Refusal):
    """The roster is not signed by {name}, which keeps it: it was forged or altered. Do not use it."""


class NotKeeper(Refusal):
    """The roster was made by a site that does not keep it for this one. Nothing of it is used; the security officer
    names the keeper."""


class RosterRollback(Refusal):
    """This is edition {edition} of the roster, and edition {known} is known here: an older one is not used."""


class ForkedRoster(Refusal):
    """Two different rosters say to be edition {edition}: one is forged, or {name} was copied. Use neither, and call
    {name}."""


def _valid_day(text: str) -> str:
    if date.fromisoformat(text).isoformat() != text:
        raise ValueError
    return text


class Revocation(Strict):
    """Since when a site is revoked, and the names of the last places that are believed."""

    on: Annotated[str, AfterValidator(_valid_day)]
    places: Places


class RosterEntry(Strict):
    """A site in the roster."""

    cards: list[SiteCard] = Field(min_length=1, max_length=MAX_CHAIN)
    revoked: Revocation | None
    site: Identifier

    @property
    def card(self) -> SiteCard:
        """The present card."""
        return self.cards[-1]

    @property
    def trusted(self) -> TrustedSite:
        """The site as the roster alone shows it; refuses cards that do not lead from one to the next."""
        known = TrustedSite(self.cards[0], exchanged=False, places=frozenset(self.cards[0].places))
        for card in self.cards[1:]:
            known = succeed(known, card)
        return known

    def document(self) -> dict[str, Any]:
        """Return what the file says."""
        return {**self.model_dump(exclude={"cards"}), "cards": [card.document() for card in self.cards]}


class RosterFile(Strict):
    """A roster."""

    edition: Annotated[int, Field(ge=1, lt=1 << 31)]
    format: Literal["sealdesk-roster"]
    keeper: Identifier
    made: Moment
    signatures: CardSignatures
    sites: list[RosterEntry] = Field(max_length=MOST_SITES)
    version: Literal[1]

    @model_validator(mode="after")
    def _check_sites(self) -> Self:
        sites = [entry.site for entry in self.sites]
        if sites != sorted(set(sites)) or any(card.site != each.site for each in self.sites for card in each.cards):
            raise ValueError("sites")
        return self

    @classmethod
    def parse(cls, raw: bytes) -> Self:
        """Read a roster file; who signed it is not looked at."""
        try:
            document = canonical_json.load(raw, max_bytes=MAX_ROSTER, max_depth=MAX_DEPTH)
            refuse_version(document, FORMAT, VERSION, malformed=MalformedRoster(), newer=NewerRoster)
            return cls.model_validate(document)
        except (canonical_json.BadJson, ValidationError):
            raise MalformedRoster from None

    @classmethod
    def make(cls, keys: SiteKeys, edition: int, entries: Iterable[RosterEntry], made: datetime) -> Self:
        """Sign a new edition."""
        fields = {
            "edition": edition,
            "format": FORMAT,
            "keeper": keys.site,
            "made": format_time(made),
            "sites": [entry.document() for entry in sorted(entries, key=lambda entry: entry.site)],
            "version": VERSION,
        }
        return cls.model_validate({**fields, "signatures": keys.sign(_CONTEXT, fields).model_dump()})

    def dump(self) -> bytes:
        """Return the roster file."""
        return canonical_json.dump({**self._document(), "signatures": self.signatures.model_dump()})

    def _document(self) -> dict[str, Any]:
        fields = self.model_dump(exclude={"sites", "signatures"})
        return {**fields, "sites": [entry.document() for entry in self.sites]}

    @property
    def made_at(self) -> datetime:
        """When it was made, in local time."""
        return read_time(self.made).astimezone().replace(tzinfo=None)

    def is_signed_by(self, keys: PublicKeys) -> bool:
        """Whether both of these keys signed it."""
        return keys.signed(_CONTEXT, self._document(), self.signatures)

    def check_cards(self, known: Collection[bytes] = ()) -> None:
        """Refuse a roster with a card that is not right; those that are known were checked before."""
        for entry in self.sites:
            for card in entry.cards:
                if card.dump() not in known:
                    card.check()
            _ = entry.trusted


def digest(raw: bytes) -> str:
    """Return what tells one roster from another."""
    return hashlib.sha256(raw).hexdigest()
