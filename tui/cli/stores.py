"""Commands about whole stores: making, opening, checking and rebuilding one."""

import argparse
from typing import TYPE_CHECKING, Any

from core.results.founding import Founding, NewOfficer
from core.results.secrets import Secret
from core.values.refusal import Refusal
from core.values.sentence import N_, say
from tui.cli.common import Platform, named_store, new_passphrase, opened, tell, tell_json
from tui.cli.progress import ProgressLine, progress_line
from tui.cli.usage import Add, number, text
from tui.formatting.paths import is_there, typed_path
from tui.language import _, language
from tui.terminal.output import refuse_without_terminal

if TYPE_CHECKING:
    from core.office.office import Office
    from core.values.sentence import Sentence


class StoreFaulty(Refusal):
    """The store is not sound: {where}. {what}"""  # noqa: D400 - the finding brings its own full stop


MAX_IN_DEMO = 1_000_000
"""People or grievances: more than a demo store was ever tried with."""


def screens(asked: argparse.Namespace, machine: Platform) -> None:
    """Open the screens on the store of --store, SEALDESK_STORE or this folder; without one, find or make one."""
    folder = named_store(asked)
    if folder is None and machine.holds_store(here := typed_path(".")):
        folder = here
    machine.show(machine.backend(folder) if folder else None, asked.seat, asked.key_file)


def open_(asked: argparse.Namespace, machine: Platform) -> None:
    """Open the screens on a store."""
    machine.show(machine.backend(asked.dir), asked.seat, asked.key_file)


def init(asked: argparse.Namespace, machine: Platform) -> None:
    """Make a new store in an empty folder."""
    passphrase = new_passphrase(asked.passphrase_file, machine, _("Passphrase: "))
    first = NewOfficer(asked.officer or _("Officer 1"), Secret(passphrase, asked.key_file))
    with ProgressLine(asked) as line:
        machine.found(asked.dir, Founding(asked.site, asked.pack, first), line.begin)
    tell(say(N_("The store of {site} was made in {folder}."), site=asked.site, folder=asked.dir))


def demo(asked: argparse.Namespace, machine: Platform) -> None:
    """Make a demo store, unless the folder holds one already, and open it."""
    if not asked.no_open:
        refuse_without_terminal()  # before anything is made
    if not is_there(asked.dir / "vault.json"):
        with ProgressLine(asked) as line:
            machine.demo(asked.dir, asked.people, asked.grievances, asked.seed, line.begin)
        tell(say(N_("The demo store was made in {folder}."), folder=asked.dir))
    if not asked.no_open:
        machine.show(machine.backend(asked.dir), asked.seat, asked.key_file)


def check(asked: argparse.Namespace, machine: Platform) -> None:
    """Verify pages, chains, signatures and tables, and name the first thing wrong."""
    with opened(asked, machine) as (office, backend):
        fault = backend.check(office, progress_line(asked), asked.backup)
        findings = _findings(office)
    if asked.json:
        tell_json({"sound": fault is None, "fault": fault, "findings": findings})
    else:
        for finding in findings:
            tell(finding)
    if fault:
        raise StoreFaulty(where=fault.where, what=language().say(fault.what))
    if not asked.json:
        tell(N_("The store is sound: pages, chains, signatures and tables."))


def _findings(office: "Office") -> "list[Sentence]":
    """Return what was found about the history of sites and nobody has cleared up, as far as the officer may know it."""
    from core.desks.sync.contradictions import Why
    from core.model.query import Blank, Query

    if not office.reads("finding"):
        return []
    found = [each for each in office.find(Query("finding", Blank("seen_on"))) if each.why is not Why.RESTORED]
    return [each.sentence("" if each.of == office.site else office.title("site", each.of)) for each in found]


def rebuild(asked: argparse.Namespace, machine: Platform) -> None:
    """Delete the derived tables and rebuild them from the journal."""
    with opened(asked, machine) as (office, backend):
        backend.rebuild(office, progress_line(asked))
    if asked.json:
        tell_json({"rebuilt": True})
    else:
        tell(N_("The tables were rebuilt from the journal."))


# Arguments


def declare(add: Add, commands: Any) -> None:
    """Declare the commands about whole stores."""
    founding = add("init", init)
    _folder(founding)
    founding.add_argument("--site", required=True, type=text, metavar="NAME", help=_("what this site is called"))
    founding.add_argument("--pack", default="cn", choices=("cn", "generic"), help=_("the policy pack it begins with"))
    founding.add_argument("--officer", default="", type=text, metavar="NAME", help=_("the name of the first officer"))
    _folder(add("open", open_))
    demonstrating = add("demo", demo)
    _folder(demonstrating)
    demonstrating.add_argument(
        "--people", type=number(most=MAX_IN_DEMO), default=2000, metavar="N", help=_("how many people work there")
    )
    demonstrating.add_argument(
        "--grievances",
        type=number(most=MAX_IN_DEMO),
        default=1000,
        metavar="N",
        help=_("how many grievances there are"),
    )
    seed = _("the invented data follows from this number: the same one always gives the same")
    demonstrating.add_argument("--seed", type=number(), default=1, metavar="S", help=seed)
    demonstrating.add_argument("--no-open", action="store_true", help=_("only make it"))
    checking = add("check", check)
    about = _("a backup that it is compared with")
    checking.add_argument("--backup", type=typed_path, metavar="FOLDER", help=about)
    add("rebuild", rebuild)


def _folder(command: argparse.ArgumentParser) -> None:
    command.add_argument("dir", type=typed_path, metavar="DIR", help=_("the folder of the store"))
