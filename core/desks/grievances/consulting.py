"""Joint consultations 集体会诊: convened, then held or cancelled."""

from collections.abc import Iterable
from typing import Annotated, Any

from core.desks.grievances import fields
from core.desks.grievances.children import Consultation
from core.desks.grievances.records import Grievance
from core.desks.grievances.vocabulary import IN_HAND
from core.model.action import Action
from core.model.context import Context
from core.model.field import FieldOf, Start
from core.values.day_rules import happened_faults
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say


class ConveneConsultation(Action):
    """Convene a joint consultation: which question, whom to ask, when."""

    on = Grievance
    duty = "grievances.handle"
    stages = IN_HAND
    adds = Consultation
    stamps = {"by": Start.ME, "to": FieldOf("handler")}

    day: fields.ConsultationDay
    question: fields.Question
    invited: fields.Invited

    @classmethod
    def suggest(cls, record: Grievance, context: Context) -> dict[str, Any]:
        """Start from the next working day."""
        return {"day": context.workdays.add_workdays(context.today, 1)}


class _EndConsultation(Action):
    """What holding and cancelling a consultation have in common."""

    on = Consultation
    duty = "grievances.handle"

    def refuse(self, record: Consultation, context: Context) -> Iterable[Sentence]:
        """Reject a consultation that was held or cancelled."""
        if record.held:
            yield say(N_("This consultation was held on {day}."), day=record.held)
        elif record.cancelled:
            yield say(N_("This consultation was cancelled: {why}"), why=record.cancelled)


class HoldConsultation(_EndConsultation):
    """Note that the consultation was held, who took part, and the opinion it came to."""

    on = Consultation
    key = "s"

    held: fields.Held
    attended: Annotated[fields.Attended, REQUIRED]
    opinion: Annotated[fields.Opinion, REQUIRED]

    def refuse(self, record: Consultation, context: Context) -> Iterable[Sentence]:
        """Reject also a day before the grievance came in, and one to come."""
        yield from super().refuse(record, context)
        whole = context.get("grievance", record.grievance)
        earliest = whole.received.date() if isinstance(whole, Grievance) else None
        yield from happened_faults(self.held, earliest, context.today)


class CancelConsultation(_EndConsultation):
    """Cancel a consultation that will not be held."""

    on = Consultation
    key = "d"

    cancelled: Annotated[fields.Cancelled, REQUIRED]
