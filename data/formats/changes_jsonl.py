"""Lines of changes, compressed in memory (transfer §8): only sealed do they ever touch a disk."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import zstandard

from core.values.refusal import Refusal

MAX_COMPRESSED: Final = 256 << 20
"""Held in memory; 100,000 changed cells are about 5 MB."""
MAX_SIZE: Final = 1 << 30
"""Eighty times what 100,000 changed cells are; a small frame may expand 30,000-fold."""
MAX_LINES: Final = 2_000_000
"""Each is held in memory while it is joined: lines of erased changes are so short that `MAX_SIZE` alone would let seven
million of them in."""
MAX_LINE: Final = 1 << 20
"""The longest text field is far below; stops a bomb without line feeds."""
_MAX_WINDOW: Final = 8 << 20
"""What compression up to level 19 uses; the memory that a frame may ask for."""
_LEVEL: Final = 9
_SLICE: Final = 1024
"""A block of 4 bytes may stand for 128 KiB: fed 1 KiB at a time, a bomb takes no more than 32 MiB before it is seen."""


class TooManyChanges(Refusal):
    """There is more to send than one file may hold. Send fewer desks or a shorter time in each of several files."""


class BadChanges(Refusal):
    """The changes in this file are not what its list of contents says. Do not use it; ask the sender for a new one."""


@dataclass(frozen=True)
class PackedChanges:
    """One zstd frame, and how much it holds."""

    packed: bytes
    lines: int
    size: int

    @classmethod
    def pack(cls, lines: Iterable[bytes]) -> "PackedChanges":
        """Compress lines, which come without their line feeds."""
        compressor = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True).compressobj()
        packed = bytearray()
        count = size = 0
        for line in lines:
            if not line or b"\n" in line or len(line) > MAX_LINE:
                raise ValueError("a line of changes is empty, broken or too long")
            packed += compressor.compress(line + b"\n")
            count, size = count + 1, size + len(line) + 1
            if len(packed) > MAX_COMPRESSED or size > MAX_SIZE or count > MAX_LINES:
                raise TooManyChanges
        packed += compressor.flush()
        return cls(bytes(packed), count, size)

    def check(self) -> None:
        """Refuse changes whose frame, number of lines or size is not as said; keeps nothing."""
        if sum(1 for _ in self.unpack()) != self.lines:
            raise BadChanges

    def unpack(self) -> Iterator[bytes]:
        """Yield the lines without their line feeds."""
        rest = b""
        for piece in self._pieces():
            *lines, rest = (rest + piece).split(b"\n")
            if len(rest) > MAX_LINE or any(not 0 < len(line) <= MAX_LINE for line in lines):
                raise BadChanges
            yield from lines
        if rest:
            raise BadChanges

    def _pieces(self) -> Iterator[bytes]:
        frame = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW).decompressobj()
        left = min(self.size, MAX_SIZE)
        try:
            for start in range(0, len(self.packed), _SLICE):
                if frame.eof:
                    raise BadChanges
                piece = frame.decompress(self.packed[start : start + _SLICE])
                left -= len(piece)
                if left < 0:
                    raise BadChanges
                yield piece
        except zstandard.ZstdError:
            raise BadChanges from None
        if left or not frame.eof or frame.unused_data:
            raise BadChanges
