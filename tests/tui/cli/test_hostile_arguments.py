"""Whatever stands where an argument is expected, a command ends with a sentence, never with a mistake of ours."""

import argparse
import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from data.backend.backend import LocalBackend
from data.site.open_site import OpenSite
from data.vault import key_slots
from tests.conftest import LIGHT, PASSPHRASE
from tests.support.site_driver import card_of, trust
from tui.__main__ import LocalPlatform
from tui.cli.parser import parser, run
from tui.cli.usage import parsers

HOSTILE = {
    "empty": "",
    "blank": " \u3000",
    "too long": "名" * 300,
    "a path too long": "/".join(["部门" * 20] * 60),
    "controls": "甲\x1b[2J\x00\x07乙",
    "no text": "a\udcffb\ud800",
    "invisible": "\u200b\u202e",
    "negative": "-1",
    "zero": "0",
    "enormous": "9" * 30,
    "other digits": "٣",
    "markup": "{x} %s [red]",
    "nobody": "~nosuch/a",
    "the root": "/",
    "endless": "/dev/zero",
    "a pipe": "PIPE",
    "a folder": "FOLDER",
    "through a file": "SECRET/a",
    "unknown": "ffff",
    "no number": "U/1",
}
PARSER = parser()
COMMON = {"help", "store", "passphrase_file", "key_file", "seat", "json", "version"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, found_at: Callable[[Path, str], OpenSite]) -> Path:
    """A folder with a store that trusts another site, a passphrase file, a pipe that nobody writes to, and a card."""
    place = tmp_path_factory.mktemp("hostile")
    site, other = (found_at(place / name, name) for name in ("store", "乙站"))
    card = card_of(other)
    trust(site.office(), card, ("common",))
    site.close()
    other.close()
    (place / "secret").write_text(PASSPHRASE, "utf-8")
    (place / "card").write_bytes(card.dump())
    (place / "stick").mkdir()
    os.mkfifo(place / "pipe")
    return place


class Open(LocalPlatform):
    """A machine on which the store stays open, so that thousands of commands take no longer than a person waits."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._house = LocalBackend(folder)
        self._office = self._house.unlock(PASSPHRASE)

    def backend(self, folder: Path) -> Any:
        """Return the open store, or the doors of another folder."""
        return self if folder == self._folder else super().backend(folder)

    def unlock(self, *_: Any) -> Any:
        """Return the office, whoever asks."""
        return self._office

    def close(self) -> None:
        """Stay open."""

    def end(self) -> None:
        """Close the store."""
        self._house.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._house, name)


@pytest.fixture(scope="module")
def machine(place: Path) -> Iterator[Open]:
    """The machine with the open store."""
    with patch.object(key_slots, "MINIMUM", LIGHT):
        machine = Open(place / "store")
    yield machine
    machine.end()


@pytest.fixture
def ended(
    place: Path, machine: Open, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Any]:
    """Run a command; it must end as commands do."""
    (place / "here").mkdir(exist_ok=True)
    monkeypatch.chdir(place / "here")  # for a path may be relative, and then something is written there
    monkeypatch.setattr("data.system.text_lines.PATIENCE", 0.01)
    monkeypatch.setattr("tui.cli.parser.parser", lambda: PARSER)  # made once, not for each of thousands of commands

    def ended(words: list[str]) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO())
        given = ["--store", str(place / "store"), "--passphrase-file", str(place / "secret")]
        try:
            status = run([*given, *words], machine)
        except SystemExit as wrong_usage:
            status = wrong_usage.code  # type: ignore[assignment]
        out, err = capsys.readouterr()
        assert status in (0, 1, 2), words
        assert "Sealdesk stopped" not in err, (words, err)
        assert bool(err) == bool(status), (words, out, err)

    with patch.object(key_slots, "MINIMUM", LIGHT), patch("data.vault.header.calibrate", lambda: LIGHT):
        yield ended


def leaves() -> list[argparse.ArgumentParser]:
    return [each for each in parsers(PARSER) if each.get_default("command") and each.prog != "sealdesk"]


def usual(place: Path, action: argparse.Action) -> list[str]:
    """Return values with which an argument does no harm and hinders no other."""
    known = {
        "dir": str(place / "store" / "none"),
        "file": str(place / "card"),
        "site": "丙站",
        "name": "乙站",
        "kind": "person",
        "id": "ffff",
        "roles": "clerk",
        "parts": "common",
        "number": "U-1",
        "on": str(place / "stick"),
        "to": "乙站",
        "out": str(place / "stick" / "none" / "a"),
        "backup": str(place / "stick"),
        "need": "2",
        "of": "3",
    }
    return [str(action.choices[0])] if action.choices else [known.get(action.dest, "x")]  # type: ignore[index]


def written(action: argparse.Action, values: list[str]) -> list[str]:
    if not action.option_strings:
        return values
    name = action.option_strings[-1]
    return [name] if action.nargs == 0 else [f"{name}={values[0]}"] if action.nargs is None else [name, *values]


def lines(place: Path, command: argparse.ArgumentParser, value: str) -> Iterator[list[str]]:
    """Yield the command with the value in the place of each of its arguments, the others as usual."""
    options = [action for action in command._actions if action.option_strings and action.dest not in COMMON]
    positional = [
        action
        for action in command._actions
        if not action.option_strings and not isinstance(action, argparse._SubParsersAction)
    ]
    for odd in [*options, *positional]:
        words = command.prog.split()[1:]
        for action in [*options, *positional]:
            if action is odd and action.nargs != 0:
                values = [value]
            elif action is odd or action.required or action in positional:
                values = usual(place, action)
            else:
                continue
            if action in positional and "--" not in words:
                words.append("--")
            words += written(action, values)
        yield (
            words if command.prog != "sealdesk demo" or "--no-open" in words else [*words[:1], "--no-open", *words[1:]]
        )


def values(place: Path) -> Iterator[str]:
    for value in HOSTILE.values():
        yield value.replace("PIPE", f"{place}/pipe").replace("FOLDER", f"{place}").replace("SECRET", f"{place}/secret")


@pytest.mark.parametrize("command", leaves(), ids=lambda command: command.prog)
def test_every_argument_of_every_command_may_be_anything(
    ended: Any, place: Path, command: argparse.ArgumentParser
) -> None:
    for value in values(place):
        for words in lines(place, command, value):
            ended(words)


@pytest.mark.parametrize("option", ["--store", "--passphrase-file", "--key-file", "--seat"])
def test_so_may_what_stands_before_a_command(ended: Any, place: Path, option: str) -> None:
    for value in values(place):
        ended([f"{option}={value}", "list", "unit"])
