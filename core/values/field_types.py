"""Types of fields that records and actions share: what is entered becomes its plain form, whatever way it comes in."""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from core.values.cleaning import clean_name, plain_code


def _of_text(cleaned: Callable[[str], str]) -> BeforeValidator:
    def apply(value: Any) -> Any:
        return cleaned(value) if type(value) is str else value

    return BeforeValidator(apply)


REQUIRED = Field(min_length=1)
"""Makes a text or a reference that a record may lack one that an action has to be given."""
AS_CODE = _of_text(plain_code)
"""Makes a field a number or code; stands after its limits, which are asked of the plain form."""
AS_NAME = _of_text(clean_name)
"""Makes a field the name of a person 姓名; stands after its limits, which are asked of the plain form."""

Line = Annotated[str, Field(max_length=200)]
"""One line of text; what may be longer is a plain text of `core.values.bounds.LONGEST` characters at most."""
Code = Annotated[str, AS_CODE]
"""A number or code: of a member of staff, a matter, a unit, a cell, a medium, a telephone."""
