"""The command line: the same office without the screens, for scripts and for those who carry the stick.

Exit status: 0 done, 1 refused with a sentence on the error output, 2 wrong usage.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import Any

from core.values.refusal import Refusal
from core.values.sentence import N_
from tui.cli import (
    accounts,
    backups,
    ceremonies,
    checks,
    conflicts,
    duplicates,
    papers,
    records,
    registers,
    sending,
    sites,
    stores,
    transfers,
)
from tui.cli.common import Command, Platform
from tui.cli.duties import require
from tui.cli.usage import Add, Parser, Version, file_or_input, number, with_values_joined
from tui.formatting.paths import typed_path
from tui.language import _, language
from tui.terminal.crash_report import crash_report
from tui.terminal.output import OutputLost, let_go, visible_output


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

    for heading, declarations in _HEADINGS.items():
        before = set(commands.choices)
        for declare in declarations:
            declare(add, commands)
        parser.put_under(_(heading), commands, [name for name in commands.choices if name not in before])
    return parser


_HEADINGS: dict[str, tuple[Callable[[Add, Any], None], ...]] = {
    N_("Stores"): (stores.declare,),
    N_("Keeping records"): (
        records.declare,
        registers.declare,
        papers.declare,
        conflicts.declare,
        duplicates.declare,
        checks.declare,
    ),
    N_("Officers and passphrases"): (accounts.declare, ceremonies.declare_key_files),
    N_("Keys and recovery"): (ceremonies.declare,),
    N_("Other sites"): (sites.declare,),
    N_("Transfers and media"): (sending.declare, transfers.declare),
    N_("Backups"): (backups.declare,),
}
"""The headings of the help, each with what declares the commands under it, beside the commands."""
