"""What a process leaves behind: no core, no traceback with values, no readable files, no file with plain text."""

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SECRET = "张三丰 110101199003070000"
pytestmark = pytest.mark.skipif(os.name != "posix", reason="how Windows keeps a process cannot be looked at from here")


def run(script: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "SEALDESK_LANG": "en", **environment},
        timeout=120,
    )


def test_no_core_is_written_and_nobody_looks_in() -> None:
    asked = """
import ctypes, os, resource, sys
from data.system.process import harden_process
harden_process()
print(resource.getrlimit(resource.RLIMIT_CORE), oct(os.umask(0)))
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) if sys.platform == "linux" else 0)  # PR_GET_DUMPABLE
print([name for name in os.environ if name.startswith("TEXTUAL")])
"""
    said = run(asked, TEXTUAL_LOG="/tmp/keys", TEXTUAL="devtools").stdout.splitlines()
    assert said == ["(0, 0) 0o77", "0", "[]"]


CRASH = f"""
import asyncio, logging, sys, threading, warnings
from tui.terminal.crash_report import report_crashes_only
report_crashes_only()
SECRET = {SECRET!r}

class Odd:
    def __del__(self):
        raise ValueError(SECRET)

def fail():
    mine = SECRET
    raise ValueError(mine)

async def forgotten():
    asyncio.get_running_loop().create_task(asyncio.to_thread(fail))
    await asyncio.sleep(0.05)

odd = Odd()
del odd
thread = threading.Thread(target=fail)
thread.start()
thread.join()
warnings.warn(SECRET)
logging.getLogger("x").error(SECRET)
asyncio.run(forgotten())
fail()
"""


def test_python_itself_says_where_and_never_what() -> None:
    done = run(CRASH)
    assert done.returncode == 1
    assert SECRET.split()[0] not in done.stdout + done.stderr
    assert done.stderr.count("ValueError") == 3
    assert "fail (" in done.stderr


def test_a_model_that_does_not_fit_does_not_quote_what_was_typed() -> None:
    from pydantic import ValidationError

    from core.desks.people.people import AddPerson
    from core.model.record import RECORDS
    from data.transfer_file.manifest import Manifest
    from data.vault.key_slots import Slot

    for model in (AddPerson, RECORDS["person"], Manifest, Slot):
        with pytest.raises(ValidationError) as refused:
            model.model_validate({"name": {"x": SECRET}, "id": SECRET, "surplus": SECRET, "seat": SECRET})
        assert SECRET.split()[0] not in str(refused.value)


MAIN = """
import sys
from unittest.mock import patch
from data.vault import key_slots as slots
from tests.conftest import LIGHT
from tui.__main__ import main
with patch.object(slots, "MINIMUM", LIGHT), patch("data.vault.header.calibrate", lambda: LIGHT):
    main()
"""


def test_what_the_program_makes_is_for_its_account_alone(tmp_path: Path) -> None:
    (tmp_path / "own").write_text("correct horse")
    folder = tmp_path / "store"
    own = ("--passphrase-file", str(tmp_path / "own"))
    assert run(MAIN, "init", str(folder), "--site", "x", *own).returncode == 0
    for words in (
        ("card", "export", str(tmp_path / "made.card")),
        ("keyfile", "make", str(tmp_path / "made.key")),
        ("backup", "--to", str(tmp_path)),
    ):
        done = run(MAIN, "--store", str(folder), *own, *words)
        assert done.returncode == 0, done.stderr
    made = [path for path in tmp_path.rglob("*") if path.name != "own"]
    assert len(made) > 7
    assert {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in made} == {(True, 0o700), (False, 0o600)}


# Files with plain text

OPENED = re.compile(r'open(?:at)?\((?:AT_FDCWD, )?"([^"]+)", ([A-Z_|]*)')
DAY = """
import sys
from datetime import datetime
from pathlib import Path
from unittest.mock import patch
from core.desks.administration.exports import RecordExport
from core.desks.people.people import AddPerson
from core.results.secrets import Secret
from core.model.query import Query
from data.vault import key_slots as slots
from data.backups.backup import make_backup, rehearse
from data.sync.exchange import Exchange
from data.documents.ledgered_export import export_list
from data.site.open_site import found_site
from tests.conftest import EVERY_ROLE, LIGHT, PASSPHRASE, sending_alone
from tests.support.site_driver import card_of, trust

place = Path(sys.argv[1])
made = {"officer": "o", "strength": LIGHT, "roles": EVERY_ROLE}
with patch.object(slots, "MINIMUM", LIGHT), patch("data.site.open_site.pack_text", sending_alone):
    here, there = (found_site(place / name, name, PASSPHRASE, **made) for name in ("one", "two"))
    trust(here.office(), card_of(there), ("common", "grievance"))
    trust(there.office(), card_of(here), ("common", "grievance"))
    here.office().do_all([AddPerson(name=f"{number}") for number in range(300)])
    entry = RecordExport(what="People", rows=300, file="list.xlsx")
    export_list(here.office(), entry, place / "out" / "list.xlsx", ["a"], (["x"] for _ in range(300)), lambda *_: None)
    (other,) = (each for each in here.office().find(Query("site")) if each.id != here.store.site)
    Exchange(here.store, here.keys).send(here.office(), other.id, place / "out" / "x.sealed")
    there_exchange = Exchange(there.store, there.keys)
    there_exchange.apply(there.office(), place / "out" / "x.sealed")
    there.store.rebuild()
    there.store.check()
    there.rotate({1: Secret(PASSPHRASE)})
    rehearse(make_backup(here, place / "out", keep=1).path, Secret(PASSPHRASE))
    there.office().find(Query("person", order=("-name",)))
    here.close()
    there.close()
"""


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_a_day_of_work_writes_nothing_but_stores_and_what_was_asked_for(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "temp").mkdir()
    log = tmp_path / "log"
    watched = ["strace", "-f", "--seccomp-bpf", "-e", "trace=open,openat,creat,memfd_create", "-o", str(log)]
    done = subprocess.run(
        [*watched, sys.executable, "-B", "-c", DAY, str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path / "temp"), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    if "Operation not permitted" in done.stderr:
        pytest.skip("strace may not look at processes here")
    assert done.returncode == 0, done.stderr
    written = {Path(path) for path, how in OPENED.findall(log.read_text()) if "WRONLY" in how or "RDWR" in how}
    places = {tmp_path / "one", tmp_path / "two", tmp_path / "out"}
    elsewhere = {path for path in written if not places & set(path.parents)} - {Path("/dev/null"), Path("/dev/tty")}
    # What a rehearsal restores is as encrypted as the backup; Python tries its folder of temporary files with "blat".
    temporary = re.escape(str(tmp_path / "temp"))
    known = re.compile(
        rf"{temporary}/(sealdesk-[^/]+/(vault\.json|lock|store\.db(-wal|-shm|-journal)?)|[a-z0-9_]{{8}})"
    )
    assert [path for path in elsewhere if not known.fullmatch(str(path))] == []
    assert written & {tmp_path / "one" / "store.db"}, "strace saw nothing"
    assert list((tmp_path / "temp").iterdir()) == []
