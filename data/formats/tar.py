"""The tar inside a transfer file (transfer §5). A header has one spelling, so only what is expected can be read."""

import struct
from collections.abc import Iterable, Iterator
from typing import Final, Protocol

from core.values.refusal import Refusal

_BLOCK: Final = 512
_END: Final = bytes(2 * _BLOCK)
_PIECE: Final = 64 * 1024
_HEADER: Final = struct.Struct("100s8s8s8s12s12s8s1s100s6s2s32s32s8s8s155s12x")
_SIZE_FIELD: Final = slice(124, 135)
MAX_SIZE: Final = 8**11 - 1
"""What the size field of ustar holds, 8 GiB."""


class UnexpectedMember(Refusal):
    """The archive in this file does not have {expected} where it must be: the file was not made by this program."""


class MemberTooLarge(Refusal):
    """{name} in this file has {size} bytes; at most {limit} are accepted."""


class _Writer(Protocol):
    def write(self, data: bytes, /) -> int: ...


def length(sizes: Iterable[int]) -> int:
    """Return the length of an archive of members of these sizes."""
    return sum(_BLOCK + size + _padding(size) for size in sizes) + len(_END)


def write_member(out: _Writer, name: str, content: bytes) -> None:
    """Append one member."""
    out.write(member_header(name, len(content)))
    view = memoryview(content)
    for start in range(0, len(view), _PIECE):
        out.write(bytes(view[start : start + _PIECE]))
    out.write(bytes(_padding(len(content))))


def write_end(out: _Writer) -> None:
    """End the archive."""
    out.write(_END)


def member_header(name: str, size: int) -> bytes:
    """Return the only header that a member of this name and size may have."""
    zero = b"0" * 7
    numbers = (b"0000600", zero, zero, b"%011o" % size, b"0" * 11)
    # The checksum is taken with its own field full of spaces.
    fields = (b"0", b"", b"ustar\0", b"00", b"", b"", b"", b"", b"")
    unsummed = _HEADER.pack(name.encode(), *numbers, b" " * 8, *fields)
    return _HEADER.pack(name.encode(), *numbers, b"%06o\0 " % sum(unsummed), *fields)


class ArchiveReader:
    """An archive read front to back from authenticated chunks."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._held = bytearray()

    def member(self, name: str, limit: int) -> bytes:
        """Return the content of the next member, which must have this name."""
        return b"".join(self.pieces(name, limit))

    def pieces(self, name: str, limit: int) -> Iterator[bytes]:
        """Yield the content of the next member piece by piece."""
        header = self._take(_BLOCK, name)
        digits = header[_SIZE_FIELD]
        size = int(digits, 8) if digits.isdigit() and not set(digits) & set(b"89") else 0
        if header != member_header(name, size):
            raise UnexpectedMember(expected=name)
        if size > limit:
            raise MemberTooLarge(name=name, size=size, limit=limit)
        for start in range(0, size, _PIECE):
            yield self._take(min(_PIECE, size - start), name)
        if any(self._take(_padding(size), name)):
            raise UnexpectedMember(expected=name)

    def finish(self) -> None:
        """Read the end of the archive, and the chunks to their authenticated end."""
        ending = self._take(len(_END), "its end")
        if ending != _END or self._held or any(self._chunks):
            raise UnexpectedMember(expected="its end")

    def _take(self, count: int, expected: str) -> bytes:
        while len(self._held) < count:
            chunk = next(self._chunks, None)
            if chunk is None:
                raise UnexpectedMember(expected=expected)
            self._held += chunk
        taken = bytes(self._held[:count])
        del self._held[:count]
        return taken


def _padding(size: int) -> int:
    return -size % _BLOCK
