"""Supervision: a supervisor asks, and the handler has it on top of the day until it is answered."""

from datetime import date

import pytest

from core.desks.grievances import (
    AcceptGrievance,
    AnswerSupervision,
    AssignGrievance,
    CloseGrievance,
    ReplyToGrievance,
    Stage,
    SuperviseGrievance,
    TakeStep,
)
from core.model.query import Is, Query
from core.office.office import Office
from core.office.refusals import Refused
from tests.support.grievance_case import RECEIVED, Case


@pytest.fixture
def supervised(accepted: Case) -> Case:
    """A supervisor has pressed for it, with an answer due after another thing that is due earlier."""
    accepted.do(TakeStep, day=date(2026, 9, 3), text="走访", next="协调", next_due=date(2026, 9, 4))
    return accepted.do(SuperviseGrievance, "colleague", instruction="请速办", due=date(2026, 10, 1))


def agenda(case: Case, officer: Office) -> list[str]:
    return [entry.of_kind for entry in case.clerk.find(Query("agenda", Is("owner", (officer.officer,))))]


def test_supervision_stands_at_the_top_of_the_handlers_day_until_it_is_answered(supervised: Case) -> None:
    assert agenda(supervised, supervised.clerk) == ["supervision", "step", "grievance"]
    (instruction,) = supervised.clerk.find(Query("supervision"))
    supervised.clerk.do(AnswerSupervision(target=instruction.id, answer="已约谈"))
    assert agenda(supervised, supervised.clerk) == ["step", "grievance"]


def test_supervision_is_answered_once(supervised: Case) -> None:
    (instruction,) = supervised.clerk.find(Query("supervision"))
    supervised.clerk.do(AnswerSupervision(target=instruction.id, answer="已约谈"))
    with pytest.raises(Refused, match="already"):
        supervised.clerk.do(AnswerSupervision(target=instruction.id, answer="再答"))


def test_nothing_is_closed_while_a_supervisor_waits(supervised: Case) -> None:
    supervised.do(ReplyToGrievance, day=date(2026, 9, 3), text="已补发")
    with pytest.raises(Refused, match="still waits for an answer"):
        supervised.do(CloseGrievance)
    (instruction,) = supervised.clerk.find(Query("supervision"))
    supervised.clerk.do(AnswerSupervision(target=instruction.id, answer="已约谈"))
    assert supervised.do(CloseGrievance).now.stage == Stage.CLOSED


def test_supervision_follows_the_grievance_to_another_handler(supervised: Case) -> None:
    supervised.do(AssignGrievance, handler=supervised.colleague.officer)
    assert agenda(supervised, supervised.colleague)[0] == "supervision"
    assert "supervision" not in agenda(supervised, supervised.clerk)


def test_pressing_for_what_nobody_handles_says_so_before(case: Case) -> None:
    asked = SuperviseGrievance(target=case.id, instruction="请速受理", due=date(2026, 9, 5))
    (warning,) = asked.foresee(case.now, case.colleague.context())
    assert "Nobody handles this grievance yet" in warning.say()
    case.do(AcceptGrievance, accepted=RECEIVED, handler=case.clerk.officer)
    assert not list(asked.foresee(case.now, case.colleague.context()))


def test_supervision_of_what_nobody_had_reaches_the_handler_who_gets_it(case: Case) -> None:
    case.do(SuperviseGrievance, "colleague", instruction="请速受理", due=date(2026, 9, 5))
    case.do(AcceptGrievance, accepted=RECEIVED, handler=case.clerk.officer)
    assert agenda(case, case.clerk) == ["supervision", "grievance"]
