"""History: what each change of a record replaced, and what its author did not know of."""

from collections.abc import Iterable
from typing import Any

from core.model.change import Change, Entry


def history_of(changes: Iterable[Change]) -> list[Entry]:
    """Return the changes of a record that count as history shows them, oldest first.

    What a field had before is what the author of the change saw. A value that another site gave it meanwhile is not
    replaced: the field is then `unseen` in the entry of the later one.
    """
    entries: list[Entry] = []
    writers: dict[str, dict[str, Change]] = {}
    """Of each field the changes so far, by identifier."""
    heads: dict[str, set[str]] = {}
    """Of each field the identifiers of those that nothing has replaced so far."""
    for change in sorted(changes, key=lambda each: (each.time, each.id)):
        before, unseen, identifier = dict[str, Any](), set[str](), change.id.hex()
        for name in change.body.fields:
            earlier, standing = writers.setdefault(name, {}), heads.setdefault(name, set())
            seen = [earlier[each] for each in earlier if each in change.body.supersedes]
            before[name] = seen[-1].body.fields[name] if seen else None
            standing -= set(change.body.supersedes)
            if standing:
                unseen.add(name)
            standing.add(identifier)
            earlier[identifier] = change
        entries.append(Entry(change, before, frozenset(unseen)))
    return entries
