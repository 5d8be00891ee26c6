"""What may become of one invented person and of one invented grievance: events in order, each an action of an officer.

A life is a generator. It is asked for its next event only after the last one was played, so it may look at what came
of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, NamedTuple

from core.action import Action
from core.demo import phrases
from core.demo.matters import MATTERS
from core.demo.names import person_name
from core.demo.organisation import POSTS, UnitPlan, extension
from core.desks import grievances as desk
from core.desks.grievances import Channel, Outcome, Petitioner, StepKind, Urgency
from core.desks.people import AddPerson, AmendPerson, RecordLeaving
from core.idnumber import check_character
from core.ids import new_id
from core.office import Office
from core.query import Is, Query
from core.workdays import Workdays

NO_SUCH_REGION = "990101"
"""Identity numbers begin with it, so that none of them is anybody's."""
REGISTRAR, CLERK, SECOND, HANDLER, SUPERVISOR = "registrar", "clerk", "second", "handler", "supervisor"
"""The parts that officers play."""
HANDLERS = (CLERK, SECOND, HANDLER, HANDLER, HANDLER)

_WEEK = Workdays()


class Event(NamedTuple):
    """Something an officer does at a moment."""

    moment: datetime
    who: str
    action: Action


@dataclass
class Setting:
    """What lives share: chance, the officers, the units, and the people so far."""

    rng: Random
    offices: Mapping[str, Office]
    units: list[UnitPlan]
    people: list[tuple[str, str]] = field(default_factory=list)
    """Name and unit of everybody on the staff."""


def chosen(rng: Random, weights: Mapping[Any, int]) -> Any:
    """Return one of the keys, as often as its weight says."""
    return rng.choices(list(weights), list(weights.values()))[0]


def later(rng: Random, moment: datetime, least: int, most: int) -> datetime:
    """Return an hour of work so many days after a moment; never on a weekend."""
    day = _WEEK.next_workday(moment.date() + timedelta(days=rng.randint(least, most)))
    return max(moment, datetime.combine(day, time(rng.randint(8, 17), rng.randrange(60))))


# A person


def person_life(setting: Setting, moment: datetime, number: str, newcomer: bool) -> Iterator[Event]:
    """Enter somebody in the register; a few move to another unit, a few leave."""
    rng = setting.rng
    joined = moment.date() if newcomer else moment.date() - timedelta(days=rng.randint(30, 12_000))
    unit = rng.choice(setting.units).id
    particulars = {
        "name": person_name(rng),
        "number": number,
        "unit": unit,
        "post": rng.choice(POSTS),
        "phone": extension(rng) if rng.random() < 0.8 else "",
        "id_number": identity_number(rng, joined) if rng.random() < 0.3 else "",
        "joined": joined,
    }
    action = AddPerson(**particulars)
    setting.people.append((action.name, unit))
    yield Event(moment, REGISTRAR, action)
    moved = later(rng, moment, 10, 700)
    if rng.random() < 0.06:
        new_unit = {"unit": rng.choice(setting.units).id}
        yield Event(moved, REGISTRAR, AmendPerson(target=action.target, **(particulars | new_unit)))
    if rng.random() < 0.06:
        left = later(rng, moved, 5, 400)
        yield Event(left, REGISTRAR, RecordLeaving(target=action.target, left=left.date()))


def identity_number(rng: Random, joined: date) -> str:
    """Return a number with a right check character (GB 11643) of somebody who was 18 to 35 on joining."""
    born = joined - timedelta(days=rng.randint(18 * 366, 35 * 365))
    digits = f"{NO_SUCH_REGION}{born:%Y%m%d}{rng.randrange(1000):03}"
    return digits + check_character(digits)


# A grievance

_CHANNELS = {
    Channel.MAILBOX: 45, Channel.WALK_IN: 18, Channel.PHONE: 12, Channel.LISTENING: 10, Channel.GRID: 7,
    Channel.CIRCUIT: 5, Channel.LETTER: 3,
}  # fmt: skip
_PETITIONERS = {Petitioner.STAFF: 78, Petitioner.FAMILY: 12, Petitioner.OUTSIDE: 4, Petitioner.ANONYMOUS: 6}
_OUTCOMES = {
    Outcome.RESOLVED: 55, Outcome.PARTLY: 15, Outcome.EXPLAINED: 22, Outcome.WITHDRAWN: 4, Outcome.UNRESOLVED: 4,
}  # fmt: skip
_FATES = {"worked": 880, "stalled": 25, "forgotten": 10, "redirected": 50, "declined": 35}
_DAYS_TO_ACCEPT = {(1, 3): 50, (4, 9): 35, (10, 14): 10, (16, 40): 5}
_DAYS_BETWEEN_STEPS = {(2, 7): 45, (7, 14): 40, (15, 40): 15}


def grievance_life(setting: Setting, received: datetime) -> Iterator[Event]:
    """Register a grievance some time after it was received, and see it through; not all are."""
    yield from _Case(setting, received).events()


class _Case:
    """One grievance: its matter, the figures its texts speak of, and how far in time it has come."""

    def __init__(self, setting: Setting, received: datetime) -> None:
        """Think of the matter, of who brings it, and of the figures its texts speak of."""
        self._setting, self._rng = setting, setting.rng
        self._received = self._moment = received.replace(second=0, microsecond=0)
        self._target = new_id()
        self._matter = self._rng.choice(MATTERS)
        self._petitioner, self._unit = self._brought_by()
        self._facts = self._figures()
        self._handler = self._rng.choice(HANDLERS)

    def _brought_by(self) -> tuple[tuple[Petitioner, str], str]:
        name, unit = self._rng.choice(self._setting.people)
        who = chosen(self._rng, _PETITIONERS)
        if who is Petitioner.ANONYMOUS:
            return (who, ""), unit
        return (who, name if who is Petitioner.STAFF else person_name(self._rng)), unit

    def _figures(self) -> dict[str, str | int]:
        rng = self._rng
        return {
            "month": f"{rng.randint(1, 12)}月",
            "year": self._received.year - 1,
            "amount": rng.randint(3, 480) * 50,
            "days": rng.randint(5, 28),
            "times": rng.randint(2, 6),
            "unit": "该单位",
            "competent": self._matter.competent,
            "finding": rng.choice(self._matter.findings).format(days=rng.randint(3, 12)),
        }

    def _say(self, choices: tuple[str, ...]) -> str:
        return self._rng.choice(choices).format_map(self._facts)

    def _chance(self, share: float) -> bool:
        return self._rng.random() < share

    def _event(self, least: int, most: int, who: str, action: type[Action], **arguments: Any) -> Event:
        """Let some days pass, then do something to the grievance."""
        self._moment = later(self._rng, self._moment, least, most)
        return Event(self._moment, who, action(target=self._target, **arguments))

    def _today(self, days: int = 0) -> date:
        return self._moment.date() + timedelta(days=days)

    def events(self) -> Iterator[Event]:
        """Yield what happens to it."""
        clerk = self._rng.choice((CLERK, SECOND))
        fate = chosen(self._rng, _FATES)
        yield self._registered(clerk)
        if fate == "redirected":
            yield self._event(1, 12, clerk, desk.RedirectGrievance, told=self._say(phrases.REDIRECTED))
        elif fate == "declined":
            yield self._event(2, 14, clerk, desk.DeclineGrievance, told=self._say(phrases.DECLINED))
        elif fate != "forgotten":
            yield from self._accepted(clerk)
            yield from self._handled(self._rng.randint(1, 4))
            if fate == "worked":
                yield from self._finished()

    def _registered(self, clerk: str) -> Event:
        words = (phrases.OPENINGS, self._matter.facts, phrases.HISTORY, self._matter.wishes, phrases.ENDINGS)
        who, name = self._petitioner
        return self._event(
            0,
            1,
            clerk,
            desk.RegisterGrievance,
            channel=chosen(self._rng, _CHANNELS),
            received=self._received,
            subject=self._say(self._matter.subjects),
            text="".join(self._say(choices) for choices in words),
            category=self._matter.category,
            petitioner_is=who,
            petitioner=name,
            urgency=Urgency.URGENT if self._chance(0.07) else Urgency.ORDINARY,
            unit=self._unit,
        )

    def _accepted(self, clerk: str) -> Iterator[Event]:
        handler = "" if self._chance(0.1) else self._setting.offices[self._handler].officer
        least, most = chosen(self._rng, _DAYS_TO_ACCEPT)
        self._moment = later(self._rng, self._moment, least, most)
        yield self._event(0, 0, clerk, desk.AcceptGrievance, accepted=self._today(), handler=handler)
        if not handler:
            officer = self._setting.offices[self._handler].officer
            yield self._event(1, 5, clerk, desk.AssignGrievance, handler=officer)

    def _handled(self, steps: int) -> Iterator[Event]:
        """Steps, and between them what only some grievances meet: supervision, a longer term, a pause."""
        for _ in range(steps):
            yield self._step()
            if self._chance(0.04):
                yield from self._supervised()
        if self._chance(0.07):
            yield from self._extension_asked()
        if self._chance(0.1):
            yield from self._rested()

    def _step(self) -> Event:
        kind = self._rng.choice(tuple(phrases.STEPS))
        self._moment = later(self._rng, self._moment, *chosen(self._rng, _DAYS_BETWEEN_STEPS))
        coming: dict[str, Any] = {}
        if self._chance(0.6):
            due = _WEEK.next_workday(self._today(self._rng.randint(3, 15)))
            coming = {"next": self._say(phrases.NEXT), "next_due": due}
        text = self._say(phrases.STEPS[kind])
        return self._event(0, 0, self._handler, desk.TakeStep, step=kind, day=self._today(), text=text, **coming)

    def _supervised(self) -> Iterator[Event]:
        self._moment = later(self._rng, self._moment, 1, 6)
        due = _WEEK.next_workday(self._today(self._rng.randint(3, 7)))
        instruction = self._say(phrases.INSTRUCTIONS)
        yield self._event(0, 0, SUPERVISOR, desk.SuperviseGrievance, instruction=instruction, due=due)
        if self._chance(0.85):
            handler = self._setting.offices[self._handler]
            asked = handler.find(Query("supervision", Is("grievance", (self._target,)), ("-id",), limit=1))[0]
            self._moment = later(self._rng, self._moment, 1, 9)
            answer = desk.AnswerSupervision(target=asked.id, answer=self._say(phrases.ANSWERS))
            yield Event(self._moment, self._handler, answer)

    def _extension_asked(self) -> Iterator[Event]:
        yield self._event(1, 20, self._handler, desk.AskExtension, reason=self._say(phrases.EXTENSION_REASONS))
        if self._chance(0.9):
            decision = desk.ApproveExtension if self._chance(0.8) else desk.RefuseExtension
            yield self._event(1, 4, SUPERVISOR, decision)

    def _rested(self) -> Iterator[Event]:
        self._moment = later(self._rng, self._moment, 1, 5)
        days = self._rng.randint(30, 85)
        reason = self._say(phrases.PAUSE_REASONS)
        yield self._event(0, 0, self._handler, desk.PauseGrievance, reason=reason, until=self._today(days))
        yield self._event(days - 10, days + 5, self._handler, desk.ResumeGrievance)

    def _finished(self) -> Iterator[Event]:
        self._moment = later(self._rng, self._moment, 3, 20)
        text = self._say(phrases.REPLIES)
        yield self._event(0, 0, self._handler, desk.ReplyToGrievance, day=self._today(), text=text)
        if not self._waits_for_an_answer() and self._chance(0.95):
            outcome = chosen(self._rng, _OUTCOMES)
            told = self._say(phrases.CLOSINGS)
            yield self._event(2, 15, self._handler, desk.CloseGrievance, outcome=outcome, told=told)

    def _waits_for_an_answer(self) -> bool:
        asked = self._setting.offices[self._handler].find(Query("supervision", Is("grievance", (self._target,))))
        return any(each.answered is None for each in asked)


def recent_steps(setting: Setting, moment: datetime) -> Iterator[Event]:
    """Yield steps of this morning on the newest cases in hand, so that something is due today and all week."""
    for who in (CLERK, SECOND, HANDLER):
        office = setting.offices[who]
        mine = Query("grievance", Is("handler", (office.officer,)), ("-stage", "-received"), limit=40)
        in_hand = [each for each in office.find(mine) if each.stage is desk.Stage.ACCEPTED][:5]
        for grievance, days in zip(in_hand, (0, 0, 1, 3, 6), strict=False):
            step = desk.TakeStep(
                target=grievance.id,
                step=StepKind.CONSULTATION,
                day=moment.date(),
                text=phrases.STEPS[StepKind.CONSULTATION][0],
                next="约反映人补充材料",
                next_due=moment.date() + timedelta(days=days),
            )
            yield Event(moment, who, step)
