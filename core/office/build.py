"""Actions and records made of what comes from outside a form: what does not fit is refused in the words of a form."""

from typing import Any, TypeVar

from pydantic import ValidationError

from core.model.action import Action
from core.model.record import Record
from core.office.refusals import Refused
from core.values.sentence import say
from core.wording.field_errors import named_faults

Made = TypeVar("Made", bound=Action | Record)


def build(made: type[Made], **given: Any) -> Made:
    """Return an action or a record of what was given; raises `Refused`: what is wrong with which field."""
    try:
        return made(**given)
    except ValidationError as error:
        called = made.label() if issubclass(made, Action) else made.label
        raise Refused(say(called), named_faults(error, made)) from None
