"""Commands about the keys of a store: the master key, recovery papers, the witness line, key files."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.results.secrets import Secret
from core.values.cleaning import whole_number
from core.values.refusal import Refusal
from core.values.sentence import N_, names_in_a_row, say
from tui.cli.accounts import new_secret, secret_arguments
from tui.cli.common import (
    Platform,
    confirmed,
    opened,
    own_secret,
    progress_line,
    store_folder,
    tell,
    tell_json,
    typed_line,
    typed_secret,
)
from tui.cli.usage import Add, command_group, file_argument, number, text
from tui.formatting.paths import typed_path
from tui.language import _, language
from tui.terminal.output import is_terminal, write_control

if TYPE_CHECKING:
    from core.results.secrets import Papers, SeatOf
    from tui.backend import Keyring

_GROUPS_A_LINE = 4


class NotRotated(Refusal):
    """The master key was not changed: {names} would be shut out. Have them type their passphrases, or say --yes."""


class OthersFileUnreadable(Refusal):
    """Line {line} of {path} is not a seat, a tab and a passphrase, and perhaps another tab and a key file."""


class NoPapers(Refusal):
    """No recovery paper was typed in."""


# The master key


def rotate(asked: argparse.Namespace, machine: Platform) -> None:
    """Change the master key: afterwards only those who type a passphrase now can open the store."""
    with opened(asked, machine) as (office, backend):
        own, *others = backend.keyring.seats(office)
        secrets = {own.seat: own_secret(asked, machine), **_secrets(asked, machine, others)}
        left = [seat.name for seat in others if seat.seat not in secrets]
        if left and not asked.yes and not confirmed(_shut_out(left)):
            raise NotRotated(names=names_in_a_row(left))
        shut_out = backend.keyring.rotate(office, secrets, progress_line(asked))
    if asked.json:
        tell_json({"seats": sorted(secrets), "shut_out": shut_out})
        return
    tell(N_("The master key was changed. Recovery papers made before now are void: make new ones."))
    for name in shut_out:
        tell(say(N_("{name} must be admitted again: `sealdesk account admit`."), name=name))


def _secrets(asked: argparse.Namespace, machine: Platform, others: "list[SeatOf]") -> dict[int, Secret]:
    if asked.others_file:
        return dict(_read_others(asked.others_file, machine))
    if not is_terminal(sys.stdin):
        return {}
    return {each.seat: secret for each in others if (secret := _ask(each))}


def _read_others(path: Path, machine: Platform) -> Iterator[tuple[int, Secret]]:
    for row, line in enumerate(machine.lines(path), start=1):
        seat, *parts = line.split("\t")
        known = whole_number(seat)
        if known is None or len(parts) not in (1, 2):
            raise OthersFileUnreadable(line=row, path=path)
        yield known, Secret(parts[0], typed_path(parts[1]) if len(parts) == 2 else None)


def _ask(seat: "SeatOf") -> Secret | None:
    prompt = _("Passphrase of {name}, seat {seat} (empty: not here): ")
    typed = typed_secret(prompt.format(name=seat.name, seat=seat.seat))
    if not typed:
        return None
    return Secret(typed, typed_path(typed_line(_("Key file: "))) if seat.key_file else None)


def _shut_out(names: list[str]) -> str:
    return _("{names} will be shut out until they are admitted again. Type yes to go on: ").format(
        names=names_in_a_row(names).say(_)
    )


# Recovery


def make(asked: argparse.Namespace, machine: Platform) -> None:
    """Draw new recovery papers, have each one typed back in, and let them open the store from then on."""
    with opened(asked, machine) as (office, backend):
        papers = backend.keyring.draw_papers(office, (asked.need, asked.of) if asked.many else None)
        if asked.json:
            tell_json({"need": papers.need, "papers": papers.digits})
            sys.stdout.flush()
        typed = [_rehearsed(backend.keyring, papers, number, asked) for number in range(1, len(papers.digits) + 1)]
        backend.keyring.keep_papers(office, papers, typed)
    if not asked.json:
        tell(N_("The papers open this store now. Lock them away apart from it, and try them every year."))


def _rehearsed(keyring: "Keyring", papers: "Papers", number: int, asked: argparse.Namespace) -> str:
    """Show a paper and have it typed back in; on a terminal it is gone from the screen before."""
    if not asked.json:
        _show(papers, number)
    while True:
        typed = _line(_("Type paper {number} back in from what you wrote down: ").format(number=number))
        try:
            keyring.compare_paper(papers, number, typed)
        except Refusal as refusal:
            if not is_terminal(sys.stdin):
                raise
            tell(refusal.sentence)
        else:
            return typed


def _show(papers: "Papers", number: int) -> None:
    tell(papers.told(number))
    groups = papers.digits[number - 1].split()
    for start in range(0, len(groups), _GROUPS_A_LINE):
        print("   ", " ".join(groups[start : start + _GROUPS_A_LINE]))
    if is_terminal(sys.stdin):
        typed_line(_("Press Enter when it is written down; then it goes from the screen. "))
        write_control("\x1b[H\x1b[2J\x1b[3J", sys.stdout)  # and from the lines that the terminal keeps


def try_(asked: argparse.Namespace, machine: Platform) -> None:
    """Type recovery papers in and see whether they still open this store. Nothing is changed."""
    with opened(asked, machine) as (office, backend):
        backend.keyring.try_papers(office, _papers(asked))
    tell(N_("These papers open this store."))


def use(asked: argparse.Namespace, machine: Platform) -> None:
    """Open the store with recovery papers, and give the seat named by --seat a new passphrase."""
    if asked.seat is None:
        asked.parser.error(_("whose seat? Use --seat N"))
    backend = machine.backend(store_folder(asked))
    try:
        backend.seats()
        papers = _papers(asked)
        backend.papers_missing(papers)  # refuses one that comes twice
        seat = say(N_("seat {seat} ({name})"), seat=asked.seat, name=backend.whose_seat(papers, asked.seat))
        backend.recover(papers, asked.seat, new_secret(asked, machine, language().say(seat)))
    finally:
        backend.close()
    tell(say(N_("Seat {seat} has its new passphrase. Make new papers: these have been seen."), seat=asked.seat))


def _papers(asked: argparse.Namespace) -> list[str]:
    """Return what stands on the papers: one for a code, for shares until an empty line."""
    typed: list[str] = []
    while (asked.many or not typed) and (line := _line(_("Paper {number}: ").format(number=len(typed) + 1))):
        typed.append(line)
    if not typed:
        raise NoPapers
    return typed


def _line(prompt: str) -> str:
    if is_terminal(sys.stdin):
        return typed_line(prompt).strip()
    return sys.stdin.readline().strip() if sys.stdin else ""


# The witness line, and key files


def witness(asked: argparse.Namespace, machine: Platform) -> None:
    """Print the witness line, which stands for the present state of the store, or compare one printed before."""
    with opened(asked, machine) as (office, backend):
        if asked.compare:
            backend.keyring.compare_witness(office, asked.compare)
            tell(N_("The store agrees with the line: it is as it was then, or has gone on from there."))
        elif asked.json:
            tell_json({"witness": backend.keyring.witness(office)})
        else:
            print(backend.keyring.witness(office))


def key_file_make(asked: argparse.Namespace, machine: Platform) -> None:
    """Make a key file of random bytes, to go with a passphrase. Whoever loses it cannot sign in."""
    machine.make_key_file(asked.file)
    tell(say(N_("The key file {path} was written. Keep a copy in another place."), path=asked.file))


# Arguments


def declare_key_files(add: Add, commands: Any) -> None:
    """Declare the command about key files."""
    key_file = command_group(commands, "keyfile", _("key files"))
    file_argument(add("make", key_file_make, key_file), _("the file to write"))


def declare(add: Add, commands: Any) -> None:
    """Declare the commands about the master key, recovery papers and the witness line."""
    rotating = add("rotate", rotate)
    others = _("read the others' passphrases from this file")
    rotating.add_argument("--others-file", type=typed_path, metavar="FILE", help=others)
    rotating.add_argument("--yes", action="store_true", help=_("shut out whoever is not here"))
    _declare_papers(add, command_group(commands, "recovery", _("a recovery code on one paper")), many=False)
    _declare_papers(add, command_group(commands, "shares", _("recovery shares held by several people")), many=True)
    noting = add("witness", witness)
    noting.add_argument("--compare", type=text, metavar="LINE", help=_("a line that was printed before"))


def _declare_papers(add: Add, group: Any, *, many: bool) -> None:
    making = add("make", make, group)
    making.set_defaults(many=many)
    if many:
        making.add_argument("--need", type=number(), required=True, metavar="M", help=_("how many are needed"))
        making.add_argument("--of", type=number(), required=True, metavar="N", help=_("how many are made"))
    add("test", try_, group).set_defaults(many=many)
    using = add("use", use, group)
    using.set_defaults(many=many)
    secret_arguments(using)
