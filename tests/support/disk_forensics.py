"""All that a store leaves on the disk, deciphered page by page: free pages and the write-ahead log too."""

import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

import zstandard
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from data.database.sqlcipher import connect
from data.formats import age
from data.identity.site_keys import SiteKeys

PAGE, RESERVED, SALT, FRAME, LOG_HEADER = 4096, 80, 16, 24, 32
"""How SQLCipher 4 and SQLite lay out pages and log: sizes in bytes."""


def deciphered(page: bytes, key: bytes, first: bool) -> bytes:
    """Return the contents of a page: AES-256 in CBC mode, its start vector at the head of the reserved bytes."""
    ciphertext, vector = page[SALT if first else 0 : -RESERVED], page[-RESERVED : SALT - RESERVED]
    decryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return decryptor.update(ciphertext) + decryptor.finalize()


def pages(path: Path, key: bytes) -> Iterator[bytes]:
    """Yield every page of a database in the clear, also those that are free."""
    raw = path.read_bytes()
    for start in range(0, len(raw), PAGE):
        yield deciphered(raw[start : start + PAGE], key, first=start == 0)


def logged(path: Path, key: bytes) -> Iterator[bytes]:
    """Yield every page of a write-ahead log in the clear, also those that are no longer valid."""
    raw = path.read_bytes() if path.exists() else b""
    for start in range(LOG_HEADER, len(raw), FRAME + PAGE):
        head, page = raw[start : start + FRAME], raw[start + FRAME : start + FRAME + PAGE]
        yield deciphered(page, key, first=int.from_bytes(head[:4], "big") == 1)


def on_disk(database: Path, key: bytes) -> bytes:
    """Return every page of a database and of its log in the clear."""
    return b"".join((*pages(database, key), *logged(database.with_name(f"{database.name}-wal"), key)))


def unsealed(path: Path, keys: SiteKeys) -> bytes:
    """Return all that a transfer says to the site with these keys."""
    with path.open("rb") as file:
        plain = b"".join(age.decrypt(file, keys.identities))
    with tarfile.open(fileobj=io.BytesIO(plain)) as tar:
        inside = {info.name: tar.extractfile(info).read() for info in tar}  # type: ignore[union-attr]
    packed = inside.pop("changes.jsonl.zst", None)
    changes = zstandard.ZstdDecompressor().decompressobj().decompress(packed) if packed else b""
    return b"".join(inside.values()) + changes


def everything(database: Path, key: bytes) -> bytes:
    """Return all that a store has on the disk, in the clear, and its contents as SQLCipher exports them."""
    plain = database.with_name("plain.db")
    db = connect(database, key)
    db.execute(f"ATTACH DATABASE '{plain}' AS plain KEY ''")
    db.execute("SELECT sqlcipher_export('plain')").fetchone()
    db.execute("DETACH DATABASE plain")
    exported = plain.read_bytes()
    plain.unlink()
    others = b"".join(path.read_bytes() for path in database.parent.iterdir() if path.is_file())
    found = b"".join((on_disk(database, key), exported, others))
    db.close()
    assert b"CREATE TABLE" in found
    return found
