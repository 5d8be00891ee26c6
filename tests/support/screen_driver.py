"""The whole application on a furnished store: a backend that stands for this machine, and an officer at the keys."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, cast

import pytest
from textual import events

from core.office.office import Office
from core.values.refusal import Refusal
from core.values.sentence import Sentence
from data.system.disk import scratch_folder
from tui.app.app import SealdeskApp


class OpenBackend:
    """Doors to a store that is open already; the passphrase is `ok`."""

    hint: Sentence | None = None
    seat_count = 1
    seat: int | None = None
    media: list[Path]

    def __init__(self, office: Office) -> None:
        self.office = office
        self.media = []

    def seats(self) -> int:
        return self.seat_count

    def wants_key_file(self) -> bool:
        return False

    def unlock(self, passphrase: str, seat: int | None = None, key_file: Path | None = None) -> Office:
        self.confirm(passphrase)
        self.seat = seat
        return self.office

    def confirm(self, passphrase: str) -> None:
        if passphrase != "ok":
            raise WrongPassphrase

    def close(self) -> None:
        pass

    def removable_media(self) -> list[Path]:
        return self.media

    def scratch(self) -> AbstractContextManager[Path]:
        return scratch_folder()

    def missing_volumes(self, path: Path, folders: Sequence[Path] = ()) -> Sentence | None:
        return None


class WrongPassphrase(Refusal):
    """This passphrase opens no seat. Type it again."""


class Hand:
    """An officer before the screen."""

    def __init__(self, pilot: Any, settle: Any, picture: Any) -> None:
        self.pilot, self._settle, self._picture = pilot, settle, picture

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self._settle(self.pilot)

    async def at_once(self, *keys: str) -> None:
        """Press keys faster than anything can happen."""
        for key in keys:
            character = key if len(key) == 1 else {"enter": "\r"}.get(key)
            self.pilot.app.post_message(events.Key(key, character))
        await self._settle(self.pilot)

    async def type(self, text: str) -> None:
        await self.pilot.press("end", "ctrl+u")
        self.pilot.app.post_message(events.Paste(text))
        await self._settle(self.pilot)

    @property
    def shown(self) -> str:
        return " ".join(self._picture(self.pilot.app).split())


@pytest.fixture
def backend(furnished: Office) -> OpenBackend:
    return OpenBackend(furnished)


@pytest.fixture
def app(backend: OpenBackend) -> Any:
    """Sealdesk before a furnished store that is still locked."""
    app = SealdeskApp(cast("Any", backend))
    app.ends_on_mistakes = True
    return app


def _busy(app: Any) -> list[Any]:
    return [worker for worker in app.workers if worker._thread_worker and not worker.is_finished]


@pytest.fixture
def settle() -> Callable[[Any], Awaitable[None]]:
    """Wait until nothing is being read or drawn any more, but for dialogs that wait for the officer."""

    async def wait(pilot: Any) -> None:
        await pilot.pause()
        while (busy := _busy(pilot.app)) or pilot.app.hurried:
            if busy:  # of none it would wait for all
                await pilot.app.workers.wait_for_complete(busy)
            await pilot.pause()

    return wait


@pytest.fixture
def opened(app: Any, settle: Callable[[Any], Awaitable[None]]) -> Callable[..., AbstractAsyncContextManager[Any]]:
    """Sealdesk with the store open, on the first desk: `async with opened() as pilot`."""

    @asynccontextmanager
    async def run(size: tuple[int, int] = (80, 24)) -> AsyncIterator[Any]:
        async with app.run_test(size=size, notifications=True) as pilot:
            await pilot.press(*"ok", "enter")
            await settle(pilot)
            yield pilot

    return run


@pytest.fixture
def sitting(opened: Any, settle: Any, picture: Any) -> Any:
    """Sit down at the furnished office with one hand on the keys: `async with sitting((80, 24)) as hand`."""

    @asynccontextmanager
    async def sit(size: tuple[int, int]) -> AsyncIterator[Hand]:
        async with opened(size) as pilot:
            yield Hand(pilot, settle, picture)

    return sit
