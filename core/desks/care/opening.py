"""Opening a care file, telling the person, and setting who looks after it and how often."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated, Any

from core.desks.administration.officers import Officer
from core.desks.care import fields
from core.desks.care.children import Objection, Support
from core.desks.care.records import CareFile, gone
from core.desks.care.vocabulary import DECIDE, HELP, KEEP, Attention, CareSettings, FileStage, Source
from core.desks.people.records import Person
from core.model.action import Action, amend
from core.model.change import Draft
from core.model.context import Context
from core.model.field import Start
from core.model.query import Blank, Is, Query, both
from core.rights.four_eyes import same_person
from core.rules.following_rules import different_officers
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say

OPEN = (FileStage.OPEN,)
TWO_CARERS = N_("Helper and supervisor must be two officers.")
different_officers("care_file", "supervisor", "helper", TWO_CARERS).declare()
NOT_PUT_OFF: dict[str, Any] = {"untold_reason": "", "untold_by": "", "untold_until": None}
"""What stands on a file of which the person was told."""


def carer_faults(helper: str, supervisor: str, context: Context) -> Iterable[Sentence]:
    """Yield why these officers cannot be helper and supervisor of a file."""
    for carer in dict.fromkeys((helper, supervisor)):
        yield from _reading_faults(carer, context)
    if supervisor in same_person(helper, context):
        yield say(TWO_CARERS)


def _reading_faults(carer: str, context: Context) -> Iterable[Sentence]:
    officer = context.get("officer", carer)
    if isinstance(officer, Officer) and carer in gone(context):
        yield say(
            N_("{name} has no role that reads care files. Ask the system administrator to give one."),
            name=officer.title,
        )


def untold_faults(reason: str, until: date | None, context: Context) -> Iterable[Sentence]:
    """Yield what is missing where the person is not told yet: it needs a reason and an end, and the end is near."""
    latest = context.today + timedelta(days=context.policy.settings(CareSettings).untold_days)
    if not reason:
        yield say(N_("Say when the person was told, or why not yet, by whose decision and until when."))
    elif until is None or not context.today < until <= latest:
        yield say(N_("Telling the person can be put off until a day after today and by {latest}."), latest=latest)


class OpenCareFile(Action):
    """Open a care file for a member of staff in difficulty. The person is told, or it is decided until when not."""

    on = CareFile
    creates = True
    duty = KEEP
    key = "n"
    stamps = {"opened": Start.TODAY, "checked": Start.TODAY, "reviewed": Start.TODAY}

    person: Annotated[fields.Person, REQUIRED]
    basis: fields.Basis
    facts: fields.Facts
    source: fields.Source = Source.SELF
    attention: fields.Attention = Attention.ROUTINE
    attention_reason: Annotated[fields.AttentionReason, REQUIRED]
    helper: Annotated[fields.Helper, REQUIRED]
    supervisor: Annotated[fields.Supervisor, REQUIRED]
    plan: fields.Plan = ""
    told: fields.Told | None = None
    untold_reason: fields.UntoldReason = ""
    untold_by: fields.UntoldBy = ""
    untold_until: fields.UntoldUntil | None = None

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject one officer as helper and supervisor, and a person neither told nor put off."""
        if not isinstance(context.get("person", self.person), Person):
            yield say(N_("Choose a person of the staff register."))
        yield from carer_faults(self.helper, self.supervisor, context)
        if self.told is None:
            yield from untold_faults(self.untold_reason, self.untold_until, context)
            if self.untold_reason and context.get("officer", self.untold_by) is None:
                yield say(N_("Name the officer who decided that the person is not told yet."))

    def written(self, record: Any, context: Context) -> dict[str, Any]:
        """Add name and unit of the person; the first check-in and the first review are counted from today."""
        person = context.get("person", self.person)
        known = {"name": person.name, "unit": person.unit} if isinstance(person, Person) else {"name": self.person}
        terms = context.policy.settings(CareSettings)
        dates = {
            "next_checkin": context.today + timedelta(days=terms.checkin_days(self.attention)),
            "next_review": context.today + timedelta(days=terms.review_days),
        }
        return super().written(record, context) | known | dates | (NOT_PUT_OFF if self.told else {})


class AmendCareFile(Action):
    """Correct or complete the facts and the plan. History keeps what stood before."""

    on = CareFile
    duty = HELP
    key = "e"
    stages = OPEN
    amends = True

    basis: fields.Basis
    facts: fields.Facts
    plan: fields.Plan = ""


class RecordTold(Action):
    """Note that the person was told of the file, of the right to a copy, and of the right to object."""

    on = CareFile
    duty = HELP
    key = "t"
    stages = OPEN
    once = "told"
    stamps = NOT_PUT_OFF  # why it was put off stays in history

    told: fields.Told

    @classmethod
    def suggest(cls, record: CareFile, context: Context) -> dict[str, Any]:
        """Start from today."""
        return {"told": context.today}


class PostponeTelling(Action):
    """Decide that the person is not told yet, with a reason and an end."""

    on = CareFile
    duty = DECIDE
    stages = OPEN
    stamps = {"untold_by": Start.ME}

    untold_reason: Annotated[fields.UntoldReason, REQUIRED]
    untold_until: fields.UntoldUntil

    @classmethod
    def applies(cls, record: CareFile) -> bool:
        """The person does not know of it."""
        return super().applies(record) and record.told is None

    def refuse(self, record: CareFile, context: Context) -> Iterable[Sentence]:
        """Reject a person who was told, and an end that is not soon."""
        if record.told:
            yield say(N_("The person was told on {day} already."), day=record.told)
        yield from untold_faults(self.untold_reason, self.untold_until, context)


def sooner(record: CareFile, attention: Attention, context: Context) -> dict[str, date]:
    """Return what another attention makes of the next check-in: more calls it sooner, less puts nothing off."""
    new = context.today + timedelta(days=context.policy.settings(CareSettings).checkin_days(attention))
    if record.next_checkin and record.next_checkin <= new:
        return {}
    return {"next_checkin": new, "checked": context.today}


class ChangeAttention(Action):
    """Set how often to check in, with a reason. More attention brings the next check-in forward; less puts none off."""

    on = CareFile
    duty = HELP
    key = "a"
    stages = OPEN

    attention: fields.Attention
    attention_reason: Annotated[fields.AttentionReason, REQUIRED]

    @classmethod
    def suggest(cls, record: CareFile, context: Context) -> dict[str, Any]:
        """Start from the attention that stands; the reason is a new one."""
        return {"attention": record.attention}

    def refuse(self, record: CareFile, context: Context) -> Iterable[Sentence]:
        """Reject the attention that it has already."""
        if self.attention == record.attention:
            yield say(N_("The attention is “{attention}” already."), attention=say(self.attention.label))

    def written(self, record: CareFile, context: Context) -> dict[str, Any]:
        """Add what it makes of the next check-in."""
        return super().written(record, context) | sooner(record, self.attention, context)


class AssignHelper(Action):
    """Give the file to another helper or supervisor, or to the clerk of another unit. Open work goes along."""

    on = CareFile
    duty = KEEP
    key = "o"
    stages = OPEN
    amends = True

    helper: Annotated[fields.Helper, REQUIRED]
    supervisor: Annotated[fields.Supervisor, REQUIRED]
    unit: fields.Unit = ""

    def refuse(self, record: CareFile, context: Context) -> Iterable[Sentence]:
        """Reject officers who cannot read it, or are one and the same."""
        return carer_faults(self.helper, self.supervisor, context)

    def written(self, record: CareFile, context: Context) -> dict[str, Any]:
        """Leave the unit as it is, unless another is said."""
        return super().written(record, context) | {"unit": self.unit or record.unit}

    def changes(self, record: CareFile, context: Context) -> Iterable[Draft]:
        """Hand over the file, the measures the helper still owes and the objections the supervisor has to answer."""
        yield from super().changes(record, context)
        of_file = Is("file", (record.id,))
        for support in context.find(Query(Support.kind, both(of_file, Blank("finished")))):
            if support.helper == record.helper:
                yield amend(support, helper=self.helper)
            elif support.helper == record.supervisor:
                yield amend(support, helper=self.supervisor)
        for objection in context.find(Query(Objection.kind, both(of_file, Blank("answered")))):
            yield amend(objection, owner=self.supervisor)
