"""Closing 办结: once nothing is left open, and by a second officer where the policy pack says so."""

from collections.abc import Collection, Iterable
from typing import Annotated

from pydantic import Field

from core.desks.grievances import fields
from core.desks.grievances.conflicts_of_interest import handled, was_urgent
from core.desks.grievances.records import Grievance
from core.desks.grievances.rules import next_steps_done, others_wait
from core.desks.grievances.vocabulary import GrievanceSettings, Outcome, Stage, Urgency
from core.model.action import Action
from core.model.change import Draft
from core.model.context import Context
from core.model.field import About, Start
from core.values.sentence import N_, Sentence, say


def needs_second(record: Grievance, outcome: Outcome, context: Context) -> bool:
    """Whether the policy pack leaves closing with this outcome to an officer who did not handle it."""
    terms = context.policy.settings(GrievanceSettings)
    urgent = terms.second_closes_urgent and was_urgent(record, context)
    return urgent or outcome in terms.second_closes


class CloseGrievance(Action):
    """Close it with its outcome, once a reply has been given and nothing is left open."""

    on = Grievance
    duty = "grievances.handle"
    key = "c"
    stages = (Stage.REPLIED,)

    leads_to = Stage.CLOSED
    stamps = {"closed": Start.TODAY, "closed_by": Start.ME}

    outcome: fields.Outcome = Outcome.RESOLVED
    told: Annotated[str, Field(max_length=2000), About(N_("Remark"), lines=3)] = ""

    def involved(self, record: Grievance, context: Context) -> Iterable[tuple[Collection[str], Sentence]]:
        """Who ever handled or answered it, where the policy pack says so."""
        if needs_second(record, self.outcome, context):
            urgency = Urgency.URGENT if was_urgent(record, context) else record.urgency
            yield (
                handled(record, context),
                say(
                    N_("Outcome “{outcome}”, {urgency}: a second officer closes it, not who handled or answered it."),
                    outcome=say(self.outcome.label),
                    urgency=say(urgency.label),
                ),
            )

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """Reject while a supervisor, a consultation or a partner is waited for."""
        return others_wait(record, context)

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """Close it; no next step is waited for any more."""
        yield from next_steps_done(record, context)
        yield from super().changes(record, context)
