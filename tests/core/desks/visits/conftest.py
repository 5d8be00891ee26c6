"""The gate, as the tests of visits begin with it."""

from collections.abc import Callable

import pytest

from core.office.office import Office
from tests.support.gatehouse import Gatehouse


@pytest.fixture
def gate(office: Office, colleague: Callable[..., Office]) -> Gatehouse:
    """Three areas, two badges, and an officer for every part."""
    officers = {
        "first": office,
        "clerk": colleague("保密干事", "confidentiality_clerk"),
        "keeper": colleague("部位负责人", "area_keeper"),
        "other keeper": colleague("别处负责人", "area_keeper"),
        "host": colleague("接待人员", "host"),
        "gate": colleague("门岗", "gate"),
        "second gate": colleague("门岗乙", "gate"),
        "supervisor": colleague("分管领导", "supervisor"),
        "second": colleague("分管领导乙", "supervisor"),
    }
    return Gatehouse(officers).at("09:00").furnish()
