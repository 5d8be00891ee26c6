"""The scope of a matter 知悉范围: who may know of it; and the officers who are named to read it."""

from collections.abc import Iterable
from typing import Annotated

from core.desks.matters import fields
from core.desks.matters.children import NamedReader, ScopeEntry
from core.desks.matters.records import LIVING, Matter
from core.desks.matters.rules import may_act
from core.desks.matters.vocabulary import FIX, READ
from core.model.action import Action
from core.model.context import Context
from core.model.field import Start
from core.model.query import Blank, Is, Query, both
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say


class AddToScope(Action):
    """Add a person, or a unit with those below it, to those who may know of a matter."""

    on = Matter
    duty = FIX
    key = "s"
    stages = LIVING
    adds = ScopeEntry
    stamps = {"since": Start.TODAY, "by": Start.ME}

    person: fields.Person = ""
    unit: fields.Unit = ""

    def refuse(self, record: Matter, context: Context) -> Iterable[Sentence]:
        """Reject both or neither, and what is in the scope already."""
        if bool(self.person) == bool(self.unit):
            yield say(N_("Name a person or a unit, one of the two."))
            return
        same = both(Is("matter", (record.id,)), Is("person", (self.person,)), Is("unit", (self.unit,)), Blank("ended"))
        if context.find(Query(ScopeEntry.kind, same, limit=1)):
            yield say(N_("This is in the scope already."))


class TakeOutOfScope(Action):
    """Take a person or a unit out of those who may know of a matter. Who knows it already still does."""

    on = ScopeEntry
    duty = FIX
    key = "x"
    once = "ended"

    ended: fields.Ended


class NameReader(Action):
    """Name an officer to read a matter, though it is top secret."""

    on = Matter
    duty = FIX
    key = "b"
    stages = LIVING
    adds = NamedReader
    stamps = {"since": Start.TODAY, "by": Start.ME}

    officer: Annotated[fields.Reader, REQUIRED]

    def refuse(self, record: Matter, context: Context) -> Iterable[Sentence]:
        """Reject an officer who cannot read matters, and one who is named already."""
        yield from may_act(self.officer, READ, context)
        same = both(Is("matter", (record.id,)), Is("officer", (self.officer,)), Blank("ended"))
        if context.find(Query(NamedReader.kind, same, limit=1)):
            yield say(N_("This officer is named already."))


class EndNamedReader(Action):
    """End that an officer is named to read a matter."""

    on = NamedReader
    duty = FIX
    key = "x"
    once = "ended"

    ended: fields.Ended
