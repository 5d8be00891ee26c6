"""One invented grievance: its subject, its petitioner, and how far it has come."""

from datetime import date, datetime, timedelta
from typing import Any

from core.demo import phrases
from core.demo.grievance_matter import Matter
from core.demo.grievance_subjects import MATTERS
from core.demo.life_stories import CLERK, HANDLER, SECOND, Event, Events, Setting, chosen, later
from core.demo.names import person_name
from core.desks import grievances as desk
from core.desks.grievances import Grievance, Outcome, Petitioner
from core.model.action import Action
from core.model.query import Is, Query
from core.office.office import Office
from core.office.refusals import Refused
from core.values.ids import new_id

HANDLERS = (CLERK, SECOND, HANDLER, HANDLER, HANDLER)

_PETITIONERS = {Petitioner.STAFF: 78, Petitioner.FAMILY: 12, Petitioner.OUTSIDE: 4, Petitioner.ANONYMOUS: 6}
_OUTCOMES = {
    Outcome.RESOLVED: 55, Outcome.PARTLY: 15, Outcome.EXPLAINED: 22, Outcome.WITHDRAWN: 4, Outcome.UNRESOLVED: 4,
}  # fmt: skip
_FATES = {"worked": 880, "stalled": 25, "forgotten": 10, "redirected": 50, "declined": 35}


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
