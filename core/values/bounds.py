"""Bounds of fields: what every field of a type takes, unless its declaration says otherwise.

Whatever is worked out of fields, a term, an agenda, a period, a title, is worked out within these bounds, so that no
value that fits them can lead beyond what a date or a number holds. A desk gets them by the types of its fields. A limit
that a field declares itself stands instead of the one that is given here.
"""

import types
import typing
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Annotated, Any

from pydantic import BaseModel, Field, NaiveDatetime
from pydantic.fields import FieldInfo

from core.values.sentence import N_, Sentence, say

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2200, 12, 31)
"""The days that the office knows of."""
FIRST_MOMENT = datetime.combine(FIRST_DAY, time.min)
LAST_MOMENT = datetime.combine(LAST_DAY, time.max)
MOST = 1_000_000
"""The default limit of a number: as many days after the last day are still a date."""
LONGEST = 100_000
"""The default limit of a text, in characters."""
MOST_VALUES = 10_000
"""The default limit of a list of values."""

MOST_COUNTED = 10**15
"""How many of anything are counted."""
Count = Annotated[int, Field(le=MOST_COUNTED)]
"""How many there are of what grows with the years: changes, rows, bytes, numbers of entries."""
Days = Annotated[int, Field(le=3660)]
"""Days of a term or a rhythm: ten years."""
Minutes = Annotated[int, Field(le=24 * 60)]
Percent = Annotated[int, Field(le=100)]
Packed = Annotated[str, Field(max_length=1 << 20)]
"""A text that the program packs and reads itself, as long as a change may be (docs/formats/changes.md §3.3)."""

_BY_TYPE: dict[type, tuple[Any, ...]] = {
    date: (Field(ge=FIRST_DAY, le=LAST_DAY),),
    datetime: (NaiveDatetime, Field(ge=FIRST_MOMENT, le=LAST_MOMENT)),
    int: (Field(ge=0, le=MOST),),
    str: (Field(max_length=LONGEST),),
}
_REFERENCE = Field(max_length=32, pattern="^([0-9a-f]{32})?$")
_LIST = Field(max_length=MOST_VALUES)


class Bounded(BaseModel):
    """A model whose fields have the bounds of their types."""

    @classmethod
    def __pydantic_init_subclass__(cls, **_kwargs: Any) -> None:
        """Put the bounds into the declared fields; subclasses are built when they are first used."""
        super().__pydantic_init_subclass__()
        for info in cls.model_fields.values():
            refers = any(getattr(part, "refers", "") and not part.or_words for part in declared(info))
            info.annotation = bounded(info.annotation, refers=refers)


def bounded(annotation: Any, *, refers: bool = False) -> Any:
    """Return an annotation with the bounds of its types; of one that `refers`, texts are identifiers or empty."""
    if annotation is str and refers:
        return Annotated[str, _REFERENCE]
    if isinstance(annotation, type) and annotation in _BY_TYPE:
        taken: Any = annotation
        for part in _BY_TYPE[annotation]:
            taken = Annotated[taken, part]
        return taken
    origin, parts = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is Annotated:
        taken = bounded(parts[0], refers=refers)
        for part in parts[1:]:
            taken = Annotated[taken, part]
        return taken
    if origin in (typing.Union, types.UnionType):
        return typing.Union[tuple(bounded(part, refers=refers) for part in parts)]  # noqa: UP007 - made, not written
    if origin in (tuple, list, dict, frozenset):
        inner = tuple(part if part is ... else bounded(part, refers=refers) for part in parts)
        return Annotated[origin[inner], _LIST]
    return annotation


def declared(info: FieldInfo) -> Iterator[Any]:
    """Yield what the declaration of a field says besides its type; of an optional one, also what its type says."""
    yield from info.metadata
    for part in typing.get_args(info.annotation):
        if typing.get_origin(part) is Annotated:
            yield from typing.get_args(part)[1:]


def plain_type(annotation: Any) -> type:
    """Return the bare class of an annotation, without bounds: `date | None` is date, `tuple[str, ...]` is tuple."""
    origin = typing.get_origin(annotation)
    if origin is Annotated:
        return plain_type(typing.get_args(annotation)[0])
    if origin in (typing.Union, types.UnionType):
        return plain_type(next(part for part in typing.get_args(annotation) if part is not type(None)))
    return typing.cast(type, origin or annotation)


def beyond_years(part: Any) -> Sentence | None:
    """Return which year a day must not lie before or after, where an error of pydantic is about that."""
    limits = part.get("ctx", {})
    match part["type"], limits.get("ge"), limits.get("le"):
        case "greater_than_equal", str(first), _:
            return say(N_("This must not lie before the year {year}."), year=first[:4])
        case "less_than_equal", _, str(last):
            return say(N_("This must not lie after the year {year}."), year=last[:4])
    return None
