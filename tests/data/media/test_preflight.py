"""Before anything is written: the number on a medium, and what is found to be in the way."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from core.results.preflight import SENTENCES, MediumState
from core.values.sentence import say
from data.media.preflight import (
    LABEL,
    UNREADABLE,
    NotReady,
    NumberedAlready,
    look,
    number_on,
    refuse_unless_ready,
    write_number,
)

# The number on a medium


def test_a_number_is_written_and_found_again_from_any_folder_below(stick: Path) -> None:
    write_number(stick, "U-007")
    (stick / "a" / "b").mkdir(parents=True)
    assert number_on(stick) == number_on(stick / "a" / "b") == "U-007"
    assert (stick / LABEL).read_text() == '{"format":"sealdesk-medium","number":"U-007","version":1}'


def test_a_medium_has_one_number(stick: Path) -> None:
    write_number(stick, "U-007")
    with pytest.raises(NumberedAlready, match="U-007"):
        write_number(stick, "U-008")
    assert write_number(stick, "U-007") == []  # it stands there: whoever was interrupted before the ledger goes on
    assert number_on(stick) == "U-007"


@pytest.mark.parametrize(
    "label",
    [
        b"",
        b"U-007",
        b'{"format":"sealdesk-medium","number":"../etc","version":1}',
        b'{"format":"sealdesk-medium","number":"U-007","version":2}',
        b'{"format":"sealdesk-medium","number":"U-007","number":"U-8","version":1}',
        b'{"format":"sealdesk-medium","number":"U-007","version":1,"x":1}',
        b'{ "format":"sealdesk-medium","number":"U-007","version":1}',
        b'{"format":"sealdesk-medium","number":"\\u001b[2J","version":1}',
        b" " * 2000,
        b"\xff\xfe",
    ],
)
def test_a_label_that_is_not_ours_is_no_number(stick: Path, label: bytes) -> None:
    (stick / LABEL).write_bytes(label)
    assert number_on(stick) == UNREADABLE


# Preflight


@pytest.fixture
def store(tmp_path: Path) -> Path:
    (tmp_path / "store").mkdir()
    return tmp_path / "store"


def found(target: Path, store: Path, **options: Any) -> list[MediumState]:
    return [notice.state for notice in look(target, store, options.pop("unfit", {}), **options).found]


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch, store: Path) -> None:
    """Let the store lie on another disk than the medium."""
    real = Path.stat

    def stat(path: Path, **options: Any) -> os.stat_result:
        seen = real(path, **options)
        return os.stat_result((*seen[:2], -1, *seen[3:])) if path == store else seen

    monkeypatch.setattr(Path, "stat", stat)


@pytest.mark.usefixtures("elsewhere")
def test_a_medium_that_is_ready(target: Path, store: Path) -> None:
    write_number(target.parent, "U-007")
    preflight = look(target, store, {}, expected="U-007", needed=1000)
    assert [notice.state for notice in preflight.found] == [MediumState.READY]
    assert (preflight.ready, preflight.medium, preflight.needed) == (True, "U-007", 1000)
    refuse_unless_ready(preflight)


def test_a_medium_that_is_not_there(target: Path, store: Path) -> None:
    assert found(target.parent / "gone" / "a.sealed", store) == [MediumState.NOT_THERE]


@pytest.mark.usefixtures("elsewhere")
def test_a_medium_that_can_only_be_read(target: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert found(target, store) == [MediumState.NOT_WRITABLE]


@pytest.mark.usefixtures("elsewhere")
def test_a_medium_without_room_says_how_much_is_needed_and_free(
    target: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(100, 60, 40))
    preflight = look(target, store, {}, needed=1041)
    assert [notice.state for notice in preflight.stops] == [MediumState.NO_ROOM]
    with pytest.raises(NotReady, match="1,041 bytes are needed and 40 are free"):
        refuse_unless_ready(preflight)


@pytest.mark.usefixtures("elsewhere")
def test_a_file_of_that_name(target: Path, store: Path) -> None:
    target.write_bytes(b"")
    assert found(target, store) == [MediumState.FILE_EXISTS, MediumState.OTHER_FILES]
    target.unlink()
    target.symlink_to("nowhere")
    assert MediumState.FILE_EXISTS in found(target, store)


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize(("label", "said"), [("U-008", "U-008"), ("?", "not readable")])
def test_another_medium_than_expected(target: Path, store: Path, label: str, said: str) -> None:
    if label == "?":
        (target.parent / LABEL).write_bytes(b"?")
    else:
        write_number(target.parent, label)
    preflight = look(target, store, {}, expected="U-007")
    assert [notice.state for notice in preflight.found] == [MediumState.OTHER_MEDIUM]
    assert f"not medium U-007: its number is {said}" in str(preflight.stops[0].sentence)


@pytest.mark.usefixtures("elsewhere")
def test_a_medium_without_the_number_expected(target: Path, store: Path) -> None:
    preflight = look(target, store, {}, expected="U-007")
    assert [notice.state for notice in preflight.found] == [MediumState.NO_NUMBER]
    assert "it has no number" in str(preflight.stops[0].sentence)


@pytest.mark.usefixtures("elsewhere")
def test_a_medium_that_the_ledger_calls_lost(target: Path, store: Path) -> None:
    write_number(target.parent, "U-007")
    assert found(target, store, unfit={"U-007": say("lost")}) == [MediumState.NOT_FOR_USE]


@pytest.mark.usefixtures("elsewhere")
def test_other_files_are_a_warning(target: Path, store: Path) -> None:
    (target.parent / "holiday.jpg").write_bytes(b"")
    (target.parent / "lost+found").mkdir()
    preflight = look(target, store, {})
    assert [notice.state for notice in preflight.found] == [MediumState.READY, MediumState.OTHER_FILES]
    assert "(1)" in str(preflight.found[1].sentence)


def test_the_disk_of_the_store_is_a_warning(target: Path, store: Path) -> None:
    preflight = look(target, store, {})
    assert [notice.state for notice in preflight.found] == [MediumState.READY, MediumState.SAME_DISK]
    assert preflight.ready


def test_looking_writes_nothing(target: Path, store: Path) -> None:
    before = target.parent.stat().st_mtime_ns
    look(target, store, {}, expected="U-007", needed=5)
    assert (list(target.parent.iterdir()), target.parent.stat().st_mtime_ns) == ([], before)


def test_every_state_has_its_sentence() -> None:
    assert SENTENCES.keys() == set(MediumState)
