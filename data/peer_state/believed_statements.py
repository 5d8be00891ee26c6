"""Which of the checkpoints and beginnings in a file are believed (docs/formats/changes.md §12.5)."""

from collections.abc import Collection, Mapping
from typing import Any

from data.identity.site_keys import TrustedSite
from data.peer_state.checkpoint_store import Kind, Statements
from data.transfer_file.checkpoints import Statement
from data.transfer_file.segments import BadSegments, ForgedTip


def believed(statements: Statements, sender: TrustedSite, sites: Mapping[str, TrustedSite], own: str) -> Statements:
    """Return the statements of a file that are believed (§12.5).

    Of third sites that are what their present keys have signed; the rest is passed over, and accuses nobody.

    Raises:
        Refusal: BadRuns if one stands twice, or a checkpoint of the sender is for somebody else; ForgedTip if the
            sender or this site has not signed its own.
    """
    every: list[Statement] = [*statements.checkpoints, *statements.beginnings]
    if len({each.digest for each in every}) != len(every):
        raise BadSegments(what="a checkpoint stands twice in it")
    if any(each.site == sender.card.site and each.to != own for each in statements.checkpoints):
        raise BadSegments(what="a checkpoint has no place in it")
    return Statements(
        _believed(statements.checkpoints, sender, sites, own), _believed(statements.beginnings, sender, sites, own)
    )


def _believed(some: list[Kind], sender: TrustedSite, sites: Mapping[str, TrustedSite], own: str) -> list[Kind]:
    found = []
    for each in some:
        author = sites.get(each.site)
        party = each.site in (sender.card.site, own)
        if author is None or (author.revoked and not party):
            continue
        cards: Collection[Any] = author.cards if party else (author.card,)
        if any(each.is_signed_by(card) for card in cards):
            found.append(each)
        elif party:
            raise ForgedTip(site=author.card.name)
    return found
