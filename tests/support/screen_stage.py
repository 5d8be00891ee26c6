"""What the screen driver opens: an application before an office, or before a whole site."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, cast

import pytest
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widget import Widget

from core.office.office import Office
from core.values.refusal import Refusal
from core.values.sentence import Sentence
from data.backend.backend import LocalBackend
from data.documents.ledgered_export import export_list, export_paper
from data.site.open_site import OpenSite
from data.system.disk import scratch_folder
from tests.support.screen_driver import Opened, signed_in
from tui.app.app import SealdeskApp
from tui.terminal.theme import THEMES


class OpenBackend:
    """A backend whose store is open already; the passphrase is `ok`. What it writes to files, it really writes.

    A test sets what else is asked of it: `backend.import_rows = ...`.
    """

    hint: Sentence | None = None
    seat_count = 1
    seat: int | None = None
    theme = ""
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

    def keep_theme(self, name: str) -> None:
        self.theme = name

    def close(self) -> None:
        pass

    def removable_media(self) -> list[Path]:
        return self.media

    def scratch(self) -> AbstractContextManager[Path]:
        return scratch_folder()

    def missing_volumes(self, path: Path, folders: Sequence[Path] = ()) -> Sentence | None:
        return None

    export_list = staticmethod(export_list)
    export_paper = staticmethod(export_paper)


class WrongPassphrase(Refusal):
    """This passphrase opens no seat. Type it again."""


class SiteBackend(OpenBackend, LocalBackend):
    """The whole backend of a site that is open already, for one of its officers, with media in its drives."""

    missing_volumes = LocalBackend.missing_volumes  # type: ignore[assignment]

    def __init__(self, site: OpenSite, *media: Path, seat: int = 1) -> None:
        LocalBackend.__init__(self, site.vault.folder, lambda: site.clock())
        self._site = site
        self.office = site.office(seat)
        self.media = list(media)


class Stage(App[Any]):
    """Shows nothing but one widget, or one screen, and keeps what that screen is closed with as `result`."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, *shown: Widget, screen: Screen[Any] | None = None) -> None:
        super().__init__()
        self._shown = shown
        self._pushed = screen
        self.result: Any = "nothing yet"
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name

    def compose(self) -> ComposeResult:
        yield from self._shown

    def on_mount(self) -> None:
        if self._pushed is not None:
            self.push_screen(self._pushed, self._keep)
        elif self._shown:
            self._shown[0].focus()

    def _keep(self, result: Any) -> None:
        self.result = result


@pytest.fixture
def backend(furnished: Office) -> OpenBackend:
    """A backend of the furnished office."""
    return OpenBackend(furnished)


@pytest.fixture
def app(backend: OpenBackend) -> SealdeskApp:
    """The program before a furnished store that is still locked."""
    return SealdeskApp(cast("Any", backend))


@pytest.fixture
def opened(backend: OpenBackend) -> Opened:
    """The program on the furnished store, signed in: `async with opened((160, 48), "zh_CN") as officer`."""

    def open_program(size: tuple[int, int] = (80, 24), language: str = "", *, goes_on: bool = False) -> Any:
        return signed_in(backend, size=size, language=language, goes_on=goes_on)

    return open_program
