"""The stages of a grievance, from registration to closing, and what is offered at each."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from core.desks.administration.officers import EditPolicy
from core.desks.grievances import (
    OPEN,
    REVIEWABLE,
    AcceptGrievance,
    AssignGrievance,
    CloseGrievance,
    DeclineGrievance,
    Grievance,
    PauseGrievance,
    RedirectGrievance,
    RegisterGrievance,
    ReplyToGrievance,
    ResumeGrievance,
    Stage,
    TakeStep,
)
from core.desks.people.people import AddUnit
from core.model.action import ACTIONS, Action, create
from core.model.query import Is, Query
from core.office.build import build
from core.office.office import Office
from core.office.refusals import Refused
from core.rules.attached_papers import AttachPaper
from core.values.refusal import Refusal
from data.site.open_site import OpenSite
from tests.support.every_case import every
from tests.support.grievance_case import RECEIVED, Case

# Stages


ON_ONE = [
    action
    for action in ACTIONS.values()
    if action.on is Grievance and not action.creates and not issubclass(action, AttachPaper)
]
"""What is done to a grievance; a paper is attached at any stage."""


@pytest.fixture(scope="module")
def desk(module_site: OpenSite) -> Office:
    """An officer with every duty, for grievances of any stage."""
    return module_site.office()


@every("stage", Stage)
@every("action", ON_ONE, lambda action: action.verb())
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
    ("action", "more", "stage"),
    [(RedirectGrievance, {"redirected_to": "市劳动局"}, Stage.REDIRECTED), (DeclineGrievance, {}, Stage.DECLINED)],
)
def test_ended_without_being_accepted_with_the_reason_told(
    case: Case, action: type[Action], more: dict[str, str], stage: Stage
) -> None:
    case.do(action, told="请向劳动局反映", **more)
    assert (case.now.stage, case.now.told, case.now.closed) == (stage, "请向劳动局反映", RECEIVED)
    assert case.now.redirected_to == more.get("redirected_to", "")


def test_redirecting_says_to_whom(case: Case) -> None:
    with pytest.raises(Refusal, match="Redirected to: This must be filled in"):
        case.clerk.do(build(RedirectGrievance, target=case.id, told="请向劳动局反映", redirected_to=""))


def test_accepting_without_naming_a_handler_leaves_the_one_it_has(case: Case) -> None:
    case.do(AssignGrievance, handler=case.colleague.officer).do(AcceptGrievance, accepted=RECEIVED)
    assert case.now.handler == case.colleague.officer


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
