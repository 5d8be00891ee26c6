"""Sites that show their checkpoints, and are put back behind the back of the program."""

import shutil
from pathlib import Path
from typing import Any

from core.desks.sync.contradictions import Finding, Why
from core.model.audit_event import Event
from core.model.query import Query
from data.site.open_site import open_site
from tests.conftest import PASSPHRASE


def work(hand: Any, times: int = 4) -> None:
    """Do what nobody else hears of: the audit grows."""
    for _ in range(times):
        hand.office.note(Event.LOCKED)


def whys(preview: Any) -> set[Why]:
    return {each.why for each in preview.findings}


def kept(hand: Any) -> set[tuple[str, Why]]:
    """Return of which sites what has been entered."""
    return {(each.of, each.why) for each in hand.find("finding")}


def due(hand: Any) -> list[str]:
    """Return what stands in Today of findings."""
    found = [each for each in hand.office.find(Query("agenda")) if each.of_kind == Finding.kind]
    return [str(each.what) for each in found]


def copy_of(hand: Any, folder: Path) -> Path:
    """Return a copy of the whole folder of a closed store, which goes on."""
    whole = hand.site.vault.folder
    hand.site.close()
    shutil.copytree(whole, folder)
    at(hand, whole)
    return folder


def at(hand: Any, folder: Path) -> None:
    """Let a hand go on with the store in another folder, as if nothing had been."""
    hand.site.close()
    hand.site = open_site(folder, PASSPHRASE)
    hand.office = hand.site.office()
