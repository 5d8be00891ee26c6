"""The grievance itself, its clock and what it owes. What it consists of besides stands in `parts`."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Annotated, Any

from core.desks.grievances import fields
from core.desks.grievances.vocabulary import (
    OPEN,
    UNFINISHED,
    Channel,
    GrievanceSettings,
    Petitioner,
    Stage,
    Urgency,
    WithinTerm,
)
from core.model.context import Context
from core.model.deadline import DeadlineStatus, Due, Term
from core.model.field import About, Role
from core.model.query import Between, Blank, Condition, Is, Query, both
from core.model.record import Record, derived
from core.rights.four_eyes import entries_of, is_about, kept_recusals, same_person
from core.values.bounds import Days
from core.values.classification import Classification
from core.values.cleaning import code_key
from core.values.sentence import N_, Sentence, say


class Grievance(Record):
    """A grievance, from registration to closing, with the terms that were in force when each of them began to run."""

    kind = "grievance"
    label = N_("Grievance")
    plural = N_("Grievances")
    compartment = "grievance"
    classification = Classification.INTERNAL
    duty = "grievances.read"
    attached_with = "grievances.handle"
    issued = ("number", "site")
    ends = (Stage.REDIRECTED,)
    order = ("-open", "due", "received")
    status_columns = ("open", "due", "received", "accepted", "review_asked", "paused_until")
    terms_begin = True
    path = (Stage.REGISTERED, Stage.ACCEPTED, Stage.REPLIED, Stage.CLOSED)
    indexes = (
        ("-open", "due", "received"),
        ("handler", "open", "due"),
        ("stage", "due"),
        ("category", "received"),
        ("site", "number"),  # for the highest number that a site gave
        ("closed", "received", "accept_by", "accepted", "finish_by", "kept_term", "id"),  # for what was open or late
    )
    counters = (
        ("month", "channel", "within_term", "outcome", "open"),
        ("month", "category", "within_term", "open"),
        ("month", "cell", "within_term", "open"),
    )

    number: fields.Number = ""
    site: Annotated[str, About(N_("Registered at"), refers="site")] = ""
    """The site that registered it, and gave the number: another may have given the same one."""
    stage: Annotated[Stage, About(N_("Stage"), column=10)] = Stage.REGISTERED
    subject: fields.Subject
    text: fields.Text = ""
    channel: fields.Channel = Channel.WALK_IN
    received: fields.Received
    category: fields.Category = ""
    urgency: fields.Urgency = Urgency.ORDINARY
    unit: fields.Unit = ""
    cell: fields.Cell = ""
    petitioner: fields.Petitioner = ""
    petitioner_is: fields.PetitionerIs = Petitioner.STAFF
    person: fields.ComplainedOf = ""
    """The member of staff it complains of, if it does of one."""
    handler: fields.Handler = ""
    accept_days: Annotated[Days, About(N_("Days to accept"))]
    accepted: fields.Accepted | None = None
    term: Annotated[Days, About(N_("Term in days"))] = 0
    extension: Annotated[Days, About(N_("Days of extension"))] = 0
    paused: Annotated[date | None, About(N_("Paused on"))] = None
    paused_until: fields.PausedUntil | None = None
    pause_reason: fields.PauseReason = ""
    paused_days: Annotated[Days, About(N_("Days of earlier pauses"))] = 0
    replied: Annotated[date | None, About(N_("Replied"))] = None
    replied_by: Annotated[str, About(N_("Replied by"), refers="officer", says=Role.DOER)] = ""
    closed: Annotated[date | None, About(N_("Closed on"), index=True)] = None
    closed_by: Annotated[str, About(N_("Closed by"), refers="officer", says=Role.DOER)] = ""
    outcome: fields.Outcome | None = None
    redirected_to: fields.RedirectedTo = ""
    told: fields.Told = ""
    """Why it was redirected or not accepted, or how it was closed."""
    merged_into: Annotated[str, About(N_("Merged into"), refers="grievance", index=True)] = ""
    """The grievance that is handled in its place, because it is the same matter."""
    review_asked: Annotated[date | None, About(N_("Review asked for"))] = None
    review_days: Annotated[Days, About(N_("Days to review"))] = 0

    @property
    def title(self) -> str:
        """Number and subject."""
        return f"{self.number} {self.subject}".lstrip()

    @derived(About(N_("Compared as"), index=True))
    def key(self) -> str:
        """What the number is compared by."""
        return code_key(self.number)

    @derived(About(N_("Open"), index=True))
    def open(self) -> bool:
        """Whether anything is left to do."""
        return self.stage in UNFINISHED

    @derived(About(N_("Month")))
    def month(self) -> str:
        """The month it came in: `2026-11`."""
        return f"{self.received:%Y-%m}"

    @derived(About(N_("Due"), column=10))
    def due(self) -> date | None:
        """The day the running term ends: to accept, then to finish, then to review."""
        if self._review_since:
            return self._review_since + timedelta(days=self.review_days)
        return self._term_ends if self.stage in OPEN else None

    @property
    def _review_since(self) -> date | None:
        return self.review_asked if self.stage == Stage.REVIEW else None

    @derived(About(N_("To be accepted by")))
    def accept_by(self) -> date:
        """The day the term to accept ends, or ended."""
        return self.received.date() + timedelta(days=self.accept_days)

    @derived(About(N_("To be finished by")))
    def finish_by(self) -> date | None:
        """The day the term to finish ends, or ended; empty until it is accepted."""
        return None if self.accepted is None else self._term_ends

    @derived(About(N_("Long overdue after"), index=True))
    def long_after(self) -> date | None:
        """The day on which twice the running term has passed."""
        if self.due is None:
            return None
        ends: date = self.due
        return ends + (ends - (self._review_since or self.accepted or self.received.date()))

    @derived(About(N_("Within the term")))
    def within_term(self) -> WithinTerm | None:
        """Whether it was answered, or else ended, within its term; empty while it is open, and once it was merged."""
        kept: WithinTerm | None = self.kept_term
        return None if self.open else kept

    @derived(About(N_("Term kept")))
    def kept_term(self) -> WithinTerm | None:
        """The same also while what was decided is under review."""
        if not self.closed or self.stage == Stage.MERGED:
            return None
        return WithinTerm.IN_TIME if (self.replied or self.closed) <= self._term_ends else WithinTerm.LATE

    def run_out(self, today: date) -> bool:
        """Whether its term has passed: then it is late, and neither an extension nor a pause makes it in time again."""
        return self._term_ends < today

    @property
    def _term_ends(self) -> date:
        if self.accepted is None:
            accept_by: date = self.accept_by
            return accept_by
        return self.accepted + timedelta(days=self.term + self.extension + self._days_paused)

    @property
    def _days_paused(self) -> int:
        running = (self.paused_until - self.paused).days if self.paused and self.paused_until else 0
        return self.paused_days + running

    def explain(self) -> Sentence | None:
        """Return the sum that leads to `due`."""
        if self.due is None:
            return None
        if self.stage == Stage.REVIEW:
            template = N_("Due {due}: review asked for {asked} + {days} days.")
            return say(template, due=self.due, asked=self.review_asked, days=self.review_days)
        if self.accepted is None:
            template = N_("Due {due}: received {received} + {days} days to accept.")
            return say(template, due=self.due, received=self.received.date(), days=self.accept_days)
        pause = self._days_paused
        return say(
            N_("Due {due}: accepted {accepted} + {term} days{extension}{paused}."),
            due=self.due,
            accepted=self.accepted,
            term=self.term,
            extension=say(N_(" + {days} days of extension"), days=self.extension) if self.extension else "",
            paused=say(N_(" + {days} days paused"), days=pause) if pause else "",
        )

    def agenda(self) -> Iterable[Due]:
        """Its term, and the end of a pause; a review is due by itself."""
        if self.due is None or self.stage == Stage.REVIEW:
            return
        what = say(N_("accept")) if self.accepted is None else say(N_("finish"))
        yield self._work(self.due, what)
        if self.stage == Stage.PAUSED and self.paused_until:
            yield self._work(self.paused_until, say(N_("pause ends")))

    def _work(self, on: date, what: Sentence) -> Due:
        """Return what is due of the handler; of what nobody handles, of those who find it one."""
        return Due(on, what, self.handler, self.unit, self.cell, duty="" if self.handler else "grievances.register")

    def bars(self, officer: str, context: Context) -> Iterable[Sentence]:
        """Whom it complains of, and who has recused himself from it, has no part in it."""
        return bars(self, officer, context)

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        today, terms = context.today, context.policy.settings(GrievanceSettings)
        return {
            N_("open"): Is("open", (True,)),
            N_("mine"): Is("handler", (context.officer,)),
            N_("unassigned"): Is("handler", ("",)),
            N_("paused"): Is("stage", (Stage.PAUSED,)),
            N_("late"): Between("due", None, today - timedelta(days=1)),
            N_("long overdue"): Between("long_after", None, today - timedelta(days=1)),
            N_("soon"): Between("due", today, today + timedelta(days=terms.soon_days)),
        }

    @classmethod
    def deadline_status(cls, row: Mapping[str, Any], context: Context) -> DeadlineStatus | None:
        """On time, due soon, late; long overdue when twice the term has passed (the clock of section 8)."""
        term = cls.deadline_term(row)
        if term is None or term.since is None:
            return None
        if context.today > term.until + (term.until - term.since):
            return DeadlineStatus.LONG_OVERDUE
        if context.today > term.until:
            return DeadlineStatus.LATE
        soon = timedelta(days=context.policy.settings(GrievanceSettings).soon_days)
        return DeadlineStatus.DUE_SOON if term.until - context.today <= soon else DeadlineStatus.ON_TIME

    @classmethod
    def deadline_term(cls, row: Mapping[str, Any]) -> Term | None:
        """To accept, then to finish, then to review; it stands still while it is paused."""
        if row["due"] is None:
            return None
        since = row["review_asked"] or row["accepted"] or row["received"].date()
        return Term(since, row["due"], row["paused_until"])


def in_force(officer: str, context: Context) -> Condition:
    """Return the condition for what an officer has declared, at whatever seat, and nobody has ended."""
    return both(Is("officer", tuple(sorted(same_person(officer, context)))), Blank("ended"))


def whole_matter(record: Grievance, context: Context) -> list[Grievance]:
    """Return a grievance with all that are handled as one with it, itself first."""
    found, waiting = {record.id: record}, [record]
    while waiting:
        each = waiting.pop()
        joined = context.find(Query(record.kind, Is("merged_into", (each.id,))))
        into = context.get(record.kind, each.merged_into) if each.merged_into else None
        new = {other.id: other for other in (*joined, into) if other is not None and other.id not in found}
        found |= new
        waiting += new.values()
    return list(found.values())


def bars(record: Grievance, officer: str, context: Context) -> Iterator[Sentence]:
    """Yield why an officer has no part in a grievance: it complains of him, or he has recused himself from it."""
    himself, recusals = entries_of(officer, context), context.find(Query("recusal", in_force(officer, context)))
    kept = kept_recusals(same_person(officer, context), context)
    if not (himself or recusals or kept):
        return
    matter, name = whole_matter(record, context), getattr(context.get("officer", officer), "title", officer)
    if himself and any(is_about(each, himself, context) for each in matter):
        yield say(N_("{name} is the person complained of. Choose another officer."), name=name)
        return
    persons = {each.person for each in recusals if each.person} | kept
    close = {entry for person in persons for entry in (person, *context.under("person", person))}
    grievances = {each.grievance for each in recusals} | kept
    if any(each.id in grievances or (close and is_about(each, close, context)) for each in matter):
        yield say(N_("{name} has declared a recusal from it. Choose another officer."), name=name)
