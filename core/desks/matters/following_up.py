"""Following up: a visit, reminder or talk is done, was tried in vain, is handed over, or is no longer owed."""

from collections.abc import Iterable
from typing import Annotated

from core.desks.matters import fields
from core.desks.matters.participations import FollowUp, Participation, open_after
from core.desks.matters.rules import may_act
from core.desks.matters.vocabulary import FOLLOW_UP, KEEP, FollowUpStage, ParticipationStage, Reached
from core.model.action import Action, amend
from core.model.change import Draft
from core.model.context import Context
from core.model.field import Start
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say

OPEN = (FollowUpStage.OPEN,)


class RecordFollowUp(Action):
    """Note that a follow-up was done: how, and of what the person was reminded. Wishes, only if the person agrees."""

    on = FollowUp
    duty = FOLLOW_UP
    single = True
    key = "s"
    stages = OPEN
    leads_to = FollowUpStage.DONE
    transitions = (((ParticipationStage.FOLLOWED,), ParticipationStage.CLOSED),)
    stamps = {"by": Start.ME, "not_reached": ""}

    done: fields.Done
    how: fields.Reached = Reached.MET
    reminded: fields.Reminded = ()
    wishes: fields.Wishes = ""
    consent: fields.Consent = False

    def refuse(self, record: FollowUp, context: Context) -> Iterable[Sentence]:
        """Reject wishes that the person does not want noted."""
        if self.wishes and not self.consent:
            yield say(N_("Wishes are noted only if the person agrees. Ask the person, or leave them out."))

    def changes(self, record: FollowUp, context: Context) -> Iterable[Draft]:
        """Note it; with the last one, the participation is closed."""
        yield from super().changes(record, context)
        followed = context.get(Participation.kind, record.subject)
        last = all(each.id == record.id for each in open_after(record.subject, context))
        if last and isinstance(followed, Participation) and followed.stage == ParticipationStage.FOLLOWED:
            closing = {"stage": ParticipationStage.CLOSED, "closed": context.today, "closed_by": context.officer}
            yield amend(followed, **closing)


class NoteNotReached(Action):
    """Note that the person was not reached: when it was tried, and how. It stays owed."""

    on = FollowUp
    duty = FOLLOW_UP
    single = True
    key = "x"
    stages = OPEN

    not_reached: Annotated[fields.NotReached, REQUIRED]


class HandFollowUpOver(Action):
    """Have another officer do a follow-up."""

    on = FollowUp
    duty = KEEP
    key = "o"
    stages = OPEN
    amends = True

    owner: Annotated[fields.Owner, REQUIRED]

    def refuse(self, record: FollowUp, context: Context) -> Iterable[Sentence]:
        """Reject an officer who cannot follow up."""
        return may_act(self.owner, FOLLOW_UP, context)


class DropFollowUp(Action):
    """Note that a follow-up is no longer owed, with the reason."""

    on = FollowUp
    duty = KEEP
    key = "d"
    stages = OPEN
    leads_to = FollowUpStage.DROPPED

    dropped_why: Annotated[fields.DroppedWhy, REQUIRED]
