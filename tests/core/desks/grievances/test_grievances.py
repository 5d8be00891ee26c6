"""The grievance desk: the clock with all that stops or stretches it, who decides what, and supervision."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from core.desks.administration.officers import EditPolicy
from core.desks.grievances import (
    OPEN,
    REVIEWABLE,
    AcceptGrievance,
    AnswerSupervision,
    ApproveExtension,
    AskExtension,
    AssignGrievance,
    CloseGrievance,
    DeclineExtension,
    DeclineGrievance,
    Grievance,
    PauseGrievance,
    RecordPastReply,
    RedirectGrievance,
    RegisterGrievance,
    ReplyToGrievance,
    ResumeGrievance,
    Stage,
    StepKind,
    SuperviseGrievance,
    TakeStep,
    WithdrawExtension,
    WithinTerm,
)
from core.desks.people.people import AddUnit
from core.model.action import ACTIONS, Action, amend, create
from core.model.deadline import DeadlineStatus
from core.model.query import Is, Query
from core.office.office import Office
from core.office.refusals import Refused
from core.rules.agenda import AgendaItem
from core.rules.request import RequestStage
from core.values.sentence import Sentence
from data.site.open_site import OpenSite
from tests.support.site_driver import write

RECEIVED = date(2026, 9, 1)


Case = Any
"""What the fixtures `case` and `accepted` give."""


def explained(case: Case) -> str:
    sentence = case.now.explain()
    assert sentence
    return sentence.say()


# The clock

Deed = tuple[str, str, type[Action], dict[str, Any]]
"""On which day, who, does what."""


def pause(day: str, until: str) -> Deed:
    return day, "clerk", PauseGrievance, {"pause_reason": "等待鉴定", "paused_until": date.fromisoformat(until)}


def resume(day: str) -> Deed:
    return day, "clerk", ResumeGrievance, {}


def reply(day: str, dated: str = "") -> Deed:
    return day, "clerk", ReplyToGrievance, {"day": date.fromisoformat(dated or day), "text": "已补发"}


def ask(day: str) -> Deed:
    return day, "clerk", AskExtension, {"reason": "案情复杂"}


def decide(day: str, action: type[Action]) -> Deed:
    return day, "colleague", action, {"remark": "理由不足"} if action is DeclineExtension else {}


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
    case.do(RedirectGrievance, told="转市劳动局")
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


# Extension: once, by a second officer


def test_who_asked_for_an_extension_cannot_decide_it(accepted: Case) -> None:
    accepted.do(AskExtension, reason="案情复杂")
    with pytest.raises(Refused, match="second officer"):
        accepted.do(ApproveExtension)
    with pytest.raises(Refused, match="second officer"):
        accepted.do(DeclineExtension, remark="理由不足")
    assert [each.stage for each in accepted.asked] == [RequestStage.WAITS]


@pytest.mark.parametrize("decision", [ApproveExtension, DeclineExtension])
def test_a_term_is_extended_once(accepted: Case, decision: type[Action]) -> None:
    day, by, action, arguments = decide("2026-09-03", decision)
    accepted.do(AskExtension, reason="案情复杂").on(day).do(action, by, **arguments)
    with pytest.raises(Refused, match="there is only one"):
        accepted.do(AskExtension, reason="再次申请")
    with pytest.raises(Refused, match="cannot be done at this stage"):
        accepted.do(ApproveExtension, "colleague")


def test_what_was_withdrawn_is_asked_for_again(accepted: Case) -> None:
    accepted.do(AskExtension, reason="案情复杂").do(WithdrawExtension)
    assert accepted.due() == [("grievance", date(2026, 11, 2))]
    accepted.do(AskExtension, reason="证人未到").do(ApproveExtension, "colleague")
    assert accepted.now.extension == 30


def test_an_extension_is_asked_for_once_at_a_time(accepted: Case) -> None:
    accepted.do(AskExtension, reason="案情复杂")
    with pytest.raises(Refused, match="waits for a second officer"):
        accepted.do(AskExtension, "colleague", reason="也来申请")


@pytest.mark.parametrize("action", [ReplyToGrievance, RecordPastReply])
def test_a_decision_that_came_too_late_is_no_longer_waited_for(accepted: Case, action: type[Action]) -> None:
    accepted.do(AskExtension, reason="案情复杂")
    assert len(accepted.due()) == 2
    accepted.do(action, day=date(2026, 9, 3), text="已补发")
    assert len(accepted.due()) == 1
    assert [each.stage for each in accepted.asked] == [RequestStage.WITHDRAWN]


def test_what_was_asked_for_is_not_approved_of_what_another_site_replied_to(accepted: Case) -> None:
    """The request came here after the reply: it is declined or withdrawn, and does not stay for ever."""
    accepted.do(AskExtension, reason="案情复杂")
    write(accepted.clerk, amend(accepted.now, stage=Stage.REPLIED))
    with pytest.raises(Refused, match="too late for this: the stage is “replied”"):
        accepted.do(ApproveExtension, "colleague")
    accepted.do(DeclineExtension, "colleague", remark="已答复")
    assert len(accepted.due()) == 1


LATE = "2026-11-03"
"""The day after the term of one that was accepted on 3 September."""


@pytest.mark.parametrize(
    ("day", "action", "arguments"),
    [
        (LATE, PauseGrievance, {"pause_reason": "等待鉴定", "paused_until": date(2026, 12, 1)}),
        (LATE, AskExtension, {"reason": "案情复杂"}),
    ],
)
def test_what_is_late_stays_late(accepted: Case, day: str, action: type[Action], arguments: dict[str, Any]) -> None:
    before = accepted.on(day).now
    with pytest.raises(Refused, match="The term ended on 2026-11-02"):
        accepted.do(action, **arguments)
    accepted.do(ReplyToGrievance, day=date.fromisoformat(day), text="已补发").do(CloseGrievance)
    assert (before.due, accepted.now.within_term) == (date(2026, 11, 2), WithinTerm.LATE)


@pytest.mark.parametrize(
    ("action", "arguments"),
    [
        (PauseGrievance, {"pause_reason": "等待鉴定", "paused_until": date(2026, 12, 1)}),
        (AskExtension, {"reason": "案情复杂"}),
    ],
)
def test_on_its_last_day_the_term_has_not_run_out(
    accepted: Case, action: type[Action], arguments: dict[str, Any]
) -> None:
    accepted.on("2026-11-02").do(action, **arguments)


def test_a_pause_that_was_not_ended_on_time_does_not_hide_that_the_term_ran_out(accepted: Case) -> None:
    accepted.on("2026-10-01").do(PauseGrievance, pause_reason="等待鉴定", paused_until=date(2026, 10, 11))
    accepted.on("2026-11-13")
    assert (accepted.now.stage, accepted.standing) == (Stage.PAUSED, DeadlineStatus.LATE)
    accepted.do(ResumeGrievance)
    with pytest.raises(Refused, match="The term ended on 2026-11-12"):
        accepted.do(PauseGrievance, pause_reason="再等", paused_until=date(2026, 12, 1))


def test_all_pauses_together_are_no_longer_than_the_policy_pack_lets_one_be(accepted: Case) -> None:
    accepted.do(PauseGrievance, pause_reason="等待鉴定", paused_until=date(2026, 11, 2))  # 60 of 90 days
    accepted.on("2026-11-02").do(ResumeGrievance)
    with pytest.raises(Refused, match="by 2026-12-02"):
        accepted.do(PauseGrievance, pause_reason="再等", paused_until=date(2026, 12, 3))
    accepted.do(PauseGrievance, pause_reason="再等", paused_until=date(2026, 12, 2)).on("2026-12-02").do(
        ResumeGrievance
    )
    with pytest.raises(Refused, match="paused for 90 days already, and for no more than 90 days in all"):
        accepted.do(PauseGrievance, pause_reason="再等", paused_until=date(2026, 12, 3))


def test_a_supervisor_finds_what_is_paused_with_one_word(accepted: Case) -> None:
    accepted.do(PauseGrievance, pause_reason="等待鉴定", paused_until=date(2026, 11, 2))
    paused = Grievance.filters(accepted.officers["colleague"].context())["paused"]
    assert accepted.officers["colleague"].count(Query("grievance", paused)) == 1


def offers(case: Case, by: str = "colleague") -> set[type[Action]]:
    office = case.officers[by]
    records = (case.now, *case.asked)
    found = {action for record in records for action in office.offered(record.kind, record)}
    return found & {AskExtension, ApproveExtension, DeclineExtension, WithdrawExtension}


def test_an_extension_is_offered_to_be_asked_for_once_and_to_be_decided_while_it_waits(accepted: Case) -> None:
    assert offers(accepted) == {AskExtension}
    accepted.do(AskExtension, reason="案情复杂")
    assert offers(accepted) == {ApproveExtension, DeclineExtension, WithdrawExtension}
    accepted.do(DeclineExtension, "colleague", remark="理由不足")
    assert offers(accepted) == set()


def waiting_for(case: Case, by: str) -> list[str]:
    """Return what stands in an officer's own day."""
    office = case.officers[by]
    mine = AgendaItem.filters(office.context())["mine"]
    return [Sentence.unpack(entry.what).say() for entry in office.find(Query("agenda", mine))]


def test_an_extension_that_waits_stands_on_top_of_the_day_of_who_may_decide_it_and_of_nobody_else(
    accepted: Case,
) -> None:
    accepted.do(AskExtension, reason="案情复杂")
    assert "decide the extension" in waiting_for(accepted, "colleague")
    assert "decide the extension" not in waiting_for(accepted, "clerk")  # who asked; his roles would let him
    assert accepted.clerk.may(ApproveExtension)
    assert [entry.pressing for entry in accepted.clerk.find(Query("agenda"))] == [True, False]
    accepted.do(ApproveExtension, "colleague")
    assert waiting_for(accepted, "colleague") == []


# What is refused

REFUSED: dict[str, tuple[type[Action], dict[str, Any], str]] = {
    "accepted before it came in": (AcceptGrievance, {"accepted": RECEIVED - timedelta(1)}, "must lie between"),
    "accepted tomorrow": (AcceptGrievance, {"accepted": date(2026, 9, 4)}, "must lie between"),
    "accepted for nobody": (AcceptGrievance, {"accepted": RECEIVED, "handler": "b" * 32}, "one of the officers"),
    "assigned to nobody": (AssignGrievance, {"handler": "b" * 32}, "one of the officers"),
}
REFUSED_IN_HAND: dict[str, tuple[type[Action], dict[str, Any], str]] = {
    "a pause that ends today": (
        PauseGrievance,
        {"pause_reason": "x", "paused_until": date(2026, 9, 3)},
        "must end after today",
    ),
    "a pause beyond the bound": (
        PauseGrievance,
        {"pause_reason": "x", "paused_until": date(2026, 12, 3)},
        "by 2026-12-02",
    ),
    "a step before it came in": (TakeStep, {"day": date(2026, 8, 31), "text": "x"}, "must lie between"),
    "a step of tomorrow": (TakeStep, {"day": date(2026, 9, 4), "text": "x"}, "must lie between"),
    "a next step without a day": (TakeStep, {"day": RECEIVED, "text": "x", "next": "y"}, "needs both"),
    "a day without a next step": (TakeStep, {"day": RECEIVED, "text": "x", "next_due": RECEIVED}, "needs both"),
    "a reply as a step": (TakeStep, {"day": RECEIVED, "text": "x", "step": StepKind.REPLY}, "Reply to grievance"),
    "a reply before it came in": (ReplyToGrievance, {"day": date(2026, 8, 31), "text": "x"}, "must lie between"),
    "an answer due yesterday": (SuperviseGrievance, {"instruction": "x", "due": date(2026, 9, 2)}, "has passed"),
}


@pytest.mark.parametrize(("action", "arguments", "why"), REFUSED.values(), ids=REFUSED)
def test_refused_before_it_is_accepted(case: Case, action: type[Action], arguments: dict[str, Any], why: str) -> None:
    case.on("2026-09-03")
    with pytest.raises(Refused, match=why):
        case.do(action, **arguments)


@pytest.mark.parametrize(("action", "arguments", "why"), REFUSED_IN_HAND.values(), ids=REFUSED_IN_HAND)
def test_refused_in_hand(accepted: Case, action: type[Action], arguments: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused, match=why):
        accepted.do(action, "colleague" if action is SuperviseGrievance else "clerk", **arguments)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"received": datetime(2026, 9, 2, 8)}, "still to come"),
        ({"category": "不在树上"}, "not on the tree"),
        ({"number": "2026-000001"}, "already"),
    ],
)
def test_refused_at_registration(case: Case, given: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused, match=why):
        case.clerk.do(RegisterGrievance(**{"received": datetime(2026, 9, 1, 8), "subject": "x", **given}))


def test_numbers_run_through_the_year(case: Case) -> None:
    for year in (2026, 2025, 2026):
        case.clerk.do(RegisterGrievance(received=datetime(year, 3, 1), subject="x"))
    assert sorted(each.number for each in case.clerk.find(Query("grievance"))) == [
        "2025-000001", "2026-000001", "2026-000002", "2026-000003",
    ]  # fmt: skip


# Stages


ON_ONE = [action for action in ACTIONS.values() if action.on is Grievance and not action.creates]


@pytest.fixture(scope="module")
def desk(module_site: OpenSite) -> Office:
    """An officer with every duty, for grievances of any stage."""
    return module_site.office()


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("action", ON_ONE, ids=lambda action: action.verb())
def test_an_action_is_offered_and_done_at_its_stages_only(
    action: type[Action], stage: Stage, desk: Office, module_site: OpenSite, sample: Callable[..., Any]
) -> None:
    record = sample(Grievance, stage=stage)
    with module_site.store.transaction():
        module_site.store.write([create(record)], officer=desk.officer, action="test")
    assert (action in desk.offered("grievance", record)) == (stage in action.stages)
    if stage not in action.stages:
        with pytest.raises(Refused, match="cannot be done at this stage"):
            desk.do(sample(action, target=record.id))


def test_every_action_says_at_which_stages_and_the_end_is_followed_by_a_review_or_by_separating() -> None:
    assert all(action.stages for action in ON_ONE)
    ended = {stage for action in ON_ONE for stage in action.stages} - set(OPEN)
    assert ended == {*REVIEWABLE, Stage.MERGED}


def test_from_registration_to_closing(accepted: Case) -> None:
    stages = [accepted.now.stage]
    accepted.on("2026-09-10").do(TakeStep, day=date(2026, 9, 10), text="走访", next="协调", next_due=date(2026, 9, 20))
    deeds: list[tuple[str, type[Action], dict[str, Any]]] = [
        ("2026-09-11", PauseGrievance, {"pause_reason": "等待", "paused_until": date(2026, 9, 15)}),
        ("2026-09-15", ResumeGrievance, {}),
        ("2026-09-20", ReplyToGrievance, {"day": date(2026, 9, 20), "text": "已补发"}),
        ("2026-09-21", CloseGrievance, {}),
    ]
    for day, action, arguments in deeds:
        accepted.on(day).do(action, **arguments)
        stages.append(accepted.now.stage)
    assert stages == [Stage.ACCEPTED, Stage.PAUSED, Stage.ACCEPTED, Stage.REPLIED, Stage.CLOSED]
    assert (accepted.now.replied, accepted.now.closed) == (date(2026, 9, 20), date(2026, 9, 21))
    assert accepted.due() == []


@pytest.mark.parametrize(
    ("action", "stage"), [(RedirectGrievance, Stage.REDIRECTED), (DeclineGrievance, Stage.DECLINED)]
)
def test_ended_without_being_accepted_with_the_reason_told(case: Case, action: type[Action], stage: Stage) -> None:
    case.do(action, told="请向劳动局反映")
    assert (case.now.stage, case.now.told, case.now.closed) == (stage, "请向劳动局反映", RECEIVED)


def test_accepting_without_naming_a_handler_leaves_the_one_it_has(case: Case) -> None:
    case.do(AssignGrievance, handler=case.colleague.officer).do(AcceptGrievance, accepted=RECEIVED)
    assert case.now.handler == case.colleague.officer


# Next steps


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


# Supervision


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


def test_supervision_of_what_nobody_had_reaches_the_handler_who_gets_it(case: Case) -> None:
    case.do(SuperviseGrievance, "colleague", instruction="请速受理", due=date(2026, 9, 5))
    case.do(AcceptGrievance, accepted=RECEIVED, handler=case.clerk.officer)
    assert agenda(case, case.clerk) == ["supervision", "grievance"]


# Parts of the whole


def test_a_grievance_keeps_the_terms_that_were_in_force(accepted: Case) -> None:
    policy = accepted.clerk.find(Query("policy"))[0]
    shorter = policy.text.replace("term_days = 60", "term_days = 20").replace("accept_days = 15", "accept_days = 5")
    accepted.clerk.do(EditPolicy(target=policy.id, text=shorter))
    assert accepted.now.due == date(2026, 11, 2)
    accepted.clerk.do(RegisterGrievance(received=datetime(2026, 9, 1), subject="新的"))
    assert {each.accept_days for each in accepted.clerk.find(Query("grievance"))} == {5, 15}


def test_a_unit_is_named_in_the_agenda(case: Case) -> None:
    case.clerk.do(AddUnit(name="车间"))
    unit = case.clerk.find(Query("unit"))[0].id
    case.clerk.do(RegisterGrievance(received=datetime(2026, 9, 1), subject="x", unit=unit))
    assert case.clerk.count(Query("agenda", Is("unit", (unit,)))) == 1
