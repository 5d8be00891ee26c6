"""Choosing a file: removable media first, then the folders on them; or its path, typed."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from textual.app import App

from core.refusal import Refusal
from core.text import N_, Sentence, say
from tui.choose import Choice, choose
from tui.language import _
from tui.widgets.dialog import ask

SHOWN = 500
"""How many entries of a folder are offered; a path can always be typed."""


class UnreadableFolder(Refusal):
    """The folder {folder} cannot be read. Choose another, or type the path of the file."""


async def choose_file(app: App[Any], title: Sentence, media: list[Path], suffix: str | tuple[str, ...]) -> Path | None:
    """Let the officer choose an existing file that ends with `suffix`; None if he went back."""
    folder: Path | None = None
    while True:
        entry = await choose(app, title, list(_entries(folder, media, suffix)))
        if entry is None:
            return None
        if entry == _TYPE:
            typed = await ask(app, say(N_("Path of the file")), start=f"{folder or Path.home()}/")
            return Path(typed).expanduser() if typed else None
        if not entry.is_dir():
            return entry
        folder = entry


async def choose_place(app: App[Any], title: Sentence, media: list[Path], name: str) -> Path | None:
    """Let the officer choose where to write a file called `name`; None if he went back."""
    places = [Choice(medium, str(medium), _("Removable medium")) for medium in media]
    start = Path.home()
    if places:
        chosen = await choose(app, title, [*places, Choice(_TYPE, _("Another place …"))])
        if chosen is None:
            return None
        start = start if chosen == _TYPE else chosen
    typed = await ask(app, say(N_("Path of the file")), start=str(start / name))
    return Path(typed).expanduser() if typed else None


_TYPE = Path()
"""Stands for "I type it myself"."""


def _entries(folder: Path | None, media: list[Path], suffix: str | tuple[str, ...]) -> Iterable[Choice[Path]]:
    if folder is None:
        for medium in media:
            yield Choice(medium, f"{medium}/", _("Removable medium"))
        yield Choice(Path.home(), f"{Path.home()}/", _("Your folder"))
    else:
        yield Choice(folder.parent, "../", _("The folder above"))
        yield from (Choice(path, _name(path)) for path in _inside(folder, suffix))
    yield Choice(_TYPE, _("Type the path …"))


def _inside(folder: Path, suffix: str | tuple[str, ...]) -> list[Path]:
    """Return the folders and the files of the right kind in a folder, folders first."""
    try:
        found = [path for path in folder.iterdir() if not path.name.startswith(".")]
        wanted = [path for path in found if path.is_dir() or path.name.lower().endswith(suffix)]
    except OSError:
        raise UnreadableFolder(folder=folder) from None
    return sorted(wanted, key=lambda path: (not path.is_dir(), path.name))[:SHOWN]


def _name(path: Path) -> str:
    return f"{path.name}/" if path.is_dir() else path.name
