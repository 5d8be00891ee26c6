"""Next steps of a grievance: due until another is taken."""

from datetime import date

from core.desks.grievances import CloseGrievance, ReplyToGrievance, TakeStep
from core.model.query import Is, Query
from tests.support.grievance_case import Case


def steps_due(case: Case) -> list[date]:
    return [entry.due for entry in case.clerk.find(Query("agenda", Is("of_kind", ("step",))))]


def test_a_next_step_is_due_until_the_next_one_is_taken(accepted: Case) -> None:
    accepted.do(TakeStep, day=date(2026, 9, 3), text="走访", next="协调", next_due=date(2026, 9, 10))
    assert steps_due(accepted) == [date(2026, 9, 10)]
    accepted.do(TakeStep, day=date(2026, 9, 3), text="协调", next="调解", next_due=date(2026, 9, 20))
    assert steps_due(accepted) == [date(2026, 9, 20)]
    accepted.do(ReplyToGrievance, day=date(2026, 9, 3), text="已补发")
    assert steps_due(accepted) == []


def test_no_next_step_is_waited_for_once_it_is_closed(accepted: Case) -> None:
    accepted.do(ReplyToGrievance, day=date(2026, 9, 3), text="已补发")
    accepted.do(TakeStep, day=date(2026, 9, 3), text="回访", next="再回访", next_due=date(2026, 9, 10))
    accepted.do(CloseGrievance)
    assert accepted.due() == []
