"""Recusals 回避: who does not handle what, because he is complained of, or has declared to be too close to it.

An officer recuses himself for good from what complains of a person, or from one grievance; another ends it.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from core.desks.grievances import fields
from core.desks.grievances.records import Grievance, in_force
from core.desks.grievances.rules import work_follows
from core.desks.grievances.vocabulary import OPEN
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.field import About, Role, Start
from core.model.from_to import FromTo
from core.model.query import AnyOf, Blank, Condition, Is, Query, Via, both
from core.model.record import RECORDS, Record
from core.model.rule import Broken, Link, Linked, rule
from core.model.viewer import Viewer
from core.rights.four_eyes import entries_of, is_about, same_person
from core.rights.visibility import readable
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say

ASSIGN = "grievances.register"
"""The duty to assign, and so to know who must not be assigned."""


class Recusal(Record):
    """An officer's own declaration of being too close to a person, or to one grievance, to handle what is about it.

    It says nothing of how: that there is a reason is enough.
    """

    kind = "recusal"
    label = N_("Recusal")
    plural = N_("Recusals")
    compartment = "grievance"
    duty = "grievances.read"
    order = ("-day", "id")
    timeline = FromTo("day", "ended", ("officer", "person"), ends_before=True)

    officer: Annotated[str, About(N_("Officer"), column=14, refers="officer", says=Role.DOER, index=True)]
    person: fields.Person = ""
    grievance: Annotated[str, About(N_("Grievance"), column=30, refers="grievance", index=True)] = ""
    day: Annotated[date, About(N_("Declared"), column=10)]
    ended: Annotated[date | None, About(N_("Ended"), column=10)] = None
    ended_why: fields.EndedWhy = ""

    @property
    def title(self) -> str:
        """The day; of whom it speaks is for those who assign."""
        return self.day.isoformat()

    def bars(self, officer: str, context: Context) -> Iterable[Sentence]:
        """Whom it is about does not end it, nor who has no part in the grievance that it is about."""
        if is_about(self, entries_of(officer, context), context):
            yield say(N_("This recusal is about you. Another officer ends it."))
        about = context.get(Grievance.kind, self.grievance) if self.grievance else None
        if about is not None:
            yield from about.bars(officer, context)

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        return {N_("in force"): Blank("ended"), N_("mine"): Is("officer", (context.officer,))}

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Condition | None:
        """An officer sees his own; whoever assigns sees all, or what is about people and grievances of his part."""
        own = Is("officer", (viewer.officer,))
        if ASSIGN not in viewer.duties:
            return own
        if viewer.units is None and viewer.cells is None:
            return None
        about = (("person", "person"), ("grievance", Grievance.kind))
        return AnyOf((own, *(Via(field, kind, readable(viewer, RECORDS[kind])) for field, kind in about)))


def given_back(records: Iterable[Grievance], context: Context) -> Iterable[Draft]:
    """Take grievances from the officer who handles them: they are to be assigned anew, with all that is due of them."""
    for record in records:
        yield amend(record, handler="")
        yield from work_follows(record, "", context)


class DeclareRecusal(Action):
    """Declare that you are too close to a person to handle complaints about them.

    Any that you handle go back to be assigned to another officer.
    """

    on = Recusal
    creates = True
    duty = "grievances.handle"
    key = "n"
    undoable = False
    anyone = "who is too close to a person may say so"
    stamps = {"officer": Start.ME, "day": Start.TODAY}

    person: Annotated[fields.Person, REQUIRED]

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject a person who is not in the register, and a second declaration."""
        if context.get("person", self.person) is None:
            yield say(N_("Choose a person from the staff register."))
        if context.find(
            Query("recusal", both(Is("person", (self.person,)), in_force(context.officer, context)), limit=1)
        ):
            yield say(N_("You have declared this already."))

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Write it down and give back what it concerns."""
        yield from super().changes(record, context)
        about = context.find(Query("grievance", Is("person", (self.person,))))
        kept = {each.id: each for each in (_kept(each, context) for each in about)}
        himself = same_person(context.officer, context)
        mine = (each for each in kept.values() if each.handler in himself and each.stage in OPEN)
        yield from given_back(mine, context)


def _kept(record: Grievance, context: Context) -> Grievance:
    """Return the grievance that is handled in place of one that was merged."""
    into = context.get("grievance", record.merged_into) if record.merged_into else None
    return into if isinstance(into, Grievance) else record


class StepAside(Action):
    """Declare that you are too close to this grievance to handle it. If it is yours, it goes back to be assigned."""

    on = Grievance
    duty = "grievances.handle"
    stages = OPEN
    undoable = False
    anyone = "who is too close to it may say so as often as he has a reason"

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """Reject a second declaration."""
        if context.find(
            Query("recusal", both(Is("grievance", (record.id,)), in_force(context.officer, context)), limit=1)
        ):
            yield say(N_("You have declared this already."))

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """Write it down and give the grievance back."""
        yield create(Recusal(officer=context.officer, grievance=record.id, day=context.today))
        if record.handler in same_person(context.officer, context):
            yield from given_back((record,), context)


class EndRecusal(Action):
    """Note that the reason of a recusal is gone. Another officer than the one who declared it does so."""

    on = Recusal
    duty = ASSIGN
    key = "c"
    other_than = ("officer",)
    approves = ("officer", "grievance", "day")
    once = "ended"
    stamps = {"ended": Start.TODAY}

    ended_why: Annotated[fields.EndedWhy, REQUIRED]


OF_PERSON, OF_GRIEVANCE = Link("recusal", "person", "person"), Link("recusal", "grievance")


@rule(
    "grievance", OF_PERSON, OF_GRIEVANCE, Link("officer", by="handler"),
    Link("officer", by="officer", onward=OF_PERSON), Link("officer", by="officer", onward=OF_GRIEVANCE),
    beside="recusal", tells=(("grievance", "person"),),
)  # fmt: skip
def recused_handler(record: Grievance, linked: Linked) -> Iterable[Broken]:
    """Nobody handles what he has recused himself from."""
    persons = {each.id: each.person or each.id for each in linked["officer"]}
    for recusal in linked["recusal"] if record.handler and record.open else ():
        same = persons.get(recusal.officer, recusal.officer) == persons.get(record.handler, record.handler)
        if same and not recusal.ended:
            yield Broken(say(N_("The handler has declared a recusal from it. Choose another officer.")), recusal.id)
