"""How long work tells how far it is. Nothing is imported here: the first screen waits for it."""

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Told how much of how much is done; it may raise `Cancelled` to stop safely."""


def no_progress(done: int, total: int) -> None:
    """Ignore progress."""


Steps = Callable[[str], Progress]
"""Begins a step of long work, by its catalogue key, and returns what is told how far it is."""


def no_steps(step: str) -> Progress:
    """Ignore steps and their progress."""
    return no_progress
