"""The clock of a grievance, with all that stops or stretches it."""

from datetime import date

import pytest

from core.desks.grievances import (
    ApproveExtension,
    AskExtension,
    DeclineExtension,
    Grievance,
    PauseGrievance,
    RedirectGrievance,
    ReplyToGrievance,
    ResumeGrievance,
    Stage,
)
from core.model.deadline import DeadlineStatus
from core.model.query import Query
from tests.support.grievance_case import Case, Deed, decide


def explained(case: Case) -> str:
    sentence = case.now.explain()
    assert sentence
    return sentence.say()


def pause(day: str, until: str) -> Deed:
    return day, "clerk", PauseGrievance, {"pause_reason": "等待鉴定", "paused_until": date.fromisoformat(until)}


def resume(day: str) -> Deed:
    return day, "clerk", ResumeGrievance, {}


def reply(day: str, dated: str = "") -> Deed:
    return day, "clerk", ReplyToGrievance, {"day": date.fromisoformat(dated or day), "text": "已补发"}


def ask(day: str) -> Deed:
    return day, "clerk", AskExtension, {"reason": "案情复杂"}


SCENARIOS: dict[str, tuple[list[Deed], str, str]] = {
    # accepted 3 September + 60 days = 2 November
    "accepted": ([], "2026-11-02", "Due 2026-11-02: accepted 2026-09-03 + 60 days."),
    "extension asked": ([ask("2026-10-01")], "2026-11-02", "Due 2026-11-02: accepted 2026-09-03 + 60 days."),
    "extension approved": (
        [ask("2026-10-01"), decide("2026-10-02", ApproveExtension)],
        "2026-12-02",
        "Due 2026-12-02: accepted 2026-09-03 + 60 days + 30 days of extension.",
    ),
    "extension refused": (
        [ask("2026-10-01"), decide("2026-10-02", DeclineExtension)],
        "2026-11-02",
        "Due 2026-11-02: accepted 2026-09-03 + 60 days.",
    ),
    "paused": (
        [pause("2026-10-01", "2026-10-11")],
        "2026-11-12",
        "Due 2026-11-12: accepted 2026-09-03 + 60 days + 10 days paused.",
    ),
    "resumed early": (
        [pause("2026-10-01", "2026-10-11"), resume("2026-10-04")],
        "2026-11-05",
        "Due 2026-11-05: accepted 2026-09-03 + 60 days + 3 days paused.",
    ),
    "resumed on the day it began": (
        [pause("2026-10-01", "2026-10-11"), resume("2026-10-01")],
        "2026-11-02",
        "Due 2026-11-02: accepted 2026-09-03 + 60 days.",
    ),
    "resumed late": (
        [pause("2026-10-01", "2026-10-11"), resume("2026-10-30")],
        "2026-11-12",
        "Due 2026-11-12: accepted 2026-09-03 + 60 days + 10 days paused.",
    ),
    "paused twice": (
        [pause("2026-10-01", "2026-10-11"), resume("2026-10-04"), pause("2026-10-05", "2026-10-07")],
        "2026-11-07",
        "Due 2026-11-07: accepted 2026-09-03 + 60 days + 5 days paused.",
    ),
    "replied during a pause": (
        [pause("2026-10-01", "2026-10-11"), reply("2026-10-03")],
        "2026-11-04",
        "Due 2026-11-04: accepted 2026-09-03 + 60 days + 2 days paused.",
    ),
    "a reply dated before the pause in which it is noted": (
        [pause("2026-10-01", "2026-10-11"), reply("2026-10-03", "2026-09-20")],
        "2026-11-02",
        "Due 2026-11-02: accepted 2026-09-03 + 60 days.",
    ),
    "extended and paused": (
        [ask("2026-10-01"), pause("2026-10-02", "2026-10-04"), decide("2026-10-03", ApproveExtension)],
        "2026-12-04",
        "Due 2026-12-04: accepted 2026-09-03 + 60 days + 30 days of extension + 2 days paused.",
    ),
}


@pytest.mark.parametrize(("deeds", "due", "sum_"), SCENARIOS.values(), ids=SCENARIOS)
def test_the_clock(accepted: Case, deeds: list[Deed], due: str, sum_: str) -> None:
    for day, by, action, arguments in deeds:
        accepted.on(day).do(action, by, **arguments)
    assert accepted.now.due == date.fromisoformat(due)
    assert explained(accepted) == sum_


def test_the_clock_to_accept_runs_from_the_day_it_came_in(case: Case) -> None:
    assert case.now.due == date(2026, 9, 16)
    assert explained(case) == "Due 2026-09-16: received 2026-09-01 + 15 days to accept."


def test_what_is_ended_is_due_no_longer(case: Case) -> None:
    case.do(RedirectGrievance, redirected_to="市劳动局", told="转市劳动局")
    assert (case.now.stage, case.now.due, case.now.explain()) == (Stage.REDIRECTED, None, None)
    assert case.due() == []


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        ("2026-10-25", DeadlineStatus.ON_TIME),
        ("2026-10-26", DeadlineStatus.DUE_SOON),  # seven days before
        ("2026-11-02", DeadlineStatus.DUE_SOON),
        ("2026-11-03", DeadlineStatus.LATE),
        ("2027-01-01", DeadlineStatus.LATE),  # twice 60 days after 3 September
        ("2027-01-02", DeadlineStatus.LONG_OVERDUE),
    ],
)
def test_how_it_stands(accepted: Case, day: str, standing: DeadlineStatus) -> None:
    assert accepted.on(day).standing == standing


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        ("2026-09-16", DeadlineStatus.DUE_SOON),
        ("2026-09-17", DeadlineStatus.LATE),
        ("2026-10-02", DeadlineStatus.LONG_OVERDUE),
    ],
)
def test_how_one_stands_that_was_not_accepted(case: Case, day: str, standing: DeadlineStatus) -> None:
    assert case.on(day).standing == standing


@pytest.mark.parametrize(
    ("flag", "day", "found"),
    [("open", "2026-09-03", True), ("late", "2026-11-02", False), ("late", "2026-11-03", True),
     ("soon", "2026-10-25", False), ("soon", "2026-10-26", True), ("mine", "2026-09-03", True),
     ("unassigned", "2026-09-03", False)],
)  # fmt: skip
def test_the_words_officers_filter_by(accepted: Case, flag: str, day: str, found: bool) -> None:
    accepted.on(day)
    condition = Grievance.filters(accepted.clerk.context())[flag]
    assert accepted.clerk.count(Query("grievance", condition)) == found
