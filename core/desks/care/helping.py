"""Looking after the person: check-ins, measures of support, and legal aid."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated, Any

from core.desks.care import fields
from core.desks.care.children import CheckIn, Support
from core.desks.care.opening import OPEN
from core.desks.care.records import CareFile
from core.desks.care.vocabulary import HELP, CareSettings, Measure, Way
from core.desks.grievances import Channel, RegisterGrievance
from core.desks.grievances import fields as grievance_fields
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.field import About, Start
from core.values.field_types import REQUIRED, Line
from core.values.sentence import N_, Sentence, say


class RecordCheckIn(Action):
    """Note a check-in: how, what the person needs, what was agreed, and when the next one is."""

    on = CareFile
    duty = HELP
    single = True
    key = "s"
    stages = OPEN
    adds = CheckIn
    stamps = {"by": Start.ME}

    day: fields.Day
    way: fields.Way = Way.TALK
    needs: fields.Needs
    agreed: fields.Agreed = ""
    next: fields.Next | None = None

    def _latest(self, record: CareFile, context: Context) -> date:
        return self.day + timedelta(days=context.policy.settings(CareSettings).checkin_days(record.attention))

    def refuse(self, record: CareFile, context: Context) -> Iterable[Sentence]:
        """Reject a next check-in that does not come after this one, or comes later than the attention says."""
        latest = self._latest(record, context)
        if self.next and not self.day < self.next <= latest:
            yield say(
                N_("While the attention is “{attention}”, the next check-in is after {day} and by {latest}."),
                attention=say(record.attention.label),
                day=self.day,
                latest=latest,
            )

    def written(self, record: CareFile, context: Context) -> dict[str, Any]:
        """Let the next one be when the attention says, unless it is said."""
        return super().written(record, context) | {"next": self.next or self._latest(record, context)}

    def changes(self, record: CareFile, context: Context) -> Iterable[Draft]:
        """Add the check-in. The newest decides when the next one is: one that is entered late moves nothing."""
        yield from super().changes(record, context)
        if self.day >= record.checked:
            yield amend(record, next_checkin=self.next or self._latest(record, context), checked=self.day)


class PlanSupport(Action):
    """Plan a measure of support: what, by whom, by when."""

    on = CareFile
    duty = HELP
    single = True
    key = "u"
    stages = OPEN
    adds = Support

    measure: fields.Measure = Measure.RELIEF
    what: fields.What
    helper: Annotated[fields.SupportOwner, REQUIRED]
    due: fields.Due

    def refuse(self, record: CareFile, context: Context) -> Iterable[Sentence]:
        """Reject an owner who does not know of the file, and legal aid, which has its own action."""
        if self.helper not in (record.helper, record.supervisor, context.officer):
            yield say(N_("Others must not learn of this file: the owner is the helper, the supervisor or you."))
        if self.measure == Measure.LEGAL_AID:
            yield say(N_("Legal aid is noted with “Open legal aid”, so that the grievance is registered too."))


class FinishSupport(Action):
    """Note what came of a measure."""

    on = Support
    duty = HELP
    key = "f"
    once = "finished"

    result: Annotated[fields.Result, REQUIRED]
    finished: fields.Finished


class OpenLegalAid(Action):
    """Register a grievance for the person, as a measure of support. Nothing there tells of this file."""

    on = CareFile
    duty = HELP
    single = True
    key = "m"
    stages = OPEN

    subject: Annotated[Line, REQUIRED, About(N_("Subject"), help=N_("Read by all who work on grievances."))]
    text: grievance_fields.Text = ""
    category: grievance_fields.Category = ""
    petitioner: grievance_fields.Petitioner = ""
    due: fields.Due

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
        """Reject what cannot be registered as a grievance."""
        return self._registration(record, context).refusals(None, context)

    def changes(self, record: CareFile, context: Context) -> Iterable[Draft]:
        """Register the grievance as if it had come to the grievance desk; only the measure here points at it."""
        registration = self._registration(record, context)
        for draft in registration.changes(None, context):
            yield replace(draft, action=RegisterGrievance.verb())
        aid = {"measure": Measure.LEGAL_AID, "what": self.subject, "grievance": registration.target}
        yield create(Support(file=record.id, helper=record.helper, due=self.due, **aid))
