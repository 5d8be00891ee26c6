"""Wrong passphrases one after the other: each lets the next try wait longer (docs/formats/vault.md, section 10)."""

import math
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from core.policy.pack import LockSettings
from core.values.refusal import Refusal
from data.formats.strict_json import format_time, read_time
from data.system.disk import open_ordinary, replace_file
from data.vault.folder import ATTEMPTS

BYTES_AT_MOST: Final = 65_536
APART_AT_MOST: Final = 500
"""How many wrong passphrases stand each on a line of its own; of more, the older ones are counted."""
FIRST_WAIT: Final = 5
"""Seconds after the first try that is not free; each further one doubles them."""
_TRY = re.compile(r"(\S+)(?: seat (\d{1,4}))?")
_OLDER = re.compile(r"older (\d{1,12})")
_PACE = re.compile(r"pace (\d{1,4}) (\d{1,4})")


class TooSoon(Refusal):
    """There were {count} wrong passphrases. Wait {seconds} more seconds; what is typed before that is not looked at."""


@dataclass(frozen=True)
class Backoff:
    """How many tries are free, and how many seconds the longest wait is."""

    free: int = LockSettings().free_tries
    most: int = LockSettings().longest_wait

    @classmethod
    def of(cls, terms: LockSettings) -> "Backoff":
        """Return what the policy pack says."""
        return cls(terms.free_tries, terms.longest_wait)

    def wait(self, wrong: int) -> int:
        """Return how many seconds the next try waits after so many wrong ones."""
        return min(FIRST_WAIT << min(wrong - self.free, 16), self.most) if wrong >= self.free else 0


class FailedAttempt(NamedTuple):
    """A wrong passphrase: when, and for which seat, which is 0 if none was typed."""

    when: datetime
    seat: int


class LoginThrottle:
    """The wrong passphrases since the last right one: in a file beside a closed store, else in memory alone."""

    def __init__(self, folder: Path | None = None, backoff: Backoff | None = None) -> None:
        """Read what stands in the file, if there is one; what is not of its form counts for nothing."""
        self._path = folder and folder / ATTEMPTS
        self.backoff = backoff or Backoff()
        self.tries: list[FailedAttempt] = []
        self.older = 0
        """How many there were before these."""
        for line in self._lines():
            self._take_in(line)

    def _lines(self) -> Iterable[str]:
        with suppress(OSError):
            if self._path is not None:
                with open_ordinary(self._path) as file:
                    return file.read(BYTES_AT_MOST).decode("ascii", "replace").splitlines()
        return ()

    def _take_in(self, line: str) -> None:
        with suppress(ValueError):
            if pace := _PACE.fullmatch(line):
                self.backoff = Backoff.of(LockSettings(free_tries=int(pace[1]), longest_wait=int(pace[2])))
            elif older := _OLDER.fullmatch(line):
                self.older = int(older[1])
            elif wrong := _TRY.fullmatch(line):
                self.tries.append(FailedAttempt(read_time(wrong[1]), int(wrong[2] or 0)))

    def refuse_too_soon(self, now: datetime) -> None:
        """Refuse a try that comes before the wait is over; a clock that was put back lets nobody wait for ever."""
        if self.tries:
            passed = (now.astimezone(UTC) - self.tries[-1].when).total_seconds()
            count = self.older + len(self.tries)
            left = self.backoff.wait(count) - passed
            if left > 0 and passed >= 0:
                raise TooSoon(count=count, seconds=math.ceil(left))

    def add(self, now: datetime, seat: int) -> None:
        """Note a wrong passphrase for a seat, or for none (0); if it cannot be written it counts until the end."""
        moment = now.astimezone(UTC).replace(microsecond=0)
        self.tries.append(FailedAttempt(moment, seat))
        crowded = len(self.tries) >= 2 * APART_AT_MOST
        if crowded:
            self.older += len(self.tries) - APART_AT_MOST
            del self.tries[:-APART_AT_MOST]
        with suppress(OSError):
            if self._path is not None and crowded:
                replace_file(self._path, "".join(map(_line, self._contents())).encode())
            elif self._path is not None:
                with self._path.open("ab") as file:
                    file.write(_line(_said(self.tries[-1])).encode())

    def _contents(self) -> Iterable[str]:
        """Yield the lines of a file that begins anew with what is known."""
        if self.backoff != Backoff():
            yield f"pace {self.backoff.free} {self.backoff.most}"
        yield f"older {self.older}"
        yield from map(_said, self.tries)

    def clear(self, backoff: Backoff) -> None:
        """Begin anew, with these waits: the passphrase was right."""
        self.tries, self.older, self.backoff = [], 0, backoff
        with suppress(OSError):
            if self._path is None:
                return
            if backoff != Backoff():  # a closed store cannot be asked for its policy pack
                replace_file(self._path, f"pace {backoff.free} {backoff.most}\n".encode())
            else:
                self._path.unlink(missing_ok=True)


def _said(wrong: FailedAttempt) -> str:
    return f"{format_time(wrong.when)}{f' seat {wrong.seat}' if wrong.seat else ''}"


def _line(text: str) -> str:
    return f"{text}\n"
