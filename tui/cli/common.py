"""What commands have in common: opening the store with a passphrase, and saying things to people or machines."""

import argparse
import codecs
import contextlib
import getpass
import json
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.results.secrets import Secret
from core.values.cleaning import escaped, printable
from core.values.passphrase import PassphrasesDiffer
from core.values.refusal import Refusal
from core.values.sentence import Sentence
from tui.formatting.paths import typed_path
from tui.language import _, language
from tui.platform import Platform as Platform
from tui.terminal.output import is_terminal

if TYPE_CHECKING:
    from core.office.office import Office
    from tui.backend import Backend

STORE_VARIABLE = "SEALDESK_STORE"
"""The environment variable that names the store when --store does not."""

Command = Callable[[argparse.Namespace, Platform], None]
"""A command: its docstring is its help."""


class NothingTyped(Refusal):
    """Nothing was typed, and the input has ended. Nothing was changed; run the command again."""


class NoPassphrase(Refusal):
    """No passphrase was given, and there is no terminal to ask on. Use --passphrase-file."""


class PassphraseFileEmpty(Refusal):
    """There is no passphrase in the first line of {path}. Write it there, or type it instead of naming a file."""


class NoInput(Refusal):
    """There is no passphrase in the first line of the standard input. Have it written there, or name a file."""


def tell(sentence: Sentence | str) -> None:
    """Print a sentence in the language of the surroundings."""
    print(language().say(sentence))


def tell_json(value: Any) -> None:
    """Print a value for machines."""
    from pydantic_core import to_jsonable_python

    text = json.dumps(to_jsonable_python(value), ensure_ascii=not _takes_every_sign(sys.stdout), indent=2)
    print(escaped(text))


def _takes_every_sign(stream: Any) -> bool:
    """Whether a stream is UTF-8. In every other encoding JSON is written with escapes, so that no sign is lost."""
    encoding = getattr(stream, "encoding", None)
    return encoding is None or codecs.lookup(encoding).name == "utf-8"


def named_store(asked: argparse.Namespace) -> Path | None:
    """Return the folder of --store or SEALDESK_STORE, if one is named."""
    folder: Path | None = asked.store
    named = os.environ.get(STORE_VARIABLE, "")
    return typed_path(named) if folder is None and named else folder


def store_folder(asked: argparse.Namespace) -> Path:
    """Return the folder of --store or SEALDESK_STORE; without one the usage is wrong."""
    folder = named_store(asked)
    if folder is not None:
        return folder
    asked.parser.error(_("which store? Use --store DIR, or set {variable}").format(variable=STORE_VARIABLE))
    raise AssertionError  # the parser has ended the program


def own_secret(asked: argparse.Namespace, machine: Platform) -> Secret:
    """Return the passphrase from the file named, from standard input, or typed on the terminal; asked for once."""
    if "secret" not in asked:
        file = asked.passphrase_file
        typed = _first_line(file, machine) if file else typed_secret(_("Passphrase: "))
        asked.secret = Secret(typed, asked.key_file)
    secret: Secret = asked.secret
    return secret


def new_passphrase(file: Path | str | None, machine: Platform, prompt: str) -> str:
    """Return a passphrase that is about to be set: from a file, or typed twice."""
    if file:
        return _first_line(file, machine)
    typed = typed_secret(prompt)
    if typed_secret(_("Type it again: ")) != typed:
        raise PassphrasesDiffer
    return typed


def typed_line(prompt: str) -> str:
    """Return a line that is typed; `input` would write the prompt past what keeps control sequences out."""
    print(prompt, end="", flush=True)
    try:
        return input()
    except EOFError:
        raise NothingTyped from None


def confirmed(question: str) -> bool:
    """Whether yes is typed to a question; where there is no terminal nobody says it."""
    return is_terminal(sys.stdin) and typed_line(question).strip().lower() in ("yes", "y", "是")


def typed_secret(prompt: str) -> str:
    """Return what is typed on the terminal without being shown; a terminal that would show it is refused."""
    if not is_terminal(sys.stdin):
        raise NoPassphrase
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return getpass.getpass(printable(prompt, " "))
        except getpass.GetPassWarning:
            raise NoPassphrase from None
        except EOFError:
            raise NothingTyped from None


def _first_line(source: Path | str, machine: Platform) -> str:
    """Return the first line of a file or of the standard input."""
    if not isinstance(source, Path):
        line = sys.stdin.readline() if sys.stdin else ""
        typed = line.removeprefix("\ufeff").rstrip("\r\n")
        if not typed:
            raise NoInput
        return typed
    lines = machine.lines(source, first_only=True)
    if not lines or not lines[0]:
        raise PassphraseFileEmpty(path=source)
    return lines[0]


@contextlib.contextmanager
def opened(asked: argparse.Namespace, machine: Platform) -> "Iterator[tuple[Office, Backend]]":
    """Open the store, sign in and ask for the duty of the command; the store is closed afterwards whatever happens."""
    backend = machine.backend(store_folder(asked))
    try:
        backend.seats()  # a folder that is no store is refused before a passphrase is asked for
        secret = own_secret(asked, machine)
        office = backend.unlock(secret.passphrase, asked.seat, secret.key_file)
        for notice in office.notices:
            print(language().say(notice), file=sys.stderr)
        asked.require(office, asked.command)
        yield office, backend
    finally:
        backend.close()
