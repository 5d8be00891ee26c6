"""What is wrong with a field of a form, in words: pydantic's error types as sentences."""

from pydantic import ValidationError

from core.text import N_, Sentence, say

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
