"""The copy for the person whom a care file is about."""

from datetime import date, datetime

import pytest

from core.desks.care.deciding import PlaceHold
from core.desks.care.helping import RecordCheckIn
from core.desks.care.personal_copy import GiveCopy
from core.model.printout import PAPERS
from core.office.refusals import NoSuchRecord
from tests.support.care_case import FILE, Case, readings


def test_the_copy_says_all_that_is_kept_but_for_a_proceeding_and_the_readers(case: Case) -> None:
    case.do(RecordCheckIn, day=date(2026, 9, 1), needs="陪护假").do(PlaceHold, "supervisor", hold_reason="诉讼中")
    copy = PAPERS["care_copy"].draw(case.officers["helper"], FILE, str)
    said = {cell for section in copy.sections for table in section.tables for row in table.rows for cell in row}
    assert {"张三", "爱人住院", "术后两周", "illness", "陪护假", "专人"} <= said
    assert "诉讼中" not in said
    assert [section.heading for section in copy.sections] == ["", "Check-ins"]
    assert readings(case) == [("helper", datetime(2026, 9, 1, 9))]


def test_whoever_may_not_see_the_file_gets_no_copy(case: Case) -> None:
    with pytest.raises(NoSuchRecord):
        PAPERS["care_copy"].draw(case.officers["stranger"], FILE, str)


def test_handing_over_a_copy_is_noted(case: Case) -> None:
    case.on("2026-09-10").do(GiveCopy, copied=date(2026, 9, 9))
    assert case.now.copied == date(2026, 9, 9)
    assert "must lie between" in case.refused(GiveCopy, copied=date(2026, 9, 11))
