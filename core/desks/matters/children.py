"""What belongs to a matter: its scope, named readers, knowledge entries, requests and reviews."""

from collections.abc import Collection, Iterable
from typing import Annotated

from core.desks.matters import fields
from core.desks.matters.records import FIXED
from core.desks.matters.vocabulary import APPROVE, READ, READING
from core.model.context import Context
from core.model.field import About, Role
from core.model.from_to import FromTo
from core.model.occurrence import Occurrence
from core.model.query import AnyOf, Between, Blank, Condition, Is, Query
from core.model.record import Record
from core.rules.request import Request
from core.values.sentence import N_, Sentence, say


class ScopeEntry(Record):
    """Who may know of a matter 知悉范围: a person, or a unit with those below it."""

    kind = "matter_scope"
    label = N_("Scope entry")
    plural = N_("Scope of knowledge")
    compartment = "matters"
    duty = READ
    order = ("ended", "since", "id")

    matter: fields.Matter
    person: fields.Person = ""
    unit: fields.Unit = ""
    since: fields.From
    ended: fields.Ended | None = None
    by: fields.By

    @property
    def title(self) -> str:
        """Since when."""
        return self.since.isoformat()


class NamedReader(Record):
    """An officer who is named to read a matter, though it is top secret."""

    kind = "matter_reader"
    label = N_("Named reader")
    plural = N_("Named readers")
    compartment = "matters"
    duty = READ
    order = ("ended", "since", "id")

    matter: fields.Matter
    officer: fields.Reader
    since: fields.From
    ended: fields.Ended | None = None
    by: fields.By

    @property
    def title(self) -> str:
        """Since when."""
        return self.since.isoformat()


class Knowledge(Record):
    """That a person knows a matter 知密记录: since when, how, and who let the person in."""

    kind = "knowledge"
    label = N_("Knowledge entry")
    plural = N_("Knowledge entries")
    compartment = "matters"
    duty = READ
    access_log = READING
    order = ("-since", "id")
    timeline = FromTo("since", "until", ("person", "matter"))
    indexes = (("person", "until"), ("matter", "until"))

    matter: fields.Matter
    person: fields.Person
    contact: fields.Contact
    way: fields.Way
    since: fields.From
    until: fields.Until | None = None
    document: fields.Document = ""
    approver: fields.Approver = ""
    """Who let the person in who was outside the scope; empty if it was in it."""
    on_paper: fields.OnPaper = ""
    """The same, of an entry that was taken over from an earlier register."""
    recorder: Annotated[str, About(N_("Recorded by"), refers="officer", says=Role.DOER)]

    @property
    def title(self) -> str:
        """Since when; who it is stands in the entry."""
        return self.since.isoformat()

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        knows = AnyOf((Blank("until"), Between("until", context.today)))
        return {N_("in force"): knows, **super().filters(context)}


class KnowledgeRequest(Request):
    """That somebody outside the scope is to know of a matter; the head, or whoever he named, decides."""

    kind = "knowledge_request"
    label = N_("Request to let in")
    plural = N_("Requests to let in")
    compartment = "matters"
    duty = READ
    decided_with = APPROVE
    to_decide = N_("decide who may know")
    asked_while = FIXED

    matter: fields.Matter
    person: fields.Person
    contact: fields.Contact
    way: fields.Way
    document: fields.Document = ""
    asked_of: fields.AskedOf = ""
    reason: fields.Why

    def involved(self, context: Context) -> Iterable[tuple[Collection[str], Sentence]]:
        """Who is to be let in."""
        himself = {each.id for each in context.find(Query("officer", Is("person", (self.person,))))}
        yield himself, say(N_("Nobody lets himself in: another officer decides this."))


class MarkChange(Request):
    """Another level, or another term, for a matter: the originator, a superior or the head decides, nobody by hand."""

    kind = "mark_change"
    label = N_("Change of mark")
    plural = N_("Changes of mark")
    compartment = "matters"
    duty = READ
    decided_with = APPROVE
    to_decide = N_("decide the change of mark")
    asked_while = FIXED

    matter: fields.Matter
    level: fields.Level
    years: fields.Years = 0
    condition: fields.Condition = ""
    decision: fields.Decision = ""
    asked_of: fields.AskedOf = ""
    reason: fields.Why


class MatterReview(Record):
    """The yearly review of a matter 年度审核."""

    kind = "matter_review"
    label = N_("Review of a matter")
    plural = N_("Reviews of matters")
    compartment = "matters"
    duty = READ
    order = ("-day", "id")
    occurrence = Occurrence(("day",), by="by", what="outcome")

    matter: fields.Matter
    day: fields.ReviewDay
    by: fields.By
    outcome: fields.Outcome
    grounds: fields.Grounds = ""

    @property
    def title(self) -> str:
        """The day."""
        return self.day.isoformat()
