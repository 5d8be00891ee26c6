"""Cards, keys and the roster on the screen: what is shown and compared before a site is believed.

All functions are awaited from a worker and raise what is refused.
"""

import asyncio
from collections.abc import Iterable

from core.desks.sync.key_renewal import ConfirmKeys, RenewKeys, ReplaceCard
from core.desks.sync.site_roster import PublishRoster, TakeRoster
from core.desks.sync.transfers import SendTransfer, receivers
from core.desks.sync.trust import Site, SiteStatus, TrustSite
from core.model.query import Is, Not, Query, both
from core.model.record import Record
from core.office.office import Office
from core.office.refusals import Refused
from core.results.site_card import CardSeen
from core.values.refusal import Refusal
from core.values.sentence import N_, Sentence, say
from tui.actions.action_screen import CUSTOM_FLOWS
from tui.dialogs.choose import Choice, choose
from tui.dialogs.choose_file import choose_file, choose_place
from tui.dialogs.dialog import confirm, tell
from tui.dialogs.report import report
from tui.formatting.lines import Line
from tui.host import Host
from tui.language import _, language
from tui.widgets.form import FormScreen

CARD = ".card"
ROSTER = ".roster"


class OtherSite(Refusal):
    """This is the card of another site than {name}. Choose the card of {name}, or trust the other site by itself."""


class NobodyToSendTo(Refusal):
    """No other site is trusted yet. Exchange cards first: w writes one there, t trusts it here, and the other way."""


async def partner(app: Host, office: Office, current: Record | None) -> Site | None:
    """Return the trusted site under the cursor, or the only one there is, or the one that is chosen."""
    elsewhere = Not(Is("id", (office.site,)))
    if isinstance(current, Site) and current.id != office.site:
        if faults := list(receivers(current.id, office.context())):
            raise Refused(say(SendTransfer.label()), faults)
        return current
    trusted: list[Site] = office.find(Query("site", both(Is("status", (SiteStatus.TRUSTED,)), elsewhere)))
    if not trusted:
        raise NobodyToSendTo
    if len(trusted) == 1:
        return trusted[0]
    return await choose(app, say(N_("To which site?")), [Choice(site, site.name, site.fingerprint) for site in trusted])


async def write_card(app: Host, office: Office) -> None:
    """Write our own card to a medium."""
    name = office.title("site", office.site)
    path = await choose_place(app, say(N_("Onto which medium?")), app.backend.removable_media(), f"{name}{CARD}")
    if path is not None:
        seen = await asyncio.to_thread(app.backend.export_card, path)
        await report(app, _("Our card"), card_lines(seen, say(N_("Written: {path}"), path=path)))


async def trust(app: Host, office: Office) -> None:
    """Trust the card of a site; of one that is known already, take over its new keys."""
    path = await choose_file(app, say(N_("Which card?")), app.backend.removable_media(), CARD)
    if path is None:
        return
    seen = await asyncio.to_thread(app.backend.read_card, path)
    known = office.find(Query("site", Is("id", (seen.site,))))
    if known and known[0].is_revoked:
        await _replaced(app, office, known[0], seen)
    elif known:
        taken = await asyncio.to_thread(app.backend.sites.take_card, office, path)
        about = N_("The keys that were known here vouch for these. Call {name} and compare the fingerprint soon.")
        await report(app, _("New keys"), card_lines(taken, say(about, name=taken.name)))
    elif await _is_the_same(app, seen, _("Trust this card?")):
        fixed = {"name": seen.name, "fingerprint": seen.fingerprint, "card": seen.card, "renewals": seen.renewals}
        await app.push_screen_wait(FormScreen(office, TrustSite, fixed={**fixed, "target": seen.site}))


async def replace(app: Host, office: Office, site: Record | None) -> None:
    """Trust another card of a site that is known, after comparing it."""
    assert isinstance(site, Site)
    path = await choose_file(app, say(N_("Which card?")), app.backend.removable_media(), CARD)
    if path is None:
        return
    await _replaced(app, office, site, await asyncio.to_thread(app.backend.read_card, path))


async def _replaced(app: Host, office: Office, site: Site, seen: CardSeen) -> None:
    if seen.site != site.id:
        raise OtherSite(name=site.name)
    card = {"card": seen.card, "fingerprint": seen.fingerprint, "renewals": seen.renewals}
    deed = ReplaceCard(target=site.id, **card)
    office.rehearse((deed,))
    title = _("Trust {name} again with this card?") if site.is_revoked else _("Replace the card by this one?")
    if await _is_the_same(app, seen, title.format(name=site.name)):
        office.do(deed)


async def _is_the_same(app: Host, seen: CardSeen, title: str) -> bool:
    question = say(
        N_(
            "Call an officer of {name} and have the fingerprint of their card read to you. "
            "Only if every group is the same, press F10."
        ),
        name=seen.name,
    )
    return await report(app, title, card_lines(seen, question), _("It is the same"))


async def compare(app: Host, office: Office, site: Record | None) -> None:
    """Confirm the new keys of a site, after their fingerprint was shown and compared."""
    assert isinstance(site, Site)
    deed = ConfirmKeys(target=site.id)
    office.rehearse((deed,))
    seen = CardSeen(site.id, site.name, site.fingerprint, site.card, site.renewals)
    if await _is_the_same(app, seen, _(ConfirmKeys.label())):
        office.do(deed)


async def renew(app: Host, office: Office, site: Record | None) -> None:
    """Give this site new keys, once that was confirmed."""
    assert isinstance(site, Site)
    deed = RenewKeys(target=site.id, card=" ", fingerprint=" ")
    office.rehearse((deed,))
    question = N_(
        "Make new keys for this site? The old ones sign the new card and are destroyed. Other sites learn of it from "
        "your next transfer, or from the card."
    )
    for foreseen in deed.foresee(site, office.context()):
        await tell(app, foreseen)
    if await confirm(app, question):
        seen = await asyncio.to_thread(app.backend.sites.renew, office)
        about = N_("These are the new keys. Make a backup now: older ones hold keys that are no longer valid.")
        await report(app, _("Our card"), card_lines(seen, say(about)))


async def publish(app: Host, office: Office, _record: Record | None) -> None:
    """Write a new edition of the roster, and a file of it if one is wanted."""
    sites = office.count(Query("site"))
    if not await confirm(app, say(N_("Sign a new edition of the roster, with {count} sites?"), count=sites)):
        return
    edition = await asyncio.to_thread(app.backend.sites.publish, office)
    await tell(app, say(N_("Edition {edition} is signed, and goes with every transfer from now on."), edition=edition))
    name = f"{office.title('site', office.site)}-{edition}{ROSTER}"
    path = await choose_place(app, say(N_("Write it to a file too?")), app.backend.removable_media(), name)
    if path is not None:
        await asyncio.to_thread(app.backend.sites.export_roster, path)
        await tell(app, say(N_("Written: {path}"), path=path))


async def take_roster(app: Host, office: Office, _record: Record | None) -> None:
    """Take over a roster from a file."""
    path = await choose_file(app, say(N_("Which roster?")), app.backend.removable_media(), ROSTER)
    if path is not None:
        notices = await asyncio.to_thread(app.backend.sites.take_roster, office, path)
        nothing = [say(N_("This edition is known here already."))]
        await report(app, _("Roster"), [(language().say(said), "") for said in notices or nothing])


def card_lines(seen: CardSeen, about: Sentence) -> Iterable[Line]:
    """Yield what a card says, and what to do with it."""
    yield _("Site: {name}").format(name=seen.name), "bold"
    yield _("Fingerprint: {fingerprint}").format(fingerprint=seen.fingerprint), "bold"
    if seen.renewals:
        yield _("Generation: {number}").format(number=seen.renewals + 1), ""
    yield "", ""
    yield language().say(about), ""


CUSTOM_FLOWS |= {
    ConfirmKeys: compare,
    RenewKeys: renew,
    ReplaceCard: replace,
    PublishRoster: publish,
    TakeRoster: take_roster,
}
