"""Commands about other sites: cards and trust, new keys, revoking, the roster."""

import argparse
import sys
from typing import TYPE_CHECKING, Any

from core.values.compartments import compartments_called
from core.values.refusal import Refusal
from core.values.sentence import N_, Sentence, say
from tui.cli.common import Platform, confirmed, opened, tell, tell_json
from tui.cli.usage import Add, command_group, day, file_argument, name_argument, parts_help, text
from tui.formatting.paths import typed_path
from tui.language import _, language

if TYPE_CHECKING:
    from core.results.site_card import CardSeen
    from tui.backend import Backend


class NotCompared(Refusal):
    """The fingerprint was not confirmed, so {name} is not trusted. Compare it aloud with an officer there."""


class OtherFingerprint(Refusal):
    """That is not the fingerprint of this card. Do not trust it: the card may have been exchanged on the way."""


class NotRenewed(Refusal):
    """The keys were not renewed. Say --yes if they shall be: the old ones are destroyed."""


def _said(asked: argparse.Namespace, facts: dict[str, Any], *sentences: Sentence | str) -> None:
    """Print facts for machines, or sentences for people."""
    if asked.json:
        tell_json(facts)
    else:
        for sentence in sentences:
            tell(sentence)


def _card(seen: "CardSeen") -> dict[str, Any]:
    return {"site": seen.site, "name": seen.name, "fingerprint": seen.fingerprint, "generation": seen.renewals + 1}


def _fingerprint(seen: "CardSeen") -> Sentence:
    return say(N_("Its fingerprint, to be compared aloud: {fingerprint}"), fingerprint=seen.fingerprint)


# Cards


def card_export(asked: argparse.Namespace, machine: Platform) -> None:
    """Write this site's card, to be carried to a site that shall trust it."""
    with opened(asked, machine) as (_office, backend):
        seen = backend.export_card(asked.file)
    written = say(N_("The card of {name} was written to {path}."), name=seen.name, path=asked.file)
    _said(asked, _card(seen), written, _fingerprint(seen))


def card_trust(asked: argparse.Namespace, machine: Platform) -> None:
    """Trust another site's card after comparing its fingerprint aloud with an officer there."""
    from core.desks.sync.trust import TrustSettings, TrustSite
    from core.office.build import build

    with opened(asked, machine) as (office, backend):
        seen = _compared(asked, backend)
        shares = asked.shares or office.policy.settings(TrustSettings).shares
        shares = tuple(dict.fromkeys((*shares, *(asked.share or ()))))
        office.do(build(TrustSite, target=seen.site, name=seen.name, shares=shares, **_new_card(seen)))
    _said(asked, {**_card(seen), "shares": shares}, say(N_("{name} is trusted now."), name=seen.name))


def card_replace(asked: argparse.Namespace, machine: Platform) -> None:
    """Trust other keys of a site that is known, after comparing them aloud: its old ones were lost or stolen."""
    from core.desks.sync.key_renewal import ReplaceCard
    from core.office.build import build

    with opened(asked, machine) as (office, backend):
        seen = _compared(asked, backend)
        office.do(build(ReplaceCard, target=seen.site, **_new_card(seen)))
    _said(asked, _card(seen), say(N_("{name} is trusted now."), name=seen.name))


def card_take(asked: argparse.Namespace, machine: Platform) -> None:
    """Take over the new card of a site, which its old keys have signed; its fingerprint is to be compared later."""
    with opened(asked, machine) as (office, backend):
        seen = backend.sites.take_card(office, asked.file)
    _said(asked, _card(seen), say(N_("The new keys of {name} are taken over."), name=seen.name), _fingerprint(seen))


def _new_card(seen: "CardSeen") -> dict[str, Any]:
    return {"card": seen.card, "fingerprint": seen.fingerprint, "renewals": seen.renewals}


def _compared(asked: argparse.Namespace, backend: "Backend") -> "CardSeen":
    """Return the card of a file once its fingerprint was compared."""
    seen = backend.read_card(asked.file)
    if not asked.json:
        facts = {"name": seen.name, "fingerprint": seen.fingerprint}
        tell(say(N_("The card says: {name}, fingerprint {fingerprint}"), **facts))
    if asked.fingerprint:
        if not backend.same_fingerprint(seen.fingerprint, asked.fingerprint):
            raise OtherFingerprint
    elif not asked.yes and not confirmed(_("Is it the fingerprint you were told? Type yes: ")):
        raise NotCompared(name=seen.name)
    return seen


# Sites


def renew(asked: argparse.Namespace, machine: Platform) -> None:
    """Give this site new keys. Its old ones sign the new card, so that others take it without comparing again."""
    from core.desks.sync.key_renewal import RenewKeys

    with opened(asked, machine) as (office, backend):
        office.require(RenewKeys)
        ahead = RenewKeys(target=office.site, card=" ", fingerprint=" ")
        for foreseen in ahead.foresee(office.get("site", office.site), office.context()):
            print(language().say(foreseen), file=sys.stderr)
        if not asked.yes and not confirmed(_("The old keys are destroyed. Type yes: ")):
            raise NotRenewed
        seen = backend.sites.renew(office)
    _said(
        asked,
        _card(seen),
        N_("This site has new keys. Make a backup now: older ones hold keys that are no longer valid."),
        _fingerprint(seen),
    )


def revoke(asked: argparse.Namespace, machine: Platform) -> None:
    """Stop trusting a site: nothing is sent to it, and no more is believed of it than what has come in, or less."""
    from core.desks.sync.suspect_records import Doubt
    from core.desks.sync.trust import RevokeSite
    from core.model.query import Blank, Is, Query, both
    from core.office.build import build

    with opened(asked, machine) as (office, backend):
        site = backend.trusted(office, asked.name)
        first = office.look_up(asked.first, "arrival").id if asked.first else ""
        office.do(build(RevokeSite, target=site.id, since=asked.since, first=first))
        doubts = office.count(Query(Doubt.kind, both(Is("site", (site.id,)), Blank("seen_on"))))
    _said(
        asked,
        {"site": site.id, "doubts": doubts},
        say(N_("{name} is revoked. Records it changed beyond what is believed: {count}"), name=site.name, count=doubts),
    )


def share(asked: argparse.Namespace, machine: Platform) -> None:
    """Choose which compartments go to a site and are taken from it."""
    from core.desks.sync.trust import ChangeShares, ExchangeWithSite, SiteStatus
    from core.office.build import build

    with opened(asked, machine) as (office, backend):
        site = backend.trusted(office, asked.name)
        action = ExchangeWithSite if site.status is SiteStatus.ROSTER else ChangeShares
        office.do(build(action, target=site.id, shares=tuple(asked.parts)))
    _said(
        asked,
        {"site": site.id, "shares": asked.parts},
        say(N_("Shared with {name}: {shares}"), name=site.name, shares=compartments_called(asked.parts)),
    )


def route(asked: argparse.Namespace, machine: Platform) -> None:
    """Say how files go between this site and another one, or let the next one over a one-way route be a snapshot."""
    from core.desks.sync.routes import ChangeRoute, SnapshotNext
    from core.desks.sync.trust import Route

    with opened(asked, machine) as (office, backend):
        site = backend.trusted(office, asked.name)
        if asked.way == "snapshot":
            office.do(SnapshotNext(target=site.id))
            sentence = say(N_("The next transfer to {name} holds everything."), name=site.name)
        else:
            way = Route(asked.way)
            office.do(ChangeRoute(target=site.id, route=way))
            sentence = say(N_("Files to and from {name}: {way}."), name=site.name, way=say(way.label))
    _said(asked, {"site": site.id, "route": asked.way}, sentence)


def keeper(asked: argparse.Namespace, machine: Platform) -> None:
    """Let a site keep the roster: the sites it lists are known here, and those it revokes are revoked."""
    from core.desks.sync.site_roster import NameKeeper

    with opened(asked, machine) as (office, backend):
        site = backend.trusted(office, asked.name)
        office.do(NameKeeper(target=site.id))
    _said(asked, {"site": site.id}, say(N_("{name} keeps the roster from now on."), name=site.name))


# The roster


def roster_publish(asked: argparse.Namespace, machine: Platform) -> None:
    """Write a new edition of the roster of all sites known here; it goes with every transfer from now on."""
    with opened(asked, machine) as (office, backend):
        edition = backend.sites.publish(office)
        if asked.out:
            backend.sites.export_roster(asked.out)
    done = say(N_("Edition {edition} is signed, and goes with every transfer from now on."), edition=edition)
    _said(asked, {"edition": edition}, done)


def roster_export(asked: argparse.Namespace, machine: Platform) -> None:
    """Write the roster that is kept here to a file, to be carried to other sites."""
    with opened(asked, machine) as (_office, backend):
        backend.sites.export_roster(asked.file)
    _said(asked, {"path": asked.file}, say(N_("Written: {path}"), path=asked.file))


def roster_take(asked: argparse.Namespace, machine: Platform) -> None:
    """Take over a roster from a file; only the named keeper's is used, and never an older one."""
    with opened(asked, machine) as (office, backend):
        notices = backend.sites.take_roster(office, asked.file)
    nothing = (say(N_("This edition is known here already.")),)
    _said(asked, {"lessons": [str(said) for said in notices]}, *(notices or nothing))


# Arguments


def declare(add: Add, commands: Any) -> None:
    """Declare the commands about cards, other sites and the roster."""
    card = command_group(commands, "card", _("cards of sites"))
    file_argument(add("export", card_export, card), _("the file to write"))
    trust = add("trust", card_trust, card)
    _compare_arguments(trust)
    shares = parts_help(_("what is shared; else what the policy pack says"))
    trust.add_argument("--shares", type=text, nargs="+", metavar="PART", help=shares)
    besides = parts_help(_("what is shared besides"))
    trust.add_argument("--share", type=text, nargs="+", metavar="PART", help=besides)
    _compare_arguments(add("replace", card_replace, card))
    file_argument(add("take", card_take, card), _("the card"))
    _sites(add, command_group(commands, "site", _("this site and others")))
    _rosters(add, command_group(commands, "roster", _("the roster of sites")))


def _compare_arguments(trust: argparse.ArgumentParser) -> None:
    file_argument(trust, _("the card"))
    how = trust.add_mutually_exclusive_group()
    how.add_argument("--fingerprint", type=text, metavar="F", help=_("the fingerprint you were told"))
    how.add_argument("--yes", action="store_true", help=_("the fingerprint was compared already"))


def _sites(add: Add, group: Any) -> None:
    add("renew", renew, group).add_argument("--yes", action="store_true", help=_("without asking"))
    site = _("the site's name, or the beginning of its identifier")
    revoking = add("revoke", revoke, group)
    name_argument(revoking, site)
    beyond = revoking.add_mutually_exclusive_group()
    doubted = _("what came in on this day or later is not believed")
    beyond.add_argument("--since", type=day, metavar="DAY", help=doubted)
    unbelieved = _("the first received transfer that is not believed")
    beyond.add_argument("--first", type=text, metavar="ID", help=unbelieved)
    sharing = add("share", share, group)
    name_argument(sharing, site)
    parts = parts_help(_("what is shared, and nothing else"))
    sharing.add_argument("parts", type=text, nargs="+", metavar="PART", help=parts)
    name_argument(add("keeper", keeper, group), site)
    routing = add("route", route, group)
    name_argument(routing, site)
    ways = _("both ways, only to it, only from it; or snapshot: the next transfer holds everything")
    routing.add_argument("way", choices=("both", "to", "from", "snapshot"), help=ways)


def _rosters(add: Add, group: Any) -> None:
    publish = add("publish", roster_publish, group)
    publish.add_argument("--out", type=typed_path, metavar="FILE", help=_("write it to a file too"))
    file_argument(add("export", roster_export, group), _("the file to write"))
    file_argument(add("take", roster_take, group), _("the roster"))
