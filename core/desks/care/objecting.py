"""What the person concerned says against the file, and the answer."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Annotated, Any

from core.desks.care import fields
from core.desks.care.children import Objection
from core.desks.care.records import CareFile
from core.desks.care.vocabulary import DECIDE, HELP, CareSettings
from core.model.action import Action
from core.model.context import Context
from core.model.field import Start
from core.rights.four_eyes import SECOND, ever, matter_of
from core.values.field_types import REQUIRED
from core.values.sentence import Sentence, say


class RecordObjection(Action):
    """Note what the person objects to, in the person's own words. The supervisor answers."""

    on = CareFile
    duty = HELP
    single = True
    key = "b"
    adds = Objection
    stamps = {"noted_by": Start.ME}

    day: fields.Day
    text: fields.ObjectionText

    def written(self, record: CareFile, context: Context) -> dict[str, Any]:
        """Add about whose work it is, who answers, and until when."""
        due = self.day + timedelta(days=context.policy.settings(CareSettings).objection_days)
        answer = {"helper": record.helper, "owner": record.supervisor, "due": due}
        return super().written(record, context) | answer


class AnswerObjection(Action):
    """Answer an objection. The helper, whose work it is about, does not answer it."""

    on = Objection
    duty = DECIDE
    key = "v"
    other_than = ("helper",)
    approves = ("day", "text")
    once = "answered"
    stamps = {"answered": Start.TODAY, "answered_by": Start.ME}

    answer: Annotated[fields.Answer, REQUIRED]

    def involved(self, record: Objection, context: Context) -> Iterable[tuple[Collection[str], Sentence]]:
        """Whoever ever was the helper."""
        yield ever(matter_of(record, context), ("helper",), context), say(SECOND)
