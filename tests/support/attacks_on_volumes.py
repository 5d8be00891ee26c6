"""Attacks on the volumes of a transfer file, and on their list."""

import hashlib
from collections.abc import Iterator

from core.values.refusal import Refusal
from data.formats import age
from data.transfer_file import sealed_file
from data.transfer_file.volumes import (
    ListAltered,
    ListMissing,
    VolumeAltered,
    VolumeDoubled,
    VolumeForeign,
    VolumeMissing,
    VolumeSwapped,
)
from tests.support.attack_workshop import Workshop
from tests.support.forged_files import CONTENTS

VOLUME = 96 << 10
"""The good file makes two volumes and a rest of this size."""

Files = dict[str, bytes]


def volumes(raw: bytes, name: str = "x.sealed", size: int = VOLUME) -> Files:
    """Return a file in volumes with their list, as docs/formats/transfer.md §13 says, made by hand."""
    pieces = [raw[start : start + size] for start in range(0, len(raw), size)]
    files = {f"{name}.{number:03}": piece for number, piece in enumerate(pieces, 1)}
    lines = [f"{hashlib.sha256(piece).hexdigest()}  {volume}\n" for volume, piece in files.items()]
    lines.append(f"# {hashlib.sha256(raw).hexdigest()}  {name}\n")
    return {**files, f"{name}.sums": "".join(lines).encode()}


def volume_attacks(shop: Workshop) -> Iterator[tuple[str, Files, type[Refusal]]]:
    """Yield every attack on the volumes of a file: the files, and the refusal that they must get."""
    good, other = volumes(shop.good), volumes(reseal_again(shop), "y.sealed")
    one, two, last, listed = sorted(good)
    lines = good[listed].splitlines(keepends=True)

    def without(name: str) -> Files:
        return {each: raw for each, raw in good.items() if each != name}

    def listing(*rows: bytes) -> Files:
        return {**good, listed: b"".join(rows)}

    for name in (one, two, last):
        yield f"without {name}", without(name), VolumeMissing
        flipped = bytearray(good[name])
        flipped[len(flipped) // 2] ^= 1
        yield f"a bit of {name} flipped", {**good, name: bytes(flipped)}, VolumeAltered
        yield f"{name} cut", {**good, name: good[name][:-1]}, VolumeAltered
        yield f"{name} longer", {**good, name: good[name] + b"x"}, VolumeAltered
        yield f"{name} empty", {**good, name: b""}, VolumeAltered
    yield "without the list", without(listed), ListMissing
    yield "two volumes swapped", {**good, one: good[two], two: good[one]}, VolumeSwapped
    yield "three volumes turned", {**good, one: good[two], two: good[last], last: good[one]}, VolumeSwapped
    yield "a volume twice", {**good, two: good[one]}, VolumeDoubled
    yield "a volume of another transfer", {**good, **other, two: other["y.sealed.002"]}, VolumeForeign
    yield "a volume of another transfer without its list", {**good, two: other["y.sealed.002"]}, VolumeAltered
    yield (
        "all volumes of another transfer",
        {**good, **dict(zip((one, two, last), other.values(), strict=False))},
        VolumeAltered,
    )
    yield "the list of another transfer", {**good, listed: other["y.sealed.sums"]}, ListAltered
    yield "a sum in the list altered", listing(lines[0], b"0" * 64 + lines[1][64:], *lines[2:]), ListAltered
    yield "the sum of the whole altered", listing(*lines[:3], b"# " + b"0" * 64 + lines[3][66:]), ListAltered
    yield "lines of the list swapped", listing(lines[1], lines[0], *lines[2:]), ListAltered
    yield "a line too few", listing(*lines[:2], lines[3]), ListAltered
    yield "a line twice", listing(lines[0], *lines), ListAltered
    yield "a line more", listing(*lines[:3], b"0" * 64 + b"  x.sealed.004\n", lines[3]), VolumeMissing
    yield "no sum of the whole", listing(*lines[:3]), ListAltered
    yield "a path in the list", listing(lines[0].replace(b"x.sealed", b"../x.sealed"), *lines[1:]), ListAltered
    yield "a name that deceives", listing(lines[0].replace(b"x.", b"\x1b[2J."), *lines[1:]), ListAltered
    yield "capitals", listing(lines[0].upper(), *lines[1:]), ListAltered
    yield "no line feed at the end", {**good, listed: good[listed][:-1]}, ListAltered
    yield "carriage returns", {**good, listed: good[listed].replace(b"\n", b"\r\n")}, ListAltered
    yield "a remark", listing(b"# remark\n", *lines), ListAltered
    yield "nothing in the list", listing(), ListAltered
    yield "a list without end", listing(lines[0] * 100_000), ListAltered
    bad = shop.with_member(3, CONTENTS[0])
    yield "a bad file in good volumes", volumes(bad), sealed_file.MemberMismatch
    yield "a file cut short in good volumes", volumes(shop.good[:-1]), sealed_file.CutShort
    yield "a file with more at its end in good volumes", volumes(shop.good + b"x"), age.PayloadFailure


def reseal_again(shop: Workshop) -> bytes:
    """Seal the same once more: not one byte of the payload is the same."""
    return shop.of(shop.members)
