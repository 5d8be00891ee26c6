"""Keeping the badges: entered, lost, found again, taken out of use."""

from collections.abc import Iterable
from typing import Annotated

from core.desks.visits import fields
from core.desks.visits.badges import Badge
from core.desks.visits.gate import badge_settled
from core.desks.visits.records import Visit
from core.desks.visits.vocabulary import GATE, KEEP, BadgeColour, BadgeStage, VisitStage
from core.model.action import Action
from core.model.change import Draft
from core.model.context import Context
from core.model.field import Start
from core.values.field_types import REQUIRED


class AddBadge(Action):
    """Enter a badge in the register."""

    on = Badge
    creates = True
    duty = KEEP
    key = "n"

    number: fields.BadgeNumber
    colour: fields.Colour = BadgeColour.WHITE
    area: fields.Area = ""


class ReportBadgeLost(Action):
    """Report a badge lost. Another officer sets it right when it is found."""

    on = Badge
    duty = GATE
    key = "x"
    stages = (BadgeStage.IN, BadgeStage.OUT)
    leads_to = BadgeStage.LOST
    stamps = {"lost_by": Start.ME, "lost_on": Start.TODAY, "visit": "", "since": Start.NOW}

    how: Annotated[fields.How, REQUIRED]

    def changes(self, record: Badge, context: Context) -> Iterable[Draft]:
        """Note it; a visit that is out waits for this badge no more."""
        yield from super().changes(record, context)
        visit = context.get("visit", record.visit) if record.visit else None
        if isinstance(visit, Visit) and visit.stage == VisitStage.OUT:
            yield from badge_settled(visit, context)


class FindBadge(Action):
    """Set a lost badge right that was found: another officer than the one who reported it lost."""

    on = Badge
    duty = GATE
    key = "f"
    stages = (BadgeStage.LOST,)
    leads_to = BadgeStage.IN
    other_than = ("lost_by",)
    stamps = {"since": Start.NOW}

    how: Annotated[fields.How, REQUIRED]


class WithdrawBadge(Action):
    """Take a badge out of use: it is worn out, or lost for good. Another officer than the one who lost it does so."""

    on = Badge
    duty = KEEP
    key = "d"
    stages = (BadgeStage.IN, BadgeStage.LOST)
    leads_to = BadgeStage.WITHDRAWN
    other_than = ("lost_by",)
    stamps = {"since": Start.NOW}

    how: Annotated[fields.How, REQUIRED]
