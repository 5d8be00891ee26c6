"""Transfers in volumes for small media: their size when a file does not fit, and putting them in one by one."""

import asyncio
from pathlib import Path

from core.results.preflight import MediumState, Preflight
from core.values.refusal import Refusal
from core.values.sentence import N_, say
from tui.dialogs.choose_file import FOLDER, choose_file, choose_place
from tui.dialogs.dialog import ask
from tui.formatting.sizes import read_size
from tui.host import Host

SUFFIX = ".sealed"
SUFFIXES = (SUFFIX, f"{SUFFIX}.sums", *(f"{SUFFIX}.{number:03}" for number in range(1, 1000)))
"""How the files of a transfer end that is given whole, or in volumes with their list."""
KIB = 1 << 10


class NoSize(Refusal):
    """“{typed}” is no size. Type a number with K, M or G behind it, as in 700M."""


async def into_volumes(app: Host, found: Preflight) -> tuple[Path, int] | None:
    """Ask for the size of the volumes and a folder for them, where a file does not fit; None if it need not be."""
    states = {notice.state for notice in found.stops}
    if states != {MediumState.NO_ROOM}:
        return None
    free = next(notice.facts["free"] for notice in found.stops)
    about = say(
        N_("It does not fit: {needed:,} bytes, {free:,} are free. Size of volumes to be copied to several media"),
        needed=found.needed,
        free=free,
    )
    typed = await ask(app, about, start=f"{max(free // KIB, 64)}K")
    if not typed:
        return None
    size = read_size(typed)
    if size is None:
        raise NoSize(typed=typed)
    place = await choose_place(app, say(N_("Into which folder, with room for all?")), [], found.path.name, FOLDER)
    return (place, size) if place else None


async def put_in(app: Host, path: Path, scratch: Path) -> list[Path] | None:
    """Ask for one medium after another until every volume of a transfer is there; None if the officer went back.

    What is on a medium is copied before it is taken out: returned are the folders where it is now.
    """
    folders: list[Path] = []
    another: Path | None = path
    while (missing := await asyncio.to_thread(app.backend.missing_volumes, path, folders)) is not None:
        if folders:
            another = await choose_file(app, missing, app.backend.removable_media(), SUFFIXES)
        if another is None:
            return None
        folders.append(scratch / str(len(folders)))
        await asyncio.to_thread(app.backend.gather, another, folders[-1])
    return folders
