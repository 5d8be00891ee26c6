"""The command line for the keys of a store, as scripts use it."""

import io
from pathlib import Path

import pytest

from tests.conftest import PASSPHRASE
from tests.support.command_line_driver import CommandLine

OTHER, THIRD = "second words here", "third words here"


@pytest.fixture
def second(sealdesk: CommandLine) -> CommandLine:
    """A second officer at seat 2, who is a clerk."""
    sealdesk("account", "open", "李明", "--new-passphrase-file", sealdesk.secret(OTHER))
    sealdesk("account", "roles", "李明", "clerk")
    return sealdesk.as_who_types(OTHER)


@pytest.fixture
def papers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The digits that the next papers will have: a person would copy them from the screen."""
    from data.site import keyring
    from data.vault.recovery import RecoveryPaper, draw_papers

    shown: list[str] = []

    def draw(need: int, of: int) -> tuple[RecoveryPaper, ...]:
        drawn = draw_papers(need, of)
        shown[:] = [paper.digits() for paper in drawn]
        return drawn

    monkeypatch.setattr(keyring, "draw_papers", draw)
    return shown


def test_an_account_is_closed_and_admitted_again_by_name_or_seat(
    sealdesk: CommandLine, second: CommandLine, tmp_path: Path
) -> None:
    assert "Seat 2 is closed" in sealdesk("account", "close", "李明")
    assert "seat 2" in second("check", "--seat", "2", status=1)
    admit = ("account", "admit", "2", "--new-passphrase-file", sealdesk.secret(OTHER))
    assert "A security officer permits a new passphrase first" in sealdesk(*admit, status=1)
    sealdesk("account", "open", "方审", "--new-passphrase-file", sealdesk.secret(THIRD))
    assert "方审 (seat 3) now has the roles: security officer" in sealdesk(
        "account", "roles", "方审", "security_officer"
    )
    assert "within a day" in sealdesk.as_who_types(THIRD)("account", "permit", "李明", "--reason", "本人到场")
    assert "李明 can sign in at seat 2" in sealdesk(*admit)
    second("list", "officer")
    assert "no account of “王五”" in sealdesk("account", "close", "王五", status=1)


def test_a_passphrase_is_changed_with_a_key_file_and_without(sealdesk: CommandLine, tmp_path: Path) -> None:
    key = tmp_path / "key"
    other = sealdesk.as_who_types(OTHER)
    sealdesk("keyfile", "make", str(key))
    new = ("--new-passphrase-file", sealdesk.secret(OTHER))
    sealdesk("passphrase", "change", *new, "--new-key-file", str(key))
    assert "goes with a key file" in other("check", status=1)
    other("check", "--key-file", str(key))
    own = ("--new-passphrase-file", sealdesk.secret(PASSPHRASE))
    other("passphrase", "change", *own, "--key-file", str(key))
    sealdesk("passphrase", "change", *new, "--no-key-file", "--key-file", str(key))
    other("list", "officer")


def test_who_is_left_out_of_a_change_of_the_master_key_is_named(
    sealdesk: CommandLine, second: CommandLine, tmp_path: Path
) -> None:
    assert "李明 would be shut out" in sealdesk("rotate", status=1)
    others = tmp_path / "others"
    others.write_text("2 without a tab\n", "utf-8")
    assert "Line 1" in sealdesk("rotate", "--others-file", str(others), status=1)
    others.write_text(f"2\t{OTHER}\n", "utf-8")
    assert sealdesk.json("rotate", "--others-file", str(others)) == {"seats": [1, 2], "shut_out": []}
    second("list", "officer")
    assert "李明 must be admitted again" in sealdesk("rotate", "--yes")
    assert "seat 2" in second("check", "--seat", "2", status=1)


class Copied(io.StringIO):
    """What a person types who has copied the papers from the screen."""

    def __init__(self, papers: list[str]) -> None:
        super().__init__()
        self._lines = iter(papers)

    def readline(self, size: int = -1, /) -> str:
        """Return the next paper, once it has been drawn."""
        return f"{next(self._lines, '')}\n"


@pytest.mark.parametrize(("sort", "numbers", "enough"), [("recovery", (), 1), ("shares", ("2", "3"), 2)])
def test_papers_are_made_tested_and_used(
    sealdesk: CommandLine,
    second: CommandLine,
    tmp_path: Path,
    papers: list[str],
    sort: str,
    numbers: tuple[str, ...],
    enough: int,
) -> None:
    asked = [word for pair in zip(("--need", "--of"), numbers, strict=False) for word in pair]
    printed = sealdesk(sort, "make", *asked, typed=Copied(papers))
    assert all(group in printed for paper in papers for group in paper.split())
    typed = tuple(papers[:enough])
    assert "open this store" in sealdesk(sort, "test", typed=typed)
    use = (sort, "use", "--new-passphrase-file", sealdesk.secret(THIRD))
    assert "Seat 2 has its new passphrase" in sealdesk(*use, "--seat", "2", typed=typed)
    sealdesk.as_who_types(THIRD)("list", "officer")
    with pytest.raises(SystemExit, match="2"):
        sealdesk(*use, typed=typed)


def test_papers_that_are_not_typed_back_do_not_count(sealdesk: CommandLine, papers: list[str]) -> None:
    assert "are expected here" in sealdesk("recovery", "make", typed=("123",), status=1)
    assert "no code or shares in force" in sealdesk("recovery", "test", typed=tuple(papers), status=1)
    assert "No recovery paper" in sealdesk("recovery", "test", status=1)


def test_a_witness_line_is_printed_and_compared(sealdesk: CommandLine) -> None:
    line = sealdesk("witness").strip()
    assert "or has gone on from there" in sealdesk("witness", "--compare", line)
    assert sealdesk.json("witness")["witness"]
    assert "older than the line" in sealdesk("witness", "--compare", f"9{line}", status=1)


def test_a_store_is_compared_with_a_backup(sealdesk: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    sealdesk("backup", "--to", str(tmp_path / "backups"))
    (backup,) = (tmp_path / "backups").iterdir()
    assert "sound" in sealdesk("check", "--backup", str(backup))
    assert "no Sealdesk backup" in sealdesk("check", "--backup", str(tmp_path), status=1)


def test_wrong_passphrases_slow_down_here_too(sealdesk: CommandLine, second: CommandLine) -> None:
    for _ in range(3):
        assert "does not open this store" in sealdesk.as_who_types("not these words")("check", status=1)
    assert "Wait 5 more seconds" in sealdesk("check", status=1)
