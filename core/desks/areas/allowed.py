"""Who is allowed into an area 准入名单: one officer asks for it, and another decides."""

from collections.abc import Iterable
from typing import Annotated, Any

from core.desks.areas import fields
from core.desks.areas.children import AreaAccess
from core.desks.areas.records import Area
from core.desks.areas.vocabulary import CHECK, AccessStage
from core.desks.grid.rules import person_faults
from core.model.action import Action
from core.model.context import Context
from core.rules.request import Approve, Ask, Decline, Withdraw
from core.values.field_types import REQUIRED
from core.values.sentence import Sentence


class AllowPerson(Ask):
    """Ask that a person is put on the list of those who are allowed in. Another officer decides."""

    on = Area
    adds = AreaAccess
    duty = CHECK
    key = "t"

    person: Annotated[fields.Person, REQUIRED]
    reason: Annotated[fields.Reason, REQUIRED]
    until: fields.AllowedUntil | None = None

    @classmethod
    def earlier(cls, record: Any, context: Context) -> list[Any]:
        """None: each person is asked for by himself, and stands on the list once (`AreaAccess.unique`)."""
        return []

    def refuse(self, record: Area, context: Context) -> Iterable[Sentence]:
        """Reject somebody who does not work here."""
        return person_faults(self.person, context.today, context)


class ApproveAccess(Approve):
    """Approve that this person is allowed in, as an officer who did not ask for it and who is another person."""

    on = AreaAccess
    key = "A"


class DeclineAccess(Decline):
    """Decline that this person is allowed in, with the reason."""

    on = AreaAccess
    key = "D"


class WithdrawAccess(Withdraw):
    """Take back that this person was asked for."""

    on = AreaAccess
    duty = CHECK


class EndAccess(Action):
    """Take this person off the list of those who are allowed in, with the reason."""

    on = AreaAccess
    duty = CHECK
    key = "E"
    stages = (AccessStage.ALLOWED,)
    leads_to = AccessStage.ENDED

    ended: fields.EndedOn
    ended_because: Annotated[fields.EndedBecause, REQUIRED]
