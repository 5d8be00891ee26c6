"""Which new cards of a site are taken in place of the one that is known (transfer §3.6)."""

from collections.abc import Iterable
from dataclasses import replace

from core.values.refusal import Refusal
from data.identity.site_card import SiteCard
from data.identity.site_keys import TrustedSite


class ForgedSuccession(Refusal):
    """There is a card in the name of {name} that no keys of {name} known here have signed. Nothing shows who made it,
    and it says nothing against {name}. Do not use it; ask whoever it came from where it is from."""


class SkippedKeys(Refusal):
    """This says to be card number {new} of {name}, and number {known} is known here, so that nothing shows yet whether
    it is. A transfer from {name} brings those between; or compare this one aloud and replace the card."""


class TwoSuccessors(Refusal):
    """Keys of {name} that are known here have signed two different cards as its number {generation}. One of them may
    have been made with stolen keys. Use neither, and call {name}."""


class OldCard(Refusal):
    """This is an earlier card of {name}; it has renewed its keys since. Ask {name} for its present card."""


class OldKeys(Refusal):
    """The file holds what was signed with keys that {name} has replaced, and is not what {name} had written until then.
    Do not use it, and tell {name}: the old keys may be in other hands."""


def follow(known: TrustedSite, cards: Iterable[SiteCard]) -> TrustedSite:
    """Return a site with the newest of these cards that its known one leads to; cards of others are passed over.

    Raises:
        Refusal: ForgedSuccession, SkippedKeys or TwoSuccessors.
    """
    for card in sorted((card for card in cards if card.site == known.card.site), key=lambda card: card.generation):
        if card.generation <= known.card.generation:
            _refuse_other_keys(known, card)
        else:
            known = succeed(known, card)
    return known


def succeed(known: TrustedSite, card: SiteCard) -> TrustedSite:
    """Return a site with a card that is its next one."""
    old = known.card
    if card.generation != old.generation + 1:
        raise SkippedKeys(name=old.name, new=card.generation, known=old.generation)
    if card.succeeds is None or card.succeeds.fingerprint != old.fingerprint:
        raise _rival(known, card)
    if not card.is_signed_by(old.keys):
        raise ForgedSuccession(name=old.name)
    places = known.places.union(card.places)
    return replace(known, card=card, former=(*known.former, old), places=places)


def _refuse_other_keys(known: TrustedSite, card: SiteCard) -> None:
    """Refuse a card of a generation that is known with other keys."""
    same = [each for each in (*known.former, known.card) if each.generation == card.generation]
    if same and card.fingerprint not in {each.fingerprint for each in same}:
        raise _rival(known, card)


def _rival(known: TrustedSite, card: SiteCard) -> Refusal:
    """Return what a card is that does not lead on from the known one: only what known keys signed tells of its site."""
    if any(card.is_signed_by(each.keys) for each in known.cards):
        return TwoSuccessors(name=known.card.name, generation=card.generation)
    return ForgedSuccession(name=known.card.name)


def replaced_at(known: TrustedSite, old: SiteCard) -> str:
    """Return when the keys of a former card were replaced by a succession; empty if they never were."""
    for card in (*known.former, known.card):
        if card.succeeds is not None and card.succeeds.fingerprint == old.fingerprint:
            return card.succeeds.made
    return ""
