"""The text of a policy pack: one figure, list or tree of it is replaced, and all else stays as it was written.

That holds for remarks too, those within a list and those on entries that are commented out among them. A new text that
does not say exactly what it should is refused, never kept.
"""

import tomllib
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Array, Table

from core.policy.labels import figure_in_text
from core.values.refusal import Refusal

Tree = dict[str, "Tree"]
"""Names with what stands below each."""


class PackNotRewritten(Refusal):
    """{name}: that part of the policy pack is written in a way that cannot be replaced safely. Edit it by hand."""


def with_tree(text: str, name: str, tree: Tree) -> str:
    """Return the text of a pack in which `[options]` has this tree under `name`; what is on both keeps its place."""
    return _rewritten(text, ("options", name), {each: _value(below) for each, below in tree.items()})


def with_figures(text: str, section: str, figures: Mapping[str, Any]) -> str:
    """Return the text of a pack in which these figures of a section have these values; None takes a figure out."""
    for name, value in figures.items():
        text = with_figure(text, (section, name), value)
    return text


def with_figure(text: str, path: Sequence[str], value: Any) -> str:
    """Return the text of a pack in which the figure at a path has this value; None takes it out.

    A figure keeps its line and the remark on it, a list its lines and the remarks in it; a new figure stands at the end
    of its section, and a new section at the end of the text.
    """
    value = _toml(value)
    return _rewritten(text, path, None if value == {} else value)


def with_versions(text: str, before: str) -> str:
    """Return the text of a pack in which a checklist whose items are no longer those before has a later version."""
    old, new = (tomllib.loads(each).get("checklists", {}) for each in (before, text))
    for name in (each for each in new if each in old):
        was, now = ([*listed["items"].items()] for listed in (old[name], new[name]))
        version = old[name].get("version", 1)
        if was != now and new[name].get("version", 1) <= version:
            text = with_figure(text, ("checklists", name, "version"), version + 1)
    return text


def remarks(text: str) -> dict[tuple[str, ...], str]:
    """Return the comment that stands on the line of each figure, if there is one."""
    return dict(_remarks(tomlkit.parse(text), ()))


def _remarks(table: Mapping[str, Any], above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    for name, item in table.items():
        path = (*above, name)
        if isinstance(item, Mapping):
            yield from _remarks(item, path)
        elif remark := tomlkit.item(item).trivia.comment.strip().lstrip("# "):
            yield path, remark


def _rewritten(text: str, path: Sequence[str], value: Any) -> str:
    """Return the text with a value at a path; raises `PackNotRewritten` if it would then say anything else."""
    wanted = _put(tomllib.loads(text), path, value)
    for ways in ((value,), (None, value)):  # where a table is in pieces, only the whole of it can be replaced
        try:
            document = tomlkit.parse(text)
            for way in ways:
                _replace(document, path, way)
            changed = document.as_string().rstrip() + "\n"
            if tomllib.loads(changed) == wanted:
                return changed
        except (TOMLKitError, tomllib.TOMLDecodeError, LookupError):
            continue
    raise PackNotRewritten(name=figure_in_text(tuple(path)))


def _put(table: Mapping[str, Any], path: Sequence[str], value: Any) -> dict[str, Any]:
    """Return a table with a value at a path, or without it."""
    name, *below = path
    if below:
        under = _put(table.get(name, {}), below, value)
        return {**table, name: under} if under or name in table else dict(table)
    if value is None:
        return {each: kept for each, kept in table.items() if each != name}
    return {**table, name: value}


def _replace(table: MutableMapping[str, Any], path: Sequence[str], value: Any) -> None:
    """Put a value at a path of a document, in place of as little as it can."""
    name, *below = path
    if below:
        if name not in table and value is not None:
            table[name] = tomlkit.table()
        if name in table:
            _replace(table[name], below, value)
        return
    present = table.get(name)
    if value is None:
        table.pop(name, None)
    elif isinstance(present, MutableMapping) and isinstance(value, Mapping):
        for gone in [each for each in present if each not in value]:
            del present[gone]
        for each, under in value.items():
            _replace(present, (each,), under)
    elif isinstance(present, Array) and isinstance(value, list):
        _edit(present, value)
    elif isinstance(table, Table) and name not in table:
        body = table.value.body
        after = next((place for place in range(len(body), 0, -1) if body[place - 1][0]), 0)
        remarks_below, body[after:] = body[after:], []
        table[name] = value
        body += remarks_below  # what stands before the next heading is mostly about that
    else:
        table[name] = value


def _edit(array: Array, wanted: list[Any]) -> None:
    """Make a list what is wanted: entries that stay keep their lines, and one that is replaced leaves its remark."""
    entries = [repr(entry) for entry in array.unwrap()]
    for _tag, start, end, first, last in reversed(
        SequenceMatcher(None, entries, list(map(repr, wanted)), autojunk=False).get_opcodes()
    ):
        if entries[start:end] == list(map(repr, wanted[first:last])):
            continue
        common = min(end - start, last - first)
        for place in range(common):
            array[start + place] = wanted[first + place]
        for place in reversed(range(start + common, end)):
            del array[place]
        for place in range(common, last - first):
            array.insert(start + place, wanted[first + place])


def _toml(value: Any) -> Any:
    """Return a figure as TOML has it: no tuples, words as their values, and the names of a table as texts."""
    if isinstance(value, Mapping):
        return {
            str(_toml(name)) if not isinstance(name, date) else name.isoformat(): _toml(each)
            for name, each in value.items()
        }
    if isinstance(value, list | tuple):
        return [_toml(each) for each in value]
    return str(value) if isinstance(value, StrEnum) else value


def _value(tree: Tree) -> dict[str, Any] | list[str]:
    """Return a tree as a pack has it: names with nothing below any of them are a list."""
    return {name: _value(below) for name, below in tree.items()} if any(tree.values()) else list(tree)
