"""Duty cards 职责清单: what a cell, role or department must do, and which of its periods are owed."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import islice
from typing import Annotated, Any

from core.desks.grid import fields
from core.desks.grid.rules import cell_faults
from core.desks.grid.tree import tree_of
from core.desks.grid.vocabulary import KEEP, OPEN, READ
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.deadline import DeadlineStatus, Due
from core.model.field import About
from core.model.query import Between, Blank, Condition, Is, Query, both
from core.model.record import Record, derived
from core.values.bounds import LAST_DAY
from core.values.cadence import Cadence, Period, Rhythm, called
from core.values.ids import new_id
from core.values.sentence import N_, Sentence, say

SOON = timedelta(days=7)


class DutyCard(Record):
    """A duty 职责 of a cell, role or department: what is to be done in every period.

    `due` and `ahead` are kept by the actions that settle periods, so that what is owed follows from the card alone.
    """

    kind = "duty_card"
    label = N_("Duty card")
    plural = N_("Duty cards")
    duty = READ
    order = ("-open", "due", "id")
    status_columns = ("due", "ahead", "rhythm", "days", "start", "end")
    indexes = (("open", "due", "id"), ("due", "cell"))

    text: fields.Duty
    cell: fields.DutyCell = ""
    body: fields.Body = ""
    rhythm: fields.HowOften
    days: fields.EveryDays = 0
    evidence: fields.Evidence = ""
    start: fields.CardStart
    end: fields.CardEnd | None = None
    due: Annotated[date | None, About(N_("Due"), column=10)] = None
    """The last day of the oldest period that is not settled."""
    ahead: Annotated[str, About(N_("Settled out of turn"), period=True)] = ""
    """The periods after that one that are settled, with spaces between."""

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

    def waiting(self, today: date) -> list[Period]:
        """Return the periods that have begun and were neither done nor excused, oldest first."""
        return list(_waiting(self.cadence, self.due, self.ahead, today))

    def owed(self, today: date) -> list[Period]:
        """Return those of them that have passed."""
        return [period for period in self.waiting(today) if period.last < today]

    @property
    def oldest(self) -> Period | None:
        """The oldest period that is not settled, also where another site settled the one that `due` tells of."""
        return next(_waiting(self.cadence, self.due, self.ahead, LAST_DAY), None)

    def explain(self) -> Sentence | None:
        """Return why it is due on that day."""
        if self.oldest is None:
            return None
        return say(
            N_("Due {due}: the last day of {period}, the oldest period that is neither done nor excused."),
            due=self.oldest.last,
            period=called(self.oldest.key),
        )

    def agenda(self) -> Iterable[Due]:
        """The oldest period that is not settled; it is the work of whoever leads the cell on that day."""
        if self.oldest:
            yield Due(self.oldest.last, say(N_("duty for {period}"), period=called(self.oldest.key)), cell=self.cell)

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        return {
            N_("in force"): OPEN,
            N_("owed"): overdue(context.today),
            N_("soon"): Between("due", context.today, context.today + SOON),
        }

    @classmethod
    def deadline_status(cls, row: Mapping[str, Any], context: Context) -> DeadlineStatus | None:
        """Late when a period is owed, long overdue when several are."""
        if row["due"] is None:
            return None
        if row["due"] >= context.today:
            soon = row["due"] - context.today <= SOON
            return DeadlineStatus.DUE_SOON if soon else DeadlineStatus.ON_TIME
        cadence = Cadence(row["rhythm"], row["start"], row["end"], row["days"])
        second = next(islice(_waiting(cadence, row["due"], row["ahead"], context.today), 1, None), None)
        return DeadlineStatus.LONG_OVERDUE if second and second.last < context.today else DeadlineStatus.LATE


def _waiting(cadence: Cadence, due: date | None, ahead: str, today: date) -> Iterator[Period]:
    """Yield the periods from the oldest unsettled one, in which `due` lies, that have begun and are not settled.

    `due` may be its whole end where another site has ended the card within it.
    """
    settled = frozenset(ahead.split())
    if due is not None:
        since = cadence.period_of(due).first
        yield from (each for each in cadence.periods(today, since) if each.last >= since and each.key not in settled)


def overdue(today: date) -> Condition:
    """Return the condition that a duty card owes something."""
    return Between("due", None, today - timedelta(days=1))


def advanced(card: DutyCard, settled: Iterable[str]) -> dict[str, Any]:
    """Return `due` and `ahead` of a card when these periods are settled."""
    left = set(settled)
    for period in card.cadence.periods():
        if period.key not in left:
            return {"due": period.last, "ahead": " ".join(sorted(left))}
        left.remove(period.key)
    return {"due": None, "ahead": ""}


def settled_periods(card: str, context: Context, besides: str = "") -> set[str]:
    """Return the periods of a card that were done or excused, at whatever site; what was taken back settles none."""
    found = context.find(Query("duty_done", both(Is("card", (card,)), Blank("taken_back"))))
    return {each.period for each in found if each.id != besides}


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
        elif self._card(self.target, "", context).due is None:
            yield say(N_("There is no period between start and end in which the duty could be done."))

    def _card(self, identifier: str, cell: str, context: Context) -> DutyCard:
        card = DutyCard(id=identifier, **self.written(None, context) | {"cell": cell})
        return card.model_copy(update=advanced(card, ()))

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
    """End this duty on a day. What was owed until then stays owed until it is settled."""

    on = DutyCard
    duty = KEEP
    key = "z"

    day: fields.EndedOn

    def refuse(self, record: DutyCard, context: Context) -> Iterable[Sentence]:
        """Reject a day before it began, and one after it has ended."""
        if self.day < record.start:
            yield say(N_("The date {day} cannot lie before {earliest}."), day=self.day, earliest=record.start)
        if record.end and record.end <= self.day:
            yield say(N_("This duty ends on {day} already."), day=record.end)

    def changes(self, record: DutyCard, context: Context) -> Iterable[Draft]:
        """Write the day; periods after it are asked for no longer."""
        ended = record.model_copy(update={"end": self.day})
        yield amend(record, end=self.day, **advanced(ended, settled_periods(record.id, context)))
