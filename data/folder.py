"""The folder of a store: its files by name, and whether they are there. Light, for the first screen waits for it."""

from pathlib import Path

from core.refusal import Refusal
from data.disk import file_refusals

HEADER, DATABASE, LOCK = "vault.json", "store.db", "lock"

DEMO_MARK = "DEMO"
"""A file that marks a demo store and holds its passphrase, for the first screen to say before it is unlocked."""


class NoStore(Refusal):
    """There is no Sealdesk store in {folder}. Choose another folder, or create a store in an empty one."""


class DatabaseMissing(Refusal):
    """The store in {folder} has lost its database: store.db is missing or empty. Put it back from a backup."""


def refuse_unless_header(folder: Path) -> None:
    """Refuse a folder that is no store."""
    with file_refusals(folder):
        if not (folder / HEADER).is_file():
            raise NoStore(folder=folder)


def refuse_unless_database(folder: Path) -> None:
    """Refuse a store without its database."""
    with file_refusals(folder):
        if not (folder / DATABASE).is_file() or not (folder / DATABASE).stat().st_size:
            raise DatabaseMissing(folder=folder)
