"""Widenings 权限扩大: what would let an officer read more, or free him of four eyes, until another officer accepts it.

It follows from records that other sites write too, such as where a unit belongs. The records show what they say; rights
go by it only once it is accepted (`core.rights.effective_rights`, which also enters what waits).
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from core.desks.administration.officers import GRANT
from core.model.action import Action
from core.model.audit_event import Event
from core.model.change import LOCAL, Draft
from core.model.context import Context
from core.model.deadline import Deadline
from core.model.field import ANY, About, Names, Role, Start
from core.model.query import Condition, Is, Not, Query, both
from core.model.record import Record
from core.rights.four_eyes import same_person
from core.values.bounds import Count
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_

HELD_BACK = "hold_back_rights"
"""What history calls the entering of a widening: nobody does it, it follows."""
MOST = 1000
"""How many records one widening names at most; of more, several are made."""


class Widens(LabelledEnum):
    """What an officer would be let."""

    READS = "reads", N_("reads more")
    PERSON = "person", N_("no longer the same person")
    RECUSED = "recused", N_("no longer recused")


class WideningStage(LabelledEnum):
    """Where it stands."""

    OPEN = "open", N_("waits")
    ACCEPTED = "accepted", N_("accepted")
    LEFT = "left", N_("left as it was")


class Widening(Record):
    """Something that would widen the rights of an officer of this site and takes no effect before it is accepted."""

    kind = "widening"
    label = N_("Widening of rights")
    plural = N_("Widenings of rights")
    compartment = LOCAL
    audited = Event.RIGHTS
    duty = GRANT
    order = ("-stage", "-day", "id")
    deadlines = (
        Deadline(
            N_("would widen rights: decide"), on="day", stages=(WideningStage.OPEN,), duty=GRANT, asked_by="officer",
            pressing=True,
            why=N_("Due {day}: it came in on that day. Until it is decided, rights stay as they were before."),
        ),
    )  # fmt: skip
    bears = "officer"
    ends = (WideningStage.ACCEPTED,)

    officer: Annotated[str, About(N_("Officer"), column=12, refers="officer", says=Role.SUBJECT, index=True)]
    widens: Annotated[Widens, About(N_("Widening"), column=14)]
    records_kind: Annotated[str, About(N_("Kind"), column=10, names=Names.KIND)] = ""
    """The kind of what would be read; empty of a kind of which only its readers know that there is any of it."""
    count: Annotated[Count, About(N_("Count"), column=6)] = 0
    field: Annotated[str, About(N_("Field"), column=10, names=Names.FIELD)] = ""
    before: Annotated[str, About(N_("Before the change"), column=16, refers=ANY, or_words=True)] = ""
    after: Annotated[str, About(N_("After the change"), column=16, refers=ANY, or_words=True)] = ""
    site: Annotated[str, About(N_("Changed by"), column=10, refers="site")] = ""
    day: Annotated[date, About(N_("Since"), column=10)]
    by: Annotated[str, About(N_("Officer who changed it"), refers="officer", says=Role.DOER)] = ""
    """Of a change that was made here."""
    records: Annotated[tuple[str, ...], About(N_("Would give access to"), column=20, refers=ANY)] = ()
    """What rights leave aside: records that he would read, persons that he would no longer be, a recusal that ended."""
    stage: Annotated[WideningStage, About(N_("Stage"), column=8, index=True)] = WideningStage.OPEN
    decided_by: Annotated[str, About(N_("Decided by"), refers="officer", says=Role.DOER)] = ""
    decided_on: Annotated[date | None, About(N_("Decided on"))] = None

    @property
    def title(self) -> str:
        """Since when it waits."""
        return self.day.isoformat()

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """What waits."""
        return {N_("waiting"): Is("stage", (WideningStage.OPEN,))}


DECIDED = {"decided_by": Start.ME, "decided_on": Start.TODAY}


class AcceptWidening(Action):
    """Let rights follow the change from now on.

    The officer may read what it gives access to, or the rule of two officers no longer stops him. If you do not know of
    the change, ask the site that made it before you accept. Nobody accepts for himself.
    """

    on = Widening
    duty = GRANT
    key = "a"
    stages = (WideningStage.OPEN, WideningStage.LEFT)
    other_than = ("officer",)
    leads_to = WideningStage.ACCEPTED
    stamps = DECIDED


class AcceptTogether(Action):
    """Accept this and all that waits since the same day because of the same site, except what is about yourself.

    It is meant for changes you know of, such as a reorganisation of the units.
    """

    on = Widening
    duty = GRANT
    key = "t"
    stages = (WideningStage.OPEN,)
    other_than = ("officer",)
    leads_to = WideningStage.ACCEPTED
    stamps = DECIDED

    def changes(self, record: Widening, context: Context) -> Iterable[Draft]:
        """Note who accepted each."""
        himself = Is("officer", tuple(sorted(same_person(context.officer, context))))
        waits = both(Is("stage", (WideningStage.OPEN,)), Is("site", (record.site,)), Is("day", (record.day,)))
        for each in context.find(Query(Widening.kind, both(waits, Not(himself)))):
            yield from super().changes(each, context)


class LeaveWidening(Action):
    """Keep rights as they were before. The record still shows the change, and you can accept it later."""

    on = Widening
    duty = GRANT
    key = "l"
    stages = (WideningStage.OPEN,)
    other_than = ("officer",)
    leads_to = WideningStage.LEFT
    stamps = DECIDED
