"""Search in the store: by words, by characters and by pinyin."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from core.desks.grievances import AcceptGrievance, RegisterGrievance, TakeStep
from core.desks.people.people import AddPerson, AmendPerson
from core.model.query import FullText, Is, Query
from core.office.office import Office
from data.site.open_site import OpenSite
from tests.support.sql_rows import person


@pytest.fixture
def library(office: Office) -> Office:
    """A few people and grievances to look for."""
    office.do_all([AddPerson(name="单雄信", number="1007"), AddPerson(name="张三"), AddPerson(name="Smith")])
    office.do(
        RegisterGrievance(received=datetime(2026, 11, 1), subject="拖欠工资", text="Overtime 加班 unpaid since 2025")
    )
    office.do(RegisterGrievance(received=datetime(2026, 11, 1), subject="资工欠拖", text="顺序不同"))
    grievance = office.find(Query("grievance", Is("subject", ("拖欠工资",))))[0]
    office.do(AcceptGrievance(target=grievance.id, accepted=office.today))
    office.do(TakeStep(target=grievance.id, day=date(2026, 11, 2), text="走访调查，已向财务科核实"))
    return office


def found(office: Office, kind: str, words: str) -> list[str]:
    return sorted(
        each.title.split()[-1] if kind == "grievance" else each.name
        for each in office.find(Query(kind, FullText(words)))
    )


@pytest.mark.parametrize(
    ("words", "subjects"),
    [
        ("拖", ["拖欠工资", "资工欠拖"]),
        ("工资", ["拖欠工资"]),
        ("欠工资", ["拖欠工资"]),
        ("资工", ["资工欠拖"]),
        ("工资 拖欠", ["拖欠工资"]),
        ("拖 加班", ["拖欠工资"]),
        ("工拖", []),
        ("over", ["拖欠工资"]),
        ("OVERTIME", ["拖欠工资"]),
        ("time", []),
        ("2025", ["拖欠工资"]),
        ("财务科", ["拖欠工资"]),
        ("走访", ["拖欠工资"]),
        ("2026-000002", ["资工欠拖"]),
        ('工资"', ["拖欠工资"]),
        ("工资 OR 顺序", []),
        ("*", []),
        ("_", []),
    ],
)
def test_words_find_grievances(library: Office, words: str, subjects: list[str]) -> None:
    assert found(library, "grievance", words) == subjects


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("zs", ["张三"]), ("zhangsan", ["张三"]), ("zhang", ["张三"]), ("ZS", ["张三"]), ("sxx", ["单雄信"]),
        ("dxx", ["单雄信"]), ("shanxiongxin", ["单雄信"]), ("三", ["张三"]), ("1007", ["单雄信"]), ("smi", ["Smith"]),
        ("hang", []),
    ],
)  # fmt: skip
def test_names_are_found_by_character_and_by_pinyin(library: Office, words: str, names: list[str]) -> None:
    assert found(library, "person", words) == names


def test_what_was_changed_is_found_by_its_new_words_only(library: Office) -> None:
    library.do(AmendPerson(target=person(library, "张三").id, name="赵六"))
    assert found(library, "person", "zs") == found(library, "person", "张") == []
    assert found(library, "person", "zl") == ["赵六"]


def test_words_that_are_put_together_by_a_merge_are_found(
    site: OpenSite, library: Office, from_elsewhere: Callable[..., Any]
) -> None:
    from_elsewhere(site.store, person(library, "张三"), name="钱七")
    assert found(library, "person", "qq") == ["钱七"]
    assert found(library, "person", "zs") == []
