"""A ledger of carriers, its officers and a few members of staff, at a desk whose calendar can be turned."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from core.desks.carriers.destroying import ApproveDestruction, AskDestruction, ListCarrier, PlanDestruction
from core.desks.carriers.receiving import ReceiveCarrier
from core.desks.carriers.records import Carrier, Movement
from core.desks.carriers.vocabulary import Form
from core.model.action import Action
from core.model.query import Is, Query
from core.office.office import Office
from core.office.refusals import Refused
from core.rights.signing import Witnessing
from core.values.classification import Classification
from core.values.sentence import Sentence
from tests.support.memory_site import AnySite
from tests.support.site_driver import looked

PERSON, OTHER, THIRD = "b" * 32, "d" * 32, "e" * 32
BEGUN = "2026-09-01"
PAPER: dict[str, Any] = {"way": Witnessing.PAPER, "paper": "签收单 12"}
"""The signatures stand on paper."""


@dataclass
class Ledger:
    """The ledger as officers of several roles keep it."""

    site: AnySite
    officers: dict[str, Office]
    given: dict[str, str] = field(default_factory=dict)

    def on(self, day: str, hour: int = 9) -> "Ledger":
        """Turn the calendar."""
        now = datetime.fromisoformat(day).replace(hour=hour)
        for office in self.officers.values():
            office._clock = lambda: now
        return self

    def later(self, **passed: int) -> "Ledger":
        """Let time pass."""
        now = self.officers["clerk"].now + timedelta(**passed)
        for office in self.officers.values():
            office._clock = lambda: now
        return self

    def id(self, name: str) -> str:
        return self.officers[name].officer

    def do(self, action: type[Action], by: str = "clerk", **arguments: Any) -> str:
        """Do an action; return the record that it was done to, or made."""
        office = self.officers[by]
        deed = action(**arguments)
        office.do(looked(office, deed))
        return deed.target

    def refused(self, action: type[Action], by: str = "clerk", **arguments: Any) -> str:
        with pytest.raises(Refused) as refusal:
            self.do(action, by, **arguments)
        return str(refusal.value)

    def receive(self, **given: Any) -> str:
        usual = {"name": "年度计划", "level": Classification.SECRET, "got": self.officers["clerk"].today}
        return self.do(ReceiveCarrier, **{**usual, **given})

    def stick(self, **given: Any) -> str:
        return self.receive(**{"name": "红盘", "form": Form.STICK, "serial": "S-1", **given})

    def get(self, carrier: str) -> Carrier:
        found: Carrier = self.officers["clerk"].get("carrier", carrier)
        return found

    def numbered(self, number: str) -> Carrier:
        (found,) = self.officers["clerk"].find(Query("carrier", Is("number", (number,))))
        assert isinstance(found, Carrier)
        return found

    def movements(self, carrier: str) -> list[Movement]:
        """Return the movements of a carrier, the newest first."""
        return self.officers["clerk"].find(Query("movement", Is("carrier", (carrier,))))

    def due(self, by: str = "clerk", kind: str = "carrier") -> list[str]:
        """Return what stands in an officer's Today of a kind."""
        entries = self.officers[by].find(Query("agenda", Is("of_kind", (kind,))))
        return [Sentence.unpack(each.what).say() for each in entries]

    def approved_batch(self, *carriers: str, **given: Any) -> str:
        """List carriers and let the supervisor approve the list."""
        batch = self.do(PlanDestruction, **given)
        for each in carriers:
            self.do(ListCarrier, target=each, bill=batch)
        self.do(AskDestruction, target=batch, counter=self.id("second"), **PAPER)
        self.do(ApproveDestruction, by="supervisor", target=batch)
        return batch
