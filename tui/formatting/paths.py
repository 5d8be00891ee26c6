"""Paths as officers type them, on the command line and on the screens: whole, or refused with a sentence."""

import os
import re
from contextlib import suppress
from pathlib import Path

from core.values.refusal import Refusal


class NoPath(Refusal):
    """No path was given. Type where the file or folder is."""


class NoSuchHome(Refusal):
    """There is no user whose folder is {name}. Write the path out, beginning with /."""


class UnusablePath(Refusal):
    """{path} cannot be a path: it has a character in it that no file name can have. Type it again."""


class NoWorkingFolder(Refusal):
    """The folder in which the program was started is gone. Write the path out, beginning with /."""


class OtherEnding(Refusal):
    """{path} would be written as {suffix}, and its name says otherwise. Give it a name that ends in {suffix}."""


def typed_path(text: str) -> Path:
    """Return what was typed as a whole path: `~` is a user's folder, and the rest begins where the program was started.

    Nothing is looked up on the disk.

    Raises:
        NoPath, NoSuchHome, UnusablePath, NoWorkingFolder: why it is none.
    """
    if not text.strip():
        raise NoPath
    try:
        os.fsencode(text)
        if "\0" in text:
            raise UnusablePath(path=text)
        return Path(text).expanduser().absolute()
    except UnicodeEncodeError:
        raise UnusablePath(path=text) from None
    except RuntimeError:  # what Path.expanduser says of a user that is not known
        raise NoSuchHome(name=Path(text).parts[0]) from None
    except FileNotFoundError:
        raise NoWorkingFolder from None


def ending_in(path: Path, suffix: str) -> Path:
    """Return the path of a file that is to be written, with the ending of its kind if it has none.

    Raises:
        OtherEnding: it has the ending of another kind.
    """
    if path.name.casefold().endswith(suffix):
        return path
    if re.search(r"\.\w{1,6}$", path.name, re.ASCII):
        raise OtherEnding(path=path, suffix=suffix)
    return path.with_name(path.name + suffix) if path.name else path


def free_name(path: Path) -> Path:
    """Return this path, or the next like it that nothing has yet, nor its volumes: `name-2.xlsx`."""
    number, free = 1, path
    while _is_taken(free):
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free


def _is_taken(path: Path) -> bool:
    try:
        return any(f"{each.name}.".startswith(f"{path.name}.") for each in path.parent.iterdir())
    except OSError:
        return False


def is_folder(path: Path) -> bool:
    """Whether a folder is there; whatever else the disk says of the path is told when it is used."""
    with suppress(OSError):
        return path.is_dir()
    return False


def is_there(path: Path) -> bool:
    """Whether anything is there."""
    with suppress(OSError):
        return path.exists()
    return False
