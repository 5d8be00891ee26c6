"""Programmes 教育计划: planning them, changing them, ending them."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator

from core.desks.education import fields
from core.desks.education.audience import addressed, faults, listed
from core.desks.education.records import COUNTS, EarlierRhythm, Programme, Session, asked_periods
from core.desks.education.vocabulary import KEEP, Audience, SessionStage, Theme
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.field import About, Start
from core.model.query import Between, Blank, Is, Query, both
from core.model.record import Transitions
from core.rules.obligation import met, without
from core.values.cadence import Cadence, Rhythm, called
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, in_a_row, say

CANCELLED: Transitions = (((SessionStage.PLANNED,), SessionStage.CANCELLED),)
"""What becomes of planned sessions."""


class _Plan(Action):
    """What is asked of a programme, by the action that plans one and the one that amends."""

    name: fields.Name
    theme: fields.Theme = Theme.COUNTER_ESPIONAGE
    audience: fields.Audience = Audience.EVERYONE
    addressed: Annotated[
        tuple[str, ...],
        BeforeValidator(listed),
        About(
            N_("To whom"),
            refers="unit cell",
            or_words=True,
            help=N_("Units or cells, with those below: type a part and choose, or write codes. Or words of posts."),
        ),
    ] = ()
    rhythm: fields.Rhythm | None = None
    days: fields.Days = 0
    start: fields.First
    end: fields.End | None = None
    minutes: fields.Minutes = 60
    required: fields.Required = 90
    lecturer: fields.Lecturer = ""
    material: fields.Material = ""

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject a cadence or an audience that is not complete, and an end before the start."""
        if self.rhythm == Rhythm.EVERY_DAYS and not self.days:
            yield say(N_("Fill in the number of days."))
        if self.rhythm == Rhythm.WINDOW and not self.end:
            yield say(N_("A window needs a last day."))
        if self.end and self.end < self.start:
            yield say(N_("The last day cannot be before the first."))
        elif self.rhythm and next(Cadence(self.rhythm, self.start, self.end, self.days).periods(), None) is None:
            yield say(
                N_("From {start} to {end} there is no period of which more than half is left. Choose another rhythm."),
                start=self.start,
                end=self.end,
            )
        yield from faults(self.audience, self.addressed, context)

    def written(self, record: Any, context: Context) -> dict[str, Any]:
        """Add units and cells by their identifiers."""
        return super().written(record, context) | addressed(self.audience, self.addressed, context)


class PlanProgramme(_Plan):
    """Plan a programme: what is taught, to whom, and how often. Each of its periods is then owed a session."""

    on = Programme
    creates = True
    duty = KEEP
    key = "n"
    stamps = {"officer": Start.ME}


class AmendProgramme(_Plan):
    """Change a programme from now on. Sessions that were held stay as they are, and what was owed stays owed.

    Another rhythm begins today, or on the day from which it is to be held; the period that runs then is still asked
    for. What is planned for days after the last one is cancelled.
    """

    on = Programme
    duty = KEEP
    key = "e"
    amends = True
    transitions = CANCELLED

    @classmethod
    def suggest(cls, record: Programme, context: Context) -> dict[str, Any]:
        """Start from what stands, also from whom it is for."""
        return super().suggest(record, context) | {"addressed": record.addressed}

    def refuse(self, record: Programme, context: Context) -> Iterable[Sentence]:
        """Reject a programme that has ended."""
        yield from _ended(record)
        yield from super().refuse(record, context)

    def foresee(self, record: Programme, context: Context) -> Iterable[Sentence]:
        """Say what stays owed of an earlier rhythm, and which sessions would be cancelled."""
        amended, earlier = self._amended(record, context)
        if amended.rhythm_since != record.rhythm_since:
            known = (*context.find(Query("earlier_rhythm", Is("programme", (record.id,)))), *earlier)
            asked = asked_periods(amended, known, context.today)
            left = without(asked, *met(record, context))
            before = [called(period.key) for period in left if period.first < context.today]
            if before:
                template = N_("From {day} on it is held in another rhythm. Still owed of the one before: {periods}.")
                yield say(template, day=amended.rhythm_since, periods=in_a_row(before))
        yield from _would_be_cancelled(self._outside(record, context))

    def changes(self, record: Programme, context: Context) -> Iterable[Draft]:
        """Write what differs, and how often it was held before; cancel what lies after the last day."""
        amended, earlier = self._amended(record, context)
        yield amend(
            record, **{name: getattr(amended, name) for name in (*self.written(record, context), "rhythm_since")}
        )
        yield from map(create, earlier)
        for session in self._outside(record, context):
            yield amend(session, stage=SessionStage.CANCELLED)

    def _amended(self, record: Programme, context: Context) -> tuple[Programme, list[EarlierRhythm]]:
        """Return the programme as it will be, and its rhythm until now if it gets another one."""
        amended = record.model_copy(update=self.written(record, context))
        if _pace(amended) == _pace(record) or record.start >= context.today:
            return amended, []
        since = max(context.today, self.start)
        amended = amended.model_copy(update={"start": min(record.start, self.start), "rhythm_since": since})
        before = record.cadence
        if before is None or next(before.periods(since - timedelta(days=1)), None) is None:
            return amended, []
        asked = {"rhythm": before.rhythm, "days": before.days, "start": before.start, "end": record.end}
        return amended, [EarlierRhythm(programme=record.id, until=since, **asked)]

    def _outside(self, record: Programme, context: Context) -> list[Session]:
        return planned_after(context, record.id, self.end) if self.end and self.end != record.end else []


def _pace(programme: Programme) -> tuple[Rhythm | None, int]:
    return programme.rhythm, programme.days if programme.rhythm == Rhythm.EVERY_DAYS else 0


def planned_after(context: Context, programme: str, day: date) -> list[Session]:
    """Return the sessions of a programme that are planned after a day, the next in front; none that makes up."""
    planned = both(Is("programme", (programme,)), Is("stage", (SessionStage.PLANNED,)), COUNTS)
    return context.find(Query("session", both(planned, Between("when", day + timedelta(days=1))), ("when", "id")))


def _would_be_cancelled(sessions: Iterable[Session]) -> Iterable[Sentence]:
    for session in sessions:
        yield say(N_("Planned, and would be cancelled: {session}"), session=session.title)


class HandProgramme(Action):
    """Give a programme to another officer: what it owes then stands in that officer's day, with its make-ups."""

    on = Programme
    duty = KEEP
    key = "o"

    officer: Annotated[fields.KeptBy, REQUIRED]

    def refuse(self, record: Programme, context: Context) -> Iterable[Sentence]:
        """Reject a programme that has ended, and one who is no officer of this program."""
        yield from _ended(record)
        if context.get("officer", self.officer) is None:
            yield say(N_("A programme is kept by one of the officers. Choose one from the list."))

    def changes(self, record: Programme, context: Context) -> Iterable[Draft]:
        """Write the officer, also on what is still to be done of it: sessions without attendance, and make-ups."""
        of_programme = Is("programme", (record.id,))
        waiting = both(of_programme, Blank("taken"), Is("stage", (SessionStage.PLANNED, SessionStage.HELD)))
        sessions = context.find(Query("session", waiting))
        owed = context.find(Query("attendance", both(of_programme, Between("due"))))
        for each in (record, *sessions, *owed):
            yield amend(each, officer=self.officer)


class EndProgramme(Action):
    """End a programme: nothing more is owed of it. Sessions that were held and who attended them stay."""

    on = Programme
    duty = KEEP
    key = "x"
    once = "ended"
    transitions = CANCELLED

    ended: fields.Ended
    ended_because: Annotated[fields.EndedBecause, REQUIRED]
    cancel: Annotated[
        bool,
        About(N_("Cancel planned sessions"), help=N_("Sessions after that day; make-ups that are owed stay owed.")),
    ] = True

    def foresee(self, record: Programme, context: Context) -> Iterable[Sentence]:
        """Say which sessions are planned after that day, and what becomes of them."""
        planned = planned_after(context, record.id, self.ended)
        if self.cancel:
            yield from _would_be_cancelled(planned)
        else:
            for session in planned:
                yield say(N_("Planned, and would stay planned: {session}"), session=session.title)

    def changes(self, record: Programme, context: Context) -> Iterable[Draft]:
        """Write the day and the reason, also on the sessions that are cancelled with it."""
        yield from super().changes(record, context)
        for session in planned_after(context, record.id, self.ended) if self.cancel else ():
            yield amend(session, stage=SessionStage.CANCELLED, reason=self.ended_because)


def _ended(record: Programme) -> Iterable[Sentence]:
    if record.ended:
        yield say(N_("The programme ended on {day}."), day=record.ended)
