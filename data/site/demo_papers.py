"""The papers of the demo: invented pages, drawn here, attached to some records of the story."""

import struct
import zlib
from typing import Final

from core.model.query import Query
from core.office.office import Office
from core.rules.attached_papers import PAPERS_OF
from data.site.open_site import OpenSite
from data.store.attaching import attach

WIDTH, HEIGHT = 210, 297
PAPERS: Final = (
    ("grievance", "来信原件", "第一页，共二页"),
    ("grievance", "答复意见书送达回证", "本人签收"),
    ("session", "签到表", ""),
    ("warning", "现场照片", "处置前"),
    ("partner", "执业许可证复印件", ""),
)
"""To which kind of record each is attached, what it is called, and a remark."""


def attach_papers(site: OpenSite, seats: list[int]) -> None:
    """Attach a page to the newest records of some kinds, each by the first officer who may."""
    offices = [site.office(seat) for seat in seats]
    for number, (kind, name, note) in enumerate(PAPERS):
        action = PAPERS_OF[kind].attach
        for office in offices:
            if office.may(action) and (found := _found(office, kind, number)):
                attach(site.store, office, action(target=found, name=name, note=note), page(number), f"{name}.png")
                break


def _found(office: Office, kind: str, number: int) -> str:
    """Return a record of a kind to which a paper can be attached; empty if there is none."""
    offered = (each for each in office.find(Query(kind, order=("-id",), limit=5 + number)))
    return next((each.id for each in offered if PAPERS_OF[kind].attach in office.offered(kind, each)), "")


def page(number: int) -> bytes:
    """Return a picture of a page with lines of writing and a red seal, as PNG."""
    rows = [bytearray(b"\xfc\xfb\xf6" * WIDTH) for _ in range(HEIGHT)]
    for line in range(9 + number % 3):
        length = WIDTH - 40 - (37 * (line + number)) % 60
        for y in range(40 + 22 * line, 46 + 22 * line):
            rows[y][3 * 20 : 3 * (20 + length)] = b"\x55\x55\x60" * length
    for y in range(210, 260):
        for x in range(130, 180):
            if 18**2 < (x - 155) ** 2 + (y - 235) ** 2 < 24**2:
                rows[y][3 * x : 3 * x + 3] = b"\xc8\x20\x20"
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
