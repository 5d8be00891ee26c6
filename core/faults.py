"""What is wrong with a field, in words: pydantic's error types as sentences, the same for forms and for commands."""

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from core.action import Action
from core.office import Refused
from core.record import Record, columns
from core.text import N_, Sentence, say

Made = TypeVar("Made", bound=Action | Record)

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
    "string_pattern_mismatch": N_("This is not written as it must be."),
}

_OTHER = N_("This cannot be used. Check it and write it again.")


def faults(error: ValidationError) -> dict[str, Sentence]:
    """Return for each argument that is wrong the sentence that says why."""
    return {
        str(part["loc"][0]): say(_SENTENCES.get(part["type"], _OTHER), **part.get("ctx", {}))
        for part in error.errors()
        if part["loc"]
    }


def build(made: type[Made], **given: Any) -> Made:
    """Return an action or a record of what was given from outside; raises `Refused`: what is wrong with which field."""
    try:
        return made(**given)
    except ValidationError as error:
        model: type[BaseModel] = made
        known = columns(model)
        called = made.label() if issubclass(made, Action) else made.label
        findings = [
            say(N_("{field}: {fault}"), field=say(known[name].about.label) if name in known else name, fault=fault)
            for name, fault in faults(error).items()
        ]
        raise Refused(say(called), findings) from None
