"""What the person concerned says against the file, and the answer."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Annotated, Any

from core.desks.care.children import Objection
from core.desks.care.helping import past_faults
from core.desks.care.records import CareFile
from core.desks.care.vocabulary import DECIDE, HELP, CareSettings, Prose
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.record import About
from core.rights.four_eyes import SECOND, ever, matter_of
from core.values.sentence import N_, Sentence, say


class RecordObjection(Action):
    """Note what the person objects to, in the person's own words. The supervisor answers."""

    on = CareFile
    duty = HELP
    key = "b"

    day: Annotated[date, About(N_("Date"))]
    text: Annotated[Prose, About(N_("Objection"), lines=4)]

    @classmethod
    def suggest(cls, record: CareFile, context: Context) -> dict[str, Any]:
        """Start from today."""
        return {"day": context.today}

    def refuse(self, record: CareFile, context: Context) -> Iterable[Sentence]:
        """It was raised while there was a file."""
        return past_faults(self.day, record, context)

    def changes(self, record: CareFile, context: Context) -> Iterable[Draft]:
        """Add it; an answer is due."""
        term = timedelta(days=context.policy.settings(CareSettings).objection_days)
        yield create(
            Objection(
                file=record.id,
                day=self.day,
                text=self.text,
                noted_by=context.officer,
                helper=record.helper,
                owner=record.supervisor,
                due=self.day + term,
            )
        )


class AnswerObjection(Action):
    """Answer an objection. The helper, whose work it is about, does not answer it."""

    on = Objection
    duty = DECIDE
    key = "v"
    other_than = ("helper",)
    approves = ("day", "text")

    answer: Annotated[Prose, About(N_("Answer"), lines=4)]

    @classmethod
    def applies(cls, record: Objection) -> bool:
        """It is not answered."""
        return record.answered is None

    def involved(self, record: Objection, context: Context) -> Iterable[tuple[Collection[str], Sentence]]:
        """Whoever ever was the helper."""
        yield ever(matter_of(record, context), ("helper",), context), say(SECOND)

    def refuse(self, record: Objection, context: Context) -> Iterable[Sentence]:
        """It is answered once."""
        if record.answered:
            yield say(N_("This was answered on {day} already."), day=record.answered)

    def changes(self, record: Objection, context: Context) -> Iterable[Draft]:
        """Write the answer with today's date."""
        yield amend(record, answer=self.answer, answered=context.today, answered_by=context.officer)
