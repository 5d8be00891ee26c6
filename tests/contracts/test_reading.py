"""Files are opened for reading in one place, which takes no pipe, device or folder: nothing waits for ever."""

import ast
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.values.refusal import Refusal
from data.system.disk import IsFolder, NotAFile, open_ordinary
from data.system.text_lines import NothingCame, read_lines
from tests.support.every_case import every

ROOT = Path(__file__).parents[2]
READERS = frozenset({"read_bytes", "read_text", "copyfile", "copy", "copy2"})
ALLOWED = {
    "data/site/open_site.py": {"read_text"},  # the policy packs that the program brings with it
    "data/backups/backup.py": {
        "copyfile"
    },  # the header of the store that is open, which was looked at when it was opened
}


def opened_to_read(path: Path) -> Iterator[str]:
    """Yield the calls in a module that read a file without asking what it is."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        of_module = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "shutil"
        modes = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        if called == "open" and any(mode in ("r", "rb", "rt") for mode in modes):
            yield "open"
        elif called in READERS - {"copy"} or (of_module and called == "copy"):
            yield called


@every("path", sorted((ROOT / "data").rglob("*.py")), lambda path: str(path.relative_to(ROOT)))
def test_nothing_else_opens_a_file_to_read_it(path: Path) -> None:
    name = str(path.relative_to(ROOT))
    found = set(opened_to_read(path)) - ALLOWED.get(name, set())
    assert name == "data/system/disk.py" or found == set()


@contextmanager
def at_once(seconds: int = 5) -> Iterator[None]:
    """Fail what takes longer."""

    def late(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """A pipe that nobody writes into."""
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


def test_a_pipe_a_device_and_a_folder_are_refused_at_once(pipe: Path) -> None:
    for path, refusal in ((pipe, NotAFile), (Path("/dev/zero"), NotAFile), (pipe.parent, IsFolder)):
        with at_once(), pytest.raises(refusal):
            open_ordinary(path)


@pytest.mark.parametrize("written", [b"", b"half a line"])
def test_a_pipe_that_says_no_more_is_not_waited_for(
    written: bytes, pipe: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.system.text_lines.PATIENCE", 0.2)
    other_end = os.open(pipe, os.O_RDWR)
    try:
        os.write(other_end, written)
        with at_once(), pytest.raises(NothingCame):
            read_lines(pipe, first_only=True)
        os.write(other_end, b" and its end\nmore")
        with at_once():
            assert read_lines(pipe, first_only=True)[0].endswith("its end")
    finally:
        os.close(other_end)


def test_a_stream_without_end_is_read_to_a_bound() -> None:
    with at_once(), pytest.raises(Refusal):
        read_lines(Path("/dev/zero"))
