"""The desk of matters, as its tests begin with it."""

from collections.abc import Callable

import pytest

from core.desks.people.people import AddPerson, AddUnit
from core.office.office import Office
from data.site.open_site import OpenSite
from tests.support.matter_case import OPENED, OUTSIDER, PERSON, Case


@pytest.fixture
def empty(site: OpenSite, office: Office, colleague: Callable[..., Office]) -> Case:
    """Two members of staff, and the officers who keep, fix and approve."""
    office.do(AddUnit(target="c" * 32, name="总装车间"))
    office.do(AddUnit(target="e" * 32, name="一班", parent="c" * 32))
    office.do(AddPerson(target=PERSON, name="张三", unit="e" * 32))
    office.do(AddPerson(target=OUTSIDER, name="李四"))
    officers = {
        "clerk": colleague("保密", "confidentiality_clerk"),
        "fixer": colleague("定密", "fixing_officer"),
        "other_fixer": colleague("定密二", "fixing_officer"),
        "head": colleague("主管", "supervisor"),
        "other_head": colleague("主管二", "supervisor"),
        "helper": colleague("专人", "helper"),
        "stranger": colleague("旁人", "confidentiality_clerk"),
        "auditor": colleague("审计", "auditor"),
    }
    return Case(site, officers).on(OPENED)


@pytest.fixture
def case(empty: Case) -> Case:
    """A secret matter that was fixed on 2 March 2026 for ten years, with one person in its scope."""
    return empty.fix()
