"""This site among the sites it knows: its store, its keys, their cards."""

from typing import NamedTuple

from core.desks.sync.trust import Site
from core.model.query import EVERYTHING
from data.identity.site_card import SiteCard
from data.identity.site_keys import SiteKeys
from data.store.sql_store import SqlStore
from data.sync.known_sites import TrustStore, read_card
from data.transfer_file.segments import Segment

ROSTER = "roster"
"""The value that the store keeps about itself that is the roster, after its edition."""


def site_of(store: SqlStore, site: str) -> Site:
    """Return the site with this identifier, which is known here."""
    found = store.get("site", site, EVERYTHING)
    assert isinstance(found, Site)
    return found


class KeptRoster(NamedTuple):
    """A roster as it is passed on: edition 0 is none."""

    edition: int
    raw: bytes


class PeerContext:
    """This site, its keys, and the cards of the sites it knows: what sending and receiving both stand on."""

    def __init__(self, store: SqlStore, keys: SiteKeys) -> None:
        """Work on an open store with the site's keys."""
        self._store = store
        self._keys = keys

    def card(self) -> SiteCard:
        """Return our own card, to be carried to other sites."""
        return self.card_of(self.site_of(self._store.site))

    def site_of(self, site: str) -> Site:
        """Return the site with this identifier, which is known here."""
        return site_of(self._store, site)

    @staticmethod
    def card_of(site: Site) -> SiteCard:
        """Return the card by which a site is known here."""
        return read_card(site.card)

    def known_sites(self) -> TrustStore:
        """Return the sites known here."""
        return TrustStore.of(self._store)

    def roster(self) -> KeptRoster:
        """Return the roster that this site keeps or has taken."""
        edition, _, text = self._store.meta(ROSTER).partition(" ")
        return KeptRoster(int(edition or 0), text.encode())

    def keep_roster(self, edition: int, raw: bytes) -> None:
        """Keep a roster to be passed on; inside a transaction."""
        self._store.set_meta(ROSTER, f"{edition} {raw.decode()}")

    def keep_tips(self, segments: list[Segment]) -> None:
        """Keep the authors' signatures of the ends of these segments; inside a transaction."""
        for each in segments:
            if each.signature:  # a position that is named needs none
                self._store.keep_tip(each.stream, each.seq, each.id, each.signature)
