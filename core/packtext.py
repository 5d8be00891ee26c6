"""Putting another tree of options into the text of a policy pack, with every other setting and comment left as it is.

The text is TOML 1.0. It is not read into values and written out again, because that would lose the comments. The new
text is read back and compared before it is given out, so a form that is not foreseen here is refused, never spoilt.
"""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.refusal import Refusal

Tree = dict[str, "Tree"]
"""Names, each with the names below it."""


class PackNotRewritten(Refusal):
    """The list “{name}” of the policy pack is written in a way that cannot be replaced safely. Edit it by hand."""


def with_tree(text: str, name: str, tree: Tree) -> str:
    """Return the text of a pack in which `[options]` has this tree under `name`, at the end of the text."""
    pack = tomllib.loads(text)
    pack["options"] = {**pack.get("options", {}), name: {each: _value(below) for each, below in tree.items()}}
    kept = "\n".join(_without(["options", name], text.split("\n"))).rstrip()
    changed = "\n".join([kept, "", *_written(f"options.{name}", tree), ""])
    if _read(changed) != pack:
        raise PackNotRewritten(name=name)
    return changed


def _without(path: list[str], lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines that say nothing of this path; comments stay."""
    section: list[str] = []
    for statement in _statements(lines):
        said = _path(_read("\n".join(statement)))
        if statement[0].lstrip().startswith("["):
            section, said = said, []
        full = section + said
        if full[: len(path)] != path or statement[0].lstrip().startswith("#"):
            yield from statement


def _statements(lines: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield the lines of each statement: the fewest that are TOML by themselves."""
    start = 0
    for end in range(1, len(lines) + 1):
        if _read("\n".join(lines[start:end])) is not None:
            yield lines[start:end]
            start = end


def _read(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def _path(said: Any) -> list[str]:
    """Return the names that lead to what a statement says."""
    path = []
    while isinstance(said, Mapping) and len(said) == 1:
        [(name, said)] = said.items()
        path.append(name)
    return path


def _value(tree: Tree) -> dict[str, Any] | list[str]:
    """Return a tree as a pack has it: names with nothing below any of them are a list."""
    return {name: _value(below) for name, below in tree.items()} if any(tree.values()) else list(tree)


def _written(path: str, tree: Tree) -> Iterator[str]:
    """Yield the lines of a tree: a section for each branch that branches again."""
    yield f"[{path}]"
    for name, below in tree.items():
        if not any(below.values()):
            yield f"{_quoted(name)} = [{', '.join(map(_quoted, below))}]"
    for name, below in tree.items():
        if any(below.values()):
            yield ""
            yield from _written(f"{path}.{_quoted(name)}", below)


def _quoted(name: str) -> str:
    """Return a basic string: JSON's escapes are TOML's too, which only asks for one more, of DEL."""
    return json.dumps(name, ensure_ascii=False).replace("\x7f", "\\u007f")
