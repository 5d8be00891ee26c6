"""Checklists 检查表: items from the policy pack, each of which is answered for a record.

The organisation writes the items in the pack, each with a code that stays when it is worded anew::

    [checklists.departure.items]
    D01 = "提醒谈话"
    D02 = "离岗承诺书"

A desk declares of what they are asked, and who answers::

    class DepartureAnswer(Answer):
        kind = "departure_answer"
        duty = READ
        checklist = "departure"

        departure: Annotated[str, About(N_("Departure"), refers="departure", owner=True)]

    class AnswerDeparture(AnswerItem):
        '''Say of each item of the handover list whether it is met.'''

        on, adds, duty, key = Departure, DepartureAnswer, KEEP, "l"

    class ApproveDeparture(Action):
        demands = (DepartureAnswer.all_met,)

From it follow the screen on which the space bar turns the marks, and the list on paper. An answer keeps the wording and
the version of what was asked, so that it still says what it said when the list is worded anew.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import Field

from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.field import About, Role, Start
from core.model.query import Is, Query
from core.model.reader import Finder, Reader
from core.model.record import Record, owner_field
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_, Sentence, say


class Result(LabelledEnum):
    """What was found of an item."""

    OPEN = "open", N_("not answered")
    MET = "met", N_("met")
    NOT_MET = "not_met", N_("not met")
    NOT_APPLICABLE = "not_applicable", N_("not applicable")


Item = Annotated[str, Field(min_length=1, max_length=20), About(N_("Item"), column=8)]
Found = Annotated[Result, About(N_("What was found"), column=14)]
Note = Annotated[str, Field(max_length=2000), About(N_("Note"), column=20, lines=2)]


class Answer(Record):
    """What was found of one item of a checklist, of the record that it is a part of."""

    order = ("item", "id")

    checklist: ClassVar[str] = ""
    """The name of the list in the policy pack."""

    item: Item
    """The code of the item."""
    asked: Annotated[str, Field(max_length=200), About(N_("What is asked"), column=30)]
    """The wording of the item when it was answered."""
    result: Found = Result.OPEN
    note: Note = ""
    version: Annotated[int, About(N_("Version of the list"))]
    by: Annotated[str, About(N_("By"), column=12, refers="officer", says=Role.DOER)] = ""
    day: Annotated[date | None, About(N_("Answered on"), column=10)] = None

    @property
    def title(self) -> str:
        """The item with its code."""
        return f"{self.item} {self.asked}"

    @classmethod
    def of(cls, record: str, reader: Finder) -> list[Any]:
        """Return the answers that were given of a record; two sites may each have answered an item."""
        owner = owner_field(cls)
        assert owner is not None, f"{cls.kind} is no part of another record"
        return reader.find(Query(cls.kind, Is(owner.name, (record,))))

    @classmethod
    def sheet(cls, record: str, reader: Reader | Context) -> list[Any]:
        """Return the whole list for a record, in its order: the answers, and every item that has none.

        Answers to items that are no longer asked stand last.
        """
        items, given = reader.policy.checklist(cls.checklist), cls.of(record, reader)
        answered: dict[str, list[Any]] = {code: [] for code in items}
        for each in given:
            answered.setdefault(each.item, []).append(each)
        return [each for code, found in answered.items() for each in found or [cls._open(record, code, items)]]

    @classmethod
    def _open(cls, record: str, code: str, items: Mapping[str, str]) -> Any:
        owner = owner_field(cls)
        assert owner is not None
        return cls(**{owner.name: record}, item=code, asked=items[code], version=1)

    @classmethod
    def complete(cls, record: Any, context: Context) -> Iterable[Sentence]:
        """Yield which items are not answered yet, for an action that demands that all are."""
        if not context.policy.checklist(cls.checklist):
            yield say(
                N_("The policy pack has no checklist “{name}”. Write its items there, in [checklists.{name}.items]."),
                name=cls.checklist,
            )
        for each in cls.sheet(record.id, context):
            if each.result == Result.OPEN:
                yield say(N_("Not answered yet: {item}."), item=each.title)

    @classmethod
    def all_met(cls, record: Any, context: Context) -> Iterable[Sentence]:
        """Yield which items are not met, or not answered yet, for an action that demands that all are."""
        yield from cls.complete(record, context)
        for each in cls.sheet(record.id, context):
            if each.result == Result.NOT_MET:
                yield say(N_("Not met: {item}."), item=each.title)


class AnswerItem(Action):
    """Say of an item of a checklist what was found; saying it again takes the place of what was said before."""

    adds: ClassVar[type[Answer]]
    stamps = {"by": Start.ME, "day": Start.TODAY}

    item: Item
    result: Found
    note: Note = ""

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject an item that is not asked, and one that is not met without a word about it."""
        items = context.policy.checklist(self.adds.checklist)
        if self.item not in items:
            yield say(
                N_("“{item}” is no item of this checklist. Write one of these: {items}."),
                item=self.item,
                items="、".join(items) or "—",
            )
        if self.result == Result.NOT_MET and not self.note:
            yield say(N_("Say in the note what is not met: {item}."), item=items.get(self.item, self.item))

    def written(self, record: Any, context: Context) -> dict[str, Any]:
        """Add what was asked, in which version of the list."""
        listed = context.policy.checklists[self.adds.checklist]
        asked = {"asked": listed.items.get(self.item, self.item), "version": listed.version}
        return super().written(record, context) | asked

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Write the answer, in place of every one that there is of this item."""
        written = self.written(record, context)
        before = [each for each in self.adds.of(self.target, context) if each.item == self.item]
        for each in before:
            yield amend(each, **written)
        if not before:
            owner = owner_field(self.adds)
            assert owner is not None
            yield create(self.adds(**{owner.name: self.target}, **written))
