"""What commands have in common: opening the store with a passphrase, and saying things to people or machines."""

import argparse
import contextlib
import getpass
import json
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from core.cleaning import escaped, printable
from core.keys import Secret
from core.refusal import Refusal
from core.text import Sentence
from tui.language import _, language
from tui.output import steer

if TYPE_CHECKING:
    from core.backup import BackupProved
    from core.office import Office
    from core.store import Progress
    from tui.doors import Doors

STORE_VARIABLE = "SEALDESK_STORE"
"""The environment variable that names the store when --store does not."""

Command = Callable[[argparse.Namespace, "Machine"], None]
"""A command: its docstring is its help."""


class Machine(Protocol):
    """What the command line needs of this machine; the entry point hands it in."""

    def doors(self, folder: Path) -> "Doors":
        """Return the doors of the store in a folder, closed."""

    def found(
        self, folder: Path, name: str, passphrase: str, pack: str, officer: str, key_file: Path | None = None
    ) -> None:
        """Make a new store in an empty folder."""

    def demo(self, folder: Path, people: int, grievances: int, seed: int, progress: "Progress") -> None:
        """Make a demo store in an empty folder."""

    def make_key_file(self, path: Path) -> None:
        """Write a new key file."""

    def restore(
        self, backup: Path, folder: Path, secret: "Secret", seat: int | None, progress: "Progress"
    ) -> "BackupProved":
        """Make a store of a backup, in a new or empty folder."""

    def rehearse(self, backup: Path, secret: "Secret", seat: int | None, progress: "Progress") -> "BackupProved":
        """Restore a backup aside, check everything, and remove it again."""

    def show(self, doors: "Doors", seat: int | None, key_file: Path | None) -> None:
        """Open the screens on a store."""


class NoPassphrase(Refusal):
    """No passphrase was given, and there is no terminal to ask on. Use --passphrase-file."""


class PassphrasesDiffer(Refusal):
    """The two passphrases differ. Nothing was made; try again."""


class PassphraseFileUnreadable(Refusal):
    """The passphrase file {path} cannot be read: {reason}."""


def tell(sentence: Sentence | str) -> None:
    """Print a sentence in the language of the surroundings."""
    print(language().say(sentence))


def tell_json(value: Any) -> None:
    """Print a value for machines."""
    from pydantic_core import to_jsonable_python

    print(escaped(json.dumps(to_jsonable_python(value), ensure_ascii=False, indent=2)))


def progress_line(asked: argparse.Namespace) -> "Progress":
    """Return a line of progress on a terminal, and silence elsewhere."""
    if not sys.stderr.isatty() or asked.json:
        return lambda done, total: None

    ended = False

    def tell(done: int, total: int) -> None:
        nonlocal ended
        if not (ended and done >= total):  # the end is told once, however often it is reported
            steer(f"\r{done:,} / {total:,}" + ("\n" if done >= total else ""), sys.stderr)
        ended = done >= total

    return tell


def store_folder(asked: argparse.Namespace) -> Path:
    """Return the folder of --store or SEALDESK_STORE; without one the usage is wrong."""
    folder: str = asked.store or os.environ.get(STORE_VARIABLE, "")
    if not folder:
        asked.parser.error(_("which store? Use --store DIR, or set {variable}").format(variable=STORE_VARIABLE))
    return Path(folder)


def own_secret(asked: argparse.Namespace) -> Secret:
    """Return the passphrase from the file named, from standard input, or typed on the terminal; asked for once."""
    if "secret" not in asked:
        file = asked.passphrase_file
        asked.secret = Secret(_first_line(file) if file else typed_secret(_("Passphrase: ")), asked.key_file)
    secret: Secret = asked.secret
    return secret


def passphrase(asked: argparse.Namespace) -> str:
    """Return the passphrase alone."""
    return own_secret(asked).passphrase


def new_passphrase(file: str | None, prompt: str) -> str:
    """Return a passphrase that is about to be set: from a file, or typed twice."""
    if file:
        return _first_line(file)
    typed = typed_secret(prompt)
    if typed_secret(_("The same again: ")) != typed:
        raise PassphrasesDiffer
    return typed


def typed_line(prompt: str) -> str:
    """Return a line that is typed; `input` would write the prompt past what keeps control sequences out."""
    print(prompt, end="", flush=True)
    return input()


def typed_secret(prompt: str) -> str:
    """Return what is typed on the terminal without being shown; a terminal that would show it is refused."""
    if not sys.stdin.isatty():
        raise NoPassphrase
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return getpass.getpass(printable(prompt, " "))
        except getpass.GetPassWarning:
            raise NoPassphrase from None


def _first_line(name: str) -> str:
    try:
        if name == "-":
            return sys.stdin.readline().rstrip("\r\n")
        with Path(name).open(encoding="utf-8") as file:
            return file.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "UTF-8"
        raise PassphraseFileUnreadable(path=name, reason=reason) from None


@contextlib.contextmanager
def opened(asked: argparse.Namespace, machine: Machine) -> "Iterator[tuple[Office, Doors]]":
    """Open the store and sign in; it is closed afterwards whatever happens."""
    doors = machine.doors(store_folder(asked))
    try:
        doors.seats()  # a folder that is no store is refused before a passphrase is asked for
        secret = own_secret(asked)
        office = doors.unlock(secret.passphrase, asked.seat, secret.key_file)
        for notice in office.notices:
            print(language().say(notice), file=sys.stderr)
        yield office, doors
    finally:
        doors.close()
