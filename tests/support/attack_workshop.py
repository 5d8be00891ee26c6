"""A good transfer file, and the tools to make bad ones of it."""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.values.refusal import Refusal
from data.formats import age
from data.formats.age_keys import Recipient, Stanza
from tests.support.forged_files import BETA, Members, listed_in, members_of, pack, reseal, resign, send

Attack = tuple[bytes, type[Refusal]]
CHUNK = age.CHUNK + 16
"""A sealed chunk: 64 KiB and its tag."""


class Workshop:
    """A good file, and the tools to make bad ones of it."""

    def __init__(self, folder: Path) -> None:
        """Make the good file."""
        self._folder = folder
        self._made = 0
        self.good = send(folder / "good.sealed").read_bytes()
        self.members = members_of(folder / "good.sealed")
        header = io.BytesIO(self.good)
        self.header = age.read_header(header)
        self.begin = header.tell()
        """Where the payload begins: 16 bytes of nonce, then chunks."""

    def path(self) -> Path:
        self._made += 1
        return self._folder / f"{self._made}.part"

    def sealed(self, plain: bytes, notes: tuple[Stanza, ...] | None = None, *to: Recipient) -> bytes:
        """Seal an archive for Beta, with these notes instead of the size."""
        path = self.path()
        if notes is None and not to:
            return reseal(path, plain).read_bytes()
        size = Stanza(("sealdesk/size", str(len(plain))), b"")
        with path.open("wb") as file:
            sealer = age.Sealer(file, to or [BETA.age_pq.recipient], (size,) if notes is None else notes)
            with sealer:
                sealer.write(plain)
        return path.read_bytes()

    def of(self, members: Members) -> bytes:
        return self.sealed(pack(members))

    def saying(self, **said: Any) -> bytes:
        """Sign another manifest as Alpha."""
        return self.of(resign(self.members, {**listed_in(self.members), **said}))

    def spelled(self, old: bytes, new: bytes) -> bytes:
        """Sign another spelling of the manifest as Alpha."""
        raw = self.members[0][1]
        assert raw.count(old) == 1
        return self.of(resign(self.members, raw.replace(old, new)))

    def with_member(self, number: int, content: bytes) -> bytes:
        members = list(self.members)
        members[number] = (members[number][0], content)
        return self.of(members)

    def with_changes(self, packed: bytes, lines: int, size: int) -> bytes:
        """Let Alpha sign for changes that are not what they seem."""
        listed = listed_in(self.members)
        listed["changes"] = {"lines": lines, "size": size}
        listed["members"][0] |= {"sha256": hashlib.sha256(packed).hexdigest(), "size": len(packed)}
        members = resign(self.members, listed)
        members[3] = (members[3][0], packed)
        return self.of(members)

    def with_header(self, stanzas: bytes, mac: bytes | None = None) -> bytes:
        """Put other lines before the payload, as somebody without the file key can."""
        last = self.good[: self.begin].splitlines(keepends=True)[-1] if mac is None else b"--- " + mac + b"\n"
        return b"age-encryption.org/v1\n" + stanzas + last + self.good[self.begin :]

    @property
    def stanzas(self) -> bytes:
        lines = self.good[: self.begin].splitlines(keepends=True)
        return b"".join(lines[1:-1])


Family = Iterator[tuple[str, Attack]]
