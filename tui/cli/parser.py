"""The command line: the same office without the screens, for scripts and for those who carry the stick.

Exit status: 0 done, 1 refused with a sentence on the error output, 2 wrong usage.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import Any

from core.values.compartments import COMPARTMENTS
from core.values.refusal import Refusal
from core.values.sentence import N_
from tui.cli import accounts, backups, ceremonies, duplicates, records, sending, sites, stores, transfers
from tui.cli.common import Command, Platform
from tui.cli.duties import require
from tui.cli.usage import Parser, Version, day, file_or_input, number, size, text, with_values_joined
from tui.formatting.paths import typed_path
from tui.language import _, labelled, language
from tui.terminal.crash_report import crash_report
from tui.terminal.output import OutputLost, let_go, visible_output

MOST_IN_DEMO = 1_000_000
"""People or grievances: more than a demo store was ever tried with."""


def run(arguments: Sequence[str], machine: Platform) -> int:
    """Run one command and return the exit status."""
    with visible_output():
        try:
            return _run(arguments, machine)
        except BrokenPipeError:  # the reader of the output has gone away; nothing is left to tell
            status = 1
        except KeyboardInterrupt:
            status = 130
        except OutputLost:  # of the error output; nobody can be told
            status = 1
        for stream in (sys.stdout, sys.stderr):
            let_go(stream)
        return status


def _run(arguments: Sequence[str], machine: Platform) -> int:
    known = parser()
    try:
        asked = known.parse_args(with_values_joined(arguments, known))
        asked.command(asked, machine)
        sys.stdout.flush()
    except Refusal as refusal:
        if isinstance(refusal, OutputLost):
            let_go(sys.stdout)
        print(language().say(refusal.sentence), file=sys.stderr)
        return 1
    except BrokenPipeError:
        raise
    except Exception as error:  # a mistake of ours: say where, never with what contents
        print(crash_report(error), file=sys.stderr)
        return 1
    return 0


def _common() -> argparse.ArgumentParser:
    """Return the options that may stand before a command or after it."""
    # A new one each time: argparse would share the defaults of one between all parsers.
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--store", type=typed_path, metavar="DIR", help=_("the folder of the store"))
    passphrase = _("read the passphrase from this file; - is standard input")
    common.add_argument("--passphrase-file", type=file_or_input, metavar="FILE", help=passphrase)
    common.add_argument(
        "--key-file", type=typed_path, metavar="FILE", help=_("the key file that goes with the passphrase")
    )
    common.add_argument("--seat", type=number(1), metavar="N", help=_("the seat the passphrase belongs to"))
    common.add_argument("--json", action="store_true", help=_("print JSON for other programs"))
    return common


def parser() -> Parser:
    """Return the parser of the whole command line; a command's help is its docstring."""
    parser = Parser(
        "sealdesk",
        usage=_("sealdesk [options] COMMAND …"),
        description=_("The desk of an office that keeps secrets. Without a command the screens are opened."),
        epilog=_("`sealdesk COMMAND --help` explains a command."),
        parents=[_common()],
    )
    parser.add_argument("--version", action=Version, nargs=0, help=_("print the version"))
    parser.set_defaults(store=None, passphrase_file=None, key_file=None, seat=None, json=False)
    parser.set_defaults(command=stores.screens, parser=parser, require=require)
    commands = parser.add_subparsers(metavar="COMMAND", prog="sealdesk", help=argparse.SUPPRESS)

    def add(name: str, command: Command, group: Any = commands) -> argparse.ArgumentParser:
        text = _(" ".join((command.__doc__ or "").split()))
        made: argparse.ArgumentParser = group.add_parser(name, help=text, description=text, parents=[_common()])
        made.set_defaults(command=command, parser=made)
        return made

    for heading, declare in _HEADINGS.items():
        before = set(commands.choices)
        declare(add, commands)
        parser.put_under(_(heading), commands, [name for name in commands.choices if name not in before])
    return parser


Add = Callable[..., argparse.ArgumentParser]


def _group(commands: Any, name: str, about: str) -> Any:
    return commands.add_parser(name, help=about, description=about).add_subparsers(metavar="COMMAND", required=True)


def _stores(add: Add, _commands: Any) -> None:
    init = add("init", stores.init)
    _folder(init)
    init.add_argument("--site", required=True, type=text, metavar="NAME", help=_("what this site is called"))
    init.add_argument("--pack", default="cn", choices=("cn", "generic"), help=_("the policy pack it begins with"))
    init.add_argument("--officer", default="", type=text, metavar="NAME", help=_("the name of the first officer"))
    _folder(add("open", stores.open_))
    demo = add("demo", stores.demo)
    _folder(demo)
    demo.add_argument(
        "--people", type=number(most=MOST_IN_DEMO), default=2000, metavar="N", help=_("how many people work there")
    )
    demo.add_argument(
        "--grievances",
        type=number(most=MOST_IN_DEMO),
        default=1000,
        metavar="N",
        help=_("how many grievances there are"),
    )
    seed = _("the invented data follows from this number: the same one always gives the same")
    demo.add_argument("--seed", type=number(), default=1, metavar="S", help=seed)
    demo.add_argument("--no-open", action="store_true", help=_("only make it"))
    check = add("check", stores.check)
    about = _("a backup that it is compared with")
    check.add_argument("--backup", type=typed_path, metavar="FOLDER", help=about)
    add("rebuild", stores.rebuild)


def _folder(command: argparse.ArgumentParser) -> None:
    command.add_argument("dir", type=typed_path, metavar="DIR", help=_("the folder of the store"))


def _records(add: Add, _commands: Any) -> None:
    importing = add("import", records.import_)
    about = _("what it is: the complaints mailbox, the staff roster or the tree of categories")
    importing.add_argument("what", choices=("attendance", "categories", "mailbox", "staff_list"), help=about)
    _read(importing, _("the spreadsheet"))
    importing.add_argument("--preview", action="store_true", help=_("only say what it would do"))
    listing, exporting = add("list", records.list_), add("export", records.export)
    for command in (listing, exporting):
        command.add_argument("kind", type=text, metavar="KIND", help=_("a kind of record, such as grievance or person"))
        command.add_argument("--query", type=text, metavar="TEXT", help=_("a search line, as on the screens"))
    listing.add_argument("--limit", type=number(), metavar="N", help=_("list so many at most"))
    exporting.add_argument(
        "--out", required=True, type=typed_path, metavar="FILE", help=_("the spreadsheet to write, an .xlsx file")
    )
    for command in (add("show", records.show), add("history", records.history)):
        about = _("a record: the beginning of its identifier, or its number")
        command.add_argument("id", type=text, metavar="ID", help=about)
    _planning(add("plan", records.plan))
    conflicts = add("conflicts", records.conflicts)
    conflicts.add_argument("--resolve", type=text, metavar="ID", help=_("decide this conflict"))
    conflicts.add_argument("--take", type=text, metavar="CHANGE", help=_("the change whose value shall stand"))
    listed_twice = add("twins", duplicates.twins)
    way = listed_twice.add_mutually_exclusive_group()
    way.add_argument("--join", type=text, metavar="ID", help=_("join this pair; the older record stays"))
    way.add_argument("--sure", action="store_true", help=_("join all pairs that are beyond doubt"))
    apart = _("separate what was joined to this record")
    way.add_argument("--apart", type=text, metavar="ID", help=apart)


def _planning(planning: argparse.ArgumentParser) -> None:
    about = _("the programme: the beginning of its identifier")
    planning.add_argument("programme", type=text, metavar="ID", help=about)
    first, until = _("day and time of the first session"), _("the last day that is planned")
    planning.add_argument("--first", required=True, type=text, metavar="WHEN", help=first)
    planning.add_argument("--until", required=True, type=text, metavar="DAY", help=until)
    planning.add_argument("--place", default="", type=text, metavar="TEXT", help=_("where they are held"))
    planning.add_argument("--preview", action="store_true", help=_("only say what it would do"))


def _read(command: argparse.ArgumentParser, about: str) -> None:
    command.add_argument("file", type=typed_path, metavar="FILE", help=about)


def _named(command: argparse.ArgumentParser, about: str) -> None:
    command.add_argument("name", type=text, metavar="NAME", help=about)


def _parts(about: str) -> str:
    return labelled(about, ", ".join(COMPARTMENTS))


def _other_sites(add: Add, commands: Any) -> None:
    card = _group(commands, "card", _("cards of sites"))
    _read(add("export", sites.card_export, card), _("the file to write"))
    trust = add("trust", sites.card_trust, card)
    _compare_arguments(trust)
    shares = _parts(_("what is shared; else what the policy pack says"))
    trust.add_argument("--shares", type=text, nargs="+", metavar="PART", help=shares)
    besides = _parts(_("what is shared besides"))
    trust.add_argument("--share", type=text, nargs="+", metavar="PART", help=besides)
    _compare_arguments(add("replace", sites.card_replace, card))
    _read(add("take", sites.card_take, card), _("the card"))
    _sites(add, _group(commands, "site", _("this site and others")))
    _rosters(add, _group(commands, "roster", _("the roster of sites")))


def _compare_arguments(trust: argparse.ArgumentParser) -> None:
    _read(trust, _("the card"))
    how = trust.add_mutually_exclusive_group()
    how.add_argument("--fingerprint", type=text, metavar="F", help=_("the fingerprint you were told"))
    how.add_argument("--yes", action="store_true", help=_("the fingerprint was compared already"))


def _sites(add: Add, group: Any) -> None:
    add("renew", sites.renew, group).add_argument("--yes", action="store_true", help=_("without asking"))
    site = _("the site's name, or the beginning of its identifier")
    revoke = add("revoke", sites.revoke, group)
    _named(revoke, site)
    beyond = revoke.add_mutually_exclusive_group()
    doubted = _("what came in on this day or later is not believed")
    beyond.add_argument("--since", type=day, metavar="DAY", help=doubted)
    unbelieved = _("the first received transfer that is not believed")
    beyond.add_argument("--first", type=text, metavar="ID", help=unbelieved)
    share = add("share", sites.share, group)
    _named(share, site)
    share.add_argument(
        "parts", type=text, nargs="+", metavar="PART", help=_parts(_("what is shared, and nothing else"))
    )
    _named(add("keeper", sites.keeper, group), site)
    route = add("route", sites.route, group)
    _named(route, site)
    ways = _("both ways, only to it, only from it; or snapshot: the next transfer holds everything")
    route.add_argument("way", choices=("both", "to", "from", "snapshot"), help=ways)


def _rosters(add: Add, group: Any) -> None:
    publish = add("publish", sites.roster_publish, group)
    publish.add_argument("--out", type=typed_path, metavar="FILE", help=_("write it to a file too"))
    _read(add("export", sites.roster_export, group), _("the file to write"))
    _read(add("take", sites.roster_take, group), _("the roster"))


def _officers(add: Add, commands: Any) -> None:
    _accounts(add, _group(commands, "account", _("accounts of officers")))
    change = add("change", accounts.passphrase_change, _group(commands, "passphrase", _("your passphrase")))
    _new_secret_arguments(change)
    change.add_argument("--no-key-file", action="store_true", help=_("from now on without a key file"))
    key_file = _group(commands, "keyfile", _("key files"))
    _read(add("make", ceremonies.key_file_make, key_file), _("the file to write"))


def _accounts(add: Add, group: Any) -> None:
    officer = _("the officer's name or seat")
    opening = add("open", accounts.account_open, group)
    _named(opening, _("the officer's name"))
    _new_secret_arguments(opening)
    giving = add("roles", accounts.account_roles, group)
    _named(giving, officer)
    giving.add_argument("roles", type=text, nargs="*", metavar="ROLE", help=_("roles of the policy pack"))
    unit = _("bind the officer to this unit and those below")
    giving.add_argument("--unit", default="", type=text, metavar="NAME", help=unit)
    permitting = add("permit", accounts.account_permit, group)
    _named(permitting, officer)
    reason = _("how you know that it is the officer")
    permitting.add_argument("--reason", required=True, type=text, metavar="TEXT", help=reason)
    _named(add("close", accounts.account_close, group), officer)
    admitting = add("admit", accounts.account_admit, group)
    _named(admitting, officer)
    _new_secret_arguments(admitting)


def _new_secret_arguments(command: argparse.ArgumentParser) -> None:
    file = _("read the officer's passphrase from this file")
    command.add_argument("--new-passphrase-file", type=file_or_input, metavar="FILE", help=file)
    key_file = _("the key file that goes with it")
    command.add_argument("--new-key-file", type=typed_path, metavar="FILE", help=key_file)


def _ceremonies(add: Add, commands: Any) -> None:
    rotate = add("rotate", ceremonies.rotate)
    others = _("read the others' passphrases from this file")
    rotate.add_argument("--others-file", type=typed_path, metavar="FILE", help=others)
    rotate.add_argument("--yes", action="store_true", help=_("shut out whoever is not here"))
    _papers(add, _group(commands, "recovery", _("a recovery code on one paper")), many=False)
    _papers(add, _group(commands, "shares", _("recovery shares held by several people")), many=True)
    witness = add("witness", ceremonies.witness)
    witness.add_argument("--compare", type=text, metavar="LINE", help=_("a line that was printed before"))


def _papers(add: Add, group: Any, *, many: bool) -> None:
    make = add("make", ceremonies.make, group)
    make.set_defaults(many=many)
    if many:
        make.add_argument("--need", type=number(), required=True, metavar="M", help=_("how many are needed"))
        make.add_argument("--of", type=number(), required=True, metavar="N", help=_("how many are made"))
    add("test", ceremonies.try_, group).set_defaults(many=many)
    use = add("use", ceremonies.use, group)
    use.set_defaults(many=many)
    _new_secret_arguments(use)


def _sending(add: Add, commands: Any) -> None:
    consignment = _group(commands, "consignment", _("what shall go to a site, and its approval"))
    prepare, send = add("prepare", sending.prepare, consignment), add("send", sending.send)
    for command in (prepare, send):
        to = _("the site's name, or the beginning of its identifier")
        command.add_argument("--to", required=True, type=text, metavar="SITE", help=to)
        shares = _parts(_("what goes; else all that is shared"))
        command.add_argument("--shares", type=text, nargs="+", metavar="PART", help=shares)
    send.add_argument(
        "--out", required=True, type=typed_path, metavar="FILE", help=_("the file to write, a .sealed file")
    )
    send.add_argument("--receipt", action="store_true", help=_("only confirm what was received"))
    medium = _("the medium of the ledger that it must be")
    send.add_argument("--medium", default="", type=text, metavar="NUMBER", help=medium)
    send.add_argument("--dry-run", action="store_true", help=_("only look at the medium and say what is found"))
    volumes = _("in volumes of this size, such as 700M")
    send.add_argument("--volume-size", type=size, default=0, metavar="SIZE", help=volumes)
    prepare.add_argument("--purpose", default="", type=text, metavar="TEXT", help=_("what it is for"))
    approve = add("approve", sending.approve, consignment)
    approve.add_argument("--yes", action="store_true", help=_("the contents were looked at already"))
    decline = add("decline", sending.decline, consignment)
    decline.add_argument("--reason", required=True, type=text, metavar="TEXT", help=_("why it is declined"))
    shown, withdrawn = add("show", sending.show, consignment), add("withdraw", sending.withdraw, consignment)
    for command in (approve, decline, shown, withdrawn):
        command.add_argument("id", type=text, metavar="ID", help=_("the beginning of the consignment's identifier"))
    _receiving(add)
    register = add("register", sending.register, _group(commands, "medium", _("the ledger of media")))
    register.add_argument("number", type=text, metavar="NUMBER", help=_("the number that stands on the medium"))
    where = _("where the medium is mounted")
    register.add_argument("--on", required=True, type=typed_path, metavar="FOLDER", help=where)
    types = ("stick", "disc", "disk", "other")
    register.add_argument("--type", default="stick", choices=types, help=_("what kind of medium it is"))
    label = _("what else is written on it")
    register.add_argument("--label", default="", type=text, metavar="TEXT", help=label)


def _receiving(add: Add) -> None:
    verify, receive = add("verify", transfers.verify), add("receive", transfers.receive)
    for command in (verify, receive):
        _read(command, _("the transfer file, or one of its volumes"))
        folders = _("where its other volumes are")
        command.add_argument("--volumes", nargs="+", type=typed_path, default=(), metavar="FOLDER", help=folders)
    receive.add_argument("--preview", action="store_true", help=_("only say what it would do"))
    receipt = _("write a receipt to carry back")
    receive.add_argument("--receipt", type=typed_path, metavar="FILE", help=receipt)


def _backups(add: Add, _commands: Any) -> None:
    backup = add("backup", backups.backup)
    to = _("the folder on the medium that keeps the backups")
    backup.add_argument("--to", type=typed_path, metavar="FOLDER", help=to)
    keep = _("how many it keeps; else the policy pack says")
    backup.add_argument("--keep", type=number(1), metavar="N", help=keep)
    test, restore = (
        add("test", backups.rehearse, backup.add_subparsers(metavar="COMMAND")),
        add("restore", backups.restore),
    )
    for command in (test, restore):
        command.add_argument("backup", type=typed_path, metavar="BACKUP", help=_("the folder of one backup"))
    restore.add_argument("dir", type=typed_path, metavar="DIR", help=_("a new or empty folder for the store"))


_HEADINGS: dict[str, Callable[[Add, Any], None]] = {
    N_("Stores"): _stores,
    N_("Keeping records"): _records,
    N_("Officers and passphrases"): _officers,
    N_("Keys and recovery"): _ceremonies,
    N_("Other sites"): _other_sites,
    N_("Transfers and media"): _sending,
    N_("Backups"): _backups,
}
"""The headings of the help, each with what declares the commands under it."""
