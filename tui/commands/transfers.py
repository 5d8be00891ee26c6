"""Commands about other sites: cards and trust, sending, verifying and receiving."""

import argparse
import sys
from typing import TYPE_CHECKING

from core.refusal import Refusal
from core.text import N_, say
from tui.commands.opening import Machine, opened, progress_line, tell, tell_json
from tui.language import _

if TYPE_CHECKING:
    from core.exchange import Preview


class NotCompared(Refusal):
    """The fingerprint was not confirmed, so {name} is not trusted. Compare it aloud with an officer there."""


class OtherFingerprint(Refusal):
    """That is not the fingerprint of this card. Do not trust it: the card may have been exchanged on the way."""


def card_export(asked: argparse.Namespace, machine: Machine) -> None:
    """Write this site's card, to be carried to a site that shall trust it."""
    with opened(asked, machine) as (_office, doors):
        seen = doors.export_card(asked.file)
    if asked.json:
        tell_json({"site": seen.site, "name": seen.name, "fingerprint": seen.fingerprint})
        return
    tell(say(N_("The card of {name} was written to {path}."), name=seen.name, path=asked.file))
    tell(say(N_("Its fingerprint, to be compared aloud: {fingerprint}"), fingerprint=seen.fingerprint))


def card_trust(asked: argparse.Namespace, machine: Machine) -> None:
    """Trust another site's card after comparing its fingerprint aloud with an officer there."""
    from core.desks.transfers import TrustSite

    with opened(asked, machine) as (office, doors):
        seen = doors.read_card(asked.file)
        if not asked.json:
            tell(
                say(
                    N_("The card says: {name}, fingerprint {fingerprint}"), name=seen.name, fingerprint=seen.fingerprint
                )
            )
        if asked.fingerprint:
            if not doors.same_fingerprint(seen.fingerprint, asked.fingerprint):
                raise OtherFingerprint
        elif not asked.yes and not _confirmed():
            raise NotCompared(name=seen.name)
        shares = tuple(asked.shares or office.policy.options("compartments"))
        office.do(
            TrustSite(target=seen.site, name=seen.name, fingerprint=seen.fingerprint, card=seen.card, shares=shares)
        )
    if asked.json:
        tell_json({"site": seen.site, "name": seen.name, "fingerprint": seen.fingerprint, "shares": shares})
    else:
        tell(say(N_("{name} is trusted now."), name=seen.name))


def _confirmed() -> bool:
    if not sys.stdin.isatty():
        return False
    return input(_("Is it the fingerprint you were told? Type yes: ")).strip().lower() in ("yes", "y", "是")


def send(asked: argparse.Namespace, machine: Machine) -> None:
    """Write everything a site has not confirmed yet to a transfer file, and read it back."""
    with opened(asked, machine) as (office, doors):
        site = doors.trusted(office, asked.to)
        sent = doors.send(office, site.id, asked.out, progress_line(asked), receipt_only=asked.receipt)
    if asked.json:
        tell_json(sent)
        return
    tell(
        say(
            N_("Written to {path}, read back and verified: {changes} changes for {site}, {size} bytes."),
            path=sent.path,
            changes=sent.changes,
            site=sent.to,
            size=sent.size,
        )
    )


def _tell_preview(asked: argparse.Namespace, preview: "Preview") -> None:
    if asked.json:
        tell_json(preview)
        return
    tell(
        say(
            N_("From {sender}, made {made}: signatures and contents are right; {changes} changes, {new} of them new."),
            sender=preview.sender,
            made=f"{preview.made:%Y-%m-%d %H:%M}",
            changes=preview.changes,
            new=preview.new_changes,
        )
    )
    for warning in preview.warnings():
        tell(warning)
    for count in preview.counts:
        facts = {"kind": _kind_label(count.kind), "new": count.new, "changed": count.changed}
        tell(say(N_("{kind}: {new} new, {changed} changed"), **facts))
        if count.purged:
            tell(say(N_("{kind}: {purged:,} purged here for good"), kind=facts["kind"], purged=count.purged))
    for clash in preview.clashes:
        facts = {"record": clash.record[:8], "field": clash.field, "ours": clash.ours, "theirs": clash.theirs}
        tell(say(N_("Conflict in {record}, {field}: here “{ours}”, there “{theirs}”"), **facts))


def _kind_label(kind: str) -> str:
    from core.exchange import OTHER
    from core.record import RECORDS

    if kind == OTHER:
        return _("Other kinds")
    return _(RECORDS[kind].plural) if kind in RECORDS else kind


def verify(asked: argparse.Namespace, machine: Machine) -> None:
    """Verify a transfer file in itself; nothing is applied."""
    with opened(asked, machine) as (_office, doors):
        preview = doors.verify(asked.file)
    if asked.json:
        tell_json(
            {"transfer": preview.transfer, "sender": preview.sender, "made": preview.made, "changes": preview.changes}
        )
        return
    tell(
        say(
            N_("From {sender}, made {made}: signatures and contents are right; {changes} changes."),
            sender=preview.sender,
            made=f"{preview.made:%Y-%m-%d %H:%M}",
            changes=preview.changes,
        )
    )


def receive(asked: argparse.Namespace, machine: Machine) -> None:
    """Verify a transfer file, show what it would do, and apply it whole or not at all."""
    with opened(asked, machine) as (office, doors):
        preview = doors.inspect(office, asked.file, progress_line(asked))
        _tell_preview(asked, preview)
        if asked.preview:
            return
        done = doors.apply(office, asked.file, preview, progress_line(asked))
        if asked.receipt:
            doors.send(office, preview.sender_id, asked.receipt, receipt_only=True)
    if not asked.json:
        tell(done)
