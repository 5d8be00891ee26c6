"""The same matter 并案: several grievances are handled as one. None is lost: each keeps its number, text and parts."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import Field

from core.desks.grievances.children import Step
from core.desks.grievances.records import Grievance
from core.desks.grievances.rules import next_steps_done, others_wait, pause_ended
from core.desks.grievances.vocabulary import OPEN, GrievanceSettings, Stage, StepKind
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.field import About, Start
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say


def _finished_by(record: Grievance, context: Context) -> date:
    """Return the last day of the term, as if what is not accepted yet were accepted on the last day for that."""
    due = record.due or context.today
    return due if record.accepted else due + timedelta(days=context.policy.settings(GrievanceSettings).term_days)


def _noted(record: Grievance, into: str, reason: str, context: Context) -> Draft:
    """Return the step that notes at one grievance which other was merged into it, or separated from it, and why.

    The number stands in the text too, so that a search for it finds both; at which site it was given is told by the
    reference wherever the step is read.
    """
    text = f"{context.title(record.kind, record.id)}\n{reason}"
    step = StepKind.MERGE
    by = context.officer
    return create(Step(grievance=into, step=step, day=context.today, by=by, text=text, other=record.id))


class MergeGrievance(Action):
    """Merge it into another that is the same matter. Both are kept; from now on only the other one is handled."""

    on = Grievance
    duty = "grievances.register"
    stages = OPEN
    leads_to = Stage.MERGED
    stamps = {"closed": Start.TODAY, "closed_by": Start.ME}

    into: Annotated[str, Field(min_length=1), About(N_("Merge into"), refers="grievance")]
    reason: Annotated[str, REQUIRED, About(N_("Why the same matter"), lines=2)]

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """Reject another that is closed, or or so due that a petitioner would wait longer, and one others wait for."""
        other = context.get("grievance", self.into)
        if not isinstance(other, Grievance) or other.id == record.id or other.stage not in OPEN:
            yield say(N_("Choose another grievance that is still open."))
            return
        if (later := _finished_by(other, context)) > _finished_by(record, context):
            yield say(
                N_("{number} is to be finished later, by {day}: the petitioner would wait longer. Merge that one into "
                   "this."),
                number=other.number,
                day=later,
            )  # fmt: skip
        if other.handler:
            yield from record.bars(other.handler, context)
        yield from others_wait(record, context)

    def written(self, record: Grievance, context: Context) -> dict[str, Any]:
        """Add into which it is merged; a running pause ends with it."""
        return super().written(record, context) | {"merged_into": self.into} | pause_ended(record, context.today)

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """Point to the other, where a step says what was merged into it, so that this number finds both."""
        yield from next_steps_done(record, context)
        yield from super().changes(record, context)
        yield _noted(record, self.into, self.reason, context)


class SeparateGrievance(Action):
    """Separate it again from the one it was merged into: it is handled by itself, and its own term still runs."""

    on = Grievance
    duty = "grievances.register"
    stages = (Stage.MERGED,)
    transitions = tuple(((Stage.MERGED,), after) for after in (Stage.REGISTERED, Stage.ACCEPTED, Stage.REPLIED))

    reason: Annotated[str, REQUIRED, About(N_("Why another matter"), lines=2)]

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """Put it back to where it stood, and note it where it was merged into."""
        stood = Stage.REPLIED if record.replied else Stage.ACCEPTED if record.accepted else Stage.REGISTERED
        yield amend(record, stage=stood, merged_into="", closed=None, closed_by="")
        yield _noted(record, record.merged_into, self.reason, context)
