"""A vault, closed, with one seat."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.kept_sites import light
from tests.support.light_vault import create


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A vault with seat 1, closed."""
    with light():
        made, _ = create(tmp_path / "store")
        made.close()
        yield made.folder
