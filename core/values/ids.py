"""Identifiers of records: UUIDv7 (RFC 9562) as 32 hexadecimal digits, so that they sort by the time they were made."""

import os
import threading
import time

_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """Return a new identifier, larger than every one this process made before."""
    global _last  # one clock for the whole process
    with _lock:
        # 48 bits of milliseconds and 12 bits that count within one; a busy millisecond borrows from the next.
        _last = max(_last + 1, time.time_ns() // 1_000_000 << 12)
        stamp = _last
    random = int.from_bytes(os.urandom(8)) >> 2
    return f"{stamp >> 12:012x}7{stamp & 0xFFF:03x}{0b10 << 62 | random:016x}"
