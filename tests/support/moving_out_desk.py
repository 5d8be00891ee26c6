"""A desk with a checklist, as a test of checklists declares it: who leaves a post hands over first."""

from datetime import date
from typing import Annotated

from core.model.action import Action
from core.model.field import About, Start
from core.model.record import Record
from core.rules.checklist import Answer, AnswerItem
from core.rules.record_printout import record_printout
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_

READ, KEEP = "people.read", "people.keep"


class MovingOutStage(LabelledEnum):
    """How far a moving_out is."""

    CLEARING = "clearing", N_("clearing")
    APPROVED = "approved", N_("approved")


class MovingOut(Record):
    """Somebody leaves a post."""

    kind = "moving_out"
    label = N_("Moving out")
    plural = N_("Moving out")
    duty = READ
    ends = (MovingOutStage.APPROVED,)

    who: Annotated[str, About(N_("Who leaves"), column=20)]
    stage: Annotated[MovingOutStage, About(N_("Stage"), column=10)] = MovingOutStage.CLEARING
    approved: Annotated[date | None, About(N_("Approved"), column=10)] = None

    @property
    def title(self) -> str:
        """Who leaves."""
        return self.who


class MovingOutAnswer(Answer):
    """What was found of one item of the handover."""

    kind = "moving_out_answer"
    label = N_("Item of the handover")
    plural = N_("Handover list")
    duty = READ
    checklist = "moving_out"

    moving_out: Annotated[str, About(N_("Moving out"), refers="moving_out", owner=True)]


class AskMovingOut(Action):
    """Enter that somebody leaves."""

    on = MovingOut
    creates = True
    duty = KEEP
    key = "n"

    who: Annotated[str, About(N_("Who leaves"))]


class AnswerMovingOut(AnswerItem):
    """Say of each item of the handover list whether it is met."""

    on, adds, duty, key = MovingOut, MovingOutAnswer, KEEP, "l"
    stages = (MovingOutStage.CLEARING,)


class ApproveMovingOut(Action):
    """Approve that somebody leaves, once everything is handed over."""

    on = MovingOut
    duty = KEEP
    key = "a"
    stages = (MovingOutStage.CLEARING,)
    leads_to = MovingOutStage.APPROVED
    stamps = {"approved": Start.TODAY}
    demands = (MovingOutAnswer.all_met,)


record_printout("moving_out_sheet", N_("Handover sheet"), MovingOut)
