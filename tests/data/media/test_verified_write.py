"""Media as they fail: full, read-only, failing at every call, pulled out. What was not proved is not called written."""

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from core.results.preflight import CleanUp, WriteFailed, WriteState
from data.media import verified_write
from data.media.verified_write import (
    AlreadyThere,
    LeftBehind,
    NoRoom,
    NotReadBack,
    ReadBackDiffers,
    as_write_failure,
    write_verified,
)
from data.system import disk


def contents(out: BinaryIO) -> None:
    out.write(b"sealed" * 1000)


def fails_with(number: int) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, "medium")

    return fail


def test_what_is_written_is_proved(target: Path) -> None:
    written = write_verified(target, contents)
    assert (written.size, target.read_bytes()) == (6000, b"sealed" * 1000)
    assert list(target.parent.iterdir()) == [target]


def refused(target: Path, expected: type[Exception]) -> WriteFailed:
    """Write, and return how it was refused: under this name, and told with its outcome."""
    with pytest.raises(WriteFailed) as failed, as_write_failure():
        write_verified(target, contents)
    assert type(failed.value.__cause__) is expected
    return failed.value


NOTHING_LEFT = (WriteState.NOT_WRITTEN, CleanUp.NOTHING_LEFT)


@pytest.mark.parametrize(
    ("number", "name"),
    [(errno.ENOSPC, disk.DiskFull), (errno.EROFS, disk.DiskReadOnly), (errno.EIO, disk.DiskFails)],
)
@pytest.mark.parametrize("call", ["fsync", "rename"])
def test_a_call_that_fails_leaves_nothing(
    target: Path, monkeypatch: pytest.MonkeyPatch, number: int, name: type[Exception], call: str
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(*((os, "fsync") if call == "fsync" else (Path, "rename")), fails_with(number))
        failed = refused(target, name)
    assert (failed.state, failed.cleanup) == NOTHING_LEFT
    assert "nothing is left on the medium" in str(failed)
    assert list(target.parent.iterdir()) == []


def test_a_folder_that_cannot_be_flushed_takes_the_file_back(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(verified_write, "flush_folder", fails_with(errno.EIO))
        failed = refused(target, disk.DiskFails)
    assert (failed.state, failed.cleanup) == NOTHING_LEFT
    assert list(target.parent.iterdir()) == []


def test_a_file_system_that_knows_no_flushing_of_folders_is_good_enough(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verified_write, "flush_folder", fails_with(errno.EINVAL))
    assert write_verified(target, contents).size == 6000


def test_an_error_while_reading_back_is_no_success(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(verified_write, "read_back", fails_with(errno.EIO))
        failed = refused(target, NotReadBack)
    assert (failed.state, failed.cleanup) == (WriteState.NOT_READ_BACK, CleanUp.NOTHING_LEFT)
    assert list(target.parent.iterdir()) == []


def test_a_medium_that_keeps_something_else_is_no_success(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verified_write, "read_back", lambda part: verified_write.Written("0" * 64, 6000))
    assert refused(target, ReadBackDiffers).state is WriteState.NOT_READ_BACK


def test_what_cannot_be_removed_is_named_beside_what_went_wrong(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fails_with(errno.ENOSPC))
        patched.setattr(Path, "unlink", lambda path, missing_ok=False: None if not path.exists() else fails_with(5)())
        failed = refused(target, LeftBehind)
    assert (failed.state, failed.cleanup) == (WriteState.NOT_WRITTEN, CleanUp.LEFT)
    assert "full" in str(failed)
    assert str(target) + ".part" in str(failed)


def test_a_medium_that_is_pulled_out_is_not_called_clean(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def pulled_out(handle: int) -> None:
        target.parent.rename(target.parent.with_name("in the pocket"))
        raise OSError(errno.EIO, "gone")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", pulled_out)
        failed = refused(target, LeftBehind)
    assert failed.cleanup is CleanUp.LEFT


def test_less_room_than_needed_is_said_before_the_first_byte(target: Path) -> None:
    too_much = shutil.disk_usage(target.parent).free + 1_000_000_000
    with pytest.raises(NoRoom, match=f"{too_much:,}"):
        write_verified(target, lambda out: pytest.fail("nothing shall be written"), too_much)
    assert list(target.parent.iterdir()) == []


def test_what_stands_there_is_never_touched(target: Path) -> None:
    target.write_bytes(b"precious")
    assert refused(target, AlreadyThere).state is WriteState.NOT_WRITTEN
    assert target.read_bytes() == b"precious"


def on_a_real_medium(stick: Path, options: str, script: str) -> str:
    """Run a script on a file system of its own, in a name space where whoever likes may mount one; or skip the test."""
    if shutil.which("unshare") is None:
        pytest.skip("unshare is not here")
    mounted = f'mount -t tmpfs -o {options} none "{stick}" && "{sys.executable}" - "{stick}"'
    ran = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mounted],
        input=script,
        text=True,
        capture_output=True,
        check=False,
        cwd=Path(__file__).parents[3],
    )
    if ran.returncode and not ran.stdout:
        pytest.skip(f"no file system can be mounted here: {ran.stderr.strip()[-80:]}")
    return ran.stdout.strip()


WRITE = """
import sys
from pathlib import Path
from core.values.refusal import Refusal
from data.media.verified_write import as_write_failure, write_verified
try:
    with as_write_failure():
        write_verified(Path(sys.argv[1]) / "a.sealed", lambda out: out.write(bytes(1 << 20)), NEEDED)
except Refusal as refusal:
    print(type(refusal.__cause__).__name__, [each.name for each in Path(sys.argv[1]).iterdir()])
"""

LOOK = """
import sys
from pathlib import Path
from data.media.preflight import look
found = look(Path(sys.argv[1]) / "a.sealed", Path("/"), {}, needed=1 << 20).found
print(*(notice.state for notice in found))
"""


@pytest.mark.parametrize(
    ("options", "needed", "refusal"), [("size=64k", "0", "DiskFull"), ("size=64k", "1 << 20", "NoRoom")]
)
def test_a_real_medium_that_is_too_small(stick: Path, options: str, needed: str, refusal: str) -> None:
    assert on_a_real_medium(stick, options, WRITE.replace("NEEDED", needed)) == f"{refusal} []"


def test_a_real_medium_that_can_only_be_read(stick: Path) -> None:
    assert on_a_real_medium(stick, "ro", WRITE.replace("NEEDED", "0")) == "DiskReadOnly []"


@pytest.mark.parametrize(("options", "states"), [("size=64k", "no_room"), ("ro", "not_writable"), ("size=8m", "ready")])
def test_a_real_medium_is_seen_for_what_it_is(stick: Path, options: str, states: str) -> None:
    assert on_a_real_medium(stick, options, LOOK) == states
