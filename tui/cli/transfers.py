"""Commands about other sites: cards and trust, sending, verifying and receiving."""

import argparse
from typing import TYPE_CHECKING, Any

from core.values.sentence import N_, say
from tui.cli.common import Platform, opened, tell, tell_json
from tui.cli.progress import progress_line
from tui.cli.usage import Add, file_argument
from tui.formatting.incoming_findings import breaches_told, duplicates_told
from tui.formatting.paths import ending_in, typed_path
from tui.language import _

if TYPE_CHECKING:
    from core.office.office import Office
    from core.results.transfer import Preview


def _tell_preview(asked: argparse.Namespace, preview: "Preview", office: "Office") -> None:
    from core.results.transfer import THE_REST
    from tui.formatting.incoming_conflict import told
    from tui.formatting.values import kind_label

    if asked.json:
        tell_json(preview.plain())
        return
    tell(
        say(
            N_(
                "From {sender}, made {made}: signatures and contents are right; {changes:,} changes, {new:,} of them"
                " new."
            ),
            sender=preview.sender,
            made=f"{preview.made:%Y-%m-%d %H:%M}",
            changes=preview.changes,
            new=preview.new_changes,
        )
    )
    for warning in preview.warnings():
        tell(warning)
    for count in preview.counts:
        facts = {"kind": kind_label(count.kind), "new": count.new, "changed": count.changed}
        tell(say(N_("{kind}: {new:,} new, {changed:,} changed"), **facts))
        if count.purged:
            tell(say(N_("{kind}: {purged:,} purged here for good"), kind=facts["kind"], purged=count.purged))
    if preview.rest:
        tell(THE_REST)
    for sentence in duplicates_told(preview.duplicates):
        tell(sentence)
    for sentence in breaches_told(preview.breaches):
        tell(sentence)
    for clash in preview.clashes:
        tell(say(N_("Conflict: {conflict}"), conflict=told(clash, office)))


def verify(asked: argparse.Namespace, machine: Platform) -> None:
    """Verify a transfer file in itself; nothing is applied."""
    with opened(asked, machine) as (office, backend):
        preview = backend.verify(office, asked.file, asked.volumes)
    if asked.json:
        tell_json(
            {"transfer": preview.transfer, "sender": preview.sender, "made": preview.made, "changes": preview.changes}
        )
        return
    tell(
        say(
            N_("From {sender}, made {made}: signatures and contents are right; {changes:,} changes."),
            sender=preview.sender,
            made=f"{preview.made:%Y-%m-%d %H:%M}",
            changes=preview.changes,
        )
    )


def receive(asked: argparse.Namespace, machine: Platform) -> None:
    """Verify a transfer file, show what it would do, and apply it whole or not at all."""
    receipt = ending_in(asked.receipt, ".sealed") if asked.receipt else None
    with opened(asked, machine) as (office, backend):
        preview = backend.inspect(office, asked.file, progress_line(asked), asked.volumes)
        _tell_preview(asked, preview, office)
        if asked.preview:
            return
        done = backend.apply(office, asked.file, preview, progress_line(asked), asked.volumes)
        if receipt:
            backend.send(office, preview.sender_id, receipt, receipt_only=True)
    if not asked.json:
        tell(done)


# Arguments


def declare(add: Add, commands: Any) -> None:
    """Declare the commands about transfers that came in."""
    verifying = add("verify", verify)
    receiving = add("receive", receive)
    for command in (verifying, receiving):
        file_argument(command, _("the transfer file, or one of its volumes"))
        folders = _("where its other volumes are")
        command.add_argument("--volumes", nargs="+", type=typed_path, default=(), metavar="FOLDER", help=folders)
    receiving.add_argument("--preview", action="store_true", help=_("only say what it would do"))
    receipt = _("write a receipt to carry back")
    receiving.add_argument("--receipt", type=typed_path, metavar="FILE", help=receipt)
