"""A disk that fails at a chosen point: everything that writes meets it on the way, files and the database alike.

`FaultyDisk()` counts the points of a deed. `FaultyDisk(at, how)` lets the program end there, as a kill would, or lets
the disk be full there, once or from then on.
"""

import builtins
import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from enum import Enum
from typing import Any
from unittest.mock import patch

from data.database.sqlcipher import Database, OperationalError

_SQLITE_FULL = 13
_WRITING = ("COMMIT", "VACUUM", "SELECT sqlcipher_export", "PRAGMA wal_checkpoint")
"""How the statements begin that bring something to the disk for good."""
_MAKING = ("fsync", "replace", "rename", "link", "mkdir")
_FREEING = ("unlink", "rmdir")
"""What a full disk still does."""


class How(Enum):
    """What happens at the point."""

    KILLED = "killed"
    FULL_ONCE = "full once"
    FULL = "full from then on"


class Killed(BaseException):
    """The program ends here; nothing it still tries reaches the disk."""


class FaultyDisk:
    """A disk that counts what is asked of it, and fails at one point."""

    def __init__(self, at: int | None = None, how: How = How.KILLED) -> None:
        """Fail at the point with this number, counted from 0."""
        self.points: list[str] = []
        self._at, self._how = at, how

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Let everything that writes meet this disk."""
        with ExitStack() as stack:
            for name in (*_MAKING, *_FREEING):
                stack.enter_context(patch.object(os, name, self._met(getattr(os, name), name)))
            for module in (builtins, io):
                stack.enter_context(patch.object(module, "open", self._opened(io.open)))
            stack.enter_context(patch.object(Database, "execute", self._executed(Database.execute)))
            yield

    def _meet(self, what: str, full: Callable[[], Exception] | None) -> None:
        number = len(self.points)
        self.points.append(what)
        if self._at is None or number < self._at:
            return
        if self._how is How.KILLED:
            raise Killed
        if full and (self._how is How.FULL or number == self._at):
            raise full()

    def _met(self, genuine: Callable[..., Any], name: str) -> Callable[..., Any]:
        def called(*given: Any, **more: Any) -> Any:
            self._meet(name, _no_space if name in _MAKING else None)
            return genuine(*given, **more)

        return called

    def _opened(self, genuine: Callable[..., Any]) -> Callable[..., Any]:
        def called(file: Any, mode: str = "r", *given: Any, **more: Any) -> Any:
            if set(mode) & set("wxa+") and not isinstance(file, int):
                self._meet("open", _no_space)
            return genuine(file, mode, *given, **more)

        return called

    def _executed(self, genuine: Callable[..., Any]) -> Callable[..., Any]:
        def called(db: Any, sql: str, *given: Any) -> Any:
            if sql.startswith(_WRITING):
                self._meet(sql.partition(" (")[0], _database_full)
            return genuine(db, sql, *given)

        return called


def _no_space() -> Exception:
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _database_full() -> Exception:
    error = OperationalError("database or disk is full")
    error.sqlite_errorcode = _SQLITE_FULL
    return error
