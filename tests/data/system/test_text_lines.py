"""Passphrase files as editors and shells make them."""

import os
import threading
from pathlib import Path

import pytest

from core.values.refusal import Refusal
from data.system import disk, text_lines
from data.system.text_lines import NothingCame, NotText, read_lines


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        (b"correct horse", ["correct horse"]),
        (b"correct horse\n", ["correct horse"]),
        (b"\xef\xbb\xbfcorrect horse\r\n", ["correct horse"]),  # as Notepad saves it
        (b"a\r\nb\tc\n\nd", ["a", "b\tc", "", "d"]),
        ("一\u2028二\x0b三".encode(), ["一\u2028二\x0b三"]),
        (b" kept \n", [" kept "]),
        (b"", [""]),
    ],
)
def test_line_ends_and_the_byte_order_mark_are_no_content(tmp_path: Path, raw: bytes, read: list[str]) -> None:
    (tmp_path / "file").write_bytes(raw)
    assert read_lines(tmp_path / "file") == read
    assert read_lines(tmp_path / "file", first_only=True) == read[:1]


@pytest.mark.parametrize(
    ("raw", "refusal"),
    [("口令口令口令口令".encode("gbk"), NotText), ("口令口令".encode("utf-16"), NotText)],
)
def test_what_is_no_utf_8_is_told(tmp_path: Path, raw: bytes, refusal: type[Refusal]) -> None:
    (tmp_path / "file").write_bytes(raw)
    with pytest.raises(refusal):
        read_lines(tmp_path / "file", first_only=True)


def test_a_pipe_is_read_once_somebody_writes_into_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    threading.Timer(0.2, lambda: (tmp_path / "pipe").write_text("correct horse\nkept open")).start()
    assert read_lines(tmp_path / "pipe", first_only=True) == ["correct horse"]


def test_a_pipe_that_stays_silent_is_not_waited_for_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_lines, "PATIENCE", 0.01)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(NothingCame):
        read_lines(tmp_path / "pipe")


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/null"])
def test_a_device_is_no_file(path: str) -> None:
    with pytest.raises(disk.NotAFile):
        read_lines(Path(path))
