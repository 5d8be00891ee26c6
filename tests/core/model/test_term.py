"""Terms: how much has passed, and how many days are left or late, in words."""

from datetime import date, timedelta

import pytest

from core.model.deadline import DeadlineStatus, Term

TODAY = date(2026, 11, 23)
LATE, LONG = DeadlineStatus.LATE, DeadlineStatus.LONG_OVERDUE


def after(days: int) -> date:
    return TODAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("term", "status", "said"),
    [
        (Term(after(-58), after(2)), DeadlineStatus.DUE_SOON, "2 d left"),
        (Term(after(-60), TODAY), DeadlineStatus.DUE_SOON, "due today"),
        (Term(after(-63), after(-3)), LATE, "late 3 d"),
        (Term(after(-200), after(-103)), LONG, "long overdue 103 d"),
        (Term(after(-10), after(40), after(13)), DeadlineStatus.ON_TIME, "paused until 12-06"),
        # a pause that is over stops nothing
        (Term(after(-63), after(-3), after(-5)), LATE, "late 3 d"),
    ],
)
def test_it_is_said_in_days(term: Term, status: DeadlineStatus, said: str) -> None:
    assert str(term.said(TODAY, status)) == said


@pytest.mark.parametrize(
    ("term", "passed"),
    [
        (Term(after(-30), after(30)), (30, 60)),
        (Term(after(5), after(15)), (0, 10)),
        (Term(after(-90), after(-30)), (60, 60)),
        (Term(TODAY, TODAY), (0, 1)),
        (Term(None, after(30)), None),
    ],
)
def test_what_has_passed_is_never_more_than_the_whole(term: Term, passed: tuple[int, int] | None) -> None:
    assert term.passed(TODAY) == passed
