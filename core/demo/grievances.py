"""What may become of one invented grievance: its matter, who brings it, and its way to the end, which not all reach."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from core.demo import grievance_events, phrases
from core.demo.grievance_subjects import MATTERS, Matter
from core.demo.life_stories import CLERK, HANDLER, SECOND, Event, Events, Life, Setting, chosen, later
from core.demo.names import person_name
from core.desks import grievances as desk
from core.desks.grid.vocabulary import OPEN
from core.desks.grievances import Channel, Grievance, Outcome, Petitioner, StepKind, Urgency
from core.desks.partners.register import AddPartner, CheckStanding, EndPartner
from core.model.action import Action
from core.model.query import Blank, Is, Not, Query, both
from core.office.office import Office, Refused
from core.values.ids import new_id

HANDLERS = (CLERK, SECOND, HANDLER, HANDLER, HANDLER)
TWINS = 0.04
"""The share of grievances that are the same matter as one before."""
TWIN_DAYS = timedelta(days=40)
"""Within how many days such a one follows."""
WAITING = timedelta(days=8), timedelta(days=14)
"""How old the grievances are of which many are still to be accepted when the story ends, and soon."""

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


def grievance_lives(setting: Setting, start: datetime, moments: Sequence[datetime]) -> Iterator[Life]:
    """Yield the lives of the partners and of grievances that are received at these moments, in order of time."""
    yield start, _partners(setting, start)
    yield start, _recusals(setting, start)
    recent: list[Case] = []
    for moment in moments:
        twin = setting.rng.choice(recent) if recent and setting.rng.random() < TWINS else None
        case = Case(setting, moment, twin)
        if WAITING[0] < moments[-1] - moment < WAITING[1] and case.chance(0.6):
            case.fate = "forgotten"
        if twin is None:
            recent = [each for each in (*recent[-30:], case) if each.received > moment - TWIN_DAYS]
        yield moment, case.events()


def _partners(setting: Setting, start: datetime) -> Events:
    """Enter the partners; the standing of one law firm is checked again and again, of another once, of one never."""
    added = [AddPartner(**partner) for partner in phrases.PARTNERS]
    moment = later(setting.rng, start, 0, 1)
    for action in added:
        yield Event(moment, CLERK, action)
    firms = [action.target for action in added if action.licence]
    for firm in firms[:2]:
        yield Event(moment, CLERK, CheckStanding(target=firm, checked=moment.date()))
    yield Event(later(setting.rng, moment, 90, 100), CLERK, EndPartner(target=added[-1].target))
    again = later(setting.rng, moment, 360, 362)
    yield Event(again, SECOND, CheckStanding(target=firms[0], checked=again.date()))


def _recusals(setting: Setting, start: datetime) -> Events:
    """Let two officers declare that they are too close to somebody on the staff."""
    moment = later(setting.rng, start, 1, 2)
    clerk = setting.offices[CLERK]
    officers = tuple(each.person for each in clerk.find(Query("officer", Not(Blank("person")))))
    close = clerk.find(Query("person", Not(Is("id", officers)), order=("number",), limit=2))
    for who, person in zip((CLERK, HANDLER), close, strict=False):
        yield Event(moment, who, desk.DeclareRecusal(person=person.id))


class Case:
    """One grievance: its matter, the figures its texts speak of, and how far in time it has come."""

    def __init__(self, setting: Setting, received: datetime, twin: "Case | None" = None) -> None:
        """Think of the matter, of who brings it and whom it complains of; a twin's are those of the other one."""
        self.setting = setting
        self.rng = setting.rng
        self.received = self.moment = received.replace(second=0, microsecond=0)
        self.target = new_id()
        self.twin = twin
        self.matter: Matter = twin.matter if twin else self.rng.choice(MATTERS)
        self.petitioner: tuple[Petitioner, str]
        self.unit: str
        self.petitioner, self.unit = (twin.petitioner, twin.unit) if twin else self._brought_by()
        self.subject = self.rng.choice(self.matter.subjects)
        self.facts: dict[str, str | int] = twin.facts if twin else self._figures()
        self.handler = self.rng.choice(HANDLERS)
        self.fate = chosen(self.rng, _FATES)

    def _brought_by(self) -> tuple[tuple[Petitioner, str], str]:
        name, unit = self.rng.choice(self.setting.people)
        who = chosen(self.rng, _PETITIONERS)
        if who is Petitioner.ANONYMOUS:
            return (who, ""), unit
        return (who, name if who is Petitioner.STAFF else person_name(self.rng)), unit

    def _figures(self) -> dict[str, str | int]:
        rng = self.rng
        return {
            "month": f"{rng.randint(1, 12)}月",
            "year": self.received.year - 1,
            "amount": rng.randint(3, 480) * 50,
            "days": rng.randint(5, 28),
            "times": rng.randint(2, 6),
            "unit": "该单位",
            "competent": self.matter.competent,
            "finding": rng.choice(self.matter.findings).format(days=rng.randint(3, 12)),
        }

    # What turns are told with

    def say(self, choices: tuple[str, ...]) -> str:
        """Return one of the sentences, with its figures."""
        return self.rng.choice(choices).format_map(self.facts)

    def chance(self, share: float) -> bool:
        """Return true in this share of cases."""
        return self.rng.random() < share

    def wait(self, least: int, most: int) -> None:
        """Let some days pass."""
        self.moment = later(self.rng, self.moment, least, most)

    def today(self, days: int = 0) -> date:
        """Return the day it is, or one so many days later."""
        return self.moment.date() + timedelta(days=days)

    def event(self, who: str, action: type[Action], target: str = "", **arguments: Any) -> Event:
        """Let somebody do something to the grievance, or to a part of it, at this moment."""
        return Event(self.moment, who, action(target=target or self.target, **arguments))

    def office(self, who: str) -> Office:
        """Return the office of somebody."""
        return self.setting.offices[who]

    def parts(self, kind: str) -> list[Any]:
        """Return the parts of a kind, the newest first."""
        return self.office(CLERK).find(Query(kind, Is("grievance", (self.target,)), ("-id",)))

    def now(self) -> Grievance:
        """Return the grievance as it stands."""
        found: Grievance = self.office(CLERK).get("grievance", self.target)
        return found

    # Its way

    def events(self) -> Events:
        """Yield what happens to it."""
        clerk, other = self.rng.choice(((CLERK, SECOND), (SECOND, CLERK)))
        yield self._registered(clerk)
        if self.is_recused(clerk):
            clerk = other
        if self.twin and self.chance(0.6) and self._can_be_merged(clerk):
            yield self.event(clerk, desk.MergeGrievance, into=self.twin.target, reason=self.say(phrases.SAME))
        elif self.fate in ("redirected", "declined") and self.now().urgency is Urgency.URGENT:
            return  # a second officer has to look at it, and has not yet
        elif self.fate == "redirected":
            self.wait(1, 12)
            yield self.event(clerk, desk.RedirectGrievance, told=self.say(phrases.REDIRECTED))
        elif self.fate == "declined":
            self.wait(2, 14)
            yield self.event(clerk, desk.DeclineGrievance, told=self.say(phrases.DECLINED))
        elif self.fate != "forgotten":
            officer = self.hand_to()
            if officer is None:
                return  # it waits for an officer whom it does not concern
            yield from self._accepted(clerk, officer)
            yield from self._handled(self.rng.randint(1, 4))
            if self.fate == "worked":
                yield from self.finished()
                yield from grievance_events.reviewed(self)

    def _registered(self, clerk: str) -> Event:
        words = (phrases.OPENINGS, self.matter.facts, phrases.HISTORY, self.matter.wishes, phrases.ENDINGS)
        who, name = self.petitioner
        self.wait(0, 1)
        self.moment = min(self.moment, self.setting.end)  # whatever came in is registered when the story ends
        return self.event(
            clerk,
            desk.RegisterGrievance,
            channel=chosen(self.rng, _CHANNELS),
            received=self.received,
            subject=self.subject.format_map(self.facts),
            text="".join(self.say(choices) for choices in words),
            category=self.matter.category,
            petitioner_is=who,
            petitioner=name,
            urgency=Urgency.URGENT if self.chance(0.07) else Urgency.ORDINARY,
            unit=self.unit,
            cell=self._cell(),
            person=self._complained_of() if self.matter.of_person else "",
        )

    def _cell(self) -> str:
        """Return the cell of the unit it comes from, if the unit has one now."""
        cells = self.office(CLERK).find(Query("cell", both(OPEN, Is("unit", (self.unit,))), limit=1))
        return cells[0].id if cells else ""

    def _complained_of(self) -> str:
        """Return somebody of the unit; often one to whom an officer has declared to be close, once one has."""
        clerk = self.office(CLERK)
        recusals = clerk.find(Query("recusal", Blank("grievance"), limit=2))
        if not recusals:
            return ""
        if self.chance(0.4):
            return str(self.rng.choice(recusals).person)
        staff = clerk.find(Query("person", both(Is("unit", (self.unit,)), Blank("left")), limit=20))
        return self.rng.choice(staff).id if staff else ""

    def _can_be_merged(self, clerk: str) -> bool:
        assert self.twin
        self.moment += timedelta(microseconds=1)  # nothing else happens between asking and doing
        merge = desk.MergeGrievance(target=self.target, into=self.twin.target, reason="同")
        try:
            self.office(clerk).rehearse((merge,))
        except Refused:
            return False
        return True

    def hand_to(self, *others: str) -> str | None:
        """Choose a handler, or one of others, whom it does not concern; None if it concerns them all."""
        free = [who for who in others or HANDLERS if not self.is_recused(who)]
        if not free:
            return None
        self.handler = self.rng.choice(free)
        return self.office(self.handler).officer

    def is_recused(self, who: str) -> bool:
        """Whether it concerns an officer, or he has declared to be too close to it."""
        office = self.office(who)
        return any(self.now().bars(office.officer, office.context()))

    def clerk(self, *others: str) -> str:
        """Return the clerk who may register something about it, rather not one of these."""
        free = [who for who in (CLERK, SECOND) if not self.is_recused(who)]
        return next((who for who in free if who not in others), CLERK)

    def _accepted(self, clerk: str, officer: str) -> Events:
        at_once = self.chance(0.9)
        self.wait(*chosen(self.rng, _DAYS_TO_ACCEPT))
        yield self.event(clerk, desk.AcceptGrievance, accepted=self.today(), handler=officer if at_once else "")
        if not at_once:
            self.wait(1, 5)
            yield self.event(clerk, desk.AssignGrievance, handler=officer)

    def _handled(self, steps: int) -> Events:
        """Steps, and between them what only some grievances meet."""
        for _ in range(steps):
            yield self._step()
            for turn, share in grievance_events.BETWEEN.items():
                if self.chance(share):
                    yield from turn(self)
        for turn, share in grievance_events.AFTER.items():
            if self.chance(share):
                yield from turn(self)

    def _step(self) -> Event:
        kind = self.rng.choice(tuple(phrases.STEPS))
        self.wait(*chosen(self.rng, _DAYS_BETWEEN_STEPS))
        coming: dict[str, Any] = {}
        if self.chance(0.6):
            coming = {
                "next": self.say(phrases.NEXT),
                "next_due": grievance_events.workday(self.today(self.rng.randint(3, 15))),
            }
        text = self.say(phrases.STEPS[kind])
        return self.event(self.handler, desk.TakeStep, step=kind, day=self.today(), text=text, **coming)

    def finished(self) -> Events:
        """Reply and close, if nobody is waited for; by a second officer where the policy pack wants one."""
        self.wait(3, 20)
        yield self.event(self.handler, desk.ReplyToGrievance, day=self.today(), text=self.say(phrases.REPLIES))
        if not self.chance(0.95):
            return
        self.wait(2, 15)
        outcome, told = chosen(self.rng, _OUTCOMES), self.say(phrases.CLOSINGS)
        for who in (self.handler, *(each for each in (CLERK, SECOND) if each != self.handler)):
            close = desk.CloseGrievance(target=self.target, outcome=outcome, told=told)
            try:
                self.office(who).rehearse((close,))
            except Refused:
                continue
            yield Event(self.moment, who, close)
            return


def recent_steps(setting: Setting, moment: datetime) -> Events:
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
