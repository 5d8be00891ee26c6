"""Supervision 督办: a supervisor presses for it, and is answered."""

from datetime import timedelta
from typing import Annotated, Any

from core.desks.grievances import fields
from core.desks.grievances.children import Supervision
from core.desks.grievances.records import Grievance
from core.desks.grievances.vocabulary import OPEN
from core.model.action import Action
from core.model.context import Context
from core.model.field import FieldOf, Start
from core.values.field_types import REQUIRED


class SuperviseGrievance(Action):
    """Press for it: an instruction with a date, at the top of the handler's day until it is answered."""

    on = Grievance
    duty = "grievances.supervise"
    key = "b"
    stages = OPEN
    adds = Supervision
    stamps = {"by": Start.ME, "to": FieldOf("handler")}

    instruction: fields.Instruction
    due: fields.InstructionDue

    @classmethod
    def suggest(cls, record: Grievance, context: Context) -> dict[str, Any]:
        """Give three days."""
        return {"due": context.today + timedelta(days=3)}


class AnswerSupervision(Action):
    """Answer a supervisor's instruction."""

    on = Supervision
    duty = "grievances.handle"
    key = "r"
    once = "answered"
    stamps = {"answered": Start.TODAY}

    answer: Annotated[fields.Answer, REQUIRED]
