"""The command line: the same office without the screens, for scripts and for those who carry the stick.

Exit status: 0 done, 1 refused with a sentence on the error output, 2 wrong usage.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from core.refusal import Refusal
from tui.commands import accounts, backups, ceremonies, records, sending, sites, stores, transfers
from tui.commands.opening import Command, Machine
from tui.crash import crash_report
from tui.language import _, language
from tui.output import visible_output
from tui.sizes import read_size


def run(arguments: Sequence[str], machine: Machine) -> int:
    """Run one command and return the exit status."""
    with visible_output():
        return _run(arguments, machine)


def _run(arguments: Sequence[str], machine: Machine) -> int:
    asked = parser().parse_args(arguments)
    try:
        asked.command(asked, machine)
        sys.stdout.flush()
    except Refusal as refusal:
        print(language().say(refusal.sentence), file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of the output has gone away; nothing is left to tell
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # a mistake of ours: say where, never with what contents
        print(crash_report(error), file=sys.stderr)
        return 1
    return 0


def _common() -> argparse.ArgumentParser:
    """Return the options that may stand before a command or after it."""
    # A new one each time: argparse would share the defaults of one between all parsers.
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--store", metavar="DIR", help=_("the folder of the store"))
    common.add_argument(
        "--passphrase-file", metavar="FILE", help=_("read the passphrase from here; - is standard input")
    )
    common.add_argument("--key-file", type=Path, metavar="FILE", help=_("the key file that goes with the passphrase"))
    common.add_argument("--seat", type=int, metavar="N", help=_("the seat the passphrase belongs to"))
    common.add_argument("--json", action="store_true", help=_("print for machines"))
    return common


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line; a command's help is its docstring."""
    parser = argparse.ArgumentParser(
        "sealdesk", description=_("The desk of an office that keeps secrets."), parents=[_common()]
    )
    parser.set_defaults(store=None, passphrase_file=None, key_file=None, seat=None, json=False)
    parser.set_defaults(command=stores.screens, parser=parser)
    commands = parser.add_subparsers(metavar="COMMAND")

    def add(name: str, command: Command, group: Any = commands) -> argparse.ArgumentParser:
        text = _(" ".join((command.__doc__ or "").split()))
        made: argparse.ArgumentParser = group.add_parser(name, help=text, description=text, parents=[_common()])
        made.set_defaults(command=command, parser=made)
        return made

    _stores(add)
    _records(add)
    card = _group(commands, "card", _("cards of sites"))
    add("export", sites.card_export, card).add_argument("file", type=Path)
    _trust_arguments(add("trust", sites.card_trust, card))
    _compare_arguments(add("replace", sites.card_replace, card))
    add("take", sites.card_take, card).add_argument("file", type=Path)
    _sites(add, _group(commands, "site", _("this site and others")))
    _rosters(add, _group(commands, "roster", _("the roster of sites")))
    _accounts(add, _group(commands, "account", _("accounts of officers")))
    _change_arguments(add("change", accounts.passphrase_change, _group(commands, "passphrase", _("your passphrase"))))
    _ceremonies(add, commands)
    _sending(add, commands)
    _transfers(add)
    _backups(add)
    return parser


Add = Callable[..., argparse.ArgumentParser]


def _group(commands: Any, name: str, about: str) -> Any:
    return commands.add_parser(name, help=about).add_subparsers(metavar="COMMAND", required=True)


def _stores(add: Add) -> None:
    init = add("init", stores.init)
    init.add_argument("dir", type=Path)
    init.add_argument("--site", required=True, metavar="NAME", help=_("what this site is called"))
    init.add_argument("--pack", default="cn", choices=("cn", "generic"), help=_("the policy pack it begins with"))
    init.add_argument("--officer", default="", metavar="NAME", help=_("the name of the first officer"))
    add("open", stores.open_).add_argument("dir", type=Path)
    demo = add("demo", stores.demo)
    demo.add_argument("dir", type=Path)
    demo.add_argument("--people", type=_count, default=2000, metavar="N")
    demo.add_argument("--grievances", type=_count, default=1000, metavar="N")
    demo.add_argument("--seed", type=int, default=1, metavar="S")
    demo.add_argument("--no-open", action="store_true", help=_("only make it"))
    check = add("check", stores.check)
    check.add_argument("--backup", type=Path, metavar="FOLDER", help=_("a backup that it is compared with"))
    add("rebuild", stores.rebuild)


def _records(add: Add) -> None:
    importing = add("import", records.import_)
    importing.add_argument("what", choices=("mailbox", "roster", "categories"))
    importing.add_argument("file", type=Path)
    importing.add_argument("--preview", action="store_true", help=_("only say what it would do"))
    listing = add("list", records.list_)
    listing.add_argument("kind")
    listing.add_argument("--query", metavar="TEXT", help=_("a search line, as on the screens"))
    listing.add_argument("--limit", type=_count, metavar="N")
    exporting = add("export", records.export)
    exporting.add_argument("kind")
    exporting.add_argument("--query", metavar="TEXT", help=_("a search line, as on the screens"))
    exporting.add_argument("--out", required=True, type=Path, metavar="FILE", help=_("the spreadsheet to write"))
    add("show", records.show).add_argument("id")
    add("history", records.history).add_argument("id")
    planning = add("plan", records.plan)
    planning.add_argument("programme", metavar="ID", help=_("the programme"))
    planning.add_argument("--first", required=True, metavar="WHEN", help=_("day and time of the first session"))
    planning.add_argument("--until", required=True, metavar="DAY", help=_("the last day that is planned"))
    planning.add_argument("--place", default="", metavar="TEXT", help=_("where they are held"))
    planning.add_argument("--preview", action="store_true", help=_("only say what it would do"))
    conflicts = add("conflicts", records.conflicts)
    conflicts.add_argument("--resolve", metavar="ID", help=_("decide this conflict"))
    conflicts.add_argument("--take", metavar="CHANGE", help=_("the change whose value shall stand"))


def _compare_arguments(trust: argparse.ArgumentParser) -> None:
    trust.add_argument("file", type=Path)
    how = trust.add_mutually_exclusive_group()
    how.add_argument("--fingerprint", metavar="F", help=_("the fingerprint you were told"))
    how.add_argument("--yes", action="store_true", help=_("it was compared already"))


def _trust_arguments(trust: argparse.ArgumentParser) -> None:
    _compare_arguments(trust)
    trust.add_argument("--shares", nargs="+", metavar="PART", help=_("what is shared; else what the policy pack says"))
    trust.add_argument("--share", nargs="+", metavar="PART", help=_("what is shared besides, for instance care"))


def _sites(add: Add, group: Any) -> None:
    add("renew", sites.renew, group).add_argument("--yes", action="store_true", help=_("without asking"))
    revoke = add("revoke", sites.revoke, group)
    revoke.add_argument("name")
    beyond = revoke.add_mutually_exclusive_group()
    doubted = _("what came in on this day or later is not believed")
    beyond.add_argument("--since", type=date.fromisoformat, metavar="DAY", help=doubted)
    beyond.add_argument("--first", metavar="ID", help=_("the first received transfer that is not believed"))
    share = add("share", sites.share, group)
    share.add_argument("name")
    share.add_argument("parts", nargs="+", metavar="PART")
    add("keeper", sites.keeper, group).add_argument("name")
    route = add("route", sites.route, group)
    route.add_argument("name")
    route.add_argument("way", choices=("both", "to", "from", "snapshot"))


def _rosters(add: Add, group: Any) -> None:
    publish = add("publish", sites.roster_publish, group)
    publish.add_argument("--out", type=Path, metavar="FILE", help=_("write it to a file too"))
    add("export", sites.roster_export, group).add_argument("file", type=Path)
    add("take", sites.roster_take, group).add_argument("file", type=Path)


def _accounts(add: Add, group: Any) -> None:
    opening = add("open", accounts.account_open, group)
    opening.add_argument("name")
    _new_secret_arguments(opening)
    giving = add("roles", accounts.account_roles, group)
    giving.add_argument("name", help=_("the officer's name or seat"))
    giving.add_argument("roles", nargs="*", metavar="ROLE", help=_("roles of the policy pack"))
    giving.add_argument("--unit", default="", metavar="NAME", help=_("bind the officer to this unit and those below"))
    permitting = add("permit", accounts.account_permit, group)
    permitting.add_argument("name", help=_("the officer's name or seat"))
    permitting.add_argument("--reason", required=True, metavar="TEXT", help=_("how you know that it is the officer"))
    add("close", accounts.account_close, group).add_argument("name", help=_("the officer's name or seat"))
    admitting = add("admit", accounts.account_admit, group)
    admitting.add_argument("name", help=_("the officer's name or seat"))
    _new_secret_arguments(admitting)


def _new_secret_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("--new-passphrase-file", metavar="FILE", help=_("read the officer's passphrase from here"))
    command.add_argument("--new-key-file", type=Path, metavar="FILE", help=_("the key file that goes with it"))


def _change_arguments(change: argparse.ArgumentParser) -> None:
    _new_secret_arguments(change)
    change.add_argument("--no-key-file", action="store_true", help=_("from now on without a key file"))


def _ceremonies(add: Add, commands: Any) -> None:
    rotate = add("rotate", ceremonies.rotate)
    rotate.add_argument("--others-file", type=Path, metavar="FILE", help=_("read the others' passphrases from here"))
    rotate.add_argument("--yes", action="store_true", help=_("shut out whoever is not here"))
    _papers(add, _group(commands, "recovery", _("a recovery code on one paper")), many=False)
    _papers(add, _group(commands, "shares", _("recovery shares held by several people")), many=True)
    witness = add("witness", ceremonies.witness)
    witness.add_argument("--compare", metavar="LINE", help=_("a line that was printed before"))
    key_file = _group(commands, "keyfile", _("key files"))
    add("make", ceremonies.key_file_make, key_file).add_argument("file", type=Path)


def _papers(add: Add, group: Any, *, many: bool) -> None:
    make = add("make", ceremonies.make, group)
    make.set_defaults(need=1, of=1)
    if many:
        make.add_argument("--need", type=_count, required=True, metavar="M", help=_("how many are needed"))
        make.add_argument("--of", type=_count, required=True, metavar="N", help=_("how many are made"))
    add("test", ceremonies.try_, group).set_defaults(many=many)
    use = add("use", ceremonies.use, group)
    use.set_defaults(many=many)
    _new_secret_arguments(use)


def _sending(add: Add, commands: Any) -> None:
    send = add("send", sending.send)
    send.add_argument("--to", required=True, metavar="SITE")
    send.add_argument("--out", required=True, type=Path, metavar="FILE")
    send.add_argument("--receipt", action="store_true", help=_("only confirm what was received"))
    send.add_argument("--medium", default="", metavar="NUMBER", help=_("the medium of the ledger that it must be"))
    send.add_argument("--dry-run", action="store_true", help=_("only look at the medium and say what is found"))
    send.add_argument(
        "--volume-size", type=_size, default=0, metavar="SIZE", help=_("in volumes of this size, such as 700M")
    )
    _share_arguments(send)
    consignment = _group(commands, "consignment", _("what shall go to a site, and its approval"))
    prepare = add("prepare", sending.prepare, consignment)
    prepare.add_argument("--to", required=True, metavar="SITE")
    prepare.add_argument("--purpose", default="", metavar="TEXT", help=_("what it is for"))
    _share_arguments(prepare)
    approve = add("approve", sending.approve, consignment)
    approve.add_argument("--yes", action="store_true", help=_("it was looked at already"))
    decline = add("decline", sending.decline, consignment)
    decline.add_argument("--reason", required=True, metavar="TEXT", help=_("why it shall not go"))
    for command in (add("show", sending.show, consignment), add("withdraw", sending.withdraw, consignment)):
        command.add_argument("id")
    for command in (approve, decline):
        command.add_argument("id")
    register = add("register", sending.register, _group(commands, "medium", _("the ledger of media")))
    register.add_argument("number")
    register.add_argument("--on", required=True, type=Path, metavar="FOLDER", help=_("where the medium is mounted"))
    register.add_argument("--sort", default="stick", choices=("stick", "disc", "disk", "other"))
    register.add_argument("--label", default="", metavar="TEXT", help=_("what else is written on it"))


def _share_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("--shares", nargs="+", metavar="PART", help=_("what goes; else all that is shared"))


def _transfers(add: Add) -> None:
    verify, receive = add("verify", transfers.verify), add("receive", transfers.receive)
    for command in (verify, receive):
        command.add_argument("file", type=Path)
        command.add_argument(
            "--volumes", nargs="+", type=Path, default=(), metavar="FOLDER", help=_("where its other volumes are")
        )
    receive.add_argument("--preview", action="store_true", help=_("only say what it would do"))
    receive.add_argument("--receipt", type=Path, metavar="FILE", help=_("write a receipt to carry back"))


def _backups(add: Add) -> None:
    backup = add("backup", backups.backup)
    backup.add_argument("--to", type=Path, metavar="FOLDER", help=_("the folder on the medium that keeps the backups"))
    backup.add_argument("--keep", type=_count, metavar="N", help=_("how many it keeps; else the policy pack says"))
    test = add("test", backups.rehearse, backup.add_subparsers(metavar="COMMAND"))
    test.add_argument("backup", type=Path, help=_("the folder of one backup"))
    restore = add("restore", backups.restore)
    restore.add_argument("backup", type=Path, help=_("the folder of one backup"))
    restore.add_argument("dir", type=Path)


def _size(text: str) -> int:
    size = read_size(text)
    if size is None:
        raise ValueError
    return size


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError
    return number
