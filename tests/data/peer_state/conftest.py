"""Sites that have shown each other checkpoints."""

from typing import Any

import pytest

from tests.support.shown_checkpoints import work


@pytest.fixture
def sites(hands: tuple[Any, ...]) -> tuple[Any, Any, Any]:
    """Three sites, each of which has shown each other a checkpoint."""
    for one in hands:
        work(one)
        for other in hands:
            if one is not other:
                other.receive(one.send(other))
    return hands
