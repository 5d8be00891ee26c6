"""The keys and the roster of this site: renewing the ones, publishing the other, each in one transaction."""

import json
from datetime import UTC, date, datetime, timedelta

from core.desks.sync.key_renewal import RenewKeys, TakeNewKeys
from core.desks.sync.site_roster import PublishRoster, TakeRoster
from core.desks.sync.trust import MOST_PLACES, Site, TrustSettings
from core.model.query import Is, Query
from core.office.office import Office
from core.values.refusal import Refusal
from core.values.sentence import Sentence
from data.identity.roster import MAX_CHAIN, MAX_ROSTER, MOST_SITES, Revocation, RosterEntry, RosterFile, digest
from data.identity.site_card import SiteCard, padded
from data.identity.site_keys import FormerKeys, SiteKeys
from data.identity.succession import OldCard, follow
from data.sync.known_sites import as_trusted
from data.sync.peer_context import PeerContext


class NotKnown(Refusal):
    """The site {name} is not known here. Compare and trust its card first."""


class OwnCard(Refusal):
    """This is the card of this site itself. Choose the card of the other one."""


class NothingNew(Refusal):
    """This card of {name} is the one that is known here already."""


class NoRoster(Refusal):
    """There is no roster here yet: none was published, and none has come in."""


class RosterTooLarge(Refusal):
    """The roster would name {sites} sites and take {size} MB; it holds {most} sites and {limit} MB. Nothing was
    published, and the last edition goes on. Let another site keep a roster for a part of the sites."""


class Renewal(PeerContext):
    """What a security officer does with cards and rosters."""

    def renew(self, office: Office) -> SiteCard:
        """Give this site new keys, which the old ones vouch for; the old ones that sign are destroyed.

        Whoever keeps a roster publishes it anew, for the one that is out is signed by the old keys.
        """
        office.require(RenewKeys)
        with self._store.transaction():
            site, old = self.site_of(self._store.site), self.card()
            until = office.today + timedelta(days=office.policy.settings(TrustSettings).old_keys_days)
            keys = SiteKeys.generate(self._store.site, _kept(self._keys, until))
            places = self._store.positions(site.id)[:MOST_PLACES]
            card = keys.succeed(self._keys, old, places, datetime.now(UTC))
            office.do(
                RenewKeys(
                    target=site.id,
                    card=card.dump().decode(),
                    fingerprint=card.spoken,
                    renewals=card.generation - 1,
                    places=card.places,
                )
            )
            self._store.set_meta("keys", json.dumps(keys.to_json()))
            self._keys = keys
            if self._store.count(Query("roster", Is("keeper", (self._store.site,)))):
                self.publish(office)
        return card

    def foreign(self, raw: bytes) -> SiteCard:
        """Return the card of another site; raises `OwnCard` of this one's."""
        card = SiteCard.parse(raw)
        if card.site == self._store.site:
            raise OwnCard
        return card

    def take_card(self, office: Office, raw: bytes) -> SiteCard:
        """Take over the new card of a site from a file, which the keys known here must have signed."""
        office.require(TakeNewKeys)
        card = self.foreign(raw)
        deed = TakeNewKeys(
            target=card.site,
            card=raw.decode(),
            fingerprint=card.spoken,
            renewals=card.generation - 1,
            places=card.places,
        )
        with self._store.transaction():
            known = self.known_sites().other(card.site)
            if known is None:
                raise NotKnown(name=card.name)
            office.rehearse((deed,))
            if card.fingerprint == known.card.fingerprint:
                raise NothingNew(name=card.name)
            new = follow(known, [card])
            if new.card != card:
                raise OldCard(name=known.card.name)
            office.do(deed)
        return card

    # The roster

    def publish(self, office: Office) -> RosterFile:
        """Sign a new edition of the roster of all sites known here, and keep it to be sent."""
        office.require(PublishRoster)
        with self._store.transaction():
            sites = [site for site in self._store.find(Query("site")) if isinstance(site, Site)]
            before = self._store.find(Query("roster", Is("keeper", (self._store.site,)), limit=1))
            edition = before[0].edition + 1 if before else 1
            roster, raw = self._roster_of(sites, edition)
            office.do(PublishRoster(edition=edition, sites=len(sites), sha256=digest(raw)))
            self.keep_roster(edition, raw)
        return roster

    def _roster_of(self, sites: list[Site], edition: int) -> tuple[RosterFile, bytes]:
        """Return a roster of these sites with as many former cards of each as it has room for."""
        size = 0
        for chain in (MAX_CHAIN, 4, 2, 1) if len(sites) <= MOST_SITES else ():
            roster = RosterFile.make(self._keys, edition, (_entry(site, chain) for site in sites), datetime.now(UTC))
            raw = roster.dump()
            size = len(raw)
            if size <= MAX_ROSTER:
                return roster, raw
        raise RosterTooLarge(sites=len(sites), most=MOST_SITES, size=size >> 20, limit=MAX_ROSTER >> 20)

    def roster_file(self) -> bytes:
        """Return the roster that is kept here, to be carried as a file."""
        kept = self.roster()
        if not kept.edition:
            raise NoRoster
        return kept.raw

    def take_roster(self, office: Office, raw: bytes) -> tuple[Sentence, ...]:
        """Take over a roster from a file, whole or not at all; return what it taught.

        Raises:
            Refusal: what `TrustStore.with_roster` refuses, NotKeeper, or RosterRollback.
        """
        office.require(TakeRoster)
        with self._store.transaction():
            known = self.known_sites().with_roster(raw, report=False)
            if known.learned.roster:
                office.do(TakeRoster(learned=known.learned.packed))
                self.keep_roster(known.learned.roster.edition, raw)
        office.refresh()
        return known.notices


def _kept(keys: SiteKeys, until: date) -> tuple[FormerKeys, ...]:
    """Return what is kept of keys that are replaced now, and of those before."""
    kept = FormerKeys(keys.public.fingerprint(keys.site), keys.age, keys.age_pq, until)
    return (*keys.former, kept)


def _entry(site: Site, most: int) -> RosterEntry:
    """Return a site as the roster shows it, with so many cards at most; of a revoked site no old key is looked at."""
    known = as_trusted(site)
    chain = [known.card]
    for older in reversed(known.former):
        if chain[0].succeeds is None or chain[0].succeeds.fingerprint != older.fingerprint:
            break
        chain.insert(0, older)
    revoked = site.revoked and site.is_revoked and Revocation(on=site.revoked.isoformat(), places=padded(site.cutoff))
    return RosterEntry(site=site.id, cards=chain[-1:] if revoked else chain[-most:], revoked=revoked or None)
