"""Transfer files: `NAME.sealed` written for other sites and opened from them (docs/formats/transfer.md)."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal
from uuid import uuid4

from core.values.refusal import Refusal
from data.formats import age, tar
from data.formats.age_keys import HybridRecipient, Recipient, Stanza, X25519Recipient
from data.formats.changes_jsonl import MAX_COMPRESSED, PackedChanges, TooManyChanges
from data.formats.minisign import MAX_SIGNATURE
from data.formats.tar import ArchiveReader
from data.identity.site_keys import SiteCard, SiteKeys, TrustedSite
from data.media.verified_write import Written, write_verified
from data.system.disk import file_refusals, open_ordinary
from data.transfer_file import manifest
from data.transfer_file.manifest import CHANGES, MAX_MANIFEST, Manifest, ManifestSignatures
from data.transfer_file.volume_writer import write_volumes
from data.transfer_file.volumes import Volumes, find_volumes, list_of, volume_of

MAX_BLOB: Final = 256 << 20
"""A blob is held in memory once."""
_MANIFEST: Final = "manifest.json"
_MINISIG: Final = "manifest.json.minisig"
_MLDSA65: Final = "manifest.json.mldsa65"
_MLDSA65_SIZE: Final = 3309
_SIZE_STANZA: Final = "sealdesk/size"
_HEADER_ROOM: Final = 4096
"""The header of age takes less than 2 KiB for each recipient, and media give out whole blocks."""
_RECIPIENT_KINDS: Final = frozenset((HybridRecipient.kind, X25519Recipient.kind))


class NotATransfer(Refusal):
    """The file is sealed, but is not a transfer file of this program."""


class CutShort(Refusal):
    """The file is cut short: {present} of {expected} bytes are there. Copy it again from where it came."""


class MemberMismatch(Refusal):
    """{name} in this file is not what its signed list of contents says. Do not use it; ask the sender for a new one."""


class BlobChanged(Refusal):
    """The attachment {sha256} is not what was announced. Check the medium, and do this again."""


@dataclass(frozen=True)
class Blob:
    """An attachment; `read` is called when its turn comes, so that one at a time is in memory."""

    sha256: str
    size: int
    read: Callable[[], bytes]


@dataclass(frozen=True)
class ManifestDraft:
    """What a sender says about a transfer; the payload is the caller's own."""

    kind: Literal["changes", "receipt"]
    created: datetime
    payload: dict[str, Any]
    mark: str = ""
    cards: tuple[SiteCard, ...] = ()
    """The cards that led to the present keys of the sender, and of the authors of what is in the file."""
    transfer: str = field(default_factory=lambda: uuid4().hex)


@dataclass(frozen=True)
class Sealed:
    """A transfer file that was proved to be on its medium."""

    path: Path
    manifest: Manifest
    written: Written

    @property
    def files(self) -> list[Path]:
        """The files in which it stands."""
        numbers = range(1, self.written.volumes + 1)
        return [*(volume_of(self.path, number) for number in numbers), list_of(self.path)] if numbers else [self.path]


@dataclass(frozen=True)
class OpenedFile:
    """A transfer file that passed every check of transfer §11."""

    path: Path
    source: Path | Volumes
    """Where it is read from."""
    manifest: Manifest
    digest: str
    """SHA-256 of the manifest, in hex: as the manifest holds the sums of all else, of everything in the file."""
    sender: SiteCard
    changes: PackedChanges
    _keys: SiteKeys = field(repr=False)

    def blobs(self) -> Iterator[tuple[str, bytes]]:
        """Read the attachments again from the file, each proved by its signed sum."""
        with file_refusals(self.path), _opened(self.source) as file:
            reader = ArchiveReader(_open_payload(file, self._keys))
            _read_proof(reader)
            _skip(reader, CHANGES, MAX_COMPRESSED)
            for blob in self.manifest.blobs:
                content = reader.member(blob.name, MAX_BLOB)
                if hashlib.sha256(content).hexdigest() != blob.sha256:
                    raise BlobChanged(sha256=blob.sha256)
                yield blob.sha256, content

    def blob(self, sha256: str) -> bytes:
        """Read one attachment again from the file."""
        for name, content in self.blobs():
            if name == sha256:
                return content
        raise BlobChanged(sha256=sha256)


def seal(
    path: Path,
    keys: SiteKeys,
    sender: SiteCard,
    recipients: Sequence[SiteCard],
    draft: ManifestDraft,
    lines: Iterable[bytes],
    blobs: Iterable[Blob] = (),
    *,
    post_quantum: bool = True,
) -> Sealed:
    """Write a transfer file and prove that it is on its medium (§10). Lines come without line feeds."""
    return pack(keys, sender, recipients, draft, lines, blobs, post_quantum=post_quantum).write(path)


def pack(
    keys: SiteKeys,
    sender: SiteCard,
    recipients: Sequence[SiteCard],
    draft: ManifestDraft,
    lines: Iterable[bytes],
    blobs: Iterable[Blob] = (),
    *,
    post_quantum: bool = True,
) -> "PreparedFile":
    """Pack and sign what a transfer file holds; nothing is written."""
    changes = PackedChanges.pack(lines)
    attached = tuple(sorted(blobs, key=lambda blob: blob.sha256))
    if len(draft.cards) > manifest.MAX_CARDS:
        raise TooManyChanges
    listed = _list(sender, recipients, draft, changes, attached)
    raw = listed.dump()
    if len(raw) > MAX_MANIFEST or any(blob.size > MAX_BLOB for blob in attached):
        raise TooManyChanges
    public = tuple(card.keys.recipient(post_quantum=post_quantum) for card in recipients)
    return PreparedFile(
        listed, _Proof(raw, manifest.sign(raw, listed.transfer, keys)), changes.packed, attached, public
    )


def open_sealed(
    path: Path, keys: SiteKeys, known: Mapping[str, TrustedSite], folders: Sequence[Path] = ()
) -> OpenedFile:
    """Verify a transfer file in the order of transfer §11 and return it; nothing is returned of a file that fails.

    It may be given by one of its volumes or their list; the others lie beside it or in these folders (§13).
    """
    source = find_volumes(path, folders) or path
    with file_refusals(path), _opened(source) as file:
        reader = ArchiveReader(_open_payload(file, keys))  # §11.1 and 2
        proof = _read_proof(reader)  # §11.3
        listed = Manifest.parse(proof.raw)  # §11.4
        sender = manifest.check_sender(proof.raw, listed, proof.signatures, known)  # §11.5 to 7
        listed.check_recipient(keys)
        changes = _read_members(reader, listed)  # §11.8
        reader.finish()  # §11.9
    packed = PackedChanges(changes, listed.changes.lines, listed.changes.size)
    packed.check()  # §11.10
    return OpenedFile(path, source, listed, hashlib.sha256(proof.raw).hexdigest(), sender, packed, keys)


def _opened(source: Path | Volumes) -> BinaryIO:
    return open_ordinary(source) if isinstance(source, Path) else source.open()


@dataclass(frozen=True)
class _Proof:
    """The first three members: the manifest and what proves it."""

    raw: bytes
    signatures: ManifestSignatures

    def members(self) -> Iterator[tuple[str, bytes]]:
        yield _MANIFEST, self.raw
        yield _MINISIG, self.signatures.minisign
        yield _MLDSA65, self.signatures.mldsa65

    def sizes(self) -> Iterator[int]:
        return (len(content) for _, content in self.members())


@dataclass(frozen=True)
class PreparedFile:
    """What a transfer file holds, packed and signed, in memory but for its attachments."""

    listed: Manifest
    proof: _Proof
    changes: bytes
    blobs: tuple[Blob, ...]
    recipients: tuple[Recipient, ...]

    @property
    def _length(self) -> int:
        return tar.length([*self.proof.sizes(), *(member.size for member in self.listed.members)])

    @property
    def needed(self) -> int:
        """How many bytes it takes on a medium at most."""
        return age.sealed_length(self._length) + _HEADER_ROOM * len(self.recipients)

    def write(self, path: Path, volume_size: int = 0, device: int = 0) -> Sealed:
        """Seal it to a file, and prove that the file is on its medium; in volumes if it is larger than one."""
        if volume_size and self.needed > volume_size:
            return Sealed(path, self.listed, write_volumes(path, self.produce, volume_size, self.needed, device))
        return Sealed(path, self.listed, write_verified(path, self.produce, self.needed, device))

    def produce(self, out: BinaryIO) -> None:
        """Seal it, member by member; nothing is written in the clear."""
        note = Stanza((_SIZE_STANZA, str(self._length)), b"")
        with age.Sealer(out, self.recipients, [note]) as sealer:
            for name, content in self.proof.members():
                tar.write_member(sealer, name, content)
            tar.write_member(sealer, CHANGES, self.changes)
            for blob in self.blobs:
                tar.write_member(sealer, f"blobs/{blob.sha256}", _read_blob(blob))
            tar.write_end(sealer)


def _list(
    sender: SiteCard,
    recipients: Sequence[SiteCard],
    draft: ManifestDraft,
    changes: PackedChanges,
    blobs: Sequence[Blob],
) -> Manifest:
    packed = {"name": CHANGES, "sha256": hashlib.sha256(changes.packed).hexdigest(), "size": len(changes.packed)}
    attached = [{"name": f"blobs/{blob.sha256}", "sha256": blob.sha256, "size": blob.size} for blob in blobs]
    return Manifest.model_validate(
        {
            "cards": [card.document() for card in sorted(draft.cards, key=lambda card: (card.site, card.generation))],
            "changes": {"lines": changes.lines, "size": changes.size},
            "created": manifest.format_time(draft.created),
            "format": manifest.FORMAT,
            "kind": draft.kind,
            "mark": draft.mark,
            "members": [packed, *attached],
            "payload": draft.payload,
            "recipients": [{"fingerprint": card.fingerprint, "site": card.site} for card in recipients],
            "sender": {"fingerprint": sender.fingerprint, "name": sender.name, "site": sender.site},
            "transfer": draft.transfer,
            "version": manifest.VERSION,
        }
    )


def _read_blob(blob: Blob) -> bytes:
    content = blob.read()
    if len(content) != blob.size or hashlib.sha256(content).hexdigest() != blob.sha256:
        raise BlobChanged(sha256=blob.sha256)
    return content


def _open_payload(file: BinaryIO, keys: SiteKeys) -> Iterator[bytes]:
    header = age.read_header(file)
    if len(_RECIPIENT_KINDS.intersection(stanza.args[0] for stanza in header.stanzas)) > 1:
        raise age.MixedRecipients  # §4.2
    file_key = header.unwrap(keys.identities)
    begin = file.tell()
    present = file.seek(0, os.SEEK_END) - begin
    file.seek(begin)
    expected = age.sealed_length(_announced_size(header))
    if present < expected:
        raise CutShort(present=present, expected=expected)
    if present > expected:
        raise age.PayloadFailure
    return age.read_payload(file, file_key)


def _announced_size(header: age.Header) -> int:
    notes = [stanza.args[1:] for stanza in header.stanzas if stanza.args[0] == _SIZE_STANZA]
    match notes:
        case [(digits,)] if digits.isdecimal() and len(digits) <= len(str(tar.MAX_SIZE)) + 4:
            return int(digits)
    raise NotATransfer


def _read_proof(reader: ArchiveReader) -> _Proof:
    raw = reader.member(_MANIFEST, MAX_MANIFEST)
    minisig = reader.member(_MINISIG, MAX_SIGNATURE)
    return _Proof(raw, ManifestSignatures(minisign=minisig, mldsa65=reader.member(_MLDSA65, _MLDSA65_SIZE)))


def _read_members(reader: ArchiveReader, listed: Manifest) -> bytes:
    """Return the changes, and read past the blobs, comparing everything with the signed list."""
    packed, *blobs = listed.members
    changes = reader.member(packed.name, MAX_COMPRESSED)
    if (len(changes), hashlib.sha256(changes).hexdigest()) != (packed.size, packed.sha256):
        raise MemberMismatch(name=packed.name)
    for blob in blobs:
        if _skip(reader, blob.name, MAX_BLOB) != (blob.size, blob.sha256):
            raise MemberMismatch(name=blob.name)
    return changes


def _skip(reader: ArchiveReader, name: str, limit: int) -> tuple[int, str]:
    """Read past a member and return its size and sum."""
    size, digest = 0, hashlib.sha256()
    for piece in reader.pieces(name, limit):
        size += len(piece)
        digest.update(piece)
    return size, digest.hexdigest()
