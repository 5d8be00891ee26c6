"""Recusals 回避: who does not handle what, because he is complained of, or has declared to be too close to it."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from core.desks.grievances import fields
from core.desks.grievances.records import Grievance
from core.model.context import Context
from core.model.field import About, Role
from core.model.query import AnyOf, Blank, Condition, Is, Via
from core.model.record import RECORDS, Record
from core.model.rule import Broken, Link, Linked, rule
from core.model.viewer import Viewer
from core.rights.four_eyes import entries_of, is_about
from core.rights.visibility import readable
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
