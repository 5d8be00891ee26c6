"""Checking records from the command line."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from core.desks.carriers.records import Carrier
from core.desks.carriers.vocabulary import CarrierStage
from core.model.action import create
from data.site.open_site import OpenSite
from tests.support.command_line_driver import CommandLine
from tests.support.site_driver import write


@pytest.fixture
def store(tmp_path: Path, found_at: Callable[[Path, str], OpenSite]) -> Path:
    """A closed store with a carrier that is missing for too long."""
    site = found_at(tmp_path / "甲站", "甲站")
    missing = Carrier(number="ZT-1", name="年度计划", stage=CarrierStage.MISSING, leak_on=date(2025, 1, 7))
    write(site.office(), create(missing))
    site.close()
    return tmp_path / "甲站"


def test_what_no_longer_fits_is_listed_with_what_to_do(sealdesk: CommandLine) -> None:
    assert "count it as leaked" in sealdesk("check-records")
    (finding,) = sealdesk.json("check-records", "--kind", "carrier")
    assert (finding["check"], finding["title"]) == ("carrier_leaked", "ZT-1 年度计划")
    assert sealdesk("show", finding["id"])


def test_one_kind_alone_is_checked(sealdesk: CommandLine) -> None:
    assert "Everything fits" in sealdesk("check-records", "--kind", "matter")
    assert sealdesk.json("check-records", "--kind", "matter") == []
    assert "no kind of record" in sealdesk("check-records", "--kind", "nothing", status=1)
