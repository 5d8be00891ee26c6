"""Staying longer than planned: agreed by a reviewer, so that it is no overstay."""

from collections.abc import Collection, Iterable
from typing import Any

from core.desks.visits import fields
from core.desks.visits.records import Visit
from core.desks.visits.rules import OWN_VISIT, late_from, party_to, right_faults
from core.desks.visits.vocabulary import REVIEW, VisitStage
from core.model.action import Action
from core.model.context import Context
from core.values.sentence import N_, Sentence, say


class ExtendVisit(Action):
    """Agree that visitors who are inside stay longer."""

    on = Visit
    duty = REVIEW
    key = "t"
    stages = (VisitStage.INSIDE,)
    amends = True

    planned_out: fields.LeavesToday

    def involved(self, record: Visit, context: Context) -> Iterable[tuple[Collection[str], Sentence]]:
        """Host and escort."""
        yield party_to(record, context), say(OWN_VISIT)

    def refuse(self, record: Visit, context: Context) -> Iterable[Sentence]:
        """Reject who does not answer for the area, and a time that is not later."""
        yield from right_faults(record.areas, context)
        if self.planned_out <= max(record.planned_out, context.now):
            yield say(N_("Enter a later time than now and than was planned."))

    def written(self, record: Visit, context: Context) -> dict[str, Any]:
        """Add from when it is an overstay then."""
        return super().written(record, context) | {"late_from": late_from(self.planned_out, context)}
