"""Nothing that is stored or typed reaches a terminal as anything but signs, by no command."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.record import RECORDS, Record
from core.values.cleaning import escaped, printable
from data.site.open_site import OpenSite
from tests.support.command_line_driver import CommandLine
from tests.support.every_case import one_in
from tests.support.hostile_text import ATTACK, MARKUP, SHORT, lets_nothing_through, of_every_kind, plant
from tui.__main__ import LocalPlatform
from tui.cli.parser import run


@pytest.fixture(scope="module")
def hostile(
    tmp_path_factory: pytest.TempPathFactory, found_at: Callable[[Path, str], OpenSite]
) -> tuple[Path, dict[str, Record]]:
    """A closed store of attacks, and its records by kind."""
    folder = tmp_path_factory.mktemp("hostile") / "store"
    site = found_at(folder, "甲站")
    planted = plant(site.store, site.office())
    site.close()
    return folder, planted


@pytest.fixture
def store(hostile: tuple[Path, dict[str, Record]]) -> Path:
    """The closed store of attacks."""
    return hostile[0]


def test_the_attack_would_be_seen(hostile: tuple[Path, dict[str, Record]]) -> None:
    assert not lets_nothing_through(ATTACK)
    assert not lets_nothing_through(SHORT)
    _folder, planted = hostile
    assert sum("\x1b" in record.model_dump_json().encode().decode("unicode_escape") for record in planted.values()) > 25


@pytest.mark.parametrize("option", one_in(2, [(), ("--json",)]), ids=("as text", "as JSON"))
@pytest.mark.parametrize("kind", of_every_kind())
def test_no_command_about_records_lets_it_through(
    sealdesk: CommandLine, hostile: tuple[Path, dict[str, Record]], kind: str, option: tuple[str, ...]
) -> None:
    target = hostile[1][kind].id
    for words in (("list", kind), ("show", target), ("history", target)):
        ended = sealdesk.run(*option, *words)
        assert lets_nothing_through(ended.out + ended.err), words
        assert "Sealdesk stopped" not in ended.err, ended


def test_json_keeps_the_value_as_it_came(sealdesk: CommandLine, hostile: tuple[Path, dict[str, Record]]) -> None:
    assert sealdesk.json("show", hostile[1]["step"].id)["text"] == f"2{ATTACK[:-1]}"


def test_markup_is_printed_as_it_stands(sealdesk: CommandLine, hostile: tuple[Path, dict[str, Record]]) -> None:
    assert MARKUP in sealdesk("show", hostile[1]["step"].id)


@pytest.mark.parametrize("words", [("list", ATTACK), ("show", f"no {ATTACK}"), ("import", "staff_list", SHORT)])
def test_what_is_typed_on_the_command_line_is_not_echoed_raw(sealdesk: CommandLine, words: tuple[str, ...]) -> None:
    ended = sealdesk.run(*words)
    assert ended.err
    assert lets_nothing_through(ended.out + ended.err)


def test_wrong_usage_is_not_echoed_raw(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run([SHORT], LocalPlatform())
    printed = capsys.readouterr()
    assert "invalid choice" in printed.err
    assert lets_nothing_through(printed.out + printed.err)


def test_a_name_that_is_no_text_is_told_and_does_no_harm(sealdesk: CommandLine, tmp_path: Path) -> None:
    raw = str(tmp_path / "a\udc9b2J.xlsx")  # on an 8-bit terminal the byte 0x9b begins a control sequence
    ended = sealdesk.run("import", "staff_list", raw)
    assert "2J.xlsx" in ended.err
    assert lets_nothing_through(ended.out + ended.err)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "gbk"])
def test_a_terminal_without_hanzi_gets_question_marks(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding, errors="surrogateescape"))

    class Speaks(LocalPlatform):
        def backend(self, folder: Path) -> Any:
            print(f"安\U0001f600\udc9b{folder}")
            raise KeyboardInterrupt

    assert run(["--store", "x", "check"], Speaks()) == 130
    sys.stdout.flush()
    assert b"?" in raw.getvalue()
    assert b"\x9b" not in raw.getvalue()


@given(st.text())
def test_what_may_be_printed_is_signs(text: str) -> None:
    assert lets_nothing_through(printable(text).replace("\t", ""))
    assert printable(printable(text)) == printable(text)


@given(st.text())
def test_json_is_harmless_and_the_same(text: str) -> None:
    written = escaped(json.dumps(text, ensure_ascii=False))
    assert printable(written, "?") == written
    assert json.loads(written) == text


def test_every_kind_is_attacked() -> None:
    assert len(of_every_kind()) > 30
    assert set(of_every_kind()) < set(RECORDS)
