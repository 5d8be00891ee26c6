"""Who took part in a matter 参与重大案件, and the follow-ups 回访提醒 that are owed afterwards."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from core.desks.matters import fields
from core.desks.matters.records import STRICT, Matter, named_in
from core.desks.matters.vocabulary import (
    FOLLOW_UP,
    KEEP,
    READ,
    FollowUpStage,
    ParticipationStage,
)
from core.model.action import amend
from core.model.change import Draft
from core.model.context import Context
from core.model.deadline import Deadline
from core.model.field import About, Role
from core.model.from_to import FromTo
from core.model.query import AnyOf, Condition, Is, Not, Query, Via, both
from core.model.record import Record
from core.model.viewer import Viewer
from core.values.classification import Classification
from core.values.sentence import N_, Sentence, say


class Participation(Record):
    """That a person takes or took part in a matter: with which work, from when to when, and who follows up."""

    kind = "participation"
    label = N_("Participation")
    plural = N_("Participations")
    compartment = "matters"
    duty = READ
    order = ("-stage", "-since", "id")
    ends = (ParticipationStage.CLOSED,)
    path = (ParticipationStage.RUNNING, ParticipationStage.FOLLOWED, ParticipationStage.CLOSED)
    timeline = FromTo("since", "until", ("person", "matter"))

    matter: fields.Matter
    person: fields.Person
    work: fields.WorkIn
    since: fields.From
    until: fields.Until | None = None
    stage: Annotated[ParticipationStage, About(N_("Stage"), column=10, index=True)] = ParticipationStage.RUNNING
    owner: fields.FollowedBy
    closed: Annotated[date | None, About(N_("Closed on"), index=True)] = None
    closed_by: Annotated[str, About(N_("Closed by"), refers="officer", says=Role.DOER)] = ""
    closed_why: fields.ClosedWhy = ""

    @property
    def title(self) -> str:
        """The work."""
        return self.work


class FollowUp(Record):
    """A visit, a reminder or a talk that is owed to a person after a participation, a departure or a journey.

    There is no field here for what the person thinks, whom the person meets or how the person behaves.
    """

    kind = "follow_up"
    label = N_("Follow-up")
    plural = N_("Follow-ups")
    compartment = "matters"
    classification = Classification.INTERNAL
    duty = FOLLOW_UP
    order = ("-stage", "due", "id")
    ends = (FollowUpStage.DONE, FollowUpStage.DROPPED)
    ends_with = ("subject", FollowUpStage.DROPPED)
    deadlines = (Deadline(N_("follow-up"), on="due", stages=(FollowUpStage.OPEN,), owner=("owner",), long=30),)
    indexes = (("-stage", "due"), ("owner", "stage"))

    person: fields.Person
    what: fields.FollowUpKind
    due: fields.Due
    stage: Annotated[FollowUpStage, About(N_("Stage"), column=8, index=True)] = FollowUpStage.OPEN
    owner: fields.Owner
    subject: fields.Subject
    done: fields.Done | None = None
    how: fields.Reached | None = None
    by: fields.By = ""
    reminded: fields.Reminded = ()
    wishes: fields.Wishes = ""
    consent: fields.Consent = False
    not_reached: fields.NotReached = ""
    dropped_why: fields.DroppedWhy = ""

    @property
    def title(self) -> str:
        """The day it is due."""
        return self.due.isoformat()

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Condition:
        """Whoever owes it; those of all, whoever keeps the register, but of what is top secret only who is named."""
        own = Is("owner", (viewer.officer,))
        if KEEP not in viewer.duties or viewer.units is not None or viewer.cells is not None:
            return own
        strict = both(Is("level", STRICT), Not(named_in(viewer)))
        hidden = Via("subject", "participation", Via("matter", Matter.kind, strict))
        return AnyOf((own, Not(hidden)))

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        return {N_("open"): Is("stage", (FollowUpStage.OPEN,)), **super().filters(context)}

    def explain(self) -> Sentence | None:
        """Return after what it is due on that day."""
        if self.stage != FollowUpStage.OPEN:
            return None
        return say(N_("Due {day}: planned for that day, after what it follows."), day=self.due)


def closed(participation: Participation, why: str, context: Context) -> Iterable[Draft]:
    """Yield that a participation is closed with a reason; what is still owed after it ends with it."""
    ended = {"until": participation.until or context.today}
    closing = {"stage": ParticipationStage.CLOSED, "closed": context.today, "closed_by": context.officer}
    yield amend(participation, **ended, **closing, closed_why=why)


def open_after(subject: str, context: Context) -> list[FollowUp]:
    """Return the follow-ups that are still owed after something."""
    return context.find(Query(FollowUp.kind, both(Is("subject", (subject,)), Is("stage", (FollowUpStage.OPEN,)))))
