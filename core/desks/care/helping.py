"""Looking after the person: check-ins, measures of support, and legal aid."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import Field

from core.desks.care.children import CheckIn, Support
from core.desks.care.opening import OPEN, OfficerName
from core.desks.care.records import CareFile
from core.desks.care.vocabulary import HELP, CareSettings, Line, Measure, Prose, Way
from core.desks.grievances import Channel, PetitionerName, RegisterGrievance
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.record import About
from core.values.sentence import N_, Sentence, say


def past_faults(day: date, record: CareFile, context: Context) -> Iterable[Sentence]:
    """Yield why something cannot have happened to a file on this day."""
    if not record.opened <= day <= context.today:
        yield say(
            N_("The date {day} must lie between {earliest} and today, {today}."),
            day=day,
            earliest=record.opened,
            today=context.today,
        )


class RecordCheckIn(Action):
    """Note a check-in: how, what the person needs, what was agreed, and when the next one is."""

    on = CareFile
    duty = HELP
    key = "s"
    stages = OPEN

    day: Annotated[date, About(N_("Date"))]
    way: Annotated[Way, About(N_("How"))] = Way.TALK
    needs: Annotated[Prose, About(N_("What the person needs"), lines=4)]
    agreed: Annotated[str, Field(max_length=20_000), About(N_("What was agreed"), lines=4)] = ""
    next: Annotated[date | None, About(N_("Next check-in"), help=N_("Empty: as the attention says."))] = None

    @classmethod
    def suggest(cls, record: CareFile, context: Context) -> dict[str, Any]:
        """Start from today."""
        return {"day": context.today}

    def _latest(self, record: CareFile, context: Context) -> date:
        return self.day + timedelta(days=context.policy.settings(CareSettings).checkin_days(record.attention))

    def refuse(self, record: CareFile, context: Context) -> Iterable[Sentence]:
        """It has happened; the next one comes after it, and no later than the attention says."""
        yield from past_faults(self.day, record, context)
        latest = self._latest(record, context)
        if self.next and not self.day < self.next <= latest:
            yield say(
                N_("While the attention is “{attention}”, the next check-in is after {day} and by {latest}."),
                attention=say(record.attention.label),
                day=self.day,
                latest=latest,
            )

    def changes(self, record: CareFile, context: Context) -> Iterable[Draft]:
        """Add the check-in. The newest decides when the next one is: one that is entered late moves nothing."""
        following = self.next or self._latest(record, context)
        yield create(
            CheckIn(
                file=record.id,
                day=self.day,
                way=self.way,
                by=context.officer,
                needs=self.needs,
                agreed=self.agreed,
                next=following,
            )
        )
        if self.day >= record.checked:
            yield amend(record, next_checkin=following, checked=self.day)


class PlanSupport(Action):
    """Plan a measure of support: what, by whom, by when."""

    on = CareFile
    duty = HELP
    key = "u"
    stages = OPEN

    measure: Annotated[Measure, About(N_("Measure"))] = Measure.RELIEF
    what: Annotated[Prose, About(N_("What is done"), lines=3)]
    helper: Annotated[OfficerName, About(N_("Owner"), refers="officer")]
    due: Annotated[date, About(N_("Due"))]

    @classmethod
    def suggest(cls, record: CareFile, context: Context) -> dict[str, Any]:
        """Start with the helper, and the next check-in."""
        return {"helper": record.helper, "due": record.next_checkin}

    def refuse(self, record: CareFile, context: Context) -> Iterable[Sentence]:
        """Whoever owes it must know of the file; legal aid has its own action."""
        if self.due < context.today:
            yield say(N_("It cannot be due on {day}, which has passed."), day=self.due)
        if self.helper not in (record.helper, record.supervisor, context.officer):
            yield say(N_("Others must not learn of this file: the owner is the helper, the supervisor or you."))
        if self.measure == Measure.LEGAL_AID:
            yield say(N_("Legal aid is noted with “Open legal aid”, so that the grievance is registered too."))

    def changes(self, record: CareFile, context: Context) -> Iterable[Draft]:
        """Add the measure."""
        yield create(Support(file=record.id, measure=self.measure, what=self.what, helper=self.helper, due=self.due))


class FinishSupport(Action):
    """Note what came of a measure."""

    on = Support
    duty = HELP
    key = "f"

    result: Annotated[Prose, About(N_("Result"), lines=3)]
    day: Annotated[date, About(N_("Finished"))]

    @classmethod
    def applies(cls, record: Support) -> bool:
        """It is not finished."""
        return record.finished is None

    @classmethod
    def suggest(cls, record: Support, context: Context) -> dict[str, Any]:
        """Start from today."""
        return {"day": context.today}

    def refuse(self, record: Support, context: Context) -> Iterable[Sentence]:
        """It is finished once, and not tomorrow."""
        if record.finished:
            yield say(N_("This was finished on {day} already."), day=record.finished)
        if self.day > context.today:
            yield say(N_("{day} is still to come. Enter the day it was done."), day=self.day)

    def changes(self, record: Support, context: Context) -> Iterable[Draft]:
        """Write result and day."""
        yield amend(record, result=self.result, finished=self.day)


class OpenLegalAid(Action):
    """Register a grievance for the person, as a measure of support. Nothing there tells of this file."""

    on = CareFile
    duty = HELP
    key = "g"
    stages = OPEN

    subject: Annotated[Line, About(N_("Subject"), help=N_("Read by all who work on grievances."))]
    text: Annotated[str, Field(max_length=100_000), About(N_("Text"), lines=8)] = ""
    category: Annotated[str, About(N_("Category"), options="categories")] = ""
    petitioner: Annotated[PetitionerName, About(N_("Petitioner"), help=N_("Empty if anonymous."))] = ""
    due: Annotated[date, About(N_("Due"))]

    @classmethod
    def suggest(cls, record: CareFile, context: Context) -> dict[str, Any]:
        """Start with the person and the next review."""
        return {"petitioner": record.name, "due": record.next_review}

    def _registration(self, record: CareFile, context: Context) -> RegisterGrievance:
        return RegisterGrievance(
            channel=Channel.WALK_IN,
            received=context.now,
            subject=self.subject,
            text=self.text,
            category=self.category,
            petitioner=self.petitioner,
            unit=record.unit,
        )

    def refuse(self, record: CareFile, context: Context) -> Iterable[Sentence]:
        """What refuses the registration refuses this."""
        if self.due < context.today:
            yield say(N_("It cannot be due on {day}, which has passed."), day=self.due)
        yield from self._registration(record, context).refuse(None, context)

    def changes(self, record: CareFile, context: Context) -> Iterable[Draft]:
        """Register the grievance as if it had come to the grievance desk; only the measure here points at it."""
        registration = self._registration(record, context)
        for draft in registration.changes(None, context):
            yield replace(draft, action=RegisterGrievance.verb())
        yield create(
            Support(
                file=record.id,
                measure=Measure.LEGAL_AID,
                what=self.subject,
                helper=record.helper,
                due=self.due,
                grievance=registration.target,
            )
        )
