"""Appealing against an assessment 申诉: other people assess anew, and meanwhile what was decided stands."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Annotated, Any

from core.desks.clearance import fields
from core.desks.clearance.assessing import NO_REMEDY, hands_of, numbered
from core.desks.clearance.assessment_record import DECIDED, DRAFTING, PROPOSED, Appeal, Assessment
from core.desks.clearance.rules import terms
from core.desks.clearance.vocabulary import KEEP, AssessmentKind, Finding
from core.model.action import Action, create
from core.model.change import Draft
from core.model.context import Context
from core.model.field import Start
from core.model.query import Is, Query, both
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say


class RecordAppeal(Action):
    """Note that the person appeals, and who assesses anew: an officer who had no part in the first assessment."""

    on = Assessment
    duty = KEEP
    key = "o"
    stages = DECIDED
    adds = Appeal
    single = True
    second = "assessor"
    stamps = {"noted_by": Start.ME}

    filed: fields.Filed
    grounds: fields.Grounds
    assessor: Annotated[fields.Assessor, REQUIRED]

    @classmethod
    def obstacles(cls, record: Assessment, context: Context) -> Iterable[Sentence]:
        """Yield that there is an appeal against it already."""
        for each in context.find(Query("appeal", Is("assessment", (record.id,)), limit=1)):
            yield say(N_("There is an appeal of {day} already; there is only one."), day=each.filed)

    def involved(self, record: Assessment, context: Context) -> Iterable[tuple[Collection[str], Sentence]]:
        """Who assessed, proposed or decided it."""
        yield hands_of(record), say(NO_REMEDY)

    def refuse(self, record: Assessment, context: Context) -> Iterable[Sentence]:
        """Reject an appeal against a pass, before the person was told, and after the term."""
        yield from self.obstacles(record, context)
        if record.finding == Finding.PASS:
            yield say(N_("It was passed without conditions: there is nothing to appeal against."))
        if record.told is None:
            yield say(N_("The person has not been told the result. Tell it first: “Tell result”."))
        elif self.filed > (latest := record.told + timedelta(days=terms(context).appeal_days)):
            yield say(
                N_("The person was told on {told}; an appeal was possible until {latest}."),
                told=record.told,
                latest=latest,
            )

    def written(self, record: Assessment, context: Context) -> dict[str, Any]:
        """Add until when it is to be answered."""
        return super().written(record, context) | {"due": self.filed + timedelta(days=terms(context).answer_days)}


class AssessAnew(Action):
    """Begin the new assessment after an appeal. Only the officer who was named for it does."""

    on = Appeal
    duty = KEEP
    key = "n"
    once = "answered"

    own_statement: fields.OwnStatement
    paper: fields.Paper = ""

    def involved(self, record: Appeal, context: Context) -> Iterable[tuple[Collection[str], Sentence]]:
        """Who had a part in the first one."""
        yield hands_of(context.get("assessment", record.assessment)), say(NO_REMEDY)

    def refuse(self, record: Appeal, context: Context) -> Iterable[Sentence]:
        """Reject a second new assessment beside one that runs."""
        running = both(Is("appeal", (record.id,)), Is("stage", (*DRAFTING, *PROPOSED)))
        for each in context.find(Query("assessment", running, limit=1)):
            yield say(N_("{number} runs already for this appeal. Work in that one."), number=each.number)

    def changes(self, record: Appeal, context: Context) -> Iterable[Draft]:
        """Begin an assessment of the same person, post and level, by whoever does this."""
        first: Assessment | None = context.get("assessment", record.assessment)
        if first is not None:
            yield create(
                Assessment(
                    person=first.person, name=first.name, unit=first.unit, post=first.post, level=first.level,
                    assessed_as=AssessmentKind.APPEAL, own_statement=self.own_statement, paper=self.paper,
                    assessor=context.officer, begun=context.today, appeal=record.id, **numbered(context),
                )
            )  # fmt: skip
