"""Duty cards 职责清单: what a cell, role or department must do, and which of its periods are owed."""

from collections.abc import Iterable
from typing import Annotated, Any

from core.desks.grid import fields
from core.desks.grid.rules import cell_faults
from core.desks.grid.tree import tree_of
from core.desks.grid.vocabulary import KEEP, OPEN, READ
from core.model.action import Action, create
from core.model.change import Draft
from core.model.context import Context
from core.model.deadline import Together
from core.model.field import About
from core.model.query import AllOf, Blank, Condition, Is, Query, both
from core.model.record import derived
from core.rules.obligation import Met, Owed, PeriodOutcome, Recurring
from core.values.cadence import Cadence, Rhythm
from core.values.ids import new_id
from core.values.sentence import N_, Sentence, say


def _noted(*outcomes: PeriodOutcome) -> Condition:
    """Return the condition that a period came to this, and that it was no mistake."""
    return AllOf((Is("outcome", outcomes), Blank("taken_back")))


class DutyCard(Recurring):
    """A duty 职责 of a cell, role or department: what is to be done in every period.

    It is late on the day after the last day of a period that nothing met. In Today it stands with those who lead the
    cell, or one above it; with nobody by name.
    """

    kind = "duty_card"
    label = N_("Duty card")
    plural = N_("Duty cards")
    duty = READ
    order = ("-open", "due", "id")
    indexes = (("open", "due", "id"), ("due", "cell"))
    owed = Owed(
        N_("duty for {period}"),
        (
            Met("duty_done", "card", "day", "period", _noted(PeriodOutcome.DONE, PeriodOutcome.LATE)),
            Met("duty_done", "card", "day", "period", _noted(PeriodOutcome.EXCUSED), excuses=True),
        ),
        cell="cell",
        duty=KEEP,
        together=Together("text", N_("duty"), N_("{count} cells")),
    )

    text: fields.Duty
    cell: fields.DutyCell = ""
    body: fields.Body = ""
    rhythm: fields.HowOften
    days: fields.EveryDays = 0
    evidence: fields.Evidence = ""
    start: fields.CardStart
    end: fields.CardEnd | None = None

    @property
    def title(self) -> str:
        """The duty in one line."""
        return self.text.split("\n", 1)[0][:60]

    @derived(About(N_("In force")))
    def open(self) -> bool:
        """Whether any period is left to do."""
        return self.due is not None

    @property
    def cadence(self) -> Cadence:
        """When it is to be done."""
        return Cadence(self.rhythm, self.start, self.end, self.days)

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        return {N_("in force"): OPEN, **super().filters(context)}


class AddDutyCard(Action):
    """Write down a duty of a cell, a role or a department, and how often it is to be done."""

    on = DutyCard
    creates = True
    duty = KEEP
    key = "n"

    text: fields.Duty
    cell: fields.DutyCell = ""
    below: Annotated[bool, About(N_("Cells below too"), help=N_("One card for each of them."))] = False
    body: fields.Body = ""
    rhythm: fields.HowOften
    days: fields.EveryDays = 0
    evidence: fields.Evidence = ""
    start: fields.CardStart
    end: fields.CardEnd | None = None

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject a duty of nobody or of two, one without a period, and days for another rhythm than every so many."""
        if bool(self.cell) == bool(self.body):
            yield say(N_("Name the cell, or else the role or department, whose duty it is."))
        if self.cell:
            yield from cell_faults(self.cell, context)
        if (self.rhythm == Rhythm.EVERY_DAYS) != (self.days > 0):
            yield say(N_("Fill in the number of days for “every N days”, and for no other rhythm."))
        elif self.rhythm == Rhythm.WINDOW and not self.end:
            yield say(N_("A window needs a last day."))
        elif next(self._card(self.target, "", context).cadence.periods(), None) is None:
            yield say(N_("There is no period between start and end in which the duty could be done."))

    def _card(self, identifier: str, cell: str, context: Context) -> DutyCard:
        return DutyCard(id=identifier, **self.written(None, context) | {"cell": cell})

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Make the card, and one for each cell below if that is wanted."""
        yield create(self._card(self.target, self.cell, context))
        if self.cell and self.below:
            below = Query("cell", both(OPEN, Is("id", tuple(tree_of(context).below(self.cell)))))
            for cell in context.find(below):
                if cell.id != self.cell:
                    yield create(self._card(new_id(), cell.id, context))


class AmendDutyCard(Action):
    """Put the words of this duty right. For another rhythm, end the card and add one."""

    on = DutyCard
    duty = KEEP
    key = "e"
    amends = True

    text: fields.Duty
    evidence: fields.Evidence = ""


class EndDutyCard(Action):
    """End this duty on a day. What was owed until then stays owed until it is done or excused."""

    on = DutyCard
    duty = KEEP
    key = "z"

    end: fields.EndedOn

    @classmethod
    def applies(cls, record: DutyCard) -> bool:
        """A period is left."""
        return record.due is not None

    def refuse(self, record: DutyCard, context: Context) -> Iterable[Sentence]:
        """Reject a day before it began, and one after it has ended or after all of it was done."""
        if self.end < record.start:
            yield say(N_("The date {day} cannot lie before {earliest}."), day=self.end, earliest=record.start)
        if record.end and (record.due is None or record.end <= self.end):
            yield say(N_("This duty ends on {day} already."), day=record.end)
