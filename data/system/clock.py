"""The clock of this machine, by which the journal stamps changes, and the local time of such a stamp."""

import time
from datetime import datetime

from core.model.change import LATEST, seconds


def wall() -> datetime:
    """Return the time here, without a zone."""
    return datetime.fromtimestamp(time.time_ns() // 1_000_000_000)


def wall_milliseconds() -> int:
    """Return the time here in milliseconds since 1970 UTC, within the reach of a clock (changes §3.3)."""
    return min(max(time.time_ns() // 1_000_000, 0), LATEST)


def stamped(change: int) -> datetime:
    """Return the time here of a change's stamp (changes §3.3), without a zone."""
    return datetime.fromtimestamp(seconds(change))
