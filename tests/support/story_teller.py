"""How a story of what makes figures hard is told: day by day, by officers who may do everything."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from core.demo.story import CAST, play
from core.model.action import Action
from core.model.query import Query
from core.office.office import Office
from core.office.refusals import Refused
from data.site.open_site import OpenSite
from tests.conftest import EVERY_ROLE
from tests.support.site_driver import give_roles, looked

ONE = timedelta(days=1)
POSTS = ("科长", "班长", "工程师")
Deed = Callable[[], Action | None]


class StoryTeller:
    """Days that pass with some deeds on each, chosen from what there is."""

    def __init__(self, site: OpenSite, seed: int, today: date, people_: int = 14, grievances_: int = 10) -> None:
        """Play a demo up to a day, from which the story goes on."""
        self.site, self.rng, self.now = site, Random(seed), datetime.combine(today, time(9))
        seats = range(1, len(CAST) + 2)
        play(site.store, seats, people=people_, grievances=grievances_, seed=seed, today=today)
        site.clock = lambda: self.now
        for seat in (1, 2, 3):
            give_roles(site.office(1), seat, *EVERY_ROLE)
        self.officers = [site.office(seat) for seat in (1, 2, 3)]
        self.done: Counter[str] = Counter()
        self.rested = {each.id: self._rested_before(each) for each in self.all("grievance")}
        """On how many days the clock of each grievance stood still, counted every night."""
        self._accepted = {each.id: each.accepted for each in self.all("grievance")}
        self._number = 0
        self._deck = list(self._next_round())

    @property
    def today(self) -> date:
        """The day it is."""
        return self.now.date()

    @property
    def office(self) -> Office:
        """The officer who looks at the figures."""
        return self.officers[0]

    def live(self, days: int, deeds: int = 12) -> None:
        """Let days pass, with some deeds on each."""
        for _ in range(days):
            for _ in range(deeds):
                if not self._deck:
                    self._deck = list(self._next_round())
                self._try(self._deck.pop())
            self._night()

    def _try(self, deed: Deed) -> None:
        self.now += timedelta(minutes=7)
        action = deed()
        if action is None:
            return
        for officer in self.rng.sample(self.officers, 2):
            try:
                officer.do(looked(officer, action))
            except Refused:
                continue  # four eyes: another officer may
            self.done[type(action).__name__] += 1
            return

    def _night(self) -> None:
        for each in self.all("grievance"):
            if each.accepted != self._accepted.get(each.id):  # handled, or handled anew
                self._accepted[each.id], self.rested[each.id] = each.accepted, 0
            if each.stage == "paused" and each.paused <= self.today < each.paused_until:
                self.rested[each.id] += 1
        self.now = datetime.combine(self.today + ONE, time(9))

    def _rested_before(self, each: Any) -> int:
        running = (min(self.today, each.paused_until) - each.paused).days if each.stage == "paused" else 0
        return int(each.paused_days) + running

    # Choosing

    def all(self, kind: str) -> list[Any]:
        """Return every record of a kind, in the order in which they were made."""
        return self.site.store.find(Query(kind, order=("id",)))

    def one(self, kind: str, fits: Callable[[Any], Any] = lambda each: True) -> Any:
        """Return some record that fits, or None."""
        found = [each for each in self.all(kind) if fits(each)]
        return self.rng.choice(found) if found else None

    def some_day(self, back: int = 60) -> date:
        """Return today or a day before."""
        return self.today - timedelta(days=self.rng.choice((0, 0, 0, *range(back))))

    def cell(self) -> Any:
        """Return an open cell."""
        return self.one("cell", lambda each: each.open)

    def person(self) -> Any:
        """Return somebody whose last day is not known."""
        return self.one("person", lambda each: each.left is None)

    def _next_round(self) -> Iterator[Deed]:
        """Every deed once, in some order."""
        deeds: list[Deed] = [
            getattr(self, name) for name in dir(self) if name.startswith("do_") and callable(getattr(self, name))
        ]
        self.rng.shuffle(deeds)
        return iter(deeds)
