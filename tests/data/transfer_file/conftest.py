"""A transfer file, as its tests begin with it."""

from pathlib import Path

import pytest

from tests.support.forged_files import Members, members_of, send


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return send(tmp_path_factory.mktemp("medium") / "a.sealed")


@pytest.fixture(scope="module")
def members(sealed: Path) -> Members:
    """The members of a good file, to be tampered with by somebody who can seal for Beta."""
    return members_of(sealed)
