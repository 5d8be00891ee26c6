"""The clock of this machine, by which the journal stamps changes, and the local time of such a stamp."""

import time
from datetime import datetime
from typing import Final

from core.change import milliseconds

_LATEST: Final = 253_370_764_800
"""Seconds since 1970 of the year 9999: a stamp of another site may say what no date can."""


def wall() -> datetime:
    """Return the time here, without a zone."""
    return _local(time.time_ns() // 1_000_000)


def stamped(change: int) -> datetime:
    """Return the time here of a change's stamp (changes §3.3), without a zone."""
    return _local(milliseconds(change))


def _local(ms: int) -> datetime:
    return datetime.fromtimestamp(min(ms // 1000, _LATEST))
