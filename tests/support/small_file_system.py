"""Disks that fail for real: a small file system of its own, where this machine lets us make one."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def in_a_small_world(store: Path, script: str, size: str = "2m") -> str:
    """Run Python with the store on a file system of its own, of this size; return what it printed."""
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-rm", "true"], capture_output=True).returncode:
        pytest.skip("unshare -rm does not work here, so no small file system can be made")
    disk = store.parent / "disk"
    disk.mkdir()
    steps = f"mount -t tmpfs -o size={size} tmpfs {disk} && cp -r {store} {disk}/store && {sys.executable} - {disk}"
    done = subprocess.run(["unshare", "-rm", "sh", "-c", steps], input=script, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
