"""Another level of a person on a post: a raise needs an assessment, a cut begins a cooling-off for the old level."""

from collections.abc import Iterable
from typing import Annotated

from core.desks.clearance import fields
from core.desks.clearance.appointment_record import Appointment
from core.desks.clearance.leaving_record import CoolingOff, LevelChange
from core.desks.clearance.posting import lowering_faults
from core.desks.clearance.rules import assessed_for, terms
from core.desks.clearance.vocabulary import KEEP, Level
from core.model.action import amend, create
from core.model.change import Draft
from core.model.context import Context
from core.rules.request import Approve, Ask, Decline, Withdraw
from core.values.dates import months_later
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say


class AskLevelChange(Ask):
    """Ask for another level of a person on a post. Another officer decides."""

    on = Appointment
    adds = LevelChange
    duty = KEEP
    key = "c"

    level: fields.NewLevel
    since: fields.ChangedFrom
    document: fields.Document = ""
    reason: Annotated[fields.Reason, REQUIRED]

    def refuse(self, record: Appointment, context: Context) -> Iterable[Sentence]:
        """Reject the level that stands, a raise without an assessment, and a cut by hand."""
        yield from super().refuse(record, context)
        yield from _level_faults(record, self.level, self.document, context)

    def written(self, record: Appointment, context: Context) -> dict[str, object]:
        """Add the level until now."""
        return super().written(record, context) | {"before": record.level}


def _level_faults(record: Appointment, level: Level, document: str, context: Context) -> Iterable[Sentence]:
    if level == record.level:
        yield say(N_("The level is “{level}” already."), level=say(level.label))
    elif level.rank < record.level.rank and assessed_for(record.person, record.post, level, context) is None:
        yield say(
            N_(
                "{name} has no assessment at the level “{level}” that was passed and has not expired. Let the level of"
                " the post be changed, then assess: “Begin assessment”."
            ),
            name=record.name,
            level=say(level.label),
        )
    yield from lowering_faults(record.level, level, document)


class ApproveLevelChange(Approve):
    """Approve another level of a person. After a cut, a cooling-off runs for the old level."""

    on = LevelChange
    key = "f"

    def refuse(self, record: LevelChange, context: Context) -> Iterable[Sentence]:
        """Reject what no longer fits the appointment."""
        yield from super().refuse(record, context)
        whole = record.whole(context)
        if whole is not None:
            yield from _level_faults(whole, record.level, record.document, context)

    def grant(self, request: LevelChange, whole: Appointment, context: Context) -> Iterable[Draft]:
        """Write the new level, with its next assessment; a cut begins a cooling-off."""
        counted = whole.reviewed or whole.since
        again = months_later(counted, terms(context).review_months(request.level))
        yield amend(whole, level=request.level, next_review=max(again, context.today))
        if request.level.rank > whole.level.rank:
            least, _most = terms(context).cooling_months(whole.level)
            yield create(
                CoolingOff(
                    person=whole.person, name=whole.name, unit=whole.unit, appointment=whole.id, level=whole.level,
                    since=request.since, months=least, until=months_later(request.since, least),
                )
            )  # fmt: skip


class DeclineLevelChange(Decline):
    """Decline another level of a person."""

    on = LevelChange
    key = "m"


class WithdrawLevelChange(Withdraw):
    """Withdraw the change of level that was asked for."""

    on = LevelChange
    duty = KEEP
