"""Other sites: their cards, the roster, and who is trusted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.values.refusal import Refusal
from core.values.sentence import names_in_a_row
from data.backend.session import Session

if TYPE_CHECKING:
    from core.desks.sync.trust import Site
    from core.office.office import Office
    from core.results.site_card import CardSeen
    from data.sync.card_files import SiteFiles
    from data.sync.exchange import Exchange


class NoSuchSite(Refusal):
    """No trusted site is called “{name}”. Trusted sites: {names}."""


class Peers(Session):
    """The sites that this one knows."""

    def _exchange(self) -> Exchange:
        from data.sync.exchange import Exchange

        site = self._open()
        return Exchange(site.store, site.keys)

    @property
    def sites(self) -> SiteFiles:
        """The keys of this site, the cards of others and the roster."""
        from data.sync.card_files import SiteFiles

        return SiteFiles(self._exchange)

    def export_card(self, path: Path) -> CardSeen:
        """Write our own card to a new file, to be carried to another site."""
        from data.identity.site_card import SiteCard
        from data.media.verified_write import write_bytes
        from data.sync.card_files import MOST_CARD, read, seen

        write_bytes(path, self._exchange().card().dump())
        return seen(SiteCard.parse(read(path, MOST_CARD)))

    def read_card(self, path: Path) -> CardSeen:
        """Read a card file of another site; trusting it is an officer's decision (`TrustSite`)."""
        return self.sites.read_card(path)

    def same_fingerprint(self, shown: str, typed: str) -> bool:
        """Whether a typed fingerprint is the one shown; a group that cannot be right is refused by its number."""
        from data.identity.fingerprint import same_fingerprint

        return same_fingerprint(shown, typed)

    def trusted(self, office: Office, name: str) -> Site:
        """Return the trusted site with this name, or whose identifier begins so; raises `NoSuchSite`."""
        from core.model.query import Query

        others = [site for site in office.find(Query("site")) if site.id != office.site]
        found = [site for site in others if name == site.name] or [site for site in others if site.id.startswith(name)]
        if len(found) != 1:
            raise NoSuchSite(name=name, names=names_in_a_row(site.name for site in others) if others else "–")
        site: Site = found[0]
        return site
