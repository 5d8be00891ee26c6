"""The desk of carriers, as its tests begin with it."""

from collections.abc import Callable

import pytest

from core.desks.people.people import AddPerson, AddUnit
from core.office.office import Office
from core.rules import right_to_hold
from tests.support.carrier_ledger import BEGUN, OTHER, PERSON, THIRD, Ledger
from tests.support.memory_site import AnySite


@pytest.fixture(autouse=True)
def anybody_may_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave aside what the register of cleared people says: it has tests of its own."""
    monkeypatch.setattr(right_to_hold, "HOLDER_RULES", [])


@pytest.fixture
def ledger(site: AnySite, office: Office, colleague: Callable[..., Office]) -> Ledger:
    """An empty ledger, and who keeps it, approves, and borrows."""
    office.do(AddUnit(target="c" * 32, name="科研处"))
    for place, (person, name) in enumerate(((PERSON, "张三"), (OTHER, "李四"), (THIRD, "王五"))):
        office.do(AddPerson(target=person, name=name, number=f"100{place}", unit="c" * 32))
    officers = {
        "clerk": colleague("保密", "confidentiality_clerk"),
        "second": colleague("核对", "confidentiality_clerk"),
        "third": colleague("监销", "confidentiality_clerk"),
        "supervisor": colleague("主管", "supervisor"),
        "first": office,
    }
    return Ledger(site, officers).on(BEGUN)
