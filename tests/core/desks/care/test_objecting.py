"""Objections to a care file are answered by another than the helper."""

from collections.abc import Callable
from datetime import date

from core.desks.care.objecting import AnswerObjection, RecordObjection
from core.desks.care.opening import AssignHelper
from core.office.office import Office
from data.site.open_site import OpenSite
from tests.support.care_case import OPENED, Case


def test_an_objection_is_answered_by_another_than_the_helper(case: Case, colleague: Callable[..., Office]) -> None:
    case.do(RecordObjection, day=date(2026, 9, 1), text="我没有欠债")
    objection = case.part("care_objection").id
    assert ("care_objection", date(2026, 9, 16)) in case.due("supervisor")
    assert str(case.part("care_objection").explain()) == "Due 2026-09-16: raised on 2026-09-01 + 15 days."
    case.do(AnswerObjection, "supervisor", target=objection, answer="已更正")
    assert case.part("care_objection").answered_by == case.officers["supervisor"].officer
    assert "already" in case.refused(AnswerObjection, "clerk", target=objection, answer="x")


def test_the_helper_himself_may_not_answer(case: Case, site: OpenSite, colleague: Callable[..., Office]) -> None:
    both = colleague("双职", "helper", "care_clerk")
    case.officers["both"] = both
    case.on(OPENED).do(AssignHelper, "clerk", helper=both.officer, supervisor=case.now.supervisor)
    case.do(RecordObjection, "both", day=date(2026, 9, 1), text="不实")
    answer = {"target": case.part("care_objection").id, "answer": "x"}
    assert "second officer" in case.refused(AnswerObjection, "both", **answer)
