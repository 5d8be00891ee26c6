"""Cards and rosters as files on a medium: what screens and commands do with other sites besides transfers."""

from collections.abc import Callable
from pathlib import Path

from core.office.office import Office
from core.results.site_card import CardSeen
from core.values.sentence import Sentence
from data.identity.roster import MAX_ROSTER
from data.identity.site_card import SiteCard
from data.media.verified_write import write_bytes
from data.sync.exchange import Exchange
from data.system.disk import file_refusals, open_ordinary

MOST_CARD = 1 << 20
"""A card has a few thousand bytes; a larger file is not even read."""


def seen(card: SiteCard) -> CardSeen:
    """Return a card as an officer sees it."""
    return CardSeen(card.site, card.name, card.spoken, card.dump().decode(), card.generation - 1)


class SiteFiles:
    """The keys of this site, the cards of others and the roster (`tui.backend.Sites`)."""

    def __init__(self, exchange: Callable[[], Exchange]) -> None:
        """Work on the open store; the exchange is made anew each time, because its keys may change."""
        self._exchange = exchange

    def renew(self, office: Office) -> CardSeen:
        """Give this site new keys, which the old ones vouch for."""
        return seen(self._exchange().renew(office))

    def read_card(self, path: Path) -> CardSeen:
        """Return the card of another site; raises `OwnCard`, or what is wrong with the file."""
        return seen(self._exchange().foreign(read(path, MOST_CARD)))

    def take_card(self, office: Office, path: Path) -> CardSeen:
        """Take over the new card of a site, which the keys known here have signed."""
        return seen(self._exchange().take_card(office, read(path, MOST_CARD)))

    def publish(self, office: Office) -> int:
        """Sign a new edition of the roster; return its number."""
        return self._exchange().publish(office).edition

    def export_roster(self, path: Path) -> None:
        """Write the roster that is kept here to a new file."""
        write_bytes(path, self._exchange().roster_file())

    def take_roster(self, office: Office, path: Path) -> tuple[Sentence, ...]:
        """Take over a roster from its keeper; return what it taught."""
        return self._exchange().take_roster(office, read(path, MAX_ROSTER + 1))


def read(path: Path, most: int) -> bytes:
    """Return the contents of a small file, or so much of a larger one that it is refused."""
    with file_refusals(path), open_ordinary(path) as file:
        return file.read(most)
