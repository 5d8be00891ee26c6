"""Commands about backups: making one, rehearsing its restoration, and restoring it."""

import argparse
from typing import Any

from core.values.sentence import N_, say
from tui.cli.common import Platform, opened, own_secret, tell, tell_json
from tui.cli.progress import progress_line
from tui.cli.usage import Add, number
from tui.formatting.paths import typed_path
from tui.language import _


def backup(asked: argparse.Namespace, machine: Platform) -> None:
    """Back the store up to a folder, read the backup back and verify it; the oldest backups there are removed."""
    if asked.to is None:
        asked.parser.error(_("to which folder? Use --to FOLDER"))
    with opened(asked, machine) as (office, backend):
        made = backend.back_up(office, asked.to, asked.keep, progress_line(asked))
    if asked.json:
        tell_json(made)
        return
    facts = {"path": made.path, "changes": made.changes, "size": made.size}
    tell(say(N_("Backed up to {path}, read back and verified: {changes} changes, {size} bytes."), **facts))
    for name in made.removed:
        tell(say(N_("The older backup {name} was removed."), name=name))


def rehearse(asked: argparse.Namespace, machine: Platform) -> None:
    """Rehearse the restoration of a backup: restore it aside, check everything, and remove it again."""
    proved = machine.rehearse(asked.backup, own_secret(asked, machine), asked.seat, progress_line(asked))
    if asked.json:
        tell_json({"made": proved.made})
        return
    tell(say(N_("This backup can be restored: made {made}, all of it sound."), made=f"{proved.made:%Y-%m-%d %H:%M}"))


def restore(asked: argparse.Namespace, machine: Platform) -> None:
    """Make a store of a backup, in a new or empty folder. What was written later comes back from other sites."""
    proved = machine.restore(asked.backup, asked.dir, own_secret(asked, machine), asked.seat, progress_line(asked))
    if asked.json:
        tell_json({"made": proved.made})
        return
    facts = {"folder": asked.dir, "made": f"{proved.made:%Y-%m-%d %H:%M}"}
    tell(say(N_("Restored to {folder}: as it was {made}, all of it sound."), **facts))
    tell(N_("What was written later comes back from other sites. Send each of them a transfer first, then receive."))


# Arguments


def declare(add: Add, commands: Any) -> None:
    """Declare the commands about backups."""
    backing = add("backup", backup)
    to = _("the folder on the medium that keeps the backups")
    backing.add_argument("--to", type=typed_path, metavar="FOLDER", help=to)
    keep = _("how many it keeps; else the policy pack says")
    backing.add_argument("--keep", type=number(1), metavar="N", help=keep)
    test, restoring = (
        add("test", rehearse, backing.add_subparsers(metavar="COMMAND")),
        add("restore", restore),
    )
    for command in (test, restoring):
        command.add_argument("backup", type=typed_path, metavar="BACKUP", help=_("the folder of one backup"))
    restoring.add_argument("dir", type=typed_path, metavar="DIR", help=_("a new or empty folder for the store"))
