"""The clock of this machine, by which the journal stamps changes, and the local time of such a stamp."""

import time
from datetime import datetime

from core.change import seconds


def wall() -> datetime:
    """Return the time here, without a zone."""
    return datetime.fromtimestamp(time.time_ns() // 1_000_000_000)


def stamped(change: int) -> datetime:
    """Return the time here of a change's stamp (changes §3.3), without a zone."""
    return datetime.fromtimestamp(seconds(change))
