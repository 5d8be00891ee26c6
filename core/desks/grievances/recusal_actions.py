"""Recusing oneself 回避: for good from what complains of a person, or from one grievance; and the end of it."""

from collections.abc import Iterable
from typing import Annotated, Any

from core.desks.grievances import fields
from core.desks.grievances.records import Grievance, in_force
from core.desks.grievances.recusal import ASSIGN, Recusal
from core.desks.grievances.rules import work_follows
from core.desks.grievances.vocabulary import OPEN
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.field import Start
from core.model.query import Is, Query, both
from core.rights.four_eyes import same_person
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say


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
