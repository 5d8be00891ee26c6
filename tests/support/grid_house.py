"""An office with a grid, whose clock can be turned."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import Any

import pytest

from core.desks.grid import AddCell, Part, PutInCell
from core.desks.people.people import AddPerson
from core.model.action import Action
from core.model.deadline import DeadlineStatus
from core.model.query import Is, Query, both
from core.office.office import Office
from core.office.refusals import Refused
from tests.support.site_driver import appoint

START = date(2026, 1, 1)
NOW = datetime(2026, 11, 23, 9, 30)


@dataclass
class House:
    """An office with a grid, whose clock can be turned."""

    office: Office
    numbers: Any = None

    def __post_init__(self) -> None:
        self.numbers = count(1)

    def at(self, moment: str) -> "House":
        now = datetime.fromisoformat(moment)
        self.office._clock = lambda: now
        return self

    def do(self, action: type[Action], target: str = "", **given: Any) -> str:
        deed = action(**({"target": target} if target else {}), **given)
        self.office.do(deed)
        return deed.target

    def cell(self, code: str, parent: str = "", lead: str = "") -> str:
        return self.do(AddCell, code=code, name=f"格{code}", parent=parent, lead=lead, start=START)

    def person(self, name: str = "张三") -> str:
        return self.do(AddPerson, name=name, number=f"{next(self.numbers):04}")

    def put(self, cell: str, person: str = "", *, primary: bool = True, part: Part = Part.MEMBER) -> str:
        person = person or self.person()
        self.do(PutInCell, person=person, cell=cell, primary=primary, part=part, since=START)
        return person

    def officer(self, person: str, *roles: str) -> str:
        seat = 1 + max(account.seat for account in self.office.find(Query("account")))
        return appoint(self.office, f"用户{seat}", seat, *(roles or ("clerk",)), person=person)

    def get(self, kind: str, record: str) -> Any:
        return self.office.get(kind, record)

    def of(self, kind: str, **values: Any) -> list[Any]:
        return self.office.find(Query(kind, both(*(Is(name, (value,)) for name, value in values.items()))))

    def places(self, person: str) -> list[tuple[str, Part, bool]]:
        """Where a person is today, by the code of the cell."""
        return sorted(
            (self.get("cell", each.cell).code, each.part, each.primary)
            for each in self.of("membership", person=person, open=True)
        )


def refused(house: House, match: str, action: type[Action], target: str = "", **given: Any) -> None:
    with pytest.raises(Refused, match=match):
        house.do(action, target, **given)


def standing(house: House, record: Any) -> DeadlineStatus | None:
    watched = {name: getattr(record, name) for name in type(record).status_columns}
    return type(record).deadline_status(watched, house.office.context())
