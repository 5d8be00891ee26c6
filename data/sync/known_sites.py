"""The sites that are known here, by their cards, and what a file teaches about them (transfer §3.6 and §3.7)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Self

from core.desks.sync.key_renewal import NewKeys
from core.desks.sync.site_roster import Learned, ListedSite, RevokedSite, RosterHead
from core.desks.sync.trust import Site, SiteStatus
from core.model.query import EVERYTHING, Is, Query
from core.values.canonical_json import load
from core.values.sentence import N_, Sentence, say
from data.identity.roster import ForgedRoster, ForkedRoster, NotKeeper, RosterEntry, RosterFile, RosterRollback, digest
from data.identity.site_card import MAX_CARD, SiteCard
from data.identity.site_keys import TrustedSite
from data.identity.succession import ForgedSuccession, SkippedKeys, TwoSuccessors, follow
from data.store.sql_store import SqlStore
from data.transfer_file.segments import Segment, signed_by_any, vouched


@lru_cache(maxsize=2048)
def read_card(text: str) -> SiteCard:
    """Return a card as the store keeps it. It was checked when it was taken; ten milliseconds each would add up."""
    return SiteCard.model_validate(load(text.encode(), max_bytes=MAX_CARD))


def as_trusted(site: Site) -> TrustedSite:
    """Return a site as what comes from it is judged by."""
    card, *former = map(read_card, (site.card, *site.former))
    return TrustedSite(
        card,
        revoked=site.is_revoked,
        exchanged=site.status is not SiteStatus.ROSTER,
        former=tuple(former),
        places=frozenset(site.cutoff if site.is_revoked else (*site.cutoff, *card.places)),
    )


class KnownSites(Mapping[str, TrustedSite]):
    """The sites that a store knows, each read when it is asked for: of thousands, a file is about a few."""

    def __init__(self, store: SqlStore, without: str = "") -> None:
        """Look into the store, but for one of its sites."""
        self._store = store
        self._without = without
        self._read: dict[str, TrustedSite | None] = {}
        self._learned: dict[str, TrustedSite] = {}

    def having(self, site: TrustedSite) -> "KnownSites":
        """Return these sites with one that is known better, or newly."""
        more = KnownSites(self._store, self._without)
        more._read, more._learned = self._read, {**self._learned, site.card.site: site}
        return more

    def __getitem__(self, site: str) -> TrustedSite:
        if site in self._learned:
            return self._learned[site]
        if site not in self._read:
            found = self._store.get("site", site, EVERYTHING) if site != self._without else None
            self._read[site] = as_trusted(found) if isinstance(found, Site) else None
        known = self._read[site]
        if known is None:
            raise KeyError(site)
        return known

    def __iter__(self) -> Iterator[str]:
        listed = [row[0] for row in self._store.page("site", self._store.keys(Query("site")), ("id",))]
        return iter(dict.fromkeys(each for each in (*listed, *self._learned) if each != self._without))

    def __len__(self) -> int:
        return len(list(iter(self)))


@dataclass(frozen=True)
class TrustStore:
    """The sites known here, and what the file that is being read teaches about them."""

    own: str
    sites: KnownSites
    keeper: str = ""
    known: tuple[int, str] = (0, "")
    """Edition and digest of the roster that was taken last."""
    learned: Learned = field(default_factory=Learned)
    notices: tuple[Sentence, ...] = ()
    """What is to be told to an officer."""

    @classmethod
    def of(cls, store: SqlStore) -> Self:
        """Return the sites that a store knows."""
        keeper = next((site.id for site in store.find(Query("site", Is("keeper", (True,)), limit=1))), "")
        newest = store.find(Query("roster", Is("keeper", (keeper,)), ("-edition",), limit=1)) if keeper else []
        known = max(((each.edition, each.sha256) for each in newest), default=(0, ""))
        return cls(store.site, KnownSites(store), keeper, known)

    def other(self, site: str) -> TrustedSite | None:
        """Return a site other than this one; None if it is not known here."""
        return self.sites.get(site) if site != self.own else None

    def vouches(self, segment: Segment) -> bool:
        """Whether the author of a segment stands for the position where it ends (changes §9.4)."""
        return vouched(segment, segment.signature, self.sites[segment.site])

    def without_foreign_signature(self, segment: Segment) -> Segment:
        """Return a segment without a signature that is not its author's: a named position needs none (changes §9.4)."""
        signed = signed_by_any(segment, segment.signature, self.sites[segment.site])
        return segment if signed else segment.model_copy(update={"signature": ""})

    def _with(self, site: TrustedSite, said: Sentence, **learned: object) -> Self:
        more = self.learned.model_copy(update=learned)
        return replace(self, sites=self.sites.having(site), learned=more, notices=(*self.notices, said))

    # New keys

    def with_cards(self, cards: Iterable[SiteCard]) -> Self:
        """Take the cards that lead on from those known here (transfer §3.6); those of strangers are passed over."""
        cards, found = list(cards), self
        for site in sorted({card.site for card in cards}):
            known = self.sites.get(site)
            if known is not None and not known.revoked:
                found = found._renewed(known, follow(known, cards))
        return found

    def _renewed(self, old: TrustedSite, new: TrustedSite) -> Self:
        if new.card == old.card or old.card.site == self.own:
            return self
        keys = NewKeys(
            site=new.card.site,
            card=new.card.dump().decode(),
            fingerprint=new.card.spoken,
            generation=new.card.generation,
            places=tuple(sorted(new.places - old.places)),
            between=tuple(card.dump().decode() for card in new.former[len(old.former) + 1 :]),
        )
        said = N_("{name} has new keys (generation {number}). Its old keys vouch for them; compare them aloud soon.")
        sentence = say(said, name=new.card.name, number=new.card.generation)
        return self._with(new, sentence, renewed=(*self.learned.renewed, keys))

    # The roster

    def with_roster(self, raw: bytes, *, report: bool = True) -> Self:
        """Take over a roster that a file brings. With `report`, an unusable one becomes a notice; without, it raises.

        Raises:
            Refusal: MalformedRoster, NewerRoster, ForgedRoster, ForkedRoster, or what is wrong with a card in it.
        """
        roster = RosterFile.parse(raw)
        edition, sha256 = self.known
        if roster.keeper != self.keeper:
            return self._unused(NotKeeper(), report)
        keeper = self.sites[self.keeper]
        if not roster.is_signed_by(keeper.card.keys):
            if report and any(roster.is_signed_by(card.keys) for card in keeper.former):
                said = N_("The roster is signed with keys that {name} has replaced; it is not used.")
                return replace(self, notices=(*self.notices, say(said, name=keeper.card.name)))
            raise ForgedRoster(name=keeper.card.name)
        if roster.edition < edition:
            return self._unused(RosterRollback(edition=roster.edition, known=edition), report)
        if roster.edition == edition:
            if digest(raw) != sha256:
                raise ForkedRoster(edition=edition, name=keeper.card.name)
            return self
        listed = (self.sites.get(entry.site) for entry in roster.sites)
        roster.check_cards({card.dump() for site in listed if site for card in site.cards})
        return self._taking(roster, raw)

    def _unused(self, why: NotKeeper | RosterRollback, report: bool) -> Self:
        if not report:
            raise why
        return replace(self, notices=(*self.notices, why.sentence))

    def _taking(self, roster: RosterFile, raw: bytes) -> Self:
        head = RosterHead(
            keeper=roster.keeper,
            edition=roster.edition,
            made=roster.made_at,
            sites=len(roster.sites),
            sha256=digest(raw),
        )
        said = say(N_("Edition {edition} of the roster is taken over."), edition=roster.edition)
        found = replace(self, learned=self.learned.model_copy(update={"roster": head}), notices=(*self.notices, said))
        for entry in roster.sites:
            found = found._about_us(entry) if entry.site == self.own else found._entered(entry)._revoked(entry)
        return found

    def _about_us(self, entry: RosterEntry) -> Self:
        if entry.revoked is None:
            return self
        said = say(N_("The roster says that this site is revoked. Tell the security officer."))
        return replace(self, notices=(*self.notices, said))

    def _entered(self, entry: RosterEntry) -> Self:
        """Add a site that is not known here, or take its new card."""
        known = self.sites.get(entry.site)
        if known is None:
            said = N_("{name} is known now, by roster.")
            return self._listing(entry, say(said, name=entry.card.name))
        if known.revoked or entry.card.fingerprint in {card.fingerprint for card in (known.card, *known.former)}:
            return self
        try:
            return self._renewed(known, follow(known, entry.cards))
        except (SkippedKeys, TwoSuccessors, ForgedSuccession) as refusal:
            if not known.exchanged:
                return self._listing(entry, say(N_("{name} has another card now, by roster."), name=entry.card.name))
            said = N_(
                "The roster has a card in the name of {name} that does not follow from the one known here. It is not "
                "used. Ask {keeper}, which keeps the roster, where it is from."
            )
            if isinstance(refusal, TwoSuccessors):
                return replace(self, notices=(*self.notices, refusal.sentence))
            facts = {"name": known.card.name, "keeper": self.sites[self.keeper].card.name}
            return replace(self, notices=(*self.notices, say(said, **facts)))

    def _listing(self, entry: RosterEntry, said: Sentence) -> Self:
        site, revoked = entry.trusted, entry.revoked
        listed = ListedSite(
            site=entry.site,
            name=entry.card.name,
            card=entry.card.dump().decode(),
            fingerprint=entry.card.spoken,
            generation=entry.card.generation,
            former=tuple(card.dump().decode() for card in entry.cards[:-1]),
            places=tuple(revoked.places) if revoked else tuple(sorted(site.places)),
            revoked=date.fromisoformat(revoked.on) if revoked else None,
        )
        if revoked:
            site = replace(site, revoked=True, places=frozenset(revoked.places))
        return self._with(site, said, listed=(*self.learned.listed, listed))

    def _revoked(self, entry: RosterEntry) -> Self:
        """Revoke a site that was believed until now; who keeps the roster is not revoked by it."""
        known = self.sites[entry.site]
        if entry.revoked is None or known.revoked or entry.site == self.keeper:
            return self
        on, places = date.fromisoformat(entry.revoked.on), tuple(entry.revoked.places)
        revocation = RevokedSite(site=entry.site, on=on, places=places)
        said = say(N_("{name} is revoked by the roster."), name=known.card.name)
        site = replace(known, revoked=True, places=frozenset(places))
        return self._with(site, said, revoked=(*self.learned.revoked, revocation))
