"""Killing the program at random moments: `kill -9` while it does something, and what must be true afterwards.

A deed runs in a process of its own and says aloud each thing that it has done. It is killed; then the store must open,
`check` must be clean, and everything that was said must be there. To kill the program at something new, add a `Deed` to
`DEEDS`: a function that does it over and over, and one that judges what it said.
"""

import multiprocessing
import os
import random
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from tests.support.crash_deeds import Deed, Place, Say


@dataclass
class Toll:
    """What many kills came to."""

    kills: int = 0
    said: int = 0
    """Things that had been reported as done."""
    by_deed: dict[str, int] = field(default_factory=dict)


def kill_often(deed: Deed, place: Place, kills: int, rng: random.Random) -> Toll:
    """Kill a deed this often, each time going on with what the kill before left; judge after every one."""
    toll, said, seconds = Toll(), list[str](), deed.seconds
    for _ in range(kills):
        said += _killed(deed, place, rng.uniform(0, seconds))
        if not said:  # a machine with much else to do gets more time, or it would never be killed late in a deed
            seconds = min(seconds * 1.3, deed.seconds * 10)
        toll.kills += 1
        with place.site() as site:
            fault = site.store.check()
            assert fault is None, fault
            deed.judge(place, site, said)
    toll.said = len(said)
    return toll


def _killed(deed: Deed, place: Place, seconds: float) -> list[str]:
    """Run a deed in a process of its own, kill it after so many seconds, and return what it had said."""
    context: Any = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.support.crash_runner"])
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(deed.do, place, theirs))
    process.start()
    theirs.close()
    assert ours.recv() == "begun"
    process.join(seconds)
    assert process.exitcode is None, "the deed ended by itself"
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    return list(_rest(ours))


def _run(do: Callable[[Place, Say], None], place: Place, pipe: Connection) -> None:
    pipe.send("begun")
    do(place, pipe.send)


def _rest(pipe: Connection) -> Iterator[str]:
    """Yield what was said until the end: a pipe keeps what a killed process put into it whole."""
    try:
        while True:
            yield pipe.recv()
    except EOFError:
        return
