"""Attaching a paper: its content is sealed beside the store before its record is written (vault §11.5)."""

import hashlib

from core.model.query import Is, Query
from core.office.office import Office
from core.rules.attached_papers import AttachPaper, Content, paper_kinds
from data.media.verified_write import removed_on_failure
from data.papers.media_types import media_type
from data.papers.sealing import new_key, seal
from data.store.sql_store import SqlStore


def attach(store: SqlStore, office: Office, asked: AttachPaper, raw: bytes, file: str) -> None:
    """Seal a content that was read from a file and enter it as a paper of a record, whole or not at all.

    The sealed file is on the disk for good before the record is written; one that no record names is removed when the
    store is next opened or checked.
    """
    media, sha256 = media_type(raw, file), hashlib.sha256(raw).hexdigest()
    with removed_on_failure() as made, store.transaction():
        key = _key_of_same(store, asked.on.compartment, sha256) or new_key()
        sealed = seal(raw, key)
        if kept := store.papers.keep(sealed):
            made.append(kept)
        office.do(asked.of(Content(media, len(raw), sha256, hashlib.sha256(sealed).hexdigest(), key.hex())))


def _key_of_same(store: SqlStore, compartment: str, sha256: str) -> bytes:
    """Return the key of a paper with the same content, of any record in a compartment; empty if there is none."""
    for kind, declared in paper_kinds().items():
        if declared.compartment == compartment:
            for found in store.find(Query(kind, Is("sha256", (sha256,)), limit=1)):
                return bytes.fromhex(found.key)
    return b""
