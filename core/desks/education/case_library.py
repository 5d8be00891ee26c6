"""The case library 案例库: cases to learn from, and which one comes next."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any

from core.desks.education import fields
from core.desks.education.audience import MANY
from core.desks.education.records import CaseStory, Session
from core.desks.education.vocabulary import CASES, SessionStage
from core.desks.grievances import Grievance, Stage
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.field import Start
from core.model.query import Blank, Is, Not, Query, both
from core.model.reader import Finder
from core.values.sentence import N_, Sentence, say

NAME_LENGTHS = range(2, 5)
"""How many characters a name has that is looked for in the text of a case."""
SOMEBODY = "某"


class CasesInTurn:
    """The cases of the week in turn: of those in use the one that was neither used nor planned for the longest time."""

    def __init__(self, reader: Finder) -> None:
        """Read when each case was last used, or is planned to be."""
        in_use = reader.find(Query("case_story", Blank("retired"), ("id",)))
        self._cases: dict[str, CaseStory] = {case.id: case for case in in_use}
        self._last = {case.id: case.used_on or date.min for case in in_use}
        planned = both(Is("stage", (SessionStage.PLANNED,)), Not(Blank("case")))
        for session in reader.find(Query("session", planned)) if in_use else ():
            self._taken(session.case, session.when.date())

    def take(self, day: date) -> CaseStory | None:
        """Return the case whose turn it is on a day, and count it as planned then; None if no case is in use."""
        if not self._cases:
            return None
        case = min(self._last, key=lambda each: (self._last[each], each))
        self._taken(case, day)
        return self._cases[case]

    def _taken(self, case: str, day: date) -> None:
        if case in self._last:
            self._last[case] = max(self._last[case], day)


def case_used(session: Session, context: Context) -> Iterator[Draft]:
    """Note on the case of a session that it was used."""
    case = context.get("case_story", session.case) if session.case else None
    if isinstance(case, CaseStory):
        day = session.when.date()
        yield amend(case, used=case.used + 1, used_on=max(day, case.used_on or day))


def names_in(text: str, reader: Finder) -> list[str]:
    """Return the names of members of staff that stand in a text, the longest first.

    Every piece of the text that may be a name is looked up, so that the register need not be read whole.
    """
    pieces = {text[at : at + length] for length in NAME_LENGTHS for at in range(len(text) - length + 1)}
    pieces |= set(text.replace("，", " ").replace("。", " ").split())
    waiting, found = iter(sorted(pieces)), set[str]()
    while chunk := tuple(islice(waiting, MANY)):
        found |= {person.name for person in reader.find(Query("person", Is("name", chunk), ("id",)))}
    return sorted(found, key=lambda name: (-len(name), name))


def without_names(text: str, reader: Finder) -> str:
    """Return a text with the names of members of staff taken out of it; a Chinese surname stays, as is usual."""
    for name in names_in(text, reader):
        text = text.replace(name, name[0] + SOMEBODY if not name.isascii() else SOMEBODY)
    return text


class _Telling(Action):
    """What is asked of a case, by the action that adds one and the one that amends."""

    name: fields.Title
    facts: fields.Facts = ""
    law: fields.Law = ""
    lesson: fields.Lesson = ""

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject the names of members of staff."""
        for name in names_in("\n".join((self.name, self.facts, self.law, self.lesson)), context):
            yield say(
                N_("“{name}” is the name of a member of staff. Take names out: a case is told without them."), name=name
            )

    def told(self) -> dict[str, str]:
        """Return the fields of the case."""
        return {name: getattr(self, name) for name in _Telling.model_fields if name != "target"}


class AddCase(_Telling):
    """Add a case to the library. It names nobody."""

    on = CaseStory
    creates = True
    duty = CASES
    key = "n"


class AmendCase(_Telling):
    """Correct or complete a case. It names nobody."""

    on = CaseStory
    duty = CASES
    key = "e"
    amends = True


class RetireCase(Action):
    """Take a case out of use: it stays in the library, and is not picked as the case of the week any more."""

    on = CaseStory
    duty = CASES
    key = "x"
    once = "retired"
    stamps = {"retired": Start.TODAY}


class MakeCaseOf(_Telling):
    """Make a case for the library of a closed grievance. Names of staff are taken out before you read it through."""

    on = Grievance
    duty = CASES
    single = True
    stages = (Stage.CLOSED,)

    @classmethod
    def suggest(cls, record: Grievance, context: Context) -> dict[str, Any]:
        """Start from subject and text without names."""
        subject, text = (_of_nobody(each, record, context) for each in (record.subject, record.text))
        return {"name": subject, "facts": text}

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """Reject the names of the petitioner and of members of staff."""
        told = "\n".join(self.told().values())
        if record.petitioner and record.petitioner in told:
            yield say(N_("The petitioner is named in it. Take the name out."))
        yield from super().refuse(record, context)

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """Make the case; that it came from this grievance stands on it."""
        yield create(CaseStory(source=record.id, **self.told()))


def _of_nobody(text: str, record: Grievance, context: Context) -> str:
    return without_names(text.replace(record.petitioner, SOMEBODY) if record.petitioner else text, context)
