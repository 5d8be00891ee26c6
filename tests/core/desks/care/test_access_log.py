"""The access log: whoever reads a care file leaves a trace of it."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from core.audit.access_log import NotLogged
from core.audit.audit_log import AUDIT
from core.desks.care.access_log import CareReading
from core.desks.care.helping import RecordCheckIn
from core.desks.care.vocabulary import Attention, Basis
from core.model.audit_event import Event
from core.model.change import HOME
from core.model.query import Is, Query
from core.office.office import Office
from core.policy.pack import AccessLogSettings
from core.values.refusal import Refusal
from tests.support.care_case import FILE, OPENED, Case, readings


def read_all_ways(office: Office) -> dict[str, Callable[[], Any]]:
    glimpsed = office.get_listed("care_file", FILE)
    return {
        "get": lambda: office.get("care_file", FILE),
        "look_up": lambda: office.look_up(FILE[:12]),
        "find": lambda: office.find(Query("care_file")),
        "originals": lambda: office.find_unmasked(Query("care_file")),
        "history": lambda: office.history(glimpsed),
        "parts": lambda: office.find(Query("care_checkin")),
    }


@pytest.mark.parametrize("way", ["get", "look_up", "find", "originals", "history", "parts"])
def test_reading_leaves_a_trace_whichever_way(way: str, case: Case) -> None:
    case.do(RecordCheckIn, day=date(2026, 9, 1), needs="无")
    assert read_all_ways(case.officers["helper"])[way]()
    assert readings(case) == [("helper", datetime(2026, 9, 1, 9))]


def test_lists_and_counts_leave_no_trace_and_show_no_contents(case: Case) -> None:
    office, query = case.officers["helper"], Query("care_file")
    keys = office.keys(query)
    assert office.page("care_file", keys, ["name", "attention"]) == [("张三", Attention.ROUTINE)]
    (facts, why) = office.page("care_file", keys, ["facts", "attention_reason"])[0]
    assert "爱人" not in facts
    assert "术后" not in why
    assert office.groups(query, "facts") == []
    assert office.groups(query, "attention") == [(Attention.ROUTINE, 1)]
    assert office.count(Query("care_file", Is("basis", (Basis.ILLNESS,)))) == 0
    assert office.title("care_file", FILE) == "张三"
    glimpsed = office.get_listed("care_file", FILE)
    assert (glimpsed.name, glimpsed.plan, "爱人" in glimpsed.facts) == ("张三", "", False)
    assert readings(case) == []


def test_the_same_reader_leaves_one_trace_within_the_minutes_of_the_policy_pack(case: Case) -> None:
    for minute in (0, 10, 29, 31, 40):
        case.on(OPENED, 10, minute).officers["helper"].get("care_file", FILE)
    assert [(who, when.minute) for who, when in readings(case)] == [("helper", 31), ("helper", 0)]
    assert AccessLogSettings().minutes == 30


def test_a_trace_that_cannot_be_written_refuses_the_reading(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    class DiskFull(Refusal):
        """The disk is full."""

    def full(*_: Any, **__: Any) -> None:
        raise DiskFull

    monkeypatch.setattr(case.site.store, "write", full)
    with pytest.raises(NotLogged, match="disk is full"):
        case.officers["helper"].get("care_file", FILE)


def test_readers_of_the_file_see_who_read_it_and_the_auditor_sees_it_in_the_audit(case: Case) -> None:
    case.officers["helper"].get("care_file", FILE)
    for reader in ("clerk", "helper", "supervisor"):
        assert readings(case, reader) == [("helper", datetime(2026, 9, 1, 9))]
    for other in ("stranger", "auditor"):
        assert readings(case, other) == []
    auditor = case.officers["auditor"]
    (read,) = auditor.find(Query(AUDIT, Is("event", (Event.READ,))))
    assert (read.officer, read.of_kind, read.of) == (case.officers["helper"].officer, "care_file", FILE)
    assert auditor.title("care_file", FILE) == FILE[:8]
    assert not auditor.reads("care_file")


def test_the_access_log_stays_at_its_site(case: Case) -> None:
    assert CareReading.compartment in HOME


def test_whatever_belongs_to_a_file_leaves_a_trace_but_the_access_log_itself() -> None:
    from core.model.record import children_of

    assert {part for part in children_of("care_file") if not part.access_log} == {CareReading}
