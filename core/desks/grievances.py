"""Grievance queue 涉法维权: registration, acceptance, handling, the clock, and supervision."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, Any, ClassVar

from pydantic import Field

from core.action import Action, Context, amend, create
from core.change import Draft
from core.policy import Terms
from core.query import Between, Condition, Is, Query, StartsWith
from core.record import About, Due, Record, Standing, Word, derived
from core.text import N_, Sentence, say

Line = Annotated[str, Field(min_length=1, max_length=200)]
Prose = Annotated[str, Field(min_length=1, max_length=100_000)]
Days = Annotated[int, Field(ge=1, le=366)]

PETITIONER = "grievances.petitioner"
"""The duty to know who a petitioner is; everybody else sees a mask."""


class GrievanceTerms(Terms):
    """The figures of section `[grievances]`, in days."""

    section = "grievances"

    accept_days: Days = 15
    term_days: Days = 60
    extension_days: Days = 30
    soon_days: Days = 7
    pause_days: Days = 90
    """The longest pause that may be asked for at once."""


class Channel(Word):
    """How a grievance came in."""

    MAILBOX = "mailbox", N_("mailbox")
    LISTENING = "listening", N_("listening session")
    CIRCUIT = "circuit", N_("circuit service")
    WALK_IN = "walk_in", N_("walk-in")
    LETTER = "letter", N_("letter")
    PHONE = "phone", N_("phone")
    GRID = "grid", N_("grid")


class Petitioner(Word):
    """What a petitioner is to the organisation."""

    STAFF = "staff", N_("staff")
    FAMILY = "family", N_("family")
    OUTSIDE = "outside", N_("outside")
    ANONYMOUS = "anonymous", N_("anonymous")


class Urgency(Word):
    """How pressing it is."""

    ORDINARY = "ordinary", N_("ordinary")
    URGENT = "urgent", N_("urgent")


class Stage(Word):
    """Where a grievance stands."""

    REGISTERED = "registered", N_("registered")
    ACCEPTED = "accepted", N_("in hand")
    PAUSED = "paused", N_("paused")
    REPLIED = "replied", N_("replied")
    CLOSED = "closed", N_("closed")
    REDIRECTED = "redirected", N_("redirected")
    DECLINED = "declined", N_("not accepted")


class Outcome(Word):
    """How it ended."""

    RESOLVED = "resolved", N_("resolved")
    PARTLY = "partly", N_("partly resolved")
    EXPLAINED = "explained", N_("explained")
    WITHDRAWN = "withdrawn", N_("withdrawn")
    UNRESOLVED = "unresolved", N_("unresolved")


class StepKind(Word):
    """What was done in handling it."""

    CONSULTATION = "consultation", N_("consultation")
    JOINT = "joint", N_("joint consultation")
    VISIT = "visit", N_("visit and inquiry")
    COORDINATION = "coordination", N_("coordination with an agency")
    REFERRAL = "referral", N_("referral to a law firm")
    MEDIATION = "mediation", N_("mediation")
    ENVOY = "envoy", N_("on-site envoy")
    REPLY = "reply", N_("reply")


EXTENSIBLE = (Stage.ACCEPTED, Stage.PAUSED)
IN_HAND = (Stage.ACCEPTED, Stage.PAUSED, Stage.REPLIED)
OPEN = (Stage.REGISTERED, *IN_HAND)


class Grievance(Record):
    """A grievance, from registration to closing, with the terms that were in force when each of them began to run."""

    kind = "grievance"
    label = N_("Grievance")
    plural = N_("Grievances")
    compartment = "grievance"
    duty = "grievances.read"
    order = ("-open", "due", "received")
    watches = ("open", "due", "received", "accepted", "term")
    indexes = (("open", "due", "received"), ("handler", "open", "due"), ("stage", "due"))

    number: Annotated[str, About(N_("Number"), column=12, index=True, search=True)] = ""
    stage: Annotated[Stage, About(N_("Stage"), column=10)] = Stage.REGISTERED
    subject: Annotated[Line, About(N_("Subject"), column=44, search=True)]
    text: Annotated[str, About(N_("Text"), lines=8, search=True)] = ""
    channel: Annotated[Channel, About(N_("Channel"), column=8, index=True)] = Channel.WALK_IN
    received: Annotated[datetime, About(N_("Received"), column=10, index=True)]
    category: Annotated[str, About(N_("Category"), column=16, options="categories", index=True)] = ""
    urgency: Annotated[Urgency, About(N_("Urgency"), index=True)] = Urgency.ORDINARY
    unit: Annotated[str, About(N_("Unit"), refers="unit", index=True)] = ""
    petitioner: Annotated[str, About(N_("Petitioner"), masked=PETITIONER, index=True)] = ""
    petitioner_is: Annotated[Petitioner, About(N_("Petitioner is"))] = Petitioner.STAFF
    handler: Annotated[str, About(N_("Handler"), column=10, refers="officer")] = ""
    accept_days: Annotated[int, About(N_("Days to accept"))]
    accepted: Annotated[date | None, About(N_("Accepted"))] = None
    term: Annotated[int, About(N_("Term in days"))] = 0
    extension_asked_by: Annotated[str, About(N_("Extension asked by"), refers="officer")] = ""
    extension_reason: Annotated[str, About(N_("Reason for extension"))] = ""
    extension_by: Annotated[str, About(N_("Extension decided by"), refers="officer")] = ""
    extension: Annotated[int, About(N_("Days of extension"))] = 0
    paused: Annotated[date | None, About(N_("Paused on"))] = None
    paused_until: Annotated[date | None, About(N_("Paused until"))] = None
    pause_reason: Annotated[str, About(N_("Reason for the pause"))] = ""
    paused_days: Annotated[int, About(N_("Days of earlier pauses"))] = 0
    replied: Annotated[date | None, About(N_("Replied"))] = None
    closed: Annotated[date | None, About(N_("Closed"), index=True)] = None
    outcome: Annotated[Outcome | None, About(N_("Outcome"))] = None
    told: Annotated[str, About(N_("Told the petitioner"), lines=3)] = ""
    """Why it was redirected or not accepted, to whom, or how it was closed."""

    @property
    def title(self) -> str:
        """Number and subject."""
        return f"{self.number} {self.subject}".lstrip()

    @derived(About(N_("Open"), index=True))
    def open(self) -> bool:
        """Whether anything is left to do."""
        return self.stage in OPEN

    @derived(About(N_("Due"), column=10))
    def due(self) -> date | None:
        """The day the running term ends: to accept, then to finish."""
        if self.stage not in OPEN:
            return None
        if self.accepted is None:
            return self.received.date() + timedelta(days=self.accept_days)
        return self.accepted + timedelta(days=self.term + self.extension + self.paused_days + self._pause_running())

    def _pause_running(self) -> int:
        return (self.paused_until - self.paused).days if self.paused and self.paused_until else 0

    def explain(self) -> Sentence | None:
        """Return the sum that leads to `due`."""
        if self.due is None:
            return None
        if self.accepted is None:
            return say(
                N_("Due {due}: received {received} + {days} days to accept."),
                due=self.due,
                received=self.received.date(),
                days=self.accept_days,
            )
        return say(
            N_("Due {due}: accepted {accepted} + {term} days{extension}{paused}."),
            due=self.due,
            accepted=self.accepted,
            term=self.term,
            extension=say(N_(" + {days} days of extension"), days=self.extension) if self.extension else "",
            paused=say(N_(" + {days} days paused"), days=pause)
            if (pause := self.paused_days + self._pause_running())
            else "",
        )

    def agenda(self) -> Iterable[Due]:
        """Its term, the end of a pause, and an extension that waits for a second officer."""
        if self.due:
            what = say(N_("accept")) if self.accepted is None else say(N_("finish"))
            yield Due(self.due, what, self.handler, self.unit)
        if self.stage == Stage.PAUSED and self.paused_until:
            yield Due(self.paused_until, say(N_("pause ends")), self.handler, self.unit)
        if self.stage in EXTENSIBLE and self.extension_asked_by and not self.extension_by and self.due:
            yield Due(self.due, say(N_("decide the extension")), "", self.unit)

    @classmethod
    def flags(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        today, terms = context.today, context.policy.terms(GrievanceTerms)
        return {
            N_("open"): Is("open", (True,)),
            N_("mine"): Is("handler", (context.officer,)),
            N_("unassigned"): Is("handler", ("",)),
            N_("late"): Between("due", None, today - timedelta(days=1)),
            N_("soon"): Between("due", today, today + timedelta(days=terms.soon_days)),
        }

    @classmethod
    def standing(cls, row: Mapping[str, Any], context: Context) -> Standing | None:
        """On time, due soon, late; long overdue when twice the term has passed (the clock of section 8)."""
        due: date | None = row["due"]
        if due is None:
            return None
        started = row["accepted"] or row["received"].date()
        if context.today > due + (due - started):
            return Standing.LONG_OVERDUE
        if context.today > due:
            return Standing.LATE
        soon = timedelta(days=context.policy.terms(GrievanceTerms).soon_days)
        return Standing.DUE_SOON if due - context.today <= soon else Standing.ON_TIME


class Step(Record):
    """One step of handling."""

    kind = "step"
    label = N_("Step")
    plural = N_("Steps")
    compartment = "grievance"
    duty = "grievances.read"
    order = ("day", "id")

    grievance: Annotated[str, About(N_("Grievance"), refers="grievance", owner=True, index=True)]
    step: Annotated[StepKind, About(N_("Step"), column=14)]
    day: Annotated[date, About(N_("Date"), column=10)]
    by: Annotated[str, About(N_("By"), column=12, refers="officer")]
    text: Annotated[Prose, About(N_("Text"), column=60, lines=8, search=True)]
    next: Annotated[str, About(N_("Next step"))] = ""
    next_due: Annotated[date | None, About(N_("Next step due"), column=10)] = None
    next_done: Annotated[bool, About(N_("Next step done"))] = False

    @property
    def title(self) -> str:
        """What was done, in one line."""
        return self.text.split("\n", 1)[0][:60]

    def agenda(self) -> Iterable[Due]:
        """The next step, while it has not been taken."""
        if self.next_due and not self.next_done:
            yield Due(self.next_due, say(N_("next step: {next}"), next=self.next), self.by)


class Supervision(Record):
    """A supervisor's instruction 督办: at the top of the handler's day until it is answered."""

    kind = "supervision"
    label = N_("Supervision")
    plural = N_("Supervision")
    compartment = "grievance"
    duty = "grievances.read"
    order = ("due", "id")

    grievance: Annotated[str, About(N_("Grievance"), refers="grievance", owner=True, index=True)]
    by: Annotated[str, About(N_("By"), column=12, refers="officer")]
    to: Annotated[str, About(N_("Handler"), column=12, refers="officer")] = ""
    instruction: Annotated[Prose, About(N_("Instruction"), column=50, lines=4, search=True)]
    due: Annotated[date, About(N_("Due"), column=10)]
    answer: Annotated[str, About(N_("Answer"), column=30, lines=4, search=True)] = ""
    answered: Annotated[date | None, About(N_("Answered"), column=10)] = None

    @property
    def title(self) -> str:
        """The instruction, in one line."""
        return self.instruction.split("\n", 1)[0][:60]

    def agenda(self) -> Iterable[Due]:
        """The answer."""
        if self.answered is None:
            yield Due(self.due, say(N_("answer the supervisor")), self.to, pressing=True)


class RegisterGrievance(Action):
    """Register a grievance that has come in. The term to accept it starts with the day it was received."""

    on = Grievance
    creates = True
    duty = "grievances.register"
    key = "n"

    channel: Annotated[Channel, About(N_("Channel"))] = Channel.WALK_IN
    received: Annotated[datetime, About(N_("Received"))]
    subject: Annotated[Line, About(N_("Subject"))]
    text: Annotated[str, Field(max_length=100_000), About(N_("Text"), lines=8)] = ""
    category: Annotated[str, About(N_("Category"), options="categories")] = ""
    petitioner_is: Annotated[Petitioner, About(N_("Petitioner is"))] = Petitioner.STAFF
    petitioner: Annotated[str, Field(max_length=60), About(N_("Petitioner"), help=N_("Empty if anonymous."))] = ""
    urgency: Annotated[Urgency, About(N_("Urgency"))] = Urgency.ORDINARY
    unit: Annotated[str, About(N_("Unit"), refers="unit")] = ""
    number: Annotated[str, Field(max_length=40), About(N_("Number"), help=N_("Empty: the next of this year."))] = ""

    @classmethod
    def suggest(cls, record: Any, context: Context) -> dict[str, Any]:
        """Start with the present hour."""
        return {"received": context.now}

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Nothing comes in tomorrow; a category stands on the tree; a number is given once."""
        if self.received.date() > context.today:
            yield say(N_("It cannot have been received on {day}, which is still to come."), day=self.received.date())
        if self.category and self.category not in context.policy.options("categories"):
            yield say(N_("The category “{category}” is not on the tree of the policy pack."), category=self.category)
        if self.number and context.find(Query("grievance", Is("number", (self.number,)), limit=1)):
            yield say(N_("There is a grievance with the number {number} already."), number=self.number)

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Make the grievance, with the term to accept that is in force today."""
        given = {
            name: getattr(self, name) for name in RegisterGrievance.model_fields if name not in ("target", "number")
        }
        yield create(
            Grievance(
                id=self.target,
                number=self.number or _next_number(self.received.year, context),
                accept_days=context.policy.terms(GrievanceTerms).accept_days,
                **given,
            )
        )


def _next_number(year: int, context: Context) -> str:
    prefix = f"{year}-"
    last = context.find(Query("grievance", StartsWith("number", prefix), ("-number",), limit=1))
    digits = last[0].number.removeprefix(prefix) if last else "0"
    return f"{prefix}{int(digits) + 1 if digits.isdigit() else 1:06}"


class AmendGrievance(Action):
    """Correct or complete the registration. History keeps what stood before."""

    on = Grievance
    duty = "grievances.register"
    key = "e"
    stages = OPEN

    subject: Annotated[Line, About(N_("Subject"))]
    text: Annotated[str, Field(max_length=100_000), About(N_("Text"), lines=8)] = ""
    category: Annotated[str, About(N_("Category"), options="categories")] = ""
    urgency: Annotated[Urgency, About(N_("Urgency"))] = Urgency.ORDINARY
    unit: Annotated[str, About(N_("Unit"), refers="unit")] = ""

    @classmethod
    def suggest(cls, record: Grievance, context: Context) -> dict[str, Any]:
        """Start from what stands."""
        return {name: getattr(record, name) for name in cls.model_fields if name != "target"}

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """A category stands on the tree."""
        if self.category and self.category not in context.policy.options("categories"):
            yield say(N_("The category “{category}” is not on the tree of the policy pack."), category=self.category)

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """Write what differs."""
        yield amend(record, **{name: getattr(self, name) for name in AmendGrievance.model_fields if name != "target"})


class AcceptGrievance(Action):
    """Accept it: from today the term for handling runs. Naming the handler assigns it at once."""

    on = Grievance
    duty = "grievances.register"
    key = "a"
    stages = (Stage.REGISTERED,)

    accepted: Annotated[date, About(N_("Accepted"))]
    handler: Annotated[str, About(N_("Handler"), refers="officer")] = ""

    @classmethod
    def suggest(cls, record: Grievance, context: Context) -> dict[str, Any]:
        """Start from today."""
        return {"accepted": context.today, "handler": record.handler}

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """It is accepted between the day it came in and today; a handler is an officer."""
        yield from _date_faults(self.accepted, record.received.date(), context.today)
        if self.handler:
            yield from _handler_faults(self.handler, context)

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """Start the clock with the term that is in force today."""
        term = context.policy.terms(GrievanceTerms).term_days
        handler = self.handler or record.handler
        yield amend(record, stage=Stage.ACCEPTED, accepted=self.accepted, term=term, handler=handler)
        yield from _supervision_follows(record, handler, context)


def _handler_faults(handler: str, context: Context) -> Iterable[Sentence]:
    if context.get("officer", handler) is None:
        yield say(N_("The handler must be one of the officers."))


def _supervision_follows(record: Grievance, handler: str, context: Context) -> Iterable[Draft]:
    """Address to the handler what supervisors still wait for."""
    for supervision in context.find(Query("supervision", Is("grievance", (record.id,)))):
        if supervision.answered is None:
            yield amend(supervision, to=handler)


def _date_faults(day: date, earliest: date, today: date) -> Iterable[Sentence]:
    if not earliest <= day <= today:
        yield say(
            N_("The date {day} must lie between {earliest} and today, {today}."),
            day=day,
            earliest=earliest,
            today=today,
        )


class _Ending(Action):
    """What redirecting and not accepting have in common: a reason the petitioner is told."""

    ends_as: ClassVar[Stage]

    told: Annotated[Prose, About(N_("What the petitioner was told"), lines=3)]

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """End it with the reason."""
        yield amend(record, stage=self.ends_as, told=self.told, closed=context.today)


class RedirectGrievance(_Ending):
    """Send it to those who are competent, and tell the petitioner whom."""

    on = Grievance
    duty = "grievances.register"
    key = "t"
    stages = (Stage.REGISTERED,)
    ends_as = Stage.REDIRECTED


class DeclineGrievance(_Ending):
    """Do not accept it, with the reason the petitioner was told."""

    on = Grievance
    duty = "grievances.register"
    key = "d"
    stages = (Stage.REGISTERED,)
    ends_as = Stage.DECLINED


class AssignGrievance(Action):
    """Give it to a handler: it then stands in that officer's day."""

    on = Grievance
    duty = "grievances.register"
    key = "o"
    stages = OPEN

    handler: Annotated[str, Field(min_length=1), About(N_("Handler"), refers="officer")]

    @classmethod
    def suggest(cls, record: Grievance, context: Context) -> dict[str, Any]:
        """Start from who has it."""
        return {"handler": record.handler}

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """The handler is an officer of this program."""
        return _handler_faults(self.handler, context)

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """Write the handler, also on supervision that still waits for an answer."""
        yield amend(record, handler=self.handler)
        yield from _supervision_follows(record, self.handler, context)


class TakeStep(Action):
    """Note a step of handling, and what comes next and when."""

    on = Grievance
    duty = "grievances.handle"
    key = "s"
    stages = IN_HAND

    step: Annotated[StepKind, About(N_("Step"))] = StepKind.CONSULTATION
    day: Annotated[date, About(N_("Date"))]
    text: Annotated[Prose, About(N_("Text"), lines=8)]
    next: Annotated[str, Field(max_length=200), About(N_("Next step"))] = ""
    next_due: Annotated[date | None, About(N_("Next step due"))] = None

    @classmethod
    def suggest(cls, record: Grievance, context: Context) -> dict[str, Any]:
        """Start from today."""
        return {"day": context.today}

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """Steps are taken after it came in; a next step has a name and a day together; a reply has its own action."""
        yield from _date_faults(self.day, record.received.date(), context.today)
        if bool(self.next) != bool(self.next_due):
            yield say(N_("A next step needs both: what it is, and when it is due."))
        if self.step == StepKind.REPLY:
            yield say(N_("A reply is noted with “Reply to grievance”, so that the stage changes too."))

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """Add the step; the one before it is no longer waited for."""
        yield from _next_steps_done(record, context)
        yield create(
            Step(
                grievance=record.id,
                step=self.step,
                day=self.day,
                by=context.officer,
                text=self.text,
                next=self.next,
                next_due=self.next_due,
            )
        )


def _next_steps_done(record: Grievance, context: Context) -> Iterable[Draft]:
    for step in context.find(Query("step", Is("grievance", (record.id,)))):
        if step.next_due and not step.next_done:
            yield amend(step, next_done=True)


class ReplyToGrievance(Action):
    """Note the reply that was given. The grievance can then be closed."""

    on = Grievance
    duty = "grievances.handle"
    key = "r"
    stages = IN_HAND

    day: Annotated[date, About(N_("Date"))]
    text: Annotated[Prose, About(N_("Reply"), lines=10)]

    @classmethod
    def suggest(cls, record: Grievance, context: Context) -> dict[str, Any]:
        """Start from today."""
        return {"day": context.today}

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """A reply comes after what it answers."""
        yield from _date_faults(self.day, record.received.date(), context.today)

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """Add the reply as a step and move the stage; a running pause ends with it."""
        yield from _next_steps_done(record, context)
        yield create(Step(grievance=record.id, step=StepKind.REPLY, day=self.day, by=context.officer, text=self.text))
        yield amend(record, stage=Stage.REPLIED, replied=self.day, **_pause_ended(record, self.day))


class RecordPastReply(Action):
    """Note a reply that was given before the grievance came into this program, as an imported mailbox tells it.

    A grievance that was not accepted counts as accepted on the day it was received.
    """

    on = Grievance
    duty = "grievances.register"
    stages = OPEN

    day: Annotated[date, About(N_("Date"))]
    text: Annotated[Prose, About(N_("Reply"), lines=10)]

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """A reply comes after what it answers."""
        yield from _date_faults(self.day, record.received.date(), context.today)

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """Add the reply as a step, with the acceptance it implies; a running pause ends with it."""
        yield create(Step(grievance=record.id, step=StepKind.REPLY, day=self.day, by=context.officer, text=self.text))
        yield amend(
            record,
            stage=Stage.REPLIED,
            accepted=record.accepted or record.received.date(),
            term=record.term or context.policy.terms(GrievanceTerms).term_days,
            replied=max(self.day, record.replied or self.day),
            **_pause_ended(record, self.day),
        )


class CloseGrievance(Action):
    """Close it with its outcome, once a reply has been given."""

    on = Grievance
    duty = "grievances.handle"
    key = "c"
    stages = (Stage.REPLIED,)

    outcome: Annotated[Outcome, About(N_("Outcome"))] = Outcome.RESOLVED
    told: Annotated[str, Field(max_length=2000), About(N_("Remark"), lines=3)] = ""

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """Nothing a supervisor asked is left unanswered."""
        if any(each.answered is None for each in context.find(Query("supervision", Is("grievance", (record.id,))))):
            yield say(N_("A supervisor still waits for an answer. Answer first, then close."))

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """Close it today; no next step is waited for any more."""
        yield from _next_steps_done(record, context)
        yield amend(record, stage=Stage.CLOSED, closed=context.today, outcome=self.outcome, told=self.told)


class AskExtension(Action):
    """Ask for more time, once. A second officer decides."""

    on = Grievance
    duty = "grievances.handle"
    key = "x"
    stages = EXTENSIBLE

    reason: Annotated[Line, About(N_("Reason for extension"))]

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """A term is extended once."""
        if record.extension_by:
            yield say(N_("An extension has been decided already; there is only one."))
        elif record.extension_asked_by:
            yield say(N_("An extension has been asked for already and waits for a second officer."))

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """Write who asks and why."""
        yield amend(record, extension_asked_by=context.officer, extension_reason=self.reason)


class _DecideExtension(Action):
    """What approving and refusing an extension have in common."""

    on = Grievance
    duty = "grievances.approve"
    stages = EXTENSIBLE
    other_than = ("extension_asked_by",)

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """There is something to decide."""
        if not record.extension_asked_by or record.extension_by:
            yield say(N_("No extension waits for a decision here."))

    def days(self, context: Context) -> int:
        """Return the days the decision gives."""
        return 0

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """Write who decided, and the days."""
        yield amend(record, extension_by=context.officer, extension=self.days(context))


class ApproveExtension(_DecideExtension):
    """Approve the extension another officer asked for: the term grows by the days of the policy pack."""

    on = Grievance
    key = "v"

    def days(self, context: Context) -> int:
        """Return the days of the policy pack."""
        return context.policy.terms(GrievanceTerms).extension_days


class RefuseExtension(_DecideExtension):
    """Refuse the extension another officer asked for: the term stays as it is."""

    on = Grievance
    key = "w"


class PauseGrievance(Action):
    """Stop the clock, with a reason and an end. The days are added to the term."""

    on = Grievance
    duty = "grievances.handle"
    key = "p"
    stages = (Stage.ACCEPTED,)

    reason: Annotated[Line, About(N_("Reason for the pause"))]
    until: Annotated[date, About(N_("Paused until"))]

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """A pause ends, and within the bound of the policy pack."""
        latest = context.today + timedelta(days=context.policy.terms(GrievanceTerms).pause_days)
        if not context.today < self.until <= latest:
            yield say(N_("A pause must end after today and by {latest}."), latest=latest)

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """Start the pause today."""
        yield amend(record, stage=Stage.PAUSED, paused=context.today, paused_until=self.until, pause_reason=self.reason)


class ResumeGrievance(Action):
    """Let the clock run again. Only the days it really stood still are added to the term."""

    on = Grievance
    duty = "grievances.handle"
    key = "u"
    stages = (Stage.PAUSED,)

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """End the pause today, or on its last day if that has passed."""
        yield amend(record, stage=Stage.ACCEPTED, **_pause_ended(record, context.today))


def _pause_ended(record: Grievance, day: date) -> dict[str, Any]:
    """Return the fields of a grievance whose pause, if one runs, ends on a day, never later than it was to end."""
    if not record.paused or not record.paused_until:
        return {}
    rested = (min(max(day, record.paused), record.paused_until) - record.paused).days
    return {"paused": None, "paused_until": None, "pause_reason": "", "paused_days": record.paused_days + rested}


class SuperviseGrievance(Action):
    """Press for it: an instruction with a date, at the top of the handler's day until it is answered."""

    on = Grievance
    duty = "grievances.supervise"
    key = "b"
    stages = OPEN

    instruction: Annotated[Prose, About(N_("Instruction"), lines=4)]
    due: Annotated[date, About(N_("Due"))]

    @classmethod
    def suggest(cls, record: Grievance, context: Context) -> dict[str, Any]:
        """Give three days."""
        return {"due": context.today + timedelta(days=3)}

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """An answer cannot be due yesterday."""
        if self.due < context.today:
            yield say(N_("The answer cannot be due on {day}, which has passed."), day=self.due)

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """Add the instruction, addressed to whoever handles it."""
        yield create(
            Supervision(
                grievance=record.id,
                by=context.officer,
                to=record.handler,
                instruction=self.instruction,
                due=self.due,
            )
        )


class AnswerSupervision(Action):
    """Answer a supervisor's instruction."""

    on = Supervision
    duty = "grievances.handle"
    key = "r"

    answer: Annotated[Prose, About(N_("Answer"), lines=4)]

    def refuse(self, record: Supervision, context: Context) -> Iterable[Sentence]:
        """It is answered once."""
        if record.answered:
            yield say(N_("This was answered on {day} already."), day=record.answered)

    def changes(self, record: Supervision, context: Context) -> Iterable[Draft]:
        """Write the answer with today's date."""
        yield amend(record, answer=self.answer, answered=context.today)
