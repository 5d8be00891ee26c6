"""New keys 更换密钥: of this site, and of others, whose old keys vouch for them or who are compared anew."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict

from core.desks.sync.suspect_records import doubts
from core.desks.sync.trust import (
    TRUST,
    Card,
    Fingerprint,
    Renewals,
    Site,
    SiteStatus,
    TrustSettings,
    cutoff_at,
    kept_cards,
    verdict,
)
from core.model.action import Action, amend
from core.model.change import Draft
from core.model.context import Context
from core.model.field import About
from core.model.query import Is, Not, Query, both
from core.values.sentence import N_, Sentence, say


class NewKeys(BaseModel):
    """A card that succeeds the one by which a site is known (transfer §3.6), verified by `data`."""

    model_config = ConfigDict(frozen=True)

    site: str
    card: str
    fingerprint: str
    generation: int
    places: tuple[str, ...]
    between: tuple[str, ...] = ()
    """The cards between the known one and this, oldest first."""


def renew(site: Site, keys: NewKeys, context: Context) -> Iterable[Draft]:
    """Yield what takes over the new keys of another site, and lists what the old ones signed beyond their end."""
    due = context.today + timedelta(days=context.policy.settings(TrustSettings).confirm_days)
    yield amend(
        site,
        card=keys.card,
        fingerprint=keys.fingerprint,
        renewals=keys.generation - 1,
        former=kept_cards(*site.former, site.card, *keys.between),
        cutoff=cutoff_at(*keys.places, *site.cutoff),
        confirm_by=due,
    )
    yield from doubts(site.id, keys.places, context, complete=False)


class _WithCard(Action):
    """A deed with the new card of a site that is known already."""

    on = Site
    duty = TRUST
    single = True

    card: Card
    fingerprint: Fingerprint
    renewals: Renewals = 0
    places: Annotated[tuple[str, ...], About(N_("Last places of the old keys"))] = ()


class RenewKeys(_WithCard):
    """Give this site new keys. Its old ones sign the new card, so that others take it without comparing again."""

    key = "n"

    def refuse(self, record: Site, context: Context) -> Iterable[Sentence]:
        """Reject another site."""
        if record.id != context.site:
            yield say(N_("Only the keys of your own site can be renewed here."))

    def foresee(self, record: Site, context: Context) -> Iterable[Sentence]:
        """Name the sites from which nothing has come since this store was put back: they may hold what it lost."""
        restored = context.find(Query("restoration", order=("-restored",), limit=1))
        if not restored:
            return
        others = context.find(Query("site", both(Is("status", (SiteStatus.TRUSTED,)), Not(Is("id", (context.site,))))))
        silent = [site.name for site in others if site.heard is None or site.heard < restored[0].restored]
        if silent:
            template = N_(
                "This store was put back on {restored}, and nothing has come since from: {names}. What they hold and "
                "this store has lost comes back only while the old keys are in force. Receive from them first."
            )
            yield say(template, restored=restored[0].restored, names=", ".join(silent))

    def written(self, record: Site, context: Context) -> dict[str, Any]:
        """Add the card before, and up to where it signed."""
        former, cutoff = kept_cards(*record.former, record.card), cutoff_at(*self.places, *record.cutoff)
        return super().written(record, context) | {"former": former, "cutoff": cutoff}


class TakeNewKeys(_WithCard):
    """Take over the new card of a site, which its old keys have signed; its fingerprint is to be compared later."""

    def refuse(self, record: Site, context: Context) -> Iterable[Sentence]:
        """Reject a revoked site: its old keys vouch for nothing."""
        if record.is_revoked:
            yield verdict(record, context.site)

    def changes(self, record: Site, context: Context) -> Iterable[Draft]:
        """Write the new card."""
        keys = NewKeys(
            site=record.id,
            card=self.card,
            fingerprint=self.fingerprint,
            generation=self.renewals + 1,
            places=self.places,
        )
        yield from renew(record, keys, context)


class ReplaceCard(_WithCard):
    """Trust other keys of a known site after comparing them aloud, or a revoked site again with whichever it has now.

    What came in so far, or up to its revocation, stays believed; what only replaced keys signed is not taken any more.
    """

    key = "c"
    elsewhere = True
    stamps = {"revoked": None, "confirm_by": None}

    def refuse(self, record: Site, context: Context) -> Iterable[Sentence]:
        """Reject this site, and the card that is known, unless the site was revoked."""
        if record.id == context.site:
            yield say(N_("This is your own site."))
        if record.card == self.card and not record.is_revoked:
            yield say(N_("This is the card that is known already."))

    def written(self, record: Site, context: Context) -> dict[str, Any]:
        """Add the card before, and up to where it signed; whoever was revoked is trusted again."""
        return super().written(record, context) | {
            "former": record.former if record.card == self.card else kept_cards(*record.former, record.card),
            "cutoff": record.cutoff if record.is_revoked else cutoff_at(*context.positions(record.id)),
            "status": SiteStatus.TRUSTED if record.is_revoked else record.status,
        }


class ConfirmKeys(Action):
    """Confirm the new keys of a site, after comparing the fingerprint shown here aloud with an officer there."""

    on = Site
    duty = TRUST
    single = True
    key = "v"
    stamps = {"confirm_by": None}

    def refuse(self, record: Site, context: Context) -> Iterable[Sentence]:
        """Reject a site of which no new keys wait to be compared."""
        if record.confirm_by is None:
            yield say(N_("No new keys of {name} wait to be compared."), name=record.name)
