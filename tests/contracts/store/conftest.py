"""The stores that are held to the promises of `core.model.store.Store`.

A further store is held to them by a line in `STORES`.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.values.ids import new_id
from data.store import sql_store
from tests.support.memory_store import MemoryStore

STORES: dict[str, Callable[[Path], Any]] = {
    "memory": lambda folder: MemoryStore(),
    "database": lambda folder: sql_store.create(folder / "store.db", bytes(32), new_id()),
}


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    """An empty store of each sort."""
    made = STORES[request.param](tmp_path)
    yield made
    made.close()
