"""Media before they are written to: the number that stands on one, and whether a file can go there (medium §2-4)."""

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import StringConstraints

from core.office.refusals import Reasons
from core.results.preflight import MediumState, Notice, Preflight
from core.values import canonical_json
from core.values.refusal import Refusal
from core.values.sentence import N_, Sentence, say
from data.formats.strict_json import Strict
from data.media.verified_write import device_of, refuse_unless_on, write_bytes
from data.system.disk import file_refusals, is_folder, is_there, open_ordinary

LABEL: Final = "sealdesk-medium.json"
MOST_LABEL: Final = 1024
UNREADABLE: Final = "?"
"""Stands for a number that cannot be read; no medium of the ledger can have it."""
_SYSTEM: Final = frozenset({LABEL, "lost+found", "System Volume Information"})
"""What is no other file: our label, and what file systems make by themselves."""


class NumberedAlready(Refusal):
    """This medium has the number {number} already. To give it another, remove the file {label} from it first."""


class NotReady(Refusal):
    """Nothing was written. {reasons}"""  # noqa: D400 - the reasons bring their own full stops


class MediumLabel(Strict):
    """The file that says the number of a medium."""

    format: Literal["sealdesk-medium"] = "sealdesk-medium"
    number: Annotated[str, StringConstraints(pattern=r"^[\w.-]{1,20}$")]
    version: Literal[1] = 1


def write_number(folder: Path, number: str) -> list[Path]:
    """Write the number of a medium on it and read it back; return the file that was made, none if it stood there.

    Raises:
        Refusal: `NumberedAlready`, or what the medium refuses.
    """
    found = number_on(folder)
    if found == number:
        return []
    if found:
        raise NumberedAlready(number=found, label=LABEL)
    write_bytes(folder / LABEL, canonical_json.dump(MediumLabel(number=number).model_dump()))
    return [folder / LABEL]


def number_on(folder: Path) -> str:
    """Return the number that stands on the medium of this folder, nothing if none does, or `UNREADABLE`."""
    for place in (folder, *folder.parents):
        label = place / LABEL
        try:
            if label.is_file():
                return _read(label)
            if place.is_mount():
                break
        except OSError:
            return UNREADABLE
    return ""


def readable_number_on(folder: Path) -> str:
    """Return the number that stands on the medium of this folder, or nothing."""
    number = number_on(folder)
    return "" if number == UNREADABLE else number


def _read(label: Path) -> str:
    with open_ordinary(label) as file:
        raw = file.read(MOST_LABEL + 1)
    try:
        return MediumLabel.model_validate(canonical_json.load(raw, max_bytes=MOST_LABEL)).number
    except (Refusal, ValueError):
        return UNREADABLE


def look(path: Path, store: Path, unfit: Mapping[str, Sentence], *, expected: str = "", needed: int = 0) -> Preflight:
    """Return what is found of the place where a file shall be written; nothing is written.

    `unfit` says of numbers in the ledger why they are not for use; `expected` is the number that was asked for.
    """
    folder = path.parent
    if not is_folder(folder):
        return Preflight(path, "", needed, (Notice(MediumState.NOT_THERE, {"folder": folder}),))
    number = number_on(folder)
    found = (*_access(path), *_number(number, expected, unfit), *_room(folder, needed), *_company(folder, store))
    notices = found if any(notice.stops for notice in found) else (Notice(MediumState.READY), *found)
    return Preflight(path, "" if number == UNREADABLE else number, needed, notices, device_of(folder))


def refuse_unless_same(checked: Preflight, found: Preflight) -> None:
    """Raise `MediumGone` if the medium that was checked is not there any more: what is under its folder is another."""
    if checked.path.parent == found.path.parent and found.device:
        refuse_unless_on(checked.device, found.path.parent)


def refuse_unless_ready(preflight: Preflight) -> None:
    """Raise `NotReady` with every reason that stops the writing."""
    if not preflight.ready:
        raise NotReady(reasons=Reasons([notice.sentence for notice in preflight.stops]))


def _access(path: Path) -> Iterator[Notice]:
    """A file system that can only be read answers so to `access`, whoever asks."""
    if is_there(path) or path.is_symlink():
        yield Notice(MediumState.FILE_EXISTS, {"name": path.name})
    if not os.access(path.parent, os.W_OK | os.X_OK):
        yield Notice(MediumState.NOT_WRITABLE, {"folder": path.parent})


def _number(number: str, expected: str, unfit: Mapping[str, Sentence]) -> Iterator[Notice]:
    spoken = say(N_("not readable")) if number == UNREADABLE else number
    if expected and not number:
        yield Notice(MediumState.NO_NUMBER, {"expected": expected})
    elif expected and number != expected:
        yield Notice(MediumState.OTHER_MEDIUM, {"expected": expected, "found": spoken})
    if number in unfit:
        yield Notice(MediumState.NOT_FOR_USE, {"found": number, "stage": unfit[number]})


def _room(folder: Path, needed: int) -> Iterator[Notice]:
    with file_refusals(folder):
        free = shutil.disk_usage(folder).free
    if free < needed:
        yield Notice(MediumState.NO_ROOM, {"needed": needed, "free": free})


def _company(folder: Path, store: Path) -> Iterator[Notice]:
    """What lies beside the file, and on which disk."""
    with file_refusals(folder):
        others = sum(each.name not in _SYSTEM for each in folder.iterdir())
        same = folder.stat().st_dev == store.stat().st_dev
    if others:
        yield Notice(MediumState.OTHER_FILES, {"count": others})
    if same:
        yield Notice(MediumState.SAME_DISK)
