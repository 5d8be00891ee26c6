"""Commands that send: consignments and their approval, the medium, and the transfer file."""

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from core.values.compartments import compartments_called
from core.values.refusal import Refusal
from core.values.sentence import N_, say
from tui.cli.common import Platform, confirmed, opened, tell, tell_json
from tui.cli.progress import progress_line
from tui.cli.usage import Add, command_group, parts_help, size, text
from tui.formatting.paths import ending_in, typed_path
from tui.language import _, labelled, language

if TYPE_CHECKING:
    from core.desks.sync.consignments import Consignment
    from core.desks.sync.trust import Site
    from core.office.office import Office
    from core.results.preflight import Preflight
    from core.results.transfer import Sent
    from tui.backend import Backend


class NotApproved(Refusal):
    """The consignment was not approved: nobody said yes. Run the command on a terminal, or with --yes."""


# Consignments


def prepare(asked: argparse.Namespace, machine: Platform) -> None:
    """Fix what shall go to a site, for a second officer to approve."""
    with opened(asked, machine) as (office, backend):
        site = backend.trusted(office, asked.to)
        made = backend.prepare(office, site.id, tuple(asked.shares or ()), asked.purpose)
        _tell_consignment(asked, office, backend, made)


def show(asked: argparse.Namespace, machine: Platform) -> None:
    """Show a consignment: where it goes, what it is, and how far it is."""
    with opened(asked, machine) as (office, backend):
        _tell_consignment(asked, office, backend, _found(office, asked.id))


def approve(asked: argparse.Namespace, machine: Platform) -> None:
    """Show what shall go to a site and approve just that, as the second officer."""
    from core.desks.sync.consignments import ApproveConsignment

    with opened(asked, machine) as (office, backend):
        shown = _found(office, asked.id)
        deed = ApproveConsignment(target=shown.id).as_seen(shown)
        office.rehearse((deed,))
        _tell_consignment(asked, office, backend, shown)
        if not asked.yes and not confirmed(_("Shall this go, and nothing else? Type yes: ")):
            raise NotApproved
        office.do(deed)
    if not asked.json:
        tell(say(N_("Approved. It is good until {day}."), day=shown.good_until))


def decline(asked: argparse.Namespace, machine: Platform) -> None:
    """Decline a consignment, or take an approval back before it is written."""
    from core.desks.sync.consignments import DeclineConsignment
    from core.office.build import build

    with opened(asked, machine) as (office, _backend):
        shown = _found(office, asked.id)
        office.do(build(DeclineConsignment, target=shown.id, remark=asked.reason).as_seen(shown))
    if not asked.json:
        tell(say(N_("Declined.")))


def withdraw(asked: argparse.Namespace, machine: Platform) -> None:
    """Withdraw a consignment that is not written yet."""
    from core.desks.sync.consignments import WithdrawConsignment

    with opened(asked, machine) as (office, _backend):
        office.do(WithdrawConsignment(target=_found(office, asked.id).id))
    if not asked.json:
        tell(say(N_("Withdrawn. Its content goes with a later one.")))


def _found(office: "Office", beginning: str) -> "Consignment":
    """Return the consignment whose identifier begins so."""
    consignment: Consignment = office.look_up(beginning, "consignment")
    return consignment


def _tell_consignment(
    asked: argparse.Namespace, office: "Office", backend: "Backend", consignment: "Consignment"
) -> None:
    counts = backend.consigned(office, consignment.id)
    others = backend.passed_on(office, consignment.to, (), consignment.id)
    if asked.json:
        facts = consignment.model_dump(mode="json", exclude={"changes_sent"})
        tell_json({**facts, "counts": counts, "passed_on": others})
        return
    tell(say(N_("Consignment {id} to {site}"), id=consignment.id, site=office.title("site", consignment.to)))
    tell(say(N_("Fingerprint: {fingerprint}"), fingerprint=consignment.recipient))
    facts = {"officer": office.title("officer", consignment.asked_by), "when": f"{consignment.asked:%Y-%m-%d %H:%M}"}
    tell(say(N_("Prepared by {officer}, {when}"), **facts))
    print(labelled(_("Stage"), _(consignment.stage.label)))
    if consignment.purpose:
        print(labelled(_("Purpose"), consignment.purpose))
    print(labelled(_("Compartments"), language().say(compartments_called(consignment.compartments))))
    tell(N_("What was prepared goes, and nothing else"))
    _tell_counts(counts, office)
    for name, count in others.items():
        tell(say(N_("Written at {site}, and passed on: {count:,}"), site=name, count=count))


def _tell_counts(counts: Mapping[str, int], office: "Office") -> None:
    from core.model.record import RECORDS
    from core.results.transfer import THE_REST

    for kind, count in counts.items():
        print(labelled(_(RECORDS[kind].plural), f"{count:,}"))
    if not office.counts_all:
        tell(THE_REST)


# Sending


def send(asked: argparse.Namespace, machine: Platform) -> None:
    """Write a transfer file for a site and read it back: the consignment that a second officer approved, or where none
    is needed everything the site has not confirmed yet."""
    from core.results.preflight import WriteFailed

    asked.out = ending_in(asked.out, ".sealed")
    with opened(asked, machine) as (office, backend):
        site = backend.trusted(office, asked.to)
        approved = "" if asked.receipt else _approved(office, site)
        if approved and asked.shares:
            asked.parser.error(_("what goes was chosen when the consignment was prepared"))
        if asked.dry_run:
            _tell_preflight(asked, _look(asked, office, backend, site, approved))
            return
        try:
            sent = _write(asked, office, backend, site, approved)
        except WriteFailed as failed:
            if asked.json:
                tell_json({"state": failed.state, "cleanup": failed.cleanup})
            raise
    if asked.json:
        tell_json(sent)
    else:
        _tell_sent(sent)


def _tell_sent(sent: "Sent") -> None:
    """Say where what was sent lies, and what goes with it."""
    tell(
        say(
            N_("Written to {path}, read back and verified: {changes:,} changes for {site}, {size:,} bytes."),
            path=sent.path,
            changes=sent.changes,
            site=sent.to,
            size=sent.size,
        )
    )
    if sent.volumes:
        tell(say(N_("It is in {volumes} volumes; the list {name}.sums belongs to them."), **_volumes(sent)))
    if sent.more:
        from core.results.transfer import MORE

        tell(MORE)


def _volumes(sent: "Sent") -> dict[str, object]:
    return {"volumes": sent.volumes, "name": sent.path.name}


def _approved(office: "Office", site: "Site") -> str:
    """Return the consignment to a site that is to be written, if there is one."""
    from core.desks.sync.consignments import ConsignmentStage
    from core.model.query import Is, Query, both

    where = both(Is("to", (site.id,)), Is("stage", (ConsignmentStage.APPROVED,)))
    return next((each.id for each in office.find(Query("consignment", where, limit=1))), "")


def _write(asked: argparse.Namespace, office: "Office", backend: "Backend", site: "Site", approved: str) -> "Sent":
    if approved:
        size = asked.volume_size
        return backend.write(office, approved, asked.out, progress_line(asked), medium=asked.medium, volume_size=size)
    return backend.send(
        office,
        site.id,
        asked.out,
        progress_line(asked),
        receipt_only=asked.receipt,
        compartments=tuple(asked.shares or ()),
        medium=asked.medium,
        volume_size=asked.volume_size,
    )


def _look(asked: argparse.Namespace, office: "Office", backend: "Backend", site: "Site", approved: str) -> "Preflight":
    shares = tuple(asked.shares or ())
    return backend.preflight(office, asked.out, site.id, medium=asked.medium, compartments=shares, consignment=approved)


def _tell_preflight(asked: argparse.Namespace, preflight: "Preflight") -> None:
    if asked.json:
        found = [{"state": notice.state, "stops": notice.stops} for notice in preflight.found]
        tell_json({"ready": preflight.ready, "medium": preflight.medium, "needed": preflight.needed, "found": found})
        return
    for notice in preflight.found:
        print(labelled(_(notice.state.label), notice.sentence.say(_)))
    tell(say(N_("At most {needed:,} bytes are needed."), needed=preflight.needed))


# Media


def register(asked: argparse.Namespace, machine: Platform) -> None:
    """Enter a medium in the ledger and write its number on it."""
    from core.desks.sync.media import MediumType, RegisterMedium
    from core.office.build import build

    with opened(asked, machine) as (office, backend):
        entry = build(RegisterMedium, number=asked.number, type=MediumType(asked.type), name=asked.label)
        backend.register_medium(office, entry, asked.on)
    if not asked.json:
        tell(say(N_("Medium {number} is in the ledger, and its number stands on it."), number=asked.number))


# Arguments


def declare(add: Add, commands: Any) -> None:
    """Declare the commands about consignments, sending and media."""
    consignment = command_group(commands, "consignment", _("what shall go to a site, and its approval"))
    preparing = add("prepare", prepare, consignment)
    sending = add("send", send)
    for command in (preparing, sending):
        to = _("the site's name, or the beginning of its identifier")
        command.add_argument("--to", required=True, type=text, metavar="SITE", help=to)
        shares = parts_help(_("what goes; else all that is shared"))
        command.add_argument("--shares", type=text, nargs="+", metavar="PART", help=shares)
    sending.add_argument(
        "--out", required=True, type=typed_path, metavar="FILE", help=_("the file to write, a .sealed file")
    )
    sending.add_argument("--receipt", action="store_true", help=_("only confirm what was received"))
    medium = _("the medium of the ledger that it must be")
    sending.add_argument("--medium", default="", type=text, metavar="NUMBER", help=medium)
    sending.add_argument("--dry-run", action="store_true", help=_("only look at the medium and say what is found"))
    volumes = _("in volumes of this size, such as 700M")
    sending.add_argument("--volume-size", type=size, default=0, metavar="SIZE", help=volumes)
    preparing.add_argument("--purpose", default="", type=text, metavar="TEXT", help=_("what it is for"))
    approving = add("approve", approve, consignment)
    approving.add_argument("--yes", action="store_true", help=_("the contents were looked at already"))
    declining = add("decline", decline, consignment)
    declining.add_argument("--reason", required=True, type=text, metavar="TEXT", help=_("why it is declined"))
    shown, withdrawn = add("show", show, consignment), add("withdraw", withdraw, consignment)
    for command in (approving, declining, shown, withdrawn):
        command.add_argument("id", type=text, metavar="ID", help=_("the beginning of the consignment's identifier"))
    _media(add, commands)


def _media(add: Add, commands: Any) -> None:
    registering = add("register", register, command_group(commands, "medium", _("the ledger of media")))
    registering.add_argument("number", type=text, metavar="NUMBER", help=_("the number that stands on the medium"))
    where = _("where the medium is mounted")
    registering.add_argument("--on", required=True, type=typed_path, metavar="FOLDER", help=where)
    registering.add_argument(
        "--type", default="stick", choices=("stick", "disc", "disk", "other"), help=_("what kind of medium it is")
    )
    label = _("what else is written on it")
    registering.add_argument("--label", default="", type=text, metavar="TEXT", help=label)
