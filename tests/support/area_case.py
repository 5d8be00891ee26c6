"""A secure area with its keeper, its clerk and the supervisor, at a desk whose calendar can be turned."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pytest

from core.desks.areas.controls import AddControl
from core.desks.areas.proposing import ApproveArea, ConfirmArea, ExamineArea, ProposeArea, PutInForce
from core.desks.areas.records import Area
from core.desks.areas.vocabulary import AreaKind, ControlType
from core.model.action import Action
from core.model.query import Query
from core.office.office import Office
from core.office.refusals import Refused
from core.rules.agenda import AgendaItem
from core.values.classification import Classification
from core.values.ids import new_id
from tests.support.site_driver import looked

CELL = "e" * 32
IN_FORCE_ON = "2026-09-01"


@dataclass
class AreaCase:
    """One area, whose officers are called clerk, keeper, second keeper, supervisor and gate."""

    officers: dict[str, Office]
    area: str = field(default_factory=new_id)

    def on(self, day: str, hour: int = 9) -> "AreaCase":
        """Turn the calendar."""
        now = datetime.fromisoformat(day).replace(hour=hour)
        for office in self.officers.values():
            office._clock = lambda: now
        return self

    def id(self, name: str) -> str:
        return self.officers[name].officer

    def do(self, action: type[Action], by: str = "clerk", **given: Any) -> "AreaCase":
        office = self.officers[by]
        office.do(looked(office, action(**{"target": self.area, **given})))
        return self

    def refused(self, action: type[Action], by: str = "clerk", **given: Any) -> str:
        with pytest.raises(Refused) as refusal:
            self.do(action, by, **given)
        return refusal.value.sentence.say()

    def proposed(self, **given: Any) -> "AreaCase":
        usual = {
            "name": "机要室",
            "type": AreaKind.PLACE,
            "level": Classification.TOP_SECRET,
            "place": "主楼302室",
            "keeper": self.id("keeper"),
            "cell": CELL,
        }
        return self.do(ProposeArea, "keeper", **usual | given)

    def warded(self, *spots: str) -> "AreaCase":
        for spot in spots or ("走廊", "正门", "东墙"):
            self.do(AddControl, type=ControlType.CAMERA, spot=spot)
        return self

    def approved(self) -> "AreaCase":
        self.do(ExamineArea)
        return self.do(ApproveArea, "supervisor", fixed=self.officers["clerk"].today)

    def in_force(self) -> "AreaCase":
        today = self.officers["clerk"].today
        if self.now.type != AreaKind.OTHER:
            self.do(ConfirmArea, confirmed=today, confirmed_with="密局函1号")
        return self.do(PutInForce, in_force=today)

    @property
    def now(self) -> Area:
        found: Area = self.officers["clerk"].get("area", self.area)
        return found

    def all(self, kind: str, by: str = "clerk") -> list[Any]:
        return self.officers[by].find(Query(kind))

    def last(self, kind: str) -> Any:
        return max(self.all(kind), key=lambda each: each.id)

    def due(self, by: str = "clerk") -> set[tuple[str, date]]:
        """Return what stands in the day's list of an officer, by kind and day."""
        office = self.officers[by]
        mine = AgendaItem.filters(office.context())["mine"]
        return {(each.of_kind, each.due) for each in office.find(Query("agenda", mine))}
