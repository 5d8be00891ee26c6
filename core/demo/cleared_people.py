"""What the stories of the clearance desk share: who acts, what is found, and who is on no post yet."""

from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from core.demo.life_stories import Event, Setting, later
from core.model.action import Action
from core.model.query import Blank, Is, Query, both

SECRECY_CLERK, SECOND_SECRECY_CLERK = "confidentiality clerk", "second confidentiality clerk"
"""The parts that officers play."""


@dataclass
class ClearedPeople:
    """The clearance desk, and what of it the story has to remember."""

    setting: Setting
    rng: Random
    end: datetime
    taken: set[str] = field(default_factory=set)
    """Who is or was on a post of the story."""
    posts: dict[int, str] = field(default_factory=dict)
    """The posts by their place."""

    def chance(self, share: float) -> bool:
        """Whether something happens that does so in this share of all cases."""
        return self.rng.random() < share

    def event(self, moment: datetime, action: Action, who: str = SECRECY_CLERK) -> Event:
        """Return something that an officer does, the clerk where no other is named."""
        return Event(moment, who, action)

    def later(self, moment: datetime, least: int, most: int) -> datetime:
        """Return an hour of work so many days after a moment."""
        return later(self.rng, moment, least, most)

    def officer(self, part: str) -> str:
        """Return who plays a part."""
        return self.setting.offices[part].officer

    def find(self, kind: str, **where: Any) -> list[Any]:
        """Return the records of a kind with these values, the oldest first."""
        conditions = both(*(Is(name, (value,)) for name, value in where.items()))
        return self.setting.offices[SECRECY_CLERK].find(Query(kind, conditions, ("id",)))

    def somebody(self) -> str | None:
        """Return a member of staff who plays no part and is on no post yet; None if nobody tried is free."""
        office = self.setting.offices[SECRECY_CLERK]
        if not self.taken:
            self.taken = {each.person for each in office.find(Query("officer")) if each.person}
        staff = office.keys(Query("person", Blank("left"), ("number", "id")))
        for key in self.rng.sample(list(staff), min(len(staff), 30)):
            ((person,),) = office.page("person", (key,), ("id",))
            if person not in self.taken:
                self.taken.add(person)
                return str(person)
        return None

    def works_here(self, person: str) -> bool:
        """Whether the register has no last day of a person."""
        return self.setting.offices[SECRECY_CLERK].get("person", person).left is None
