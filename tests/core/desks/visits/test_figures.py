"""The figures of the gate are those of a second calculation (`tests/support/oracle_of_visits.py`), hour by hour."""

from collections import Counter
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from core.desks.visits.coming_unasked import AdmitOfficials
from core.desks.visits.gate import NoteNoShow
from core.desks.visits.past import EnterPastVisit
from core.desks.visits.reviewing import ApproveVisit, RefuseVisit, ReturnVisit
from core.model.query import Query
from core.values.ids import new_id
from tests.support.figures_compared import differences_of_visits
from tests.support.figures_oracle import Books
from tests.support.gatehouse import NUMBER, Gatehouse

KINDS = ("visit", "visit_document", "standing_permission")


@pytest.fixture
def week(gate: Gatehouse) -> Gatehouse:
    """A week at the gate with a visit of every fate."""
    for stage in (RefuseVisit, ReturnVisit):
        gate.at("10:00").ask()
        gate.do(stage, "keeper", reason="x")
    gate.ask("vault")
    gate.do(ApproveVisit, "clerk")
    gate.at("12:00", "2026-11-24")
    for place, hour in enumerate(("08:30", "10:15", "16:50")):
        gate.approved("office", people=4, type="group")
        gate.at(hour, "2026-11-24")
        enter(gate, place, people=4, badge=("B1", "B2", "")[place])
        gate.at("17:20", "2026-11-24").out(left=4 - place, badge_returned=place != 1)
    gate.approved().at("13:00", "2026-11-24")
    gate.do(NoteNoShow, "gate")
    gate.at("08:00", "2026-11-25")
    given = {"area": gate.areas["archive"], "name": "赵六", "body": "上级机关", "purpose_text": "保密检查"}
    until = {"planned_out": datetime(2026, 11, 25, 9), "document_number": "E1", "escort": gate.people["escort"]}
    gate.visit = gate.do(AdmitOfficials, "gate", target=new_id(), **given, **until)
    past = datetime(2024, 10, 8, 9)
    gate.do(
        EnterPastVisit, "clerk", target=new_id(), entered=past, gone=past + timedelta(hours=1), name="王五", body="x"
    )
    tomorrow = {"planned_in": datetime(2026, 11, 26, 9), "planned_out": datetime(2026, 11, 26, 11)}
    gate.ask(**tomorrow)
    gate.do(ApproveVisit, "keeper")
    gate.ask(**tomorrow)
    return gate


def enter(gate: Gatehouse, place: int, **given: Any) -> None:
    from core.desks.visits.gate import LetIn

    badge = given.pop("badge")
    worn = {"badge": gate.people[badge]} if badge else {}
    gate.do(LetIn, "gate", document_number=f"{NUMBER[:-2]}{place}X", came=given["people"], **worn)


@pytest.mark.parametrize(
    ("day", "hour"),
    [
        ("2026-11-25", "08:30"),
        ("2026-11-25", "09:29"),
        ("2026-11-25", "09:30"),
        ("2026-11-26", "10:00"),
        ("2027-03-01", "8:00"),
    ],
)
def test_the_figures_of_the_gate_are_those_of_a_second_calculation(week: Gatehouse, day: str, hour: str) -> None:
    office = week.at(hour.zfill(5), day).officers["clerk"]
    books = Books(office.find_unmasked, office.now, {}, {})
    story: Any = SimpleNamespace(office=office, today=office.today)
    assert list(differences_of_visits(story, books)) == []
    assert books.gate_now()["people_inside"] == 4


@pytest.mark.parametrize(("day", "hour"), [("2026-11-25", "09:29"), ("2026-11-25", "09:30"), ("2026-11-26", "10:00")])
def test_what_is_due_of_visits_is_what_a_second_calculation_says(week: Gatehouse, day: str, hour: str) -> None:
    office = week.at(hour, day).officers["clerk"]
    books = Books(office.find_unmasked, office.now, {}, {})
    due = Counter({"visit": [*books.visits_due()], "visit_document": [*books.documents_due()]})
    filters = {"overdue": (date.min, office.today - timedelta(days=1)), "today": (office.today, office.today)}
    agenda = type(office.find(Query("agenda"))[0])
    for flag, (first, last) in filters.items():
        program = dict(office.groups(Query("agenda", agenda.filters(office.context())[flag]), "of_kind"))
        wanted = {kind: sum(first <= each <= last for each in days) for kind, days in due.items()}
        assert {kind: program.get(kind, 0) for kind in due} == wanted
