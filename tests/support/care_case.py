"""A care file, its helper and its supervisor, at a desk whose calendar can be turned."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest

from core.desks.care.access_log import CareReading
from core.desks.care.deciding import CloseFile
from core.desks.care.opening import OpenCareFile
from core.desks.care.records import CareFile
from core.desks.care.vocabulary import Basis
from core.model.action import Action
from core.model.deadline import DeadlineStatus
from core.model.query import Is, Query
from core.model.record import RECORDS
from core.office.office import Office
from core.office.refusals import Refused
from data.site.open_site import OpenSite
from tests.support.site_driver import looked

PERSON, FILE = "b" * 32, "a" * 32
OPENED = "2026-09-01"


@dataclass
class Case:
    """One file with its clerk, helper and supervisor, at a desk whose calendar can be turned."""

    site: OpenSite
    officers: dict[str, Office]

    def on(self, day: str, hour: int = 9, minute: int = 0) -> "Case":
        """Turn the calendar."""
        now = datetime.fromisoformat(day).replace(hour=hour, minute=minute)
        for office in self.officers.values():
            office._clock = lambda: now
        return self

    def do(self, action: type[Action], by: str = "helper", **arguments: Any) -> "Case":
        office = self.officers[by]
        office.do(looked(office, action(**{"target": FILE, **arguments})))
        return self

    def refused(self, action: type[Action], by: str = "helper", **arguments: Any) -> str:
        with pytest.raises(Refused) as refusal:
            self.do(action, by, **arguments)
        return str(refusal.value)

    def open(self, **arguments: Any) -> "Case":
        return self.do(OpenCareFile, "clerk", **{**self.usual, **arguments})

    @property
    def usual(self) -> dict[str, Any]:
        return {
            "person": PERSON,
            "basis": Basis.ILLNESS,
            "facts": "爱人住院",
            "attention_reason": "术后两周",
            "helper": self.officers["helper"].officer,
            "supervisor": self.officers["supervisor"].officer,
            "told": self.officers["clerk"].today,
        }

    @property
    def now(self) -> CareFile:
        found: CareFile = self.officers["clerk"].get("care_file", FILE)
        return found

    def part(self, kind: str) -> Any:
        return self.officers["clerk"].find(Query(kind))[-1]

    def due(self, by: str = "helper") -> set[tuple[str, date]]:
        """Return what stands in an officer's agenda as his own."""
        office = self.officers[by]
        items = office.find(Query("agenda", Is("owner", (office.officer,))))
        return {(item.of_kind, item.due) for item in items}

    @property
    def standing(self) -> DeadlineStatus | None:
        watched = {name: getattr(self.now, name) for name in CareFile.status_columns}
        return CareFile.deadline_status(watched, self.officers["clerk"].context())


FILE_KINDS = [kind for kind in RECORDS.values() if kind.compartment == "care" or kind is CareReading]
UNTOLD = {"told": None, "untold_reason": "病情未稳", "untold_until": date(2026, 9, 20)}


def close(case: Case, day: str = "2026-09-10") -> Case:
    return case.on(day).do(CloseFile, "clerk", closed_reason="已渡过难关")


def readings(case: Case, by: str = "clerk") -> list[tuple[str, datetime]]:
    names = {office.officer: name for name, office in case.officers.items()}
    return [(names[each.officer], each.when) for each in case.officers[by].find(Query("care_reading"))]
