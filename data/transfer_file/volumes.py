"""Volumes: a transfer file in pieces for small media, and the list that tells them apart (transfer §13)."""

import hashlib
import io
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

from core.values.refusal import Refusal
from core.values.sentence import names_in_a_row
from data.media.verified_write import read_back
from data.system.disk import file_refusals, is_file, open_ordinary

MOST: Final = 999
LIST: Final = ".sums"
MOST_LIST: Final = 1 << 20
MOST_LISTS: Final = 100
"""How many other lists in a folder are read to say of which transfer a wrong volume is."""
_VOLUME = re.compile(r"(?P<whole>.+)\.(?P<number>[0-9]{3})")
_LINE = re.compile(r"(?P<sum>[0-9a-f]{64})  (?P<name>[^\x00-\x1f\x7f\\/]+)")


class ListMissing(Refusal):
    """The list {name} is missing: without it the volumes cannot be told apart. Put in the medium that holds it."""


class ListAltered(Refusal):
    """The list {name} is damaged or was altered; the volumes may be whole. Have the list copied again."""


class VolumeMissing(Refusal):
    """These volumes are missing: {numbers}. Put in the media that hold them, and choose their folders."""


class VolumeDoubled(Refusal):
    """{name} is a second copy of volume {number}, under a wrong name. Have volume {wanted} copied again."""


class VolumeSwapped(Refusal):
    """{name} is volume {number}, under a wrong name. Give the volumes their right names, or have them copied again."""


class VolumeForeign(Refusal):
    """{name} belongs to another transfer, {other}. Put in the medium that holds volume {wanted} of this one."""


class VolumeAltered(Refusal):
    """{name} is not what its list says: it was damaged or altered on the way. Have volume {wanted} copied again."""


def volume_of(path: Path, number: int) -> Path:
    """Return where a volume of a transfer stands."""
    return path.with_name(f"{path.name}.{number:03}")


def list_of(path: Path) -> Path:
    """Return where the list of the volumes of a transfer stands."""
    return path.with_name(path.name + LIST)


def is_volume(path: Path, whole: str) -> bool:
    """Whether a file has the name of a volume of this whole."""
    found = _VOLUME.fullmatch(path.name)
    return found is not None and found["whole"] == whole


def write_list(lines: Iterable[tuple[str, str]], whole: str, name: str) -> bytes:
    """Return the list of volumes by sum and name, with the sum of the whole (§13.2)."""
    return "".join([*(f"{digest}  {volume}\n" for digest, volume in lines), f"# {whole}  {name}\n"]).encode()


def lines_of(text: str) -> Iterator[tuple[str, str]]:
    """Yield sum and name of each line that has the form of one."""
    for line in text.split("\n"):
        found = _LINE.fullmatch(line)
        if found:
            yield found["sum"], found["name"]


# Reading


@dataclass(frozen=True)
class Volumes:
    """The volumes of a transfer, proved against their list; to be opened like the file that they are together."""

    path: Path
    """What the whole would be called."""
    parts: tuple[Path, ...]

    def open(self) -> BinaryIO:
        """Open them as one file."""
        return io.BufferedReader(_Joined(self.parts))


def whole_of(path: Path) -> Path | None:
    """Return the name of the whole of which a file is a volume or the list; None if it is none of these."""
    if path.name.endswith(LIST):
        return path.with_name(path.name.removesuffix(LIST))
    found = _VOLUME.fullmatch(path.name)
    return path.with_name(found["whole"]) if found else None


def find_volumes(path: Path, folders: Sequence[Path] = ()) -> Volumes | None:
    """Find the volumes of which `path` is one, or the list, beside it and in other folders; None if it is none.

    Raises:
        Refusal: what §13.4 lists.
    """
    whole = whole_of(path)
    if whole is None:
        return None
    places = list(dict.fromkeys([path.parent, *folders]))
    listed, total = _read_list(whole.name, places)
    found = [[place / name for place in places if is_file(place / name)] for _, name in listed]
    missing = [number for number, copies in enumerate(found, 1) if not copies]
    if missing:
        raise VolumeMissing(numbers=names_in_a_row(map(str, missing)))
    digests = [{_digest(copy): copy for copy in copies} for copies in found]
    right = tuple(copies.get(digest) for copies, (digest, _) in zip(digests, listed, strict=True))
    if None in right:
        raise _fault(whole.name, listed, total, digests, places)
    parts = tuple(part for part in right if part is not None)
    if _whole_digest(parts) != total:
        raise ListAltered(name=list_of(whole).name)
    return Volumes(whole, parts)


def missing_volumes(path: Path, folders: Sequence[Path] = ()) -> Refusal | None:
    """Return what volumes or list have still to be put in; None if all are there, or if this is no volume."""
    try:
        find_volumes(path, folders)
    except (ListMissing, VolumeMissing) as refusal:
        return refusal
    except Refusal:
        return None  # it is told when the file is read
    return None


def gather(path: Path, into: Path) -> None:
    """Copy the volumes beside a file, and their list, before their medium is taken out: all of them or none."""
    whole = whole_of(path)
    if whole is None:
        return
    with file_refusals(path):
        beside = [each for each in path.parent.iterdir() if each == list_of(whole) or is_volume(each, whole.name)]
        into.mkdir()
        try:
            for each in beside:
                with open_ordinary(each) as whence, (into / each.name).open("xb") as whither:
                    shutil.copyfileobj(whence, whither)
        except BaseException:
            shutil.rmtree(into, ignore_errors=True)
            raise


def _read_list(name: str, places: Sequence[Path]) -> tuple[list[tuple[str, str]], str]:
    listed = next((place / (name + LIST) for place in places if is_file(place / (name + LIST))), None)
    if listed is None:
        raise ListMissing(name=name + LIST)
    with file_refusals(listed), open_ordinary(listed) as file:
        raw = file.read(MOST_LIST + 1)
    text = raw.decode(errors="replace")
    lines = list(lines_of(text.replace("\n# ", "\n")))
    *volumes, (total, _) = lines or [("", "")]
    names = [f"{name}.{number:03}" for number in range(1, len(volumes) + 1)]
    named = 1 <= len(volumes) <= MOST and [each for _, each in volumes] == names
    if not named or raw != write_list(volumes, total, name):
        raise ListAltered(name=listed.name)
    return volumes, total


def _digest(path: Path) -> str:
    with file_refusals(path):
        return read_back(path).sha256


def _whole_digest(parts: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        with file_refusals(part), open_ordinary(part) as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
    return digest.hexdigest()


def _fault(
    whole: str, listed: list[tuple[str, str]], total: str, digests: list[dict[str, Path]], places: Sequence[Path]
) -> Refusal:
    """Return what is wrong with the first volume that is not what its line says."""
    wanted, found = next(
        (number, copies)
        for number, ((digest, _), copies) in enumerate(zip(listed, digests, strict=True), 1)
        if digest not in copies
    )
    digest, path = next(iter(found.items()))
    sums = [each for each, _ in listed]
    if digest in sums:
        number = sums.index(digest) + 1
        doubled = digest in digests[number - 1]
        return (VolumeDoubled if doubled else VolumeSwapped)(name=path.name, number=number, wanted=wanted)
    other = _other_list(digest, whole, places)
    if other:
        return VolumeForeign(name=path.name, other=other, wanted=wanted)
    if _whole_digest(next(iter(copies.values())) for copies in digests) == total:
        return ListAltered(name=whole + LIST)
    return VolumeAltered(name=path.name, wanted=wanted)


def _other_list(digest: str, whole: str, places: Sequence[Path]) -> str | None:
    """Return the name of another transfer in whose list a sum stands."""
    for place in places:
        for path in islice(sorted(place.glob(f"*{LIST}")), MOST_LISTS):
            with file_refusals(path), open_ordinary(path) as file:
                lines = list(lines_of(file.read(MOST_LIST).decode(errors="replace")))
            if path.name != whole + LIST and digest in [each for each, _ in lines]:
                return path.name.removesuffix(LIST)
    return None


class _Joined(io.RawIOBase):
    """Files one after another as one."""

    def __init__(self, parts: Sequence[Path]) -> None:
        super().__init__()
        self._files = ExitStack()
        self._parts: list[tuple[int, BinaryIO]] = []
        self._size = self._at = 0
        with ExitStack() as stack:
            for part in parts:
                self._parts.append((self._size, stack.enter_context(open_ordinary(part))))
                self._size += part.stat().st_size
            self._files = stack.pop_all()

    def close(self) -> None:
        self._files.close()
        super().close()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        begin, file = next(
            ((begin, file) for begin, file in reversed(self._parts) if begin <= self._at), self._parts[0]
        )
        file.seek(self._at - begin)
        piece = file.read(len(buffer))
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)
