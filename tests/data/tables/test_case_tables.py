"""The tables of `tests/tables`: names, numbers, days, texts that are compared, and what a search finds."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from core.desks.grid import AddCell
from core.desks.grievances import Grievance, RegisterGrievance
from core.desks.people.people import AddPerson, AddUnit
from core.desks.sync.media import RegisterMedium
from core.importing.plan import Plan
from core.model.query import Query
from core.office.office import Office
from core.office.search_line import parse
from core.values.cleaning import folded
from core.values.dates import parse_typed_date
from core.values.refusal import Refusal
from data.site.open_site import OpenSite
from tests.support.case_tables import rows
from tests.support.every_case import every
from tui.language import Language


@every("entered, kept", rows("names", "→"))
def test_a_name_is_kept_as_people_write_it(entered: str, kept: str) -> None:
    assert AddPerson(name=entered).name == kept


@pytest.mark.parametrize(("entered", "kept"), rows("names", "→"))
def test_a_name_is_read_from_a_list_as_from_a_form(
    office: Office, preview: Callable[..., Plan], entered: str, kept: str
) -> None:
    (verdict,) = preview("staff_list", ("工号", "姓名"), ("1", entered)).verdicts
    assert [action.name for action in verdict.actions if isinstance(action, AddPerson)] == [kept]


CODES = [
    lambda entered: AddPerson(name="张三", number=entered).number,
    lambda entered: AddPerson(name="张三", phone=entered).phone,
    lambda entered: AddUnit(name="财务科", code=entered).code,
    lambda entered: AddCell(name="网格", code=entered, start=date(2026, 1, 1)).code,
    lambda entered: RegisterGrievance(subject="题", received=datetime(2026, 1, 1), number=entered).number,
]


@pytest.mark.parametrize("form", CODES, ids=["staff", "telephone", "unit", "cell", "grievance"])
@every("entered, kept", rows("codes", "→"))
def test_a_number_is_kept_in_its_plain_form(form: Callable[[str], str], entered: str, kept: str) -> None:
    assert form(entered) == kept


def test_a_medium_is_known_by_its_number_in_its_plain_form() -> None:
    assert RegisterMedium(number="ＡＴ－０１").number == "AT-01"


def test_a_number_that_is_there_is_refused_whatever_its_width(office: Office) -> None:
    office.do(AddPerson(name="张三", number="K1"))
    for entered in ("Ｋ１", "K 1"):
        with pytest.raises(Refusal, match="There is a person with the staff number K1 already"):
            office.do(AddPerson(name="李四", number=entered))


@every("one, other, sign", rows("equal", "=", "≠"))
def test_texts_are_compared_in_one_form(one: str, other: str, sign: str) -> None:
    assert (folded(one) == folded(other)) is (sign == "=")


@every("typed, day", rows("dates", "→"))
def test_a_day_is_read_as_it_is_typed(typed: str, day: str) -> None:
    today = date(2026, 11, 23)
    if day == "?":
        with pytest.raises(Refusal):
            parse_typed_date(typed, today)
    else:
        assert parse_typed_date(typed, today) == date.fromisoformat(day)


@pytest.fixture(scope="module")
def searched(module_site: OpenSite) -> Office:
    office = module_site.office()
    for subject in {subject for subject, _line in rows("search", "←")}:
        office.do(RegisterGrievance(received=datetime(2026, 11, 20, 9), subject=subject))
    return office


@pytest.mark.parametrize(("subject", "line"), rows("search", "←"))
def test_a_search_finds_what_looks_like_it(searched: Office, subject: str, line: str) -> None:
    wanted = not line.startswith("!")
    where = parse(line.lstrip("!"), Grievance, searched.context(), Language("zh_CN").translate)
    found: list[Any] = searched.find(Query("grievance", where))
    assert bool({subject.replace("\u200b", "")} & {each.subject for each in found}) is wanted
