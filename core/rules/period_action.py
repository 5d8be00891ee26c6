"""What is done about one period of a recurring record: it notes that the period was done, or excuses it.

A desk says on what, who may, and what the action adds::

    class ExcuseMeeting(AboutPeriod):
        '''Excuse a period of this body, with the reason: no meeting is owed for it.'''

        on = Body
        adds = BodyExcuse
        duty = KEEP

        reason: Reason
"""

from collections.abc import Iterable
from typing import Annotated, Any

from core.model.action import Action
from core.model.context import Context
from core.model.field import About
from core.rules.obligation import Recurring, unmet
from core.values.cadence import Period, called
from core.values.sentence import N_, Sentence, say

PeriodKey = Annotated[
    str, About(N_("Period"), help=N_("As in 2026-W47, 2026-11, 2026-Q4 or 2026."), column=18, period=True)
]


class AboutPeriod(Action):
    """What is done about one period of a recurring record: it notes that it was done, or excuses it.

    A desk says on what, who may, and the part that it `adds`, which is named among what meets the periods.
    """

    period: PeriodKey

    @classmethod
    def applies(cls, record: Recurring) -> bool:
        """A period is left."""
        return record.due is not None

    @classmethod
    def suggest(cls, record: Any, context: Context) -> dict[str, Any]:
        """Start also from the oldest period that is left."""
        return super().suggest(record, context) | {"period": record.oldest.key if record.oldest else ""}

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject what is no period of the record, has not begun, or is met."""
        if self.asked_period(record, context) is None:
            yield say(N_("{period} is no period of it that has begun."), period=called(self.period))
        elif self.period not in {period.key for period in unmet(record, context, context.today)}:
            yield say(N_("{period} is done or excused already."), period=called(self.period))

    def asked_period(self, record: Any, context: Context) -> Period | None:
        """Return the period, if it is one that has begun."""
        return next((each for each in record.asked(context, context.today) if each.key == self.period), None)
