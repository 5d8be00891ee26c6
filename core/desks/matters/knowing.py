"""Who knows a matter: knowledge entries of who is in its scope, and letting in others."""

from collections.abc import Iterable
from typing import Annotated, Any

from core.desks.matters import fields
from core.desks.matters.children import Knowledge, KnowledgeRequest
from core.desks.matters.records import STRICT, Matter
from core.desks.matters.rules import decider_faults, in_scope
from core.desks.matters.vocabulary import KEEP, Contact, MatterStage, Way
from core.model.action import Action, create
from core.model.change import Draft
from core.model.context import Context
from core.model.field import Start
from core.rules.request import Approve, Ask, Decline, Withdraw
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say


def knowledge_faults(matter: Matter, context: Context) -> Iterable[Sentence]:
    """Yield that there is nothing to know of a matter: it is lifted, its term is over, or it is not fixed."""
    if matter.stage == MatterStage.LIFTED:
        yield say(
            N_("The matter was lifted on {day}: nothing is left to guard, and nobody is entered any more."),
            day=matter.lifted,
        )
    elif matter.stage != MatterStage.FIXED:
        yield say(N_("The matter is not in force: it is to be fixed first."))
    elif matter.expires and matter.expires < context.today:
        yield say(
            N_("Its term ended on {day}: have the term prolonged or lift it. Until then nobody is entered."),
            day=matter.expires,
        )


class RecordKnowledge(Action):
    """Record that a person of the scope knows a matter: since when, how, and by which document."""

    on = Matter
    duty = KEEP
    key = "t"
    adds = Knowledge
    stamps = {"recorder": Start.ME}

    person: Annotated[fields.Person, REQUIRED]
    contact: fields.Contact = Contact.KNOW
    way: fields.Way = Way.TOLD
    since: fields.From
    document: fields.Document = ""

    @classmethod
    def applies(cls, record: Matter) -> bool:
        """The matter is in force."""
        return record.stage == MatterStage.FIXED

    def refuse(self, record: Matter, context: Context) -> Iterable[Sentence]:
        """Reject a matter that nothing can be known of, and a person outside the scope."""
        yield from knowledge_faults(record, context)
        if context.get("person", self.person) is None:
            yield say(N_("Choose a person of the staff register."))
        elif not in_scope(self.person, record.id, context):
            yield say(
                N_(
                    "This person is outside the scope of the matter, and needs the approval of the head: choose"
                    " “Ask to let in”."
                )
            )


class EndKnowledge(Action):
    """Note until when a person had to do with a matter. The duty of secrecy goes on."""

    on = Knowledge
    duty = KEEP
    key = "x"
    once = "until"

    until: fields.Until


class AskToLetIn(Ask):
    """Ask that somebody outside the scope may know of a matter. The head, or whoever he named, decides."""

    on = Matter
    adds = KnowledgeRequest
    duty = KEEP
    key = "v"

    person: Annotated[fields.Person, REQUIRED]
    contact: fields.Contact = Contact.KNOW
    way: fields.Way = Way.TOLD
    document: fields.Document = ""
    asked_of: fields.AskedOf = ""
    reason: fields.Why

    @classmethod
    def earlier(cls, record: Any, context: Context) -> list[Any]:
        """Return none: several persons may be asked for at once; `refuse` asks for the same person."""
        return []

    def refuse(self, record: Matter, context: Context) -> Iterable[Sentence]:
        """Reject a person who may know already or is asked for, and one who could not decide."""
        yield from knowledge_faults(record, context)
        if context.get("person", self.person) is None:
            yield say(N_("Choose a person of the staff register."))
        elif in_scope(self.person, record.id, context):
            yield say(N_("This person is in the scope: choose “Record knowledge”."))
        waits = KnowledgeRequest.on_record(record.id, (KnowledgeRequest.decision_stages.waits,), context)
        if any(each.person == self.person for each in waits):
            yield say(N_("This person has been asked for already, and that waits for a decision."))
        if record.level in STRICT and not self.asked_of:
            yield say(N_("Name the officer who is to approve it: nobody else learns that there is such a matter."))
        yield from decider_faults(self.asked_of, record, context)


class ApproveLettingIn(Approve):
    """Approve that somebody outside the scope may know of a matter: the knowledge entry is made."""

    on = KnowledgeRequest
    key = "a"

    def refuse(self, record: KnowledgeRequest, context: Context) -> Iterable[Sentence]:
        """Reject a matter that nothing can be known of any more."""
        yield from super().refuse(record, context)
        whole = record.whole(context)
        if isinstance(whole, Matter) and whole.stage == MatterStage.FIXED:
            yield from knowledge_faults(whole, context)

    def grant(self, request: KnowledgeRequest, whole: Matter, context: Context) -> Iterable[Draft]:
        """Enter who knows it from today on, and who approved it."""
        asked = {name: getattr(request, name) for name in ("matter", "person", "contact", "way", "document")}
        approved = {"approver": context.officer, "recorder": request.asked_by}
        yield create(Knowledge(**asked, **approved, since=context.today))


class DeclineLettingIn(Decline):
    """Decline that somebody outside the scope may know of a matter."""

    on = KnowledgeRequest
    key = "d"


class WithdrawLettingIn(Withdraw):
    """Withdraw that somebody was to be let in."""

    on = KnowledgeRequest
    duty = KEEP
