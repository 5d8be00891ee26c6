"""Identifiers are UUIDv7 in hexadecimal, each greater than the one before."""

import threading
import time
import uuid

from core.values import ids
from core.values.ids import new_id


def test_it_is_a_uuid_of_version_7() -> None:
    made = uuid.UUID(new_id())
    assert (made.version, made.variant) == (7, uuid.RFC_4122)


def test_it_carries_the_time() -> None:
    before = time.time_ns() // 1_000_000
    assert before <= int(new_id()[:12], 16) <= before + 60_000


def test_they_sort_in_the_order_they_were_made() -> None:
    made = [new_id() for _ in range(20_000)]  # far more than one millisecond counts
    assert made == sorted(set(made))


def test_they_go_on_when_the_clock_is_put_back() -> None:
    before = new_id()
    ids._last += 1 << 32
    assert new_id() > before


def test_threads_get_different_ones() -> None:
    made: list[str] = []
    threads = [threading.Thread(target=lambda: made.extend(new_id() for _ in range(500))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 2000
