"""Joint consultations 集体会诊: convened, then held or cancelled."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from core.desks.grievances.children import Consultation
from core.desks.grievances.records import Grievance
from core.desks.grievances.rules import date_faults
from core.desks.grievances.vocabulary import IN_HAND, Line, Prose
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.record import About
from core.values.sentence import N_, Sentence, say


class ConveneConsultation(Action):
    """Convene a joint consultation: which question, whom to ask, when."""

    on = Grievance
    duty = "grievances.handle"
    stages = IN_HAND

    day: Annotated[date, About(N_("Date"), workday=True)]
    question: Annotated[Prose, About(N_("Question"), lines=3)]
    invited: Annotated[Line, About(N_("Who is asked"), help=N_("Departments, partners or officers, by name."))]

    @classmethod
    def suggest(cls, record: Grievance, context: Context) -> dict[str, Any]:
        """Start from the next working day."""
        return {"day": context.workdays.add_workdays(context.today, 1)}

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """It is convened before it is held."""
        if self.day < context.today:
            yield say(N_("A consultation cannot be convened for {day}, which has passed."), day=self.day)

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """Add it, with the handler to see to it."""
        yield create(
            Consultation(
                grievance=record.id,
                day=self.day,
                by=context.officer,
                to=record.handler,
                question=self.question,
                invited=self.invited,
            )
        )


class _EndConsultation(Action):
    """What holding and cancelling a consultation have in common."""

    on = Consultation
    duty = "grievances.handle"

    def refuse(self, record: Consultation, context: Context) -> Iterable[Sentence]:
        """It is held or cancelled once."""
        if record.held:
            yield say(N_("This consultation was held on {day}."), day=record.held)
        elif record.cancelled:
            yield say(N_("This consultation was cancelled: {why}"), why=record.cancelled)


class HoldConsultation(_EndConsultation):
    """Note that the consultation was held, who took part, and the opinion it came to."""

    on = Consultation
    key = "s"

    held: Annotated[date, About(N_("Held"))]
    attended: Annotated[Line, About(N_("Who took part"))]
    opinion: Annotated[Prose, About(N_("Opinion"), lines=6)]

    @classmethod
    def suggest(cls, record: Consultation, context: Context) -> dict[str, Any]:
        """Start from today and who was asked."""
        return {"held": context.today, "attended": record.invited}

    def refuse(self, record: Consultation, context: Context) -> Iterable[Sentence]:
        """It has taken place, and after the grievance came in."""
        yield from super().refuse(record, context)
        whole = context.get("grievance", record.grievance)
        earliest = whole.received.date() if isinstance(whole, Grievance) else self.held
        yield from date_faults(self.held, earliest, context.today)

    def changes(self, record: Consultation, context: Context) -> Iterable[Draft]:
        """Write what came of it."""
        yield amend(record, held=self.held, attended=self.attended, opinion=self.opinion)


class CancelConsultation(_EndConsultation):
    """Cancel a consultation that will not be held."""

    on = Consultation
    key = "d"

    why: Annotated[str, Field(min_length=1, max_length=200), About(N_("Why it was cancelled"))]

    def changes(self, record: Consultation, context: Context) -> Iterable[Draft]:
        """Write the reason."""
        yield amend(record, cancelled=self.why)
