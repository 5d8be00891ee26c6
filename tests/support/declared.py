"""Desks that only a test declares: they are there as long as it lasts."""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from core.model.action import ACTIONS
from core.model.dashboard import DASHBOARDS
from core.model.figure import FIGURES
from core.model.printout import PAPERS
from core.model.record import RECORDS
from core.model.rule import RULES
from core.model.tiles import TILES
from core.spreadsheets.declaration import IMPORTS

REGISTRIES: tuple[dict[str, Any], ...] = (RECORDS, ACTIONS, RULES, DASHBOARDS, FIGURES, TILES, IMPORTS, PAPERS)


@contextmanager
def only_for_now() -> Iterator[None]:
    """Forget afterwards whatever was declared meanwhile."""
    before = [dict(registry) for registry in REGISTRIES]
    try:
        yield
    finally:
        for registry, declared in zip(REGISTRIES, before, strict=True):
            registry.clear()
            registry.update(declared)


@contextmanager
def desk(name: str) -> Iterator[ModuleType]:
    """Declare a desk of `tests.support`."""
    with only_for_now():
        sys.modules.pop(name, None)
        yield importlib.import_module(name)
