"""A disk that fails at a chosen point: everything that writes meets it on the way, files and the database alike.

`FaultyDisk()` counts the points of a deed. `FaultyDisk(at, how)` lets the program end there, as a kill would, or lets
the disk be full there, once or from then on. With `statements` each statement within a transaction is a point too: a
large transaction meets a full disk before its end, and SQLite then undoes all of it at once.
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
_WRITING = ("COMMIT", "VACUUM", "SELECT sqlcipher_export", "PRAGMA wal_checkpoint", "PRAGMA journal_mode")
"""How the statements begin that bring something to the disk for good."""
_CHANGING = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER")
"""How the statements begin that do so only outside a transaction."""
WITHIN = "within a transaction: "
"""How the name of a point begins that is a statement within one."""
_MAKING = ("fsync", "replace", "rename", "link", "mkdir", "sendfile")
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

    def __init__(self, at: int | None = None, how: How = How.KILLED, *, statements: bool = False) -> None:
        """Fail at the point with this number, counted from 0."""
        self.points: list[str] = []
        self._at, self._how, self._statements = at, how, statements
        self._in_use = False

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Let everything that writes meet this disk."""
        with ExitStack() as stack:
            for name in (*_MAKING, *_FREEING):
                stack.enter_context(patch.object(os, name, self._met(getattr(os, name), name)))
            for module in (builtins, io):
                stack.enter_context(patch.object(module, "open", self._opened(io.open)))
            stack.enter_context(patch.object(Database, "execute", self._executed(Database.execute)))
            self._in_use = True
            try:
                yield
            finally:
                self._in_use = False

    def takes(self) -> bool:
        """Meet a writing to a file; return whether it comes to anything: what is left over at the end does not."""
        if self._in_use:
            self._meet("write", _no_space)
        return self._in_use

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
        def called(file: Any, mode: str = "r", buffering: int = -1, *given: Any, **more: Any) -> Any:
            if not set(mode) & set("wxa+"):
                return genuine(file, mode, buffering, *given, **more)
            if not isinstance(file, int):
                self._meet("open", _no_space)
            of_raw = {name: more.pop(name) for name in ("closefd", "opener") if name in more}
            name = file if isinstance(file, int) else os.fspath(file)
            raw = _Raw(self, name, mode.replace("t", ""), **of_raw)
            buffered = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
            return buffered if "b" in mode else io.TextIOWrapper(buffered, *given, **more)

        return called

    def _executed(self, genuine: Callable[..., Any]) -> Callable[..., Any]:
        def called(db: Any, sql: str, *given: Any) -> Any:
            changing, inside = sql.startswith(_CHANGING), db.conn.in_transaction
            if changing and inside and self._statements:
                try:
                    self._meet(WITHIN + sql.partition(" ")[0], _database_full)
                except OperationalError:
                    db.conn.rollback()
                    raise
            elif sql.startswith(_WRITING) or (changing and not inside):
                self._meet(sql.partition(" " if changing else " (")[0], _database_full)
            return genuine(db, sql, *given)

        return called


class _Raw(io.FileIO):
    """A file each of whose writings meets a disk."""

    def __init__(self, disk: FaultyDisk, *given: Any, **more: Any) -> None:
        self._disk = disk
        super().__init__(*given, **more)

    def write(self, data: Any) -> int:
        """Write, unless the disk fails."""
        return super().write(data) if self._disk.takes() else len(data)


def _no_space() -> Exception:
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _database_full() -> Exception:
    error = OperationalError("database or disk is full")
    error.sqlite_errorcode = _SQLITE_FULL
    return error
