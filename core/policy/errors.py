"""What is wrong with the text of a policy pack, in words: where, and what belongs there."""

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from core.policy.labels import figure_in_text
from core.values.bounds import beyond_years
from core.values.refusal import Refusal
from core.values.sentence import N_, Sentence, say


class PolicyRefused(Refusal):
    """The policy pack cannot be used: {where}: {why} Correct that line and try again."""


_WHY = {
    "greater_than_equal": N_("This must be {ge} or more."),
    "less_than_equal": N_("This must be {le} or less."),
    "greater_than": N_("This must be more than {gt}."),
    "less_than": N_("This must be less than {lt}."),
    "int_type": N_("This must be a whole number."),
    "int_parsing": N_("This must be a whole number."),
    "int_from_float": N_("This must be a whole number."),
    "bool_type": N_("Write true or false here."),
    "bool_parsing": N_("Write true or false here."),
    "string_too_short": N_("This must be filled in."),
    "string_too_long": N_("This is too long: at most {max_length} characters."),
    "string_type": N_("A text in quotes belongs here."),
    "enum": N_("One of these belongs here: {expected}."),
    "extra_forbidden": N_("No figure of this name is known here."),
    "missing": N_("This must be filled in."),
    "date_type": N_("A date belongs here, as 2026-11-23."),
    "date_parsing": N_("A date belongs here, as 2026-11-23."),
    "date_from_datetime_parsing": N_("A date belongs here, as 2026-11-23."),
    "date_from_datetime_inexact": N_("A date belongs here, as 2026-11-23."),
    "tuple_type": N_("A list in square brackets belongs here."),
    "list_type": N_("A list in square brackets belongs here."),
    "frozen_set_type": N_("A list in square brackets belongs here."),
    "dict_type": N_("A table belongs here."),
    "model_type": N_("A table belongs here."),
}
_OTHER = N_("What is written there cannot be used.")
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


@lru_cache(maxsize=8)  # whoever signs in or changes rights reads the one in force again
def read_pack(text: str) -> Mapping[str, Any]:
    """Return what stands in a text of TOML; raises `PolicyRefused` naming the line where it is none."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyRefused(where=_place(str(error)), why=say(N_("It is not written as TOML asks."))) from None


def _place(message: str) -> Sentence:
    found = _PLACE.search(message)
    if found is None:
        return say(N_("end of the text"))
    return say(N_("line {line}, character {column}"), line=found[1], column=found[2])


def refused(error: ValidationError, path: tuple[str, ...]) -> PolicyRefused:
    """Return the refusal for the first figure of a section that cannot be used; the section stands at this path."""
    first: Mapping[str, Any] = error.errors()[0]
    place = figure_in_text((*path, *(str(part) for part in first["loc"])))
    why = beyond_years(first) or say(_WHY.get(first["type"], _OTHER), **first.get("ctx", {}))
    return PolicyRefused(where=place, why=why)
