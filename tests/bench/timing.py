"""Timing for the benchmarks: what something takes, beside the same done another way."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

TIMES = 20
"""How often a quick thing is done; the median counts."""


@dataclass(frozen=True)
class Figure:
    """One line of a table: what took how long, and the baseline beside it (None where there is no such thing)."""

    name: str
    seconds: float
    baseline: float | None = None


def timed(work: Callable[..., Any]) -> float:
    """Return the seconds that something takes once."""
    start = perf_counter()
    work()
    return perf_counter() - start


def median(work: Callable[[int], Any]) -> float:
    """Return the median seconds of doing something many times; it is told which time it is."""
    return sorted(timed(lambda number=number: work(number)) for number in range(TIMES))[TIMES // 2]


def shown(seconds: float) -> str:
    """Return a duration for a table, always as wide."""
    return f"{seconds:9.2f} s" if seconds >= 1 else f"{seconds * 1000:8.2f} ms"


def wide(name: str, width: int) -> str:
    """Return a name filled up to so many terminal cells."""
    return name + " " * (width - sum(2 if ord(char) > 0x2E80 else 1 for char in name))
