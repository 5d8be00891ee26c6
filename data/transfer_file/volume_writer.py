"""Writing a transfer in volumes: each is proved to be on the medium before any of them gets its name (transfer §13)."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

from core.values.refusal import Refusal
from data.media.verified_write import (
    AlreadyThere,
    Counted,
    Written,
    flush_name,
    prove,
    read_back,
    refuse_unless_on,
    refuse_unless_room,
    removed_on_failure,
)
from data.system.disk import file_refusals, open_ordinary
from data.transfer_file.volumes import MOST, MOST_LIST, is_volume, lines_of, list_of, volume_of, write_list

SMALLEST: Final = 64 << 10


class TooManyVolumes(Refusal):
    """There would be more than {most} volumes. Choose a larger size for them."""


class TooSmall(Refusal):
    """Volumes have at least {least:,} bytes. Choose a larger size for them."""


class OddName(Refusal):
    """The name of a transfer in volumes holds no backslash and no control character. Choose another name."""


class Split:
    """A file to write to, which begins another one whenever one is full; each is synchronised when it is."""

    def __init__(self, begin: Callable[[int], BinaryIO], size: int) -> None:
        """Write `size` bytes to each; `begin` opens the one with a number, counted from 1."""
        self._begin = begin
        self._size = size
        self._file: BinaryIO | None = None
        self._counted: Counted | None = None
        self._room = 0
        self._hash = hashlib.sha256()
        self.written: list[Written] = []
        """What was written to each that is closed."""

    def write(self, data: bytes) -> int:
        """Write to as many files as it takes."""
        left = memoryview(data)
        while left:
            if self._counted is None:
                self._file = self._begin(len(self.written) + 1)
                self._counted, self._room = Counted(self._file), self._size
            piece = bytes(left[: self._room])
            self._counted.write(piece)
            self._hash.update(piece)
            self._room -= len(piece)
            left = left[len(piece) :]
            if not self._room:
                self.close()
        return len(data)

    def close(self) -> None:
        """Close the last one."""
        file, counted, self._file, self._counted = self._file, self._counted, None, None
        if file is not None and counted is not None:
            with file:
                file.flush()
                os.fsync(file.fileno())
            self.written.append(counted.written())

    @property
    def whole(self) -> Written:
        """What was written to all of them together."""
        return Written(self._hash.hexdigest(), sum(each.size for each in self.written), len(self.written))


def write_volumes(
    path: Path, produce: Callable[[BinaryIO], None], size: int, needed: int = 0, device: int = 0
) -> Written:
    """Let `produce` write volumes of `path` on a `device` (0: any), prove each, and name them, the list last (§13.3).

    Raises:
        Refusal: what is wrong with name or size, or what went wrong; then nothing of it is left.
    """
    refuse_volumes(path, size, needed)
    with removed_on_failure() as begun:
        with file_refusals(path):
            _clear(path)
            refuse_unless_on(device, path.parent)
            refuse_unless_room(path, needed)
            whole, volumes = _write(path, produce, size, begun)
        for volume, written in volumes:
            prove(_part(volume), written, volume)
        with file_refusals(path):
            for volume, _ in volumes:
                _part(volume).rename(volume)
                begun[begun.index(_part(volume))] = volume
                flush_name(path.parent)
    return whole


def refuse_volumes(path: Path, size: int, needed: int) -> None:
    """Refuse a name or a size that volumes cannot have."""
    if size < SMALLEST:
        raise TooSmall(least=SMALLEST)
    if needed > MOST * size:
        raise TooManyVolumes(most=MOST)
    if list(lines_of(f"{'0' * 64}  {path.name}")) != [("0" * 64, path.name)]:
        raise OddName


def _write(
    path: Path, produce: Callable[[BinaryIO], None], size: int, begun: list[Path]
) -> tuple[Written, list[tuple[Path, Written]]]:
    """Write the parts of all volumes and then of the list; `begun` hears of each before it is there."""

    def begin(number: int) -> BinaryIO:
        if number > MOST:
            raise TooManyVolumes(most=MOST)
        return _begin(volume_of(path, number), begun)

    split = _filled(begin, size, produce)
    volumes = [(volume_of(path, number), written) for number, written in enumerate(split.written, 1)]
    listed = list_of(path)
    text = write_list([(written.sha256, volume.name) for volume, written in volumes], split.whole.sha256, path.name)
    listing = _filled(lambda _: _begin(listed, begun), MOST_LIST, lambda file: file.write(text))
    return split.whole, [*volumes, (listed, listing.written[0])]


def _filled(begin: Callable[[int], BinaryIO], size: int, produce: Callable[[BinaryIO], object]) -> Split:
    split = Split(begin, size)
    try:
        produce(split)  # type: ignore[arg-type]  # a writer needs no more than write()
    finally:
        split.close()
    return split


def _begin(path: Path, begun: list[Path]) -> BinaryIO:
    if path.exists():
        raise AlreadyThere(path=path)
    begun.append(_part(path))
    return _part(path).open("xb")


def _clear(path: Path) -> None:
    """Remove what a killed program left of the same name: parts, and volumes that its list proves to be its own."""
    if path.exists() or list_of(path).exists():
        raise AlreadyThere(path=path)
    unfinished = _part(list_of(path))
    if unfinished.exists():
        with open_ordinary(unfinished) as file:
            listing = file.read(MOST_LIST).decode(errors="replace")
        for digest, name in lines_of(listing):
            volume = path.with_name(name)
            if is_volume(volume, path.name) and volume.is_file() and read_back(volume).sha256 == digest:
                volume.unlink()
    for part in sorted(path.parent.glob("*.part")):
        if part.name == unfinished.name or is_volume(part.with_suffix(""), path.name):
            part.unlink()


def _part(path: Path) -> Path:
    return path.with_name(path.name + ".part")
