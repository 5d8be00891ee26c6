"""What a field does not take, in words: pydantic's error types as sentences, for forms and for what is written."""

from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from core.model.change import Draft
from core.model.record import RECORDS, Record, columns
from core.values.bounds import beyond_years
from core.values.sentence import N_, Sentence, say

_SENTENCES = {
    "missing": N_("This must be filled in."),
    "string_too_short": N_("This must be filled in."),
    "string_too_long": N_("This is too long: at most {max_length} characters."),
    "too_short": N_("Choose at least one."),
    "too_long": N_("Choose at most {max_length}."),
    "int_parsing": N_("This must be a whole number."),
    "int_type": N_("This must be a whole number."),
    "int_from_float": N_("This must be a whole number."),
    "greater_than_equal": N_("This must be {ge} or more."),
    "greater_than": N_("This must be more than {gt}."),
    "less_than_equal": N_("This must be {le} or less."),
    "less_than": N_("This must be less than {lt}."),
    "enum": N_("Choose one of the list."),
    "timezone_naive": N_("Write the time without a zone."),
    "string_pattern_mismatch": N_("This does not have the right form."),
}

_OTHER = N_("This cannot be used. Check it and write it again.")


def faults(error: ValidationError) -> dict[str, Sentence]:
    """Return for each argument that is wrong the sentence that says why."""
    return {str(part["loc"][0]): _sentence(part) for part in error.errors() if part["loc"]}


def named_faults(error: ValidationError, model: type[BaseModel] | None = None) -> list[Sentence]:
    """Return for each field that is wrong what is wrong with it, under its name; of a record, its model is known."""
    made = model or next((each for each in RECORDS.values() if each.__name__ == error.title), Record)
    known = columns(made)
    return [
        say(N_("{field}: {fault}"), field=say(known[name].about.label) if name in known else name, fault=fault)
        for name, fault in faults(error).items()
    ]


def _sentence(part: Any) -> Sentence:
    return beyond_years(part) or say(_SENTENCES.get(part["type"], _OTHER), **part.get("ctx", {}))


def draft_faults(draft: Draft) -> Iterator[Sentence]:
    """Yield why a record would not take a value that an action drafted, such as a code that became too long."""
    known = columns(RECORDS[draft.kind])
    for name, value in draft.fields.items():
        try:
            if value is not None:  # the field falls back to its default
                _field(draft.kind, name).validate_python(value)
        except ValidationError as error:
            about = known[name].about if name in known else None
            yield say(
                N_("“{value}” cannot stand as {field} of {kind}: {why}"),
                value="…" if about and about.masked else str(value)[:SHOWN],
                field=say(about.label if about else name),
                kind=say(RECORDS[draft.kind].label),
                why=_sentence(error.errors()[0]),
            )


SHOWN = 80
"""How much of a value is shown of which it is said that it cannot stand."""


@cache
def _field(kind: str, name: str) -> TypeAdapter[Any]:
    """Return what a field of a record takes."""
    info = RECORDS[kind].model_fields[name]
    taken: Any = info.annotation
    for part in info.metadata:
        taken = Annotated[taken, part]
    return TypeAdapter(taken, config=ConfigDict(hide_input_in_errors=True))
