"""The figures and lists of a policy pack, one by one, as an officer looks them up and changes them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from core.policy.diff import leaves
from core.policy.editing import remarks
from core.policy.errors import read_pack
from core.policy.labels import figure_in_text, label_of
from core.policy.pack import Settings
from core.values.bounds import plain_type
from core.values.cleaning import clean_code, clean_line
from core.values.dates import parse_typed_date
from core.values.refusal import Refusal

Path = tuple[str, ...]


class NotANumber(Refusal):
    """“{typed}” is no whole number. Write figures only."""


class OnlyInTheText(Refusal):
    """{name} is a table of its own. Edit it in the text of the policy pack, with e."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One figure, or one list, of a pack."""

    path: Path
    value: Any
    type: type
    """str, int, bool, date or list; dict for a table that is only edited in the text."""
    remark: str = ""
    """What the text says beside it."""
    written: bool = True
    """Whether it stands in the text; otherwise its default is in force."""
    label: str = ""
    """What it is called on the screen (a catalogue key); empty for what the office named itself."""

    @property
    def name(self) -> str:
        """The path, as messages write it."""
        return ".".join(self.path)


def settings(text: str) -> list[Setting]:
    """Return all figures of a pack that can be used, section by section as they are written; defaults stand last."""
    told, known = remarks(text), dict(_declared())
    found = [
        replace(known[path], value=value, remark=told.get(path, ""), written=True)
        if path in known
        else Setting(path, value, type(value), told.get(path, ""), label=label_of(path))
        for path, value in leaves(read_pack(text))
    ]
    written = {figure.path[:depth] for figure in found for depth in range(len(figure.path) + 1)}
    found += [figure for path, figure in known.items() if path not in written]
    places = {section: place for place, section in enumerate(dict.fromkeys(figure.path[:-1] for figure in found))}
    return sorted(found, key=lambda figure: places[figure.path[:-1]])


def default_of(path: Path) -> Any:
    """Return the default of a figure that desks declare; None if it has none."""
    figure = dict(_declared()).get(path)
    return None if figure is None else figure.value


def _declared() -> Iterator[tuple[Path, Setting]]:
    """Yield the figures that desks declare, with their defaults."""
    for terms in Settings.__subclasses__():
        for name, info in terms.model_fields.items():
            path, default = (terms.section, name), info.get_default(call_default_factory=True)
            yield path, Setting(path, default, _edited(info.annotation), written=False, label=label_of(path))


def _edited(annotation: Any) -> type:
    """Return the type an officer edits: `date | None` is a date, and every list of values a list."""
    bare = plain_type(annotation)
    kinds: dict[type, type] = {tuple: list, frozenset: list, set: list, dict: dict, bool: bool, int: int, date: date}
    return next((kind for each, kind in kinds.items() if issubclass(bare, each)), str)


def read_setting(figure: Setting, typed: str, today: date) -> Any:
    """Return what was typed as a value of a figure; nothing typed takes the figure out of the text."""
    typed = clean_line(typed)
    if not typed:
        return None
    if figure.type is int:
        digits = clean_code(typed)
        if not digits.isascii() or not digits.isdigit():
            raise NotANumber(typed=typed)
        return int(digits)
    if figure.type is date:
        return parse_typed_date(typed, today)
    if figure.type is str:
        return typed
    raise OnlyInTheText(name=figure_in_text(figure.path))
