"""Actions and records made of what comes from outside a form: what does not fit is refused in the words of a form."""

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from core.action import Action
from core.faults import faults
from core.office import Refused
from core.record import Record, columns
from core.text import N_, say

Made = TypeVar("Made", bound=Action | Record)


def build(made: type[Made], **given: Any) -> Made:
    """Return an action or a record of what was given; raises `Refused`: what is wrong with which field."""
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
