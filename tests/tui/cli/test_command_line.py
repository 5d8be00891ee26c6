"""The program as the shell sees it: exit status, streams, encodings and the terminal."""

import io
import json
import os
import pty
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from rich.cells import cell_len

from core.desks.people.people import AddPerson, AddUnit
from core.values.ids import new_id
from data.site.open_site import OpenSite
from tests.conftest import LIGHT, PASSPHRASE
from tests.support.command_line_driver import PATIENCE, CommandLine, start
from tui.__main__ import LocalPlatform
from tui.cli.parser import run
from tui.cli.table import SHORTEST, shortened

RARE = "买买提·吐尔逊\U00020bb7"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, found_at: Callable[[Path, str], OpenSite]) -> Path:
    """A closed store with two people."""
    folder = tmp_path_factory.mktemp("shell")
    site = found_at(folder / "store", "甲站")
    office = site.office()
    unit = AddUnit(name="机关", code="01")
    people = (
        AddPerson(name=RARE, number="K4", unit=unit.target),
        AddPerson(name="张三", number="K5", unit=unit.target),
    )
    for action in (unit, *people):
        office.do(action)
    site.close()
    return folder / "store"


def output(store: Path, *words: str, environ: dict[str, str] | None = None) -> tuple[int, bytes, bytes]:
    """Return status, output and errors of the program without a terminal."""
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with start(store, *words, environ=environ, **pipes) as program:
        out, err = program.communicate(timeout=PATIENCE)
    return program.returncode, out, err


@pytest.mark.parametrize("away", ["stdin", "stdout", "stderr"])
def test_no_screen_is_drawn_where_one_stream_is_no_terminal(store: Path, tmp_path: Path, away: str) -> None:
    master, terminal = pty.openpty()
    streams: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), terminal)
    with (tmp_path / "log").open("w+b") as log:
        streams[away] = log
        program = start(store, "open", str(store), **streams)
        os.close(terminal)
        assert program.wait(PATIENCE) == 1
        log.seek(0)
        drawn = log.read() + (b"" if away == "stderr" else os.read(master, 4096))
    os.close(master)
    assert b"The screens need a terminal" in drawn
    assert b"\x1b[" not in drawn


@pytest.mark.parametrize("words", [("open", "DIR"), (), ("demo", "NEW")])
def test_without_any_terminal_nothing_hangs_and_nothing_is_made(
    store: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    asked = [word.replace("DIR", str(store)).replace("NEW", str(tmp_path / "new")) for word in words]
    status, out, err = output(store, *asked)
    assert (status, out) == (1, b"")
    assert b"need a terminal" in err
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "environ",
    [
        {"PYTHONIOENCODING": "gbk"},
        {"PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "utf-8"},
    ],
    ids=str,
)
def test_json_loses_no_sign_whatever_the_terminal_has(store: Path, environ: dict[str, str]) -> None:
    status, out, _err = output(store, "--json", "list", "person", "--query", "number:K4", environ=environ)
    assert status == 0
    assert [person["name"] for person in json.loads(out)] == [RARE]


def test_text_for_people_is_printed_as_far_as_it_goes(store: Path) -> None:
    status, out, err = output(store, "list", "person", environ={"PYTHONIOENCODING": "ascii"})
    assert (status, err) == (0, b"")
    assert b"K4" in out


def test_a_reader_that_goes_away_is_no_fault(store: Path) -> None:
    with start(store, "--json", "list", "person", stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        program.stdout.close()
        assert program.stderr.read() == b""
    assert program.returncode == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a file that is always full")
def test_output_that_cannot_be_written_is_told(store: Path) -> None:
    with Path("/dev/full").open("wb") as full, start(store, "list", "person", stdout=full, stderr=-1) as program:
        said = program.stderr.read()
    assert program.returncode == 1
    assert said.decode().startswith("What was to be printed could not be written")
    assert said.count(b"\n") == 1


@pytest.mark.parametrize("closed", [(0,), (1,), (2,), (0, 1, 2)], ids=str)
@pytest.mark.parametrize("words", [("list", "person"), ("open", "nowhere"), ("list",), ("recovery", "test")], ids=str)
def test_a_stream_that_is_closed_is_no_fault(store: Path, closed: tuple[int, ...], words: tuple[str, ...]) -> None:
    def close() -> None:
        for stream in closed:
            os.close(stream)

    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with start(store, *words, preexec_fn=close, **pipes) as program:
        out, err = program.communicate(timeout=PATIENCE)
    assert program.returncode in (0, 1, 2)
    assert b"Sealdesk stopped" not in out + err
    assert b"Traceback" not in out + err


def test_an_interrupt_ends_quietly(store: Path) -> None:
    def heed() -> None:
        """Take interrupts as from a terminal: whoever runs the tests in the background has them ignored."""
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    master, terminal = pty.openpty()
    streams = {"stdin": terminal, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with start(store, "passphrase", "change", preexec_fn=heed, **streams) as program:
        os.close(terminal)
        assert program.stderr.read(3) == b"New"  # the question; what follows it waits for keys
        program.send_signal(signal.SIGINT)
        assert program.wait(PATIENCE) == 130
        assert b"Traceback" not in program.stderr.read()
    os.close(master)


# In this process


def test_a_record_is_shown_by_its_number(sealdesk: CommandLine) -> None:
    assert RARE in sealdesk.json("show", "K4")["name"]
    assert "张三" in sealdesk("history", "K5")


def test_the_beginning_of_an_identifier_that_several_have_says_so(sealdesk: CommandLine) -> None:
    for few in ("", "0"):
        assert "Several records begin with" in sealdesk("show", few, status=1)
    assert "no record" in sealdesk("show", "K6", status=1)


def test_a_search_may_begin_with_a_minus(sealdesk: CommandLine) -> None:
    (left,) = sealdesk.json("list", "person", "--query", "-number:K4")
    assert left["number"] == "K5"


@pytest.mark.parametrize(("name", "file"), [("g.xlsx", "g.xlsx"), ("g", "g.xlsx"), ("人员", "人员.xlsx")])
def test_a_list_is_written_with_the_ending_of_its_kind(
    sealdesk: CommandLine, tmp_path: Path, name: str, file: str
) -> None:
    assert str(tmp_path / file) in sealdesk("export", "person", "--out", str(tmp_path / name))
    assert [path.name for path in tmp_path.iterdir()] == [file]


@pytest.mark.parametrize("name", ["g.csv", "g.XLS", "g.xlsx.zip"])
def test_a_list_is_not_written_under_the_ending_of_another_kind(
    sealdesk: CommandLine, tmp_path: Path, name: str
) -> None:
    assert "ends in .xlsx" in sealdesk("export", "person", "--out", str(tmp_path / name), status=1)
    assert list(tmp_path.iterdir()) == []


def test_a_relative_path_is_shown_whole(sealdesk: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert sealdesk.json("export", "person", "--out", "g.xlsx")["file"] == str(tmp_path / "g.xlsx")


def test_a_list_stands_in_columns_under_its_headings(sealdesk: CommandLine) -> None:
    heading, *rows = sealdesk("list", "person").splitlines()
    assert heading.split()[:3] == ["Identifier", "Full", "name"]
    assert len(rows) == 2
    for row in rows:
        identifier, name, number = row.split()[:3]
        assert cell_len(row[: row.index(number)]) == heading.index("Staff number")
        assert sealdesk.json("show", identifier)["name"] == name


def test_a_list_without_records_prints_nothing(sealdesk: CommandLine) -> None:
    assert sealdesk("list", "grievance") == ""


def test_a_record_is_shown_under_what_it_is_called(sealdesk: CommandLine) -> None:
    first, identifier, *_ = sealdesk("show", "K5").splitlines()
    assert first == "Person: 张三 K5"
    assert sealdesk.json("show", identifier.split()[-1])["number"] == "K5"


@pytest.mark.parametrize(
    ("identifiers", "length"),
    [(["a" * 32, "b" * 32], 16), (["a" * 20 + "0" * 12, "a" * 20 + "1" * 12], 21), (["a" * 32], 16), ([], 0)],
)
def test_identifiers_are_shortened_as_far_as_they_are_told_apart(identifiers: list[str], length: int) -> None:
    short = shortened(identifiers)
    assert {len(each) for each in short} <= {length}
    assert len(set(short)) == len(identifiers)


def test_what_a_list_prints_of_an_identifier_tells_it_from_what_was_made_in_the_same_millisecond() -> None:
    made = [new_id() for _ in range(200)]
    assert len({each[:SHORTEST] for each in made}) == len(made)


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        run(["--version"], LocalPlatform())
    assert capsys.readouterr().out.startswith("sealdesk 0.")


@pytest.mark.parametrize(("need", "of"), [("1", "1"), ("1", "3"), ("4", "3"), ("2", "17")])
def test_shares_are_for_several(sealdesk: CommandLine, need: str, of: str) -> None:
    assert "at least 2 of them" in sealdesk("shares", "make", "--need", need, "--of", of, status=1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("init", "NEW", "--site", "名" * 61), "1 to 60 visible characters"),
        (("init", "NEW", "--site", "名" * 65), "1 to 60 visible characters"),
        (
            ("init", "NEW", "--site", "甲站", "--officer", "名" * 41),
            "Full name: This is too long: at most 40 characters.",
        ),
        (("account", "open", "", "--new-passphrase-file", "SECRET"), "Full name: This must be filled in."),
        (("medium", "register", "U/1", "--on", "."), "Number: This does not have the right form."),
        (("conflicts", "--resolve", "x", "--take", "zz"), "no record x"),
        (("keyfile", "make", ""), "No path was given."),
    ],
    ids=str,
)
def test_an_argument_is_refused_with_the_sentence_of_a_form(
    sealdesk: CommandLine, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    given = (
        word.replace("NEW", str(tmp_path / "new")).replace("SECRET", sealdesk.secret(PASSPHRASE)) for word in words
    )
    with patch("data.vault.header.calibrate", lambda: LIGHT):
        assert said in sealdesk(*given, status=1)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("typed", "status"),
    [("\ufeff{}\r\n", 0), ("{}", 0), ("ｃｏｒｒｅｃｔ\u3000ｈｏｒｓｅ\n", 0), ("", 1), ("\ufeff\n", 1)],
)
def test_the_passphrase_comes_from_the_standard_input(sealdesk: CommandLine, typed: str, status: int) -> None:
    stream = io.StringIO(typed.format(PASSPHRASE))
    ended = sealdesk.run("--passphrase-file", "-", "list", "unit", typed=stream)
    assert ended.status == status
    assert ("standard input" in ended.err) == bool(status)


def test_an_empty_passphrase_file_is_no_wrong_passphrase(tmp_path: Path, sealdesk: CommandLine) -> None:
    (tmp_path / "empty").write_text("\n")
    assert "first line of" in sealdesk("--passphrase-file", str(tmp_path / "empty"), "check", status=1)
