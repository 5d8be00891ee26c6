"""A medium, and a file that is to be written to it."""

from pathlib import Path

import pytest


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


@pytest.fixture
def target(stick: Path) -> Path:
    return stick / "a.sealed"
