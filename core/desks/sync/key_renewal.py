"""New keys 更换密钥: of this site, and of others, whose old keys vouch for them or who are compared anew."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from core.desks.sync.suspect_records import doubts
from core.desks.sync.trust import TRUST, Site, SiteStatus, TrustSettings, cutoff_at, kept_cards, verdict
from core.model.action import Action, amend
from core.model.change import Draft
from core.model.context import Context
from core.model.query import Is, Not, Query, both
from core.model.record import About
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

    card: Annotated[str, About(N_("Card"))]
    fingerprint: Annotated[str, About(N_("Fingerprint"))]
    renewals: Annotated[int, Field(ge=0), About(N_("Renewals"))] = 0
    places: Annotated[tuple[str, ...], About(N_("Last places of the old keys"))] = ()


class RenewKeys(_WithCard):
    """Give this site new keys. Its old ones sign the new card, so that others take it without comparing again."""

    key = "n"

    def refuse(self, record: Site, context: Context) -> Iterable[Sentence]:
        """Only one's own."""
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

    def changes(self, record: Site, context: Context) -> Iterable[Draft]:
        """Write the new card."""
        yield amend(
            record,
            card=self.card,
            fingerprint=self.fingerprint,
            renewals=self.renewals,
            former=kept_cards(*record.former, record.card),
            cutoff=cutoff_at(*self.places, *record.cutoff),
        )


class TakeNewKeys(_WithCard):
    """Take over the new card of a site, which its old keys have signed; its fingerprint is to be compared later."""

    def refuse(self, record: Site, context: Context) -> Iterable[Sentence]:
        """The old keys of a revoked site vouch for nothing."""
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

    def refuse(self, record: Site, context: Context) -> Iterable[Sentence]:
        """Another site, and another card, unless it was revoked."""
        if record.id == context.site:
            yield say(N_("This is your own site."))
        if record.card == self.card and not record.is_revoked:
            yield say(N_("This is the card that is known already."))

    def changes(self, record: Site, context: Context) -> Iterable[Draft]:
        """Write the new card; whoever was revoked is trusted again."""
        yield amend(
            record,
            card=self.card,
            fingerprint=self.fingerprint,
            renewals=self.renewals,
            former=record.former if record.card == self.card else kept_cards(*record.former, record.card),
            cutoff=record.cutoff if record.is_revoked else cutoff_at(*context.places(record.id)),
            status=SiteStatus.TRUSTED if record.is_revoked else record.status,
            revoked=None,
            confirm_by=None,
        )


class ConfirmKeys(Action):
    """Confirm the new keys of a site, after comparing the fingerprint shown here aloud with an officer there."""

    on = Site
    duty = TRUST
    key = "v"

    def refuse(self, record: Site, context: Context) -> Iterable[Sentence]:
        """There is something to confirm."""
        if record.confirm_by is None:
            yield say(N_("No new keys of {name} wait to be compared."), name=record.name)

    def changes(self, record: Site, context: Context) -> Iterable[Draft]:
        """Nothing is owed any more."""
        yield amend(record, confirm_by=None)
