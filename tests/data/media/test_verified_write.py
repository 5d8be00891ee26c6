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

from core.results.preflight import SENTENCES, CleanUp, MediumState, WriteFailed, WriteState
from core.values.sentence import say
from data.media import verified_write
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


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


@pytest.fixture
def target(stick: Path) -> Path:
    return stick / "a.sealed"


def contents(out: BinaryIO) -> None:
    out.write(b"sealed" * 1000)


def fails_with(number: int) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, "medium")

    return fail


# Writing: each call of the system fails in turn


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
