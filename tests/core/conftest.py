"""Sites in memory, and samples of whatever is declared, made from the declaration alone.

A test that needs the database says so: `@pytest.mark.database`. With SEALDESK_STORE=database all are done with it.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from core.desks.grievances import AcceptGrievance, Extension, Grievance, RegisterGrievance
from core.desks.sync.site_roster import Learned, RosterHead
from core.model.action import Action
from core.model.deadline import DeadlineStatus
from core.model.query import Is, Query
from core.model.record import Column, columns
from core.office.office import Office
from core.policy.pack import Policy
from core.rules.request import Requested
from core.values.classification import Classification
from core.values.ids import new_id
from core.values.labelled_enum import LabelledEnum
from data.site.open_site import OpenSite, pack_text
from tests.conftest import in_memory
from tests.support.memory_site import AnySite
from tests.support.site_driver import looked

ALL_IN_DATABASE = os.environ.get("SEALDESK_STORE") == "database"
"""Whether tests that need no database are done with it all the same."""


@pytest.fixture
def site(request: pytest.FixtureRequest) -> AnySite:
    """One site with one officer, who has every duty, on 23 November 2026."""
    if ALL_IN_DATABASE or request.node.get_closest_marker("database"):
        founded: OpenSite = request.getfixturevalue("new_site")("甲站")
        return founded
    return in_memory()


@pytest.fixture(scope="module")
def module_site(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    found_at: Callable[[Path, str], OpenSite],
) -> Iterator[AnySite]:
    """One site for all tests of a module that only read, or do not mind each other."""
    if not ALL_IN_DATABASE and not request.node.get_closest_marker("database"):
        yield in_memory()
        return
    site = found_at(tmp_path_factory.mktemp("module") / "store", "甲站")
    yield site
    site.close()


KEPT: Mapping[type, Any] = {int: 3, bool: True, date: date(2026, 11, 20), datetime: datetime(2026, 11, 20, 8, 15)}
ASKED: Mapping[type, Any] = {int: 4, bool: False, date: date(2026, 11, 21), datetime: datetime(2026, 11, 21, 9, 45)}

NOON = datetime(2026, 11, 20, 12)
NOT_TOLD_BY_TYPE: Mapping[str, dict[str, Any]] = {
    "Programme": {"end": date(2026, 12, 31), "ended": None},
    "PlanAhead": {"until": date(2026, 12, 20)},
    "AuditEntry": {"of": "a" * 32},
    "EditPolicy": {"text": "name = 'sample'"},
    "PolicyProposal": {"text": "name = 'sample'"},
    "ResolveConflict": {"chosen": "0" * 64},
    "ReceiveTransfer": {"learned": ""},
    "TakeRoster": {
        "learned": Learned(roster=RosterHead(keeper="a" * 32, edition=1, made=NOON, sites=0, sha256="")).packed
    },
    "Matter": {"level": Classification.SECRET},
    "Paper": {"sha256": "2" * 64, "content": "3" * 64, "key": "4" * 64},
    "Medium": {"number": "U-01"},
    "RegisterMedium": {"number": "U-02"},
    "Consignment": {"digest": "1" * 64},
    "PrepareConsignment": {"digest": "0" * 64},
    "WriteConsignment": {"digest": "0" * 64},
}


def sample_value(column: Column, policy: Policy, *, asked: bool) -> Any:
    """Return a value that a field of this type may hold: records get other values than actions."""
    if issubclass(column.type, LabelledEnum):
        return list(column.type)[0 if asked else -1]
    if column.about.refers:
        return (new_id(),) if column.type is tuple else new_id()
    if column.about.options:
        options = policy.options(column.about.options) or tuple(policy.roles)
        option = options[-1 if asked else 0]
        return (option,) if column.type is tuple else option
    text = f"{'提问' if asked else '样本'} {column.name}"
    return (text,) if column.type is tuple else (ASKED if asked else KEPT).get(column.type, text)


def make_sample(model: type[BaseModel], policy: Policy, **given: Any) -> Any:
    """Return a record, or an action, with a value in every declared field."""
    made = {
        name: sample_value(column, policy, asked=issubclass(model, Action))
        for name, column in columns(model).items()
        if not column.derived
    }
    return model.model_validate({**made, **NOT_TOLD_BY_TYPE.get(model.__name__, {}), **given})


@pytest.fixture(scope="session")
def sample() -> Callable[..., Any]:
    """Make a sample of a model: `sample(Grievance, subject="…")`."""
    policy = Policy(pack_text("cn"))
    return lambda model, **given: make_sample(model, policy, **given)


@dataclass
class GrievanceCase:
    """A grievance and the two officers who work on it, at a desk whose calendar can be turned."""

    site: OpenSite
    clerk: Office
    colleague: Office
    id: str = "a" * 32
    officers: dict[str, Office] = field(init=False)

    def __post_init__(self) -> None:
        self.officers = {"clerk": self.clerk, "colleague": self.colleague}

    def on(self, day: str) -> "GrievanceCase":
        """Turn the calendar."""
        today = datetime.fromisoformat(day).replace(hour=9)
        for office in self.officers.values():
            office._clock = lambda: today
        return self

    def do(self, action: type[Action], by: str = "clerk", **arguments: Any) -> "GrievanceCase":
        office = self.officers[by]
        target = self.asked[-1].id if issubclass(action.on, Requested) else self.id
        office.do(looked(office, action(**{"target": target, **arguments})))
        return self

    @property
    def asked(self) -> list[Extension]:
        """The extensions that were asked for."""
        return self.clerk.find(Query("extension", Is("grievance", (self.id,))))

    @property
    def now(self) -> Grievance:
        found: Grievance = self.clerk.get("grievance", self.id)
        return found

    @property
    def standing(self) -> DeadlineStatus | None:
        watched = {name: getattr(self.now, name) for name in Grievance.status_columns}
        return Grievance.deadline_status(watched, self.clerk.context())

    def due(self) -> list[tuple[str, date]]:
        """Return what stands in the agenda."""
        return [(entry.of_kind, entry.due) for entry in self.clerk.find(Query("agenda"))]


@pytest.fixture
def case(site: OpenSite, office: Office, colleague: Callable[..., Office]) -> GrievanceCase:
    """A grievance that came in on 1 September 2026."""
    case = GrievanceCase(site, office, colleague("李明", "clerk", "supervisor")).on("2026-09-01")
    return case.do(RegisterGrievance, received=datetime(2026, 9, 1, 8), subject="拖欠工资")


@pytest.fixture
def accepted(case: GrievanceCase) -> GrievanceCase:
    """The same, accepted on 3 September and assigned to the clerk."""
    return case.on("2026-09-03").do(AcceptGrievance, accepted=date(2026, 9, 3), handler=case.clerk.officer)
