"""Putting another tree of options into the text of a policy pack, leaving every other line and comment as it is.

The text is TOML 1.0. It is not parsed into a model and written out again, because that would lose the comments; and
the new text is read back and compared before it is given out, so a form this does not know is refused, never spoilt.
"""

import json
import tomllib
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from core.refusal import Refusal

Tree = dict[str, "Tree"]
"""Names, each with the names below it."""


class PackNotRewritten(Refusal):
    """The list “{name}” of the policy pack is written in a way that cannot be replaced safely. Edit the pack by hand."""


def with_tree(text: str, name: str, tree: Tree) -> str:
    """Return the text of a pack in which `[options]` has this tree under `name`."""
    kept = "\n".join(line for section in _sections(text.split("\n")) for line in _without(section, name))
    changed = f"{kept.rstrip()}\n\n" + "\n".join(_written(f"options.{_quoted(name)}", tree)) + "\n"
    if _read(changed) != _wanted(text, name, tree):
        raise PackNotRewritten(name=name)
    return changed


def _read(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def _wanted(text: str, name: str, tree: Tree) -> dict[str, Any]:
    pack = tomllib.loads(text)
    pack["options"] = {**pack.get("options", {}), name: _value(tree)}
    return pack


def _value(tree: Tree) -> dict[str, Any] | list[str]:
    """Return a tree as the pack has it: names with nothing below them are a list."""
    if any(tree.values()):
        return {name: _value(below) for name, below in tree.items()}
    return list(tree)


def _sections(lines: Iterable[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the path of each section's heading and its lines, the heading included; the path of the first is empty."""
    path: list[str] = []
    numbered = []
    for line in lines:
        heading = _heading(line)
        path = heading or path
        numbered.append((len(numbered) if heading else None, path, line))
    place = 0
    marked = [(place := place + 1 if mark is not None else place, path, line) for mark, path, line in numbered]
    for _, group in groupby(marked, key=lambda each: each[0]):
        members = list(group)
        yield members[0][1], [line for _, _, line in members]
