"""Changing a tree of options or some figures in the text of a policy pack, with all else, comments too, as it was.

The text is TOML 1.0. It is not read into values and written out again, because that would lose the comments. The new
text is read back and compared before it is given out, so a form that is not foreseen here is refused, never spoilt.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from core.refusal import Refusal

Tree = dict[str, "Tree"]
"""Names, each with the names below it."""


_BARE = re.compile("[A-Za-z0-9_-]+")
"""A name that TOML takes without quotes."""


class PackNotRewritten(Refusal):
    """“{name}” of the policy pack is written in a way that cannot be replaced safely. Edit it by hand."""


def with_tree(text: str, name: str, tree: Tree) -> str:
    """Return the text of a pack in which `[options]` has this tree under `name`, at the end of the text."""
    pack = tomllib.loads(text)
    pack["options"] = {**pack.get("options", {}), name: {each: _value(below) for each, below in tree.items()}}
    kept = "\n".join(_without(["options", name], text.split("\n"))).rstrip()
    changed = "\n".join([kept, "", *_written(f"options.{name}", tree), ""])
    if _read(changed) != pack:
        raise PackNotRewritten(name=name)
    return changed


def with_figures(text: str, section: str, figures: Mapping[str, Any]) -> str:
    """Return the text of a pack in which these figures of a section have these values; None takes a figure out."""
    for name, value in figures.items():
        text = with_figure(text, (section, name), value)
    return text


def with_figure(text: str, path: Sequence[str], value: Any) -> str:
    """Return the text of a pack in which the figure at a path has this value; None takes it out.

    A figure keeps its line and the comment on it; a new one stands at the end of its section, and a table of values in
    a section of its own at the end of the text.
    """
    value = _toml(value)
    lines = text.rstrip().split("\n")
    changed = "\n".join([*_with_figure(lines, list(path), value), ""])
    if _read(changed) != _put(tomllib.loads(text), path, value):
        raise PackNotRewritten(name=".".join(path))
    return changed


def remarks(text: str) -> dict[tuple[str, ...], str]:
    """Return the comment that stands on the line of each figure, if there is one."""
    told = ((tuple(path), _remark(said)) for path, said in _placed(text.split("\n")) if not _opens(said))
    return {path: remark.strip().lstrip("# ") for path, remark in told if remark}


def _put(table: Mapping[str, Any], path: Sequence[str], value: Any) -> dict[str, Any]:
    """Return a table with a value at a path, or without it."""
    name, *below = path
    if below:
        under = _put(table.get(name, {}), below, value)
        return {**table, name: under} if under or name in table else dict(table)
    if value in (None, {}):
        return {each: kept for each, kept in table.items() if each != name}
    return {**table, name: value}


def _with_figure(lines: Sequence[str], path: list[str], value: Any) -> Sequence[str]:
    """Return the lines with one figure in place of what was said of it."""
    *section, name = path
    if value is None or isinstance(value, Mapping):
        kept = list(_without(path, lines))
        return [*kept, "", f"[{'.'.join(map(_bare, path))}]", *map(_line, value, value.values())] if value else kept
    changed, end, done = list[str](), 0, False
    for full, statement in _placed(lines):
        if full[: len(path)] == path and not _opens(statement):
            if not done:
                changed.append(_line(name, value) + _remark(statement))
            done = True
            continue
        changed += statement
        if full[: len(section)] == section and len(full) == len(section) + (not _opens(statement)):
            end = len(changed)  # the last figure of the section itself, not of one below it
    if not done:
        added = [_line(name, value)]
        changed[end:end] = added if end else []
        changed += [] if end else ["", f"[{'.'.join(map(_bare, section))}]", *added]
    return changed


def _placed(lines: Sequence[str]) -> Iterator[tuple[list[str], Sequence[str]]]:
    """Yield each statement with the whole path of what it says; a comment says what its section does."""
    section: list[str] = []
    for statement in _statements(lines):
        said = _path(_read("\n".join(statement)))
        if _opens(statement):
            section, said = said, []
        yield section + said, statement


def _opens(statement: Sequence[str]) -> bool:
    """Whether a statement is the heading of a section."""
    return statement[0].lstrip().startswith("[")


def _remark(statement: Sequence[str]) -> str:
    """Return the comment at the end of a statement, with the spaces before it."""
    whole = _read("\n".join(statement))
    last = statement[-1]
    for place in (at for at, sign in enumerate(last) if sign == "#"):
        if _read("\n".join([*statement[:-1], last[:place]])) == whole:
            before = last[:place]
            return before[len(before.rstrip()) :] + last[place:]
    return ""


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


def _line(name: str, value: Any) -> str:
    return f"{_bare(name)} = {_literal(value)}"


def _bare(name: str) -> str:
    return name if _BARE.fullmatch(name) else _quoted(name)


def _literal(value: Any) -> str:
    """Return a value as TOML writes it."""
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return repr(value)
        case date():
            return value.isoformat()
        case list():
            return f"[{', '.join(map(_literal, value))}]"
    return _quoted(str(value))


def _without(path: list[str], lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines that say nothing of this path; comments stay."""
    for full, statement in _placed(lines):
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
