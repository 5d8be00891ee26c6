"""Choosing a file: removable media first, then the folders on them; or its path, typed or pasted."""

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from textual.app import App

from core.values.refusal import Refusal
from core.values.sentence import N_, Sentence, say
from tui.dialogs.choose import Choice, choose
from tui.dialogs.dialog import ask, tell
from tui.formatting.paths import ending_in, free_name, is_folder, is_there, typed_path
from tui.language import _

MAX_SHOWN = 500
"""How many entries of a folder are offered; a path can always be typed."""


class UnreadableFolder(Refusal):
    """The folder {folder} cannot be read. Choose another, or type the path of the file."""


class NotThere(Refusal):
    """There is no file {path}. Check the path, and that the medium is plugged in."""


Entry = Path | str
"""A path that is offered, or one that was typed into the line."""


FILE = N_("Path of the file")
FOLDER = N_("Path of the folder")


async def choose_file(app: App[Any], title: Sentence, media: list[Path], suffix: str | tuple[str, ...]) -> Path | None:
    """Let the officer choose an existing file that ends with `suffix`; None if he went back."""
    folder = _first_folder(media)
    while True:
        entry = await choose(app, title, list(_entries(folder, media, suffix)), _typed)
        if entry is None:
            return None
        if isinstance(entry, str):
            path = await _asked(app, entry or f"{folder or Path.home()}/", entry, _existing)
            if path is None:
                continue
            entry = path
        if not is_folder(entry):
            return entry
        folder = entry


async def choose_place(app: App[Any], title: Sentence, media: list[Path], name: str, what: str = FILE) -> Path | None:
    """Let the officer choose where to write a file called `name`; None if he went back.

    `what` says what the path is of, where it is typed. A name that has an ending is that of a file: it is proposed so
    that nothing is called that yet, and what is typed gets the same ending, or is a folder to put it into.
    """
    start = Path.home()
    typed = ""
    if media:
        places: list[Choice[Entry]] = [Choice(medium, str(medium), _("Removable medium")) for medium in media]
        chosen = await choose(app, title, [*places, Choice(_TYPE, _("Another place …"))], _typed)
        if chosen is None:
            return None
        if isinstance(chosen, Path):
            start = chosen
        else:
            typed = chosen
    suffix = Path(name).suffix

    def placed(path: Path) -> Path:
        if not suffix:
            return path
        return free_name(path / name) if is_folder(path) else ending_in(path, suffix)

    proposed = free_name(start / name) if suffix else start / name
    return await _asked(app, str(proposed), typed, placed, what)


async def _asked(
    app: App[Any], start: str, typed: str | None, fit: Callable[[Path], Path], what: str = FILE
) -> Path | None:
    """Ask for a path until it can be used, unless one was `typed` already; None if the officer went back."""
    typed = typed or await ask(app, say(what), start=start)
    while typed:
        try:
            path = fit(typed_path(typed.strip()))
        except Refusal as refusal:
            await tell(app, refusal.sentence)
            typed = await ask(app, say(what), start=typed)
        else:
            return path
    return None


def _existing(path: Path) -> Path:
    if not is_there(path):
        raise NotThere(path=path)
    return path


_TYPE = ""
"""Stands for "I type it myself"."""


def _typed(line: str) -> Choice[Entry] | None:
    """Return what was typed or pasted as a choice, if it is a path."""
    path = _unwrapped(line.strip())
    return Choice(path, path, _("The path as it was typed")) if "/" in path or path.startswith("~") else None


def _unwrapped(pasted: str) -> str:
    """Return a path without the quotes in which terminals paste it, or the one that a file manager's address means."""
    if len(pasted) > 1 and pasted[0] == pasted[-1] and pasted[0] in "'\"":
        pasted = pasted[1:-1]
    address = urlsplit(pasted)
    return unquote(address.path) if address.scheme == "file" else pasted


def _first_folder(media: list[Path]) -> Path | None:
    """Return where to begin: in the only medium there is, or in the officer's folder; None to choose among media."""
    return None if len(media) > 1 else next(iter(media), Path.home())


def _entries(folder: Path | None, media: list[Path], suffix: str | tuple[str, ...]) -> Iterable[Choice[Entry]]:
    if folder is None:
        for medium in media:
            yield Choice(medium, f"{medium}/", _("Removable medium"))
    else:
        for path, changed in _inside(folder, suffix):
            yield Choice(path, f"{path.name}/" if path.is_dir() else path.name, str(path), beside=changed)
        yield Choice(folder.parent, "../", _("The folder above"))
        for medium in media:
            if medium != folder:
                yield Choice(medium, f"{medium}/", _("Removable medium"))
    if folder != Path.home():
        yield Choice(Path.home(), f"{Path.home()}/", _("Your folder"))
    yield Choice(_TYPE, _("Type the path …"))


def _inside(folder: Path, suffix: str | tuple[str, ...]) -> list[tuple[Path, str]]:
    """Return the files of the right kind in a folder, the newest first, and then its folders; each with its day."""
    found = list[tuple[bool, float, Path]]()
    try:
        for path in folder.iterdir():
            if not path.name.startswith(".") and (path.is_dir() or path.name.lower().endswith(suffix)):
                found.append((path.is_dir(), path.lstat().st_mtime, path))
    except OSError:
        raise UnreadableFolder(folder=folder) from None
    in_order = sorted(found, key=lambda each: (each[0], 0 if each[0] else -each[1], each[2].name))[:MAX_SHOWN]
    return [(path, datetime.fromtimestamp(changed).strftime("%Y-%m-%d %H:%M")) for _, changed, path in in_order]
