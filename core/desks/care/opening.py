"""Opening a care file, telling the person, and setting who looks after it and how often."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import Field

from core.desks.administration.officers import Officer
from core.desks.care.children import Objection, Support
from core.desks.care.records import CareFile, gone
from core.desks.care.vocabulary import DECIDE, HELP, KEEP, Attention, Basis, CareSettings, FileStage, Prose, Source
from core.desks.people.records import Person
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.query import Blank, Is, Query, both
from core.model.record import About
from core.rights.four_eyes import same_person
from core.values.sentence import N_, Sentence, say

OPEN = (FileStage.OPEN,)
OfficerName = Annotated[str, Field(min_length=1)]


def carer_faults(helper: str, supervisor: str, context: Context) -> Iterable[Sentence]:
    """Yield why these officers cannot be helper and supervisor of a file."""
    for carer in dict.fromkeys((helper, supervisor)):
        yield from _reading_faults(carer, context)
    if supervisor in same_person(helper, context):
        yield say(N_("Helper and supervisor must be two officers."))


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


def told_faults(told: date, context: Context) -> Iterable[Sentence]:
    """Yield why the person cannot have been told on this day."""
    if told > context.today:
        yield say(N_("{day} is still to come. Enter the day the person was told, or why not yet."), day=told)


def next_dates(attention: Attention, context: Context) -> dict[str, date]:
    """Return when check-in and review come, counted from today."""
    terms = context.policy.settings(CareSettings)
    return {
        "checked": context.today,
        "reviewed": context.today,
        "next_checkin": context.today + timedelta(days=terms.checkin_days(attention)),
        "next_review": context.today + timedelta(days=terms.review_days),
    }


class OpenCareFile(Action):
    """Open a care file for a member of staff in difficulty. The person is told, or it is decided until when not."""

    on = CareFile
    creates = True
    duty = KEEP
    key = "n"

    person: Annotated[str, Field(min_length=1), About(N_("Person"), refers="person")]
    basis: Annotated[Basis, About(N_("Basis"))]
    facts: Annotated[Prose, About(N_("Facts"), lines=6, help=N_("The trouble and what would help; no opinions."))]
    source: Annotated[Source, About(N_("Source"))] = Source.SELF
    attention: Annotated[Attention, About(N_("Attention"))] = Attention.ROUTINE
    attention_reason: Annotated[Prose, About(N_("Reason for the attention"), lines=2)]
    helper: Annotated[OfficerName, About(N_("Helper"), refers="officer")]
    supervisor: Annotated[OfficerName, About(N_("Supervisor"), refers="officer")]
    plan: Annotated[str, Field(max_length=20_000), About(N_("Plan"), lines=4)] = ""
    told: Annotated[date | None, About(N_("Person told on"))] = None
    untold_reason: Annotated[str, Field(max_length=2000), About(N_("Why not told yet"), lines=2)] = ""
    untold_by: Annotated[str, About(N_("Decided by"), refers="officer")] = ""
    untold_until: Annotated[date | None, About(N_("To be told by"))] = None

    @classmethod
    def suggest(cls, record: Any, context: Context) -> dict[str, Any]:
        """Start with oneself as the helper."""
        return {"helper": context.officer}

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """A member of staff has one file; helper and supervisor are two; the person is told or it is decided."""
        if not isinstance(context.get("person", self.person), Person):
            yield say(N_("Choose a person of the staff register."))
        # Only among the files this officer may read: a refusal must not tell of another.
        if context.seen(Query("care_file", both(Is("person", (self.person,)), Is("stage", OPEN)))):
            yield say(N_("There is an open file for this person already. Work in that one."))
        yield from carer_faults(self.helper, self.supervisor, context)
        if self.told:
            yield from told_faults(self.told, context)
        else:
            yield from untold_faults(self.untold_reason, self.untold_until, context)
            if self.untold_reason and context.get("officer", self.untold_by) is None:
                yield say(N_("Name the officer who decided that the person is not told yet."))

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Make the file; the first check-in and the first review are counted from today."""
        person = context.get("person", self.person)
        known = {"name": person.name, "unit": person.unit} if isinstance(person, Person) else {"name": self.person}
        given = {name: getattr(self, name) for name in OpenCareFile.model_fields if name != "target"}
        if self.told:
            given |= {"untold_reason": "", "untold_by": "", "untold_until": None}
        dates = next_dates(self.attention, context)
        yield create(CareFile(id=self.target, opened=context.today, **known, **given, **dates))


class AmendCareFile(Action):
    """Correct or complete the facts and the plan. History keeps what stood before."""

    on = CareFile
    duty = HELP
    key = "e"
    stages = OPEN

    basis: Annotated[Basis, About(N_("Basis"))]
    facts: Annotated[Prose, About(N_("Facts"), lines=6, help=N_("The trouble and what would help; no opinions."))]
    plan: Annotated[str, Field(max_length=20_000), About(N_("Plan"), lines=4)] = ""

    @classmethod
    def suggest(cls, record: CareFile, context: Context) -> dict[str, Any]:
        """Start from what stands."""
        return {"basis": record.basis, "facts": record.facts, "plan": record.plan}

    def changes(self, record: CareFile, context: Context) -> Iterable[Draft]:
        """Write what differs."""
        yield amend(record, basis=self.basis, facts=self.facts, plan=self.plan)


class RecordTold(Action):
    """Note that the person was told of the file, of the right to a copy, and of the right to object."""

    on = CareFile
    duty = HELP
    key = "t"
    stages = OPEN

    told: Annotated[date, About(N_("Person told on"))]

    @classmethod
    def applies(cls, record: CareFile) -> bool:
        """The person does not know of it."""
        return super().applies(record) and record.told is None

    @classmethod
    def suggest(cls, record: CareFile, context: Context) -> dict[str, Any]:
        """Start from today."""
        return {"told": context.today}

    def refuse(self, record: CareFile, context: Context) -> Iterable[Sentence]:
        """Telling is noted once."""
        if record.told:
            yield say(N_("The person was told on {day} already."), day=record.told)
        yield from told_faults(self.told, context)

    def changes(self, record: CareFile, context: Context) -> Iterable[Draft]:
        """Write the day; why it was put off stays in history."""
        yield amend(record, told=self.told, untold_reason="", untold_by="", untold_until=None)


class PostponeTelling(Action):
    """Decide that the person is not told yet, with a reason and an end."""

    on = CareFile
    duty = DECIDE
    stages = OPEN

    reason: Annotated[Prose, About(N_("Why not told yet"), lines=2)]
    until: Annotated[date, About(N_("To be told by"))]

    @classmethod
    def applies(cls, record: CareFile) -> bool:
        """The person does not know of it."""
        return super().applies(record) and record.told is None

    def refuse(self, record: CareFile, context: Context) -> Iterable[Sentence]:
        """Only before the person was told, and not for long."""
        if record.told:
            yield say(N_("The person was told on {day} already."), day=record.told)
        yield from untold_faults(self.reason, self.until, context)

    def changes(self, record: CareFile, context: Context) -> Iterable[Draft]:
        """Write the decision under the name of whoever takes it."""
        yield amend(record, untold_reason=self.reason, untold_by=context.officer, untold_until=self.until)


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

    attention: Annotated[Attention, About(N_("Attention"))]
    reason: Annotated[Prose, About(N_("Reason for the attention"), lines=2)]

    @classmethod
    def suggest(cls, record: CareFile, context: Context) -> dict[str, Any]:
        """Start from what stands."""
        return {"attention": record.attention}

    def refuse(self, record: CareFile, context: Context) -> Iterable[Sentence]:
        """It changes."""
        if self.attention == record.attention:
            yield say(N_("The attention is “{attention}” already."), attention=say(self.attention.label))

    def changes(self, record: CareFile, context: Context) -> Iterable[Draft]:
        """Write it with its reason."""
        dates = sooner(record, self.attention, context)
        yield amend(record, attention=self.attention, attention_reason=self.reason, **dates)


class AssignHelper(Action):
    """Give the file to another helper or supervisor, or to the clerk of another unit. Open work goes along."""

    on = CareFile
    duty = KEEP
    key = "o"
    stages = OPEN

    helper: Annotated[OfficerName, About(N_("Helper"), refers="officer")]
    supervisor: Annotated[OfficerName, About(N_("Supervisor"), refers="officer")]
    unit: Annotated[str, About(N_("Unit"), refers="unit")] = ""

    @classmethod
    def suggest(cls, record: CareFile, context: Context) -> dict[str, Any]:
        """Start from what stands."""
        return {"helper": record.helper, "supervisor": record.supervisor, "unit": record.unit}

    def refuse(self, record: CareFile, context: Context) -> Iterable[Sentence]:
        """Helper and supervisor are two officers who may read it."""
        return carer_faults(self.helper, self.supervisor, context)

    def changes(self, record: CareFile, context: Context) -> Iterable[Draft]:
        """Hand over the file, the measures the helper still owes and the objections the supervisor has to answer."""
        unit = self.unit or record.unit
        yield amend(record, helper=self.helper, supervisor=self.supervisor, unit=unit)
        of_file = Is("file", (record.id,))
        for support in context.find(Query(Support.kind, both(of_file, Blank("finished")))):
            if support.helper == record.helper:
                yield amend(support, helper=self.helper)
            elif support.helper == record.supervisor:
                yield amend(support, helper=self.supervisor)
        for objection in context.find(Query(Objection.kind, both(of_file, Blank("answered")))):
            yield amend(objection, owner=self.supervisor)
