"""The books of the gate: who came into an area, which vehicles, and the form to go in; no number of a document."""

from datetime import datetime

from core.desks.visits.erasing import EraseDocument, EraseVisit
from core.model.query import Query
from core.rules.register import REGISTERS, Drawn, Extent
from core.values.cadence import period_named
from tests.support.gatehouse import NUMBER, Gatehouse


def drawn(gate: Gatehouse, name: str, period: str = "", of: str = "", by: str = "clerk") -> Drawn:
    return REGISTERS[name].draw(gate.officers[by], Extent(period_named(period), of), str)


def test_the_book_of_an_area_has_its_name_room_and_time_above(gate: Gatehouse) -> None:
    gate.inside("archive", escort=gate.people["escort"], purpose_text="调试设备", note="无").at(
        "10:30", "2026-11-24"
    ).out()
    gate.inside("office", name="赵六")
    made = drawn(gate, "visitors", "2026-11", gate.areas["archive"])
    assert made.frame.above[1:] == (
        "Name of the department or place: archive", "Room: 1-1", "Period: 2026-11-01 to 2026-11-30",
    )  # fmt: skip
    assert made.rows == (("2026-11-24", "某公司", "王五", "调试设备", "escort escort", "09:00", "10:30", "无"),)
    assert made.frame.mark == "Confidential"
    assert len(drawn(gate, "visitors").rows) == 2


def test_whoever_also_went_into_another_area_stands_in_its_book_too(gate: Gatehouse) -> None:
    gate.inside("office", other_areas=(gate.areas["archive"],), escort=gate.people["escort"])
    assert len(drawn(gate, "visitors", of=gate.areas["archive"]).rows) == 1
    assert drawn(gate, "visitors", of=gate.areas["vault"]).rows == ()


def test_whoever_did_not_come_in_stands_in_no_book(gate: Gatehouse) -> None:
    gate.approved()
    assert drawn(gate, "visitors").rows == ()


def test_vehicles_are_those_with_a_plate(gate: Gatehouse) -> None:
    gate.inside(plate="测A1", driver="孙七")
    gate.inside(name="赵六", number="990102")
    (row,) = drawn(gate, "vehicles", "2026-11").rows
    assert row[:4] == ("2026-11-24", "测A1", "孙七", "某公司")
    assert row[8] == "门岗"


def test_the_form_to_go_in_says_for_how_long(gate: Gatehouse) -> None:
    gate.ask("archive", planned_out=datetime(2026, 11, 24, 10, 15), people=3, escort=gate.people["escort"])
    made = drawn(gate, "admission", of=gate.visit)
    said = dict(zip(made.header, made.rows[0], strict=True))
    assert (said["Planned to stay"], said["People in all"]) == ("1 h 15 min", "3")
    assert (said["Signature of the escort"], said["Record of supervision"]) == ("", "")
    assert made.upright


def test_no_book_tells_the_number_of_a_document_or_a_telephone(gate: Gatehouse) -> None:
    gate.inside(plate="测A1", phone="13900001111")
    told = repr(
        [
            drawn(gate, name, of=gate.visit if name == "admission" else "")
            for name in ("visitors", "vehicles", "admission")
        ]
    )
    assert NUMBER not in told
    assert "13900001111" not in told


def test_what_was_erased_is_in_no_book_any_more(gate: Gatehouse) -> None:
    gate.inside().at("10:30", "2026-11-24").out()
    (document,) = gate.at("09:00", "2029-01-01").officers["clerk"].find(Query("visit_document"))
    gate.do(EraseDocument, "clerk", target=document.id)
    gate.do(EraseVisit, "clerk")
    assert drawn(gate, "visitors").rows == ()


def test_a_host_has_the_visits_that_he_asked_for_and_others_have_none(gate: Gatehouse) -> None:
    gate.inside()
    assert len(drawn(gate, "visitors", by="host").rows) == 1
    assert drawn(gate, "visitors", by="first").rows == drawn(gate, "visitors").rows
