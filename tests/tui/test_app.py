"""The application as a whole: unlocking, the bars, the two languages, the palette, help, and a quiet end."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from core.exchange import Preview, Sent
from core.office import Office
from core.refusal import Refusal
from core.store import Progress
from core.text import Sentence, say
from tui.app import SealdeskApp


class WrongPassphrase(Refusal):
    """This passphrase opens no seat. Try again."""


class Doors:
    """Doors to a store that is open already; the passphrase is `correct`."""

    hint: Sentence | None = None

    def __init__(self, office: Office) -> None:
        self.office = office

    def seats(self) -> int:
        return 1

    def unlock(self, passphrase: str, seat: int | None) -> Office:
        self.confirm(passphrase)
        return self.office

    def confirm(self, passphrase: str) -> None:
        if passphrase != "correct":
            raise WrongPassphrase

    def close(self) -> None:
        pass

    def removable_media(self) -> list[Path]:
        return []


@pytest.fixture
def app(furnished: Office) -> SealdeskApp:
    return SealdeskApp(Doors(furnished))


async def test_smoke(app: Any, picture: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        print(picture(app))
        await pilot.press(*"correct", "enter")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause(0.3)
        print(picture(app))
        for key in (
            "2",
            "enter",
            "escape",
            "f1",
            "escape",
            "slash",
            "escape",
            "ctrl+p",
            "escape",
            "3",
            "5",
            "7",
            "ctrl+l",
            "2",
            "f2",
        ):
            await pilot.press(key)
            await pilot.pause(0.3)
            print(key)
            print(picture(app))
        assert 0
