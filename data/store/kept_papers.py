"""Which sealed files of papers the records of a store name, and what is wrong with those that are kept (vault §11)."""

import json
from collections.abc import Collection, Iterable

from core.model.progress import Progress, no_progress
from core.model.store import IntegrityFault
from core.rules.attached_papers import paper_kinds
from core.values.sentence import N_, say
from data.database.dialect import IN_LIST, as_list
from data.database.sqlcipher import Database
from data.papers.paper_folder import PaperFolder

WHERE = "papers"


def named_contents(db: Database, compartments: Collection[str] | None = None) -> set[str]:
    """Return the sealed files that papers name, of these compartments or all; without, also those of what waits."""
    kinds = [kind for kind, each in paper_kinds().items() if compartments is None or each.compartment in compartments]
    named: set[str] = set()
    for kind in kinds:
        named.update(row[0] for row in db.execute(f"SELECT content FROM kind_{kind} WHERE content <> ''"))
    if compartments is None:
        waiting = f"SELECT body FROM pending_change WHERE body IS NOT NULL AND kind {IN_LIST}"
        named.update(contents_of(row[0] for row in db.execute(waiting, [as_list(kinds)])))
    return named


def contents_of(bodies: Iterable[bytes]) -> Iterable[str]:
    """Yield the sealed files that changes of papers name, each by the bytes of its body."""
    for body in bodies:
        content = json.loads(body)["fields"].get("content")
        if isinstance(content, str) and len(content) == 64 and not set(content) - set("0123456789abcdef"):
            yield content


def fault_of_papers(
    folder: PaperFolder, named: Collection[str], progress: Progress = no_progress
) -> IntegrityFault | None:
    """Return what is wrong with sealed files; a damaged one is set aside, so that it is asked for again."""
    missing = damaged = 0
    for done, name in enumerate(sorted(named)):
        if done % 20 == 0:
            progress(done, len(named))
        if not folder.has(name):
            missing += 1
        elif not folder.is_whole(name):
            damaged += 1
            folder.set_aside(name)
    if damaged:
        told = N_(
            "The sealed files of {count} attached papers are damaged: they are set aside, and asked for with the next "
            "transfers. What no other site has, take from a backup, or attach it anew."
        )
        return IntegrityFault(WHERE, say(told, count=damaged))
    if missing:
        told = N_(
            "The sealed files of {count} attached papers are not here: they are asked for with the next transfers. "
            "What no other site has, take from a backup, or attach it anew."
        )
        return IntegrityFault(WHERE, say(told, count=missing))
    return None
