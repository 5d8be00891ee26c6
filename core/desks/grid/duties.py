"""Duty cards 职责清单: what a cell, role or department must do, and what became of every period."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import islice
from typing import Annotated, Any

from pydantic import Field

from core.desks.grid.members import cell_faults, day_faults
from core.desks.grid.tree import tree_of
from core.desks.grid.vocabulary import KEEP, OPEN, READ, SETTLE, Prose, Settled
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.query import Between, Blank, Condition, Is, Query, both
from core.model.record import About, Due, Record, Standing, derived
from core.values.bounds import LAST_DAY, Days
from core.values.cadence import Cadence, Period, Rhythm, called
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
    watches = ("due", "ahead", "rhythm", "days", "start", "end")
    indexes = (("open", "due", "id"), ("due", "cell"))

    text: Annotated[Prose, About(N_("Duty"), column=40, lines=3, search=True)]
    cell: Annotated[str, About(N_("Cell"), column=20, refers="cell", index=True)] = ""
    body: Annotated[str, About(N_("Role or department"), column=14, search=True)] = ""
    rhythm: Annotated[Rhythm, About(N_("How often"), column=10)]
    days: Annotated[Days, About(N_("Number of days"))] = 0
    evidence: Annotated[str, About(N_("Evidence asked for"), lines=2)] = ""
    start: Annotated[date, About(N_("Start"))]
    end: Annotated[date | None, About(N_("End"))] = None
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
    def flags(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        return {
            N_("in force"): OPEN,
            N_("owed"): owing(context.today),
            N_("soon"): Between("due", context.today, context.today + SOON),
        }

    @classmethod
    def standing(cls, row: Mapping[str, Any], context: Context) -> Standing | None:
        """Late when a period is owed, long overdue when several are."""
        if row["due"] is None:
            return None
        if row["due"] >= context.today:
            soon = row["due"] - context.today <= SOON
            return Standing.DUE_SOON if soon else Standing.ON_TIME
        cadence = Cadence(row["rhythm"], row["start"], row["end"], row["days"])
        second = next(islice(_waiting(cadence, row["due"], row["ahead"], context.today), 1, None), None)
        return Standing.LONG_OVERDUE if second and second.last < context.today else Standing.LATE


def _waiting(cadence: Cadence, due: date | None, ahead: str, today: date) -> Iterator[Period]:
    """Yield the periods from the oldest unsettled one, in which `due` lies, that have begun and are not settled.

    `due` may be its whole end where another site has ended the card within it.
    """
    settled = frozenset(ahead.split())
    if due is not None:
        since = cadence.period_of(due).first
        yield from (each for each in cadence.periods(today, since) if each.last >= since and each.key not in settled)


def owing(today: date) -> Condition:
    """Return the condition that a duty card owes something."""
    return Between("due", None, today - timedelta(days=1))


class DutyDone(Record):
    """A period of a duty that was done, or excused with a reason. What was noted by mistake is taken back and stays."""

    kind = "duty_done"
    label = N_("Settled period")
    plural = N_("Settled periods")
    duty = READ
    order = ("-period", "-id")

    card: Annotated[str, About(N_("Duty card"), refers="duty_card", owner=True, index=True)]
    period: Annotated[str, About(N_("Period"), column=18, period=True)]
    settled: Annotated[Settled, About(N_("Settled"), column=10)] = Settled.DONE
    day: Annotated[date, About(N_("Date"), column=10)]
    by: Annotated[str, About(N_("By"), column=12, refers="officer")]
    text: Annotated[str, About(N_("Evidence or reason"), column=40, lines=3, search=True)] = ""
    taken_back: Annotated[date | None, About(N_("Taken back"), column=10, index=True)] = None
    """When it was found to be a mistake: then it settles nothing, and the period is owed again."""
    taken_back_by: Annotated[str, About(N_("Taken back by"), refers="officer")] = ""
    mistake: Annotated[str, About(N_("Why it was a mistake"), lines=2, search=True)] = ""

    @property
    def title(self) -> str:
        """The period."""
        return self.period


# What becomes of a card


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

    text: Annotated[Prose, About(N_("Duty"), lines=3)]
    cell: Annotated[str, About(N_("Cell"), refers="cell", help=N_("Or a role or department below."))] = ""
    below: Annotated[bool, About(N_("Cells below too"), help=N_("One card for each of them."))] = False
    body: Annotated[str, Field(max_length=100), About(N_("Role or department"))] = ""
    rhythm: Annotated[Rhythm, About(N_("How often"))]
    days: Annotated[int, Field(ge=0, le=3660), About(N_("Number of days"))] = 0
    evidence: Annotated[str, Field(max_length=2000), About(N_("Evidence asked for"), lines=2)] = ""
    start: Annotated[date, About(N_("Start"))]
    end: Annotated[date | None, About(N_("End"))] = None

    @classmethod
    def suggest(cls, record: Any, context: Context) -> dict[str, Any]:
        """Start from today."""
        return {"start": context.today}

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """It is somebody's duty, and some period of it can be done."""
        if bool(self.cell) == bool(self.body):
            yield say(N_("Name the cell, or else the role or department, whose duty it is."))
        if self.cell:
            yield from cell_faults(self.cell, context)
        if (self.rhythm == Rhythm.EVERY_DAYS) != (self.days > 0):
            yield say(N_("Fill in the number of days for “every N days”, and for no other rhythm."))
        elif self.rhythm == Rhythm.WINDOW and not self.end:
            yield say(N_("A window needs a last day."))
        elif self._card("")["due"] is None:
            yield say(N_("There is no period between start and end in which the duty could be done."))

    def _card(self, cell: str) -> dict[str, Any]:
        given = {name: getattr(self, name) for name in AddDutyCard.model_fields if name not in ("target", "below")}
        card = DutyCard(**{**given, "cell": cell})
        return {**card.model_dump(exclude={"id"}), **advanced(card, ())}

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Make the card, and one for each cell below if that is wanted."""
        yield create(DutyCard(id=self.target, **self._card(self.cell)))
        if self.cell and self.below:
            below = Query("cell", both(OPEN, Is("id", tuple(tree_of(context).below(self.cell)))))
            for cell in context.find(below):
                if cell.id != self.cell:
                    yield create(DutyCard(**self._card(cell.id)))


class AmendDutyCard(Action):
    """Put the words of this duty right. For another rhythm, end the card and add one."""

    on = DutyCard
    duty = KEEP
    key = "e"

    text: Annotated[Prose, About(N_("Duty"), lines=3)]
    evidence: Annotated[str, Field(max_length=2000), About(N_("Evidence asked for"), lines=2)] = ""

    @classmethod
    def suggest(cls, record: DutyCard, context: Context) -> dict[str, Any]:
        """Start from what stands."""
        return {"text": record.text, "evidence": record.evidence}

    def changes(self, record: DutyCard, context: Context) -> Iterable[Draft]:
        """Write what differs."""
        yield amend(record, text=self.text, evidence=self.evidence)


class EndDutyCard(Action):
    """End this duty on a day. What was owed until then stays owed until it is settled."""

    on = DutyCard
    duty = KEEP
    key = "z"

    day: Annotated[date, About(N_("End"))]

    @classmethod
    def suggest(cls, record: DutyCard, context: Context) -> dict[str, Any]:
        """Start from today."""
        return {"day": context.today}

    def refuse(self, record: DutyCard, context: Context) -> Iterable[Sentence]:
        """It ends after it began, and once."""
        if self.day < record.start:
            yield say(N_("The date {day} cannot lie before {earliest}."), day=self.day, earliest=record.start)
        if record.end and record.end <= self.day:
            yield say(N_("This duty ends on {day} already."), day=record.end)

    def changes(self, record: DutyCard, context: Context) -> Iterable[Draft]:
        """Write the day; periods after it are asked for no longer."""
        ended = record.model_copy(update={"end": self.day})
        yield amend(record, end=self.day, **advanced(ended, settled_periods(record.id, context)))


class _Settling(Action):
    """What doing a period and excusing it have in common."""

    period: Annotated[str, About(N_("Period"), period=True, help=N_("As in 2026-W47, 2026-11, 2026-Q4 or 2026."))]

    @classmethod
    def applies(cls, record: DutyCard) -> bool:
        """A period is left to settle."""
        return record.due is not None

    @classmethod
    def suggest(cls, record: DutyCard, context: Context) -> dict[str, Any]:
        """Start from the oldest period that waits."""
        waiting = record.cadence.period_of(record.due).key if record.due else ""
        return {"period": waiting, "day": context.today} if "day" in cls.model_fields else {"period": waiting}

    def refuse(self, record: DutyCard, context: Context) -> Iterable[Sentence]:
        """It is a period of this duty that has begun, and it is settled once."""
        if self.period not in {period.key for period in record.cadence.periods(context.today)}:
            yield say(N_("{period} is no period of this duty that has begun."), period=called(self.period))
        elif self.period in settled_periods(record.id, context):
            yield say(N_("{period} is settled already."), period=called(self.period))

    def settle(self, record: DutyCard, context: Context, **told: Any) -> Iterator[Draft]:
        """Write what became of the period, and move the card on to the next that waits."""
        yield create(DutyDone(card=record.id, period=self.period, by=context.officer, **told))
        moved = amend(record, **advanced(record, {*settled_periods(record.id, context), self.period}))
        if moved.fields:
            yield moved


class DoDuty(_Settling):
    """Note that a period of this duty was done, with the evidence asked for."""

    on = DutyCard
    duty = SETTLE
    key = "d"

    day: Annotated[date, About(N_("Date"))]
    text: Annotated[str, Field(max_length=10_000), About(N_("Evidence"), lines=3)] = ""

    def _of(self, record: DutyCard, context: Context) -> Period | None:
        return next((each for each in record.cadence.periods(context.today) if each.key == self.period), None)

    def refuse(self, record: DutyCard, context: Context) -> Iterable[Sentence]:
        """It was done, not planned, in its period or late, and evidence is given where it is asked for."""
        yield from super().refuse(record, context)
        yield from day_faults(self.day, record.start, context)
        period = self._of(record, context)
        if period and self.day < period.first:
            yield say(N_("{period} began on {day} only. What was done before that belongs to an earlier period."),
                      period=period.key, day=period.first)  # fmt: skip
        if record.evidence and not self.text.strip():
            yield say(N_("Evidence is asked for: {evidence}"), evidence=record.evidence)

    def changes(self, record: DutyCard, context: Context) -> Iterable[Draft]:
        """Write it down, as late if it was done after its period."""
        period = self._of(record, context)
        settled = Settled.LATE if period and period.last < self.day else Settled.DONE
        return self.settle(record, context, settled=settled, day=self.day, text=self.text)


class ExcuseDuty(_Settling):
    """Excuse a period of this duty, with the reason: it is owed no longer."""

    on = DutyCard
    duty = KEEP
    key = "x"

    reason: Annotated[Prose, About(N_("Reason"), lines=3)]

    def changes(self, record: DutyCard, context: Context) -> Iterable[Draft]:
        """Write it down."""
        return self.settle(record, context, settled=Settled.EXCUSED, day=context.today, text=self.reason)


class TakeBackSettled(Action):
    """Take back that this period was done or excused: it was noted by mistake. The period is owed again."""

    on = DutyDone
    duty = SETTLE

    mistake: Annotated[Prose, About(N_("Why it was a mistake"), lines=2)]

    @classmethod
    def applies(cls, record: DutyDone) -> bool:
        """It was not taken back."""
        return record.taken_back is None

    def refuse(self, record: DutyDone, context: Context) -> Iterable[Sentence]:
        """Once."""
        if record.taken_back:
            yield say(N_("This was taken back on {day} already."), day=record.taken_back)

    def changes(self, record: DutyDone, context: Context) -> Iterable[Draft]:
        """Write who and why, and let the card wait for the period again."""
        yield amend(record, taken_back=context.today, taken_back_by=context.officer, mistake=self.mistake)
        card = context.get("duty_card", record.card)
        if isinstance(card, DutyCard):
            yield amend(card, **advanced(card, settled_periods(card.id, context, besides=record.id)))
