"""Papers to attach: small pictures that are made on the spot, and the house of an open site."""

import struct
import zlib
from pathlib import Path
from typing import Any

from core.model.query import Is, Query
from core.rules.attached_papers import PAPERS_OF, AttachedPaper
from data.backend.backend import LocalBackend
from data.site.open_site import OpenSite

PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"


def png(width: int = 40, height: int = 56, colour: tuple[int, int, int] = (200, 30, 30), lines: int = 0) -> bytes:
    """Return a picture of one colour; `lines` tells pictures apart that look alike."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = b"".join(b"\0" + bytes(colour) * width for _ in range(height))
    told = chunk(b"tEXt", f"Comment\0{lines}".encode()) if lines else b""
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + told + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    )


def house_of(site: OpenSite) -> LocalBackend:
    """Return the backend of a site that is open already."""
    house = LocalBackend(site.vault.folder, clock=site.clock)
    house._site, house._vault = site, site.vault
    return house


def attached(site: OpenSite, record: Any, folder: Path, content: bytes = PDF, **given: Any) -> AttachedPaper:
    """Attach a file to a record as the first officer, and return the paper."""
    path = folder / "scan"
    path.write_bytes(content)
    of = PAPERS_OF[record.kind]
    before = {each.id for each in papers_of(site, record)}
    house_of(site).attach_paper(site.office(), of.attach(target=record.id, **{"name": "答复意见书", **given}), path)
    (made,) = (each for each in papers_of(site, record) if each.id not in before)
    return made


def papers_of(site: OpenSite, record: Any) -> list[AttachedPaper]:
    """Return the papers of a record, whoever may read them."""
    found: list[AttachedPaper] = site.store.find(Query(f"{record.kind}_paper", Is("of", (record.id,))))
    return found


def sealed_file(site: OpenSite, paper: AttachedPaper) -> Path:
    """Return where the sealed file of a paper is, or would be."""
    return site.store.papers.path(paper.content)
