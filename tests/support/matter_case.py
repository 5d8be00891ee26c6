"""A matter, its drafter and its fixer, at a desk whose calendar can be turned."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest

from core.desks.matters.children import Knowledge, KnowledgeRequest
from core.desks.matters.fixing import FixMatter, ProposeMatter
from core.desks.matters.knowing import RecordKnowledge
from core.desks.matters.participations import FollowUp, Participation
from core.desks.matters.records import Matter
from core.desks.matters.scope import AddToScope
from core.desks.matters.taking_part import EndParticipation, RecordParticipation
from core.model.action import Action
from core.model.query import Is, Query
from core.office.office import Office
from core.office.refusals import Refused
from core.values.classification import Classification
from data.site.open_site import OpenSite
from tests.support.site_driver import looked

MATTER, PERSON, OUTSIDER = "a" * 32, "b" * 32, "d" * 32
OPENED = "2026-03-02"


@dataclass
class Case:
    """One matter with its clerk, fixer and head, at a desk whose calendar can be turned."""

    site: OpenSite
    officers: dict[str, Office]

    def on(self, day: str) -> "Case":
        """Turn the calendar."""
        now = datetime.fromisoformat(day).replace(hour=9)
        for office in self.officers.values():
            office._clock = lambda: now
        return self

    def do(self, action: type[Action], by: str = "clerk", **arguments: Any) -> "Case":
        office = self.officers[by]
        office.do(looked(office, action(**{"target": MATTER, **arguments})))
        return self

    def refused(self, action: type[Action], by: str = "clerk", **arguments: Any) -> str:
        with pytest.raises(Refused) as refusal:
            self.do(action, by, **arguments)
        return str(refusal.value)

    def id(self, name: str) -> str:
        return self.officers[name].officer

    @property
    def usual(self) -> dict[str, Any]:
        return {
            "alias": "甲七号",
            "level": Classification.SECRET,
            "years": 10,
            "since": date.fromisoformat(OPENED),
            "basis": "目录第三项",
            "fixer": self.id("fixer"),
        }

    def propose(self, **arguments: Any) -> "Case":
        return self.do(ProposeMatter, **{**self.usual, **arguments})

    def fix(self, **arguments: Any) -> "Case":
        """Propose and fix it, with one person in its scope."""
        return self.propose(**arguments).do(FixMatter, "fixer").do(AddToScope, "fixer", person=PERSON)

    def knows(self, person: str = PERSON, **arguments: Any) -> "Case":
        return self.do(RecordKnowledge, person=person, since=self.today, **arguments)

    def followed(self, **arguments: Any) -> "Case":
        """Let the person take part, and end that today."""
        self.do(RecordParticipation, person=PERSON, work="起草", since=self.today, owner=self.id("clerk"), **arguments)
        return self.do(EndParticipation, target=self.participation.id, until=self.today)

    @property
    def today(self) -> date:
        return self.officers["clerk"].today

    @property
    def now(self) -> Matter:
        found: Matter = self.officers["fixer"].get("matter", MATTER)
        return found

    @property
    def participation(self) -> Participation:
        found: Participation = self.stored(Participation.kind)[-1]
        return found

    @property
    def follow_ups(self) -> list[FollowUp]:
        return sorted(self.stored(FollowUp.kind), key=lambda each: each.due)

    @property
    def entries(self) -> list[Knowledge]:
        return self.stored(Knowledge.kind)

    @property
    def request(self) -> KnowledgeRequest:
        found: KnowledgeRequest = self.stored(KnowledgeRequest.kind)[-1]
        return found

    def stored(self, kind: str) -> list[Any]:
        """Return what is there, whoever may read it; it leaves no trace."""
        return self.site.store.find(Query(kind, order=("id",)))

    def due(self, by: str) -> set[tuple[str, date]]:
        """Return what stands in an officer's agenda as his own."""
        office = self.officers[by]
        items = office.find(Query("agenda", Is("owner", (office.officer,))))
        return {(item.of_kind, item.due) for item in items}
