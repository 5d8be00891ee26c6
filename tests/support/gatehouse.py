"""An office with three areas and a gate, whose clock can be turned, and the officers who have to do with a visit."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pytest

from core.desks.areas.records import Area
from core.desks.areas.vocabulary import AreaKind, AreaStage
from core.desks.people.people import AddPerson
from core.desks.visits.asking import AskVisit
from core.desks.visits.badge_keeping import AddBadge
from core.desks.visits.gate import LetIn, LetOut
from core.desks.visits.records import Visit
from core.desks.visits.reviewing import ApproveVisit
from core.model.action import Action, create
from core.model.deadline import DeadlineStatus
from core.model.query import Is, Query
from core.office.office import Office
from core.office.refusals import Refused
from core.values.classification import Classification
from core.values.ids import new_id
from tests.support.site_driver import looked, write

MONDAY = "2026-11-23"
NUMBER = "990101199001011234"


@dataclass
class Gatehouse:
    """The areas, the officers by their parts, and the visit that is spoken of."""

    officers: dict[str, Office]
    areas: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    visit: str = ""

    def at(self, moment: str, day: str = MONDAY) -> "Gatehouse":
        """Turn the clock to an hour of a day."""
        now = datetime.fromisoformat(f"{day} {moment}")
        for office in self.officers.values():
            office._clock = lambda: now
        return self

    def furnish(self) -> "Gatehouse":
        """Enter the areas: an office, a key place with an escort, and one of the highest level; and two badges."""
        keeper = self.officers["keeper"].officer
        for name, kind, level, escort in (
            ("office", AreaKind.OTHER, Classification.SECRET, False),
            ("archive", AreaKind.PLACE, Classification.CONFIDENTIAL, True),
            ("vault", AreaKind.PLACE, Classification.TOP_SECRET, False),
        ):
            area = Area(
                number=f"QY-{name}", name=name, type=kind, level=level, place="1-1", stage=AreaStage.IN_FORCE,
                keeper="" if name == "vault" else keeper, proposed=date(2026, 1, 1), proposed_by=keeper, escort=escort,
            )  # fmt: skip
            write(self.officers["first"], create(area))
            self.areas[name] = area.id
        for name in ("host", "escort"):
            self.people[name] = self.do(AddPerson, "first", target="", name=name, number=name)
        for number in ("B1", "B2"):
            self.people[number] = self.do(AddBadge, "clerk", target="", number=number)
        return self

    def do(self, action: type[Action], by: str, **given: Any) -> str:
        """Do it to the visit, or to another target; return what it was done to or made."""
        target = given.pop("target", self.visit)
        office = self.officers[by]
        deed = action(**({"target": target} if target else {}), **given)
        office.do(looked(office, deed))
        return deed.target

    def refused(self, action: type[Action], by: str, **given: Any) -> str:
        """Return why it is refused."""
        with pytest.raises(Refused) as refusal:
            self.do(action, by, **given)
        return str(refusal.value)

    def wanted(self, area: str = "office", **given: Any) -> dict[str, Any]:
        """Return what a host asks for: two hours in an area on the next day."""
        usual = {
            "area": self.areas[area], "name": "王五", "body": "某公司", "host": self.people["host"],
            "planned_in": datetime(2026, 11, 24, 9), "planned_out": datetime(2026, 11, 24, 11),
        }  # fmt: skip
        return usual | given

    def ask(self, area: str = "office", **given: Any) -> "Gatehouse":
        """Ask for a visit."""
        self.visit = self.do(AskVisit, "host", target=new_id(), **self.wanted(area, **given))
        return self

    def approved(self, area: str = "office", **given: Any) -> "Gatehouse":
        """Ask for a visit that is approved by the keeper, on the day before."""
        self.at("10:00").ask(area, **given)
        self.do(ApproveVisit, "keeper")
        return self

    def inside(self, area: str = "office", *, badge: str = "", number: str = NUMBER, **given: Any) -> "Gatehouse":
        """Let in a visit that was approved, at nine of the next day."""
        self.approved(area, **given).at("09:00", "2026-11-24")
        people = given.get("people", 1)
        worn = {"badge": self.people[badge]} if badge else {}
        self.do(LetIn, "gate", document_number=number, came=people, **worn)
        return self

    def out(self, **given: Any) -> "Gatehouse":
        """See it out."""
        self.do(LetOut, "gate", **given)
        return self

    @property
    def now(self) -> Visit:
        """The visit as it stands."""
        found: Visit = self.officers["clerk"].get("visit", self.visit)
        return found

    @property
    def standing(self) -> DeadlineStatus | None:
        """How it stands against its deadlines."""
        watched = {name: getattr(self.now, name) for name in Visit.status_columns}
        return Visit.deadline_status(watched, self.officers["clerk"].context())

    def due(self) -> list[str]:
        """Return what is due of the visit."""
        items = self.officers["clerk"].find(Query("agenda", Is("of", (self.visit,))))
        return sorted(item.what for item in items)
