"""The command-line driver: commands given at a site as scripts give them, and what they answer.

    def test_a_record_is_shown_by_its_number(sealdesk: CommandLine) -> None:
        assert "张三" in sealdesk("history", "K5")                    # what it printed; it must have ended well
        assert "no record" in sealdesk("show", "K6", status=1)       # what it printed as an error, and ended so
        assert sealdesk.json("show", "K4")["name"] == "李四"          # what it printed for other programs
        sealdesk("passphrase", "change", typed=("new words", "new words"))

`sealdesk` is the first officer at a closed store, the fixture `store`, which a test may override. The
same store as somebody else is `sealdesk.as_who_types("his own words")`, another store `command_line(folder)`, and an
office that is open already, as the screens have it, `commands_of(office)`.

Commands run in the process of the test, all at one moment, so that what waits for a time does not depend on how fast
they run. What only a process of its own shows (streams, signals, the terminal) is asked of `start`.
"""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from core.office.office import Office
from data.backend.backend import LocalBackend
from data.site.open_site import OpenSite
from data.vault import key_slots
from tests.conftest import LIGHT, PASSPHRASE
from tests.support.screen_stage import OpenBackend
from tui.__main__ import LocalPlatform
from tui.cli.parser import run

PROGRAM = f"""
from unittest.mock import patch
from data.vault import key_slots as slots
from tui.__main__ import main

with patch.object(slots, "MINIMUM", slots.Strength(**{LIGHT.model_dump()})):
    main()
"""
"""The program, for stores that open in no time."""
PATIENCE = 60
"""Seconds after which a program that has not ended hangs."""


@dataclass(frozen=True)
class Ended:
    """What a command left behind: its exit status, its output and its errors."""

    status: int
    out: str
    err: str


class CommandLine:
    """An officer who gives commands at a store."""

    def __init__(
        self, folder: Path, passphrase: str, capsys: pytest.CaptureFixture[str], platform: LocalPlatform | None = None
    ) -> None:
        self.folder, self._passphrase, self._capsys = folder, passphrase, capsys
        self._platform = platform or LocalPlatform()

    def __call__(self, *words: str, typed: Any = (), status: int = 0) -> str:
        """Give a command that must end with this status; return its output, or its errors if it is not 0."""
        ended = self.run(*words, typed=typed)
        assert ended.status == status, ended
        return ended.err if status else ended.out

    def json(self, *words: str, typed: Any = (), status: int = 0) -> Any:
        """Give a command that must end with this status; return what it printed for other programs."""
        ended = self.run("--json", *words, typed=typed)
        assert ended.status == status, ended
        return json.loads(ended.out)

    def run(self, *words: str, typed: Any = ()) -> Ended:
        """Give a command with lines, or a stream of its own, on the standard input."""
        stream = typed if isinstance(typed, io.IOBase) else io.StringIO("".join(f"{line}\n" for line in typed))
        given = ["--store", str(self.folder), "--passphrase-file", self.secret(self._passphrase), *words]
        with patch("sys.stdin", stream):
            status = run(given, self._platform)
        return Ended(status, *self._capsys.readouterr())

    def secret(self, passphrase: str) -> str:
        """Write a passphrase to a file, as scripts keep it; return its path."""
        file = self.folder.parent / "secrets" / passphrase
        file.parent.mkdir(exist_ok=True)
        file.write_text(passphrase, "utf-8")
        return str(file)

    def as_who_types(self, passphrase: str) -> "CommandLine":
        """Return the officer at the same store whose passphrase this is."""
        return CommandLine(self.folder, passphrase, self._capsys, self._platform)


@pytest.fixture
def command_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Path], CommandLine]]:
    """The first officer at a closed store: `command_line(folder)`."""
    moment = datetime.now()
    monkeypatch.setattr(LocalPlatform, "backend", lambda _self, folder: LocalBackend(folder, lambda: moment))
    with patch.object(key_slots, "MINIMUM", LIGHT):
        yield lambda folder: CommandLine(folder, PASSPHRASE, capsys)


@pytest.fixture
def store(tmp_path: Path, found_at: Callable[[Path, str], OpenSite]) -> Path:
    """A closed store, of the site 甲站."""
    found_at(tmp_path / "甲站", "甲站").close()
    return tmp_path / "甲站"


@pytest.fixture
def sealdesk(store: Path, command_line: Callable[[Path], CommandLine]) -> CommandLine:
    """The first officer at `store`."""
    return command_line(store)


class OpenPlatform(LocalPlatform):
    """The machine on which an office is open already."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def backend(self, folder: Path) -> Any:
        """Return the backend of the office, whichever store is named."""
        return OpenBackend(self._office)


@pytest.fixture
def commands_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[Office], CommandLine]:
    """The command line of an officer whose office is open already: `commands_of(office)`."""
    return lambda office: CommandLine(tmp_path / "store", "ok", capsys, OpenPlatform(office))


def start(store: Path, *words: str, environ: dict[str, str] | None = None, **streams: Any) -> Any:
    """Start the program in a process of its own, as the first officer at a store."""
    secret = store.parent / "secret"
    secret.write_text(PASSPHRASE, "utf-8")
    given = ["--store", str(store), "--passphrase-file", str(secret), *words]
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd()), "LANG": "en_US.UTF-8", **(environ or {})}
    return subprocess.Popen([sys.executable, "-c", PROGRAM, *given], env=environment, start_new_session=True, **streams)
